"""What a post says, as facts that the identification rules ask for; computed once each."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from importers.identify import declaring_patterns as declaring
from importers.identify import patterns
from importers.identify.declarations import (
    IF_NOBODY,
    RECALLS,
    Declaration,
    declaration,
    declares,
    is_personal,
)
from importers.identify.text import Text, fold, plain_typography, sentences
from scraper.mail.mime import ATTACHED
from scraper.model import Message, Span, labelled
from scraper.patterns import compiled

_OPENING = 8  # sentences at the top of a statement in which people say what they want
_CLOSING = 4
# Shares of letters and of words from which on a text is in another language; English has a few of its words, too.
_SCRIPT, _ENGLISH, _FEWEST_OTHER, _FEWEST_WORDS = 0.3, 0.1, 2, 6
_LONGEST_HEADING = 70
_LONG_REMARK = 40  # words; who passes a mail on says less
_SUBJECT = 300  # characters of a subject that are read
_LIST = compiled(r"^\s*\[openstack(?:-dev|-discuss)?\]\s*", re.IGNORECASE)
# A pasted mail without marks: its sender, and its subject a few lines below; or the separator that it had in an mbox.
PASTED = compiled(
    r"^From: \S[^\n]{0,200}\n(?:[^\n]{1,300}\n){0,5}Subject: "
    r"|^From \S{1,200}(?: at \S{1,200})? {1,2}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}\n",
    re.MULTILINE,
)

# What people put above a mail that they quote without marks.
ENDORSED = compiled(
    r"\s{0,99}(?:\+\d|(?:congrat\w*|good luck|well said|great news)\b)(?![^\n]*\b(?:me|myself)\b)[^\n]{0,60}\n[ \t]*\n",
    re.IGNORECASE,
)
# A quotation marked with the initials of its author, and lines of a chat.
_PREFIXED = compiled(
    r"^(?:[A-Za-z]{1,4}>|(?:\[?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\]? )?<[@+ ]?[^<>\s@]{1,30}>) [^\n]*$",
    re.MULTILINE,
)
# A quotation without marks, as pages show it that fold quotes: from the line that names its author to the next cut.
_INTRODUCED = compiled(
    r"^On [^\n]{8,200}\bwrote: ?\[(?:\.\.\.|…)\]\n(?:[^\n]*\n){1,60}?\[(?:\.\.\.|…)\]$", re.MULTILINE
)
# A sentence that takes back, tells of the past or speaks of a seat already held is no wish, whatever its words are.
_NO_WISH = (
    declaring.VOIDS,
    declaring.TELLS,
    declaring.NEGATES,
    declaring.OTHERS,
    patterns.WITHDRAWS,
    patterns.HOLDS,
)


class Evidence:
    """One post seen through its own words, its subject, its quotes and its place in a thread.

    `own` is the author's own text, `words` the number of its words, `sentences` its sentences, folded; `subject` is
    folded too, and without list name and reply prefix.
    """

    def __init__(self, message: Message, spans: Sequence[Span], text: Text) -> None:
        self.message = message
        self._spans = spans
        self.pasted = PASTED.search(text.statement)
        self._statement = text.statement
        own = text.statement[: self.pasted.start()] if self.pasted else text.statement
        self.own = _PREFIXED.sub("", _INTRODUCED.sub("", own))
        self.words = len(self.own.split())
        subject = plain_typography(patterns.LIST_PREFIX.sub("", message.subject[:_SUBJECT]))
        written = text.sentences if self.own == text.statement else sentences(self.own)
        self._written = (subject, *written)
        self.subject = subject.lower()
        self.sentences = [sentence.lower() for sentence in written]

    def as_written(self, folded: str) -> str:
        """The subject or a sentence, own or quoted, in the letters of whoever wrote it."""
        own = next((said for said in self._written if said.lower() == folded), None)
        return own or next((said for said in sentences(self._quoted) if said.lower() == folded), folded)

    @cached_property
    def speaks_of_seat(self) -> bool:
        """Whether the subject or a word of the author's own names a seat."""
        return any(patterns.SEAT.search(text) for text in (self.subject, *self.sentences))

    @cached_property
    def other_language(self) -> bool:
        """Whether most of the author's own words are in another language than English."""
        own = " ".join(self.sentences)
        letters, scripted = sum(map(str.isalpha, own)), len(patterns.OTHER_SCRIPT.findall(own))
        english, other = (
            len(pattern.findall(own)) for pattern in (patterns.ENGLISH_WORDS, patterns.OTHER_WORDS)
        )
        foreign = not own.isascii() and self.words >= _FEWEST_WORDS and english < self.words * _ENGLISH
        return scripted > letters * _SCRIPT or foreign or (other >= _FEWEST_OTHER and other > english)

    @cached_property
    def speaks_of_elections(self) -> bool:
        """Whether a word of elections is in the subject or among the author's own; most posts have none."""
        return any(patterns.ELECTIONS.search(text) for text in (self.subject, *self.sentences))

    @cached_property
    def _quoted(self) -> str:
        quotes = (lines for span, lines in labelled(self.message.body, self._spans) if span.label == "quote")
        return "\n".join(line.lstrip("> ") for lines in quotes for line in lines)

    @cached_property
    def answers(self) -> bool:
        """Whether the post answers another; pipermail drops `Re:`, so headers and quotes count too.

        A quote without a line that names its author may be of a document; it counts if it stands first.
        """
        subject = _LIST.sub("", self.message.subject[:_SUBJECT])
        return bool(
            self.message.in_reply_to
            or self.message.references
            or patterns.REPLY_PREFIX.match(subject)
            or patterns.FORWARD_PREFIX.match(subject)
            or patterns.AUTOMATIC_PREFIX.match(subject)
            or any(
                name.lower() == "auto-submitted" and "auto-replied" in value
                for name, value in self.message.headers
            )
            or any(span.label in ("quote", "attribution") for span in self._spans)
        )

    @cached_property
    def passed_on(self) -> str | None:
        """The sentence in which its author stands, of a mail that the post passes on by its subject or its words."""
        if ATTACHED in self.message.notes and not self.declaration and patterns.SEAT.search(self.subject):
            return self.subject if self.subject_has(patterns.NAMES_STANDING) else None
        forwards = patterns.FORWARD_PREFIX.match(_LIST.sub("", self.message.subject[:_SUBJECT]))
        if not forwards:
            shows = self.pasted or self._quoted.strip()
            separated = self.pasted and self.pasted[0].startswith("From ")
            alone = self.pasted and not self.own.strip()  # nothing of the sender's own is above it
            if not self.answers and ENDORSED.match(self._statement) and self._declared:
                return self._declared.sentence
            if not shows or not (separated or alone or self.first(patterns.PASSES_ON)):
                return None
        below = self._statement[self.pasted.end() :] if self.pasted else ""
        quoted = [sentence.lower() for sentence in sentences(f"{self._quoted}\n\n{below}")]
        found = declaration(quoted) or self._declared
        if not found and forwards and self.words >= _LONG_REMARK and patterns.SEAT.search(self.subject):
            return self.subject if self.subject_has(patterns.NAMES_STANDING) else None
        if not found or not (patterns.SEAT.search(found.sentence) or patterns.SEAT.search(self.subject)):
            return None
        return found.sentence

    @cached_property
    def _declared(self) -> Declaration | None:
        return declaration(self.sentences, pleads=not self.subject_has(patterns.SUBJECT_STANDS))

    @property
    def declaration(self) -> str | None:
        """The own sentence in which the author says that they stand, today and for themselves."""
        return self._declared.sentence if self._declared else None

    @property
    def performs(self) -> bool:
        """Whether that sentence does it by being said; others wish or tell."""
        return bool(self._declared and self._declared.performs)

    def leaning(self, wanted: re.Pattern[str]) -> str | None:
        """An own sentence with a seat and what is wanted, in words that no declaring pattern knows."""
        for before, sentence in pairwise(["", *self.sentences]):
            if (
                is_personal(sentence)
                and self.names_seat_in(patterns.COMMITTEE_CHAIR.sub("", sentence))
                and wanted.search(sentence)
                and not patterns.ASKING.search(sentence)
                and not RECALLS.search(before)
                and not self.tells_otherwise(sentence)
            ):
                return sentence
        return None

    def tells_otherwise(self, sentence: str) -> bool:
        """Whether a sentence takes back, denies, tells of the past or of others."""
        told = IF_NOBODY.sub("", sentence)
        return any(other.search(told) for other in _NO_WISH)

    @property
    def corrects(self) -> bool:
        """Whether the post says that an earlier one was wrong, and names a seat where it declares."""
        return self.names_seat_in(self.declaration) and bool(self.first(patterns.CORRECTS))

    @cached_property
    def declares_early(self) -> bool:
        """Whether a declaring sentence stands at the top or the end, where people put it."""
        return any(sentence == self.declaration or declares(sentence) for sentence in self.edge)

    @property
    def opening(self) -> list[str]:
        """The own sentences at the top."""
        return self.sentences[:_OPENING]

    @property
    def edge(self) -> list[str]:
        """The own sentences at the top and at the end."""
        return self.opening + self.sentences[-_CLOSING:]

    @cached_property
    def names_seat(self) -> bool:
        """Whether the subject, the declaration or the words around it name a seat of these elections."""
        if self.declaration is None or patterns.SEAT.search(self.subject):
            return bool(patterns.SEAT.search(self.subject))
        at = self.sentences.index(self.declaration)
        around = self.sentences[:_OPENING] if self.performs else self.sentences[max(0, at - 2) : at + 2]
        return any(map(self.names_seat_in, (self.declaration, *around)))

    def names_seat_in(self, sentence: str | None) -> bool:
        """Whether the sentence itself names a seat, and not who agrees; False for None."""
        return bool(sentence and patterns.SEAT.search(patterns.AGREES.sub("", sentence)))

    def names_author(self, sentence: str) -> bool:
        """Whether the sentence has the author's first or last name, from the header or the page."""
        page = self.message.page
        name = fold(self.message.name or (page.author if page else None) or "")
        parts = ["undersigned", *(re.escape(part) for part in name.split() if len(part) > 1)]
        return bool(re.search(rf"\b(?:{'|'.join(parts)})\b", sentence))

    @property
    def titled(self) -> bool:
        """Whether the subject has the author's full name."""
        name = fold(self.message.name or "")
        return " " in name and bool(re.search(rf"\b{re.escape(name)}\b", self.subject))

    @cached_property
    def heading(self) -> str | None:
        """A first line that names the seat and the word for standing, and is no sentence."""
        first = fold(self.own.strip().partition("\n")[0][:_SUBJECT])
        found = (
            len(first) < _LONGEST_HEADING
            and patterns.SEAT.search(first)
            and patterns.NAMES_CANDIDACY.search(first)
        )
        return first if found and not declaring.NEGATES.search(first) and first[-1] not in ".?!" else None

    @cached_property
    def titles(self) -> list[str]:
        """What may be a title: the first paragraphs and lines, and the last, folded."""
        paragraphs = [part for part in re.split(r"\n\s*\n", self.own) if part.strip()]
        lines = [line for line in self.own.splitlines() if line.strip()]
        return [
            fold(part) for part in (*lines[:3], *paragraphs[:2], *paragraphs[-1:]) if len(part) < 2 * _SUBJECT
        ]

    def count(self, pattern: re.Pattern[str]) -> int:
        """How many of the author's own sentences have the pattern."""
        return sum(1 for sentence in self.sentences if pattern.search(sentence))

    def first(self, pattern: re.Pattern[str], own: bool = False) -> str | None:
        """The first sentence with the pattern; `own` asks for the first person in it."""
        for sentence in self.sentences:
            if (not own or is_personal(sentence)) and pattern.search(sentence):
                return sentence
        return None

    @cached_property
    def refusal(self) -> str | None:
        """The first own sentence in which the author says, of today, that they do not stand."""
        for sentence in self.sentences:
            own = is_personal(sentence) and not patterns.NOT_OWN_REFUSAL.search(sentence)
            if own and patterns.DECLINES.search(sentence):
                return sentence
        return None

    @property
    def recalls(self) -> bool:
        """Whether a sentence at the top tells of a candidacy of another day."""
        return any(
            declaring.TELLS.search(text) and patterns.NAMES_STANDING.search(text) for text in self.opening
        )

    @cached_property
    def subject_is_other(self) -> bool:
        """Whether the subject is that of a post which is no candidacy, a question about elections among them."""
        asks = self.subject_has(patterns.ASKING) and self.subject_has(patterns.ELECTIONS)
        return asks or self.subject_has(patterns.SUBJECT_OTHER)

    def subject_has(self, pattern: re.Pattern[str]) -> bool:
        """Whether the subject has the pattern, tags included."""
        return bool(pattern.search(self.subject))
