"""One list, every way to it: one golden archive that each way gives, and that all of them together give once.

The golden archive is that of the posts as their authors sent them, held to what people wrote down of them in
`fixtures/truth`. A way's archive must be the same but for the addresses in `sources`; what a medium really cannot say
is named here with its reason, field by field and candidacy by candidacy.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from importers.site.server import site_folder
from tests.commands import snapshot
from tests.servers import originals, same, ways
from tests.servers.scraping import archive_of
from tests.servers.ways import FORMS, Way

pytestmark = pytest.mark.xdist_group("together")

POSTS = originals.first_of_each_id(originals.posts())
ARCHIVED = originals.first_of_each_id(originals.archived())
IDS = {post.message_id for post in POSTS if post.message_id}
TRUTH = site_folder().parent / "truth" / "candidacies.jsonl"

# Where the golden archive does not say what people wrote down: rules that could be better, and no way's doing.
NOT_AS_WRITTEN = {
    "2016-September 15": "sent by a friend, so it waits in review",
    "2016-September 22": "a wrong draft, which is a variant of the next",
    "2016-September 23": "the apology for that draft stays in the statement",
    "2017-January 15": "a signature under a ruler stays in the statement",
}
SCRUBBED = {  # posts that came with parts, of which Mailman 2 leaves notices
    "candidates/newton/Magnum/Wei-Chen_Hsu",
    "candidates/newton/TC/Jonas_Lindqvist",
    "candidates/ocata/Infrastructure/Wren_Halloran",
    "candidates/pike/I18n/須田_Emi",
}
SERVED = {
    "pipermail-months": SCRUBBED,
    "pipermail-pages": SCRUBBED,
    "mhonarc": {"candidates/newton/TC/Jonas_Lindqvist"},  # it names the signature that it took off
    "hyperkitty": set[str](),
    "hyperkitty-api": set[str](),
    "public-inbox-git": set[str](),
    "public-inbox-mbox": set[str](),
}
FIELDS = ("cycle", "role", "project", "email")
REPOSITORIES = ("git-bundle", "git-http")
# A file has no subject and no quotes, and its author is a commit's; withdrawals and first drafts were posts.
NOT_IN_A_FILE = {"title", "sources", "identified", "removed", "nick", "withdrawn", "variants"}


class Golden(NamedTuple):
    """The archive, whole and to be compared, and the folder of the forms that it was made of."""

    folder: Path
    told: dict[str, Any]
    local: dict[str, Way]

    @property
    def candidacies(self) -> dict[str, Any]:
        """Without what waits for review."""
        return {key: told for key, told in self.told.items() if key.startswith("candidates/")}


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Golden:
    folder = tmp_path_factory.mktemp("golden")
    local = ways.local(POSTS, folder / "local")
    archive_of(local["maildir"].inputs(), folder / "archive")
    return Golden(folder / "archive", same.comparable(folder / "archive", IDS), local)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Way]:
    """What each server gave; all of them are gone when it is imported."""
    folder = tmp_path_factory.mktemp("served")
    with ways.served(POSTS, ARCHIVED, folder) as sources:
        return ways.fetched(sources, folder / "mirror")


@pytest.fixture(scope="module")
def repositories(golden: Golden, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Way]]:
    """The same candidacies as files."""
    with ways.repositories(golden.candidacies, tmp_path_factory.mktemp("repositories")) as made:
        yield made


def archive(way: Way, folder: Path) -> dict[str, Any]:
    archive_of(way.inputs(), folder)
    return same.comparable(folder, IDS)


def differing(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """The fields of a candidacy that differ; its words must not."""
    assert one["text"] == other["text"]
    left, right = one["record"], other["record"]
    return {name for name in left.keys() | right.keys() if left.get(name) != right.get(name)}


def assert_only_more_taken(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Whatever was taken from the first was taken from the second, which had notices and footers besides."""
    left, right = one["record"]["removed"], other["record"]["removed"]
    assert [taken for taken in left if taken not in right] == []
    assert {taken["label"] for taken in right if taken not in left} <= {"notice", "footer"}


def test_the_golden_archive_says_what_people_wrote_down(golden: Golden) -> None:
    seats = defaultdict(set)
    for told in golden.candidacies.values():
        seats[told["text"].strip()].add(tuple(told["record"][field] for field in FIELDS))
    other = set()
    for row in map(json.loads, TRUTH.read_text("utf-8").splitlines()):
        if row["label"] == "candidacy":
            found = seats.get(row["statement"].strip())
            if found is None:
                other.add(f"{row['month']} {row['number']}")
            else:
                assert tuple(row[field] for field in FIELDS) in found, row["message_id"]
    assert other == set(NOT_AS_WRITTEN)
    assert len(seats) > 40


