"""Puts posts and files of the same candidacy together; symmetric, free of order, every join with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from importers.archive.decisions import RULE as DECIDED
from importers.archive.entry import Entry
from importers.likeness import Shelf, similarity, words
from importers.match.copies import ALIKE, LIKE, LONG, distinct, same_long_text, same_statement, two_people
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
from importers.people.same import Directory
from importers.spool import Finding
from scraper.files import sha256

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
        if len(group.posts) > 1:
            group.posts.sort(key=lambda post: by_date(post[0]))
    return Placement(groups, reviews)


class Files:
    """Finds the file of a post: by seat and person, else by words that stand in one file alone.

    The index of words is built when the first post needs it.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._seats: defaultdict[tuple[str, str], Directory] = defaultdict(Directory)
        self._decided: defaultdict[tuple[str, str, str | None], list[int]] = defaultdict(list)
        for index, entry in enumerate(entries):
            self._seats[seat_key(entry.record)].add(index, entry.identity)
            self._decided[*seat_key(entry.record), entry.person].append(index)
        self._shelf: Shelf | None = None

    def find(self, finding: Finding) -> tuple[int | None, Reasons]:
        """The number of the finding's file with the reason, or None with what keeps it from one."""
        if not self._entries:
            return None, ()
        # Where one person has two files in that seat, it is the one in more of the post's words.
        own: list[tuple[float, str, int, str]] = []
        seat = seat_key(finding.resolution)
        near = self._seats[seat].near(person_of(finding))
        for index in near.union(self._decided.get((*seat, finding.resolution.person), ())):
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
    by_seat: defaultdict[tuple[str, str], tuple[list[tuple[Finding, Group]], list[Finding]]]
    by_seat = defaultdict(lambda: ([], []))
    for group in groups:
        for post, _ in group.posts:
            by_seat[seat_key(group.seat)][0].append((post, group))
    for finding in findings:
        by_seat[seat_key(finding.resolution)][1].append(finding)
    fresh = [group for known, new in by_seat.values() if new for group in _in_seat(known, new)]
    return sorted(fresh, key=lambda group: by_date(group.posts[0][0]))


def _in_seat(known: Iterable[tuple[Finding, Group]], findings: Iterable[Finding]) -> Iterable[Group]:
    """The new groups of one seat, each once."""
    seat = _Seat()
    for post, group in known:
        seat.add(post, group, _long_text(post))
    for finding in findings:
        long = _long_text(finding)
        joined = list(seat.joined(finding, long))
        if not joined:
            seat.add(finding, Group(None, [(finding, _FIRST)]), long)
            continue
        first, reason = joined[0]
        first.posts.append((finding, reason))
        seat.add(finding, first, long)
        for other, further in joined[1:]:
            if other.entry is None:
                first.posts.extend((post, further if why == _FIRST else why) for post, why in other.posts)
                seat.groups = [first if group is other else group for group in seat.groups]
    return {id(group): group for group in seat.groups if group.entry is None}.values()


class _Seat:
    """The posts of one seat with the group of each; compares a new one with those alone that it may belong to."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self._posts: list[Finding] = []
        self._people = Directory()
        self._decided: set[int] = set()
        self._unnamed: set[int] = set()
        self._texts: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, post: Finding, group: Group, long: str) -> None:
        """A post that belongs to the group; `long` is its `_long_text`."""
        number, person = len(self._posts), person_of(post)
        self.groups.append(group)
        self._posts.append(post)
        self._people.add(number, person)
        self._texts[long].add(number)
        self._decided |= {number} if post.verdict.rule == DECIDED else set()
        self._unnamed |= set() if person.names else {number}

    def joined(self, finding: Finding, long: str) -> Iterator[tuple[Group, str]]:
        """The groups that a post belongs to, with why, in the order in which they came."""
        person = person_of(finding)
        by_person = self._people.near(person) | self._decided
        # only long texts are the same for two people who are known to be two
        by_words = self._unnamed | self._texts.get(long or "none", set())
        if finding.verdict.rule == DECIDED:
            by_person = set(range(len(self._posts)))
        if not person.names:
            by_words = set(range(len(self._posts)))
        near: dict[int, tuple[Group, list[int]]] = {}
        for number in sorted(by_person | by_words):
            group = self.groups[number]
            near.setdefault(id(group), (group, []))[1].append(number)
        for group, numbers in near.values():
            authors = (self._posts[number] for number in numbers if number in by_person)
            if reason := same_author(finding, None, authors):
                yield group, f"same seat, same person: {reason}"
            elif any(
                same_statement(finding, self._posts[number]) for number in numbers if number in by_words
            ):
                yield group, "same seat, same words"


def _long_text(finding: Finding) -> str:
    """The digest of the words of a text that is the same for two people; empty where it is too short for that."""
    statement = finding.statement
    return sha256(" ".join(words(statement)).encode()) if len(statement.split()) >= LONG else ""
