"""Makes the typography of a text plain and cuts it into sentences short enough for bounded patterns."""

import re

_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "\xa0": " ", "\xad": None}
)
# Scripts that put no space between their words and a name such as “PTL”.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_JOINED = re.compile(rf"(?<=[A-Za-z0-9])(?=[{_UNSPACED}])|(?<=[{_UNSPACED}])(?=[A-Za-z0-9])")
_SPACE = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_END = re.compile(r"(?<=[.!?;:])(?:[\"'\]]?\s+(?=\S)|\)\s+(?![a-z]))|\s+(?=[*•-] )")
_QUOTATION = re.compile(r'(?<!\w)"(?=\S)[^"]{1,300}"')
# What a post is shows in its first pages or its last words; the rest would only cost time.
_HEAD, _TAIL = 36_000, 4_000
_LONGEST = 500


def fold(text: str) -> str:
    """Lower case, plain quotes, single spaces."""
    return plain(text).lower()


def outside_quotation(text: str) -> str:
    """Plain text without what stands in double quotes: somebody else's words, or words of another day."""
    return _QUOTATION.sub('""', text)


def sentences(text: str) -> list[str]:
    """The sentences of a text in its own letters; paragraphs end a sentence, list items begin one.

    A quotation of a sentence or more is dropped; a few quoted words stay.
    """
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(_shown(text)):
        for sentence in _END.split(_QUOTATION.sub(_shortened, plain(paragraph))):
            found.extend(sentence[start : start + _LONGEST] for start in range(0, len(sentence), _LONGEST))
    return found


def plain(text: str) -> str:
    """Plain quotes and single spaces, also where a script puts none beside a name such as “PTL”."""
    if not text.isascii():
        text = _JOINED.sub(" ", text)
    return _SPACE.sub(" ", text.translate(_QUOTES)).strip()


def _shown(text: str) -> str:
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n\n{text[-_TAIL:]}"


def _shortened(quotation: re.Match[str]) -> str:
    text = quotation.group()
    return '""' if re.search(r'[.!?;:][ "]', text) else text
