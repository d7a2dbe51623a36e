"""What programs did to the text of a post on its way, undone: soft line breaks, `>From `, mojibake; odd spaces made plain."""

import re

SIGNATURE_MARK = "-- "
_ESCAPED_FROM = re.compile(r"^>+From ", re.MULTILINE)
_ATTRIBUTION = re.compile(r"\b(?:wrote|writes|said|schrieb|écrit|escribió|skrev)\s{0,3}:\s{0,3}$")
_LOOK_BACK = 200
# How the lead bytes of UTF-8 for Latin letters and typographic signs look when they are read as cp1252.
_MOJIBAKE = re.compile("[ÂÃÄÅ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€|â‚¬|ï»¿")
ODD_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_PLAIN = {**ODD_SPACES, **UNSEEN}
# Joiners stay between letters of scripts that are written with them, and within emoji.
_JOINERS = re.compile("(?<![\u0600-\u1fff\u2600-\U0010ffff])[\u200c\u200d]")


def with_lf(text: str) -> str:
    """The text with LF as its only line end, and without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


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
    restored = [match.start() for match in _ESCAPED_FROM.finditer(text) if not _in_quote(text, match.start())]
    if not restored:
        return text
    notes.append(f"{len(restored)} escaped From lines restored")
    pieces, position = [], 0
    for start in restored:
        pieces.append(text[position:start])
        position = start + 1
    return "".join([*pieces, text[position:]])


def _in_quote(text: str, start: int) -> bool:
    above = text[max(0, start - _LOOK_BACK) : start].removesuffix("\n")
    end = text.find("\n", start)
    below = text[end + 1 : end + 2] if end >= 0 else ""
    line = text.rfind("\n", 0, max(0, start - 1)) + 1
    return below == ">" or (start > 0 and text[line] == ">") or _ATTRIBUTION.search(above) is not None


def undo_mojibake(text: str, notes: list[str]) -> str:
    """Lines that a program read as cp1252 although they were UTF-8 read anew, where that is unmistakable.

    A line that does not come out as whole UTF-8 stays as it stands.
    """
    if not _MOJIBAKE.search(text):
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
    return line if line.isascii() else _JOINERS.sub("", line.translate(_PLAIN))
