"""Draws by a salt what stands in place of names, telephone numbers and keys: the same for the same, and nobody's."""

import hashlib
import hmac
import re
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from html import unescape
from typing import Final
from urllib.parse import unquote

from importers.people.names import PLAIN
from importers.site.mentioned import Mentioned
from importers.site.name_lists import name_lists

_LETTER: Final = (
    r"(?:[^\W_]|&(?:#\d{2,6}|[A-Za-z]{1,2}(?:acute|grave|uml|circ|tilde|ring|cedil|slash|caron|lig));"
    r"|(?:%[89A-Fa-f][0-9A-Fa-f]){1,4})"
)
WORD: Final = re.compile(rf"(?<!%)(?<!%[0-9A-Fa-f]){_LETTER}+(?:['’](?=[^\W\d_]{{2}}){_LETTER}+){{0,3}}")
_DRAWN: Final = 40


class Drawn:
    """Draws names by the salt; no two people get the same."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt
        self._firsts: dict[str, str] = {}
        self._taken: set[tuple[str, str]] = set()

    def name(self, person: Mentioned) -> tuple[str, str]:
        """A first name that goes with the real one, so that it fits where only that is said, and a last name."""
        lists = name_lists()
        told = sorted(
            (words for name in person.names if (words := words_of(name))),
            key=lambda each: (len(each) < 2, each),
        )
        given = told[0][0] if told else person.key
        own = {word for words in told for word in words}
        others = [name for name in lists.first if name.casefold() not in own]
        first = self._firsts.setdefault(given, self._pick(f"first {given}", others))
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

    def phone(self, number: str) -> str:
        """A telephone number of the same form that rings nowhere: zeros, and four digits of its own."""
        digits = "".join(each for each in number if each.isdigit())
        own = f"{int.from_bytes(self._digest(f'phone {digits}')[:4]) % 10_000:04d}"
        drawn = iter(own.rjust(len(digits), "0"))
        return "".join(next(drawn) if each.isdigit() else each for each in number)

    def armour(self, armoured: str) -> str:
        """A line as long that names no key: the text is another by now, so there is nothing left to prove."""
        parts = range(len(armoured) // _DRAWN + 1)
        drawn = (b64encode(self._digest(f"armour {part} {armoured}"))[:_DRAWN] for part in parts)
        letters = iter(b"".join(drawn).decode("ascii"))
        return "".join(next(letters) if each.isalnum() or each in "+/" else each for each in armoured)

    def _digest(self, key: str) -> bytes:
        return hmac.new(self._salt, key.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded."""
    return tuple(folded(found[0]) for found in WORD.finditer(name))


def folded(word: str) -> str:
    """The word as a reader without accents sees it, whatever it is written in."""
    if "&" in word:
        word = unescape(word)
    if "%" in word:
        word = unquote(word)
    spread = unicodedata.normalize("NFKD", word.replace("’", "'").casefold().translate(PLAIN))
    return "".join(each for each in spread if not unicodedata.combining(each)) or word
