"""Results: every entry finds its file whatever the address looks like, and nothing is guessed."""

from pathlib import Path

import pytest

from importers.archive.candidate_lists import ResultLine
from importers.repository.candidacies import GitCandidacy, candidacies
from importers.repository.results import Results, path_in, result_for, results
from scraper.git.reading import repository_at
from tests.repositories import Content, Repository

TEXT = b"I would like to serve.\n"
FILE = "candidates/ocata/Nova/ann%40x.txt"


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "made.git")


def read(made: Repository, files: dict[str, Content]) -> tuple[list[GitCandidacy], Results]:
    made.commit(files)
    with repository_at(made.path) as repository:
        return candidacies(repository, {}).found, results(repository)


def matched(
    made: Repository, entry: str, path: str, extra: dict[str, Content] | None = None
) -> ResultLine | None:
    kind = "tc" if "/TC/" in path else "ptl"
    project = path.split("/")[2]
    listing = f"candidates:\n  {project}:\n{entry}"
    files: dict[str, Content] = {path: TEXT, f"doc/source/results/ocata/{kind}.yaml": listing.encode()}
    (candidacy,), found = read(made, files | (extra or {}))
    return result_for(candidacy, found)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://git.example.org/cgit/o/election/plain/" + FILE, "candidates/ocata/Nova/ann@x.txt"),
        (
            "https://git.example.org/cgit/o/election/tree/" + FILE + "?h=master",
            "candidates/ocata/Nova/ann@x.txt",
        ),
        ("https://example.org/o/election/raw/branch/master/" + FILE, "candidates/ocata/Nova/ann@x.txt"),
        ("https://example.org/o/election/raw/commit/0123abc/" + FILE, "candidates/ocata/Nova/ann@x.txt"),
        ("https://example.org/o/election/blob/master/candidates/a/B/sc%60.txt", "candidates/a/B/sc`.txt"),
        ("https://example.org/candidates/a/O%20UX/x#L1", "candidates/a/O UX/x"),
        ("https://example.org/o/election", None),
        ("https://example.org/candidates/", None),
        ("https://example.org/candidates/a/%ff", None),
        ("http://[broken/candidates/x", None),
    ],
)
def test_the_path_in_an_address(url: str, path: str | None) -> None:
    assert path_in(url) == path


ADDRESS = "https://example.org/o/election/raw/branch/master/"


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        pytest.param(f"  - {{elected: true, url: '{ADDRESS}candidates/ocata/Nova/ann%40x.org'}}\n",
                     "candidates/ocata/Nova/ann@x.org", id="address"),
        pytest.param(f"  - {{elected: true, url: '{ADDRESS}candidates/ocata/Nova/Jos%C3%A9'}}\n",
                     "candidates/ocata/Nova/Jose\u0301", id="address, its letters taken apart"),
        pytest.param("  - {elected: true, email: Ann@X.org}\n", "candidates/ocata/Nova/ann@x.org", id="mail"),
        pytest.param("  - {elected: true, ircname: 'an\\n`'}\n", "candidates/ocata/TC/ann`.txt", id="nick with a backslash"),
        pytest.param("  - {elected: true, fullname: Ann Example}\n", "candidates/ocata/Nova/Ann_Example.txt", id="name"),
        pytest.param(f"  - {{elected: false, email: ann@x.org}}\n  - {{elected: true, url: '{ADDRESS}candidates/ocata/Nova/ann@x.org'}}\n",
                     "candidates/ocata/Nova/ann@x.org", id="the address before all else"),
    ],
)  # fmt: skip
def test_how_an_entry_is_recognised(made: Repository, entry: str, path: str) -> None:
    found = matched(made, entry, path)
    assert found is not None
    assert found.elected is True


def test_a_name_that_the_exceptions_give(made: Repository) -> None:
    path = "candidates/ocata/Nova/annie.txt"
    found = matched(
        made, "  - {elected: false, fullname: Ann Example}\n", path,
        {"exceptions.txt": f"# comment: no\n\n{path}: Ann Example\nbroken\n".encode()},
    )  # fmt: skip
    assert found is not None
    assert (found.elected, found.fullname) == (False, "Ann Example")


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("  - {elected: true, email: bob@x.org}\n", id="somebody else"),
        pytest.param("  - {ircname: ann}\n  - {ircname: Ann}\n", id="two of them"),
        pytest.param("  - {elected: true}\n", id="nobody named"),
        pytest.param("  []\n", id="empty"),
    ],
)
def test_no_entry_is_none(made: Repository, entry: str) -> None:
    assert matched(made, entry, "candidates/ocata/Nova/ann.txt") is None


