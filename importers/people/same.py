"""Whether two people are one: by address, full name or nick, never by a first name alone."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from importers.likeness import similarity
from scraper.patterns import compiled

if TYPE_CHECKING:
    from sqlite3 import Connection

SHORTEST_NICK = 3
MISPRINTED = 0.8  # of the letters of two names
SHORTEST_JOINED = 6
# What archives leave of a masked address: some letters, dots, the host.
MASKED = compiled(r"(?P<start>[\w+.-]{1,63}?)\.{2,5}@(?P<host>[\w.-]{1,190})")
# Letters that no normal form takes apart.
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


@lru_cache(maxsize=4096)
def folded_name(name: str) -> tuple[str, ...]:
    """The words of a name without accents, case, order or initials: what two spellings have in common."""
    spread = unicodedata.normalize("NFKD", name.casefold().translate(PLAIN))
    plain = "".join(
        each if unicodedata.category(each)[0] in "LMN" else " "
        for each in spread
        if not unicodedata.combining(each)
    )
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


class Person(Struct, frozen=True):
    """What is known of somebody; `stem` is the name of the file in git: `First_Last`, a nick or an address."""

    name: str | None = None
    email: str | None = None
    nick: str | None = None
    stem: str | None = None
    other_names: tuple[str, ...] = ()
    other_emails: tuple[str, ...] = ()

    @property
    def emails(self) -> set[str]:
        """Every address, folded, the stem's included."""
        stem = self.stem if self.stem and "@" in self.stem else None
        return {each.strip().casefold() for each in (self.email, stem, *self.other_emails) if each}

    @property
    def names(self) -> dict[tuple[str, ...], str]:
        """Every full name, folded, with its spelling."""
        stem = self.stem.replace("_", " ") if self.stem and "@" not in self.stem else None
        spelled = [each for each in (self.name, *self.other_names, stem) if each]
        folded = {folded_name(each): each for each in reversed(spelled)}
        return {key: each for key, each in folded.items() if len(key) > 1}

    @property
    def words(self) -> set[str]:
        """The words of every name: one of them may be a first name, and hence many people's."""
        stem = (self.stem or "").partition("@")[0]
        spelled = [each for each in (self.name, *self.other_names, stem if "_" in stem else None) if each]
        return {word for each in spelled for word in folded_name(each.replace("_", " "))}

    @property
    def nicks(self) -> set[str]:
        """Nick and one-word stem, folded."""
        stem = self.stem if self.stem and not re.search(r"[@_ ]", self.stem) else None
        found = {each.casefold().strip("_`^| ") for each in (self.nick, stem) if each}
        return {each for each in found if len(each) >= SHORTEST_NICK}


def same_person(a: Person, b: Person) -> tuple[bool, str]:
    """Whether they are one, and by what; symmetric."""
    shared = {each for each in a.emails & b.emails if not MASKED.fullmatch(each)}
    if shared:
        return True, f"same address {min(shared)}"
    names = a.names.keys() & b.names.keys()
    masked = _masked(a, b) or _masked(b, a)
    if masked and names:
        return True, f"same name, and the masked address {masked} fits"
    if names:
        # always the same of two spellings: with capitals rather than without, the longer rather than the shorter
        spelled = (person.names[min(names)] for person in (a, b))
        return True, f"same full name {min(spelled, key=lambda name: (name.islower(), -len(name), name))}"
    reason = _nicked(a, b) or _nicked(b, a)
    if reason:
        return True, reason
    return False, "no address, full name or nick in common"


def _masked(a: Person, b: Person) -> str | None:
    """A masked address of the one that begins and ends as an address of the other does."""
    for address in sorted(a.emails):
        mask = MASKED.fullmatch(address)
        others = (other.partition("@") for other in b.emails)
        if mask and any(
            local.startswith(mask["start"]) and host == mask["host"] for local, _, host in others
        ):
            return address
    return None


