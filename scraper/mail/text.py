"""Bytes to text when the declared charset is missing, unknown or wrong, and what programs did to the text on its way undone.

Soft line breaks, `>From `, mojibake; odd spaces are made plain. Every departure from what was declared leaves a note.
"""

import codecs
import re
from collections.abc import Iterator
from unicodedata import normalize

from scraper.patterns import compiled

# What mail programs declare and what they mean by it (WHATWG Encoding gives the same supersets).
_SUPERSETS = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "x-unknown": "utf-8",
    "unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "8bit": "utf-8",
    "x-gbk": "gb18030",
    "iso-8859-8-i": "iso-8859-8",
    "utf8": "utf-8",
    "x-mac-roman": "mac_roman",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "big5": "cp950",
    "x-unknown-8bit": "utf-8",
}
# Charsets that programs declare for more letters than these have, and those that have them.
_WIDER = {"cp950": "big5hkscs", "euc_jp": "euc_jis_2004"}
# Codecs of the standard library that are no charset of any mail, or that cost more than linear time.
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
_NAME = compiled(r"[a-z0-9][a-z0-9_.:+-]{0,39}")
_WIDE = compiled(r"utf-?(?:16|32)")
_UNICODE = compiled(r"utf|cp6500")
_ESCAPES = compiled(rb"\x1b\$(?:[@B]|\)C)")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_ORDER = {codecs.BOM_UTF16_LE: "utf-16-be", codecs.BOM_UTF16_BE: "utf-16-le"}
# The charsets of old mail, most of it; a guess among all that exist is slower and wrong more often.
_LIKELY = ("koi8_r", "cp1251", "gb18030", "big5", "cp949", "cp932", "euc_jp", "cp1252", "iso8859_2")
_GUESS_LIMIT = 65_536
_JIS = compiled(rb"(?:^|\x1b(\$[@B]|\([BJI]))([^\x1b]*)")
_HIGH_BIT = bytes(byte | 0x80 if 0x20 < byte < 0x7F else byte for byte in range(256))
# Signs between 0x80 and 0x9F, which ISO 8859 has not: Windows writes quotes and dashes there.
_WINDOWS_SIGNS = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
_CONTROL = compiled("[\x80-\x9f]")
_UTF8_LETTER = compiled(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ISOLATED = compiled(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_HIGH_LETTER = compiled("[^\x00-\x7f]")
_HIGH = bytes(range(128, 256))
# Few letters of a double-byte charset look like UTF-8 by chance, four hardly ever.
_FEW_LETTERS = 4
SIGNATURE_MARK = "-- "
_ESCAPED_FROM = compiled(r"^>+From ", re.MULTILINE)
_ATTRIBUTION = compiled(r"\b(?:wrote|writes|said|schrieb|écrit|escribió|skrev)\s{0,3}:\s{0,3}$")
_LOOK_BACK = 200
# How the lead bytes of UTF-8 for Latin letters and typographic signs look when they are read as cp1252.
_MOJIBAKE = compiled("[ÂÃÄÅ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€|â‚¬|ï»¿")
_PLAIN = {
    **dict.fromkeys("\u00a0\u202f\u2007\u3164", " "),
    **dict.fromkeys("\u00ad\u034f\u200b\u2060\u2061\u2062\u2063\u2064\ufeff", ""),
}
_ODD = compiled(f"[{''.join(_PLAIN)}\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e007f]")
# Selectors and tags belong to emoji and to other scripts; between letters of ASCII they show nothing.
_SELECTORS = compiled("(?<=[A-Za-z])[\ufe00-\ufe0f\U000e0000-\U000e007f]{1,99}(?=[A-Za-z])")
_STYLED = compiled("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]+")
# Letters of ASCII as HTML writes characters; nobody types that.
_LETTER_CODE = compiled(
    r"&#(?:0?(?:6[5-9]|[78][0-9]|9[07-9]|1[01][0-9]|12[0-2])|x0?(?:[46][1-9a-f]|[57][0-9a]));", re.IGNORECASE
)
_FEWEST_CODES = 12
_EBCDIC_BLANK, _EBCDIC_NEWLINE = b"@", "\x85"
_FEWEST_BLANKS = 20
# Joiners stay between letters of scripts that are written with them, and within emoji: of all others, which are a set that
# compiles in a tenth of the time.
_JOINERS = compiled("(?<![^\0-\u05ff\u2000-\u25ff])[\u200c\u200d]")
# A page whose text was escaped once more has no sign that was escaped once.
_ESCAPED_TWICE = compiled(r"&amp;(?:amp|lt|gt|quot|nbsp|#x?[0-9a-fA-F]{1,6});")
_ESCAPED_ONCE = compiled(r"&(?:lt|gt|quot|nbsp|#x?[0-9a-fA-F]{1,6});")
_FEW_SIGNS = 2


def decode_bytes(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text, and a note where it was not read as declared (`no charset; charset guessed: koi8_r`)."""
    said, wanted = "no charset", _codec(declared)
    if declared:
        name = declared.strip().strip("\"'")
        # a stranger's header is repeated only where it looks like a name
        said = f"charset {name if _NAME.fullmatch(name.lower()) else 'that is no name'}"
    if len(data) % 2 and (_WIDE.match(wanted) or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))):
        data = data[:-1]  # half a letter, such as the line end of an mbox
    for better, text in _better(data, wanted):
        as_said = better == "utf-8-sig" and wanted in ("", "utf-8")
        return text, None if as_said else f"{said}, read as {better}"
    whole = _strict(data, wanted or "utf-8")
    if whole is not None and wanted.startswith("iso8859") and _CONTROL.search(whole):
        return whole.translate(_WINDOWS_SIGNS), f"{said}; signs that it lacks read as cp1252"
    if whole is not None:
        return whole, None if wanted or not declared else f"{said}, read as utf-8"
    if (wider := _wider(data, wanted)) is not None:
        return wider, f"{said}; signs that it lacks read as well"
    if (whole := _strict(data, "utf-8")) is not None:
        return whole, f"{said}, read as utf-8"
    return _mixed(data, said)


def _better(data: bytes, wanted: str) -> Iterator[tuple[str, str]]:
    """Codecs that the bytes themselves speak for, against what was declared, and what they make of them."""
    better = [
        name
        for bom, name in _BOMS
        if data.startswith(bom) and (not _WIDE.match(wanted) or wanted == _OTHER_ORDER.get(bom))
    ]
    if wanted in ("", "utf-8") and _ESCAPES.search(data):
        better.append("iso2022_kr" if b"\x1b$)C" in data else "iso2022_jp_2")
    # Whatever was declared, high bytes that are all valid UTF-8 are UTF-8.
    if wanted and not data.isascii() and not _UNICODE.match(wanted):
        better.append("utf-8")
    if _WIDE.match(wanted) and b"\x00" not in data:
        better.append("utf-8")
    for codec in better:
        text = _strict(data, codec)
        if (
            text is not None
            and (
                codec != "utf-8"
                or len(_strict(b"\xc3\xa9", wanted) or "") == 2  # a charset of single bytes
                or _WIDE.match(wanted)
                or len(_HIGH_LETTER.findall(text[:_GUESS_LIMIT])) >= _FEW_LETTERS
            )
        ):
            yield codec, text


def _codec(declared: str | None) -> str:
    """The codec that a declared charset stands for, empty for one that is missing or unknown."""
    said = (declared or "").strip().strip("\"'").lower()
    if not _NAME.fullmatch(said):
        return ""
    bare = said.removeprefix("x-")
    for name in (_SUPERSETS.get(said, said), _SUPERSETS.get(bare, bare), bare.replace("windows-", "cp")):
        try:
            # `codecs` also knows rot13 and zip, which are no charsets.
            info = codecs.lookup(name)
            break
        except (LookupError, ValueError):
            continue
    else:
        return ""
    if info.name in _NO_CHARSETS or not getattr(info, "_is_text_encoding", True):
        return ""
    return _SUPERSETS.get(info.name, info.name)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        # UTF-7 gives halves of surrogate pairs, which no text may hold.
        return text if codec != "utf-7" or text.encode() is not None else None
    except (UnicodeError, ValueError):
        return None


def _wider(data: bytes, codec: str) -> str | None:
    """The text in a charset that holds more than the one of this name; None where there is none."""
    if not codec.startswith("iso2022_jp"):
        return _strict(data, _WIDER[codec]) if codec in _WIDER else None
    # Read as EUC, which has the same rows: there Python knows those that NEC added, too.
    pieces = []
    for match in _JIS.finditer(data):
        kana = match[1] == b"(I"
        text = match[2].translate(_HIGH_BIT) if kana or (match[1] or b"").startswith(b"$") else match[2]
        pieces.append(re.sub(rb"([\x80-\xff])", b"\x8e\\1", text) if kana else text)
    return _strict(b"".join(pieces), "euc_jis_2004")


def _stray(error: UnicodeError) -> tuple[str, int]:
    """A byte between letters of UTF-8 as Windows has it; a letter that was cut is none."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data = error.object[error.start : error.end]
    return ("\ufffd" if len(data) > 1 else data.decode("cp1252", "replace")), error.end


codecs.register_error("stray", _stray)


def _mostly_utf8(line: bytes) -> bool:
    """Whether more of its bytes beyond ASCII are letters of UTF-8 than are not."""
    letters = sum(map(len, _UTF8_LETTER.findall(line)))
    return letters * 2 > len(line) - len(line.translate(None, _HIGH))


def _mixed(data: bytes, said: str) -> tuple[str, str]:
    """Lines that are UTF-8 but for strays as such, the others in the charset that they most likely have."""
    if is_ebcdic(data):
        return data.decode("cp037").replace(_EBCDIC_NEWLINE, "\n"), f"{said}, read as cp037"
    lines = data.split(b"\n")
    damaged = [line for line in lines if not line.isascii() and _strict(line, "utf-8") is None]
    if all(map(_mostly_utf8, damaged)):
        return data.decode("utf-8", "stray"), f"{said}; bytes that are no utf-8 in {len(damaged)} lines"
    codec = _guess(damaged)
    whole = _strict(data, codec)
    foreign = sum(1 for line in lines if not line.isascii())
    if whole is not None and len(damaged) * 2 > foreign:
        return whole, f"{said}; charset guessed: {codec}"
    tried = ("utf-8", codec, "cp1252", "latin-1")
    texts = (
        line.decode("utf-8", "stray")
        if _mostly_utf8(line)
        else next(filter(None, (_strict(line, each) for each in tried)), "")
        for line in lines
    )
    return "\n".join(texts), f"{said}; {len(damaged)} lines read as {codec}"


def _guess(lines: list[bytes]) -> str:
    """The likeliest codec of the lines: cp1252 where letters outside ASCII stand alone, as in Western words, else by statistics."""
    sample = b"\n".join(lines)[:_GUESS_LIMIT]
    if len(lines) > 1:
        # A cut in the middle of a letter would speak against the right charset.
        sample = sample[: sample.rfind(b"\n")] if len(sample) == _GUESS_LIMIT else sample
    high = len(sample) - len(sample.translate(None, _HIGH))
    if len(_ISOLATED.findall(sample)) * 2 > high:
        return "cp1252"
    # Needed for few posts, and dear to import.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_LIKELY)).best()
    return best.encoding if best is not None and best.encoding in _LIKELY else "cp1252"


def is_ebcdic(data: bytes) -> bool:
    """Whether bytes beyond ASCII stand between the blanks of mainframes."""
    blanks = data.count(_EBCDIC_BLANK)
    return blanks > _FEWEST_BLANKS and blanks * 12 > len(data) and blanks > data.count(b" ")


def spells_letters(text: str) -> bool:
    """Whether plain text writes letters as HTML writes characters (`&#73;`)."""
    return "&#" in text and len(_LETTER_CODE.findall(text)) >= _FEWEST_CODES


def with_lf(text: str) -> str:
    """The text with LF as its only line end, and without a byte order mark."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def unflow(text: str, delsp: bool = False) -> str:
    """format=flowed (RFC 3676) undone: each paragraph on one line, per quote depth, without space-stuffing.

    `delsp` drops the space that marks a soft break. A blank line ends a paragraph even after a soft break:
    programs that write that mean a blank line.
    """
    paragraphs: list[list[str]] = []
    open_depth = -1  # the depth of the paragraph still open at the end, or -1
    for raw in text.split("\n"):
        line = raw.rstrip("\r")
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        mark = content == SIGNATURE_MARK
        soft = content.endswith(" ") and not mark
        piece = content[:-1] if soft and delsp else content
        if open_depth == depth and content and not mark:
            paragraphs[-1].append(piece)
        else:
            prefix = ">" * depth + (" " if depth and piece else "")
            paragraphs.append([prefix, piece])
        open_depth = depth if soft else -1
    return "\n".join("".join(pieces) for pieces in paragraphs)


def restore_from_lines(text: str, notes: list[str]) -> str:
    """One `>` less before `From `, as mbox writers escape it, unless a line above or below makes it a quote's."""
    if ">From " not in text:
        return text
    pieces, position = [], 0
    for match in _ESCAPED_FROM.finditer(text):
        start = match.start()
        above = text[max(0, start - _LOOK_BACK) : start].removesuffix("\n")
        end = text.find("\n", start)
        below = text[end + 1 : end + 2] if end >= 0 else ""
        line = text.rfind("\n", 0, max(0, start - 1)) + 1
        if below != ">" and not (start > 0 and text[line] == ">") and not _ATTRIBUTION.search(above):
            pieces.append(text[position:start])
            position = start + 1
    if pieces:
        notes.append(f"{len(pieces)} escaped From lines restored")
    return "".join([*pieces, text[position:]])


def undo_mojibake(text: str, notes: list[str]) -> str:
    """Lines that a program read as cp1252 although they were UTF-8 read anew, where that is unmistakable.

    A line that does not come out as whole UTF-8 stays as it stands.
    """
    if text.isascii() or not _MOJIBAKE.search(text):
        return text
    lines = text.split("\n")
    again = []
    for line in lines:
        # Bytes that cp1252 does not define came through as they are.
        whole = (letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else "cp1252") for letter in line)
        try:
            again.append(b"".join(whole).decode("utf-8") if _MOJIBAKE.search(line) else line)
        except UnicodeError:
            again.append(line)
    count = sum(before != after for before, after in zip(lines, again, strict=True))
    if count:
        notes.append(f"{count} lines were UTF-8 read as cp1252 by another program; read anew")
    return "\n".join(again)


def plain(line: str) -> str:
    """The line with no-break spaces as spaces, and soft hyphens and zero-width characters gone."""
    if line.isascii() or not _ODD.search(line):
        return line
    for letter, shown in _PLAIN.items():  # which takes a tenth of the time of `translate`
        line = line.replace(letter, shown)
    line = _SELECTORS.sub("", line)
    return _JOINERS.sub("", line) if "\u200c" in line or "\u200d" in line else line


def narrow(text: str) -> str:
    """The text with letters and digits of full width, and of the alphabets of mathematics, as those of ASCII."""
    return text if text.isascii() else _STYLED.sub(lambda styled: normalize("NFKC", styled[0]), text)


def escaped_once(page: str) -> str:
    """A page as it was before all of its text was escaped once more; any other as it stands."""
    if len(_ESCAPED_TWICE.findall(page)) > _FEW_SIGNS and not _ESCAPED_ONCE.search(page):
        return page.replace("&amp;", "&")
    return page
