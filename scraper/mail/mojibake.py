"""Text that some program read as cp1252 although it was UTF-8: put right where it is unmistakable."""

import re

# How the lead bytes of UTF-8 for Latin letters and typographic signs look when they are read as cp1252.
_MARK = re.compile("[ÂÃÄÅ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€|â‚¬|ï»¿")


def mended(text: str, notes: list[str]) -> str:
    """The text with such lines read anew; a line that does not come out as whole UTF-8 stays as it stands."""
    if not _MARK.search(text):
        return text
    lines = text.split("\n")
    again = [_again(line) if _MARK.search(line) else line for line in lines]
    count = sum(before != after for before, after in zip(lines, again, strict=True))
    if count:
        notes.append(f"{count} lines were UTF-8 read as cp1252 by another program; read anew")
    return "\n".join(again)


def _again(line: str) -> str:
    try:
        return b"".join(map(_byte, line)).decode("utf-8")
    except UnicodeError:
        return line


def _byte(letter: str) -> bytes:
    """The byte that was read as this letter; the five that cp1252 does not define came through as they are."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")
