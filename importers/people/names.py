"""Names of people as mail headers and signatures spell them: taken apart, folded, made safe for a path."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from importers.likeness import similarity

LONGEST_NAME = 120
LONGEST_PERSON = 80
MISPRINTED = 0.8  # of the letters of two names
SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md"])
VIA = re.compile(r"\s+via\s+\S.{0,60}$", re.IGNORECASE)
# Directory entries of one large employer end so, before the account in parentheses.
CONTRACTOR = re.compile(r"\s-X\b")
ASIDE = re.compile(r"\(([^()]{0,60})\)?|\[([^\[\]]{0,60})\]|\"([^\"]{1,40})\"")
NICK_LABEL = re.compile(
    r"^(?:(?:irc(?: ?nick(?:name)?)?|nick(?:name)?|freenode|oftc) ?[:=]? *)?@?", re.IGNORECASE
)
NICK = re.compile(r"[a-z_][a-z0-9_|\-\[\]^`]{1,24}")
MIXED_NICK = re.compile(r"[A-Za-z_][A-Za-z0-9_|\-\[\]^`]{1,24}")
ADDRESS = re.compile(r"[\w.+-]{1,64}(?:@| at )[\w-]{1,63}(?:\.[\w-]{1,63})*", re.ASCII)
# Letters that no normal form takes apart.
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


@dataclass(frozen=True, slots=True)
class DisplayName:
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
    if not bare or ADDRESS.fullmatch(bare):
        return DisplayName(None, None, nick)
    if not any(letter.isalpha() for letter in bare):
        return DisplayName(bare, None, nick)
    # A nick between the names belongs to what people call themselves; an employer does not.
    given = plain if nick and "," not in bare else _turned(bare)
    return DisplayName(given, _turned(bare), nick)


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


def _turned(name: str) -> str:
    """`Last, First` the other way round; a comma before `Jr.` turns nothing."""
    last, comma, first = name.partition(",")
    if not comma or "," in first or not first.strip() or first.strip(". ").lower() in SUFFIXES:
        return name
    return f"{first.strip()} {last.strip()}"


def person_part(name: str) -> str | None:
    """The name as one safe path component, words joined by underscores; None if nothing safe is left."""
    text = unicodedata.normalize("NFC", name)
    kept = "".join(each if _letter(each) or each in "-. " else " " if each in "_\t" else "" for each in text)
    joined = "_".join(kept.split())[:LONGEST_PERSON].strip("-._")
    return joined if any(letter.isalnum() for letter in joined) else None


def _letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


@lru_cache(maxsize=16_384)
def folded_name(name: str) -> tuple[str, ...]:
    """The words of a name without accents, case, order or initials: what two spellings have in common."""
    spread = unicodedata.normalize("NFKD", name.casefold().translate(PLAIN))
    plain = "".join(each if _letter(each) else " " for each in spread if not unicodedata.combining(each))
    found = plain.split()
    return tuple(sorted(word for word in found if len(word) > 1 or len(found) < 3))


def may_be_one_name(one: str, other: str) -> bool:
    """Whether two full names may be one person's: a last name in common, or the one short for, or a misprint of, the other."""
    first, second = folded_name(one), folded_name(other)
    letters = "".join(first), "".join(second)
    if letters[0].isascii() != letters[1].isascii():  # one name in two scripts
        return True
    short = all(word in letters[1] for word in first) or all(word in letters[0] for word in second)
    called = {*folded_name(one.split()[0])} & {*folded_name(other.split()[0])}
    return short or bool({*first} & {*second} - called) or similarity(*letters) >= MISPRINTED
