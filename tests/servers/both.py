"""The posts that hustings sees in a mirror, a file, a folder or an inbox, in the form in which Perceval is asked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple

from scraper.compression import gunzip
from scraper.git import inbox
from scraper.mail import mbox, stored
from scraper.mail.message import decode
from scraper.month import Month

LIMIT: Final = 1 << 28


class Seen(NamedTuple):
    """A post that hustings holds: what stands behind `From ` before it, its bytes, its id, its file's month.

    It is `kept` in an mbox, in one that hustings made beside a month, in a file of its own, or as a git blob.
    """

    envelope: str
    raw: bytes
    message_id: str | None
    month: Month | None = None
    kept: Literal["mbox", "beside", "single", "blob"] = "mbox"


def in_text(text: bytes, month: Month | None = None, *, beside: bool = False) -> Iterator[Seen]:
    """The posts of one mbox, as hustings tells them apart."""
    for post in mbox.bounds_by_length(text):
        line = text[post.separator : post.start].partition(b"\n")[0].rstrip(b"\r")
        raw = mbox.unescape_mboxrd(text, text[post.start : post.end])
        envelope = words(line[len(b"From ") :])
        yield Seen(envelope, raw, decode(raw).message_id, month, "beside" if beside else "mbox")


def in_mirror(folder: Path) -> list[Seen]:
    """The posts of a list that hustings has mirrored month by month; those of the future are of no month."""
    found: list[Seen] = []
    for path in sorted([*folder.glob("[0-9]*"), *folder.glob("future.*")]):
        stem, *kinds = path.name.split(".")
        text = gunzip(path.read_bytes(), LIMIT) if path.suffix == ".gz" else path.read_bytes()
        found += in_text(text, Month.named(stem) or Month.parse(stem), beside="scrubbed" in kinds)
    return found


def in_folder(folder: Path) -> list[Seen]:
    """The posts of a Maildir, an MH folder or a folder of single files."""
    kinds = stored.kinds_of(folder)
    members = (
        stored.members(folder, kinds[0], folder.name, [])
        if kinds
        else sorted(path.name for path in folder.iterdir())
    )
    raws = [stored.read(folder, member) for member in members]
    return [Seen("", raw, decode(raw).message_id, kept="single") for raw in raws]


def in_inbox(repository: Path) -> list[Seen]:
    """The posts of a public-inbox; Perceval's log calls their separator None."""
    raws = inbox.read(repository, inbox.posts(repository, []), [])
    return [Seen("None", raw, decode(raw).message_id, kept="blob") for raw in raws]


def words(line: bytes) -> str:
    """A separator line as Perceval's log shows it."""
    for charset in ("ascii", "utf-8"):
        try:
            return line.decode(charset)
        except UnicodeDecodeError:
            continue
    return line.decode("iso-8859-1")
