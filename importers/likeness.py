"""How alike two statements are, and which of many is worth comparing."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from stringzilla import hash as stable_hash

from scraper.patterns import compiled

_WORD = compiled(r"\w+")
_SHINGLE = 5
_NEAREST = 5
_COMPARED = 1 << 15  # comparing takes time by the square
_COMMON = 40  # a shingle in more statements than this says nothing ("I would like to announce")


def words(text: str) -> list[str]:
    """The words of a text, case folded: what makes two wordings the same."""
    return _WORD.findall(text.casefold())


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but white space, punctuation and case."""
    return one == other or words(one) == words(other)


def similarity(one: str, other: str) -> float:
    """0 to 1, rounded to four places: the share of words that stand in the same order, of the first 32,768 letters."""
    return _ratio(one, other, 0)


def reaches(one: str, other: str, floor: float) -> bool:
    """Whether two texts are that alike, which is sooner told than how alike they are."""
    # A little lower, for similarity is rounded.
    return _ratio(one, other, floor - 0.0001) >= floor


def _ratio(one: str, other: str, cutoff: float) -> float:
    from rapidfuzz import fuzz  # most imports compare nothing

    first, second = _compared(one), _compared(other)
    if not first and not second:
        return 1.0
    return round(fuzz.ratio(first, second, score_cutoff=100 * max(0, cutoff)) / 100, 4)


@lru_cache(maxsize=1024)
def _compared(text: str) -> str:
    return " ".join(words(text))[:_COMPARED]


class Shelf:
    """Texts by key; finds those that share word runs with a text, which is one of those `asked` where they are given."""

    def __init__(self, texts: Iterable[tuple[int, str]], asked: Iterable[str] | None = None) -> None:
        wanted = None if asked is None else set().union(*map(_shingles, asked))
        # Most runs of words stand in one text alone: its key is kept without a list around it.
        self._keys: dict[int, int | list[int]] = {}
        for key, text in texts:
            shingles = _shingles(text)
            for shingle in shingles if wanted is None else shingles & wanted:
                before = self._keys.setdefault(shingle, key)
                if isinstance(before, list):
                    before.append(key)
                elif before != key:
                    self._keys[shingle] = [before, key]

    def nearest(self, text: str, fits: Callable[[int], bool] | None = None) -> list[int]:
        """At most five of the keys that fit, the likeliest first; empty where no run of five words is shared."""
        shared: Counter[int] = Counter()
        for shingle in _shingles(text):
            keys = self._keys.get(shingle, [])
            if isinstance(keys, int):
                shared[keys] += 1
            elif len(keys) <= _COMMON:
                shared.update(keys)
        fitting = ((key, count) for key, count in shared.items() if fits is None or fits(key))
        ranked = sorted(fitting, key=lambda item: (-item[1], item[0]))
        return [key for key, _ in ranked[:_NEAREST]]


def _shingles(text: str) -> set[int]:
    """Runs of five words as numbers of 64 bits, the same in every process."""
    own = [stable_hash(word) for word in words(text)]
    if len(own) < _SHINGLE:
        return {hash(tuple(own))} if own else set()
    return {hash(tuple(own[start : start + _SHINGLE])) for start in range(len(own) - _SHINGLE + 1)}
