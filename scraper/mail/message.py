"""A raw post to a `Message`: headers, charsets, MIME tree, format=flowed."""

import re
from email.errors import MessageError
from email.message import Message as MimeMessage
from email.parser import BytesParser

# compat32 keeps headers as they stand; the newer policies raise on some headers that real archives hold.
from email.policy import Compat32

from scraper.mail import head, headers
from scraper.mail.charsets import decode_bytes
from scraper.mail.mime import body_text
from scraper.model import Message

_Fields = tuple[tuple[str, str], ...]

_MOST_HEADERS = 500
_LONGEST_FIELD = 65_536
# Parameters are searched in ways that cost more than linear time.
_LONGEST_STRUCTURE = 4_096
_LONGEST_SUBJECT = 2_000
_UNDECLARED = re.compile(rb"^--([^\s\"]{1,70})[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE)
_NESTING = re.compile(rb"boundary[*\d]{0,6}\s{0,9}=|message/", re.IGNORECASE)
# What the parser of the standard library may cost: lines times boundaries that may be open, and parts.
_MOST_WORK = 3_000_000
_MOST_NESTING = 200
_MOST_PARTS = 20_000


class _Bounded(Compat32):
    """Cuts fields at lengths that no mail needs."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        limit = _LONGEST_STRUCTURE if name.lower().startswith("content-") else _LONGEST_FIELD
        return name, value[:limit]


def decode(raw: bytes) -> Message:
    """The post as a Message; never raises: what cannot be read is kept as it stands, with a note that says so."""
    notes: list[str] = []
    mime = _parsed(raw, notes)
    fields = _fields(mime, notes)
    body = body_text(mime, notes)
    name, address = _author(fields, notes)
    date_header = headers.unfold(_first(fields, "date"))
    parents = headers.message_ids(_first(fields, "in-reply-to"))
    date = headers.parse_date(date_header)
    if date and not headers.has_zone(date_header):
        notes.append("date without a known zone, read as UTC")
    told = _first(fields, "message-id")
    own = next(iter(headers.message_ids(told)), None)
    if own is None and (own := headers.bare_id(told)):
        notes.append("Message-ID without brackets")
    return Message(
        message_id=own,
        subject=headers.decode_words(headers.unfold(_first(fields, "subject"))[:_LONGEST_SUBJECT]),
        name=name,
        address=address,
        date=date,
        date_header=date_header or None,
        in_reply_to=parents[0] if parents else None,
        references=headers.message_ids(_first(fields, "references")),
        headers=fields,
        body=body,
        notes=tuple(dict.fromkeys(notes)),
    )


def _parsed(raw: bytes, notes: list[str]) -> MimeMessage:
    """The MIME tree; only a multipart goes through the whole parser."""
    found = head.read(raw)
    notes.extend(found.notes)
    # Without the body nothing looks for a boundary, which can raise.
    mime = BytesParser(policy=_Bounded()).parsebytes(found.lines, headersonly=True)
    body = raw[found.body :]
    if mime.get_content_maintype() != "multipart" or not _branch(mime, body, notes):
        mime.set_payload(body.decode("ascii", "surrogateescape"))
    return mime


def _branch(mime: MimeMessage, body: bytes, notes: list[str]) -> bool:
    """Gives a multipart its parts; False where it has none that can be told apart."""
    try:
        boundary = (mime.get_boundary() or "").encode("utf-8", "surrogateescape")
    except (ValueError, LookupError):
        boundary = b""
    if not boundary or b"--" + boundary not in body:
        undeclared = _UNDECLARED.search(body)
        if not undeclared:
            return False
        boundary = undeclared[1]
        notes.append("boundary not declared, found in the body")
    nesting, lines = 1 + len(_NESTING.findall(body)), body.count(b"\n")
    if nesting > _MOST_NESTING or nesting * lines > _MOST_WORK or body.count(b"\n--") > _MOST_PARTS:
        notes.append("too many MIME parts")
        return False
    # An unknown subtype is read as mixed (RFC 2046), and a digest's parts are messages.
    subtype = mime.get_content_subtype()
    kind = subtype.encode() if subtype in ("alternative", "digest") else b"mixed"
    # Backslash and quote are the two characters that a quoted parameter escapes.
    quoted = boundary.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    try:
        whole = b'Content-Type: multipart/%s; boundary="%s"\n\n%s' % (kind, quoted, body)
        tree = BytesParser(policy=_Bounded()).parsebytes(whole)
    except (MessageError, ValueError, LookupError) as error:
        notes.append(f"MIME parts not readable: {type(error).__name__}")
        return False
    mime.set_payload(tree.get_payload())
    mime.epilogue = tree.epilogue
    return tree.is_multipart()


def _fields(mime: MimeMessage, notes: list[str]) -> _Fields:
    fields = []
    for name, value in mime.raw_items():
        text = str(value)
        if not text.isascii():
            # compat32 carries 8-bit header bytes as surrogates.
            text, note = decode_bytes(text.encode("utf-8", "surrogateescape"))
            notes.append(f"header bytes outside ASCII: {note or 'utf-8'}")
        if len(text) >= _LONGEST_FIELD:
            notes.append(f"only the first {_LONGEST_FIELD} characters of a header read")
        fields.append((name, text))
        if len(fields) >= _MOST_HEADERS:
            notes.append(f"only the first {_MOST_HEADERS} headers read")
            break
    return tuple(fields)


def _first(fields: _Fields, name: str) -> str:
    return next((value for key, value in fields if key.lower() == name), "")


def _author(fields: _Fields, notes: list[str]) -> tuple[str | None, str | None]:
    """Name and address from From; where a list put its own address there, from X-Original-From or Reply-To."""
    value = _first(fields, "from")
    name, address = headers.sender(value)
    if "," in value and sum(1 for _, other in headers.all_senders(value) if other) > 1:
        notes.append("several authors in From, the first taken")
    if not headers.via(value):
        return name, address
    for kept in ("X-Original-From", "Reply-To"):
        for other_name, other in headers.all_senders(_first(fields, kept.lower())):
            if other and other != address:
                notes.append(f"From names the list; author's address from {kept}")
                return name or other_name, other
    notes.append("From names the list; author's address not given")
    return name, None
