"""Header fields of RFC 5322 posts: unfolding, encoded words, `a at b`, dates, Message-IDs."""

import re
from base64 import b32encode
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha1
from html import unescape
from itertools import groupby, pairwise
from typing import NamedTuple

from scraper.mail.text import decode_bytes
from scraper.patterns import compiled

_LINE_END = compiled(r"[\r\n]+")
_ENCODED_WORD = compiled(
    r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bqBQ])\?((?:[^?\r\n]|\?(?!=)){0,1000})\?="
)
_ONLY_WORDS = compiled(rf"(?:{_ENCODED_WORD.pattern}\s{{0,9}}){{1,20}}")
_CONTROLS = dict.fromkeys([*range(32), 127], " ")
_LETTER = compiled(r"[A-Za-z0-9+/]{2}")
_NO_BASE64 = compiled(rb"[^A-Za-z0-9+/]+")
_PIPERMAIL_FROM = compiled(
    r"(\S{1,200}(?: at |@)[^\s(),]{1,255}|[^\s()]{1,200} ?[(\[](?:at|a)[)\]] ?[^\s(),]{1,255})\s*(?:,.*|\((.*)\))?",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = compiled(r'"(?:[^"\\]|\\.){0,500}"')
_ANGLE = compiled(r"<+([^<>]{1,320})(?:>+|$)")
_SPEC = compiled(
    r"(?:mailto:)?([^\s<>()\[\],;:\"]{1,200}(?:@[^\s<>()\[\],;:\"]{1,255}| at [\w-]{1,63}(?:\.[\w-]{1,63}){1,9}))",
    re.IGNORECASE,
)
_GROUP = compiled(r"^[^<>@:\"]{1,200}:")
# A word of base64 at the end of a field that was cut off.
_CUT_WORD = compiled(r"(=\?[^?\s*]{1,40}\?[bB]\?[A-Za-z0-9+/]{4,1000}={0,2})\??$")
_AT = compiled(
    r"([^\s@<>()\[\]]{1,200})(?:\s+at\s+|\s*[(\[](?:at|a)[)\]]\s*)([^\s@<>()\[\]]{1,255})", re.IGNORECASE
)
_VIA = compiled(r"(?<!\s)\s{1,20}via\s{1,20}(\S{1,100}(?:\s{1,9}\S{1,60}){0,4})$", re.IGNORECASE)
# Addresses of which an archive left too little: `j***@host`, `jo@exa...`, `address@hidden`. `jo...@host` tells people apart.
_MASKED = compiled(r"[*…]|@\S{0,200}\.\.|@(?:hidden|protected|redacted|removed|x{3,})", re.IGNORECASE)
# `jo=40host.example@dmarc.list.example`, as lists write senders whose domain forbids to send for them.
_REWRITTEN = compiled(
    r"([^\s@=]{1,64})=(?:40)?([\w-]{1,63}(?:\.[\w-]{1,63}){1,9})@dmarc\.\S{1,250}", re.IGNORECASE
)
_ADDRESS_BEHIND = compiled(r"\s{0,9}<[^\s<>]{1,250}@[^\s<>]{1,250}>?$")
_MESSAGE_ID = compiled(r"<[^<>\s]{1,500}>")
# `ann dot lee at e dot org`, as some archives hide addresses.
_SPELT = compiled(r"(?:[\w+-]{1,64} dot ){0,6}[\w+-]{1,64} at [\w-]{1,63}(?: dot [\w-]{1,63}){1,6}(?= \(|$)")
_MESSAGE_ID_AT = compiled(r"<([^<>\s]{1,250}) at ([^<>\s]{1,250})>")
_BARE_ID = compiled(r"[^<>\s]{1,250}(?:@| at )[^<>\s]{1,250}")
_ID_WITH_SPACES = compiled(r"<[^<>]{1,250}@[^<>]{1,250}>")
_COMMENT = compiled(r"\s{0,20}\([^()]{0,100}\)")
# `GMT +0100`, `UTC+2`; then `+02:00`, `+5:30`, `+2`, which RFC 5322 writes with four digits.
_NAMED_OFFSET = compiled(r"\b(?:GMT|UTC?)\s{0,3}(?=[+-]\d)")
_OFFSET = compiled(r"(:\d{2}\s{0,3})([+-])(\d{1,2})(?::(\d{2}))?$")
_ZONE = compiled(r"(?:[+-]\d{2}:?\d{2}|\b(?:UTC?|GMT|[ECMP][SD]T)|\dZ)$")
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
    value = _CUT_WORD.sub(r"\1?=", value)
    pieces: list[tuple[str | None, str, str]] = []  # charset, encoding, text
    position, after_word = 0, False
    for match in _ENCODED_WORD.finditer(value):
        charset, encoding, text = match[1].lower(), match[2].lower(), match[3]
        between = value[position : match.start()]
        if encoding == "b" and not _LETTER.search(text):
            charset, encoding, text = None, "", match.group()  # nothing is in it
        # White space between two encoded words is no part of the text.
        if between.strip() or not after_word or charset is None:
            pieces.append((None, "", between))
        pieces.append((charset, encoding, text))
        position, after_word = match.end(), charset is not None
    pieces.append((None, "", value[position:]))
    texts = []
    for charset, run in groupby(pieces, lambda piece: piece[0]):
        words = [(encoding, text) for _, encoding, text in run]
        if charset is None:
            texts += [text for _, text in words]
        else:
            data = b"".join(_bytes_of(words))
            texts.append(decode_bytes(data, charset)[0].translate(_CONTROLS))
    return "".join(texts)


def _bytes_of(words: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """What words in one charset encode; base64 that was cut within a group of four letters is joined first."""
    for encoding, run in groupby(words, lambda word: word[0]):
        texts = [text.encode("utf-8", "replace") for _, text in run]
        if encoding == "q":
            yield from (a2b_qp(text, header=True) for text in texts)
            continue
        letters = [_NO_BASE64.sub(b"", text) for text in texts]
        whole = sum(map(len, letters)) + texts[-1].count(b"=")
        cut = whole % 4 == 0 and not any(b"=" in text for text in texts[:-1])
        for block in [b"".join(letters)] if cut else letters:
            # One letter over is a broken word: what stands before it is whole.
            kept = block[:-1] if len(block) % 4 == 1 else block
            yield a2b_base64(kept + b"=" * (-len(kept) % 4))


def restore_address(value: str) -> str:
    """`a at b` and `a(at)b` as archives write them, back to `a@b`; an address that is whole stays."""
    match = _AT.fullmatch(value.strip())
    return f"{match[1]}@{match[2]}" if match else value.strip()


class Sender(NamedTuple):
    """An author's display name and address, each None where it is not given.

    `via` is the list that sent for them: `some-list` in `Jo Lee via some-list`.
    """

    name: str | None
    address: str | None
    via: str | None = None


def sender(value: str) -> Sender:
    """The first author in a From header."""
    text = unfold(value[:_MOST_SENDER])
    if spelt := _SPELT.match(text):
        text = spelt[0].replace(" dot ", ".") + text[spelt.end() :]
    within = "<" in text and _ONLY_WORDS.fullmatch(text)  # brackets that were encoded with the name
    shown, address = _parted(decode_words(text) if within else text)
    shown = decode_words(shown.strip())
    if address is None:  # it may be encoded with the name
        inner, address = _parted(shown)
        shown = inner if address else shown
    name = _unquoted(shown.strip())
    masked = _VIA.search(name)
    via = masked[1] if masked else None
    name = _unquoted(name[: masked.start()] if masked else name).strip(" ,;")
    if address is None:
        return Sender(name or None, None, via)
    address = restore_address(address)
    if restore_address(name).casefold() == address.casefold():
        name = ""
    name = _ADDRESS_BEHIND.sub("", name)
    whole = "@" in address and not _MASKED.search(address)
    return Sender(name or None, _REWRITTEN.sub(r"\1@\2", address) if whole else None, via)


def _parted(text: str) -> tuple[str, str | None]:
    """The name and the address of the first author, both as they stand: in brackets, or in none, or behind a name in quotes."""
    if "lt;" in text and "<" not in text:  # the source of a page, which some archives escape once more
        text = unescape(unescape(text))
    if text.endswith(";"):  # a group of addresses
        text = _GROUP.sub("", text)
    if angles := _angles(text):
        first = next((angle for angle in angles if "@" in restore_address(angle[1])), angles[0])
        return text[: first.start()].strip() or text[first.end() :].strip("() "), first[1]
    if plain := _PIPERMAIL_FROM.fullmatch(text):
        return plain[2] or "", plain[1]
    if spec := _SPEC.search(text):
        return text[: spec.start()].strip(" <([") or text[spec.end() :].strip(" >)];"), spec[1]
    return "" if "@" in text else text.strip("()<>; "), None


def _angles(text: str) -> list[re.Match[str]]:
    """What stands in angle brackets outside of quoted names; the last may be without its end."""
    return list(_ANGLE.finditer(_QUOTED.sub(lambda name: '"' * len(name.group()), text)))


def all_senders(value: str) -> list[Sender]:
    """Each author in the header, in order; only angle brackets tell several apart."""
    text = unfold(value[:_MOST_SENDER])
    ends = [angle.end() for angle in _angles(text)]
    pieces = [text[start:end].lstrip(" ,;") for start, end in pairwise([0, *ends])]
    return [sender(piece) for piece in pieces or text.split(",")]


def _unquoted(name: str) -> str:
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1]
    return name.replace('\\"', '"').strip()


def parse_date(value: str | None) -> datetime | None:
    """The instant in UTC, or None where the header is missing, unreadable or out of any mail's range.

    A date without zone, or in a zone of a name that RFC 5322 does not know, counts as UTC: see `has_zone`.
    """
    from email.utils import parsedate_tz  # with sockets and more; many months have no post that is decoded

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
    text = _NAMED_OFFSET.sub("", _COMMENT.sub("", unfold(value[:_MOST_DATE]))).strip()
    return _OFFSET.sub(lambda zone: f"{zone[1]}{zone[2]}{zone[3]:0>2}{zone[4] or '00'}", text)


def message_ids(value: str | None) -> tuple[str, ...]:
    """Every Message-ID in a References or In-Reply-To header, `at` restored, in order, once each."""
    if not value:
        return ()
    restored = _MESSAGE_ID_AT.sub(r"<\1@\2>", decode_words(unfold(value[:_MOST_IDS])))
    restored = _ID_WITH_SPACES.sub(lambda found: "".join(found.group().split()), restored)
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(restored)))


def bare_id(value: str) -> str | None:
    """A Message-ID written without its brackets, with them; None where the header holds no such thing."""
    text = decode_words(unfold(value[:_MOST_SENDER])).strip("<> ")
    return f"<{text.replace(' at ', '@')}>" if _BARE_ID.fullmatch(text) else None


def id_hash(message_id: str) -> str:
    """What Mailman 3 calls a post with this Message-ID, which may have its angle brackets or not."""
    bare = message_id.strip("<>").encode("utf-8", "replace")
    return b32encode(sha1(bare, usedforsecurity=False).digest()).decode()
