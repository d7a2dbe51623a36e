"""A post from what an interface or a page tells of it, as RFC 5322 spells one: the same facts, the same bytes.

Archives cite the digest of these bytes, so they depend on no library, whose folding changes between versions.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from scraper.files import sha256
from scraper.mail import mbox
from scraper.patterns import compiled

_BROKEN: Final = compiled(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_SPACES: Final = compiled(r"\s+")
_FROM_LINE: Final = compiled(rb"^From ", re.MULTILINE)
_SPECIAL: Final = compiled(r'[()<>\[\]:;@\\,."]')
_ENCODED_BYTES: Final = 42
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LF: Final = "\n"
_NOBODY: Final = "nobody"
_LONGEST_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1; a separator that is longer is taken for prose
_UTF8_TEXT: Final = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
NO_SEPARATOR: Final = b"From nobody Thu Jan  1 00:00:00 1970\n"


class Part(Struct, frozen=True):
    """A text that came beside the body: its type such as `text/html`, its file name, its bytes and their charset."""

    content_type: str
    name: str
    content: bytes
    charset: str | None = None


class Fields(Struct, frozen=True):
    """What is known of a post. Message-IDs come without angle brackets; `date` is in UTC."""

    message_id: str
    date: datetime
    name: str
    address: str
    subject: str
    body: str
    in_reply_to: str | None = None
    parts: Sequence[Part] = ()


def entry(fields: Fields) -> bytes:
    """The post with its separator, as a member of an mbox file; lines that begin with `From ` are escaped."""
    moment = fields.date
    stamp = (
        f"{_DAYS[moment.weekday()]} {_MONTHS[moment.month - 1]} {moment.day:2d} "
        f"{moment:%H:%M:%S} {moment.year:04d}"
    )
    sender = _bare(fields.address)
    sender = sender if 0 < len(sender) <= _LONGEST_ADDRESS else _NOBODY
    separator = f"From {sender} {stamp}\n".encode("ascii", "replace")
    return separator + _FROM_LINE.sub(b">From ", post(fields).rstrip(b"\n")) + b"\n\n"


def post(fields: Fields) -> bytes:
    """The post alone; its text is UTF-8 as it stands, so that words in it can be found without decoding."""
    from email.utils import format_datetime

    headers = [
        ("From", _author(fields)),
        ("Subject", _encoded(one_line(fields.subject))),
        ("Date", format_datetime(fields.date)),
        ("Message-ID", _identifier(fields.message_id)),
        ("In-Reply-To", _identifier(fields.in_reply_to)),
        ("MIME-Version", "1.0"),
    ]
    head = "".join(f"{name}: {value}\n" for name, value in headers if value).encode("ascii", "replace")
    body = fields.body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    own = f"{_UTF8_TEXT}\n{body}{'' if body.endswith(_LF) else _LF}".encode("utf-8", "replace")
    if not fields.parts:
        return head + own
    members = [own, *map(_member, fields.parts)]
    boundary = f"part-{sha256(b''.join(members))[:32]}".encode()
    joined = b"".join(b"--%s\n%s\n" % (boundary, member) for member in members)
    return b'%sContent-Type: multipart/mixed; boundary="%s"\n\n%s--%s--\n' % (
        head,
        boundary,
        joined,
        boundary,
    )


def with_headers(headers: Iterable[tuple[str, str]], body: str) -> bytes:
    """The post with these header fields in UTF-8, as RFC 6532 allows; empty ones are left out, no line end gets in."""
    head = "".join(f"{name}: {line}\n" for name, value in headers if (line := one_line(value)))
    if not body.isascii():
        head += f"MIME-Version: 1.0\n{_UTF8_TEXT}"
    return f"{head}\n{body}".encode("utf-8", "replace")


def as_mbox(posts: Iterable[bytes]) -> bytes:
    """Posts one after another, in mboxrd's manner where a line of theirs would pass for a separator."""
    members = []
    for post in posts:
        own = post.rstrip(b"\n") + b"\n\n"
        if mbox.count(NO_SEPARATOR + own) != 1:
            own = re.sub(rb"(?m)^(?=>*From )", b">", own)
        members.append(NO_SEPARATOR + own)
    return b"".join(members)


def one_line(text: str) -> str:
    """The text without line ends and control characters, as a header field may hold it."""
    return _BROKEN.sub(" ", text).strip()


def _member(part: Part) -> bytes:
    kind = (
        part.content_type if re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}", part.content_type) else ""
    )
    name = re.sub(r"[^A-Za-z0-9._-]", "_", part.name)[:100]
    packed = b64encode(part.content)
    lines = b"\n".join(packed[at : at + 76] for at in range(0, len(packed), 76))
    charset = f"; charset={part.charset}" if re.fullmatch(r"[A-Za-z0-9._-]{1,40}", part.charset or "") else ""
    head = (
        f"Content-Type: {kind or 'application/octet-stream'}{charset}\n"
        f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
    )
    return head.encode("ascii") + lines + b"\n"


def _author(fields: Fields) -> str:
    name, address = one_line(fields.name), _bare(fields.address)
    if not address or not name or name == fields.address:
        return f"<{address}>" if address else _encoded(name)
    if _SPECIAL.search(name):
        # encoded where quoting would need escapes, which not every reader undoes
        name = _words(name) if re.search(r'[\\"]', name) or not name.isascii() else f'"{name}"'
        return f"{name} <{address}>"
    return f"{_encoded(name)} <{address}>"


def _encoded(text: str) -> str:
    """RFC 2047 where there is more than ASCII."""
    return text if text.isascii() else _words(text)


def _words(text: str) -> str:
    """Encoded words of whole characters, folded one to a line."""
    chunks = [""]
    for character in text:
        if len((chunks[-1] + character).encode("utf-8", "replace")) > _ENCODED_BYTES:
            chunks.append("")
        chunks[-1] += character
    return "\n ".join(
        f"=?utf-8?b?{b64encode(chunk.encode('utf-8', 'replace')).decode()}?=" for chunk in chunks
    )


def _identifier(value: str | None) -> str:
    bare = re.sub(r"[\s<>]", "", value or "")
    return f"<{bare}>" if bare else ""


def _bare(address: str) -> str:
    return _SPACES.sub("", address) if address.isascii() else ""
