"""Transfer encodings of mail (RFC 2045) undone even where they are damaged; every repair leaves a note."""

import re
from binascii import a2b_base64, a2b_qp

_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{2,}={0,2}")
_END = re.compile(rb"(?<==)\n")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_BLANK = b" \t\r"
# A letter beyond ASCII as UTF-8 in quoted-printable: nobody types that.
_LETTER = r"=[CD][0-9A-F]=[89AB][0-9A-F]|=E[0-9A-F](?:=[89AB][0-9A-F]){2}|=F[0-4](?:=[89AB][0-9A-F]){3}"
_LEFT_LETTER = re.compile(_LETTER)
_LEFT_SPACE = re.compile(r"=20$", re.MULTILINE)
_LEFT_MARK = re.compile(r"^--=20$", re.MULTILINE)
# A ruler of equals signs ends in one too.
_BREAK = r"(?<!=)=\n(?<=[^\n]{60}=\n)(?=[^\n])"
_LEFT_BREAK = re.compile(_BREAK)
_LEFT = re.compile(rf"((?:{_LETTER})+)|{_BREAK}|=(20|3D|09)")
# No word of a footer is longer.
_LONGEST_WORD = 36
_FEWEST_BREAKS = _FEWEST_SPACES = 3


def base64(data: bytes, notes: list[str]) -> bytes:
    """The decoded bytes; lines that follow the encoded block (a footer of a list) stay as they stand."""
    lines = [line.strip(_BLANK) for line in data.split(b"\n")]
    first = next((number for number, line in enumerate(lines) if line), 0)
    if not _BASE64_LINE.fullmatch(lines[first]):
        notes.append("not base64 as declared")
        return data
    end = _block_end(lines, first)
    text = b"".join(_block(block, notes) for block in _END.split(b"\n".join(lines[first:end])))
    rest = b"\n".join(lines[end:]).strip()
    if not rest:
        return text
    notes.append("text after the base64 body kept")
    return text.rstrip(b"\r\n") + b"\n" + rest + b"\n"


def _block_end(lines: list[bytes], first: int) -> int:
    """Where the base64 block ends: after its last line of full length or without prose, and the shorter line that closes it."""
    length = len(lines[first])
    end = first + 1
    for number in range(end, len(lines)):
        long = len(lines[number]) == length or len(lines[number]) >= _LONGEST_WORD
        if long and _BASE64_LINE.fullmatch(lines[number]):
            end = number + 1
    closed = lines[end - 1].endswith(b"=")
    if not closed and end < len(lines) and len(lines[end]) < length and _BASE64_LINE.fullmatch(lines[end]):
        end += 1
    return end


def _block(block: bytes, notes: list[str]) -> bytes:
    encoded = block.replace(b"\n", b"")
    if encoded.translate(None, _LETTERS):
        notes.append("damaged base64 body")
    kept = _NO_BASE64.sub(b"", encoded)
    if len(kept) % 4 and not encoded.endswith(b"="):
        notes.append("base64 body cut off")
    # One letter of four holds no whole byte.
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return a2b_base64(kept + b"=" * (-len(kept) % 4))


def quoted_printable(data: bytes) -> bytes:
    """The decoded bytes; an equals sign that encodes nothing stays."""
    return a2b_qp(data)


def left_over(text: str, notes: list[str]) -> str:
    """Quoted-printable that an archive left in a text without its header, where it is unmistakable.

    Unmistakable are letters encoded as UTF-8, a signature mark `--=20`, and several long lines ending in a
    soft break or several ending in `=20`. Only those forms are decoded, every other equals sign stays.
    """
    if "=" not in text or not (
        _LEFT_LETTER.search(text)
        or _LEFT_MARK.search(text)
        or len(_LEFT_SPACE.findall(text)) >= _FEWEST_SPACES
        or len(_LEFT_BREAK.findall(text)) >= _FEWEST_BREAKS
    ):
        return text
    notes.append("quoted-printable left in the body, decoded")
    return _LEFT.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    if match[1]:
        try:
            return bytes.fromhex(match[1].replace("=", "")).decode("utf-8")
        except UnicodeDecodeError:
            return match.group()
    return bytes.fromhex(match[2]).decode() if match[2] else ""
