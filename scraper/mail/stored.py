"""Mail as programs keep it: folders of one post a file, Maildir and MH, told by what they hold; and what programs do to
mail in files, undone before anybody looks for posts.

Encodings wider than a byte, line ends of other systems, Apple Mail's envelope around a post, MMDF's lines between posts.
Bytes without any of that come back as they are.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from scraper.compression import wide
from scraper.files import read_file, text_of
from scraper.mail import head
from scraper.mail.compose import as_mbox
from scraper.mail.text import escaped_once
from scraper.mail.transfer_encoding import left_base64, quoted_printable
from scraper.model import Skipped
from scraper.patterns import compiled

Kind = Literal["Maildir", "MH folder"]

POST_BYTES: Final = 64 << 20
_PARTS: Final = ("cur", "new", "tmp")
_FLAGS: Final = compiled(r"[:;!]2,([A-Za-z]{0,40})$")  # `;` and `!` where a file system forbids the colon
_NUMBER: Final = compiled(r"[1-9][0-9]{0,9}")
_DELETED: Final = compiled(r"[,#][0-9]{1,10}")  # nmh's rmm moves a post out of the way like this
_SEQUENCES: Final = (".mh_sequences", ".xmhcache")
_BETWEEN: Final = b"\x01\x01\x01\x01\n"
_RNEWS: Final = b"#! rnews "
SNAPSHOT: Final = b"From: <Saved by "
"""How files begin in which browsers keep a page with all that it shows (MHTML)."""
_DIGITS: Final = 10  # of a length
_LONE_CR: Final = compiled(rb"\r(?=From |(?:From|Date|Subject|To|Message-ID|Received): )", re.IGNORECASE)
_CR: Final = compiled(rb"\r{1,2}\n|\r")
# A file that was sent, and kept as it was encoded for that.
_BASE64: Final = compiled(rb"[A-Za-z0-9+/]{60,76}\r?\n[A-Za-z0-9+/]")
_QUOTED: Final = compiled(rb"From=20|[A-Z][A-Za-z-]{1,60}:=20")
# Every line is followed by an empty one.
_DOUBLED: Final = compiled(rb"(?:From [^\n]{1,400}\n\n)?(?:[A-Z][A-Za-z-]{1,60}: [^\n]{0,400}\n\n){3}")
# What begins separators of an mbox where it is not `From ` and one blank; a date ends them.
_ODD_SEPARATOR: Final = compiled(
    rb"^(?:>From |From\t|from |\xef\xbb\xbfFrom | {1,4}From |\"From |FROM )(?=[^\n]{10,400}[0-9]{4}\"?\n[A-Z][A-Za-z-]{1,60}: )",
    re.MULTILINE,
)
# Apple Mail writes the length of the post on a line above it, and what it knows of the post below.
# What a server said before the file; and lines that all begin with the same blanks.
_ANSWER: Final = compiled(
    rb"HTTP/[0-9.]{1,3} [0-9]{3}[^\n]{0,200}\n(?:[A-Za-z][\w-]{0,60}:[^\n]{0,4000}\n){0,60}\r?\n"
)
_INDENTED: Final = compiled(rb"[ \t]{1,8}(?=From |[A-Z][A-Za-z-]{1,60}: )")
_LENGTH: Final = compiled(rb"[ \t]{0,9}([0-9]{1,9})[ \t]{0,20}\n")
_PROPERTIES: Final = compiled(
    rb"<\?xml [^>]{0,200}>\s{0,9}(?:<!DOCTYPE plist|<plist)[^\0]{0,100000}</plist>\s{0,9}\Z"
)


def kinds_of(folder: Path, listed: Mapping[str, Path] | None = None) -> list[Kind]:
    """The kinds of store that the folder may be, perhaps `listed` already; where it may be two, the caller refuses it."""
    found: list[Kind] = []
    listed = {each.name: each for each in folder.iterdir()} if listed is None else listed
    here = [part for part in _PARTS if part in listed and listed[part].is_dir()]
    # tools that copy leave empty folders out
    if len(here) > 1 or (
        here == ["cur"] and any(_FLAGS.search(each.name) for each in listed["cur"].iterdir())
    ):
        found.append("Maildir")
    # its sequences file, or posts under numbers and nothing else
    told = any(name in listed and listed[name].is_file() for name in _SEQUENCES)
    names = {name: each for name, each in listed.items() if not name.startswith(".")}
    posts = {name for name in names if _NUMBER.fullmatch(name)}
    # the first other file settles it
    others = (each for name, each in names.items() if name not in posts and not _DELETED.fullmatch(name))
    if told or (any(names[name].is_file() for name in posts) and not any(map(Path.is_file, others))):
        found.append("MH folder")
    return found


def members(folder: Path, kind: Kind, name: str, skipped: list[Skipped]) -> list[str]:
    """The paths of the posts below the folder, in a fixed order; what is left out is told with its reason."""
    if kind == "MH folder":
        return sorted(filter(_NUMBER.fullmatch, _files(folder, name, skipped)), key=int)
    found: list[str] = []
    for part in _PARTS[:2]:
        if not (folder / part).is_dir():
            continue
        for each in sorted(_files(folder / part, f"{name}/{part}", skipped)):
            flags = _FLAGS.search(each)
            if flags and "D" in flags[1]:
                skipped.append(
                    Skipped(f"{name}/{part}/{text_of(each)}", "a draft, which was never sent", lost=False)
                )
            elif not each.startswith("."):
                found.append(f"{part}/{each}")
    unfinished = folder / _PARTS[-1]
    if unfinished.is_dir() and any(unfinished.iterdir()):
        skipped.append(
            Skipped(f"{name}/{unfinished.name}", "deliveries that were never finished", lost=False)
        )
    return found


def lasting_name(member: str) -> str:
    """The file's name without Maildir's flags, which change when somebody reads the post."""
    return _FLAGS.sub("", text_of(member.rpartition("/")[2]))


def read(folder: Path, member: str) -> bytes:
    """The bytes of one post; OSError where it has gone, is a link, or is larger than any post."""
    return read_file(folder / member, POST_BYTES)


def _files(folder: Path, name: str, skipped: list[Skipped]) -> Iterator[str]:
    for each in folder.iterdir():
        if each.is_symlink():
            skipped.append(Skipped(f"{name}/{text_of(each.name)}", "symbolic link not followed", lost=False))
        elif each.is_file():
            yield each.name


def opened(data: bytes) -> bytes:
    """The bytes as mail has them: a charset that holds ASCII, lines that end in LF or CRLF, no envelope."""
    if codec := wide(data):
        data = data.decode(codec, "replace").encode()
    if not data.startswith(b"From "):  # as most files do, which are whole then
        data = _as_sent(_unwrapped(data))
    if b"\r" in data and (_LONE_CR.search(data) or data.count(b"\r\r\n") * 2 > data.count(b"\n")):
        data = _CR.sub(b"\n", data)
    if _DOUBLED.match(data):
        data = data.replace(b"\n\n", b"\n")
    if data.startswith(_RNEWS):
        return as_mbox(_in_batch(data))
    if data.startswith(_BETWEEN):
        return as_mbox(post for post in data.split(_BETWEEN) if post.strip())
    length = _LENGTH.match(data)
    if length and head.start_of(data[length.end() :]) == 0:
        post, end = data[length.end() :], int(length[1])
        if not post.startswith(b"<?xml", end):  # a length that does not hold
            last = max(0, post.rfind(b"<?xml "))  # one place is tried: from each, it would take minutes
            end = last if _PROPERTIES.match(post, last) else len(post)
        return post[:end]
    return data


def _unwrapped(data: bytes) -> bytes:
    """The bytes without what a server, a browser or an editor put around all of them."""
    if data.startswith(b"HTTP/"):
        data = _ANSWER.sub(b"", data, count=1)
    if data.startswith(SNAPSHOT):
        data = _page_in(data)
    if indented := _INDENTED.match(data):
        data = _dedented(data, indented[0])
    if data[:99].lstrip()[:1] == b"<" and b"&amp;" in data:
        data = escaped_once(data.decode("latin-1")).encode("latin-1")
    return data


def _page_in(snapshot: bytes) -> bytes:
    """The first page among the parts; the bytes as they are where there is none."""
    from scraper.mail.tree import tree  # few files are kept so

    mime = tree(snapshot, [])
    pages = (part for part in mime.walk() if part.get_content_type() == "text/html")
    payload = next((part.get_payload(decode=True) for part in pages), None)
    return payload if isinstance(payload, bytes) else snapshot


def _dedented(data: bytes, blanks: bytes) -> bytes:
    lines = data.split(b"\n")
    whole = all(line.startswith(blanks) or not line.strip() for line in lines)
    return b"\n".join(line.removeprefix(blanks) for line in lines) if whole else data


def _in_batch(data: bytes) -> Iterator[bytes]:
    """The articles of a news batch (RFC 1036, 4.2), each below a line with its length, which is believed where it holds."""
    at = 0
    while at < len(data):
        start = data.find(b"\n", at) + 1 or len(data)
        length = data[at + len(_RNEWS) : start].strip()
        end = start + int(length) if length.isdigit() and len(length) < _DIGITS else 0
        if not (start <= end <= len(data) and data[end : end + len(_RNEWS)] in (b"", _RNEWS)):
            end = data.find(b"\n" + _RNEWS, start) + 1 or len(data)
        yield data[start:end]
        at = end


def _as_sent(data: bytes) -> bytes:
    """The bytes out of base64 or quoted-printable, with separators that begin as separators do, and no byte order mark before the first."""
    if _BASE64.match(data):
        inner = left_base64(data.decode("ascii", "replace"))
        data = inner if inner and (inner[:1] == b"<" or head.start_of(inner) is not None) else data
    if _QUOTED.match(data):
        data = quoted_printable(data)
    if _ODD_SEPARATOR.match(data):
        data = _ODD_SEPARATOR.sub(b"From ", data)
    if data.startswith(codecs.BOM_UTF8 * 2):
        data = codecs.BOM_UTF8 + data.lstrip(codecs.BOM_UTF8)
    if data.startswith(codecs.BOM_UTF8 + b"From "):
        data = data.removeprefix(codecs.BOM_UTF8)
    return data
