"""Which posts of a month hold one of the wanted words, found on bytes before anything is decoded.

A post in which decoding could show other words than its bytes do is searched again in every form that decoding could
give to it, and is among them, whatever it holds, where nothing less than decoding can tell.
"""

import re
import string
import sys
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import NamedTuple

from stringzilla import Str, translate

from scraper.mail.headers import decode_words, unfold
from scraper.mail.mbox import Bounds
from scraper.mail.text import is_ebcdic, narrow, plain, spells_letters, with_lf
from scraper.mail.transfer_encoding import (
    GREETING,
    LEFT_BASE64,
    is_left_over,
    left_block,
    may_be_text,
    quoted_printable,
)
from scraper.patterns import compiled

_LOWER = bytes(range(256)).lower()


class Word(NamedTuple):
    """A needle, which is found fast in the bytes as they are in some shape, and the pattern that must hold where it was found.

    A shape is a table to translate by, in lower case where nothing else is said. The pattern is matched in lower case at
    the needle's place and may look behind.
    """

    needle: bytes
    pattern: re.Pattern[bytes]
    shape: bytes


def word(needle: str, pattern: str, shape: bytes = _LOWER) -> Word:
    """A word from its needle and the whole pattern around it."""
    return Word(needle.encode(), compiled(pattern.encode()), shape)


def shape(kinds: Mapping[str, str], other: str = " ") -> bytes:
    """A table in which all letters of a kind, in either case, are one letter, and what is of no kind another."""
    table = bytearray(other.encode() * 256)
    for shown, letters in kinds.items():
        for letter in (letters + letters.upper()).encode():
            table[letter] = ord(shown)
    return bytes(table)


# Bytes that stand for themselves in every charset of mail; of all others `decode` makes something.
_PLAIN = bytes([*range(9, 14), *range(32, 127)])
# As headers and markup name them, also in quoted-printable.
_CHARSETS = r"""(?:3d)?["']?(?:(?:us-)?ascii|utf-?8|iso-?8859-\d{1,2}|latin-?\d|windows-125\d|cp-?125\d|koi8-[ru])(?:["'\s;>)]|\Z)"""
_CHARSET = word("charset", rf"charset(?=\s{{0,9}}[*=])(?!\s{{0,9}}=\s{{0,9}}{_CHARSETS})")
_DELSP = word("delsp", r"delsp\s{0,9}[*=]\s{0,9}[\"']?yes")
# Also where no field begins: those of a header that was indented or quoted are read.
_ENCODING = r"content-transfer-encoding[ \t]{0,9}:(?!\s{0,9}[\"']?(?:7bit|8bit|binary|chunked"
# A line that is neither a field nor the end of the header belongs to the field above.
_FOLDED = r"(?:[^\n]*\n(?![!-9;-~]{1,99}[ \t]{0,9}:|\r?\n)){0,50}"
_ENCODED_SUBJECT = rf"subject[ \t]{{0,9}}:{_FOLDED}?[^\n]*=\?"
_KINDS = r"\s{0,99}[\"']?(?:text/(?:html|enriched|richtext)|application/xhtml)"
_HIDING = (
    word("content-", rf"{_ENCODING})[\"'\s;])|content-type[ \t]{{0,9}}:{_KINDS}"),
    _CHARSET,
    _DELSP,
)
# What may be anywhere in a post and hides words only in its place.
_ENCODED_WORD = word("=?", r"=\?")
_ENCODED = word("subject", rf"(?<=\n){_ENCODED_SUBJECT}")
_LETTER_CODE = word("&#", r"&#")
# Digits and letters behind equals signs, blanks, and line ends.
_CODES = shape({"x": string.hexdigits, "=": "=", "b": " \t", "n": "\r\n"}, ".")
_LEFT = (
    word("=n", r"=(?<!==)(?<=[^\n]{60}=)[\r\n]", _CODES),
    word("=xxn", r"=20[\r\n]", _CODES),
    word("=xx=x", r"=[0-9a-f]{2}=[0-9a-f]", _CODES),
)
_QUOTED = (word("quoted-printable", r"quoted-printable"), *_LEFT)
_PAGE = rb"(?i:<(?:html|!doctype html|div|p[\s>]|span|font|table|body|center))"
# Below a blank line, or one that ends in a blank, which is found sooner: a line of blanks may end the header, too.
_PARAGRAPH = compiled(
    rb"\n(?<=[ \t\r\n]\n)[> \t]{0,99}+(?:(?:[^\n]{0,60}+\n[> \t]{0,9}+|)[a-z0-9+/]{24}|" + _PAGE + b")"
)
_BELOW = r"\r?\n(?=[> \t]{0,99}+(?:[^\n]{0,60}+\n[> \t]{0,9}+|)(?:[a-z0-9+/]{24}|<))"
_ENDS = (("nb", r"\n[ \t]"), ("nbb", r"\n[ \t]{2}"), ("bbb", r"[ \t]{3}"))
_PARTS = (word("content-", "content-"), *(word(f"{end}n", blanks + _BELOW, _CODES) for end, blanks in _ENDS))
_SUBJECT = compiled(rf"{_ENCODED_SUBJECT}{_FOLDED}[^\n]*".encode(), re.IGNORECASE)
_BLANK = compiled(rb"\n\r?\n")
_REACH = 64  # bytes that a word has at most, with what is looked for before it
_EVEN = compiled(rb"(?<![ -~])[ -~]{%d,}+" % (3 * _REACH))


