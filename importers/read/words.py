"""The words without which nothing is a candidacy, for stopping posts before they are decoded."""

import re

from scraper.mail.mbox import Bounds
from scraper.mail.prefilter import Word, hides, holds, suspects, word
from scraper.model import Message

# Few needles and long ones: each is a scan of every month.
WORDS: tuple[Word, ...] = (
    word("cand", r"(?<!release )cand[aid]+|candica"),
    word("nominat", r"(?<!de)nominat"),
    word("ptl", r"(?<![a-z0-9/_])d?ptl(?:s|ship)?(?![a-z0-9])"),
    word("technical", r"technical[\s-]+(?:com|lead)"),
    word(" tc", r" tc(?![a-z0-9_./])"),
    word("[tc]", r"\[tc\]"),
    word("lead", r"(?<=team\s)lead|(?<=team-)lead|(?<=project\s)lead|(?<=tech\s)lead"),
)
# Names of a seat that mean nothing else, and those that other projects use as well.
_SEAT = re.compile(rb"technical[\s-]+com+it|candid[ai][ct]y|candidature|candicacy|\[tc\]|\bcandidates/")
_MAYBE_SEAT = re.compile(
    rb"\bd?ptl(?:s|ship)?\b|\bplt\b|\btc\b|technical[\s-]+com|\b(?:team|project|technical|tech|programm?e?)[\s-]lead"
)
_STAND = re.compile(rb"candi|canid|canad|canda|nomin|\belection|re-?elect|hats? in|cadid|condid|\bthe ring\b")
_SELF = re.compile(rb"\b(?:i|me|myself|my)\b")
_WISH = re.compile(
    rb"\b(?:run (?:again |once more )?(?:for|as)\b|running|stand|serv(?:e|ing)|continu|becom|apply|volunt|propos"
    rb"|step|consider|my name|my position|keep my|would like|'d like|'d love|would love|hope to|help|honou?r|happy|leading|return"
    rb"|myself|forward|offer|again|interest|enter(?:ing)? the|intent|up for|round\b|wish|plan to|decided|drive)|\bbe (?:the|your|a|our)\b"
)
_BEFORE, _AFTER = 240, 120


def could_stand(text: bytes) -> bool:
    """Whether a post names a seat, and standing for it or its author; other posts are no candidacy."""
    lowered = text.lower()
    if _SEAT.search(lowered):
        return bool(_STAND.search(lowered) or _SELF.search(lowered))
    seats = [match.start() for match in _MAYBE_SEAT.finditer(lowered)]
    if seats and _STAND.search(lowered):
        return True
    nearby = [(max(0, at - _BEFORE), at + _AFTER) for at in seats]
    return any(_SELF.search(lowered, *part) and _WISH.search(lowered, *part) for part in nearby)


def may_matter(raw: bytes) -> bool:
    """The sieve of a whole month for one post that stands alone."""
    return bool(suspects(raw, [Bounds(0, 0, len(raw))], WORDS)) and (hides(raw) or could_stand(raw))


def speaks_of_elections(message: Message) -> bool:
    """The same for a decoded post, whose encoding may have hidden the words."""
    text = f"{message.subject}\n{message.body}".encode("utf-8", "replace")
    return holds(text, WORDS) and could_stand(text)
