"""What nothing accounts for is never removed: made anew from the raw post where that is there, else named each time."""

import gzip
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from importers.site.server import build_repository
from scraper.files import sha256
from scraper.git.command import Git
from tests.commands import STREAM, Ran, hustings, reviews, snapshot
from tests.letters import chat, doubtful, post, written

MAIL = "candidates/pike/Zaqar/Nadia_Okonkwo"
FILE = "candidates/newton/Horizon/Funmi_Oyelaran"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a file from git, two candidacies from mail, a post in review and one that was rejected."""
    folder = tmp_path_factory.mktemp("whole")
    ole = post(3, project="Mistral", name="Ole Brandt", address="ole@fjord.example")
    no = doubtful(5)
    month = written(folder, "January.txt", post(1), chat(2), ole, doubtful(), no)
    repository = build_repository(STREAM, folder, Git())
    hustings("import", month, repository, "--archive", folder / "archive")
    assert hustings("review", "reject", sha256(no)[:16], "--archive", folder / "archive").code == 0
    return folder / "archive"


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "archive")


def at(folder: Path, pattern: str) -> Path:
    return min(folder.glob(pattern))


def other(folder: Path, *more: object) -> Ran:
    """An import that has nothing to do with what was damaged."""
    month = written(folder.parent, "February.txt", post(30, project="Trove"))
    return hustings("import", month, *more, "--archive", folder)


RESTORED = [
    pytest.param(f"{MAIL}.json", id="record"),
    pytest.param(f"{MAIL}.txt", id="statement"),
    pytest.param("candidates/pike/Zaqar/*", id="record and statement"),
    pytest.param("review/*.json", id="review entry"),
    pytest.param("review/*.txt", id="words in review"),
    pytest.param("review/*", id="review entry and words"),
    pytest.param("rejected/*.json", id="rejected post"),
]


@pytest.mark.parametrize("pattern", RESTORED)
def test_what_is_missing_comes_back_from_its_raw_post(copy: Path, whole: Path, pattern: str) -> None:
    before = snapshot(copy)
    for path in list(copy.glob(pattern)):
        path.unlink()
    ran = other(copy)
    assert (ran.code, hustings("verify", copy).code) == (0, 0), ran.err
    after = snapshot(copy)
    assert before.keys() <= after.keys()
    assert {name for name in before if not name.endswith(".json") and before[name] != after[name]} == set()
    assert pattern.endswith(".txt") or "mended from what the archive" in ran.err
    # Where it was found is known again once it is read there.
    hustings("import", whole.parent / "January.txt", "--archive", copy)
    assert before.items() <= snapshot(copy).items()


STAYING = [
    pytest.param(f"{FILE}.json", f"{FILE}.txt", id="record from git"),
    pytest.param(f"{FILE}.txt", f"{FILE}.txt", id="statement from git"),
    pytest.param("sources/*", "sources/", id="raw posts"),
]


@pytest.mark.parametrize(("pattern", "named"), STAYING)
def test_what_cannot_be_made_anew_leaves_the_rest_in_place(copy: Path, pattern: str, named: str) -> None:
    for path in list(copy.glob(pattern)):
        _ = shutil.rmtree(path) if path.is_dir() else path.unlink()
    left = snapshot(copy)
    for _ in range(2):
        ran = other(copy)
        assert (ran.code, named in ran.err) == (1, True)
        assert left.items() <= snapshot(copy).items()


@pytest.mark.parametrize("pattern", [f"{FILE}.json", f"{FILE}.txt"])
def test_a_record_from_git_comes_back_with_its_repository(copy: Path, whole: Path, pattern: str) -> None:
    (copy / pattern).unlink()
    ran = hustings("import", whole.parent / "election.git", "--archive", copy)
    assert (ran.code, snapshot(copy)) == (0, snapshot(whole))


def test_one_of_two_posts_missing_keeps_the_record_that_names_both(copy: Path) -> None:
    again = post(7)
    hustings("import", written(copy.parent, "again.txt", again), "--archive", copy)
    before = (copy / f"{MAIL}.json").read_bytes()
    first, second = (source["raw"] for source in json.loads(before)["sources"])
    (copy / first).unlink()
    ran = other(copy)
    assert (ran.code, first in ran.err) == (1, True)
    assert ((copy / f"{MAIL}.json").read_bytes(), (copy / second).exists()) == (before, True)


def test_a_statement_that_was_changed_is_not_taken_for_the_posts(copy: Path) -> None:
    (copy / f"{MAIL}.json").unlink()
    (copy / f"{MAIL}.txt").write_text("Somebody's own words.\n", "utf-8")
    ran = other(copy)
    assert (ran.code, f"{MAIL}.txt: statement without a record" in ran.err) == (1, True)
    assert (copy / f"{MAIL}.txt").read_text("utf-8") == "Somebody's own words.\n"


def test_of_two_records_that_claim_a_place_the_one_that_stands_there_holds(copy: Path) -> None:
    (copy / "candidates/pike/Heat").mkdir()
    for ending in ("json", "txt"):
        shutil.copy(copy / f"{MAIL}.{ending}", copy / f"candidates/pike/Heat/Nadia_Okonkwo.{ending}")
    ran = other(copy)
    assert (ran.code, "Heat/Nadia_Okonkwo.json: says pike/Zaqar/Nadia_Okonkwo" in ran.err) == (1, True)
    assert (copy / "candidates/pike/Heat/Nadia_Okonkwo.json").exists()
    assert (copy / f"{MAIL}.json").exists()


@pytest.mark.parametrize(
    ("project", "restored"),
    [
        pytest.param("Mistral", True, id="another-seat"),
        pytest.param("Zaqar", True, id="same-seat"),
        pytest.param("Mistral", False, id="another-seat-and-raw-post-gone"),
        pytest.param("Zaqar", False, id="same-seat-and-raw-post-gone"),
    ],
)
def test_a_statement_under_the_record_of_another_is_not_removed(
    copy: Path, project: str, restored: bool
) -> None:
    rival = post(3, project=project, name="Ole Brandt", address="ole@fjord.example")
    hustings("import", written(copy.parent, "rival.txt", rival), "--archive", copy)
    before = snapshot(copy)
    raw = json.loads((copy / f"{MAIL}.json").read_bytes())["sources"][0]["raw"]
    shutil.copy(copy / f"candidates/pike/{project}/Ole_Brandt.json", copy / f"{MAIL}.json")
    if not restored:
        (copy / raw).unlink()
    for _ in range(2):
        ran = other(copy)
        assert (ran.code, "removed" in ran.out) == (0 if restored else 1, False)
        assert restored or f"{MAIL}.txt: is not the statement of the record beside it" in ran.err
        kept = {name for name in before if name not in (raw, f"{MAIL}.json", "index.sqlite", ".cache")}
        assert {name for name in kept if before[name] != snapshot(copy).get(name)} == set()
        if restored:
            assert json.loads((copy / f"{MAIL}.json").read_bytes())["name"] == "Nadia Okonkwo"
            return
    with closing(sqlite3.connect(copy / "index.sqlite")) as index:
        said = index.execute("SELECT text FROM statement WHERE name = 'Ole Brandt'").fetchall()
    words = (copy / f"candidates/pike/{project}/Ole_Brandt.txt").read_text("utf-8")
    assert {text for (text,) in said} <= {"", words}


@pytest.mark.parametrize("restored", [True, False], ids=["raw-post-there", "raw-post-gone"])
def test_words_in_review_under_the_entry_of_another_are_not_removed(copy: Path, restored: bool) -> None:
    again = doubtful(9)
    hustings("import", written(copy.parent, "again.txt", again), "--archive", copy)
    before = snapshot(copy)
    entry, another = sorted(copy.glob("review/*.json"))
    raw = json.loads(entry.read_bytes())["sources"][0]["raw"]
    shutil.copy(another, entry)
    if not restored:
        (copy / raw).unlink()
    ran = other(copy)
    named = f"review/{entry.name}: says review/{another.stem}, stands elsewhere"
    assert (ran.code, named in ran.err) == (0 if restored else 1, True)
    words = f"review/{entry.stem}.txt"
    assert snapshot(copy)[words] == before[words]
    assert restored or entry.read_bytes() == another.read_bytes()


def test_a_list_in_the_place_of_another_is_named_and_stays(copy: Path) -> None:
    listed = at(copy, "results/*.json")
    foreign = shutil.copy(listed, listed.with_name("train.json"))
    ran = other(copy)
    assert (ran.code, f"results/train.json: says cycle {listed.stem}" in ran.err) == (1, True)
    assert foreign.read_bytes() == listed.read_bytes()


def test_a_list_that_cannot_be_read_stays_until_its_repository_is_read(copy: Path, whole: Path) -> None:
    listed = at(copy, "results/*.json")
    listed.write_bytes(b"torn")
    ran = other(copy)
    assert (ran.code, listed.read_bytes(), listed.name in ran.err) == (1, b"torn", True)
    hustings("import", whole.parent / "election.git", "--archive", copy)
    assert listed.read_bytes() == (whole / "results" / listed.name).read_bytes()


def test_a_post_that_nothing_cites_goes_to_review_where_it_is_no_candidacy(copy: Path) -> None:
    digest = sha256(chat(9))
    (copy / "sources" / digest[:2]).mkdir(exist_ok=True)
    (copy / "sources" / digest[:2] / f"{digest}.gz").write_bytes(gzip.compress(chat(9)))
    before = len(list(reviews(copy)))
    assert (other(copy).code, len(list(reviews(copy)))) == (0, before + 1)


def link(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


PLACES = [f"{MAIL}.json", f"{MAIL}.txt", f"{FILE}.json", f"{FILE}.txt", "sources/*/*.gz", "review/*.json"]
KINDS: list[Callable[[Path], None]] = [Path.mkdir, os.mkfifo, link]


@pytest.mark.parametrize("kind", KINDS, ids=["folder", "FIFO", "dangling link"])
@pytest.mark.parametrize("place", PLACES)
def test_whatever_lies_in_the_place_of_a_file_is_named_and_stays(
    copy: Path, place: str, kind: Callable[[Path], None]
) -> None:
    target = at(copy, place)
    target.unlink()
    kind(target)
    left = snapshot(copy)
    ran = other(copy)
    assert (ran.code, str(target.relative_to(copy)) in ran.err) == (1, True)
    assert left.items() <= snapshot(copy).items()
    assert os.path.lexists(target)
    assert (copy / "candidates/pike/Trove/Nadia_Okonkwo.json").exists()
    assert hustings("verify", copy).code == 4
