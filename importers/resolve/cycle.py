"""Which release cycle a candidacy is for: the election that its date falls in, and what its text says."""

from datetime import UTC, datetime, timedelta

from importers.identify.text import Text
from importers.model import Resolved, Role
from importers.reference.tables import EARLY, LATE, Cycle, Election, Reference
from importers.resolve.cycle_names import named_cycle

# How far from its election a text that names its cycle is still believed.
NEAR = timedelta(days=150)
# A date this far outside all elections is a broken clock.
MARGIN = timedelta(days=400)


def resolve_cycle(text: Text, date: datetime | None, role: Role | None, reference: Reference) -> Resolved:
    """The folder name of the cycle: the election that the date falls in, outside all of them what the text says.

    `conflict` says where date and text disagree.
    """
    if date and date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    named = named_cycle(text, date, role, reference)
    if date is None:
        return Resolved(named.value, ("no date", *named.reasons))
    held = _election_at(date, role, reference)
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


def in_an_election(date: datetime, reference: Reference) -> bool:
    """Whether any vote's time, opened a little at both ends, holds the date."""
    return _election_at(date, None, reference) is not None


def nominations_closed(date: datetime, role: Role | None, reference: Reference) -> bool:
    """Whether nobody could stand for the role on that date, its vote's nominations opened a little at both ends."""
    return not any(
        vote.opens - EARLY <= date <= vote.deadline + LATE for _, vote in reference.elections(role)
    )


def _election_at(date: datetime, role: Role | None, reference: Reference) -> tuple[Cycle, Election] | None:
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
