"""A raw post to a `Message`: headers, charsets, MIME tree, format=flowed."""

from email.errors import MessageError
from email.message import Message as MimeMessage
from email.parser import BytesParser

# compat32 keeps headers as they stand; the newer policies raise on some headers that real archives hold.
from email.policy import compat32

from scraper import headers, parts
from scraper.charsets import decode_bytes
from scraper.model import Message

_MOST_HEADERS = 500


def decode(raw: bytes) -> Message:
    """Never raises: what cannot be read is kept as it stands, with a note that says so."""
    notes: list[str] = []
    try:
        mime = BytesParser(policy=compat32).parsebytes(raw)
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        return _plain(raw, f"MIME not readable: {type(error).__name__}")
    fields = _fields(mime, notes)
    return _message(fields, parts.body(mime, notes), tuple(dict.fromkeys(notes)))


def _plain(raw: bytes, note: str) -> Message:
    head, _, tail = raw.partition(b"\n\n")
    text, _ = decode_bytes(tail)
    return _message(_lines(decode_bytes(head)[0]), text.replace("\r\n", "\n"), (note,))


def _lines(head: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(":") for line in headers.unfold(head.replace("\n", "\n")).split("\n"))
    return tuple((name, value.strip()) for name, _, value in pairs if name)


def _fields(mime: MimeMessage, notes: list[str]) -> tuple[tuple[str, str], ...]:
    fields = []
    for name, value in mime.raw_items():
        text = value if isinstance(value, str) else str(value)
        if not text.isascii():
            # compat32 carries 8-bit header bytes as surrogates.
            text, note = decode_bytes(text.encode("utf-8", "surrogateescape"))
            notes.extend(["header bytes in no charset"] if note is None else [note])
        fields.append((name, text))
        if len(fields) >= _MOST_HEADERS:
            notes.append(f"only the first {_MOST_HEADERS} headers read")
            break
    return tuple(fields)


def _first(fields: tuple[tuple[str, str], ...], name: str) -> str | None:
    return next((value for key, value in fields if key.lower() == name), None)


def _message(fields: tuple[tuple[str, str], ...], body: str, notes: tuple[str, ...]) -> Message:
    name, address = _author(fields)
    date_header = _first(fields, "date")
    own = headers.message_ids(_first(fields, "message-id"))
    parents = headers.message_ids(_first(fields, "in-reply-to"))
    return Message(
        message_id=own[0] if own else None,
        subject=headers.decode_words(headers.unfold(_first(fields, "subject") or "")),
        name=name,
        address=address,
        date=headers.parse_date(date_header),
        date_header=headers.unfold(date_header) if date_header else None,
        in_reply_to=parents[0] if parents else None,
        references=headers.message_ids(_first(fields, "references")),
        headers=fields,
        body=body,
        notes=notes,
    )


def _author(fields: tuple[tuple[str, str], ...]) -> tuple[str | None, str | None]:
    """Name and address from From; where a list put its own address there, from what it kept of the author."""
    name, address = headers.sender(_first(fields, "from") or "")
    shown = headers.decode_words(_first(fields, "from") or "")
    if " via " in shown.lower():
        for kept in ("x-original-from", "reply-to"):
            other_name, other = headers.sender(_first(fields, kept) or "")
            if other and other != address:
                return name or other_name, other
        return name, None
    return name, address
