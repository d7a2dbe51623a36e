"""Which posts of a month hold one of the wanted words, found on bytes before anything is decoded.

A post in which decoding could show other words than its bytes do is searched again in every form that decoding could
give to it, and is among them, whatever it holds, where nothing less than decoding can tell.
"""

import re
from binascii import a2b_base64
from bisect import bisect_right
from codecs import utf_8_decode
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from html import unescape
from itertools import islice
from typing import NamedTuple

from stringzilla import Str, translate

from scraper.mail.headers import decode_words, unfold
from scraper.mail.mbox import Bounds
from scraper.mail.text import is_ebcdic, narrow, plain, spells_letters, with_lf
from scraper.mail.transfer_encoding import GREETING, LEFT_BASE64, is_left_over, left_block, quoted_printable
from scraper.patterns import compiled


class Word(NamedTuple):
    """A needle in lower case, which is found fast, and the pattern that must hold where it was found.

    The pattern is matched at the needle's place and may look behind; without a needle it is searched for.
    """

    needle: bytes
    pattern: re.Pattern[bytes]


def word(needle: str, pattern: str) -> Word:
    """A word from its needle and the whole pattern around it."""
    return Word(needle.encode(), compiled(pattern.encode()))


# Bytes that stand for themselves in every charset of mail; of all others `decode` makes something.
_PLAIN = bytes([*range(9, 14), *range(32, 127)])
_CHARSETS = r"(?:us-ascii|ascii|utf-?8|iso-?8859-\d{1,2}|latin-?\d|windows-125\d|cp-?125\d|koi8-[ru])"
_CHARSET = word(
    "charset", rf"charset(?=\s{{0,9}}[*=])(?!\s{{0,9}}=\s{{0,9}}[\"']?{_CHARSETS}(?:[\"'\s;]|\Z))"
)
_DELSP = word("delsp", r"delsp\s{0,9}[*=]\s{0,9}[\"']?yes")
_ENCODING = r"transfer-encoding[ \t]{0,9}:(?!\s{0,9}[\"']?(?:7bit|8bit|binary|chunked"
# A line that is neither a field nor the end of the header belongs to the field above.
_FOLDED = r"(?:[^\n]*\n(?![!-9;-~]{1,99}[ \t]{0,9}:|\r?\n)){0,50}"
_ENCODED_SUBJECT = rf"subject[ \t]{{0,9}}:{_FOLDED}?[^\n]*=\?"
_HIDING = (
    word("transfer-encoding", rf"{_ENCODING})[\"'\s;])"),
    word(
        "content-type",
        r"content-type[ \t]{0,9}:\s{0,99}[\"']?(?:text/(?:html|enriched|richtext)|application/xhtml)",
    ),
    _CHARSET,
    _DELSP,
)
# What may be anywhere in a post and hides words only in its place.
_ENCODED_WORD = word("=?", r"=\?")
_LETTER_CODE = word("&#", r"&#")
_LEFT = word("", r"=(?<!==)(?:[c-f][0-9a-f]=[89ab]|(?:20)?[\r\n]|[2-7][0-9a-f]=[2-7][0-9a-f]=[2-7])")
# Below a blank line, or one that ends in a blank, which is found sooner.
_PARAGRAPH = compiled(
    rb"\n(?<=[ \t\r\n]\n)[> \t]{0,99}(?:(?:[^\n]{0,60}+\n[> \t]{0,9})?[a-z0-9+/]{24}"
    rb"|<(?:html|!doctype html|div|p[\s>]|span|font|table|body|center))"
)
_PAGE = rb"(?i:<(?:html|!doctype html|div|p[\s>]|span|font|table|body|center))"
_SUBJECT = compiled(rf"^{_ENCODED_SUBJECT}{_FOLDED}[^\n]*".encode(), re.MULTILINE | re.IGNORECASE)
_BLANK = compiled(rb"\n\r?\n")
_WHOLE = compiled(rb"[A-Za-z0-9+/]{2,}+={0,2}+[ \t\r]*+\n")


