"""Invented names and addresses for real people: the same for the same person wherever they stand.

Names are drawn by a salt, so that a second recording changes nothing and no table of people is kept. Written
forms stay: case, line breaks inside a name, `a at b`, encoded words, base64 and quoted-printable.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

from importers.site.drawn import WORD, Drawn, folded, words_of
from importers.site.mentioned import Mentioned
from importers.site.mentions import ADDRESS, ENCODED, PARTICLES, readable
from importers.site.name_lists import name_lists
from importers.site.recoded import encoded_word, in_parts

_GAP: Final = re.compile(
    r"[ \t]{1,3}|[ \t]{0,2}\r?\n[> \t]{0,12}|[._+-]|%20|,[ \t]{1,2}|\.[ \t]{1,2}|[ \t][\"“]|[\"”][ \t]|\?"
)
_QUOTES: Final = re.compile(r"[\"“”]")
_LONGEST: Final = 6
_SHORTEST_WORD: Final = 3
_SHORTEST_NICK: Final = 4
_SHORTEST_SHOUT: Final = 5
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_GREETINGS: Final = re.compile(
    r"(?:\b(?:hi|hello|hey|dear|thanks|thank you|cheers|congratulations|regards),?[ \t]|@)$", re.IGNORECASE
)
_IN_HOST: Final = re.compile(r"\.(?!txt\b)[A-Za-z]")
_HOST: Final = re.compile(r"(?:\.[\w-]{1,63}){1,4}")
_BEFORE_HOST: Final = re.compile(
    r"(?:://|@|\bwww\.|^[> \t]{0,8}(?=[^\s/]{0,80}$))(?:[\w-]{1,63}\.){0,3}$", re.IGNORECASE | re.MULTILINE
)
_NUMBER: Final = r"\+?\(?\d(?:[ .()/-]{0,3}\d){6,15}"
_PHONE: Final = re.compile(
    rf"(?P<label>\b(?:tel|telephone|phone|fon|fax|mobile|mob|cell|gsm|ph|office)\b[.:]?[ \t]{{0,4}})(?P<number>{_NUMBER})"
    r"|(?<![\w.+-])(?:\+\d{1,3}[ .()/-]{1,3}(?:\d[ .()/-]{0,3}){5,13}\d|\(\d{3}\)[ .-]{0,2}\d{3}[ .-]\d{4}"
    r"|(?:1[-.])?\d{3}(?P<part>[-.])\d{3}(?P=part)\d{4})(?!\w)",
    re.IGNORECASE,
)
_BLANKS: Final = " \t\r>-–—~*,.!:"


class Pseudonyms:
    """What everybody is called instead; `kept` are words that are left alone though somebody is called so.

    `common` are words of the texts that count as names only where somebody is addressed or signs.
    """

    def __init__(
        self,
        found: Sequence[Mentioned],
        salt: str,
        kept: Collection[str] = (),
        common: Collection[str] = (),
    ) -> None:
        self._drawn = Drawn(salt.encode())
        self._kept = name_lists().ordinary | {word.casefold() for word in kept}
        self._common = self._kept.union(common)
        self._addresses: dict[str, str] = {}
        self._names: dict[tuple[str, ...], tuple[str, str]] = {}
        self._words: dict[str, str] = {}
        self._shy: dict[str, str] = {}
        self._nicks: dict[str, str] = {}
        self._hosts = _shared_hosts(found)
        for person in sorted(found, key=lambda each: each.key):
            self._enter(person, *self._drawn.name(person))

    def apply(self, data: bytes) -> bytes:
        """The bytes with everybody renamed; what holds nobody comes back as it was."""
        text = data.decode("utf-8", "surrogateescape")
        text = in_parts(text, self._renamed, self._drawn.armour)
        return text.encode("utf-8", "surrogateescape")

    def _enter(self, person: Mentioned, first: str, last: str) -> None:
        for address in person.addresses:
            self._addresses[address] = f"{first}.{last}@people.example".lower()
            self._enter_nick(address.partition("@")[0], first, last, _SHORTEST_NICK)
        for nick in person.nicks:
            self._enter_nick(nick, first, last, _SHORTEST_WORD)
        for name in sorted(person.names):
            self._enter_name(name, first, last)
            for nick in {*person.nicks, *(address.partition("@")[0] for address in person.addresses)}:
                self._enter_between(words_of(name), words_of(nick), first, last)

    def _enter_between(self, name: tuple[str, ...], nick: tuple[str, ...], first: str, last: str) -> None:
        """`Ada "quintessa" Quint` is Ada Quint."""
        if len(name) > 1 and nick and nick[0] not in name:
            self._names.setdefault((name[0], *nick, *name[1:]), (first, last))

    def _enter_name(self, name: str, first: str, last: str) -> None:
        words = words_of(name)
        if len(words) < 2:
            self._enter_word(words[0] if words else "", first)
            if name.islower():
                self._enter_nick(name, first, last, _SHORTEST_WORD)
            return
        self._names.setdefault(words, (first, last))
        self._names.setdefault((words[-1], *words[:-1]), (last, first))
        self._names.setdefault((words[0], words[-1]), (first, last))
        self._enter_word(words[0], first)
        self._enter_word(words[-1], last)
        for word in words[1:-1]:
            if word not in PARTICLES:
                self._enter_word(word, last)
        for spelt in (name, _NOT_ASCII.sub("?", name)):
            self._names.setdefault(words_of(spelt), (first, last))
            self._enter_given(spelt, first)

    def _enter_given(self, name: str, first: str) -> None:
        """A first name of several words, such as one with a letter that an archive could not show."""
        words, given = words_of(name), words_of(name.split()[0])
        if 1 < len(given) < len(words):
            self._names.setdefault(given, (first, ""))

    def _enter_nick(self, nick: str, first: str, last: str, shortest: int) -> None:
        words = words_of(nick)
        if all(word in self._kept for word in words):
            return
        if len(words) > 1:
            self._names.setdefault(words, (first, last))
            # `Ada.Quint@` tells both words of a name that may be told nowhere else.
            if all(word.isalpha() and word not in self._kept for word in words) and "." in nick:
                self._enter_word(words[0], first)
                self._enter_word(words[-1], last)
        elif words and len(words[0]) >= shortest and words[0] not in self._kept | name_lists().offices:
            self._nicks.setdefault(words[0], f"{first[0]}{last}".lower())

    def _enter_word(self, word: str, instead: str) -> None:
        if len(word) >= _SHORTEST_WORD or (word and not word.isascii()):
            (self._shy if word in self._common else self._words).setdefault(word, instead)

    def _renamed(self, text: str) -> str:
        text = ENCODED.sub(self._encoded, text) if "=?" in text else text
        text = _PHONE.sub(self._called, text)
        parts, end = [], 0
        for found in ADDRESS.finditer(text):
            instead = self._addresses.get(f"{found[1]}@{found[3]}".casefold())
            if instead:
                local, _, host = instead.partition("@")
                parts += [self._named(text[end : found.start()]), f"{local}{found[2]}{host}"]
                end = found.end()
        return "".join([*parts, self._named(text[end:])])

    def _encoded(self, found: re.Match[str]) -> str:
        said = readable(found[0])
        renamed = self._named(said)
        return found[0] if renamed == said else encoded_word(renamed, found[0])

    def _called(self, found: re.Match[str]) -> str:
        return (found["label"] or "") + self._drawn.phone(found["number"] or found[0])

    def _named(self, text: str) -> str:
        words = list(WORD.finditer(text))
        plain = [folded(found[0]) for found in words]
        parts, end, index = [], 0, 0
        while index < len(words):
            length, instead = self._at(text, words, plain, index)
            if length:
                parts += [text[end : words[index].start()], instead]
                end = words[index + length - 1].end()
            index += length or 1
        return "".join([*parts, text[end:]]) if parts else text

    def _at(
        self, text: str, words: Sequence[re.Match[str]], folded: Sequence[str], index: int
    ) -> tuple[int, str]:
        """How many words from here on are somebody, and what stands there instead; (0, "") for nobody."""
        gaps = _gaps(text, words, index)
        for length in range(len(gaps) + 1, 1, -1):
            instead = self._names.get(tuple(folded[index : index + length]))
            if instead and not (words[index][0].islower() and "," in "".join(gaps[: length - 1])):
                first, last = (
                    _like(words[index][0], instead[0]),
                    _like(words[index + length - 1][0], instead[1]),
                )
                between = gaps[: length - 1]
                gap = "".join(each for each in between if "\n" in each) or between[-1]
                gap = " " if _QUOTES.search(gap) else gap
                return length, first + gap + last if last else first
        word, bare = words[index][0], folded[index]
        if bare in self._words and self._meant(text, words[index]):
            return 1, _like(word, self._words[bare])
        in_host = _IN_HOST.match(text, words[index].end())
        if bare in self._nicks and (not in_host or _hosts_own(text, words[index], self._hosts)):
            return 1, _like(word, self._nicks[bare])
        if bare in self._shy and not word[:1].islower() and _addressed(text, words[index]):
            return 1, _like(word, self._shy[bare])
        return 0, ""

    def _meant(self, text: str, word: re.Match[str]) -> bool:
        """Whether a name of one word is written as one: a short one in capitals is an abbreviation."""
        if word[0].isupper() and 1 < len(word[0]) < _SHORTEST_SHOUT and word[0].isascii():
            return _addressed(text, word)
        return not word[0][:1].islower() or _hosts_own(text, word, self._hosts)


def _shared_hosts(found: Sequence[Mentioned]) -> frozenset[str]:
    """Hosts at which several people have addresses, and those above them: these are nobody's own."""
    people = Counter(
        host for each in found for host in {address.rpartition("@")[2] for address in each.addresses}
    )
    labels = (host.split(".") for host, count in people.items() if count > 1)
    return frozenset(".".join(parts[at:]) for parts in labels for at in range(len(parts) - 1))


