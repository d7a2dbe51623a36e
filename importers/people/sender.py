"""Who stands: name, nick, address and file stem, from a sender and from the signature or the end of the statement."""

import re
from dataclasses import dataclass

from importers.people.names import display_name, labelled_nick, person_part
from importers.people.same import Person

LONGEST_ADDRESS = 254
# Archives that hide addresses from robots write `user at host`.
AT = re.compile(r"\s{1,3}(?:at|\(at\)|\[at\])\s{1,3}|\((?:at|@)\)|\[(?:at|@)\]", re.IGNORECASE)
LOCAL = r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}"
ADDRESS = re.compile(rf"{LOCAL}@[A-Za-z0-9](?:[\w-]{{0,62}}\.)*[\w-]{{1,63}}")
UNSAFE = re.compile(r"[^\w.+@-]")
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


def person_from(
    name: str | None, address: str | None, signature_text: str, statement: str
) -> tuple[Person, tuple[str, ...]]:
    """Who stands, with the reasons: the sender's name, without one a full name below the text, never a first name alone.

    The person's `stem` is the file name, None where neither a full name nor an address is known.
    """
    header = display_name(name)
    email = restored(address)
    # the signature goes before the end of the statement; a nick may stand in either
    signature, end = signed(signature_text), signed(statement)
    below = signature if signature.name or not (end.name or end.short) else end
    nick = header.nick or signature.nick or end.nick
    also = (below.name,) if below.name and below.name != header.given else ()
    if header.name and (stem := person_part(header.name)):
        return Person(header.given, email, nick, stem, also), (f"the sender's name is “{header.given}”",)
    if below.name and (stem := person_part(below.name)):
        return Person(below.name, email, nick, stem), (f"signed “{below.line}”",)
    alone = f"signed “{below.short}” alone, which is no full name" if below.short else "no full name"
    if email:
        stem = UNSAFE.sub("", email).strip(".-") or None
        return Person(header.given, email, nick, stem), (alone, f"sent from {email}")
    return Person(header.given, None, nick), (alone,)


def restored(address: str | None) -> str | None:
    """The address with its `@` put back; None for what is no address, a masked one included."""
    plain = AT.sub("@", (address or "").strip()[:LONGEST_ADDRESS].strip("<>"))
    return plain if ADDRESS.fullmatch(plain) and ".." not in plain else None


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
    told = ""
    lines = [line.strip() for line in text.splitlines() if not REFERENCE_LINE.match(line)]
    for number in [number for number, each in enumerate(lines) if each][: -LAST_LINES - 1 : -1]:
        each, before = lines[number], lines[number - 1] if number else ""
        if len(each) > LONGEST_LINE:
            continue
        nick = nick or labelled_nick(each)
        # apart from prose: after a gap or a closing
        found = _full_name(each, apart=not before or bool(CLOSING.search(before)))
        if found:
            return Signed(found.name, found.nick or nick, None, each)
        alone = _stripped(each).rstrip(" .,!")
        if not short and FIRST_NAME.fullmatch(alone) and not NOT_NAME.search(alone):
            short, told = alone, each
    introduced = INTRODUCED.search(text)
    if introduced and not NOT_NAME.search(introduced["name"]):
        return Signed(introduced["name"].rstrip("."), nick, short, introduced[0])
    return Signed(None, nick, short, told)


def _stripped(line: str) -> str:
    return THANKS.sub("", LEAD_IN.sub("", line.strip()))


def _full_name(line: str, *, apart: bool) -> Signed | None:
    rest = " ".join(_stripped(line).split())
    nicked = NICKED.match(rest)
    name = nicked["name"] if nicked else rest.rstrip(" .,!")
    if not FULL_NAME.fullmatch(name) or NOT_NAME.search(name):
        return None
    if not (apart or nicked or rest != " ".join(line.split())):
        return None
    nick = display_name(f"x ({nicked['nick'].strip()})").nick if nicked else None
    return Signed(name, nick, None, line)
