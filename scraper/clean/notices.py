"""Takes what archives write in place of attachments."""

from scraper.clean.patterns import NOTICES, Notice
from scraper.clean.spans import Marks

STRONGEST = 12
OPENINGS = frozenset("AST[-<")


def take_notices(marks: Marks) -> None:
    """Take every notice, wherever it stands; text of a part that was not scrubbed stays."""
    for index in range(len(marks)):
        text = marks.texts[index].strip()
        if text.strip("-") and (text[:1] in OPENINGS or "." in text[-5:-1]) and marks.free(index):
            for notice in NOTICES:
                if notice.head.match(text):
                    _take(marks, index, notice)
                    break


def _take(marks: Marks, first: int, notice: Notice) -> None:
    last = first
    fields = 0
    for index in range(first + 1, min(first + STRONGEST, len(marks))):
        text = marks.texts[index].strip()
        if not text and notice.loose:
            continue
        if not notice.fields.match(text):
            break
        last = index
        fields += 1
    if fields >= notice.least:
        marks.take(first, last, "notice", notice.name)
