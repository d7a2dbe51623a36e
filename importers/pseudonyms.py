"""Invented names and addresses for real people: the same for the same person wherever they stand.

Names are drawn by a salt, so that a second recording changes nothing and no table of people is kept. Written
forms stay: case, line breaks inside a name, `a at b`, encoded words, base64 and quoted-printable.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Sequence
from html import unescape
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

from importers.mentions import ADDRESS, ENCODED, Mentioned, readable
from importers.name_lists import name_lists
from importers.person_names import PLAIN
from importers.recoded import encoded_word, in_parts

_LETTER: Final = (
    r"(?:[^\W_]|&(?:#\d{2,6}|[A-Za-z]{1,2}(?:acute|grave|uml|circ|tilde|ring|cedil|slash|caron|lig));"
    r"|(?:%[89A-Fa-f][0-9A-Fa-f]){1,4})"
)
_WORD: Final = re.compile(rf"(?<!%)(?<!%[0-9A-Fa-f]){_LETTER}+(?:['’](?=[^\W\d_]{{2}}){_LETTER}+){{0,3}}")
_GAP: Final = re.compile(r"[ \t]{1,3}|[ \t]{0,2}\r?\n[> \t]{0,12}|[._+-]|%20|,[ \t]{1,2}|\.[ \t]{1,2}")
_LONGEST: Final = 6
_SHORTEST_WORD: Final = 3
_SHORTEST_NICK: Final = 4
_GREETINGS: Final = re.compile(
    r"(?:\b(?:hi|hello|hey|dear|thanks|thank you|cheers|congratulations|regards),?[ \t]|@)$", re.IGNORECASE
)
_IN_HOST: Final = re.compile(r"\.(?!txt\b)[A-Za-z]")
_BLANKS: Final = " \t\r>-–—~*,.!:"


class Pseudonyms:
    """What everybody is called instead; `kept` are words that are left alone though somebody is called so."""

    def __init__(self, found: Sequence[Mentioned], salt: str, kept: Collection[str] = ()) -> None:
        self._salt = salt.encode()
        self._kept = name_lists().ordinary | {word.casefold() for word in kept}
        self._addresses: dict[str, str] = {}
        self._names: dict[tuple[str, ...], tuple[str, str]] = {}
        self._words: dict[str, str] = {}
        self._shy: dict[str, str] = {}
        self._nicks: dict[str, str] = {}
        drawn = _Drawn(self._salt)
        for person in sorted(found, key=lambda each: each.key):
            self._enter(person, *drawn.name(person))

    def apply(self, data: bytes) -> bytes:
        """The bytes with everybody renamed; what holds nobody comes back as it was."""
        text = data.decode("utf-8", "surrogateescape")
        text = in_parts(text, self._renamed)
        return text.encode("utf-8", "surrogateescape")

    def _enter(self, person: Mentioned, first: str, last: str) -> None:
        for address in person.addresses:
            self._addresses[address] = f"{first}.{last}@people.example".lower()
            self._enter_nick(address.partition("@")[0], first, last, _SHORTEST_NICK)
        for nick in person.nicks:
            self._enter_nick(nick, first, last, _SHORTEST_WORD)
        for name in sorted(person.names):
            words = _words(name)
            if len(words) < 2:
                self._enter_word(words[0] if words else "", first)
                continue
            self._names.setdefault(words, (first, last))
            self._names.setdefault((words[-1], *words[:-1]), (last, first))
            self._names.setdefault((words[0], words[-1]), (first, last))
            self._enter_word(words[0], first)
            self._enter_word(words[-1], last)
            given = _words(name.split()[0])
            if 1 < len(given) < len(words):
                self._names.setdefault(given, (first, ""))

    def _enter_nick(self, nick: str, first: str, last: str, shortest: int) -> None:
        words = _words(nick)
        if len(words) > 1:
            self._names.setdefault(words, (first, last))
        elif words and len(words[0]) >= shortest and words[0] not in self._kept | name_lists().offices:
            self._nicks.setdefault(words[0], f"{first[0]}{last}".lower())

    def _enter_word(self, word: str, instead: str) -> None:
        if len(word) >= _SHORTEST_WORD:
            (self._shy if word in self._kept else self._words).setdefault(word, instead)

    def _renamed(self, text: str) -> str:
        text = ENCODED.sub(self._encoded, text) if "=?" in text else text
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

    def _named(self, text: str) -> str:
        words = list(_WORD.finditer(text))
        folded = [_folded(found[0]) for found in words]
        parts, end, index = [], 0, 0
        while index < len(words):
            length, instead = self._at(text, words, folded, index)
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
                return length, first + gaps[length - 2] + last if last else first
        word, bare = words[index][0], folded[index]
        if bare in self._words and word[:1].isupper():
            return 1, _like(word, self._words[bare])
        if bare in self._nicks and not _IN_HOST.match(text, words[index].end()):
            return 1, _like(word, self._nicks[bare])
        if bare in self._shy and word[:1].isupper() and _addressed(text, words[index]):
            return 1, _like(word, self._shy[bare])
        return 0, ""


class _Drawn:
    """Draws names by the salt; no two people get the same."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt
        self._firsts: dict[str, str] = {}
        self._taken: set[tuple[str, str]] = set()

    def name(self, person: Mentioned) -> tuple[str, str]:
        """A first name that goes with the real one, so that it fits where only that is said, and a last name."""
        lists = name_lists()
        given = min((_words(name)[0] for name in person.names if _words(name)), default=person.key)
        first = self._firsts.setdefault(given, self._pick(f"first {given}", lists.first))
        for attempt in range(1_000):
            key = f"last {attempt} {person.key}"
            last = "".join(
                self._pick(f"{part} {key}", choice)
                for part, choice in (("head", lists.head), ("middle", lists.middle), ("end", lists.end))
            )
            if (first, last) not in self._taken:
                break
        self._taken.add((first, last))
        return first, last

    def _pick(self, key: str, choice: Sequence[str]) -> str:
        digest = hmac.new(self._salt, key.encode(), hashlib.sha256).digest()
        return choice[int.from_bytes(digest[:8]) % len(choice)]


