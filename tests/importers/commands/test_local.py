"""What an import promises: twice changes nothing; neither order, division nor workers change a byte."""

import gzip
import shutil
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.commands.environment import known_cycle
from importers.site.server import build_repository
from scraper.git.command import Git
from scraper.model import UserError
from tests.commands import INDEX, MONTHS, STREAM, hustings, imported, records, reviews, snapshot
from tests.letters import chat, doubtful, post, written

POSTS = [
    post(1),
    post(2, subject="[ptl] {project} PTL candidacy, corrected"),
    post(3, project="Mistral", name="Ole Brandt", address="ole@fjord.example"),
    doubtful(),
    chat(5),
    post(6, project="Heat", name="Ines Faro", address="ines@lamp.example"),
    post(7, project="Heat", name="Bo Lindh", address="bo@ridge.example"),
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_repository(STREAM, tmp_path_factory.mktemp("election"), Git())


@pytest.fixture(scope="module")
def parts(repository: Path) -> dict[str, list[Path]]:
    half = len(MONTHS) // 2
    return {"early": MONTHS[:half], "late": MONTHS[half:], "git": [repository]}


@pytest.fixture(scope="module")
def whole(parts: dict[str, list[Path]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("whole") / "archive"
    hustings("import", *parts["early"], *parts["late"], *parts["git"], "--archive", archive)
    return archive


def test_importing_twice_changes_no_byte(parts: dict[str, list[Path]], whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(whole, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    index = (folder / INDEX).read_bytes()
    ran = hustings("import", "--json", *parts["git"], *parts["late"], *parts["early"], "--archive", folder)
    assert (ran.rows[-1]["files"], ran.rows[-1]["new"], ran.rows[-1]["changed"]) == (0, 0, 0)
    assert snapshot(folder) == snapshot(whole)
    assert (folder / INDEX).read_bytes() == index
    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert {
        path: time for path, time in after.items() if path in before and not path.name.startswith(".")
    } == {path: time for path, time in before.items() if not path.name.startswith(".")}


@pytest.mark.parametrize("order", list(permutations(("early", "late", "git"))), ids="-".join)
def test_one_after_the_other_is_the_same_as_together(
    parts: dict[str, list[Path]], whole: Path, tmp_path: Path, order: tuple[str, ...]
) -> None:
    archive = tmp_path / "archive"
    for name in order:
        hustings("import", *parts[name], "--archive", archive)
    assert snapshot(archive) == snapshot(whole)


def test_two_workers_write_the_same_bytes_as_one(
    parts: dict[str, list[Path]], whole: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    paths = [*parts["git"], *parts["late"], *parts["early"]]
    hustings("import", *paths, "--workers", 2, "--archive", archive)
    assert snapshot(archive) == snapshot(whole)


def test_a_bundle_gives_what_its_repository_gives(repository: Path, tmp_path: Path) -> None:
    Git().run(
        "bundle", "create", "--quiet", str(tmp_path / "election.bundle"), "--all", "HEAD", within=repository
    )
    hustings("import", repository, "--archive", tmp_path / "of-repository")
    hustings("import", tmp_path / "election.bundle", "--archive", tmp_path / "of-bundle")
    assert snapshot(tmp_path / "of-bundle") == snapshot(tmp_path / "of-repository")


def test_a_bundle_is_one_whatever_a_folder_calls_it(repository: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "some").mkdir()
    bundle = folder / "election.eml"
    Git().run("bundle", "create", "--quiet", str(bundle), "--all", "HEAD", within=repository)
    imported(tmp_path / "named", bundle)
    for _ in range(2):  # anew, and with what is known of the file
        ran = hustings("import", "--json", folder, "--archive", tmp_path / "found")
        row = ran.rows[0]
        assert (row["kind"], row["posts"], row["outcome"]) == ("repository", 0, "read")
    assert snapshot(tmp_path / "found") == snapshot(tmp_path / "named")
    assert "a repository, which holds files" in hustings("explain", folder).err


def test_seeds_in_any_order_and_with_the_repository(seeds: Path, repository: Path, tmp_path: Path) -> None:
    paths = sorted(seeds.iterdir())
    imported(tmp_path / "together", *paths, repository)
    for number, order in enumerate([paths, paths[::-1], [paths[2], paths[0], paths[3], paths[1]]]):
        archive = tmp_path / str(number)
        for path in order:
            hustings("import", path, "--archive", archive)
        hustings("import", repository, "--archive", archive)
        assert snapshot(archive) == snapshot(tmp_path / "together")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("reference")
    imported(folder / "archive", written(folder, "month.txt", *POSTS))
    return snapshot(folder / "archive")


@settings(max_examples=30)
@given(
    order=st.permutations(POSTS),
    cuts=st.lists(st.integers(0, len(POSTS)), max_size=3),
    at_once=st.booleans(),
)
def test_posts_in_any_order_in_any_division(
    tmp_path_factory: pytest.TempPathFactory,
    reference: dict[str, bytes],
    order: list[bytes],
    cuts: list[int],
    at_once: bool,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    bounds = sorted({0, len(POSTS), *cuts})
    files = [written(folder / str(start), "month.txt", *order[start:end]) for start, end in pairwise(bounds)]
    archive = folder / "archive"
    for group in [files] if at_once else [[file] for file in files]:
        assert hustings("import", *group, "--archive", archive).code == 0
    assert snapshot(archive) == reference
    assert hustings("verify", archive).code == 0


def test_dry_run_says_what_would_be_done_and_writes_nothing(tmp_path: Path) -> None:
    month = written(tmp_path, "2017-January.txt", *POSTS)
    ran = hustings("import", month, "--dry-run", "--archive", tmp_path / "archive")
    assert ran.code == 0
    assert "dry run, nothing written" in ran.err
    assert not (tmp_path / "archive").exists()
    imported(tmp_path / "archive", month)
    before = snapshot(tmp_path / "archive")
    other = written(tmp_path, "2017-February.txt", post(20, project="Trove"))
    hustings("import", other, "--dry-run", "--archive", tmp_path / "archive")
    assert snapshot(tmp_path / "archive") == before


def test_json_prints_a_row_a_file_and_the_report_and_nothing_else(tmp_path: Path) -> None:
    ran = hustings("import", "--json", written(tmp_path, "m.txt", *POSTS), "--archive", tmp_path / "archive")
    file, row = ran.rows
    assert (ran.err, row["posts"], row["skipped"]) == ("", len(POSTS), [])
    assert file == {
        "type": "file",
        "path": str(tmp_path / "m.txt"),
        "kind": "mbox",
        "bytes": (tmp_path / "m.txt").stat().st_size,
        "posts": len(POSTS),
        "outcome": "read",
        "reason": None,
    }
    assert row["records"] == row["new"] == len(list(records(tmp_path / "archive")))
    assert row["review"] == len(list(reviews(tmp_path / "archive")))


def test_nothing_that_is_read_is_changed(parts: dict[str, list[Path]], tmp_path: Path) -> None:
    held = tmp_path / "held"
    shutil.copytree(parts["git"][0], held / "election.git")
    for path in MONTHS:
        (held / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    before = snapshot(held)
    hustings("import", held, "--archive", tmp_path / "archive")
    assert snapshot(held) == before


def test_the_given_cycle_stands_where_the_post_says_none(tmp_path: Path) -> None:
    text = "I would like to propose my candidacy for Zaqar PTL. I have run it for two cycles and like it.\n"
    (tmp_path / "statement.txt").write_text(text, "utf-8")
    hustings("import", tmp_path / "statement.txt", "--archive", tmp_path / "without")
    hustings("import", tmp_path / "statement.txt", "--cycle", "PIKE", "--archive", tmp_path / "with")
    ((_, without),) = reviews(tmp_path / "without")
    ((_, given),) = reviews(tmp_path / "with")
    assert (without["cycle"], given["cycle"]) == (None, "pike")
    assert any("given with the command" in reason for reason in given["reasons"])


@pytest.mark.parametrize("name", ["pike", "Pike", "PIKE"])
def test_a_cycle_is_known_in_any_case(name: str) -> None:
    assert known_cycle(name) == "pike"


@pytest.mark.parametrize("name", ["", "nosuch", "../pike", "pike ocata"])
def test_a_cycle_that_is_none_is_wrong_usage_and_the_known_are_named(name: str) -> None:
    with pytest.raises(UserError, match="newton, ocata, pike") as told:
        known_cycle(name)
    assert told.value.exit_code == 2
