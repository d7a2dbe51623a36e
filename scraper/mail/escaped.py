"""`>From ` lines as mbox writers escape them, back to what the author wrote, outside quotes only."""

import re

_ESCAPED = re.compile(r"^>+From ", re.MULTILINE)
_ATTRIBUTION = re.compile(r"\b(?:wrote|writes|said|schrieb|écrit|escribió|skrev)\s{0,3}:\s{0,3}$")
_LOOK_BACK = 200


def restore_from_lines(text: str, notes: list[str]) -> str:
    """One `>` less before `From `, unless a line above or below makes it a line of a quote."""
    if ">From " not in text:
        return text
    restored = [match.start() for match in _ESCAPED.finditer(text) if not _in_quote(text, match.start())]
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
