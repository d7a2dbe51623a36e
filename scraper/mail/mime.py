"""The text of a MIME tree as the author saw it: the better alternative, footers kept, signatures noted."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from email.message import Message as MimeMessage
from functools import cached_property
from html import unescape

from msgspec import Struct

from scraper.mail import transfer_encoding, tree
from scraper.mail.text import (
    decode_bytes,
    escaped_once,
    restore_from_lines,
    spells_letters,
    undo_mojibake,
    unflow,
    with_lf,
)
from scraper.patterns import compiled

_MOST_DEPTH = 120
_MOST_PARTS = 200
_MOST_CHILDREN = 2_000
_ENCRYPTED = "encrypted: the text cannot be read"
_ENVELOPE = "an envelope around a text that is kept elsewhere, or a piece of one"
_BRIEF = "a few words over an attached text, which is read as well"
_UNSEEN = "a page that shows no text, read without its tags"
_OPAQUE = "within S/MIME data: the text cannot be read"
_BEFORE_PARTS = "text before the first MIME part, which no program shows"
_LEFT_OUT = {
    "application/pgp-signature": "PGP signature part left out",
    "application/pkcs7-signature": "S/MIME signature part left out",
    "application/x-pkcs7-signature": "S/MIME signature part left out",
    "application/pgp-encrypted": _ENCRYPTED,
    "application/pkcs7-mime": _OPAQUE,
    "application/x-pkcs7-mime": _OPAQUE,
}
_NO_WORDS = "in codes of a program (RTF, BinHex, yEnc, PGP): the text cannot be read"
SEVERAL_SENDERS = "several From fields, the first taken"
ATTACHED = "attached message left out"
ONLY_ATTACHED = "no text but a post in an attachment, which is read instead"
_ZEROS = "zeros in place of text"
_NO_LETTERS = "bytes that are no text in any charset"
DOUBTS = transfer_encoding.LOSSES | {
    _ENCRYPTED,
    _OPAQUE,
    _BEFORE_PARTS,
    _ENVELOPE,
    _BRIEF,
    _UNSEEN,
    _NO_WORDS,
    ONLY_ATTACHED,
    _ZEROS,
    _NO_LETTERS,
    SEVERAL_SENDERS,
    tree.TOO_DEEP,
    tree.TOO_MANY,
    tree.MARKED,
}
_CODES = compiled(
    r"\s{0,99}(?:\{\\rtf[0-9]|\(This file must be converted with BinHex|=ybegin |BEGIN:V|-----BEGIN PGP MESSAGE-----)"
)
_ZERO_RUN = "\x00" * 16  # which no program puts into text
_NO_SIGN = compiled("[\x01-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_MOST_NO_SIGNS = 0.05  # of the characters of a text; letters that were damaged are far fewer
# What printers showed as underlined or bold: a character, a step back, and the character again.
_OVERSTRUCK = compiled(r"_\x08|(.)\x08(?=\1)")
_NO_TEXT = ("image", "audio", "video", "font", "model")
_LONGEST_PREAMBLE = 120  # what programs put there for readers of old
_ENRICHED = ("text/enriched", "text/richtext")
_MARKDOWN = ("text/markdown", "text/x-markdown", "text/x-rst")
_PAGES = ("text/html", "application/xhtml+xml")
_READABLE = ("text/plain", *_PAGES, *_ENRICHED, *_MARKDOWN)
POSTS = ("message/rfc822", "message/global", "message/news")
_KIND = compiled(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,80}")
# Plain alternatives that only tell the reader to look at the other one.
_SAYS_NOTHING = compiled(
    r"\bhtml\b[^\n]{0,80}(?:message|mail|version|format|part|reader|client|view)"
    r"|(?:view|see|open|read|display)[^\n]{0,60}\bhtml\b"
    r"|(?:mail|client|reader|program)[^\n]{0,60}(?:not|n't) (?:support|display|show|read|understand)",
    re.IGNORECASE,
)
# They stay in the body, for the author sent them; a note tells whoever compares words.
_INVISIBLE = {
    "\u00a0": "body holds no-break spaces",
    "\u00ad": "body holds soft hyphens",
    "\u200b": "body holds zero-width spaces",
    "\ufeff": "body holds zero-width no-break spaces",
}
# A page, or a part of one, that says that it is plain text.
_MARKUP = compiled(
    r"\s{0,99}<(?:(?:!doctype html|html)\b[^<>]{0,400}>(?=[^\0]*</html>)"
    r"|(div|p|span|font|table|body|center)\b[^<>]{0,400}>(?=[^\0]*</\1>))",
    re.IGNORECASE,
)
_END_TAG = compiled(r"</[A-Za-z][A-Za-z0-9]{0,20}\s{0,9}>")
_META = compiled(rb"<meta\b[^<>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_META_LIMIT = 4_096
_LF = "\n"
_NOTHING_LIMIT = 400
_WORD = compiled(r"\w+")
_FEW_WORDS = 30
_FEWEST_MORE = 5
# A few words that only point to an attachment.
_ATTACHED = compiled(
    r"\b(?:see|find|read|is|in) (?:\w+ ){0,3}attach(?:ed|ment)\b|\battached (?:is|file|text|document)\b",
    re.IGNORECASE,
)
# Names of files with text whose type says only that a program knows them; some have no ending.
_TEXT_NAME = compiled(
    r"(?:\.(?:txt|text|md|rst|adoc|org|tex|(?P<page>html?)|(?P<other>patch|diff|log|csv))|^[\w -]{1,80})\Z",
    re.IGNORECASE,
)
_KINDS = {"page": "text/html", "other": "text/x-other", None: "text/plain"}
_HTML_END = compiled(r"</html>(?=[^<]*\Z)", re.IGNORECASE)
_ESCAPED_PAGE = compiled(
    r"\s{0,99}&lt;(p|div|html|body|span|font|table)\b(?=[^\0]*&lt;/\1&gt;)", re.IGNORECASE
)
_FOOTER_RULE = compiled(r"\A\s*_{20,}\s*\n")
_FOOTER_LIMIT = 1_000
_ENRICHED_TAG = compiled(r"<<|</?[A-Za-z][A-Za-z0-9-]{0,60}>")
_ENRICHED_PARAMETER = compiled(r"<param>[^<]{0,500}</param>", re.IGNORECASE)
_ENRICHED_BREAK = compiled(r"(?<!\n)\n(?!\n)|\n(\n+)")


class TextPart(Struct, dict=True):
    """A part that holds text; it is decoded once, when somebody asks for its text."""

    part: MimeMessage
    kind: str
    attached: bool = False

    @cached_property
    def read(self) -> tuple[str, list[str]]:
        notes: list[str] = []
        return _text(self.part, self.kind, notes), notes


def body_text(mime: MimeMessage, notes: list[str]) -> str:
    """The text parts in order, one after another; adds to `notes` what was chosen or left out.

    Notes that are among `DOUBTS` say that this may not be what the author wrote.
    """
    parts = list(_text_parts(mime, notes, 0))
    if len(parts) > _MOST_PARTS:
        notes.append(f"only the first {_MOST_PARTS} text parts read")
    parts = parts[:_MOST_PARTS]
    speaks = _attachments_speak(parts, notes)
    texts, said = list[str](), list[list[str]]()
    for part in parts:
        if part.attached:
            notes.append("the attachment is the text" if speaks else f"attachment left out: {part.kind}")
        if part.attached and not speaks:
            continue
        text, remarks = part.read
        notes.extend(remarks)
        if not text.strip():
            continue
        if len(parts) > 1 and part.kind in _PAGES and _WORD.findall(text) in said:
            notes.append("a page left out that says what stands above it")
            continue
        said.append(_WORD.findall(text) if len(parts) > 1 else [])
        texts.append(text)
    # A blank line between two parts, whatever the first ends in.
    whole = "".join(f"{text.rstrip(_LF)}\n\n" for text in texts[:-1]) + "".join(texts[-1:])
    if not whole.strip() and isinstance(mime.preamble, str) and len(mime.preamble) > _LONGEST_PREAMBLE:
        notes.append(_BEFORE_PARTS)
        plain = MimeMessage()
        plain.set_payload(mime.preamble)
        whole = _text(plain, "text/plain", notes)
    notes.extend(note for letter, note in _INVISIBLE.items() if letter in whole)
    return whole


def _attachments_speak(parts: Sequence[TextPart], notes: list[str]) -> bool:
    """Whether attached text is to be read: no inline part says anything, or a few words that may be about it."""
    attached = [part for part in parts if part.attached]
    if not attached:
        return False
    inline = (part.read[0] for part in parts if not part.attached)
    said = [
        text
        for text in inline
        if text.strip()
        and not (len(text) < _FOOTER_LIMIT and _FOOTER_RULE.match(text))
        and not (len(text) < _NOTHING_LIMIT and _ATTACHED.search(text))
    ]
    words = sum(len(text.split()) for text in said)
    brief = 0 < words < _FEW_WORDS and any(
        len(part.read[0].split()) > 2 * words for part in attached if part.kind in _READABLE
    )
    if brief:
        notes.append(_BRIEF)
    return brief or not said


def _text_parts(part: MimeMessage, notes: list[str], depth: int) -> Iterator[TextPart]:
    if depth > _MOST_DEPTH:
        notes.append("MIME parts nested too deep left out")
        return
    kind = part.get_content_type()
    if kind in POSTS:
        notes.append(ATTACHED)
    elif part.is_multipart():
        yield from _children(part, kind, notes, depth)
    elif kind in _LEFT_OUT:
        notes.append(_LEFT_OUT[kind])
    elif kind.startswith("multipart/"):
        notes.append("multipart without its boundary, read as text")
        yield TextPart(part, "text/plain")
    elif kind in _READABLE or kind.startswith("text/"):
        # what a program does not know it shows to nobody but as an attachment
        attached = kind not in _READABLE or part.get_content_disposition() == "attachment"
        yield TextPart(part, kind, depth > 0 and attached)
    elif (
        kind.startswith("application/")
        and (named := _TEXT_NAME.search(part.get_filename() or ""))
        and _is_text(part)
    ):
        yield TextPart(part, _KINDS[named.lastgroup], True)
    else:
        name = kind if _KIND.fullmatch(kind) else "of no known type"
        if depth == 0 and part.get_content_maintype() not in _NO_TEXT and _is_text(part):
            notes.append(_ENVELOPE if kind.startswith("message/") else f"read as text: {name}")
            yield TextPart(part, "text/plain")
        else:
            notes.append(f"part left out: {name}")


def _is_text(part: MimeMessage) -> bool:
    """Whether the bytes of a part are text, whatever it says that they are."""
    data, _ = content(copy(part), [])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "".join(text.split()).isprintable()


def _children(part: MimeMessage, kind: str, notes: list[str], depth: int) -> Iterator[TextPart]:
    payload = part.get_payload()
    children = (
        [child for child in payload if isinstance(child, MimeMessage)] if isinstance(payload, list) else []
    )
    if len(children) > _MOST_CHILDREN:
        notes.append(f"only the first {_MOST_CHILDREN} MIME parts read")
    if kind == "multipart/alternative":
        yield from _alternative(children[:_MOST_CHILDREN], notes, depth)
    else:
        for child in children[:_MOST_CHILDREN]:
            yield from _text_parts(child, notes, depth + 1)
    # Some lists append their footer behind the last boundary.
    if isinstance(part.epilogue, str) and part.epilogue.strip():
        notes.append("text after the last MIME part kept")
        plain = MimeMessage()
        plain.set_payload(part.epilogue)
        yield TextPart(plain, "text/plain")


def _alternative(children: Sequence[MimeMessage], notes: list[str], depth: int) -> Iterator[TextPart]:
    """Plain text first; HTML only where there is no plain text that says anything."""
    offers = []
    for child in children:
        remarks: list[str] = []
        parts = list(_text_parts(child, remarks, depth + 1))
        if parts:
            offers.append((parts, remarks))
    # The sort is stable: of several plain texts the first is taken.
    offers.sort(key=lambda offer: (offer[0][0].attached, offer[0][0].kind in _PAGES))
    pointing = None
    for at, offer in enumerate(offers):
        texts = "".join(part.read[0] for part in offer[0]).strip()
        if not texts:
            continue
        if not _stands_in(texts, [part for parts, _ in offers[at + 1 :] for part in parts]):
            break
        pointing = pointing or offer
    else:
        if pointing is None:
            return
        offer = pointing
    notes.extend([*offer[1], f"alternative taken: {offer[0][0].kind}"])
    yield from offer[0]


def _stands_in(text: str, others: Sequence[TextPart]) -> bool:
    """Whether an alternative only tells to look at the others, or has less than half of the words that one of them has."""
    if len(text) > _NOTHING_LIMIT or not others:
        return False
    words = len(_WORD.findall(text))
    return bool(_SAYS_NOTHING.search(text)) or any(
        len(_WORD.findall(part.read[0])) > 2 * words + _FEWEST_MORE for part in others if part.kind in _PAGES
    )


def _text(part: MimeMessage, kind: str, notes: list[str]) -> str:
    data, encoded = content(part, notes)
    charset = _parameter(part, "charset")
    if not charset and kind in _PAGES and (named := _META.search(data, 0, _META_LIMIT)):
        notes.append("charset named in the page alone")
        charset = named[1].decode()
    text, note = decode_bytes(data, charset)
    if (left := transfer_encoding.left_base64(text)) is not None:
        notes.append("base64 left in the body, decoded")
        text, note = decode_bytes(left, charset)
    if note:
        notes.append(note)
    text = _printed(with_lf(text), notes)
    text = undo_mojibake(transfer_encoding.left_over(text, notes, encoded), notes)
    if _ESCAPED_PAGE.match(text):
        notes.append("markup that was escaped")
        text = unescape(text)
    if _CODES.match(text):
        notes.append(_NO_WORDS)
    if kind in _PAGES or _MARKUP.match(text):
        return _rendered(text, kind, notes)
    if kind in _ENRICHED:
        notes.append(f"{kind} rendered as text")
        # RFC 1896: tags dropped, one line end is a space and more are one less
        broken = _ENRICHED_BREAK.sub(lambda match: match[1] or " ", _ENRICHED_PARAMETER.sub("", text))
        return _ENRICHED_TAG.sub(lambda match: "<" if match.group() == "<<" else "", broken)
    if spells_letters(text):
        notes.append("letters written as HTML writes characters")
        text = unescape(text)
    text = restore_from_lines(text, notes)
    if _parameter(part, "format").lower() == "flowed":
        return unflow(text, _parameter(part, "delsp").lower() == "yes")
    return text


def _rendered(text: str, kind: str, notes: list[str]) -> str:
    """The text of a page, with what stands below it."""
    # Needed for few posts, and dear to import.
    from scraper.mail.html import to_text, without_tags

    notes.append("html rendered as text")
    if (once := escaped_once(text)) != text:
        notes.append("signs that were escaped twice")
        text = once
    # below its last element stands what a list puts below plain text
    ends = (_HTML_END if kind in _PAGES else _END_TAG).finditer(text)
    end = max((tag.end() for tag in ends), default=len(text))
    shown = to_text(text[:end]) + text[end:].lstrip("\n")
    if not shown.strip() and (bare := without_tags(text)).strip():
        notes.append(_UNSEEN)
        return bare
    return shown


def _printed(text: str, notes: list[str]) -> str:
    """The text without zeros and what was struck over; notes where its characters are none of a text."""
    if "\x00" in text:
        notes.append(_ZEROS if _ZERO_RUN in text else "NUL characters removed")
        text = text.replace("\x00", "")
    if "\b" in text and (once := _OVERSTRUCK.sub("", text)) != text:
        notes.append("characters struck over shown once")
        text = once
    if len(_NO_SIGN.findall(text)) > len(text) * _MOST_NO_SIGNS:
        notes.append(_NO_LETTERS)
    return text


def _parameter(part: MimeMessage, name: str) -> str:
    """A parameter of Content-Type; RFC 2231 gives its value with charset and language."""
    value = part.get_param(name)
    if isinstance(value, tuple):
        value = value[2]
    return value.strip() if isinstance(value, str) else ""


def content(part: MimeMessage, notes: list[str]) -> tuple[bytes, bool]:
    """The bytes of a part, and whether a transfer encoding had to be undone for them."""
    words = str(part.get("content-transfer-encoding", "")).lower().split()
    encoding = words[0].strip("\"';,") if words else ""
    # Without the field the bytes come as they stand: undoing the encoding is not left to the library.
    del part["content-transfer-encoding"]
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if encoding in ("", "7bit", "8bit", "binary"):
        return data, False
    decoder = transfer_encoding.decoder(encoding)
    if decoder:
        decoded = decoder(data, notes)
        return decoded, decoded != data
    notes.append("unknown transfer encoding, read as it stands")
    return data, False
