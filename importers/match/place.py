"""Puts posts and files of the same candidacy together; symmetric, free of order, every join with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from importers.archive.decisions import RULE as DECIDED
from importers.archive.entry import Entry
from importers.likeness import Shelf, similarity
from importers.match.copies import ALIKE, LIKE, distinct, same_long_text, same_statement, two_people
from importers.match.followups import join_repeats, mark_withdrawn
from importers.match.groups import (
    Group,
    Placement,
    Reasons,
    agrees,
    by_date,
    lacks_text,
    person_of,
    same_author,
    seat_key,
)
from importers.model import Finding

_FIRST = "first post of this candidacy"
_CLEAR = 0.03  # by how much the likeliest must lead the next


def place(findings: Iterable[Finding], entries: Sequence[Entry]) -> Placement:
    """Files with the posts that belong to them, by identity or likeness, and groups of posts that no file carries."""
    posts = distinct(findings)
    groups = [Group(entry) for entry in entries]
    files = Files(entries)
    loose: list[Finding] = []
    doubtful: list[Finding] = []
    reviews: list[tuple[Finding, Reasons]] = []
    for finding in posts:
        if finding.verdict.withdraws:
            continue
        index, reasons = files.find(finding)
        if index is not None:
            groups[index].posts.append((finding, reasons[0]))
        elif reasons:
            reviews.append((finding, reasons))
        elif finding.verdict.verdict != "candidacy" or finding.resolution.missing:
            doubtful.append(finding)
        else:
            loose.append(finding)
    groups.extend(_among_themselves(loose, groups))
    reviews.extend(join_repeats(doubtful, groups))
    reviews.extend(mark_withdrawn((each for each in posts if each.verdict.withdraws), groups))
    for group in groups:
        group.posts.sort(key=lambda post: by_date(post[0]))
    return Placement(groups, reviews)


class Files:
    """Finds the file of a post: by seat and person, else by words that stand in one file alone.

    The index of words is built when the first post needs it.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._seats: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, entry in enumerate(entries):
            self._seats[seat_key(entry.record)].append(index)
        self._shelf: Shelf | None = None

    def find(self, finding: Finding) -> tuple[int | None, Reasons]:
        """The number of the finding's file with the reason, or None with what keeps it from one."""
        if not self._entries:
            return None, ()
        # Where one person has two files in that seat, it is the one in more of the post's words.
        own: list[tuple[float, str, int, str]] = []
        for index in self._seats.get(seat_key(finding.resolution), ()):
            entry = self._entries[index]
            if reason := same_author(finding, entry):
                likeness = similarity(finding.statement, entry.text)
                if finding.verdict.verdict == "candidacy" or likeness >= LIKE or lacks_text(finding):
                    own.append((-likeness, entry.key, index, reason))
        if own:
            _, _, index, reason = min(own)
            return index, (f"same seat, same person: {reason}",)
        return self._by_words(finding)

    def _by_words(self, finding: Finding) -> tuple[int | None, Reasons]:
        if self._shelf is None:
            self._shelf = Shelf((index, entry.text) for index, entry in enumerate(self._entries))
        # One text may stand in many cycles: what is known of the post must not contradict the file.
        near = self._shelf.nearest(
            finding.statement, lambda index: agrees(finding, self._entries[index].record)
        )
        likely = [(similarity(finding.statement, self._entries[index].text), index) for index in near]
        likely = sorted((pair for pair in likely if pair[0] >= LIKE), key=lambda pair: (-pair[0], pair[1]))
        if not likely:
            return None, ()
        likeness, index = likely[0]
        rivals = [other for score, other in likely[1:] if likeness - score < _CLEAR]
        if rivals:
            names = ", ".join(sorted(self._entries[other].key for other in [index, *rivals]))
            return None, (f"the same words stand in several files: {names}",)
        entry, person = self._entries[index], person_of(finding)
        if two_people(person, entry.identity):
            # Another's full name outweighs any likeness but that of the whole text.
            sure = finding.verdict.rule != DECIDED and same_long_text(finding.statement, entry.text)
        else:
            sure = likeness >= ALIKE or bool(same_author(finding, entry))
        return (index, (f"same words as the file, likeness {likeness:.2f}",)) if sure else (None, ())


def _among_themselves(findings: Iterable[Finding], groups: Iterable[Group]) -> list[Group]:
    """Posts that no file carries: reposts, cross-posts and corrections of one person fold into one group.

    Those that belong to a post of a file's group join that; the new groups come back, oldest first.
    """
    by_seat: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for group in groups:
        if group.posts:
            by_seat[seat_key(group.seat)].append(group)
    for finding in findings:
        seat = by_seat[seat_key(finding.resolution)]
        joined = [(group, reason) for group in seat if (reason := _joins(finding, group))]
        if not joined:
            seat.append(Group(None, [(finding, _FIRST)]))
            continue
        first, reason = joined[0]
        first.posts.append((finding, reason))
        for other, further in joined[1:]:
            if other.entry is None:
                first.posts.extend((post, further if why == _FIRST else why) for post, why in other.posts)
                seat.remove(other)
    fresh = [group for seat in by_seat.values() for group in seat if group.entry is None]
    return sorted(fresh, key=lambda group: by_date(group.posts[0][0]))


def _joins(finding: Finding, group: Group) -> str:
    posts = [post for post, _ in group.posts]
    reason = same_author(finding, None, posts)
    if reason:
        return f"same seat, same person: {reason}"
    return "same seat, same words" if any(same_statement(finding, post) for post in posts) else ""
