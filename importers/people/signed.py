"""Who signed a text: the full name and the nick in a signature or at the end of a statement."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from importers.people.names import display_name, labelled_nick

# A signature stands in the last lines, above references and links.
LAST_LINES = 8
LONGEST_LINE = 90
REFERENCE_LINE = re.compile(r"\s*(?:\[\d+\]|https?://|[-=_*~]{2,}\s*$)|.*://")
LEAD_IN = re.compile(r"^[\s\-–—~*/+]*(?:by )?")
# `Thanks, First Last` on one line.
THANKS = re.compile(
    r"^(?:(?:many |kind |best |warm |thanks and |thank you and |with )*"
    r"(?:thanks|thank you|regards|cheers|sincerely|best|yours|respectfully|br|thx|ciao|saludos)"
    r"(?: (?:a lot|again|all|everyone|for \w+(?: \w+){0,2}))?[,.!:]*)\s+",
    re.IGNORECASE,
)
# What a name on a line of its own may follow without a gap.
CLOSING = re.compile(
    r"(?:,|\b(?:thanks|you|regards|cheers|sincerely|wishes|best)[.!]*|^[-–—_*=~ ]+)$", re.IGNORECASE
)
CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’.-]{0,30}"
PARTICLE = r"(?:de|del|della|da|do|dos|di|van|von|der|den|ter|la|le|bin|al|el|y|e)"
FULL_NAME = re.compile(rf"{CAPITAL}(?: (?:{PARTICLE}|{CAPITAL})){{0,3}} {CAPITAL}")
FIRST_NAME = re.compile(r"[^\W\d_][\w'’-]{1,20}")
NICKED = re.compile(
    r"^(?P<name>[^()\[\]<>/|,]{3,60}?)[ ]*[(\[/<|,][ ]*(?P<nick>[^()\[\]<>|]{2,40})[)\]>]?\.?$"
)
INTRODUCED = re.compile(rf"\b[Mm]y name is (?P<name>{FULL_NAME.pattern})")
# Words of closings, titles and employers: a line with one of them is nobody's name.
NOT_NAME = re.compile(
    r"\b(?:regards|thanks?|cheers|best|sincerely|yours|respectfully|kind|warm|many|hello|hi|dear|all|everyone"
    r"|wishes|greetings|sent|from|the|software|engineer\w*|senior|principal|developer|architect|manager|director"
    r"|lead|leader|ptl|tc|team|project|committee|technical|candida\w+|openstack|foundation|inc|ltd|llc|gmbh|corp"
    r"|university|cloud|irc|e-?mail|twitter|github|profile|bio|cycle|release|red hat|suse|for|and|with|you|your"
    r"|my|our|this|that|in|of|to|we|i|is|are)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A full name, or None; `short` is a first name that stood alone and `line` where either was read."""

    name: str | None
    nick: str | None
    short: str | None
    line: str


def signed(text: str) -> Signed:
    """The last full name that signs `text`; without one, what was signed instead."""
    nick = short = None
    line = ""
    for each, apart in _closing(text):
        nick = nick or labelled_nick(each)
        found = _full_name(each, apart)
        if found:
            return Signed(found.name, found.nick or nick, None, each)
        alone = _stripped(each).rstrip(" .,!")
        if not short and FIRST_NAME.fullmatch(alone) and not NOT_NAME.search(alone):
            short, line = alone, each
    introduced = INTRODUCED.search(text)
    if introduced and not NOT_NAME.search(introduced["name"]):
        return Signed(introduced["name"].rstrip("."), nick, short, introduced[0])
    return Signed(None, nick, short, line)


def _closing(text: str) -> Iterator[tuple[str, bool]]:
    """The last lines, last first, and whether each stands apart from prose: after a gap or a closing."""
    lines = [line.strip() for line in text.splitlines() if not REFERENCE_LINE.match(line)]
    numbers = [number for number, line in enumerate(lines) if line][-LAST_LINES:]
    for number in reversed(numbers):
        before = lines[number - 1] if number else ""
        if len(lines[number]) <= LONGEST_LINE:
            yield lines[number], not before or bool(CLOSING.search(before))


def _stripped(line: str) -> str:
    return THANKS.sub("", LEAD_IN.sub("", line.strip()))


def _full_name(line: str, apart: bool) -> Signed | None:
    rest = " ".join(_stripped(line).split())
    nicked = NICKED.match(rest)
    name = nicked["name"] if nicked else rest.rstrip(" .,!")
    if not FULL_NAME.fullmatch(name) or NOT_NAME.search(name):
        return None
    if not (apart or nicked or rest != " ".join(line.split())):
        return None
    nick = display_name(f"x ({nicked['nick'].strip()})").nick if nicked else None
    return Signed(name, nick, None, line)
