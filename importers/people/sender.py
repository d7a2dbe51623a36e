"""Who stands: name, nick, address and file stem, from a sender and from the signature or the end of the statement.

Names are taken apart as headers and signatures spell them, and made safe for a path.
"""

import re
import unicodedata
from itertools import pairwise

import msgspec

from importers.people.same import Person
from scraper.patterns import compiled

LONGEST_NAME = 120
LONGEST_PERSON = 80
SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md"])
VIA = compiled(r"\s+via\s+\S.{0,60}$", re.IGNORECASE)
# Directory entries of one large employer end so, before the account in parentheses.
CONTRACTOR = compiled(r"\s-X\b")
ASIDE = compiled(r"\(([^()]{0,60})\)?|\[([^\[\]]{0,60})\]|\"([^\"]{1,40})\"")
NICK_LABEL = compiled(
    r"^(?:(?:irc(?: ?nick(?:name)?)?|nick(?:name)?|freenode|oftc) ?[:=]? *)?@?", re.IGNORECASE
)
NICK = compiled(r"[a-z_][a-z0-9_|\-\[\]^`]{1,24}")
MIXED_NICK = compiled(r"[A-Za-z_][A-Za-z0-9_|\-\[\]^`]{1,24}")
SPELLED_ADDRESS = compiled(r"[\w.+-]{1,64}(?:@| at )[\w-]{1,63}(?:\.[\w-]{1,63})*", re.ASCII)
LONGEST_ADDRESS = 254
# Archives that hide addresses from robots write `user at host`.
AT = compiled(r"\s{1,3}(?:at|\(at\)|\[at\])\s{1,3}|\((?:at|@)\)|\[(?:at|@)\]", re.IGNORECASE)
LOCAL = r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}"
ADDRESS = compiled(rf"{LOCAL}@[A-Za-z0-9](?:[\w-]{{0,62}}\.)*[\w-]{{1,63}}")
UNSAFE = compiled(r"[^\w.+@-]")
# A signature stands in the last lines, above references and links.
LAST_LINES = 8
LONGEST_LINE = 90
REFERENCE_LINE = compiled(r"\s*+(?:\[\d+\]|https?://|[-=_*~]{2,}+\s*+$)|.*://")
LEAD_IN = compiled(r"^[\s\-–—~*/+]*(?:by )?")
# `Thanks, First Last` on one line.
THANKS = compiled(
    r"^(?:(?:many |kind |best |warm |thanks and |thank you and |with )*"
    r"(?:thanks|thank you|regards|cheers|sincerely|best|yours|respectfully|br|thx|ciao|saludos)"
    r"(?: (?:a lot|again|all|everyone|for \w+(?: \w+){0,2}))?[,.!:]*)\s+",
    re.IGNORECASE,
)
# What a name on a line of its own may follow without a gap.
CLOSING = compiled(
    r"(?:,|\b(?:thanks|you|regards|cheers|sincerely|wishes|best)[.!]*|^[-–—_*=~ ]+)$", re.IGNORECASE
)
CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’.-]{0,30}"
PARTICLE = r"(?:de|del|della|da|do|dos|di|van|von|der|den|ter|la|le|bin|al|el|y|e)"
FULL_NAME = compiled(rf"{CAPITAL}(?: (?:{PARTICLE}|{CAPITAL})){{0,3}} {CAPITAL}")
FIRST_NAME = compiled(r"[^\W\d_][\w'’-]{1,20}")
NICKED = compiled(r"^(?P<name>[^()\[\]<>/|,]{3,60}?)[ ]*[(\[/<|,][ ]*(?P<nick>[^()\[\]<>|]{2,40})[)\]>]?\.?$")
INTRODUCED = compiled(rf"\b[Mm]y name is (?P<name>{FULL_NAME.pattern})")
# Words of closings, titles and employers: a line with one of them is nobody's name.
NOT_NAME = compiled(
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


class Signed(msgspec.Struct, frozen=True):
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
    last = [(before, each) for before, each in pairwise(["", *lines]) if each][-LAST_LINES:]
    for before, each in reversed(last):
        if len(each) > LONGEST_LINE:
            continue
        nick = nick or labelled_nick(each)
        stripped = THANKS.sub("", LEAD_IN.sub("", each))
        rest = " ".join(stripped.split())
        nicked = NICKED.match(rest)
        name = nicked["name"] if nicked else rest.rstrip(" .,!")
        # apart from prose: after a gap or a closing
        apart = not before or CLOSING.search(before) or nicked or rest != " ".join(each.split())
        if apart and _is_name(name, FULL_NAME):
            beside = display_name(f"x ({nicked['nick'].strip()})").nick if nicked else None
            return Signed(name, beside or nick, None, each)
        alone = stripped.rstrip(" .,!")
        if not short and _is_name(alone, FIRST_NAME):
            short, told = alone, each
    introduced = INTRODUCED.search(text)
    if introduced and not NOT_NAME.search(introduced["name"]):
        return Signed(introduced["name"].rstrip("."), nick, short, introduced[0])
    return Signed(None, nick, short, told)


def _is_name(text: str, pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(text) is not None and not NOT_NAME.search(text)


class DisplayName(msgspec.Struct, frozen=True):
    """A display name: `given` as it is shown, the `nick` in it, and `name`, the part that names somebody."""

    given: str | None
    name: str | None
    nick: str | None


def display_name(text: str | None) -> DisplayName:
    """A sender's name, turned if the last name came first; no name where it is an address."""
    plain = " ".join(unicodedata.normalize("NFC", text or "")[:LONGEST_NAME].split())
    plain = VIA.sub("", plain.strip("'\" ") if plain.count('"') < 3 else plain)
    plain = CONTRACTOR.sub("", plain)
    nick = next((found for aside in ASIDE.findall(plain) if (found := _nick("".join(aside)))), None)
    bare = " ".join(ASIDE.sub(" ", plain).split()).strip("'\"()<>,; ")
    if not bare or SPELLED_ADDRESS.fullmatch(bare):
        return DisplayName(None, None, nick)
    if not any(letter.isalpha() for letter in bare):
        return DisplayName(bare, None, nick)
    last, _, first = bare.partition(",")
    # `Last, First`; a comma before `Jr.` turns nothing
    turns = first.strip() and "," not in first and first.strip(". ").lower() not in SUFFIXES
    name = f"{first.strip()} {last.strip()}" if turns else bare
    # A nick between the names belongs to what people call themselves; an employer does not.
    return DisplayName(plain if nick and "," not in bare else name, name, nick)


def _nick(aside: str) -> str | None:
    """Employers and places are written with capitals or blanks; nicks are not, unless labelled."""
    label = NICK_LABEL.match(aside.strip())
    rest = aside.strip()[label.end() if label else 0 :].split(" - ")[0].strip()
    pattern = MIXED_NICK if label and label[0].strip("@ ") else NICK
    return rest if pattern.fullmatch(rest) else None


def labelled_nick(line: str) -> str | None:
    """The nick in a line such as `IRC: somebody`; None without the label."""
    label = NICK_LABEL.match(line.strip())
    if not label or not label[0].strip("@ "):
        return None
    rest = line.strip()[label.end() :].strip(" .")
    return rest if MIXED_NICK.fullmatch(rest) else None


def person_part(name: str) -> str | None:
    """The name as one safe path component, words joined by underscores; None if nothing safe is left."""
    text = unicodedata.normalize("NFC", name)
    kept = "".join(
        each if unicodedata.category(each)[0] in "LMN" or each in "-. " else " " if each in "_\t" else ""
        for each in text
    )
    joined = "_".join(kept.split())[:LONGEST_PERSON].strip("-._")
    return joined if any(letter.isalnum() for letter in joined) else None
