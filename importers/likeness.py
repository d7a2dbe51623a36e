"""How alike two statements are, and which of many is worth comparing."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import fuzz

_WORD = re.compile(r"\w+")
_SHINGLE = 5
_NEAREST = 5
_COMPARED = 1 << 15  # comparing takes time by the square
_COMMON = 40  # a shingle in more statements than this says nothing ("I would like to announce")


def words(text: str) -> list[str]:
    """The words of a text, case folded: what makes two wordings the same."""
    return _WORD.findall(text.casefold())


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but white space, punctuation and case."""
    return words(one) == words(other)


def similarity(one: str, other: str) -> float:
    """0 to 1, rounded to four places: the share of words that stand in the same order, of the first 32,768 letters."""
    first, second = words(one), words(other)
    if not first and not second:
        return 1.0
    return round(fuzz.ratio(" ".join(first)[:_COMPARED], " ".join(second)[:_COMPARED]) / 100, 4)


class Shelf:
    """Texts by key; finds those that share word runs with a text."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        self._keys: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for key, text in texts:
            for shingle in _shingles(text):
                self._keys[shingle].append(key)

    def nearest(self, text: str, fits: Callable[[int], bool] | None = None) -> list[int]:
        """At most five of the keys that fit, the likeliest first; empty where no run of five words is shared."""
        shared: Counter[int] = Counter()
        for shingle in _shingles(text):
            keys = self._keys.get(shingle, ())
            if len(keys) <= _COMMON:
                shared.update(keys)
        fitting = ((key, count) for key, count in shared.items() if fits is None or fits(key))
        ranked = sorted(fitting, key=lambda item: (-item[1], item[0]))
        return [key for key, _ in ranked[:_NEAREST]]


def _shingles(text: str) -> set[tuple[str, ...]]:
    own = words(text)
    if len(own) < _SHINGLE:
        return {tuple(own)} if own else set()
    return {tuple(own[start : start + _SHINGLE]) for start in range(len(own) - _SHINGLE + 1)}
