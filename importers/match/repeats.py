"""Posts that are no candidacy by themselves: repeats and corrections of a known one, and withdrawals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from importers.archive.decisions import RULE as DECIDED
from importers.likeness import Shelf, similarity
from importers.match.copies import LIKE, decided_to_be, order, person_of, same_statement, says_correction
from importers.match.groups import Group, Reasons, agrees, seat_of_group
from importers.model import Finding
from importers.people.same import same_person

Left = list[tuple[Finding, Reasons]]


def join_repeats(findings: Sequence[Finding], groups: Sequence[Group]) -> Left:
    """Joins what repeats or corrects a known post though it would not be enough alone; the rest is for review."""
    if not findings:
        return []
    left: Left = []
    known = [(post, group) for group in groups for post, _ in group.posts]
    # Many copies of one text would hide from the few nearest that another candidacy has the same words.
    texts = {(id(group), post.statement): index for index, (post, group) in reversed([*enumerate(known)])}
    shelf = Shelf((index, statement) for (_, statement), index in texts.items())
    threads: dict[str, list[int]] = defaultdict(list)
    for index, (post, _) in enumerate(known):
        if post.message_id:
            threads[post.message_id].append(index)
    for finding in findings:
        near = {*shelf.nearest(finding.statement, partial(_open_to, finding, known))}
        near.update(index for message_id in finding.answers for index in threads.get(message_id, ()))
        joined = {
            id(known[index][1]): (known[index][1], reason)
            for index in sorted(near)
            if (reason := _repeats(finding, *known[index]))
        }
        if len(joined) == 1:
            group, reason = next(iter(joined.values()))
            group.posts.append((finding, reason))
        else:
            left.append((finding, _why(finding)))
    return left


def _open_to(finding: Finding, known: Sequence[tuple[Finding, Group]], index: int) -> bool:
    return agrees(finding, seat_of_group(known[index][1]))


def _repeats(finding: Finding, post: Finding, group: Group) -> str:
    if not agrees(finding, seat_of_group(group)):
        return ""
    if same_statement(finding, post):
        return f"same words as {post.message_id or post.origin.label}"
    own_thread = post.message_id in finding.answers
    same, reason = same_person(person_of(finding), person_of(post))
    likeness = similarity(finding.statement, post.statement) if same else 0.0
    if likeness >= LIKE:
        return f"nearly the words of {post.message_id or post.origin.label}: {reason}"
    if same and own_thread and says_correction(finding) and likeness >= LIKE / 2:
        return f"corrects {post.message_id} in its own thread: {reason}"
    return ""


def mark_withdrawn(posts: Iterable[Finding], groups: Sequence[Group]) -> Left:
    """Marks the candidacy that each post takes back; one that finds none, or several, is for review."""
    left: Left = []
    for finding in posts:
        fitting = _taken_back(finding, groups)
        if len(fitting) != 1:
            what = "several candidacies" if fitting else "no candidacy"
            left.append(_waits(finding, f"{what} of this person in that seat and cycle is known"))
        elif again := _stands_again(finding, fitting[0][0]):
            left.append(_waits(finding, f"{again.message_id or again.origin.label} stands again after it"))
        else:
            group, reason = fitting[0]
            group.withdrawals.append((finding, f"withdrawn by the same person: {reason}"))
    return left


def _waits(finding: Finding, why: str) -> tuple[Finding, Reasons]:
    return finding, (f"withdraws, but {why}", *finding.verdict.reasons, *finding.resolution.reasons)


def _taken_back(finding: Finding, groups: Iterable[Group]) -> list[tuple[Group, str]]:
    """The candidacies that the post may mean: one in its thread, unless it names another that he has."""
    found = [(group, reason) for group in groups if (reason := _own(finding, group))]
    named = [pair for pair in found if agrees(finding, seat_of_group(pair[0]))]
    if finding.verdict.rule == DECIDED:
        return named
    threaded = [pair for pair in found if _in_thread(finding, pair[0])]
    both = [pair for pair in threaded if agrees(finding, seat_of_group(pair[0]))]
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
    return min(later, key=order, default=None)


def _own(finding: Finding, group: Group) -> str:
    """By what the group is the candidacy of the post's author, before the post."""
    if finding.resolution.cycle not in (None, seat_of_group(group)[0]):
        return ""
    known = [group.entry.person] if group.entry else [post.resolution.person for post, _ in group.posts]
    for person in known:
        if decided_to_be(finding, person):
            return f"decided to be {person}"
    if group.entry:
        same, reason = same_person(person_of(finding), group.entry.identity)
        if same:
            return reason
    for post, _ in group.posts:
        same, reason = same_person(person_of(finding), person_of(post))
        if same:
            return reason
    return ""


def _in_thread(finding: Finding, group: Group) -> bool:
    return any(post.message_id in finding.answers for post, _ in group.posts if post.message_id)


def _why(finding: Finding) -> Reasons:
    missing = tuple(f"{part} not known" for part in finding.resolution.missing)
    doubt = finding.verdict.reasons if finding.verdict.verdict == "review" else ()
    return (*doubt, *missing, *finding.resolution.reasons)