def _first(text: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Patterns of a text that begins a paragraph, and of one that begins a body, perhaps below fields that belong to it."""
    fields = rb"(?:[!-9;-~]{1,99}+[ \t]{0,9}+:[^\n]*+\n(?:[ \t][^\n]*+\n)*+|[ \t\r\n]++(?<=\n))*+\s*+"
    soon = rb"(?=(?:[^\n]{0,60}+\n){0,5}?[> \t\r]*+(?:<|[A-Za-z0-9+/]{24}))"  # which nearly no body has
    left = b"(?:" + LEFT_BASE64.encode()
    return (
        compiled(rb"\n[ \t\r]{0,99}\n[ \t]{0,99}(?:" + left + text + b"))"),
        compiled(fields + soon + b"(?:" + GREETING.encode() + left + text + b"))"),
    )


_FIRST, _FIRST_BASE64 = _first(b"|" + _PAGE), _first(b"")
# What nothing less than decoding tells the words of: base64, uuencode, charsets that write ASCII in other bytes, letters
# of four bytes in GB 18030, and markup that a style hides.
_OPAQUE = (word("content-", rf"{_ENCODING}|quoted-printable)[\"'\s;])"), _CHARSET, _DELSP)
_WIDE = [word("wdwd", "", bytes(b" dw"[(0x2F < x < 0x3A) + 2 * (0x80 < x < 0xFF)] for x in range(256)))]
_MOST_HIDDEN, _MOST_FORMS = 1 << 19, 5  # bytes; each may be as long
_MARKUP = (
    b"text/html text/enriched text/richtext application/xhtml <html <!doctype <head <body <div <p <span <font <table"
    b" <center"
).split()
# Between texts that have nothing to do with each other: no space, and no letter of a word.
_BETWEEN = b"\n\0\n"
_UNSEEN = r"<(?:!--|(script|style|title|template|noscript|object|iframe|svg|math)\b[^<>]*(?<!/)>)"
_BEGUN, _ELEMENT = compiled(_UNSEEN), compiled(rf"{_UNSEEN}(?s:.{{0,20000}}?)(?:(?<=--)>|</\1\b[^<>]*>)")
_MOST_ELEMENTS = 100  # for each the end may be looked for in vain
_INSIDE = r"(?:[^<>\"']++|\"[^\"<]*\"|'[^'<]*'|[^<>])*+>"
_TAG = compiled(rf"<(?:/?[a-z]|[!?]){_INSIDE}")
# Pages of more elements, or nested deeper, may be read without layout, which ends a line at every tag.
_MOST_TAGS, _ANY_TAG = 200, compiled(r"<[!/?a-z][^<>]{0,2000}>")
# Those that end a line or a cell; all others leave nothing between two letters.
_BREAK = compiled(
    r"<(?=/?(?:address|article|aside|blockquote|br|div|figcaption|figure|footer|h[1-6]|header|hgroup|layer|li|listing|main|nav"
    rf"|[ou]l|p|plaintext|pre|q|table|t[dhr]|xmp)\b)[/a-z]{_INSIDE}"
)
# Letters that `narrow` knows, in UTF-8.
_STYLED = compiled(rb"\xef[\xbc\xbd]|\xf0\x9d")
# ISO 8859-1 with its spaces as one and every other letter beyond ASCII as a question mark.
_LATIN = bytes(byte if byte < 128 else ord(" ") if byte in b"\x85\xa0" else ord("?") for byte in range(256))
# Every byte but letters, digits and signs of ASCII as a space.
_SPACED = bytes(byte if 32 < byte < 127 else 32 for byte in range(256))


def suspects(data: bytes, posts: Sequence[Bounds], words: Sequence[Word]) -> list[int]:
    """Indexes of posts that hold any of the words or could hide one."""
    if not posts:
        return []
    month = _Month(data, posts)
    found = month.having(words)
    shown = list[tuple[int, bytes]]()
    for index in _hiding(month, found):
        text = _shown(month.raw(index))
        if text is None:
            found.add(index)
        else:
            shown.append((index, text))
    if shown and holds(_BETWEEN.join(text for _, text in shown), words):
        found.update(index for index, text in shown if holds(text, words))
    return sorted(found)


class _Shapes(dict[bytes, Str]):
    """The same bytes in every shape that a word asks for."""

    data: bytes

    def __missing__(self, shape: bytes) -> Str:
        self[shape] = shaped = Str(translate(self.data, shape))
        return shaped


class _Text:
    """Bytes as they are searched; what begins or ends them must be no part of a word."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.lowered = translate(data, _LOWER)  # in a tenth of the time
        self.shaped = _Shapes()
        self.shaped.data = data
        self.shaped[_LOWER] = self.scanned = Str(self.lowered)

    def holds(self, words: Sequence[Word]) -> bool:
        shaped = self.shaped
        for each in words:  # noqa: SIM110  most needles are nowhere, and a generator takes as long as a search
            if shaped[each.shape].find(each.needle) >= 0 and self.place(each, 0) >= 0:
                return True
        return False

    def place(self, wanted: Word, start: int, end: int = sys.maxsize) -> int:
        """The first place of the word from there on, or -1."""
        find, match, lowered = self.shaped[wanted.shape].find, wanted.pattern.match, self.lowered
        position: int = find(wanted.needle, start, end)  # in a fifth of the time that `bytes` take
        while position >= 0 and not match(lowered, position, end):
            position = find(wanted.needle, position + 1, end)
        return position


class _Month(_Text):
    """The posts of a month, which is searched whole: a call for each post takes as long as looking for a word in it."""

    def __init__(self, data: bytes, posts: Sequence[Bounds]) -> None:
        if not (data.startswith(b"From ") and data.endswith(b"\n")):
            data, posts = b"\n%b\n" % data, [Bounds(*(place + 1 for place in post)) for post in posts]
        super().__init__(data)
        self.posts = posts
        self.starts = [post.separator for post in posts]

    def raw(self, index: int) -> bytes:
        return self.data[self.posts[index].start : self.posts[index].end]

    def having(self, words: Sequence[Word]) -> set[int]:
        """Indexes of posts that hold any of the words; what stands before the first post belongs to none."""
        found, first, lowered = set[int](), self.starts[0], self.lowered
        for needle, pattern, table in words:
            find = self.shaped[table].find
            position = find(needle, first)
            while position >= 0:  # most needles are in no post
                if pattern.match(lowered, position):
                    index = bisect_right(self.starts, position) - 1
                    found.add(index)
                    # the rest of this post need not be looked at for the same
                    position = max(self.posts[index].end - 1, position)
                position = find(needle, position + 1)
        return found

    def odd(self) -> Iterator[int]:
        """Indexes of posts with bytes that may stand for something else."""
        find = self.scanned.find_first_not_of
        position = find(_PLAIN, self.starts[0])
        while position >= 0:
            index = bisect_right(self.starts, position) - 1
            yield index
            position = find(_PLAIN, max(self.posts[index].end, position + 1))

    def perhaps_begun(self, known: Collection[int]) -> Iterator[int]:
        """Indexes of other posts whose body, or a part of it, may begin as one in base64 or markup does."""
        data, begun, find = self.data, _FIRST[1].match, self.scanned.find
        crlf = find(b"\r") >= 0
        for index, (_, start, end) in enumerate(self.posts):
            blank = _BLANK.search(data, start, end) if crlf else None
            body = blank.end() if blank else find(b"\n\n", start, end) + 2
            # blank lines above a header end none
            if body > 1 and (begun(data, body, end) or data[start] in b"\r\n"):
                yield index
        for index in self.having(_PARTS).difference(known):
            if _PARAGRAPH.search(self.lowered, *self.posts[index][1:]):
                yield index


def _hiding(month: _Month, found: set[int]) -> set[int]:
    """Indexes of posts that hide something as `hides` has it, but for those that were found already."""
    hiding = month.having(_HIDING).union(month.odd())
    for index in month.having([_ENCODED_WORD]).difference(found, hiding):
        if month.place(_ENCODED, *month.posts[index][1:]) >= 0:
            hiding.add(index)
    for words, hides_there in _MAYBE_HIDING:
        maybe = month.having(words).difference(found, hiding)
        hiding.update(index for index in maybe if hides_there(month.raw(index)))
    maybe = set(month.perhaps_begun(found | hiding)).difference(found, hiding)
    hiding.update(index for index in maybe if _hides_below(month.raw(index)))
    return hiding.difference(found)


def may_hold(raw: bytes, words: Sequence[Word]) -> bool:
    """Whether a post holds any of the words, or could when it is decoded: `suspects` for one that stands alone."""
    if holds(raw, words):
        return True
    text = _shown(raw) if hides(raw) else b""
    return text is None or holds(text, words)


def hides(raw: bytes) -> bool:
    """Whether decoding a post could show words that its bytes do not.

    So it is with transfer encodings, markup and encoded words, with spaces and hyphens beyond ASCII, and with
    charsets that write ASCII in other bytes.
    """
    return raw.lstrip()[:1] == b"<" or bool(_hiding(_Month(raw, [Bounds(0, 0, len(raw))]), set()))


def _hides_left(raw: bytes) -> bool:
    return is_left_over(with_lf(raw.decode("latin-1")))


def _hides_letters(raw: bytes) -> bool:
    return spells_letters(raw.decode("ascii"))


def _hides_below(raw: bytes) -> bool:
    return next(_beginnings(_Text(raw), _FIRST), None) is not None


_MAYBE_HIDING = ((_LEFT, _hides_left), ([_LETTER_CODE], _hides_letters))


def _shown(raw: bytes) -> bytes | None:
    """All that decoding could show of a post; None where nothing less than decoding tells."""
    post = _Text(b"\n%b\n" % raw)
    if _is_opaque(post):
        return None
    forms = [post, *_decoded(post)]
    if len(forms) > _MOST_FORMS or any(map(_is_opaque, forms[1:])):
        return None
    subject = _SUBJECT.match(post.data, max(post.place(_ENCODED, 0), 0))
    texts = [narrow(decode_words(unfold(subject[0].decode("latin-1")))).lower()] if subject else []
    for form in forms:
        marked = any(form.scanned.find(mark) >= 0 for mark in _MARKUP)
        whole = marked or form.scanned.find(b"&#") >= 0
        for text in _as_text(form.lowered if whole else _near_odd(form)):
            if marked:
                if ("display" in text and "style" in text) or len(_BEGUN.findall(text)) > _MOST_ELEMENTS:
                    return None
                # as a reader sees it, but for the layout; and with its tags, for comments may say what a page is
                shown = _TAG.sub("", _BREAK.sub(" ", _ELEMENT.sub("", text)))
                texts.append(unescape(shown).lower())
                if text.count("<") > _MOST_TAGS:
                    texts.append(unescape(_ANY_TAG.sub(" ", text)))
            if "&" in text:
                texts.append(unescape(text))
            if not form.lowered.isascii():
                texts.append(text)
    # what stands in the bytes as they are was looked for already
    found = (form for text in dict.fromkeys(texts) for form in _as_bytes(text))
    return _BETWEEN.join((*found, *(form.lowered for form in forms[1:])))


def _near_odd(form: _Text) -> bytes:
    """What stands near bytes that may stand for something else, which all others are no longer searched for."""
    if form.scanned.find_first_not_of(_PLAIN) < 0:
        return b""
    even = b" ".join(form.lowered.split())
    return _EVEN.sub(lambda run: run[0][:_REACH] + _BETWEEN + run[0][-_REACH:], even)


def _is_opaque(post: _Text) -> bool:
    """Whether nothing less than decoding tells the words of a post or of what it holds; which takes its time of long ones, too."""
    raw = post.data
    if len(raw) > _MOST_HIDDEN or b"\x00" in raw or b"\x1b" in raw or b"\b" in raw:
        return True
    return (
        post.scanned.find(b": gmane.") >= 0
        or post.holds(_OPAQUE)
        or (not raw.isascii() and (is_ebcdic(raw) or post.holds(_WIDE)))
    )


def _decoded(post: _Text) -> Iterator[_Text]:
    """The post with its quoted-printable undone, also twice, and what base64 without its header holds."""
    once = post
    for words in (_QUOTED, _LEFT):
        if once.holds(words):
            once = _Text(quoted_printable(once.lowered))
            yield once
    for left in islice(_beginnings(post, _FIRST_BASE64), _MOST_FORMS):
        yield _Text(left_block(left.string[left.start("mark") :], left["mark"]))


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


def _beginnings(post: _Text, first: tuple[re.Pattern[bytes], re.Pattern[bytes]]) -> Iterator[re.Match[bytes]]:
    """Where a body begins so, and a paragraph where there may be parts."""
    (paragraph, body), raw = first, post.data
    start = len(raw) - len(raw.lstrip(b"\r\n"))
    blank = _BLANK.search(raw, start)
    if blank and (begun := body.match(raw, blank.end())) and may_be_text(begun):
        yield begun
    if post.holds(_PARTS):
        yield from filter(may_be_text, paragraph.finditer(raw, start))


def holds(data: bytes, words: Sequence[Word]) -> bool:
    """Whether any of the words is in the bytes."""
    return _Text(b"\n%b\n" % data).holds(words)


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
