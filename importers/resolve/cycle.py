"""Which release cycle a candidacy is for: the election that its date falls in, and the cycle that its text says it is for.

A text remembers other cycles as well: what it says of those is told apart.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec

from importers.identify.text import Text
from importers.model import Resolved, Role
from importers.reference.tables import EARLY, LATE, Cycle, Election, Reference
from scraper.patterns import compiled

# How far from its election a text that names its cycle is still believed.
NEAR = timedelta(days=150)
# A date this far outside all elections is a broken clock.
MARGIN = timedelta(days=400)
PERIOD = r"(?:release|development|dev)? ?(?:cycle|release|series|time ?frame|term|election|PTL|TC|candidacy)"
# Words that make what follows them in the same clause a memory.
PAST = compiled(
    r"\b(?:since|after|before|until|till|from|past|last|previous\w*|prior|earlier|back in|been|was|were|served"
    r"|did|had|having|ago|between|looked|'ve|joined|started|current|compared|over the|throughout|contributed|worked|not)\b"
    r"|^ ?(?:currently |now )?serving\b",
    re.IGNORECASE,
)
# Words that make a sentence a plan.
AHEAD = compiled(
    r"\b(?:goals?|priorit\w+|plans?|planning|focus\w*|vision|ideas?|roadmap|would like|'d like|will|I'll|we'll"
    r"|going to|hope|want|look(?:ing)? (?:ahead|forward)|aim|intend|should|agenda|objectives?|targets?|tasks?"
    r"|let's|need|propose|upcoming|next)\b",
    re.IGNORECASE,
)
# Where a clause begins.
CLAUSE = compiled(
    r"[;:()]| - |(?:^|,? )\b(?:but|so|would|'d|I'm|I am|will|(?:and )?(?:I|we))\b", re.IGNORECASE
)
CLAUSE_END = compiled(rf"{CLAUSE.pattern}|,|\b(?:that|which|where|when|what)\b", re.IGNORECASE)
AIMED_BEFORE = compiled(
    r"(?:\b(?:looking (?:ahead|forward) to|for|in|during|into|through)|['\"(\[/])[ ]?(?:(?:the|openstack|upcoming|coming|next|new"
    r"|whole|entire|this|cycle|release|development|of)[ ,:]{1,2}){0,4}['\"(]{0,2}$",
    re.IGNORECASE,
)
BEFORE = 100
OWN_PLAN = compiled(
    r"(?: (?:cycle|release))?,? (?:I|we)(?:'d|'ll| want| will| would| hope| plan| intend| wish| aim)\b"
)
LETTER = compiled(
    r"(?<![\w&/.+-])(?P<quote>['\"])?\b(?P<letter>[A-Z])\b['\"]?[ -](?i:release|cycle|series|development cycle)"
)
SURNAME = compiled(r" (?!Cand|Nomin|Self|Open[Ss]tack|Project|Team|Program|We\b)([A-Z][a-z]+)")
# Letters that are words: `a release`, `I cycle`.
WORDS = frozenset("AI")


class Mention(msgspec.Struct, frozen=True):
    """A cycle named at `start` of a sentence; `sure` where it cannot be an ordinary word."""

    cycle: str
    text: str
    start: int
    end: int
    sure: bool


def resolve_cycle(text: Text, date: datetime | None, role: Role | None, reference: Reference) -> Resolved:
    """The folder name of the cycle: the election that the date falls in, outside all of them what the text says.

    `conflict` says where date and text disagree.
    """
    if date and date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    named = named_cycle(text, date, role, reference)
    if date is None:
        return Resolved(named.value, ("no date", *named.reasons))
    held = election_at(date, role, reference)
    if held is None:
        return _undated(date, role, named, reference)
    cycle, vote = held
    away = _distance(date, vote)
    how = f"is {away.days + 1} days or less from" if away else "is in"
    window = f"{vote.opens:%Y-%m-%d} to {vote.closes:%Y-%m-%d}"
    reason = f"{date:%Y-%m-%d} {how} the {cycle.name} election ({vote.kind}, {window})"
    if named.value and named.value != cycle.name:
        return Resolved(cycle.name, (reason,), "; ".join(named.reasons))
    return Resolved(cycle.name, (reason, *(named.reasons if named.value else ())))


def nominations_closed(date: datetime, role: Role | None, reference: Reference) -> bool:
    """Whether nobody could stand for the role on that date, its vote's nominations opened a little at both ends."""
    return not any(
        vote.opens - EARLY <= date <= vote.deadline + LATE for _, vote in reference.elections(role)
    )