def test_a_namesake_in_another_project_is_not_taken(made: Repository) -> None:
    listing = b"candidates:\n  Swift:\n  - {ircname: ann, elected: true}\n"
    (candidacy,), found = read(
        made, {"candidates/ocata/Nova/ann.txt": TEXT, "doc/source/results/ocata/ptl.yaml": listing}
    )
    assert result_for(candidacy, found) is None


def test_a_renamed_file_is_found_by_its_former_address(made: Repository) -> None:
    listing = f"candidates:\n  Nova:\n  - {{elected: true, url: '{ADDRESS}candidates/ocata/Nova/ann.txt'}}\n"
    made.commit(
        {"candidates/ocata/Nova/ann.txt": TEXT, "doc/source/results/ocata/ptl.yaml": listing.encode()}
    )
    (candidacy,), found = read(
        made, {"candidates/ocata/Nova/ann.txt": None, "candidates/ocata/Nova/zed": TEXT}
    )
    assert result_for(candidacy, found) is not None


def test_words_and_statements_in_place_of_true_stay_as_they_are(made: Repository) -> None:
    listing = b"candidates:\n  Nova:\n  - elected: LEADERLESS\n    statement: |\n      None.\n  Loci: null\n"
    _, found = read(made, {"doc/source/results/ocata/ptl.yaml": listing})
    (entry,) = found.entries["ocata", "ptl"]
    assert (entry.elected, entry.email, entry.path) == ("LEADERLESS", None, None)
    assert found.skipped == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"candidates: [", "not YAML", id="torn"),
        pytest.param(b"\xff\xfe\x00", "not YAML", id="bytes"),
        pytest.param(b"!!python/object/apply:os.system ['true']", "not YAML", id="python tag"),
        pytest.param(b"[" * 200_000, "nested", id="brackets"),
        pytest.param(b"- " * 200_000 + b"x", "nested", id="dashes"),
        pytest.param(b"- just\n- a list\n", "no list of candidates", id="another shape"),
        pytest.param(b"", "no list of candidates", id="empty"),
        pytest.param(b"candidates: {Nova: [ann]}", "no mapping", id="an entry that is a word"),
        pytest.param(b"#" * 2_000_000, "at most", id="huge"),
    ],
)
def test_a_bad_results_file_is_skipped_and_the_good_one_read(made: Repository, data: bytes, why: str) -> None:
    _, found = read(
        made,
        {
            "doc/source/results/ocata/ptl.yaml": data,
            "doc/source/results/ocata/tc.yaml": b"candidates: {TC: [{elected: true, ircname: ann}]}",
        },
    )
    assert len(found.entries["ocata", "tc"]) == 1
    (skipped,) = found.skipped
    assert skipped.where.startswith("doc/source/results/ocata/ptl.yaml")
    assert why in skipped.why


def test_a_results_file_below_a_folder_whose_name_is_not_utf8_is_named(made: Repository) -> None:
    _, found = read(made, {"doc/source/results/ocata\udcff/ptl.yaml": b"candidates: {}"})
    assert [skip.why for skip in found.skipped] == ["has a name that is not UTF-8"]


def test_aliases_that_grow_without_end_cost_nothing(made: Repository) -> None:
    lines = ["a0: &a0 x"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]
    data = "\n".join([*lines, "candidates: {Nova: [{ircname: *a39, elected: *a39}]}"]).encode()
    _, found = read(made, {"doc/source/results/ocata/ptl.yaml": data})
    assert found.entries["ocata", "ptl"][0].nick is None


@pytest.mark.parametrize("files", [None, {"README": TEXT}, {"doc": TEXT}])
def test_a_repository_without_results(made: Repository, files: dict[str, Content] | None) -> None:
    if files:
        made.commit(files)
    with repository_at(made.path) as repository:
        found = results(repository)
    assert (dict(found.entries), found.skipped) == ({}, ())


@pytest.mark.corpus
def test_every_result_with_an_address_is_some_candidacys(corpus: Path) -> None:
    with repository_at(corpus / "election.bundle") as repo:
        found, listed = candidacies(repo, {}).found, results(repo)
    assert listed.skipped == ()
    addressed = {e.path for entries in listed.entries.values() for e in entries if e.url}
    outcomes = {candidacy.file.path: result_for(candidacy, listed) for candidacy in found}
    places = {
        path
        for c in found
        if outcomes[c.file.path]
        for path in (c.file.path, *(former.path for former in c.file.formers))
    }
    assert addressed <= places
    assert len(addressed) == sum(outcome is not None for outcome in outcomes.values())
    with_results = {cycle for cycle, _ in listed.entries}
    assert [
        c.file.path
        for c in found
        if c.cycle in with_results and not outcomes[c.file.path] and not c.file.removed
    ] == []
