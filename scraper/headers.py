"""Header fields of RFC 5322 posts: unfolding, encoded words, `a at b`, dates, Message-IDs."""

import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_tz

from scraper.charsets import decode_bytes

_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[bqBQ]\?[^?]{0,2000}\?=")
_PIPERMAIL_FROM = re.compile(r"^\s*(\S{1,200}(?: at |@)[^\s()]{1,255})\s*(?:\((.*)\))?\s*$", re.DOTALL)
_ANGLE_FROM = re.compile(r"^(.*)<\s*([^<>]{1,320})>[^<>]*$", re.DOTALL)
_AT = re.compile(r"^([^\s@<>()]{1,200})\s+at\s+([^\s@<>()]{1,255})$")
_MASKED_VIA = re.compile(r"\s+via\s+\S{1,100}$", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
_MESSAGE_ID_AT = re.compile(r"<([^<>\s]{1,250}) at ([^<>\s]{1,250})>")
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2037


def unfold(value: str) -> str:
    """One line: folds become one space (pipermail folds subjects in the middle of words' gaps)."""
    return _FOLD.sub(" ", value).replace("\t", " ").strip()


def decode_words(value: str) -> str:
    """RFC 2047 encoded words as text; what is not decodable stays as it stands."""
    if "=?" not in value:
        return value
    # White space between two encoded words is no part of the text.
    joined = re.sub(r"(\?=)\s+(=\?)", r"\1\2", value)
    return _ENCODED_WORD.sub(lambda match: _word(match.group()), joined)


def _word(word: str) -> str:
    try:
        parts = decode_header(word)
    except (HeaderParseError, ValueError):
        return word
    texts = []
    for data, charset in parts:
        texts.append(data if isinstance(data, str) else decode_bytes(data, charset)[0])
    return "".join(texts).replace("\r", " ").replace("\n", " ")


def restore_address(value: str) -> str:
    """`a at b` as archives write it, back to `a@b`; an address that is whole stays."""
    match = _AT.match(value.strip())
    return f"{match[1]}@{match[2]}" if match else value.strip()


def sender(value: str) -> tuple[str | None, str | None]:
    """Display name and address of a From header, each None where it is not given."""
    text = unfold(value)
    match = _ANGLE_FROM.match(text)
    if match:
        name, address = match[1], match[2]
    else:
        match = _PIPERMAIL_FROM.match(text)
        if not match:
            return (_name(text) if "@" not in text else None), None
        name, address = match[2] or "", match[1]
    address = restore_address(address)
    shown = _name(name)
    if shown and _bare(shown) == _bare(address):
        shown = None
    return shown, address if "@" in address else None


def _bare(value: str) -> str:
    return restore_address(value).casefold()


def _name(value: str) -> str | None:
    name = decode_words(value.strip()).strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1]
    name = _MASKED_VIA.sub("", name.replace('\\"', '"')).strip(" ,;")
    return name or None


def parse_date(value: str | None) -> datetime | None:
    """The instant in UTC, or None where the header is missing, unreadable or out of any mail's range."""
    if not value:
        return None
    try:
        parsed = parsedate_tz(unfold(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if parsed is None or not _EARLIEST_YEAR <= parsed[0] <= _LATEST_YEAR:
        return None
    try:
        local = datetime(*parsed[:6], tzinfo=UTC)
        return datetime.fromtimestamp(local.timestamp() - (parsed[9] or 0), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def message_ids(value: str | None) -> tuple[str, ...]:
    """Every Message-ID in a References or In-Reply-To header, `at` restored, in order, once each."""
    if not value:
        return ()
    restored = _MESSAGE_ID_AT.sub(r"<\1@\2>", unfold(value))
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(restored)))
