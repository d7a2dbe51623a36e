"""Learns which words published statements have and ordinary posts lack, and writes them with their weights.

    python benchmarks/statement_words.py CORPUS [--write]

CORPUS holds `election.bundle` (statements), `month/` (months of posts and `truth.jsonl`) and `pipermail/` (posts of
another project). scikit-learn 1.5 or later is needed here alone; the program reads the weights. What it prints was
measured on authors that the model had not seen, a fifth of them at a time.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from importers.identify import second_opinion
from importers.identify.evidence import Evidence
from importers.identify.second_opinion import words_in
from importers.identify.text import Text, fold
from scraper.clean import clean, statement
from scraper.compression import unpack
from scraper.files import sha256
from scraper.git.reading import repository_at
from scraper.mail.mbox import split
from scraper.mail.message import decode

AUTHORS, PROJECTS = 10, 6  # of statements that must have a word
WINDOWS = (25, 50)  # words of the parts by which short texts are learnt
FOLDS = 5
# Parts of the names of teams that are words of everybody.
COMMON = frozenset(
    [
        "technical",
        "committee",
        "user",
        "experience",
        "quality",
        "assurance",
        "release",
        "management",
        "documentation",
        "security",
        "infrastructure",
    ]
)
# What mail, pages and code are made of.
MARKS = frozenset(["gmail", "redhat", "http", "https", "org", "html", "www", "com", "py", "web", "twisted"])
# What names a seat or an election is asked for beside this, and stands in talk about them as often.
SEATS = frozenset(
    [
        "ptl",
        "ptls",
        "tc",
        "candidacy",
        "candidate",
        "candidates",
        "candidacies",
        "nomination",
        "nominate",
        "election",
        "elections",
        "elected",
    ]
)
WORDINGS = Path(__file__).resolve().parents[1] / "fixtures" / "wordings"


class Sample(NamedTuple):
    """A text by an author: a statement, or an ordinary post; `weight` is how much it counts."""

    author: str
    project: str
    text: str
    statement: bool
    weight: float


def statements(corpus: Path) -> Iterator[Sample]:
    """The newest text of every candidate's file."""
    with repository_at(corpus / "election.bundle") as repository:
        files = {path.decode(): file.blob for path, file in repository.files("candidates/").items()}
        sizes = {blob: size for blob, size in repository.sizes(files.values()).items() if size is not None}
        blobs = repository.blobs(sizes)
        contents = {blob: blobs[blob].decode("utf-8", "replace") for blob in sizes}
        for path, blob in sorted(files.items()):
            parts = path.split("/")
            text = contents[blob]
            author = re.sub(r"[^a-z]", "", parts[-1].lower().removesuffix(".txt").partition("@")[0])
            if len(parts) == 4 and text.strip():
                yield Sample(author, parts[2], fold(text), True, 1.0)


def posts(corpus: Path) -> Iterator[Sample]:
    """The authors' own words of posts that are no candidacies; those of the project's own list count more."""
    rows = map(json.loads, (corpus / "month" / "truth.jsonl").read_text("utf-8").splitlines())
    standing = {row["message_id"] for row in rows if row["label"] == "candidacy"}
    for path in sorted(corpus.rglob("pipermail/*/*.txt*")):
        for raw in split(unpack(path.read_bytes())):
            post = decode(raw)
            spans = clean(post)
            own = Evidence(post, spans, Text(post.subject, statement(post.body, spans))).own
            if post.message_id not in standing and own.strip():
                weight = 3.0 if "month" in path.parts else 1.0
                yield Sample(post.name or "", "", fold(own), False, weight)


def wordings() -> Iterator[Sample]:
    """Invented posts that speak of seats, and what they are; the kinds that real months have few of."""
    for name in ("candidacies", "others"):
        for row in map(json.loads, (WORDINGS / f"{name}.jsonl").read_text("utf-8").splitlines()):
            post = decode(f"Subject: {row['subject']}\n\n{row['body']}".encode())
            spans = clean(post)
            own = Evidence(post, spans, Text(post.subject, statement(post.body, spans))).own
            if row["verdict"] != "review" and own.strip():
                yield Sample(row["id"], "", fold(own), row["verdict"] == "candidacy", 3.0)


