"""The text of a MIME tree as the author saw it: the better alternative, footers kept, signatures noted."""

import binascii
from collections.abc import Iterator
from email.message import Message as MimeMessage

from scraper.charsets import decode_bytes
from scraper.flowed import unflow

_MOST_DEPTH = 20
_MOST_PARTS = 200
_SIGNATURES = {
    "application/pgp-signature": "PGP signature part left out",
    "application/pkcs7-signature": "S/MIME signature part left out",
    "application/x-pkcs7-signature": "S/MIME signature part left out",
}


def body(mime: MimeMessage, notes: list[str]) -> str:
    """The text parts in order, one after another; adds to `notes` what was chosen or left out."""
    chosen = list(_chosen(mime, notes, 0))[:_MOST_PARTS]
    texts = [text for part in chosen if (text := _text(part, notes)).strip()]
    return "\n".join(
        text.rstrip("\n") + "\n" if number < len(texts) else text for number, text in enumerate(texts, 1)
    )


def _chosen(part: MimeMessage, notes: list[str], depth: int) -> Iterator[MimeMessage]:
    if depth > _MOST_DEPTH:
        notes.append("MIME parts nested too deep left out")
        return
    kind = part.get_content_type()
    if kind == "message/rfc822":
        notes.append("attached message left out")
    elif part.is_multipart():
        yield from _children(part, kind, notes, depth)
    elif kind in _SIGNATURES:
        notes.append(_SIGNATURES[kind])
    elif (kind in ("text/plain", "text/html") and not _is_attachment(part)) or (
        depth == 0 and part.get_content_maintype() == "text"
    ):
        yield part
    else:
        notes.append(f"part left out: {kind}")


def _children(part: MimeMessage, kind: str, notes: list[str], depth: int) -> Iterator[MimeMessage]:
    payload = part.get_payload()
    children = (
        [child for child in payload if isinstance(child, MimeMessage)] if isinstance(payload, list) else []
    )
    if kind != "multipart/alternative":
        for child in children[:_MOST_PARTS]:
            yield from _chosen(child, notes, depth + 1)
        return
    # Each alternative is judged by the text that it would give.
    best: list[MimeMessage] = []
    for child in children[:_MOST_PARTS]:
        leaves = list(_chosen(child, [], depth + 1))
        if any(_text(leaf, []).strip() for leaf in leaves) and _better(leaves, best):
            best = leaves
    if best:
        notes.append(f"alternative taken: {best[0].get_content_type()}")
    yield from best


def _better(leaves: list[MimeMessage], best: list[MimeMessage]) -> bool:
    """Plain text first; HTML only where there is no plain text that says anything."""
    return not best or (
        best[0].get_content_type() != "text/plain" and leaves[0].get_content_type() == "text/plain"
    )


def _is_attachment(part: MimeMessage) -> bool:
    return part.get_content_disposition() == "attachment"


def _text(part: MimeMessage, notes: list[str]) -> str:
    data = _bytes(part)
    charset = part.get_param("charset")
    text, note = decode_bytes(data, charset if isinstance(charset, str) else None)
    if note:
        notes.append(note)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if part.get_content_type() == "text/html":
        # Needed for few posts, and dear to import.
        from scraper.markup import to_text

        notes.append("html rendered as text")
        return to_text(text)
    if str(part.get_param("format") or "").lower() == "flowed":
        return unflow(text, str(part.get_param("delsp") or "").lower() == "yes")
    return text


def _bytes(part: MimeMessage) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (binascii.Error, ValueError, LookupError, AssertionError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    return str(part.get_payload()).encode("utf-8", "surrogateescape")
