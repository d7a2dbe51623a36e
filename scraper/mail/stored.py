"""What programs do to mail where they keep it in files, undone before anybody looks for posts.

Encodings wider than a byte, line ends of other systems, Apple Mail's envelope around a post, MMDF's lines between posts.
Bytes without any of that come back as they are.
"""

import codecs
import re
from typing import Final

from scraper.compression import wide
from scraper.mail import head
from scraper.mail.compose import as_mbox
from scraper.mail.transfer_encoding import left_base64

_BETWEEN: Final = b"\x01\x01\x01\x01\n"
_LONE_CR: Final = re.compile(rb"\r(?=From |(?:From|Date|Subject|To|Message-ID|Received): )", re.IGNORECASE)
_CR: Final = re.compile(rb"\r{1,2}\n|\r")
# A file that was sent, and kept as it was encoded for that.
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]{60,76}\r?\n[A-Za-z0-9+/]")
# Every line is followed by an empty one.
_DOUBLED: Final = re.compile(rb"(?:From [^\n]{1,400}\n\n)?(?:[A-Z][A-Za-z-]{1,60}: [^\n]{0,400}\n\n){3}")
# What begins separators of an mbox where it is not `From ` and one blank; a date ends them.
_ODD_SEPARATOR: Final = re.compile(
    rb"^(?:>From |From\t|from |\xef\xbb\xbfFrom )(?=[^\n]{10,400}[0-9]{4}\n[A-Z][A-Za-z-]{1,60}: )",
    re.MULTILINE,
)
# Apple Mail writes the length of the post on a line above it, and what it knows of the post below.
_LENGTH: Final = re.compile(rb"[ \t]{0,9}([0-9]{1,9})[ \t]{0,20}\n")
_PROPERTIES: Final = re.compile(
    rb"<\?xml [^>]{0,200}>\s{0,9}(?:<!DOCTYPE plist|<plist)[^\0]{0,100000}</plist>\s{0,9}\Z"
)


def opened(data: bytes) -> bytes:
    """The bytes as mail has them: a charset that holds ASCII, lines that end in LF or CRLF, no envelope."""
    if codec := wide(data):
        data = data.decode(codec, "replace").encode()
    data = _as_sent(data)
    if b"\r" in data and (_LONE_CR.search(data) or data.count(b"\r\r\n") * 2 > data.count(b"\n")):
        data = _CR.sub(b"\n", data)
    if _DOUBLED.match(data):
        data = data.replace(b"\n\n", b"\n")
    if data.startswith(_BETWEEN):
        return as_mbox(post for post in data.split(_BETWEEN) if post.strip())
    length = _LENGTH.match(data)
    if length and head.start_of(data[length.end() :]) == 0:
        post, end = data[length.end() :], int(length[1])
        if not post.startswith(b"<?xml", end):  # a length that does not hold
            properties = _PROPERTIES.search(post)
            end = properties.start() if properties else len(post)
        return post[:end]
    return data


def _as_sent(data: bytes) -> bytes:
    """The bytes out of base64, with separators that begin as separators do, and no byte order mark before the first."""
    if _BASE64.match(data):
        inner = left_base64(data.decode("ascii", "replace"))
        data = inner if inner and (inner[:1] == b"<" or head.start_of(inner) is not None) else data
    if _ODD_SEPARATOR.match(data):
        data = _ODD_SEPARATOR.sub(b"From ", data)
    if data.startswith(codecs.BOM_UTF8 * 2):
        data = codecs.BOM_UTF8 + data.lstrip(codecs.BOM_UTF8)
    if data.startswith(codecs.BOM_UTF8 + b"From "):
        data = data.removeprefix(codecs.BOM_UTF8)
    return data
