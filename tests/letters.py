"""Writes invented list posts and months as Mailman 2 keeps them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

FIRST = datetime(2017, 1, 20, 9, 30, tzinfo=UTC)
PLANS = (
    "I have worked on {project} for three cycles, first as a tester of the upgrade path and later as one of\n"
    "its core reviewers. In the coming cycle I want to shorten the queue of reviews, to keep the gate green,\n"
    "and to write down what only a few of us know. Many of you helped me when I was new here, and I would\n"
    "like {project} to stay a place where that happens.\n"
)


def post(
    number: int = 1,
    *,
    name: str = "Nadia Okonkwo",
    address: str = "nadia@harbour.example",
    subject: str = "[ptl] {project} PTL candidacy for Pike",
    project: str = "Zaqar",
    body: str | None = None,
    extra: str = "",
) -> bytes:
    """One post without its separator; the number moves its date and is its Message-ID."""
    date = FIRST + timedelta(hours=number)
    opening = f"Hello,\n\nI would like to announce my candidacy for PTL of {project} in the Pike cycle.\n\n"
    text = body if body is not None else f"{opening}{PLANS.format(project=project)}\nThank you,\n{name}\n"
    return (
        f"From: {address.replace('@', ' at ')} ({name})\n"
        f"Date: {date:%a, %d %b %Y %H:%M:%S} +0000\n"
        f"Subject: [openstack-dev] {subject.format(project=project)}\n"
        f"Message-ID: <{number:08}@harbour.example>\n{extra}\n{text}"
    ).encode()


def chat(number: int) -> bytes:
    """A post that has nothing to do with elections."""
    return post(number, subject="[swift] disk layout", body="Has anybody measured this on spinning disks?\n")


def month(*posts: bytes) -> bytes:
    """The posts as one month: a separator before each, a blank line between."""
    separator = f"From nadia at harbour.example  {FIRST:%a %b %d %H:%M:%S %Y}\n".encode()
    return b"\n".join(separator + post for post in posts)


def written(folder: Path, name: str, *posts: bytes) -> Path:
    """A month on disk."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(month(*posts))
    return path


def doubtful(number: int = 4) -> bytes:
    """A post that only a person can place: it stands, and does not say for which project."""
    text = (
        "Hello,\n\nI would like to announce my candidacy for PTL in the Pike cycle. I have been a core reviewer\n"
        "for two years and would be glad to give the others a rest.\n\nOle Brandt\n"
    )
    return post(
        number, subject="[ptl] PTL candidacy", name="Ole Brandt", address="ole@fjord.example", body=text
    )
