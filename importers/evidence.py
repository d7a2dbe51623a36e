"""What a post says, as facts that the identification rules ask for; computed once each."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from importers import patterns
from importers.sentences import fold, sentences
from scraper.model import Message, Span, labelled

_TAG = re.compile(r"\[[^\]\n]{1,60}\]")
_OPENING = 6  # sentences at the top of a statement in which people say what they want


class Evidence:
    """One post seen through its own words, its subject, its quotes and its place in a thread."""

    def __init__(self, message: Message, spans: Sequence[Span], statement: str) -> None:
        self.message = message
        self.statement = statement
        self._spans = spans

    @cached_property
    def subject(self) -> str:
        """Folded, without list name, tags and reply prefix."""
        bare = patterns.LIST_PREFIX.sub("", self.message.subject)
        return fold(bare)

    @cached_property
    def words(self) -> int:
        """How many words of the author's own there are."""
        return len(self.statement.split())

    @cached_property
    def sentences(self) -> list[str]:
        """The author's own sentences, folded."""
        return sentences(self.statement)

    @cached_property
    def quoted_words(self) -> int:
        """How many words are quoted from somebody else."""
        quotes = (lines for span, lines in labelled(self.message.body, self._spans) if span.label == "quote")
        return sum(len(line.split()) for lines in quotes for line in lines)

    @cached_property
    def answers(self) -> bool:
        """Whether the post answers another; pipermail drops `Re:`, so headers and quotes count too."""
        return bool(
            self.message.in_reply_to
            or self.message.references
            or patterns.REPLY_PREFIX.match(_without_list(self.message.subject))
            or any(span.label in ("quote", "attribution") for span in self._spans)
        )

    @cached_property
    def forwards(self) -> bool:
        """Whether the subject says that the post is passed on."""
        return bool(patterns.FORWARD_PREFIX.match(_without_list(self.message.subject)))

    @cached_property
    def declaration(self) -> str | None:
        """The first own sentence in which the author says that he stands, today and for himself."""
        return next((sentence for sentence in self.sentences if _declares(sentence)), None)

    @cached_property
    def declares_early(self) -> bool:
        """Whether that sentence stands at the top or the end, where people put it."""
        own = self.sentences
        edge = own[:_OPENING] + own[-3:]
        return any(_declares(sentence) for sentence in edge)

    @cached_property
    def refusal(self) -> str | None:
        """The first own sentence in which the author says that he does not stand."""
        return self.first(patterns.DECLINES, own=True)

    @cached_property
    def withdrawal(self) -> str | None:
        """The first own sentence in which the author takes his candidacy back."""
        return self.first(patterns.WITHDRAWS, own=True)

    @cached_property
    def support(self) -> int:
        """How many sentences say what candidates say."""
        return sum(1 for sentence in self.sentences if patterns.SUPPORTS.search(sentence))

    @cached_property
    def official(self) -> int:
        """How many sentences are those of election officials."""
        return sum(1 for sentence in self.sentences if patterns.OFFICIAL_BODY.search(sentence))

    def first(self, pattern: re.Pattern[str], own: bool = False) -> str | None:
        """The first sentence with the pattern; `own` asks for the first person in it."""
        return _first(self.sentences, pattern, own)

    def subject_has(self, pattern: re.Pattern[str]) -> bool:
        """Whether the subject has the pattern, tags included."""
        return bool(pattern.search(self.subject))


def _without_list(subject: str) -> str:
    return re.sub(r"^\s*\[openstack(?:-dev|-discuss)?\]\s*", "", subject, flags=re.IGNORECASE)


def _first(own_sentences: Iterable[str], pattern: re.Pattern[str], own: bool) -> str | None:
    for sentence in own_sentences:
        if pattern.search(sentence) and (not own or patterns.FIRST_PERSON.search(sentence)):
            return sentence
    return None


def _declares(sentence: str) -> bool:
    if not patterns.FIRST_PERSON.search(sentence) or not patterns.DECLARES.search(sentence):
        return False
    if sentence.rstrip(" \"')").endswith("?"):
        return False
    if patterns.DECLINES.search(sentence) or patterns.WITHDRAWS.search(sentence):
        return False
    return not _recounts(sentence)


def _recounts(sentence: str) -> bool:
    """A sentence about an earlier candidacy, with no wish for this one."""
    if patterns.PRESENT_WISH.search(sentence):
        return False
    return bool(patterns.RECOUNTS.search(sentence) and patterns.PAST_VERB.search(sentence))
