"""An entry: where it stands, who stands, its words whatever their encoding; and what git gives it apart from its posts."""

import json
from itertools import permutations

import msgspec
import pytest

from importers.archive.entry import Entry, git_part, identified, oldest_first, one_each
from importers.archive.format import Identified, Record, Result, Source, Statement, Taken, Variant, Withdrawn
from scraper.files import sha256

CHANGE = Source(kind="git", commit="c1", path="candidates/pike/Heat/ines.txt", date="2017-01-20T00:00:00Z")


def entry(statement: bytes = b"words\n", result: Result | None = None) -> Entry:
    record = Record(
        cycle="pike",
        role="PTL",
        project="Heat",
        name="Ines Faro",
        email="ines@lamp.example",
        nick="ines",
        submitted=CHANGE.date,
        title=None,
        statement=Statement(sha256(statement), len(statement), "git x"),
        sources=[CHANGE, Source(kind="pipermail", message_id="<1@a>")],
        variants=[],
        removed=[],
        identified=Identified("git-path", [], 1.0),
        withdrawn=None,
        result=result,
        cleaning_version="1",
    )
    return Entry(record, statement, "ines")


def test_the_key_is_its_place() -> None:
    assert entry().key == "pike/Heat/ines"


def test_the_digest_is_that_of_the_record_and_changes_with_the_statement() -> None:
    assert entry().digest == sha256(entry().encoded)
    assert json.loads(entry().encoded)["statement"]["sha256"] == sha256(b"words\n")
    assert entry().digest != entry(b"other words\n").digest


def test_only_changes_in_git_make_it_the_same_file() -> None:
    assert entry().changes == {("c1", "candidates/pike/Heat/ines.txt")}


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        pytest.param("café\n".encode(), "café\n", id="UTF-8"),
        pytest.param(
            "un café à Pune, très bien\n".encode("cp1252"), "un café à Pune, très bien\n", id="cp1252"
        ),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_words_are_read_in_whatever_encoding(statement: bytes, text: str) -> None:
    assert entry(statement).text == text


def test_the_result_adds_names_and_addresses() -> None:
    known = entry(result=Result(True, "Inês Faro", "faro@lamp.example")).identity
    assert (known.other_names, known.other_emails) == (("Inês Faro",), ("faro@lamp.example",))
    assert (entry().identity.other_names, entry().identity.other_emails) == ((), ())


def change(commit: str, date: str, path: str = "candidates/u/Heat/a") -> Source:
    return Source(kind="git", commit=commit, date=date, path=path)


def found(date: str | None, identity: str) -> Source:
    return Source(kind="pipermail", date=date, message_id=identity)


def by_id(source: Source) -> tuple[str, ...]:
    return (source.message_id or "",)


ADDED = change("1", "2019-09-03T00:00:00Z")
RENAMED = change("2", "2019-08-30T00:00:00Z", "candidates/ussuri/Heat/a")
EARLY, LATE = found("2019-09-01T00:00:00Z", "<a>"), found("2019-09-04T00:00:00Z", "<b>")
RECORD = Record(
    cycle="ussuri",
    role="PTL",
    project="Heat",
    name="A",
    email=None,
    nick=None,
    submitted="2019-09-01T00:00:00Z",
    title="t",
    statement=Statement("0" * 64, 1, "git candidates/ussuri/Heat/a"),
    sources=[EARLY, ADDED, RENAMED, LATE],
    variants=[Variant("git 1:candidates/u/Heat/a", "0" * 64, 0.9, "x"), Variant("<b>", "1" * 64, 0.8, "y")],
    removed=[Taken("footer", (1, 2), "x", "2" * 64)],
    identified=Identified("git-path", ["because of a post"], 1.0),
    withdrawn=None,
    result=None,
    cleaning_version="1",
)


def test_changes_stay_in_the_order_of_history() -> None:
    assert oldest_first([ADDED, RENAMED, LATE, EARLY], by_id) == [EARLY, ADDED, RENAMED, LATE]


