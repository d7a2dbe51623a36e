"""Posts that are no candidacy by themselves: they repeat, correct or take back a known one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from importers.archive.decisions import RULE as DECIDED
from importers.likeness import Shelf, similarity
from importers.match.copies import LIKE, same_statement, says_correction
from importers.match.groups import (
    Group,
    Reasons,
    agrees,
    by_date,
    lacks_text,
    person_of,
    same_author,
    same_candidate,
)
from importers.people.same import Directory, Person
from importers.spool import Finding
from scraper.files import sha256


def join_repeats(findings: Sequence[Finding], groups: Sequence[Group]) -> list[tuple[Finding, Reasons]]:
    """Adds each post to the one group that it repeats or corrects; the others come back for review, with why."""
    if not findings:
        return []
    left: list[tuple[Finding, Reasons]] = []
    known = [(post, group) for group in groups for post, _ in group.posts]
    # Many copies of one text would hide from the few nearest that another candidacy has the same words.
    texts = {
        (id(group), sha256(post.statement.encode("utf-8", "surrogatepass"))): index
        for index, (post, group) in reversed([*enumerate(known)])
    }
    shelf = Shelf(
        ((index, known[index][0].statement) for index in texts.values()),
        (finding.statement for finding in findings),
    )
    threads: dict[str, list[int]] = defaultdict(list)
    for index, (post, _) in enumerate(known):
        if post.message_id:
            threads[post.message_id].append(index)
    for finding in findings:

        def fits(index: int, finding: Finding = finding) -> bool:
            return agrees(finding, known[index][1].seat)

        near = {*shelf.nearest(finding.statement, fits)}
        named = (*finding.answers, finding.message_id or "")
        near.update(index for message_id in named for index in threads.get(message_id, ()))
        joined = {
            id(known[index][1]): (known[index][1], reason)
            for index in sorted(near)
            if fits(index) and (reason := _repeats(finding, known[index][0]))
        }
        if len(joined) == 1:
            group, reason = next(iter(joined.values()))
            group.posts.append((finding, reason))
        else:
            missing = tuple(f"{part} not known" for part in finding.resolution.missing)
            doubt = finding.verdict.reasons if finding.verdict.verdict == "review" else ()
            left.append((finding, (*doubt, *missing, *finding.resolution.reasons)))
    return left


def _repeats(finding: Finding, post: Finding) -> str:
    """By what the finding repeats or corrects the post; empty where it does not."""
    name = post.message_id or post.origin.label
    if finding.message_id and finding.message_id == post.message_id and lacks_text(finding):
        return f"{name} without its text"
    if same_statement(finding, post):
        return f"same words as {name}"
    same, reason = same_candidate(person_of(finding), person_of(post))
    likeness = similarity(finding.statement, post.statement) if same else 0.0
    if likeness >= LIKE:
        return f"nearly the words of {name}: {reason}"
    own_thread = post.message_id in finding.answers
    if same and own_thread and says_correction(finding) and likeness >= LIKE / 2:
        return f"corrects {post.message_id} in its own thread: {reason}"
    return ""


def mark_withdrawn(posts: Iterable[Finding], groups: Sequence[Group]) -> list[tuple[Finding, Reasons]]:
    """Adds each post to the candidacy that it takes back; those that find none, or several, come back for review."""
    left: list[tuple[Finding, Reasons]] = []
    withdrawals, people = list(posts), Directory()
    for number, finding in enumerate(withdrawals):
        people.add(number, person_of(finding))
    own: list[list[Group]] = [[] for _ in withdrawals]
    for group in groups if withdrawals else ():
        near = {number for each in _people_of(group) for number in people.near(each)}
        if any(post.verdict.rule == DECIDED for post, _ in group.posts):
            near = set(range(len(withdrawals)))
        for number in near:
            own[number].append(group)
    for finding, theirs in zip(withdrawals, own, strict=True):
        fitting = _taken_back(finding, groups if finding.verdict.rule == DECIDED else theirs)
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


def _people_of(group: Group) -> Iterator[Person]:
    if group.entry:
        yield group.entry.identity
    for post, _ in group.posts:
        yield person_of(post)


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
