"""Characters that show as a plain space or not at all: rules look through them, statements do without.

Joiners stay between letters of scripts that are written with them, and within emoji.
"""

import re

SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
TABLE = {**SPACES, **UNSEEN}
JOINERS = re.compile("(?<![\u0600-\u1fff\u2600-\U0010ffff])[\u200c\u200d]")


def plain(line: str) -> str:
    """The line with no-break spaces as spaces, and soft hyphens and zero-width characters gone."""
    return line if line.isascii() else JOINERS.sub("", line.translate(TABLE))