def _first(text: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Patterns of a text that begins a paragraph, and of one that begins a body, perhaps below fields that belong to it."""
    fields = rb"(?:[!-9;-~]{1,99}[ \t]{0,9}:[^\n]*\n(?:[ \t][^\n]*\n)*+|[ \t\r\n]++(?<=\n))*+\s*+"
    left = b"(?:" + LEFT_BASE64.encode()
    return (
        compiled(rb"\n[ \t\r]{0,99}\n[ \t]{0,99}(?:" + left + text + b"))"),
        compiled(fields + b"(?:" + GREETING.encode() + left + text + b"))"),
    )


_FIRST, _FIRST_BASE64 = _first(b"|" + _PAGE), _first(b"")
# What nothing less than decoding tells the words of: base64, uuencode, charsets that write ASCII in other bytes, letters
# of four bytes in GB 18030, and markup that a style hides.
_OPAQUE = (word("transfer-encoding", rf"{_ENCODING}|quoted-printable)[\"'\s;])"), _CHARSET, _DELSP)
_WIDE = compiled(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")
_MOST_HIDDEN, _MOST_FORMS = 1 << 19, 5  # bytes; each may be as long
_MARKUP = (
    b"text/html",
    b"text/enriched",
    b"text/richtext",
    b"application/xhtml",
    b"<html",
    b"<!doctype",
    b"<head",
    b"<body",
    b"<div",
    b"<p",
    b"<span",
    b"<font",
    b"<table",
    b"<center",
)
# Between texts that have nothing to do with each other: no space, and no letter of a word.
_BETWEEN = b"\n\0\n"
_UNSEEN = r"<(?:!--|(script|style|title|template|noscript|object|iframe|svg|math)\b[^<>]*(?<!/)>)"
_BEGUN, _ELEMENT = compiled(_UNSEEN), compiled(rf"{_UNSEEN}(?s:.{{0,20000}}?)(?:(?<=--)>|</\1\b[^<>]*>)")
_MOST_ELEMENTS = 100  # for each the end may be looked for in vain
_INSIDE = r"(?:\"[^\"<]*\"|'[^'<]*'|[^<>])*+>"
_TAG = compiled(rf"<(?:/?[a-z]|[!?]){_INSIDE}")
# Those that end a line or a cell; all others leave nothing between two letters.
_BREAK = compiled(
    r"<(?=/?(?:address|article|aside|blockquote|br|div|figcaption|figure|footer|h[1-6]|header|hgroup|layer|li|listing|main|nav"
    rf"|[ou]l|p|plaintext|pre|q|table|t[dhr]|xmp)\b)[/a-z]{_INSIDE}"
)
# Letters that `narrow` knows, in UTF-8.
_STYLED = compiled(rb"\xef[\xbc\xbd]|\xf0\x9d")
_LOWER = bytes(range(256)).lower()
# ISO 8859-1 with its spaces as one and every other letter beyond ASCII as a question mark.
_LATIN = bytes(byte if byte < 128 else ord(" ") if byte in b"\x85\xa0" else ord("?") for byte in range(256))
# Every byte but letters, digits and signs of ASCII as a space.
_SPACED = bytes(byte if 32 < byte < 127 else 32 for byte in range(256))


def suspects(data: bytes, posts: Sequence[Bounds], words: Sequence[Word]) -> list[int]:
    """Indexes of posts that hold any of the words or could hide one."""
    if not posts:
        return []
    month = _Month(data, posts)
    found = month.having_any(words)
    shown = list[tuple[int, bytes]]()
    for index in _hiding(month, found):
        text = _shown(month.raw(index))
        if text is None:
            found.add(index)
        else:
            shown.append((index, text))
    if holds(_BETWEEN.join(text for _, text in shown), words):
        found.update(index for index, text in shown if holds(text, words))
    return sorted(found)


class _Month:
    """The posts of a month, which is searched whole: a call for each post takes as long as looking for a word in it."""

    def __init__(self, data: bytes, posts: Sequence[Bounds]) -> None:
        self.data, self.posts = data, posts
        self.lowered = translate(data, _LOWER)  # in a third of the time
        self.scanned = Str(self.lowered)
        self.starts = [post.separator for post in posts]

    def raw(self, index: int) -> bytes:
        return self.data[self.posts[index].start : self.posts[index].end]

    def having(self, find: Callable[[int], int]) -> Iterator[int]:
        """Indexes of posts in which something is found; what stands before the first post belongs to none."""
        position = find(self.starts[0])
        while position >= 0:
            index = bisect_right(self.starts, position) - 1
            yield index
            # The rest of this post need not be looked at for the same.
            position = find(max(self.posts[index].end, position + 1))

    def having_any(self, wanted: Sequence[Word]) -> set[int]:
        return {
            index
            for each in wanted
            for index in self.having(partial(_found_at, self.lowered, self.scanned, each))
        }

    def perhaps_begun(self) -> Iterator[int]:
        """Indexes of posts whose body, or a part of it, may begin as one in base64 or markup does."""
        find, begun = _BLANK.search, _FIRST[1].match
        for index, (_, start, end) in enumerate(self.posts):
            blank = find(self.data, start, end)
            # blank lines above a header end none
            if blank and (begun(self.data, blank.end(), end) or self.data[start] in b"\r\n"):
                yield index
        for index in self.having(partial(self.scanned.find, b"content-")):
            if _PARAGRAPH.search(self.lowered, *self.posts[index][1:]):
                yield index


def _hiding(month: _Month, found: Collection[int]) -> set[int]:
    """Indexes of posts that hide something as `hides` has it, but for those that were found already."""
    hiding = month.having_any(_HIDING).union(month.having(partial(month.scanned.find_first_not_of, _PLAIN)))
    maybes = [(month.having_any([maybe]), hides_there) for maybe, hides_there in _MAYBE_HIDING]
    for maybe, hides_there in (*maybes, (set(month.perhaps_begun()), _hides_below)):
        hiding.update(index for index in maybe.difference(found, hiding) if hides_there(month.raw(index)))
    return hiding.difference(found)


def may_hold(raw: bytes, words: Sequence[Word]) -> bool:
    """Whether a post holds any of the words, or could when it is decoded: `suspects` for one that stands alone."""
    return holds(raw, words) or (hides(raw) and shows(raw, words))


def hides(raw: bytes) -> bool:
    """Whether decoding a post could show words that its bytes do not.

    So it is with transfer encodings, markup and encoded words, with spaces and hyphens beyond ASCII, and with
    charsets that write ASCII in other bytes.
    """
    if raw.translate(None, _PLAIN) or raw.lstrip()[:1] == b"<":
        return True
    lowered = raw.lower()
    scanned = Str(lowered)
    return (
        _holds(lowered, scanned, _HIDING)
        or any(
            _found_at(lowered, scanned, maybe, 0) >= 0 and hides_there(raw)
            for maybe, hides_there in _MAYBE_HIDING
        )
        or _hides_below(raw)
    )


def _hides_subject(raw: bytes) -> bool:
    return _SUBJECT.search(raw) is not None


def _hides_left(raw: bytes) -> bool:
    return is_left_over(with_lf(raw.decode("ascii")))


def _hides_letters(raw: bytes) -> bool:
    return spells_letters(raw.decode("ascii"))


_MAYBE_HIDING = ((_ENCODED_WORD, _hides_subject), (_LEFT, _hides_left), (_LETTER_CODE, _hides_letters))


def _hides_below(raw: bytes) -> bool:
    return next(_beginnings(raw, _FIRST), None) is not None


def shows(raw: bytes, words: Sequence[Word]) -> bool:
    """Whether a post that hides something could show any of the words: no less than what decoding shows is searched."""
    text = _shown(raw)
    return text is None or holds(text, words)


def _shown(raw: bytes) -> bytes | None:
    """All that decoding could show of a post; None where nothing less than decoding tells."""
    lowered = raw.lower()
    if _is_opaque(raw, lowered):
        return None
    forms = [lowered, *_decoded(raw, lowered)]
    if len(forms) > _MOST_FORMS:
        return None
    subject = _SUBJECT.search(raw) if b"=?" in raw else None
    texts = [narrow(decode_words(unfold(subject[0].decode("latin-1")))).lower()] if subject else []
    for form in forms:
        scanned = Str(form)
        marked = any(scanned.find(mark) >= 0 for mark in _MARKUP)
        for text in _as_text(form):
            if marked:
                if ("display" in text and "style" in text) or len(_BEGUN.findall(text)) > _MOST_ELEMENTS:
                    return None
                # as a reader sees it, but for the layout; and with its tags, for comments may say what a page is
                shown = _TAG.sub("", _BREAK.sub(" ", _ELEMENT.sub("", text)))
                texts += (unescape(text), unescape(shown).lower())
            elif "&#" in text:
                texts.append(unescape(text))
            # what stands in the bytes as they are was looked for already
            if form is not lowered or not form.isascii():
                texts.append(text)
    return _BETWEEN.join(form for text in dict.fromkeys(texts) for form in _as_bytes(text))


def _is_opaque(raw: bytes, lowered: bytes) -> bool:
    """Whether nothing less than decoding tells the words of a post; which takes its time of a long one, too."""
    if len(raw) > _MOST_HIDDEN or any(mark in raw for mark in (b"\x00", b"\x1b", b"\b", b": gmane.")):
        return True
    return holds(lowered, _OPAQUE) or (
        not raw.isascii() and (is_ebcdic(raw) or _WIDE.search(raw) is not None)
    )


def _decoded(raw: bytes, lowered: bytes) -> Iterator[bytes]:
    """The post with its quoted-printable undone, and what base64 without its header holds."""
    if b"quoted-printable" in lowered or is_left_over(with_lf(raw.decode("latin-1"))):
        once = quoted_printable(lowered).lower()
        yield once
        if is_left_over(with_lf(once.decode("latin-1").upper())):
            yield quoted_printable(once).lower()
    for left in islice(_beginnings(raw, _FIRST_BASE64), _MOST_FORMS):
        yield left_block(left.string[left.start("mark") :], left["mark"]).lower()


def _as_text(form: bytes) -> Iterator[str]:
    """The bytes in every charset that holds ASCII: of a letter beyond, it matters only that it is one, a space or not seen."""
    if form.isascii():
        yield form.decode("ascii")
        return
    yield form.decode("ascii", "ignore")
    yield form.translate(_SPACED).decode("ascii")
    yield " ".join(form.translate(_LATIN, b"\xad").decode("ascii").split())
    text = plain(form.decode("utf-8", "replace").lower())
    decoded = " ".join((narrow(text) if _STYLED.search(form) else text).split())
    yield decoded.encode("ascii", "replace").decode("ascii")


def _beginnings(raw: bytes, first: tuple[re.Pattern[bytes], re.Pattern[bytes]]) -> Iterator[re.Match[bytes]]:
    """Where a body begins so, and a paragraph where there may be parts."""
    paragraph, body = first
    stripped = raw.lstrip(b"\r\n")
    blank = _BLANK.search(stripped)
    places = [body.match(stripped, blank.end())] if blank else []
    if Str(stripped.lower()).find(b"content-") >= 0:
        places.extend(paragraph.finditer(stripped))
    return (each for each in places if each and _is_text(each))


def _is_text(start: re.Match[bytes]) -> bool:
    """Whether what begins there may be text: a line of base64 of which any byte is none, such as a signature's, is not."""
    letters = start["letters"]
    if not letters or not _WHOLE.match(start.string, start.start("letters")):
        return True
    try:
        text, _ = utf_8_decode(a2b_base64(letters), "strict", False)
    except UnicodeDecodeError:
        return False
    return "".join(text.split()).isprintable()


def holds(data: bytes, words: Sequence[Word]) -> bool:
    """Whether any of the words is in the bytes."""
    lowered = data.lower()
    return _holds(lowered, Str(lowered), words)


def _holds(lowered: bytes, scanned: Str, words: Sequence[Word]) -> bool:
    for wanted in words:
        # most needles are in no post, and a call for each takes as long as looking for it
        if (not wanted.needle or scanned.find(wanted.needle) >= 0) and _found_at(
            lowered, scanned, wanted, 0
        ) >= 0:
            return True
    return False


def text_holds(text: str, words: Sequence[Word]) -> bool:
    """The same for decoded text, in which spaces of every kind are one and no letter that is not seen cuts a word."""
    return any(holds(form, words) for form in _as_bytes(" ".join(narrow(text).split())))


def _as_bytes(text: str) -> Iterator[bytes]:
    """The text as `holds` searches it, which spaces of ASCII may be in as they are."""
    if text.isascii():
        yield text.encode("ascii")
        return
    for each in dict.fromkeys((text, plain(text))):
        yield " ".join(each.split()).encode("utf-8", "replace")


def _found_at(data: bytes, scanned: Str, wanted: Word, start: int) -> int:
    """`scanned` are the same bytes, in which a needle is found in a fifth of the time."""
    needle, pattern = wanted
    if not needle:
        found = pattern.search(data, start)
        return found.start() if found else -1
    position: int = scanned.find(needle, start)
    while position >= 0 and not pattern.match(data, position):
        position = scanned.find(needle, position + 1)
    return position