def _gaps(text: str, words: Sequence[re.Match[str]], index: int) -> list[str]:
    """What stands between the words from here on, as long as they may be parts of one name."""
    gaps: list[str] = []
    for before, after in pairwise(words[index : index + _LONGEST]):
        gap = text[before.end() : after.start()]
        if not _GAP.fullmatch(gap):
            break
        gaps.append(gap)
    return gaps


def _hosts_own(text: str, word: re.Match[str], shared: Collection[str]) -> bool:
    """Whether the word is part of the host of somebody's own pages or mail: `http://quint.example/`."""
    rest = _HOST.match(text, word.end())
    if rest is None or not _BEFORE_HOST.search(text, max(0, word.start() - 100), word.start()):
        return False
    return f"{word[0]}{rest[0]}".casefold().rstrip(".") not in shared


def _addressed(text: str, word: re.Match[str]) -> bool:
    """Whether somebody is greeted or signs here: the word comes after a greeting or has the line for itself."""
    start, end = text.rfind("\n", 0, word.start()) + 1, text.find("\n", word.end())
    before, after = text[start : word.start()], text[word.end() : end if end >= 0 else len(text)]
    called = (
        (before.endswith(", ") and after[:1] in "!.?")
        or (before.endswith("(") and after[:1] == ")")
        or after[:2] == " <"
    )
    return called or bool(_GREETINGS.search(before[-20:])) or not (before + after).strip(_BLANKS)


def _like(word: str, instead: str) -> str:
    """The invented word in the case of the one that it replaces."""
    if word.islower():
        return instead.lower()
    return instead.upper() if len(word) > 1 and word.isupper() else instead