def _nicked(a: Person, b: Person) -> str | None:
    """A nick of the one that is a nick or a mailbox of the other, or a mailbox that spells a full name."""
    nicks = a.nicks - a.words - b.words
    if nicks & b.nicks:
        return f"same nick {min(nicks & b.nicks)}"
    mailboxes = {each.partition("@")[0] for each in b.emails}
    if nicks & mailboxes:
        return f"the nick {min(nicks & mailboxes)} is the mailbox of the other"
    for words, spelled in sorted(a.names.items()):
        parts = spelled.casefold().split()
        joined = {"".join(parts), "".join(reversed(parts))}
        for mailbox in sorted(mailboxes | b.nicks):
            apart = folded_name(re.sub(r"[._+-]", " ", mailbox))
            if apart == words or (len(mailbox) >= SHORTEST_JOINED and mailbox in joined):
                return f"{mailbox} spells the full name {spelled}"
    return None


class Directory:
    """People by number; finds those whom `same_person` may call one with somebody, without comparing them with all."""

    def __init__(self) -> None:
        # By the hash of a sign. Most signs are one person's alone: its number is kept without a set around it.
        self._held: tuple[dict[int, int | set[int]], ...] = ({}, {}, {})

    def add(self, number: int, person: Person) -> None:
        """Somebody, or what else is known of them; several may have one number."""
        for kind, signs in enumerate(_signs(person)):
            self._put(kind, signs, number)

    def near(self, person: Person) -> set[int]:
        """The numbers of all who may be that person."""
        shared, given, sought = _signs(person)
        return set().union(*(self._with(kind, signs) for kind, signs in enumerate((shared, sought, given))))

    def _put(self, kind: int, signs: set[int], number: int) -> None:
        held = self._held[kind]
        for sign in signs:
            before = held.setdefault(sign, number)
            if isinstance(before, set):
                before.add(number)
            elif before != number:
                held[sign] = {before, number}

    def _with(self, kind: int, signs: set[int]) -> set[int]:
        found: set[int] = set()
        held = self._held[kind]
        for sign in signs & held.keys():
            numbers = held[sign]
            found |= numbers if isinstance(numbers, set) else {numbers}
        return found


class StoredDirectory(Directory):
    """The same in a temporary table of a database: as many people as there are take no memory."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        connection.execute(
            "CREATE TEMP TABLE sign (kind INTEGER, sign INTEGER, number INTEGER, PRIMARY KEY (kind, sign, number)) WITHOUT ROWID"
        )

    def _put(self, kind: int, signs: set[int], number: int) -> None:
        rows = ((kind, sign, number) for sign in signs)
        self._connection.executemany("INSERT OR IGNORE INTO sign VALUES (?,?,?)", rows)

    def _with(self, kind: int, signs: set[int]) -> set[int]:
        places = ",".join("?" * len(signs))
        asked = f"SELECT number FROM sign WHERE kind = ? AND sign IN ({places})"  # noqa: S608  question marks
        return {number for (number,) in self._connection.execute(asked, (kind, *signs))}


def grouped(count: int, person: Callable[[int], Person], directory: Directory) -> list[int]:
    """For each of so many people its group, named by the place of the first in it: those who are one, directly or by way of others.

    `directory` is empty.
    """
    roots = list(range(count))

    def root(place: int) -> int:
        while roots[place] != place:
            roots[place] = place = roots[roots[place]]
        return place

    for place in range(count):
        one = person(place)
        for other in directory.near(one):
            first, second = sorted((root(place), root(other)))
            if first != second and same_person(one, person(other))[0]:
                roots[second] = first
        directory.add(place, one)
    return [root(place) for place in range(count)]


@lru_cache(maxsize=512)
def _signs(person: Person) -> tuple[set[int], set[int], set[int]]:
    """What somebody both gives of themselves and seeks of others, what they give, and what they seek, as hashes.

    Who gives nothing that another seeks is not one with them.
    """
    names, nicks = person.names, person.nicks
    emails = {each for each in person.emails if not MASKED.fullmatch(each)}
    mailboxes = {each.partition("@")[0] for each in person.emails}
    spelled = [each.casefold().split() for each in names.values()]
    shared: set[object] = {*emails, *names, *(("nick", each) for each in nicks)}
    given: set[object] = {("mailbox", each) for each in mailboxes}
    given |= {("spelled", each) for each in mailboxes | nicks}
    given |= {("parted", folded_name(re.sub(r"[._+-]", " ", each))) for each in mailboxes | nicks}
    sought: set[object] = {("mailbox", each) for each in nicks}
    sought |= {("spelled", "".join(words)) for one in spelled for words in (one, reversed(one))}
    sought |= {("parted", words) for words in names}
    return {*map(hash, shared)}, {*map(hash, given)}, {*map(hash, sought)}