def election_at(date: datetime, role: Role | None, reference: Reference) -> tuple[Cycle, Election] | None:
    """The vote whose time, opened a little at both ends, holds `date`.

    A vote for the other role counts where none for `role` fits: a season is for one cycle.
    """
    for wanted in dict.fromkeys((role, None)):
        fitting = [
            (_distance(date, vote), number, cycle, vote)
            for number, (cycle, vote) in enumerate(reference.elections(wanted))
            if vote.opens - EARLY <= date <= vote.closes + LATE
        ]
        if fitting:
            _, _, cycle, vote = min(fitting)
            return cycle, vote
    return None


def _undated(date: datetime, role: Role | None, named: Resolved, reference: Reference) -> Resolved:
    """A date outside every election: the text is believed where its own is near, or the clock broken."""
    close, vote = min(reference.elections(role), key=lambda held: _distance(date, held[1]))
    away = _distance(date, vote).days
    nearest = f"{date:%Y-%m-%d} is in no election; {close.name}, the nearest, is {away} days away"
    if named.value is None:
        return Resolved(None, (nearest, *named.reasons))
    votes = reference.cycle_names[named.value].elections
    days = min((_distance(date, vote) for vote in votes), default=timedelta(0))
    if days <= NEAR:
        return Resolved(named.value, (*named.reasons, nearest))
    every = [vote for _, vote in reference.elections()]
    first, last = min(vote.opens for vote in every), max(vote.closes for vote in every)
    if not first - MARGIN <= date <= last + MARGIN:
        return Resolved(named.value, (*named.reasons, f"{date:%Y-%m-%d} is before or after all elections"))
    return Resolved(None, (nearest,), f"{'; '.join(named.reasons)}, {days.days} days from its election")


def _distance(date: datetime, vote: Election) -> timedelta:
    return max(vote.opens - date, date - vote.closes, timedelta(0))


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
    return _planned(text, date, role, reference)


def _planned(text: Text, date: datetime | None, role: Role | None, reference: Reference) -> Resolved:
    """A plan counts only for the newest cycle in the text: what came before it is history.

    Terms on a committee span cycles, so that its candidates speak of many; what they want in one has to be their own.
    """
    every = [(each, found) for each in text.sentences for found in mentions(each, date, reference)]
    known = {found.cycle for _, found in every if found.sure}
    if not known:
        return Resolved(None, ("the text names no cycle",))
    newest = max(known, key=reference.order)
    for sentence, found in every:
        if found.cycle != newest or not found.sure or not AHEAD.search(sentence):
            continue
        if role == "TC" and not OWN_PLAN.match(sentence, found.end):
            continue
        # what other clauses remember takes no plan back
        before, after = sentence[: found.start][-BEFORE:], sentence[found.end :]
        past = PAST.search(CLAUSE.split(before)[-1]) or PAST.search(CLAUSE_END.split(after, maxsplit=1)[0])
        if AIMED_BEFORE.search(before) and not past:
            said = sentence[max(0, found.start - 30) : found.end + 20].strip()
            return Resolved(newest, (f"plans are for {newest}, the newest cycle in the text: “{said}”",))
    listed = ", ".join(sorted(known, key=reference.order))
    return Resolved(None, (f"the text names no cycle it is for; it mentions {listed} as history",))


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
        found = {name for name in reference.cycle_names if name.startswith(match["letter"].lower())}
        cycles = {reference.cycle_names[name].name: reference.cycle_names[name] for name in found}
        lettered = next(iter(cycles)) if len(cycles) == 1 else None
        if date and len(cycles) > 1:  # where the alphabet went round, the one near the date
            lettered = min(
                cycles, key=lambda name: min(abs(vote.opens - date) for vote in cycles[name].elections)
            )
        if lettered and (match["quote"] or match["letter"] not in WORDS):
            yield Mention(lettered, match[0], match.start(), match.end(), True)


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
    return compiled(rf"(?<![\w.-])(?P<name>{known})(?!\w|\.\w){period}", re.IGNORECASE)
