"""A post's subject and statement, cut into plain sentences and searched for declarations once for all who ask."""

from functools import cached_property
from typing import Final

from importers.identify.declarations import Declaration, for_a_position
from importers.identify.patterns import QUOTATION
from scraper.mail.text import narrow
from scraper.patterns import compiled

LONGEST_SUBJECT: Final = 500
_TAG: Final = compiled(r"\[([^\[\]]{1,60})\]")
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "\xa0": " ", "\xad": None}
)
# Scripts that put no space between their words and a name such as “PTL”.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_JOINED = compiled(rf"(?<=[A-Za-z0-9])(?=[{_UNSPACED}])|(?<=[{_UNSPACED}])(?=[A-Za-z0-9])")
_PARAGRAPH = compiled(r"\n[ \t]*\n")
_WHOLE = compiled(r'[.!?;:][ "]')  # of a quotation: a sentence or more
# Between words that one space parts, a sentence ends after none of several initials, such as “P.T.L. of Nova”, but before
# a capital.
_END = compiled(
    # that it begins with one of these is found in half the time
    r"[ \"'\])](?:(?<=[.!?;:] )(?:(?<!\.[A-Z]\. )|(?=[A-Z]))|(?<= )(?=[*•-] )"
    r"|(?<=[.!?;:].)(?<!\.[A-Z]\..)(?:(?<=[\"'\]]) |(?<=\)) (?![a-z])))"
)
# What a post is shows in its first pages or its last words; the rest would only cost time.
_HEAD, _TAIL = 36_000, 4_000
_LONGEST = 500


class Text:
    """What the author wrote: the subject, cut to 500 characters, and the statement that cleaning left.

    `tags` is what stands in brackets in the subject, `prose` the subject without them.
    """

    def __init__(self, subject: str, statement: str) -> None:
        self.subject = subject[:LONGEST_SUBJECT]
        self.tags: list[str] = _TAG.findall(self.subject)
        self.prose = _TAG.sub(" ", self.subject)
        self.statement = statement

    @cached_property
    def sentences(self) -> list[str]:
        """The statement's sentences in their own letters, each at most 500 characters."""
        return sentences(self.statement)

    @cached_property
    def declarations(self) -> list[Declaration]:
        """What says what a candidacy is for: the declaring sentences in their own letters, those that perform first.

        Weaker words count than in a post of which nobody knows yet whether it is one.
        """
        every = [found for sentence in self.sentences if (found := for_a_position(sentence))]
        return sorted(every, key=lambda found: not found.performs)


def fold(text: str) -> str:
    """Lower case, plain quotes, single spaces."""
    return plain_typography(text).lower()


def sentences(text: str) -> list[str]:
    """The sentences of a text in its own letters; paragraphs end a sentence, list items begin one.

    A quotation of a sentence or more is dropped; a few quoted words stay.
    """
    shown = text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n\n{text[-_TAIL:]}"
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(shown):
        plain = plain_typography(paragraph)
        if '"' in plain:
            plain = QUOTATION.sub(lambda said: '""' if _WHOLE.search(said[0]) else said[0], plain)
        for sentence in _END.split(plain):
            found.extend(sentence[start : start + _LONGEST] for start in range(0, len(sentence), _LONGEST))
    return found


def plain_typography(text: str) -> str:
    """Plain quotes and single spaces, also where a script puts none beside a name such as “PTL”."""
    plain = text.replace("`", "'") if text.isascii() else _JOINED.sub(" ", narrow(text)).translate(_QUOTES)
    return " ".join(plain.split())
