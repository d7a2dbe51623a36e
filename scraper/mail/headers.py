"""Header fields of RFC 5322 posts: unfolding, encoded words, `a at b`, dates, Message-IDs."""

import re
from base64 import b32encode
from binascii import a2b_base64, a2b_qp
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from hashlib import sha1
from itertools import groupby

from scraper.mail.charsets import decode_bytes

ID_HASH = "Message-ID-Hash"
"""The field that Mailman 3 adds to what it hands out: what its pages call a post, whose id they may hide."""

_LINE_END = re.compile(r"[\r\n]+")
_ENCODED_WORD = re.compile(
    r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bqBQ])\?((?:[^?\r\n]|\?(?!=)){0,1000})\?="
)
_CONTROLS = dict.fromkeys([*range(32), 127], " ")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_PIPERMAIL_FROM = re.compile(
    r"(\S{1,200}(?: at |@)[^\s(),]{1,255}|[^\s()]{1,200} ?[(\[](?:at|a)[)\]] ?[^\s(),]{1,255})\s*(?:,.*|\((.*)\))?",
    re.IGNORECASE | re.DOTALL,
)
_ANGLE_FROM = re.compile(r"([^<>]{0,1000})<\s*([^<>]{1,320})>")
_AT = re.compile(
    r"([^\s@<>()\[\]]{1,200})(?:\s+at\s+|\s*[(\[](?:at|a)[)\]]\s*)([^\s@<>()\[\]]{1,255})", re.IGNORECASE
)
_VIA = re.compile(r"(?<!\s)\s{1,20}via\s{1,20}(\S{1,100}(?:\s{1,9}\S{1,60}){0,4})$", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
_MESSAGE_ID_AT = re.compile(r"<([^<>\s]{1,250}) at ([^<>\s]{1,250})>")
_BARE_ID = re.compile(r"[^<>\s]{1,250}(?:@| at )[^<>\s]{1,250}")
_COMMENT = re.compile(r"\s{0,20}\([^()]{0,100}\)")
_ZONE = re.compile(r"(?:[+-]\d{2}:?\d{2}|\b(?:UTC?|GMT|[ECMP][SD]T)|\dZ)$")
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2037
_FARTHEST_ZONE = timedelta(hours=15)
# Longer is no sender and no date; only the beginning is looked at.
_MOST_SENDER = 2_000
_MOST_DATE = 200
_MOST_IDS = 100_000


def unfold(value: str) -> str:
    """The value on one line: each fold becomes one space."""
    if "\n" not in value and "\r" not in value:
        return value.replace("\t", " ").strip()
    return " ".join(line.strip(" \t") for line in _LINE_END.split(value)).replace("\t", " ").strip()


def decode_words(value: str) -> str:
    """RFC 2047 encoded words as text; what is not decodable stays as it stands.

    Words that follow each other in one charset are decoded as one: programs cut letters in two. What comes
    out holds no line end and no control character, whatever was encoded.
    """
    if "=?" not in value:
        return value
    pieces: list[tuple[str | None, bytes | str]] = []
    position, after_word = 0, False
    for match in _ENCODED_WORD.finditer(value):
        data = _word(match[2], match[3])
        between = value[position : match.start()]
        # White space between two encoded words is no part of the text.
        if between.strip() or not after_word or data is None:
            pieces.append((None, between))
        pieces.append((None, match.group()) if data is None else (match[1].lower(), data))
        position, after_word = match.end(), data is not None
    pieces.append((None, value[position:]))
    texts = []
    for charset, run in groupby(pieces, lambda piece: piece[0]):
        found = [data for _, data in run]
        texts += [piece for piece in found if isinstance(piece, str)]
        if data := b"".join(piece for piece in found if isinstance(piece, bytes)):
            texts.append(decode_bytes(data, charset)[0].translate(_CONTROLS))
    return "".join(texts)


def _word(encoding: str, text: str) -> bytes | None:
    """The bytes of an encoded word, None where there are none in it."""
    if encoding in "qQ":
        return a2b_qp(text.encode("utf-8", "replace"), header=True)
    data = _NO_BASE64.sub(b"", text.encode("utf-8", "replace"))
    # One letter over is a broken word: what stands before it is whole.
    data = data[:-1] if len(data) % 4 == 1 else data
    return a2b_base64(data + b"=" * (-len(data) % 4)) or None


def restore_address(value: str) -> str:
    """`a at b` and `a(at)b` as archives write them, back to `a@b`; an address that is whole stays."""
    match = _AT.fullmatch(value.strip())
    return f"{match[1]}@{match[2]}" if match else value.strip()


def sender(value: str) -> tuple[str | None, str | None]:
    """Display name and address of the first author in a From header, each None where it is not given."""
    text = unfold(value[:_MOST_SENDER])
    angle = _ANGLE_FROM.match(text)
    plain = None if angle else _PIPERMAIL_FROM.fullmatch(text)
    if angle:
        name, address = angle[1], angle[2]
    elif plain:
        name, address = plain[2] or "", plain[1]
    else:
        return (_name(text.strip("()<> ")) if "@" not in text else None), None
    address = restore_address(address)
    shown = _name(name)
    if shown and restore_address(shown).casefold() == address.casefold():
        shown = None
    return shown, address if "@" in address else None


def all_senders(value: str) -> list[tuple[str | None, str | None]]:
    """Name and address of each author in the header, in order; only angle brackets tell several apart."""
    text = unfold(value[:_MOST_SENDER])
    pieces = [match.group().lstrip(" ,;") for match in _ANGLE_FROM.finditer(text)]
    return [sender(piece) for piece in pieces or text.split(",")]


def via(value: str) -> str | None:
    """The list that sent for the author: `some-list` in `Jo Lee via some-list`; None where From names none."""
    text = unfold(value[:_MOST_SENDER])
    match = _ANGLE_FROM.match(text) or _PIPERMAIL_FROM.fullmatch(text)
    shown = match[1] if match and match.re is _ANGLE_FROM else (match[2] if match else text)
    masked = _VIA.search(_unquoted(decode_words(shown or "").strip()))
    return masked[1] if masked else None


def _unquoted(name: str) -> str:
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1]
    return name.replace('\\"', '"').strip()


