"""A raw post to a `Message`: headers, charsets, MIME tree, format=flowed."""

import re
from collections.abc import Mapping
from copy import copy
from email.message import Message as MimeMessage

from scraper.mail import head, headers
from scraper.mail.mime import ONLY_ATTACHED, POSTS, SEVERAL_SENDERS, body_text, content
from scraper.mail.text import decode_bytes
from scraper.mail.transfer_encoding import is_left_over, quoted_printable
from scraper.mail.tree import tree
from scraper.model import Message
from scraper.patterns import compiled

_Fields = tuple[tuple[str, str], ...]

_MOST_HEADERS = 500
_LONGEST_FIELD = 65_536
_OF_LIST = ("list-id", "list-post", "x-beenthere", "to")
_LONGEST_SUBJECT = 2_000
_ADDRESS = compiled(r"[^\s<>:,?]{1,250}@[^\s<>:,?]{1,250}")
_ADDRESSED = compiled(r"^(?:to|cc):[^\n]{0,998}", re.MULTILINE)


def decode(raw: bytes) -> Message:
    """The post as a Message; never raises: what cannot be read is kept as it stands, with a note that says so."""
    notes: list[str] = []
    mime = tree(raw, notes)
    fields = _fields(mime, notes)
    if inner := _wrapped(mime, fields):
        notes.append("the list had wrapped the post; its own text left out")
        mime = tree(inner, notes)
        fields = _fields(mime, notes)
    body = body_text(mime, notes)
    if not body.strip() and (inner := _attached(mime)):
        notes.append(ONLY_ATTACHED)
        mime = tree(inner, notes)
        fields = _fields(mime, notes)
        body = body_text(mime, notes)
    told = {name.lower(): value for name, value in reversed(fields)}
    if len({value for name, value in fields if name.lower() == "from"}) > 1:
        notes.append(SEVERAL_SENDERS)
    name, address = _author(told, notes)
    date_header = headers.unfold(told.get("date", ""))
    parents = headers.message_ids(told.get("in-reply-to"))
    date = headers.parse_date(date_header)
    if date and not headers.has_zone(date_header):
        notes.append("date without a known zone, read as UTC")
    own = next(iter(headers.message_ids(told.get("message-id"))), None)
    if own is None and (own := headers.bare_id(told.get("message-id", ""))):
        notes.append("Message-ID without brackets")
    return Message(
        message_id=own,
        subject=headers.decode_words(headers.unfold(told.get("subject", ""))[:_LONGEST_SUBJECT]),
        name=name,
        address=address,
        date=date,
        date_header=date_header or None,
        in_reply_to=parents[0] if parents else None,
        references=headers.message_ids(told.get("references")),
        headers=fields,
        body=body,
        notes=tuple(dict.fromkeys(notes)),
    )


def _wrapped(mime: MimeMessage, fields: _Fields) -> bytes | None:
    """The post that a list sent within one of its own, as it does for senders whose domain forbids to send for them.

    Who passes a post on does so under their own name.
    """
    raw = _attached(mime)
    if raw is None:
        return None
    author = headers.sender(next((value for name, value in fields if name.lower() == "from"), ""))
    listed = (
        " ".join(value for name, value in fields if name.lower() in _OF_LIST).lower().replace(" at ", "@")
    )
    address = (author.address or "").lower()
    if not author.name:  # an address that the post itself was sent to
        listed += " ".join(_ADDRESSED.findall(raw[:_LONGEST_FIELD].decode("ascii", "replace").lower()))
    named = address and (address in listed or f"<{address.replace('@', '.')}>" in listed)
    return raw if named or author.via else None


def _attached(mime: MimeMessage) -> bytes | None:
    """The one post among the parts, None where there is none or more than one."""
    parts = [mime] if not mime.is_multipart() else [part for part in mime.walk() if not part.is_multipart()]
    posts = [part for part in parts if part.get_content_type() in POSTS]
    if len(posts) != 1:
        return None
    raw, _ = content(copy(posts[0]), [])
    return raw if head.is_posts(raw, head.start_of(raw) or 0) else None


def _fields(mime: MimeMessage, notes: list[str]) -> _Fields:
    fields = []
    for name, value in mime.raw_items():
        text = str(value).replace("\x00", "")
        if not text.isascii():
            # compat32 carries 8-bit header bytes as surrogates.
            text, note = decode_bytes(text.encode("utf-8", "surrogateescape"))
            notes.append(f"header bytes outside ASCII: {note or 'utf-8'}")
        shown = name.lower() in ("from", "subject") and "=" in text and "=?" not in text
        if shown and (text.startswith("=20") or is_left_over(text)):
            notes.append(f"quoted-printable left in {name}, decoded")
            text = quoted_printable(text.encode()).decode("utf-8", "replace").strip()
        if len(text) >= _LONGEST_FIELD:
            notes.append(f"only the first {_LONGEST_FIELD} characters of a header read")
        fields.append((name, text))
        if len(fields) >= _MOST_HEADERS:
            notes.append(f"only the first {_MOST_HEADERS} headers read")
            break
    return tuple(fields)


def _author(told: Mapping[str, str], notes: list[str]) -> tuple[str | None, str | None]:
    """Name and address from From; where a list put its own address there, from X-Original-From or Reply-To."""
    value = told.get("from", "")
    name, address, via = headers.sender(value)
    if "," in value and sum(1 for each in headers.all_senders(value) if each.address) > 1:
        notes.append("several authors in From, the first taken")
    own = _ADDRESS.findall(f"{told.get('list-post', '')} {told.get('x-beenthere', '')}".lower())
    if not via and (address or "").lower() not in own:
        return name, address
    for kept in ("X-Original-From", "Reply-To"):
        for other in headers.all_senders(told.get(kept.lower(), "")):
            if other.address and other.address != address:
                notes.append(f"From names the list; author's address from {kept}")
                return name or other.name, other.address
    notes.append("From names the list; author's address not given")
    return name, None
