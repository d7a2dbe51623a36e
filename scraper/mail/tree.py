"""The MIME tree of a post (RFC 2046), split at its boundaries, whatever state the headers of its parts are in."""

import re
from collections.abc import Sequence
from email.message import Message as MimeMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING, Final, NamedTuple

from scraper.mail import head
from scraper.mail.transfer_encoding import base64, quoted_printable
from scraper.patterns import compiled

_LONGEST_FIELD: Final = 65_536
# Parameters are searched in ways that cost more than linear time.
_LONGEST_STRUCTURE: Final = 4_096
_MOST_DEPTH: Final = 110
_MOST_PARTS: Final = 20_000
TOO_DEEP: Final = "MIME parts nested too deep, read as text"
TOO_MANY: Final = "too many MIME parts"
MARKED: Final = "boundaries behind marks or blanks, read as text"
_UNDECLARED: Final = compiled(rb"^--([^\s\"]{0,70})[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE)
# A post whose archive dropped the field that says that it has parts.
_BEGINS_WITH_PART: Final = compiled(
    rb"\s{0,99}(?:This is a (?:multi-?part|MIME)[^\n]{0,200}\s{1,9})?--([^\s\"]{1,70})[ \t]*\r?\nContent-",
    re.IGNORECASE,
)
_TRANSFER_ENCODING: Final = compiled(rb"^Content-Transfer-Encoding[ \t]{0,9}:", re.IGNORECASE | re.MULTILINE)
# Text in which each equals sign is one of quoted-printable, and some can be nothing else.
_QUOTED: Final = compiled(
    rb"(?=[^\0]*=(?:3D|20$|[ \t]{0,9}\r?$))(?:[^=]++|=(?:[0-9A-F]{2}|[ \t]{0,9}\r?\n))*+\Z", re.MULTILINE
)
_LINE_END: Final = compiled(rb"[ \t]{0,9}(--)?[ \t]{0,99}(?:\r?\n|\Z)")
# A type in quotation marks, or with blanks in it.
_ODD_TYPE: Final = compiled(
    r"\A\s{0,99}\"?\s{0,9}([\w.+-]{1,60})\s{0,9}/\s{0,9}([\w.+-]{1,80})\s{0,9}\"?(?=\s{0,99}(?:;|\Z))"
)


# It keeps headers as they stand; the newer policies raise on some headers that real archives hold.
if TYPE_CHECKING:
    from email.policy import Compat32
else:
    Compat32 = type(MimeMessage().policy)  # without all that the newer ones load


class _Bounded(Compat32):
    """Cuts fields at lengths that no mail needs."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if name.lower() == "content-type":
            value = _ODD_TYPE.sub(r"\1/\2", value)
        limit = _LONGEST_STRUCTURE if name.lower().startswith("content-") else _LONGEST_FIELD
        return name, value[:limit]


# Given headers alone: with a body the library looks for a boundary, which can raise.
_PARSER: Final = BytesParser(policy=_Bounded())


class _Cut(NamedTuple):
    """A multipart's text before its parts, the parts, and the text behind the last boundary."""

    preamble: bytes
    parts: Sequence[bytes]
    epilogue: bytes


def tree(raw: bytes, notes: list[str]) -> MimeMessage:
    """The post with its parts; each departure from what was declared is noted. Never raises."""
    found = head.read(raw)
    notes.extend(found.notes)
    mime = _PARSER.parsebytes(found.lines, headersonly=True)
    body = raw[found.body :]
    begins = _BEGINS_WITH_PART.match(body) if mime.get_content_type() == "text/plain" else None
    if begins and body.count(b"--" + begins[1]) > 1:
        mime.set_type("multipart/mixed")
    return _node(mime, body, notes, 0, [0])


def _node(mime: MimeMessage, body: bytes, notes: list[str], depth: int, count: list[int]) -> MimeMessage:
    cut = None
    if mime.get_content_maintype() == "multipart" and depth < _MOST_DEPTH:
        cut = _cut(mime, body, notes, count)
        if cut is None and "base64" in str(mime.get("content-transfer-encoding", "")).lower():
            cut = _cut(mime, base64(body, notes), notes, count)  # which RFC 2045 forbids
    elif mime.get_content_maintype() == "multipart":
        notes.append(TOO_DEEP)
    if cut is None:
        mime.set_payload(body.decode("ascii", "surrogateescape"))
        return mime
    children: list[MimeMessage] = []
    quoted = "quoted" in str(mime.get("content-transfer-encoding", "")).lower()
    for part in cut.parts:
        # which RFC 2045 forbids as well
        if quoted and not _TRANSFER_ENCODING.search(part) and _QUOTED.match(part):
            notes.append("quoted-printable declared above the part, decoded")
            part = quoted_printable(part)
        found = head.of_part(part)
        notes.extend(found.notes)
        child = _PARSER.parsebytes(found.lines, headersonly=True)
        if mime.get_content_subtype() == "digest":
            child.set_default_type("message/rfc822")
        children.append(_node(child, part[found.body :], notes, depth + 1, count))
    mime.set_payload(list(children))
    mime.preamble, mime.epilogue = (
        text.decode("ascii", "surrogateescape") for text in (cut.preamble, cut.epilogue)
    )
    return mime


def _cut(mime: MimeMessage, body: bytes, notes: list[str], count: list[int]) -> _Cut | None:
    """The parts of a multipart; None where it has none that can be told apart."""
    lines = _boundary_lines(mime, body, notes)
    count[0] += len(lines)
    if count[0] > _MOST_PARTS:
        notes.append(TOO_MANY)
        return None
    if not lines:
        return None
    starts, ends = [end for _, end, _ in lines], [start for start, _, _ in lines[1:]] + [len(body)]
    closed = lines[-1][2]
    # the line end before a boundary belongs to it
    ends = [end - body.endswith(b"\n", 0, end) - body.endswith(b"\r\n", 0, end) for end in ends]
    pieces = [body[start:end] for start, end in zip(starts, ends, strict=True)]
    epilogue = body[starts[-1] :] if closed else b""
    pieces = pieces[:-1] if closed else pieces
    # What stands behind a closing boundary that is not the last is no part unless it says something.
    parts = [
        piece for piece, (_, _, closes) in zip(pieces, lines, strict=False) if piece.strip() or not closes
    ]
    return _Cut(body[: lines[0][0]], parts, epilogue)


def _boundary_lines(mime: MimeMessage, body: bytes, notes: list[str]) -> list[tuple[int, int, bool]]:
    """The delimiters by the declared boundary, or by the one that the body shows."""
    try:
        boundary = (mime.get_boundary() or "").encode("utf-8", "surrogateescape")
    except (ValueError, LookupError):
        boundary = b""
    lines = _delimiters(body, boundary) if boundary else []
    if not lines and (undeclared := _UNDECLARED.search(body)):
        notes.append("boundary not declared, found in the body")
        lines = _delimiters(body, undeclared[1])
        if not undeclared[1]:  # two dashes alone open signatures, too
            lines = [line for line in lines if line[2] or body[line[1] :][:8].lower() == b"content-"]
    mark = b"--" + boundary
    if (
        not lines
        and boundary
        and mark in body
        and mark in (line.strip(b"> \t\r") for line in body.split(b"\n"))
    ):
        notes.append(MARKED)
    return lines


def _delimiters(body: bytes, boundary: bytes) -> list[tuple[int, int, bool]]:
    """Where each boundary line begins and the text below it does, and whether it is the closing one."""
    mark, found = b"--" + boundary, list[tuple[int, int, bool]]()
    at = body.find(mark)
    while at >= 0:
        line = _LINE_END.match(body, at + len(mark)) if at == 0 or body[at - 1 : at] == b"\n" else None
        if line:
            found.append((at, line.end(), line[1] is not None))
        at = body.find(mark, line.end() if line else at + 1)
    return found
