"""Bytes to text when the declared charset is missing, unknown or wrong; every departure leaves a note."""

import codecs
import re

# What mail programs declare and what they mean by it (WHATWG Encoding gives the same supersets).
_SUPERSETS = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "x-gbk": "gb18030",
    "iso-8859-8-i": "iso-8859-8",
    "utf8": "utf-8",
}
_SINGLE_BYTE = re.compile(r"^(?:iso-?8859-?\d{1,2}|cp125\d|windows-125\d|koi8-[ru]|macintosh)$")
_GUESS_LIMIT = 65_536


def decode_bytes(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text, and a note where it was not read as declared (`charset guessed: cp1252`)."""
    wanted = _codec(declared)
    if wanted != "utf-8" and (declared is None or _SINGLE_BYTE.match(wanted)):
        text = _strict(data, "utf-8")
        if text is not None and (declared is None or not data.isascii()):
            return text, None if declared is None or data.isascii() else f"charset {declared}, read as utf-8"
    if wanted:
        text = _strict(data, wanted)
        if text is not None:
            return text, None
    text = _strict(data, "utf-8")
    if text is not None:
        return text, f"charset {declared}, read as utf-8" if declared else None
    return _guess(data, declared)


def _codec(declared: str | None) -> str:
    name = (declared or "").strip().strip("\"'").lower()
    name = _SUPERSETS.get(name, name)
    try:
        # `codecs` also knows rot13 and zip, which are no charsets.
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return _SUPERSETS.get(info.name, info.name) if getattr(info, "_is_text_encoding", True) else ""


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _guess(data: bytes, declared: str | None) -> tuple[str, str]:
    """Line by line where most lines are UTF-8, else the likeliest charset of the whole."""
    said = f"charset {declared}" if declared else "no charset"
    lines = data.split(b"\n")
    damaged = sum(1 for line in lines if _strict(line, "utf-8") is None)
    foreign = sum(1 for line in lines if not line.isascii())
    if damaged * 5 <= len(lines) or damaged * 2 <= foreign:
        return "\n".join(_line(line) for line in lines), f"{said}; {damaged} lines read as cp1252"
    # Needed for few posts, and dear to import.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_GUESS_LIMIT]).best()
    if best is not None:
        text = _strict(data, best.encoding)
        if text is not None:
            return text, f"{said}; charset guessed: {best.encoding}"
    return "\n".join(_line(line) for line in lines), f"{said}; read as cp1252"


def _line(line: bytes) -> str:
    for codec in ("utf-8", "cp1252"):
        text = _strict(line, codec)
        if text is not None:
            return text
    return line.decode("latin-1")
