"""Finds as which other file a removed one goes on, and joins their histories into one.

What a path means is the caller's business. `family` says which paths may follow each other where one
commit moved the very same bytes; `group` is narrower and is asked for where the text is only alike or
the removal and the addition are commits apart, because people do reuse their texts.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from unicodedata import normalize

from msgspec.structs import replace
from rapidfuzz.distance import Indel

from scraper.git.history import FileEvent, FileHistory, Former

Reading = Callable[[FileHistory], bytes]
Naming = Callable[[str], Hashable]

ALIKE = 0.6
THE_SAME = 0.9
COMPARED_BYTES = 64 * 1024
COMPARISONS = 20_000
WORD = re.compile(r"\S+")


def join_lineages(
    histories: Sequence[FileHistory], read: Reading, *, family: Naming, group: Naming
) -> list[FileHistory]:
    """One history for each file at HEAD with all events of its former paths, and one for each that ended.

    The rules, strongest first: `moved` (same bytes, one commit), `rewritten` (alike text, same group, one
    commit), `renamed apart` (same stem and group), `replaced` (same group, alike text and alike name, or
    the same text), `replaced by its author` (same group, one author for both and for the removal). A file that
    none of them explains stays removed. Alike means that 0.6 of the words agree, in order: different people's
    texts in one group stay below 0.4.
    """
    finder = _Finder(histories, read, family, group)
    followers = {old.path: found for old in histories if old.removed and (found := finder.follower(old))}
    by_path = {history.path: history for history in histories}
    ends: dict[str, str] = {}
    links: defaultdict[str, list[Former]] = defaultdict(list)
    for path, (_, former) in followers.items():
        links[_end_of(path, followers, ends)].append(former)
    targets = {path: found[0].path for path, found in followers.items()}
    return [
        _with_formers(history, links[history.path], by_path, targets)
        for history in histories
        if history.path not in followers
    ]


def stem(path: str) -> str:
    """The file name without a text extension, folded: what stays when a file is only respelled."""
    return normalize("NFC", path.rsplit("/", 1)[-1].removesuffix(".txt").casefold())


class _Finder:
    """Looks for the follower of a removed file among those that stand or that ended later."""

    def __init__(
        self, histories: Sequence[FileHistory], read: Reading, family: Naming, group: Naming
    ) -> None:
        self._read = read
        self._family = family
        self._group = group
        self._words: dict[str, list[str]] = {}
        self._comparisons = COMPARISONS
        self._added: defaultdict[Hashable, list[FileHistory]] = defaultdict(list)
        self._by_group: defaultdict[Hashable, list[FileHistory]] = defaultdict(list)
        for history in histories:
            place = group(history.path)
            for key in (place, (place, stem(history.path))):
                self._by_group[key].append(history)
            for event in history.events:
                if event.kind == "added":
                    for what in (event.blob, place):
                        self._added[event.commit, what].append(history)

    def follower(self, old: FileHistory) -> tuple[FileHistory, Former] | None:
        """The file that goes on with `old`, and why; None where it simply ended."""
        commit, group = old.events[-1].commit, self._group(old.path)
        others = self._by_group[group, stem(old.path)]
        namesakes = ((float(new.removed), new) for new in others if _outlives(new, old))
        for rule, options in (
            ("moved", self._moved(old, commit)),
            ("rewritten", self._alike(old, self._added[commit, group])),
            ("renamed apart", namesakes),
            ("replaced", self._alike(old, self._by_group[group], by_name=True)),
            ("replaced by its author", self._by_author(old)),
        ):
            best = min(options, key=lambda found: (found[0], found[1].path), default=None)
            if best is not None:
                return best[1], Former(old.path, rule, commit)
        return None

    def _moved(self, old: FileHistory, commit: str) -> Iterable[tuple[float, FileHistory]]:
        for new in self._added[commit, old.blob]:
            same_group = self._group(new.path) == self._group(old.path)
            same_name = stem(new.path) == stem(old.path)
            telling = bool(self._words_of(old)) or (same_group and same_name)
            if telling and self._family(new.path) == self._family(old.path) and _outlives(new, old):
                yield -2.0 * same_name - same_group, new

    def _by_author(self, old: FileHistory) -> Iterable[tuple[float, FileHistory]]:
        """Files in their author's name, in place of one in the same author's name that the author removed."""
        author = old.events[0].author_email.casefold()
        if not author or old.events[-1].author_email.casefold() != author or not _named_for_author(old):
            return
        for new in self._by_group[self._group(old.path)]:
            first = new.events[0]
            own = first.author_email.casefold() == author and _named_for_author(new)
            if own and _outlives(new, old) and not new.removed:
                yield float(abs(first.order - old.events[-1].order)), new

    def _alike(
        self, old: FileHistory, others: Iterable[FileHistory], *, by_name: bool = False
    ) -> Iterable[tuple[float, FileHistory]]:
        """Files that may follow by the share of words that agree, in order; `by_name` asks for more of another name.

        Ends early once the budget is spent.
        """
        for new in others:
            if self._comparisons <= 0:
                return
            self._comparisons -= 1
            if not _outlives(new, old):
                continue
            left, right = self._words_of(old), self._words_of(new)
            likeness = Indel.normalized_similarity(left, right, score_cutoff=ALIKE) if left and right else 0.0
            one, other = stem(old.path), stem(new.path)
            begins = min(len(one), len(other)) >= 4 and (one.startswith(other) or other.startswith(one))
            named = not by_name or begins or Indel.normalized_similarity(one, other) >= ALIKE
            if likeness >= (ALIKE if named else THE_SAME):
                yield -likeness, new

    def _words_of(self, history: FileHistory) -> list[str]:
        if history.path not in self._words:
            text = self._read(history)[:COMPARED_BYTES].decode("utf-8", "replace")
            self._words[history.path] = WORD.findall(text)
        return self._words[history.path]


def _outlives(new: FileHistory, old: FileHistory) -> bool:
    """Whether `new` may follow: it stands, or ended later. This also keeps chains free of circles."""
    if new.path == old.path:
        return False
    return not new.removed or new.events[-1].order > old.events[-1].order


def _named_for_author(history: FileHistory) -> bool:
    """Whether the file is named for who first added it: by mailbox, address or a word of the name."""
    first = history.events[0]
    name, address = stem(history.path), first.author_email.casefold()
    if name in (address, address.split("@")[0]):
        return True
    return any(len(word) > 2 and word in name for word in WORD.findall(first.author_name.casefold()))


def _end_of(path: str, followers: dict[str, tuple[FileHistory, Former]], ends: dict[str, str]) -> str:
    """The last path of a chain; `ends` remembers it for every link on the way."""
    way = []
    while path in followers and path not in ends:
        way.append(path)
        path = followers[path][0].path
    end = ends.get(path, path)
    ends.update(dict.fromkeys(way, end))
    return end


def _with_formers(
    history: FileHistory,
    formers: Sequence[Former],
    by_path: dict[str, FileHistory],
    targets: dict[str, str],
) -> FileHistory:
    if not formers:
        return history
    olds = [by_path[former.path] for former in formers]
    events = _renamed([event for one in (history, *olds) for event in one.events], formers, targets)
    events.sort(key=lambda event: (event.order, event.kind != "removed", event.path))
    firsts = {old.path: old.events[0].order for old in olds}
    in_time = sorted(formers, key=lambda former: (firsts[former.path], former.path))
    return replace(history, events=tuple(events), formers=tuple(in_time))


def _renamed(events: list[FileEvent], formers: Sequence[Former], targets: dict[str, str]) -> list[FileEvent]:
    """Writes a removal and an addition by one commit as the one renaming that they are."""
    added = {(e.commit, e.path) for e in events if e.kind == "added"}
    renames: dict[tuple[str, str], str] = {}
    for former in formers:
        place = former.commit, targets[former.path]
        if place in added:
            renames.setdefault(place, former.path)
    gone = {(commit, old) for (commit, _), old in renames.items()}
    joined = []
    for event in events:
        place = event.commit, event.path
        if event.kind == "added" and place in renames:
            joined.append(replace(event, kind="renamed", former=renames[place]))
        elif event.kind != "removed" or place not in gone:
            joined.append(event)
    return joined
