"""Puts posts and files of the same candidacy together; symmetric, free of order, every join with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from importers.archive.entry import Entry
from importers.match.copies import decided_to_be, one_post_each, order, person_of, same_statement, withdraws
from importers.match.file_matching import FileMatcher
from importers.match.groups import Group, Placement, Reasons, folded, seat_of_group
from importers.match.repeats import join_repeats, mark_withdrawn
from importers.model import Finding
from importers.people.same import same_person

_FIRST = "first post of this candidacy"


def place(findings: Iterable[Finding], entries: Sequence[Entry]) -> Placement:
    """Joins findings to entries by identity and likeness, and what is left to one another."""
    posts = one_post_each(findings)
    groups = [Group(entry) for entry in entries]
    matcher = FileMatcher(entries)
    loose: list[Finding] = []
    doubtful: list[Finding] = []
    reviews: list[tuple[Finding, Reasons]] = []
    for finding in posts:
        if withdraws(finding):
            continue
        index, reasons = matcher.find(finding)
        if index is not None:
            groups[index].posts.append((finding, reasons[0]))
        elif reasons:
            reviews.append((finding, reasons))
        elif finding.verdict.verdict != "candidacy" or finding.resolution.missing:
            doubtful.append(finding)
        else:
            loose.append(finding)
    groups = _among_themselves(loose, groups)
    reviews.extend(join_repeats(doubtful, groups))
    reviews.extend(mark_withdrawn(filter(withdraws, posts), groups))
    for group in groups:
        group.posts.sort(key=lambda post: order(post[0]))
    return Placement(groups, reviews)


def _among_themselves(findings: Sequence[Finding], groups: list[Group]) -> list[Group]:
    """Posts that no file carries: reposts, cross-posts and corrections of one person fold into one group."""
    by_seat: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for group in groups:
        if group.posts:
            by_seat[folded(seat_of_group(group))].append(group)
    for finding in findings:
        own = Group(None, [(finding, _FIRST)])
        seat = by_seat[folded(seat_of_group(own))]
        joined = [(group, reason) for group in seat if (reason := _joins(finding, group))]
        if not joined:
            seat.append(own)
            continue
        first, reason = joined[0]
        first.posts.append((finding, reason))
        for other, further in joined[1:]:
            if other.entry is None:
                first.posts.extend((post, further if why == _FIRST else why) for post, why in other.posts)
                seat.remove(other)
    fresh = [group for seat in by_seat.values() for group in seat if group.entry is None]
    return [*groups, *sorted(fresh, key=lambda group: order(group.posts[0][0]))]


def _joins(finding: Finding, group: Group) -> str:
    for other, _ in group.posts:
        if decided_to_be(finding, other.resolution.person) or decided_to_be(other, finding.resolution.person):
            return f"same seat, decided to be {finding.resolution.person}"
        same, reason = same_person(person_of(finding), person_of(other))
        if same:
            return f"same seat, same person: {reason}"
        if same_statement(finding, other):
            return "same seat, same words"
    return ""
