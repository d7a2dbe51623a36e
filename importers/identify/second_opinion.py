"""Whether an author's words read like a statement, whatever they declare: a linear model over words that were learnt.

`statement_words.json` holds a weight for each word and the place that they come from; `benchmarks/statement_words.py`
makes it. It says only that somebody should look: what the rules call a candidacy stays one.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from importers.identify.evidence import Evidence
from importers.identify.text import fold
from importers.model import Verdict
from scraper.patterns import compiled

WEIGHTS = "statement_words.json"
_WORD = compiled(r"[a-z]+(?:'[a-z]+)?")
_SHOWN = 12
# Answers that a second opinion may doubt, with the score from which on it does; _LENIENT is added where the post
# answers no other.
_DOUBTED: Final = {
    "nothing-said": 0.0,
    "talks-of-elections": 0.0,
    "unrelated": 0.0,
    "proposes-other": 0.0,
    "declines": 1.0,
    "unrelated-answer": 1.0,
    "answers-only": 1.0,
    "short-answer": 1.0,
}
_LENIENT: Final = -0.5
# Below so many words a post that names a seat says too little for an opinion.
_FEWEST_READ: Final = 40


class Opinion(NamedTuple):
    """How much a text reads like a statement: 0 where that is as likely as not, and the words that say most for it."""

    score: float
    words: tuple[str, ...]


def words_in(folded: str) -> frozenset[str]:
    """The different words of a folded text."""
    return frozenset(_WORD.findall(folded))


def opinion(folded: str) -> Opinion:
    """The model's opinion on folded text: the weights of its known words, each counted once, over their number's root."""
    bias, weights = _model()
    known = words_in(folded) & weights.keys()
    total = sum(weights[word] for word in sorted(known))
    telling = sorted((word for word in known if weights[word] > 0), key=lambda word: (-weights[word], word))
    return Opinion(bias + total / sqrt(len(known) or 1), tuple(telling[:_SHOWN]))


def reconsidered(post: Evidence, verdict: Verdict) -> Verdict:
    """What reads like a statement though no rule takes it is for a person, where it names a seat or stands alone."""
    # who looks back on a candidacy of theirs uses the words of candidates
    if verdict.rule not in _DOUBTED or post.recalls:
        return verdict
    least = _DOUBTED[verdict.rule] + (0.0 if post.answers else _LENIENT)
    if not post.message.bare and (not post.speaks_of_seat or post.words < _FEWEST_READ):
        return verdict
    found = opinion(fold(post.own))
    if found.score < least:
        return verdict
    shown = ", ".join(found.words)
    reason = f"reads like a statement by {len(found.words)} words that candidates use: {shown}"
    return Verdict("review", "candidacy", "second-opinion", (reason, *verdict.reasons), 0.5)


@lru_cache(maxsize=1)
def _model() -> tuple[float, Mapping[str, float]]:
    model = msgspec.json.decode(Path(__file__).with_name(WEIGHTS).read_bytes())
    return model["bias"], model["weights"]
