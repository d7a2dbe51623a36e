"""The fixture list's posts as their authors sent them, in the forms in which mail is kept.

Mailman 2 writes `a at b (Name)` for authors, drops MIME headers, puts notices where parts were, and escapes `From `;
here that is undone. Nothing else is changed, so whatever differs between two archives of the list comes from the medium.
"""

import html
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from scraper.mail import mbox
from scraper.month import NAMES, Month

MONTHS = Path(__file__).resolve().parents[2] / "fixtures" / "site" / "pipermail" / "openstack-dev"
ADDRESS = "openstack-dev@lists.example.org"
STAMP = "Thu Mar 10 10:00:00 2016"
_SCRUBBED = b"-------------- next part --------------\n"
_BREAK = "<br>\n"
_AUTHOR = re.compile(rb"^From: (\S+) at (\S+)(?: {1,2}\((.*)\))?$", re.MULTILINE)


class Post(NamedTuple):
    """One post: the month whose file holds it, and its bytes."""

    month: Month
    raw: bytes

    @property
    def message_id(self) -> str | None:
        """As the archive spells it in records; None where the post has none."""
        found = re.search(rb"^Message-ID: *(<[^>]+>)", self.head, re.MULTILINE | re.IGNORECASE)
        return found[1].decode() if found else None

    @property
    def head(self) -> bytes:
        """The header block."""
        return self.raw.partition(b"\n\n")[0]

    @property
    def envelope(self) -> bytes:
        """The sender and the time that a separator names."""
        found = re.search(rb"^From: .*?<?([^\s<>]+@[^\s<>]+)>?$", self.head, re.MULTILINE)
        return b"%s %s" % (found[1] if found else b"nobody@example.org", self._stamp().encode())

    def _stamp(self) -> str:
        found = re.search(rb"^Date: (.*)$", self.head, re.MULTILINE)
        try:
            moment = parsedate_to_datetime(found[1].decode()) if found else None
        except ValueError:
            moment = None
        return moment.strftime("%a %b %e %H:%M:%S %Y") if moment else STAMP


def posts() -> list[Post]:
    """Every post of the fixture list, month by month in the order of the files."""
    return [post._replace(raw=restored(post.raw)) for post in archived()]


def archived() -> list[Post]:
    """The same as Mailman 2 shows them."""
    found = []
    for path in sorted(MONTHS.glob("*.txt"), key=lambda path: Month.named(path.stem) or Month(1, 1)):
        month = Month.named(path.stem)
        assert month is not None
        found += [Post(month, raw) for raw in mbox.split(path.read_bytes())]
    return found


def first_of_each_id(each: list[Post]) -> list[Post]:
    """The posts without those whose Message-ID an earlier one has."""
    seen: set[str] = set()
    kept = []
    for post in each:
        if post.message_id not in seen:
            kept.append(post)
        if post.message_id:
            seen.add(post.message_id)
    return kept


def restored(raw: bytes) -> bytes:
    """One pipermail post with its author, its escapes and its MIME headers put back."""
    head, _, body = raw.partition(b"\n\n")
    head = _AUTHOR.sub(_restored_author, head)
    body = re.sub(rb"^>(?=From )", b"", body, flags=re.MULTILINE).rstrip(b"\n") + b"\n"
    text, scrubbed, rest = body.partition(_SCRUBBED)
    kind = b"mixed" if b"signature.asc" in rest else b"alternative"
    own = b"Content-Type: text/plain; charset=%s\nContent-Transfer-Encoding: 8bit" % _charset(text)
    if scrubbed:
        parts = [own + b"\n\n" + text, _part(rest, text)]
        body = b"".join(b"--next-part\n%s\n" % part for part in parts) + b"--next-part--\n"
        head += b'\nMIME-Version: 1.0\nContent-Type: multipart/%s; boundary="next-part"' % kind
    elif not body.isascii():
        head += b"\nMIME-Version: 1.0\n" + own
    return head + b"\n\n" + body


