"""A post's subject and statement, cut into sentences and searched for declarations once for all who ask."""

import re
from functools import cached_property
from typing import Final

from importers.identify.declarations import Declaration, declarations
from importers.identify.sentences import sentences

LONGEST_SUBJECT: Final = 500
_TAG: Final = re.compile(r"\[([^\[\]]{1,60})\]")


class Text:
    """What the author wrote: the subject, cut to 500 characters, and the statement that cleaning left."""

    def __init__(self, subject: str, statement: str) -> None:
        self.subject = subject[:LONGEST_SUBJECT]
        self.statement = statement

    @cached_property
    def tags(self) -> list[str]:
        """What stands in brackets in the subject."""
        return _TAG.findall(self.subject)

    @cached_property
    def prose(self) -> str:
        """The subject without its tags."""
        return _TAG.sub(" ", self.subject)

    @cached_property
    def sentences(self) -> list[str]:
        """The statement's sentences in their own letters, each at most 500 characters."""
        return sentences(self.statement)

    @cached_property
    def declarations(self) -> list[Declaration]:
        """The sentences in which the author stands, those that do it by being said first."""
        return declarations(self.sentences)