def test_ordering_twice_changes_nothing() -> None:
    once = oldest_first([ADDED, RENAMED, LATE, EARLY, found(None, "<c>")], by_id)
    assert oldest_first(once, by_id) == once
    assert once[-1].message_id == "<c>"


def test_posts_of_one_moment_have_an_order_of_their_own() -> None:
    same = [found("2019-09-01T00:00:00Z", name) for name in ("<c>", "<a>", "<b>")]
    assert [source.message_id for source in oldest_first(same, by_id)] == ["<a>", "<b>", "<c>"]


def test_what_posts_added_is_taken_away() -> None:
    part = git_part(RECORD)
    assert part.sources == [ADDED, RENAMED]
    assert [variant.origin for variant in part.variants] == ["git 1:candidates/u/Heat/a"]
    assert part.removed == []
    assert part.submitted == ADDED.date
    assert part.identified == identified("candidates/ussuri/Heat/a", [ADDED, RENAMED])


def test_it_is_the_same_a_second_time() -> None:
    assert git_part(git_part(RECORD)) == git_part(RECORD)


def test_only_git_withdraws_a_file_of_its_own() -> None:
    by_git, by_post = Withdrawn(None, "git 3:path"), Withdrawn(None, "<b>")
    assert git_part(msgspec.structs.replace(RECORD, withdrawn=by_git)).withdrawn == by_git
    assert git_part(msgspec.structs.replace(RECORD, withdrawn=by_post)).withdrawn is None


def test_a_former_path_is_told() -> None:
    assert identified("candidates/ussuri/Heat/a", [ADDED, RENAMED]).reasons == [
        "stands in the election repository as candidates/ussuri/Heat/a",
        "stood there before as candidates/u/Heat/a",
    ]


def file(text: str, *changes: Source, person: str = "a") -> Entry:
    statement = Statement(text * 64, len(text), "git candidates/ussuri/Heat/a")
    record = msgspec.structs.replace(RECORD, statement=statement, sources=list(changes), variants=[])
    return Entry(record, text.encode(), person)


def at(url: str, source: Source) -> Source:
    return msgspec.structs.replace(source, url=url)


HERE = "https://git.example.org/election"
CLONE = file("2", at(HERE, ADDED), at(HERE, RENAMED))


@pytest.mark.parametrize(
    ("copies", "text", "changes", "variants"),
    [
        pytest.param(
            [CLONE, file("2", ADDED, RENAMED)], b"2", CLONE.record.sources, [], id="clone-and-bundle"
        ),
        pytest.param([CLONE, file("1", ADDED)], b"2", CLONE.record.sources, ["1"], id="an-older-copy"),
        pytest.param(
            [file("2", ADDED, RENAMED), file("1", at(HERE, ADDED))],
            b"2",
            [at(HERE, ADDED), RENAMED],
            ["1"],
            id="the-older-copy-has-the-address",
        ),
        pytest.param(
            [file("1", ADDED, change("3", "2019-09-05T00:00:00Z")), file("2", ADDED, RENAMED)],
            b"1",
            [ADDED, RENAMED, change("3", "2019-09-05T00:00:00Z")],
            ["2"],
            id="histories-that-parted",
        ),
        pytest.param([CLONE, CLONE, CLONE], b"2", CLONE.record.sources, [], id="three-times"),
    ],
)
def test_copies_of_a_repository_give_a_file_once_in_any_order(
    copies: list[Entry], text: bytes, changes: list[Source], variants: list[str]
) -> None:
    for order in permutations(copies):
        [entry] = one_each(order)
        assert entry.statement == text
        assert entry.record.sources == changes
        assert [variant.text for variant in entry.record.variants] == variants


def test_files_of_different_names_stay_apart() -> None:
    two = [CLONE, file("2", ADDED, person="b")]
    assert one_each(two) == two