def _part(notice: bytes, text: bytes) -> bytes:
    """What stood where the notice stands: a signature, or the same text as a mail program writes it in HTML."""
    if b"signature.asc" in notice:
        return b"Content-Type: application/pgp-signature; name=signature.asc\n\nnot a real one\n"
    lines = html.escape(text.decode(_charset(text).decode()).strip("\n"), quote=False).split("\n")
    indented = (re.sub(r"^ +", lambda blanks: "&nbsp;" * len(blanks[0]), line) for line in lines)
    markup = f'<html><body><div dir="ltr">{_BREAK.join(indented)}</div></body></html>\n'
    return b"Content-Type: text/html; charset=us-ascii\n\n" + markup.encode("ascii", "xmlcharrefreplace")


def _restored_author(match: re.Match[bytes]) -> bytes:
    address, name = match[1] + b"@" + match[2], match[3] or b""
    if not name or name == address:
        return b"From: " + address
    plain = re.fullmatch(rb"[\w .'-]+|=\?[!-~]+\?=(?:\s+=\?[!-~]+\?=)*", name)
    return b"From: %s <%s>" % (name if plain else b'"%s"' % name.replace(b'"', b"'"), address)


def _charset(body: bytes) -> bytes:
    try:
        body.decode()
    except UnicodeDecodeError:
        return b"windows-1252"
    return b"utf-8"


def mboxo(each: list[Post]) -> bytes:
    """One file with `From ` escaped, the form that most programs write."""
    return b"".join(_entry(post, re.sub(rb"^(?=From )", b">", post.raw, flags=re.MULTILINE)) for post in each)


def mboxrd(each: list[Post]) -> bytes:
    """The form in which escaped lines are escaped once more."""
    return b"".join(
        _entry(post, re.sub(rb"^(?=>*From )", b">", post.raw, flags=re.MULTILINE)) for post in each
    )


def mboxcl2(each: list[Post]) -> bytes:
    """The form with lengths and no escapes."""
    return b"".join(_entry(post, _with_length(post.raw)) for post in each)


def pipermail(each: list[Post], folder: Path) -> Path:
    """A folder with Mailman 2's text of each month; the posts are as `archived` gives them."""
    folder.mkdir(parents=True)
    for month, posts in by_month(each):
        text = b"".join(_entry(post, post.raw.rstrip(b"\n") + b"\n\n") for post in posts)
        (folder / f"{month.year}-{NAMES[month.number - 1]}.txt").write_bytes(text)
    return folder


def maildir(each: list[Post], folder: Path) -> Path:
    """A Maildir with read and unread posts."""
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    for number, post in enumerate(each):
        place = f"new/{number:05d}.M1P1.host" if number % 3 == 0 else f"cur/{number:05d}.M1P1.host:2,S"
        (folder / place).write_bytes(post.raw)
    return folder


def mh(each: list[Post], folder: Path) -> Path:
    """An MH folder."""
    folder.mkdir(parents=True)
    for number, post in enumerate(each, 1):
        (folder / str(number)).write_bytes(post.raw)
    (folder / ".mh_sequences").write_text("unseen: 1-3\n")
    return folder


def eml(each: list[Post], folder: Path) -> Path:
    """A file for every post, as mail programs save them."""
    folder.mkdir(parents=True)
    for number, post in enumerate(each):
        (folder / f"{number:05d}.eml").write_bytes(post.raw)
    return folder


def by_month(each: list[Post]) -> Iterator[tuple[Month, list[Post]]]:
    """The posts of each month's file."""
    for month in sorted({post.month for post in each}):
        yield month, [post for post in each if post.month == month]


def _entry(post: Post, text: bytes) -> bytes:
    return b"From %s\n%s\n" % (post.envelope, text)


def _with_length(raw: bytes) -> bytes:
    head, _, body = raw.partition(b"\n\n")
    return b"%s\nContent-Length: %d\n\n%s" % (head, len(body), body)