@pytest.mark.parametrize("form", FORMS)
def test_a_local_form_gives_the_golden_archive(golden: Golden, tmp_path: Path, form: str) -> None:
    assert same.differences(golden.told, archive(golden.local[form], tmp_path / "archive")) == []


@pytest.mark.servers
@pytest.mark.parametrize("name", SERVED)
def test_a_server_gives_the_golden_archive(
    golden: Golden, served: dict[str, Way], tmp_path: Path, name: str
) -> None:
    found = archive(served[name], tmp_path / "archive")
    assert found.keys() == golden.told.keys()
    differ = {key: differing(golden.told[key], found[key]) for key in found}
    assert {key: fields for key, fields in differ.items() if fields} == {
        key: {"removed"} for key in SERVED[name]
    }
    for key in SERVED[name]:
        assert_only_more_taken(golden.told[key], found[key])


@pytest.mark.servers
@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_repository_gives_the_golden_candidacies(
    golden: Golden, repositories: dict[str, Way], tmp_path: Path, name: str
) -> None:
    found = archive(repositories[name], tmp_path / "archive")
    assert found.keys() == golden.candidacies.keys()
    for key, told in found.items():
        told["record"]["statement"]["origin"] = golden.told[key]["record"]["statement"].get("origin")
        if told["record"]["statement"]["origin"] is None:
            del told["record"]["statement"]["origin"]
        assert differing(golden.told[key], told) <= NOT_IN_A_FILE, key


@pytest.mark.servers
def test_all_ways_of_posts_together_give_the_golden_archive_with_a_source_each(
    golden: Golden, served: dict[str, Way], tmp_path: Path
) -> None:
    every = [*served.values(), *golden.local.values()]
    archive_of(ways.together(every), tmp_path / "archive")
    found = same.comparable(tmp_path / "archive", IDS)
    assert found.keys() == golden.told.keys()
    for key, told in found.items():
        assert differing(golden.told[key], told) <= {"identified", "removed"}, key
        if key in golden.candidacies:
            assert_only_more_taken(golden.told[key], told)
            left, right = (each["record"]["identified"] for each in (golden.told[key], told))
            assert left["rule"] == right["rule"]
            assert set(left["reasons"]) <= set(right["reasons"])
    assert_a_source_a_way(golden, tmp_path / "archive", every)


@pytest.mark.servers
def test_posts_and_files_together_give_each_candidacy_once(
    golden: Golden, served: dict[str, Way], repositories: dict[str, Way], tmp_path: Path
) -> None:
    """A commit is one source, wherever it was found: a clone and a bundle are the same history."""
    every = [*repositories.values(), *served.values(), *golden.local.values()]
    archive_of(ways.together(every), tmp_path / "archive")
    found = same.comparable(tmp_path / "archive", IDS)
    assert found.keys() == golden.told.keys()
    for key, told in golden.candidacies.items():
        assert found[key]["text"] == told["text"]
        for field in found[key]["record"].keys() - NOT_IN_A_FILE - {"statement"}:
            assert found[key]["record"][field] == told["record"][field], (key, field)
        for field in ("withdrawn", "variants"):  # which the posts bring
            assert bool(found[key]["record"][field]) == bool(told["record"][field]), (key, field)
    assert_a_source_a_way(golden, tmp_path / "archive", [*every[1:]])


def assert_a_source_a_way(golden: Golden, folder: Path, every: list[Way]) -> None:
    """Seven and more: each way cites every post that the golden archive cites, and a commit is cited once."""
    kinds = Counter(way.kind for way in every)
    assert sum(kinds.values()) > 7
    before, after = same.places(golden.folder), same.places(folder)
    for key, places in before.items():
        wanted = {kind: count * (1 if kind == "git" else len(places)) for kind, count in kinds.items()}
        assert Counter(kind for kind, _ in after[key]) == wanted, key


@pytest.mark.servers
def test_neither_order_nor_number_of_imports_changes_a_byte(
    golden: Golden, served: dict[str, Way], repositories: dict[str, Way], tmp_path: Path
) -> None:
    """The clone comes last each time: of equal histories the one read last says where the repository is."""
    posts = [way for name, way in served.items() if name not in ("pipermail-pages", "public-inbox-mbox")]
    every = [*posts, golden.local["mh"], repositories["git-bundle"], repositories["git-http"]]
    archive_of(ways.together(every), tmp_path / "at-once")
    for way in [*every[-2::-1], every[-1]]:
        archive_of(way.inputs(), tmp_path / "one-by-one")
    assert snapshot(tmp_path / "one-by-one") == snapshot(tmp_path / "at-once")
