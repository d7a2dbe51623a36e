"""Sentences in which an author declares to stand, found in linear time.

Used to tell what a candidacy is for; whether a post is one is for other rules to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from importers.positions import POSITION

# A statement longer than this declares itself long before its end.
LONGEST_TEXT = 60_000
LONGEST_SENTENCE = 900
LONGEST_TITLE = 70

# Spellings of candidacy, nomination and their verbs that people really use.
CANDIDACY = (
    r"(?:candid(?!ly\b)\w{2,}|candic\w*|candac\w*|candadi\w*|candiac\w*|candiat\w*|candidc\w*|canditat\w*"
    r"|canidac\w*|canidat\w*|cadidac\w*|cadidat\w*|condidac\w*|condidat\w*)"
)
NOMINATION = r"(?:self[- ]?)?nom[a-z]{1,5}at(?:e|ed|es|ing|ion|ions)"
INTENT = (
    r"\bI(?:'d|'m|'ll| am| will| would| shall| want| wish| hope| intend| plan| have decided| decided| seek"
    r"| offer| volunteer| appl|'ve decided)"
)
UNDERTAKE = (
    r"(?:(?:re-?)?run|running|stand|standing|serve|serving|continue|continuing|apply|applying|volunteer"
    r"|volunteering|take|taking|be|become|remain|lead|return|step|seek|seeking|go)"
)

# Enough alone: nobody says these of another person or of another time.
OPEN = (
    rf"(?<!in )(?<!of )(?<!from )(?<!since )(?<!with )\bmy (?:[\w/-]+ ){{0,4}}(?:{CANDIDACY}|{NOMINATION})",
    rf"\b(?:announc|declar|propos|submit|present|offer)\w* (?:(?!your|his|her|their|whose)[\w/-]+ ){{0,4}}{CANDIDACY}",
    rf"\b(?:{NOMINATION}|(?:propos|submit|present|offer|put|volunteer|announc)\w*)(?: for)? (?:me|my ?self)\b",
    r"\bself[- ]nominat",
    r"\b(?:throw|toss|put|add|offer|enter|submit)\w* (?:in )?(?:my|the|a) (?:[\w-]+ ){0,2}(?:hat|name)\b",
    r"\b(?:my )?(?:hat|name) (?:back )?(?:in|into|forward)\b[^.]{0,30}\b(?:ring|hat|election|pool)",
    rf"\bI(?:'m| am) (?:[\w-]+ ){{0,3}}(?:a |as )?{CANDIDACY}",
)
# Enough beside the name of a position.
BESIDE_POSITION = (
    rf"{INTENT}\b[^.]{{0,90}}?\b{UNDERTAKE}\b",
    r"\bI (?:[\w-]+ ){0,2}(?:run|stand|apply|volunteer|seek|wish|want)\b",
    r"\b(?:be|feel|am) (?:[\w-]+ )?(?:honou?red|happy|glad|pleased|willing|delighted|privileged|proud)\b",
    rf"\bas an? (?:[\w-]+ )?{CANDIDACY}",
    rf"\b(?:this|here) is (?:[\w-]+ ){{0,3}}(?:{CANDIDACY}|{NOMINATION})",
    r"\b(?:please )?consider (?:this|my|me)\b",
    r"\b(?:would|'d) (?:like|love) (?:[\w-]+ ){0,3}(?:to )?(?:continue|serve|run|stand|lead|be)\b",
    r"\b(?:my|an) (?:[\w-]+ ){0,2}(?:intention|intent|interest|desire|bid|pleasure|honou?r|privilege) (?:to|in|for)\b",
    r"\bconsidered for\b",
    r"\bcontinu\w+ (?:on )?(?:to )?(?:(?:serve|serving|be|being|act|acting|work|working) )?as\b",
    r"\b(?:running|standing|volunteering|applying) (?:again )?(?:for|as|to)\b",
    r"\b(?:rais\w*|put\w*) my hand\b",
    r"\bonce (?:again|more)\b",
    r"\b(?:another|one more|for an? (?:second|third|fourth|fifth)) (?:[\w-]+ )?(?:term|cycle|round|time|tour)\b",
)
DECLINED = re.compile(
    r"\b(?:won't|will not|wont|not going to|do(?:es)? not (?:plan|intend|want)|don't (?:plan|intend|want)"
    r"|decided not|chosen not|not be|not (?:run|running|stand|standing|seek|seeking|continu\w+|submit\w*)|no longer"
    rf"|non[- ]?(?:{CANDIDACY}|nomination)|step(?:ping)? down)\b",
    re.IGNORECASE,
)
_OPEN = re.compile("|".join(OPEN), re.IGNORECASE)
_BESIDE = re.compile("|".join(BESIDE_POSITION), re.IGNORECASE)
_TITLE = re.compile(rf"\b(?:{CANDIDACY}|{NOMINATION})", re.IGNORECASE)
_BULLET = re.compile(r"[*+o•#-]{1,3}\s|\d{1,2}[.)]\s|=+$|-+$|~+$")
_END = re.compile(r"(?<=[.!?])[\"')\]]{0,2} +(?=[\"'(\[*]?[A-Z0-9])|(?<=[!?;]) +")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A sentence on one line in which the author stands; `after` is where its declaring words begin.

    It is `strong` if these can mean nothing else, weak if they stand only beside a position.
    """

    text: str
    after: int
    strong: bool


def declaring_sentences(text: str) -> list[str]:
    """The sentences of `text`, each on one line, in which the author declares to stand, strong ones first."""
    return [found.text for found in declarations(text)]


def declarations(text: str) -> list[Declaration]:
    """Every declaring sentence, strong ones first; sentences that decline to stand are left out."""
    every = [found for sentence in sentences(text) if (found := declaration(sentence))]
    return sorted(every, key=lambda found: not found.strong)


def declaration(sentence: str) -> Declaration | None:
    """What one sentence declares, or None."""
    if DECLINED.search(sentence):
        return None
    strong = _OPEN.search(sentence)
    if strong:
        return Declaration(sentence, strong.start(), True)
    if not POSITION.search(sentence):
        return None
    if len(sentence) <= LONGEST_TITLE and sentence[-1] not in ".?!:" and _TITLE.search(sentence):
        return Declaration(sentence, 0, True)
    weak = _BESIDE.search(sentence)
    return Declaration(sentence, weak.start(), False) if weak else None


def sentences(text: str) -> Iterator[str]:
    """The sentences of `text`, lines joined within a paragraph or list item, apostrophes made plain."""
    for paragraph in _paragraphs(text[:LONGEST_TEXT].translate(_PLAIN)):
        for sentence in _END.split(paragraph):
            if sentence.strip():
                yield sentence.strip()[:LONGEST_SENTENCE]


_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\t": " "})


def _paragraphs(text: str) -> Iterator[str]:
    lines: list[str] = []
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if lines and (not line or _BULLET.match(line)):
            yield " ".join(lines)
            lines = []
        if line:
            lines.append(line)
    if lines:
        yield " ".join(lines)