def _words(name: str) -> tuple[str, ...]:
    return tuple(_folded(found[0]) for found in _WORD.finditer(name))


def _folded(word: str) -> str:
    """The word as a reader without accents sees it, whatever it is written in."""
    if "&" in word:
        word = unescape(word)
    if "%" in word:
        word = unquote(word)
    spread = unicodedata.normalize("NFKD", word.replace("’", "'").casefold().translate(PLAIN))
    return "".join(each for each in spread if not unicodedata.combining(each)) or word


def _gaps(text: str, words: Sequence[re.Match[str]], index: int) -> list[str]:
    """What stands between the words from here on, as long as they may be parts of one name."""
    gaps: list[str] = []
    for before, after in pairwise(words[index : index + _LONGEST]):
        gap = text[before.end() : after.start()]
        if not _GAP.fullmatch(gap):
            break
        gaps.append(gap)
    return gaps


def _addressed(text: str, word: re.Match[str]) -> bool:
    """Whether somebody is greeted or signs here: the word comes after a greeting or has the line for itself."""
    start, end = text.rfind("\n", 0, word.start()) + 1, text.find("\n", word.end())
    before, after = text[start : word.start()], text[word.end() : end if end >= 0 else len(text)]
    called = before.endswith(", ") and after[:1] in "!.?"
    return called or bool(_GREETINGS.search(before[-20:])) or not (before + after).strip(_BLANKS)


def _like(word: str, instead: str) -> str:
    """The invented word in the case of the one that it replaces."""
    if word.islower():
        return instead.lower()
    return instead.upper() if len(word) > 1 and word.isupper() else instead