def _name(value: str) -> str | None:
    name = _unquoted(decode_words(value.strip()).strip())
    return _unquoted(_VIA.sub("", name)).strip(" ,;") or None


def parse_date(value: str | None) -> datetime | None:
    """The instant in UTC, or None where the header is missing, unreadable or out of any mail's range.

    A date without zone, or in a zone of a name that RFC 5322 does not know, counts as UTC: see `has_zone`.
    """
    if not value:
        return None
    text = _date_text(value)
    try:
        parsed = parsedate_tz(text)
        if parsed is None:
            local = datetime.fromisoformat(text)
        else:
            # A leap second is the last one of its minute.
            parts = (*parsed[:5], min(parsed[5], 59))
            local = datetime(*parts, tzinfo=timezone(timedelta(seconds=parsed[9] or 0)))
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    local = local if local.tzinfo else local.replace(tzinfo=UTC)
    offset = local.utcoffset() or timedelta()
    if abs(offset) > _FARTHEST_ZONE or not _EARLIEST_YEAR <= local.year <= _LATEST_YEAR:
        return None
    return local.astimezone(UTC)


def has_zone(value: str) -> bool:
    """Whether a date says which zone it is in."""
    return _ZONE.search(_date_text(value)) is not None


def _date_text(value: str) -> str:
    return _COMMENT.sub("", unfold(value[:_MOST_DATE])).strip()


def message_ids(value: str | None) -> tuple[str, ...]:
    """Every Message-ID in a References or In-Reply-To header, `at` restored, in order, once each."""
    if not value:
        return ()
    restored = _MESSAGE_ID_AT.sub(r"<\1@\2>", unfold(value[:_MOST_IDS]))
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(restored)))


def bare_id(value: str) -> str | None:
    """A Message-ID written without its brackets, with them; None where the header holds no such thing."""
    text = unfold(value[:_MOST_SENDER])
    return f"<{text.replace(' at ', '@')}>" if _BARE_ID.fullmatch(text) else None


def id_hash(message_id: str) -> str:
    """What Mailman 3 calls a post with this Message-ID, which may have its angle brackets or not."""
    bare = message_id.strip("<>").encode("utf-8", "replace")
    return b32encode(sha1(bare, usedforsecurity=False).digest()).decode()
