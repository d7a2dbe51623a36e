"""How many statements are seen at all, and how few ordinary posts; and that a statement is the same from every carrier."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import islice
from pathlib import Path

from importers.examine import examine
from importers.read.documents import read_document
from importers.read.words import speaks_of_elections
from importers.site.server import site_folder
from scraper.compression import unpack
from scraper.mail import mbox
from scraper.mail.text import with_lf
from scraper.model import Message, Origin
from tests.commands import MONTHS
from tests.measured import Measured, digest_of
from tests.repositories import files_in

_HERE = Origin("file", path="text")
_PAGE = site_folder().parent / "pages" / "pipermail" / "own-id.html"
_DAY = datetime(2016, 9, 14, 10, tzinfo=UTC)
_SET = 300  # published statements that are set as posts
_LINKS = "    Messages sorted by: [ date ] [ thread ] [ subject ] [ author ]\n"


def reach(shared: Path) -> Measured:
    """Statements that are not missed as bare text and as posts, ordinary posts that are let alone."""
    bundle, months = shared / "corpus" / "election.bundle", _months(shared)
    measured = Measured(digest_of([bundle, *months]))
    texts = {path: text for path, text in files_in(bundle).items() if text.strip()}
    measured.share("as bare text", [(path, _kept(text)) for path, text in texts.items()])
    measured.share("as posts", [(path, _kept(_post(path, text))) for path, text in texts.items()])
    answers = [(where, _answer(raw)) for where, raw in _ordinary(months)]
    measured.share("ordinary: no candidacy", [(where, answer != "candidacy") for where, answer in answers])
    measured.share("ordinary: not in review", [(where, answer != "review") for where, answer in answers])
    return measured


def carriers(shared: Path) -> Measured:
    """The statement of a mail against those of its month, its page by markup and its page as copied."""
    bundle = shared / "corpus" / "election.bundle"
    measured = Measured(digest_of([bundle, _PAGE, *MONTHS]))
    published = islice(((path, text) for path, text in files_in(bundle).items() if text.strip()), _SET)
    sent = [(path, _post(path, text)) for path, text in published]
    sent += [
        (f"{path.stem} {number}", raw)
        for path in MONTHS
        for number, raw in enumerate(mbox.split(unpack(path.read_bytes())), 1)
    ]
    for name, carry in (("month", _in_month), ("page by markup", _by_markup), ("page as copied", _copied)):
        outcomes = [(where, _words(carry(read_document(raw), raw)) == _words(raw)) for where, raw in sent]
        measured.share(name, outcomes)
    return measured


def _months(shared: Path) -> list[Path]:
    return sorted((shared / "corpus" / "pipermail" / "twisted-web").glob("*.txt.gz"))


def _ordinary(months: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for path in months:
        for number, raw in enumerate(mbox.split(unpack(path.read_bytes())), 1):
            yield f"{path.name} {number}", raw


def _answer(raw: bytes) -> str:
    """What an import makes of it: what its words stop is looked at no further."""
    return examine(raw, _HERE).verdict.verdict if speaks_of_elections(read_document(raw)) else "other"


def _kept(raw: bytes) -> bool:
    return _answer(raw) != "other"


def _post(path: str, text: bytes) -> bytes:
    """A published statement as a mail to the list."""
    team = path.split("/")[-2]
    seat = "TC" if team == "TC" else "PTL"
    return (
        f"From: Ann Bee <ann@x.example>\nDate: {_DAY:%a, %d %b %Y %H:%M:%S} +0000\n"
        f"Subject: [openstack-dev] [{team}] {seat} candidacy\nMessage-ID: <a@x.example>\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    ).encode() + text


def _words(raw: bytes) -> list[str]:
    (post,) = list(mbox.split(raw)) or [raw]
    return examine(post, _HERE).statement.split()


def _in_month(message: Message, raw: bytes) -> bytes:
    """The post as a month of a Mailman archive has it."""
    lines = with_lf(raw.decode("utf-8", "surrogateescape"))
    body = re.sub(r"^(?=From )", ">", lines.partition("\n\n")[2], flags=re.MULTILINE)
    head = lines.partition("\n\n")[0]
    return f"From ann at x.example  Wed Sep 14 10:00:00 2016\n{head}\n\n{body}\n".encode(
        "utf-8", "surrogateescape"
    )


def _by_markup(message: Message, raw: bytes) -> bytes:
    """The post on its page, as the archive wrote it."""
    page = _PAGE.read_text("utf-8").replace("charset=us-ascii", "charset=utf-8")
    subject = escape(message.subject, quote=False)
    page = re.sub(r"(?<=<TITLE> )[^\n]*|(?<=<H1>).*(?=</H1>)", lambda _: subject, page)
    body = f"<PRE>{escape(message.body, quote=False)}</PRE>\n"
    start, end = page.index("<!--beginarticle-->\n") + 20, page.index("<!--endarticle-->")
    return (page[:start] + body + page[end:]).encode()


def _copied(message: Message, raw: bytes) -> bytes:
    """The page as a browser copies its text."""
    name, date = message.name or "Ann Bee", message.date or _DAY
    return (
        f"{message.subject}\n\n{name} ann at x.example\n{date:%a %b %d %H:%M:%S} UTC {date:%Y}\n\n{_LINKS}\n"
        f"{message.body}\n{_LINKS}\nMore information about the OpenStack-dev mailing list\n"
    ).encode()
