"""Transfer encodings of mail (RFC 2045) undone even where they are damaged; every repair leaves a note."""

import re
from binascii import a2b_base64, a2b_qp, a2b_uu
from codecs import utf_8_decode
from collections import Counter
from collections.abc import Callable

from scraper.patterns import compiled

Decoder = Callable[[bytes, list[str]], bytes]
DAMAGED = "damaged base64 body"
CUT = "base64 body cut off"
UU_CUT = "uuencoded body cut off"
UU_DAMAGED = "damaged line of uuencode left out"
LOSSES = frozenset({DAMAGED, CUT, UU_CUT, UU_DAMAGED})
"""Notes that say that some of the text is missing or wrong."""

_BASE64_LINE = compiled(rb"[A-Za-z0-9+/]{2,}={0,2}")
# What no text has, and the end of a block that something parts from it.
_SOUP = compiled(rb"[A-Za-z0-9+/]{40}")
_REST = compiled(rb"[> ]{0,9}[A-Za-z0-9+/]{4,}={0,2}[ \t\r]{0,9}(?:\n|\Z)")
# A part's header that stands within what it is about.
_FIELDS = compiled(rb"(?:Content-[A-Za-z-]{1,40}:[^\n]{0,200}\s{1,9}){1,9}\Z", re.IGNORECASE)
_URL_SAFE_LINE = compiled(rb"(?=[A-Z0-9_-]*[a-z])(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{36,}={0,2}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NO_BASE64 = bytes(set(range(256)).difference(_LETTERS[:-1]))
_BLANK = b" \t\r"
# A letter beyond ASCII as UTF-8 in quoted-printable: nobody types that.
_LETTER = r"=(?:[CD][0-9A-F]=[89AB][0-9A-F]|E[0-9A-F](?:=[89AB][0-9A-F]){2}|F[0-4](?:=[89AB][0-9A-F]){3})"
_LEFT_LETTER = compiled(_LETTER)
# As many in a row nobody types either. A sign that it begins with is found in a tenth of the time.
_CODE = r"(?:[2-7][0-9A-F]|0[9AD])"
_LEFT_RUN = compiled(rf"={_CODE}(?:={_CODE}){{5}}")
_LEFT_PAIR = compiled(r"=[0-9A-F]{2}=[0-9A-F]")  # which both hold
_LEFT_SPACE = compiled(r"=20$", re.MULTILINE)
_LEFT_MARK = compiled(r"^--=20$", re.MULTILINE)
# A ruler of equals signs ends in one too.
_BREAK = r"=(?<!==)\n(?<=[^\n]{60}=\n)(?=[^\n])"
_LEFT_BREAK = compiled(_BREAK)
_LEFT = compiled(rf"((?:{_LETTER})+)|{_BREAK}|=(20|3D|09)")
_NO_LETTER = compiled(r"[^a-z0-9]")
_MOST_STRAYS = 4
_SOFT_BREAK = compiled(rb"=[ \t]{1,80}(\r?\n)")
_UU_BEGIN = compiled(rb"^begin(?:-base64)? [0-7]{3,4} [^\n]{0,200}\n", re.MULTILINE)
_UU_END = compiled(rb"^end[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
LEFT_BASE64 = (
    r"(?:[^\n]{0,60}+\n)??(?P<mark>[> \t]{0,9})(?P<letters>[A-Za-z0-9+/]{24})"
    # mixed case and digits, which a path or a hash has not
    r"(?<=(?=\S{0,99}[a-z])(?=\S{0,99}[A-Z])(?=\S{0,99}[0-9])\S{24})"
    r"(?:[A-Za-z0-9+/]{16}|[A-Za-z0-9+/]*+={0,2}[ \t\r]{0,9}\n(?P=mark)[A-Za-z0-9+/]{2,}={0,2}\s)"
)
"""Base64 without its header as it begins a paragraph, perhaps below one line, such as a greeting."""
GREETING = r"(?:(?:[^\n]{0,60}+\n){1,3}?[ \t\r]{0,9}+\n)?"
"""What may stand above that paragraph."""
_LEFT_BASE64 = compiled(r"\s{0,99}+" + GREETING + LEFT_BASE64)
_WHOLE_LINE = compiled(rb"[A-Za-z0-9+/]{2,}+={0,2}+[ \t\r]*+\n")
_WORDS = compiled(r"\w \w.{0,200}?\w \w", re.DOTALL)
# No word of a footer is longer.
_LONGEST_WORD = 36
_FEWEST_BREAKS = _FEWEST_SPACES = 3


def decoder(name: str) -> Decoder | None:
    """What undoes the transfer encoding of this name, as programs have spelt it; None for an unknown one."""
    plain = _NO_LETTER.sub("", name.lower())
    if "base64" in plain or plain == "b64":
        return base64
    if plain.startswith("quoted") or plain == "qp":
        return lambda data, _: quoted_printable(data)
    return uuencoded if plain.removeprefix("x").startswith("uu") else None


def base64(data: bytes, notes: list[str]) -> bytes:
    """The decoded bytes; lines around the encoded block (a footer of a list) stay as they stand.

    What is no letter of base64 is left out, as RFC 2045 has it; where it stands in the place of one, that is noted.
    """
    if _is_regular(block := data.strip(b"\n")):
        return _decoded(block, notes)
    lines = [line.strip(_BLANK).removesuffix(b"=20") for line in data.split(b"\n")]
    for number, line in enumerate(lines):
        if (b"-" in line or b"_" in line) and _URL_SAFE_LINE.fullmatch(line):
            lines[number] = line.translate(_URL_SAFE)  # the alphabet of RFC 4648, section 5
    first = next((number for number, line in enumerate(lines) if line), 0)
    even = _even(lines, first)
    lengths = Counter({len(lines[first]): even - first} if even > first else {})
    lengths.update(
        len(line) for line in lines[even:] if len(line) >= _LONGEST_WORD and _BASE64_LINE.fullmatch(line)
    )
    usual = lengths.most_common(1)[0][0] if lengths else 0
    if not _BASE64_LINE.fullmatch(lines[first]):
        first = next((number for number, line in enumerate(lines) if _nearly(line, usual)), -1)
    if first < 0:
        notes.append(DAMAGED if _SOUP.search(data) else "not base64 as declared")
        return data
    end = _block_end(lines, first, max(even, first + 1), usual)
    if 0 < usual - len(lines[first]) < _MOST_STRAYS and len(lines[first]) % 4 and end > first + 1:
        notes.append(DAMAGED)
        lines[first] = lines[first].rjust(usual, b"A")
    repaired = (_repaired(line, usual, notes) for line in lines[max(even, first) : end])
    *closed, last = b"\n".join((*lines[first:even], *repaired)).split(b"=\n")
    text = b"".join(_decoded(block, notes) for block in (*(block + b"=" for block in closed), last))
    above, below = b"\n".join(lines[:first]).strip(), b"\n".join(lines[end:]).strip()
    if above and not _FIELDS.match(above + b"\n"):
        notes.append("text before the base64 body kept")
        text = above + b"\n" + text
    if not below:
        return text
    more = _REST.match(below) and not lines[end - 1].endswith(b"=")
    notes.append(DAMAGED if more else "text after the base64 body kept")
    return text.rstrip(b"\r\n") + b"\n" + below + b"\n"


def _is_regular(block: bytes) -> bool:
    """Whether it is base64 and nothing else, in lines of one length but for the last: as most are, seen all at once."""
    length, letters = block.find(b"\n"), block.rstrip(b"=")
    count, last = divmod(len(block), length + 1) if length >= _LONGEST_WORD else (0, 0)
    return (
        last - 2 >= len(block) - len(letters) < 3
        and block.count(b"\n") == block[length :: length + 1].count(b"\n") == count
        and not letters.translate(None, _LETTERS[:-1] + b"\n")
    )


def _decoded(block: bytes, notes: list[str]) -> bytes:
    kept = block.translate(None, _NO_BASE64)
    if len(kept) % 4 and not block.endswith(b"="):
        notes.append(CUT)
    # One letter of four holds no whole byte.
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return a2b_base64(kept + b"=" * (-len(kept) % 4))


def _nearly(line: bytes, usual: int) -> bool:
    """Whether a line is of base64, as long as most are or of whole groups, but for a few strays among its letters."""
    letters = len(line.translate(None, _NO_BASE64))
    whole = letters >= _LONGEST_WORD and (usual in (letters, len(line)) or letters % 4 == 0)
    return whole and len(line) - letters <= _MOST_STRAYS


def _even(lines: list[bytes], first: int) -> int:
    """Where the lines end that are as long as the first and of letters alone, as most are: seen all at once."""
    length = len(lines[first])
    end = next((at for at in range(first, len(lines)) if len(lines[at]) != length), len(lines))
    letters = b"".join(lines[first:end])
    return end if length >= _LONGEST_WORD and not letters.translate(None, _LETTERS[:-1]) else first


def _block_end(lines: list[bytes], first: int, end: int, usual: int) -> int:
    """Where the base64 block ends: after its last line of full length or without prose, and the shorter line that closes it.

    The lines before `end` are known to belong to it.
    """
    length = len(lines[first])
    for number in range(end, len(lines)):
        long = len(lines[number]) == length or len(lines[number]) >= _LONGEST_WORD
        if (long and _BASE64_LINE.fullmatch(lines[number])) or _nearly(lines[number], usual):
            end = number + 1
    closed = lines[end - 1].endswith(b"=")
    if not closed and end < len(lines) and len(lines[end]) < length and _BASE64_LINE.fullmatch(lines[end]):
        end += 1
    return end


def _repaired(line: bytes, usual: int, notes: list[str]) -> bytes:
    """The line without strays; one that stands for a letter becomes some letter, so that the others keep their places."""
    if not line.translate(None, _LETTERS):
        return line
    if len(line) != usual:
        notes.append("letters that are none of base64 left out")
        return line.translate(None, _NO_BASE64) + b"=" * line.endswith(b"=") + b"=" * line.endswith(b"==")
    notes.append(DAMAGED)
    return re.sub(rb"[^A-Za-z0-9+/=]", b"A", line)


def quoted_printable(data: bytes) -> bytes:
    """The decoded bytes; an equals sign that encodes nothing stays, blanks behind a soft break do not."""
    return a2b_qp(_SOFT_BREAK.sub(rb"=\1", data))


def uuencoded(data: bytes, notes: list[str]) -> bytes:
    """The bytes of each block between `begin` and `end`; text around them stays as it stands."""
    pieces, at = list[bytes](), 0
    while begin := _UU_BEGIN.search(data, at):
        end = _UU_END.search(data, begin.end())
        if not end:
            notes.append(UU_CUT)
        pieces.append(data[at : begin.start()])
        at = end.end() if end else len(data)
        for line in data[begin.end() : end.start() if end else at].splitlines():
            try:
                pieces.append(
                    a2b_uu(line[: 1 + (((line[0] - 32) & 63) + 2) // 3 * 4]) if line.strip(b"` ") else b""
                )
            except ValueError:
                notes.append(UU_DAMAGED)
    if not at:
        notes.append("not uuencoded as declared")
    return b"".join([*pieces, data[at:]])


def left_base64(text: str) -> bytes | None:
    """The text with its base64 undone that has no header, quoted as it was; None where it does not begin with such."""
    found = _LEFT_BASE64.match(text) if text.isascii() else None
    if found is None:
        return None
    mark, start = found["mark"].encode(), found.start("mark")
    data = left_block(text[start:].encode(), mark)
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not _WORDS.search(decoded) or not "".join(decoded.split()).isprintable():
        return None
    above, begun, _ = text[:start].encode().partition(b"begin-base64 ")
    data = data.removesuffix(b"====\n") if begun else data
    return above + (b"".join(mark + line for line in data.splitlines(True)) if b">" in mark else data)


def left_block(data: bytes, mark: bytes) -> bytes:
    """Base64 undone whose lines begin with this mark."""
    return base64(re.sub(rb"^" + mark, b"", data, flags=re.MULTILINE) if mark else data, [])


def may_be_text(start: re.Match[bytes]) -> bool:
    """Whether what begins there may be text: a line of base64 of which any byte is none, such as a signature's, is not."""
    letters = start["letters"]
    if not letters or not _WHOLE_LINE.match(start.string, start.start("letters")):
        return True
    try:
        text, _ = utf_8_decode(a2b_base64(letters), "strict", False)
    except UnicodeDecodeError:
        return False
    return "".join(text.split()).isprintable()


def is_left_over(text: str) -> bool:
    """Whether a text holds quoted-printable, though its header does not say so, beyond doubt.

    So it is with letters encoded as UTF-8, six characters encoded in a row, a signature mark `--=20`, and several long lines ending in a
    soft break or several ending in `=20`.
    """
    return "=" in text and bool(
        (_LEFT_PAIR.search(text) and (_LEFT_LETTER.search(text) or _LEFT_RUN.search(text)))
        or (_LEFT_SPACE.search(text) and _LEFT_MARK.search(text))
        or _many_lines_left(text)
    )


def _many_lines_left(text: str) -> bool:
    return (
        len(_LEFT_SPACE.findall(text)) >= _FEWEST_SPACES or len(_LEFT_BREAK.findall(text)) >= _FEWEST_BREAKS
    )


def left_over(text: str, notes: list[str], encoded: bool = False) -> str:
    """The text with what `is_left_over` finds decoded; every other equals sign stays.

    Where an encoding was undone already, which may have kept what somebody writes of another, several lines must tell.
    """
    if "=" not in text or not (
        _many_lines_left(text) or _LEFT_RUN.search(text) if encoded else is_left_over(text)
    ):
        return text
    notes.append("quoted-printable left in the body, decoded")
    if _LEFT_RUN.search(text):
        return quoted_printable(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    return _LEFT.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    if match[1]:
        try:
            return bytes.fromhex(match[1].replace("=", "")).decode("utf-8")
        except UnicodeDecodeError:
            return match.group()
    return bytes.fromhex(match[2]).decode() if match[2] else ""
