"""Which candidacy a withdrawal takes back: the author's own, in the post's thread or in the seat that it names."""

from collections.abc import Iterable, Sequence

from importers.archive.decisions import RULE as DECIDED
from importers.match.groups import Group, Reasons, agrees, by_date, same_author
from importers.model import Finding


def mark_withdrawn(posts: Iterable[Finding], groups: Sequence[Group]) -> list[tuple[Finding, Reasons]]:
    """Adds each post to the candidacy that it takes back; those that find none, or several, come back for review."""
    left: list[tuple[Finding, Reasons]] = []
    for finding in posts:
        fitting = _taken_back(finding, groups)
        if len(fitting) != 1:
            what = "several candidacies" if fitting else "no candidacy"
            why = f"{what} of this person in that seat and cycle is known"
        elif again := _stands_again(finding, fitting[0][0]):
            why = f"{again.message_id or again.origin.label} stands again after it"
        else:
            group, reason = fitting[0]
            group.withdrawals.append((finding, f"withdrawn by the same person: {reason}"))
            continue
        told = (f"withdraws, but {why}", *finding.verdict.reasons, *finding.resolution.reasons)
        left.append((finding, told))
    return left


def _taken_back(finding: Finding, groups: Iterable[Group]) -> list[tuple[Group, str]]:
    """The candidacies that the post may mean: one in its thread, unless it names another of the same person's."""
    found = [
        (group, reason)
        for group in groups
        if finding.resolution.cycle in (None, group.seat.cycle)
        and (reason := same_author(finding, group.entry, (post for post, _ in group.posts)))
    ]
    named = [pair for pair in found if agrees(finding, pair[0].seat)]
    if finding.verdict.rule == DECIDED:
        return named
    threaded = [
        pair
        for pair in found
        if any(post.message_id in finding.answers for post, _ in pair[0].posts if post.message_id)
    ]
    both = [pair for pair in threaded if agrees(finding, pair[0].seat)]
    return both or ([*threaded, *named] if threaded and named else threaded or named)


def _stands_again(finding: Finding, group: Group) -> Finding | None:
    """The first announcement after the withdrawal; whether it still counts is then for a person to say."""
    if finding.date is None or finding.verdict.rule == DECIDED:
        return None
    later = [
        post
        for post, _ in group.posts
        if post.verdict.verdict == "candidacy" and post.date and post.date > finding.date
    ]
    return min(later, key=by_date, default=None)
