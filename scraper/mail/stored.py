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

_BETWEEN: Final = b"\x01\x01\x01\x01\n"
_LONE_CR: Final = re.compile(rb"\r(?=From |(?:From|Date|Subject|To|Message-ID|Received): )", re.IGNORECASE)
_CR: Final = re.compile(rb"\r{1,2}\n|\r")
# Apple Mail writes the length of the post on a line above it, and what it knows of the post below.
_LENGTH: Final = re.compile(rb"[ \t]{0,9}([0-9]{1,9})[ \t]{0,20}\n")
_PROPERTIES: Final = re.compile(
    rb"<\?xml [^>]{0,200}>\s{0,9}(?:<!DOCTYPE plist|<plist)[^\0]{0,100000}</plist>\s{0,9}\Z"
)


def opened(data: bytes) -> bytes:
    """The bytes as mail has them: a charset that holds ASCII, lines that end in LF or CRLF, no envelope."""
    if codec := wide(data):
        data = data.decode(codec, "replace").encode()
    if data.startswith(codecs.BOM_UTF8 + b"From "):
        data = data.removeprefix(codecs.BOM_UTF8)
    if b"\r" in data and (_LONE_CR.search(data) or data.count(b"\r\r\n") * 2 > data.count(b"\n")):
        data = _CR.sub(b"\n", data)
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
