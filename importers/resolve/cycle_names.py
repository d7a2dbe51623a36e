"""The release cycle that a text says it is for, told apart from the cycles it remembers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from importers.identify.text import Text
from importers.model import Resolved, Role
from importers.reference.tables import Reference

PERIOD = r"(?:release|development|dev)? ?(?:cycle|release|series|time ?frame|term|election|PTL|TC|candidacy)"
# Words that make what follows them in the same clause a memory.
PAST = re.compile(
    r"\b(?:since|after|before|until|till|from|past|last|previous\w*|prior|earlier|back in|been|was|were|served"
    r"|did|had|having|ago|between|looked|'ve|joined|started|current|compared|over the|throughout|contributed|worked|not)\b"
    r"|^ ?(?:currently |now )?serving\b",
    re.IGNORECASE,
)
# Words that make a sentence a plan.
AHEAD = re.compile(
    r"\b(?:goals?|priorit\w+|plans?|planning|focus\w*|vision|ideas?|roadmap|would like|'d like|will|I'll|we'll"
    r"|going to|hope|want|look(?:ing)? (?:ahead|forward)|aim|intend|should|agenda|objectives?|targets?|tasks?"
    r"|let's|need|propose|upcoming|next)\b",
    re.IGNORECASE,
)
# Where a clause begins.
CLAUSE = re.compile(
    r"[;:()]| - |(?:^|,? )\b(?:but|so|would|'d|I'm|I am|will|(?:and )?(?:I|we))\b", re.IGNORECASE
)
CLAUSE_END = re.compile(rf"{CLAUSE.pattern}|,|\b(?:that|which|where|when|what)\b", re.IGNORECASE)
AIMED_BEFORE = re.compile(
    r"(?:\b(?:looking (?:ahead|forward) to|for|in|during|into|through)|['\"(\[/])[ ]?(?:(?:the|openstack|upcoming|coming|next|new"
    r"|whole|entire|this|cycle|release|development|of)[ ,:]{1,2}){0,4}['\"(]{0,2}$",
    re.IGNORECASE,
)
BEFORE = 100
OWN_PLAN = re.compile(
    r"(?: (?:cycle|release))?,? (?:I|we)(?:'d|'ll| want| will| would| hope| plan| intend| wish| aim)\b"
)
LETTER = re.compile(
    r"(?<![\w&/.+-])(?P<quote>['\"])?\b(?P<letter>[A-Z])\b['\"]?[ -](?i:release|cycle|series|development cycle)"
)
SURNAME = re.compile(r" (?!Cand|Nomin|Self|Open[Ss]tack|Project|Team|Program|We\b)([A-Z][a-z]+)")
# Letters that are words: `a release`, `I cycle`.
WORDS = frozenset("AI")


@dataclass(frozen=True, slots=True)
class Mention:
    """A cycle named at `start` of a sentence; `sure` where it cannot be an ordinary word."""

    cycle: str
    text: str
    start: int
    end: int
    sure: bool


def named_cycle(text: Text, date: datetime | None, role: Role | None, reference: Reference) -> Resolved:
    """The subject first, then declaring sentences, then plans for the newest cycle that the text knows."""
    found = list(mentions(text.subject, date, reference))
    if found:
        return _newest(found, "the subject", reference)
    for declared in text.declarations:
        sentence = declared.sentence
        aimed = [
            each
            for each in mentions(sentence, date, reference)
            # unless the clause that leads to it speaks of the past
            if each.sure and not PAST.search(CLAUSE.split(sentence[: each.start][-BEFORE:])[-1])
        ]
        if aimed:
            return _newest(aimed, "the declaring sentence", reference)
    return _planned(text.sentences, date, role, reference)


def _planned(
    sentences: Sequence[str], date: datetime | None, role: Role | None, reference: Reference
) -> Resolved:
    """A plan counts only for the newest cycle in the text: what came before it is history.

    Terms on a committee span cycles, so that its candidates speak of many; what they want in one has to be their own.
    """
    every = [(text, found) for text in sentences for found in mentions(text, date, reference)]
    known = {found.cycle for _, found in every if found.sure}
    if not known:
        return Resolved(None, ("the text names no cycle",))
    newest = max(known, key=reference.order)
    for text, found in every:
        ahead = AHEAD.search(text) and AIMED_BEFORE.search(text[: found.start][-BEFORE:])
        if (
            found.cycle == newest
            and found.sure
            and ahead
            and not _past(text, found)
            and (role != "TC" or OWN_PLAN.match(text, found.end))
        ):
            said = text[max(0, found.start - 30) : found.end + 20].strip()
            reason = f"plans are for {newest}, the newest cycle in the text: “{said}”"
            return Resolved(newest, (reason,))
    listed = ", ".join(sorted(known, key=reference.order))
    return Resolved(None, (f"the text names no cycle it is for; it mentions {listed} as history",))


def _past(text: str, mention: Mention) -> bool:
    """Whether the clause around the mention speaks of the past; what other clauses remember takes no plan back."""
    before = CLAUSE.split(text[: mention.start][-BEFORE:])[-1]
    after = CLAUSE_END.split(text[mention.end :], maxsplit=1)[0]
    return bool(PAST.search(before) or PAST.search(after))


def _newest(found: list[Mention], where: str, reference: Reference) -> Resolved:
    cycle = max((mention.cycle for mention in found), key=reference.order)
    text = next(mention.text for mention in found if mention.cycle == cycle)
    others = sorted({mention.cycle for mention in found} - {cycle}, key=reference.order)
    beside = f", the newest beside {', '.join(others)}" if others else ""
    return Resolved(cycle, (f"{where} says “{text}”: {cycle}{beside}",))


def mentions(text: str, date: datetime | None, reference: Reference) -> Iterator[Mention]:
    """Every cycle named in `text`, by name, number, alias or letter."""
    for match in _names(tuple(reference.cycle_names)).finditer(text):
        word = match["name"]
        following = None if match["period"] else SURNAME.match(text[match.end() :])
        if following and reference.project(following[1]) is None:
            continue  # several cycles are first names as well
        sure = not word[0].islower() or bool(match["period"])
        cycle = reference.cycle_names[re.sub("['’]", "", word.lower())].name
        yield Mention(cycle, match[0], match.start(), match.end(), sure)
    for match in LETTER.finditer(text):
        lettered = _lettered(match["letter"], date, reference)
        if lettered and (match["quote"] or match["letter"] not in WORDS):
            yield Mention(lettered, match[0], match.start(), match.end(), True)


def _lettered(letter: str, date: datetime | None, reference: Reference) -> str | None:
    """The cycle whose name begins with the letter; where the alphabet went round, the one near the date."""
    found = {name for name in reference.cycle_names if name.startswith(letter.lower())}
    cycles = {reference.cycle_names[name].name: reference.cycle_names[name] for name in found}
    if date is None or len(cycles) < 2:
        return next(iter(cycles)) if len(cycles) == 1 else None
    return min(cycles, key=lambda name: min(abs(vote.opens - date) for vote in cycles[name].elections))


@lru_cache(maxsize=8)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    # some write “Queen's” for Queens
    spelled = (
        re.sub(r"s$", "(?:['’]?s)", re.escape(name))
        for name in sorted(names, key=len, reverse=True)
        if len(name) > 1
    )
    known = "|".join(spelled)
    period = rf"(?P<period>['\"]?[ -]{PERIOD})?"
    return re.compile(rf"(?<![\w.-])(?P<name>{known})(?!\w|\.\w){period}", re.IGNORECASE)