def vocabulary(samples: Sequence[Sample]) -> list[str]:
    """Words that many authors use for many projects; names of projects tell the project, not the kind of text."""
    authors, projects = defaultdict(set), defaultdict(set)
    names: set[str] = set()
    for sample in samples:
        if sample.project:
            names |= words_in(fold(sample.project.replace("_", " ")))
            for word in words_in(sample.text):
                authors[word].add(sample.author)
                projects[word].add(sample.project)
    out = (names - COMMON) | MARKS | SEATS
    often = (word for word in authors if len(authors[word]) >= AUTHORS and len(projects[word]) >= PROJECTS)
    return sorted(word for word in often if word not in out and (len(word) > 1 or word == "i"))


def parts(text: str, chance: random.Random) -> Iterator[str]:
    """Stretches of a longer text, so that the model also knows short ones."""
    words = text.split()
    for length in WINDOWS:
        if len(words) > 1.5 * length:
            start = chance.randrange(len(words) - length)
            yield " ".join(words[start : start + length])


class Model:
    """Logistic regression over the known words of a text, each counted once, the sum over the root of their number."""

    def __init__(self, known: Sequence[str]) -> None:
        self.known = known
        text = import_module("sklearn.feature_extraction.text")
        self._count = text.CountVectorizer(vocabulary=known, analyzer=words_in, binary=True)
        self._normalize = import_module("sklearn.preprocessing").normalize
        linear = import_module("sklearn.linear_model")
        self.regression = linear.LogisticRegression(C=3.0, max_iter=400, class_weight="balanced")

    def fit(self, samples: Sequence[Sample]) -> "Model":
        """Learn from the samples and from parts of them."""
        chance = random.Random(1)
        every = [
            sample._replace(text=text, weight=weight)
            for sample in samples
            for text, weight in [
                (sample.text, sample.weight),
                *((part, sample.weight / 2) for part in parts(sample.text, chance)),
            ]
        ]
        weights = [sample.weight for sample in every]
        self.regression.fit(
            self._matrix(every), [sample.statement for sample in every], sample_weight=weights
        )
        return self

    def scores(self, samples: Sequence[Sample]) -> list[float]:
        """How much each reads like a statement."""
        return [float(score) for score in self.regression.decision_function(self._matrix(samples))]

    def _matrix(self, samples: Sequence[Sample]) -> Any:
        return self._normalize(self._count.transform([sample.text for sample in samples]).astype(float))


def measured(samples: Sequence[Sample], known: Sequence[str]) -> dict[str, str]:
    """How many statements are missed and posts taken, on authors that were not learnt from."""
    authors = sorted({sample.author for sample in samples})
    random.Random(7).shuffle(authors)
    fold_of = {author: number % FOLDS for number, author in enumerate(authors)}
    shown: list[tuple[bool, float]] = []
    for number in range(FOLDS):
        held = [sample for sample in samples if fold_of[sample.author] == number]
        rest = [sample for sample in samples if fold_of[sample.author] != number]
        scores = Model(known).fit(rest).scores(held)
        shown += zip((sample.statement for sample in held), scores, strict=True)
    wanted = sum(statement for statement, _ in shown)
    missed = sum(statement and score < 0 for statement, score in shown)
    taken = sum(not statement and score >= 0 for statement, score in shown)
    return {
        "statements missed": f"{missed} of {wanted}",
        "posts taken": f"{taken} of {len(shown) - wanted}",
    }


def main() -> None:
    """Learns, measures and prints; with --write the program has the new weights."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    samples = [*statements(chosen.corpus), *posts(chosen.corpus), *wordings()]
    known = vocabulary(samples)
    figures = measured(samples, known)
    print(json.dumps(figures))
    if not chosen.write:
        return
    regression = Model(known).fit(samples).regression
    weights = {word: round(float(weight), 2) for word, weight in zip(known, regression.coef_[0], strict=True)}
    model = {
        "made_by": "benchmarks/statement_words.py",
        "scikit-learn": import_module("sklearn").__version__,
        "learnt_from": {
            "statements": sum(sample.statement for sample in samples),
            "ordinary posts": sum(not sample.statement for sample in samples),
            "election.bundle": sha256((chosen.corpus / "election.bundle").read_bytes()),
        },
        "measured_on_unseen_authors": figures,
        "bias": round(float(regression.intercept_[0]), 4),
        "weights": weights,
    }
    path = Path(second_opinion.__file__).with_name(second_opinion.WEIGHTS)
    path.write_text(json.dumps(model, indent=0, sort_keys=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
