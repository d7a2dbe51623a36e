"""Folds a text for matching and cuts it into sentences short enough for bounded patterns."""

import re

_QUOTES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "\xa0": " ", "\xad": None})
_SPACE = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_END = re.compile(r"(?<=[.!?;:])[\"')\]]?\s+(?=\S)|\s+(?=[*•-] )")
_LONGEST = 600
_MOST = 2_000


def fold(text: str) -> str:
    """Lower case, plain quotes, single spaces."""
    return _SPACE.sub(" ", text.translate(_QUOTES)).strip().lower()


def sentences(text: str) -> list[str]:
    """The sentences of a text, folded; paragraphs end a sentence, list items begin one."""
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        for sentence in _END.split(fold(paragraph)):
            found.extend(sentence[start : start + _LONGEST] for start in range(0, len(sentence), _LONGEST))
            if len(found) > _MOST:
                return found[:_MOST]
    return found
