"""Changes text where it stands in base64 or quoted-printable, and writes it back in the form that it had."""

import base64
import binascii
import quopri
import re
from collections.abc import Callable
from email.charset import Charset
from email.header import Header
from typing import Final

Change = Callable[[str], str]

_ENCODING: Final = re.compile(
    r"^Content-Transfer-Encoding:[ \t]{0,8}(base64|quoted-printable)[ \t]{0,8}\r?$",
    re.MULTILINE | re.IGNORECASE,
)
_TYPE: Final = re.compile(
    r"^Content-Type:[ \t]{0,8}([\w.+-]{1,40}/[\w.+-]{1,80})?", re.MULTILINE | re.IGNORECASE
)
_CHARSET: Final = re.compile(r"charset=\"?([\w.:+-]{1,40})", re.IGNORECASE)
_END: Final = re.compile(r"^(?:--[^\n]{1,200}|From [^\n]{1,200}\d{4})$", re.MULTILINE)
_ARMOUR: Final = re.compile(
    r"^(?:[> -]{0,12})-----BEGIN PGP (?:SIGNATURE|PUBLIC KEY BLOCK)-----[ \t]*$"
    r"(?:\n(?![> -]{0,12}-----)[^\n]{0,200}){0,400}\n[> -]{0,12}-----END PGP ",
    re.MULTILINE,
)
_ARMOURED: Final = re.compile(r"[> -]{0,12}=?[A-Za-z0-9+/]{4,200}={0,2}\s{0,4}$")
_DATA: Final = re.compile(rb"^data (\d{1,9})\n", re.MULTILINE)
_WIDTH: Final = 76


def in_parts(text: str, change: Change, armour: Change) -> str:
    """Applies the change to plain text as it stands and to encoded text in its encoding, and the other change to the
    lines of OpenPGP signatures and keys; attachments are left alone."""
    parts, end = [], 0

    def around(text: str) -> str:
        return _around_armour(text, change, armour)

    for found in _ENCODING.finditer(text):
        if found.start() < end:
            continue
        blank = re.compile(r"\r?\n\r?\n").search(text, found.end() - 1)
        if blank is None:
            break
        parts.append(around(text[end : blank.end()]))
        stop = _END.search(text, blank.end())
        end = stop.start() if stop else len(text)
        head = text[max(0, text.rfind("\n\n", 0, found.start())) : blank.start()]
        parts.append(_encoded(text[blank.end() : end], head, found[1].lower(), around))
    return "".join([*parts, around(text[end:])])


def in_stream(stream: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Applies the change to a git fast-import stream: commands and data apart, each length made right again."""
    parts, end = [], 0
    while found := _DATA.search(stream, end):
        stop = found.end() + int(found[1])
        data = change(stream[found.end() : stop])
        parts += [change(stream[end : found.start()]), b"data %d\n" % len(data), data]
        end = stop
    return b"".join([*parts, change(stream[end:])])


def encoded_word(text: str, like: str) -> str:
    """The text as encoded words in the character set of the one given; plain where it is plain."""
    charset = Charset(like[2:].partition("?")[0].partition("*")[0])
    return Header(text, charset, maxlinelen=_WIDTH).encode(linesep="\n")


def _around_armour(text: str, change: Change, armour: Change) -> str:
    parts, end = [], 0
    for found in _ARMOUR.finditer(text):
        lines = found[0].splitlines(keepends=True)
        parts.append(change(text[end : found.start()]))
        parts += [armour(line) if _ARMOURED.match(line) else change(line) for line in lines]
        end = found.end()
    return "".join([*parts, change(text[end:])])


def _encoded(body: str, head: str, encoding: str, change: Change) -> str:
    kind = _TYPE.search(head)
    if kind and kind[1] and not kind[1].lower().startswith("text/"):
        return body
    named = _CHARSET.search(head)
    charset = named[1] if named else "utf-8"
    try:
        raw = body.encode("utf-8", "surrogateescape")
        data = base64.b64decode(raw) if encoding == "base64" else quopri.decodestring(raw)
        text = data.decode(charset)
        changed = change(text)
        if changed == text:
            return body
        data = changed.encode(charset)
    except (binascii.Error, LookupError, UnicodeError):
        return change(body) if encoding == "quoted-printable" else body
    trailing = body[len(body.rstrip("\n")) :]
    packed = _base64(data) if encoding == "base64" else quopri.encodestring(data).decode("ascii")
    return packed.rstrip("\n") + trailing


def _base64(data: bytes) -> str:
    packed = base64.b64encode(data).decode("ascii")
    return "\n".join(packed[at : at + _WIDTH] for at in range(0, len(packed), _WIDTH))


def plain(text: str) -> str:
    """The text followed by what its encoded parts say, for whoever only reads."""
    said: list[str] = []

    def listen(part: str) -> str:
        said.append(part)
        return part

    in_parts(text, listen, lambda line: line)
    return "\n".join(said)
