"""What earlier imports found: an import with it is the import without it, and it is used where nothing changed."""

import gzip
import os
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from random import Random
from string import ascii_letters, digits
from typing import Any

import pytest

import importers
import scraper
from importers.archive.cache import NAME, Cache, program
from scraper.files import sha256
from tests.caches import (
    LIE,
    bombs,
    forged,
    lying,
    nothings,
    rewritten,
    short_keys,
    with_checksum,
    with_found,
)
from tests.commands import Ran, hustings, imported, records, reviews, snapshot
from tests.letters import chat, doubtful, post, written

WITHDRAWN = "I withdraw my candidacy for PTL of {project} in the Pike cycle.\n"
HEAT = "2017-February.txt"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Months, an MH folder, and files that are not read or not whole, imported once."""
    folder = tmp_path_factory.mktemp("made")
    talk = folder / "talk"
    written(talk, "2017-January.txt", post(1), chat(2), doubtful(), chat(3))
    (talk / f"{HEAT}.gz").write_bytes(gzip.compress(post(6, project="Heat", name="Ole Brandt"), mtime=0))
    written(talk, "2017-March.txt", post(700, body=WITHDRAWN.format(project="Zaqar")), chat(701))
    written(talk, "2017-April.txt", chat(900), chat(901))
    (talk / "mails").mkdir()
    for number, raw in enumerate((chat(20), post(21, project="Nova", name="Ann Ash")), 1):
        (talk / "mails" / str(number)).write_bytes(raw)
    (talk / "data.json").write_text('{"a": 1}', "utf-8")
    (talk / "torn.txt.gz").write_bytes(gzip.compress(post(8), mtime=0)[:-9])
    with chdir(folder):  # an answer belongs to the path that was given
        imported(folder / "archive", "talk", code=1)
    return folder


@pytest.fixture
def place(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of them."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def again(place: Path, *options: str) -> Ran:
    return hustings("import", "talk", "--archive", place / "archive", "--json", *options)


def add_a_post(place: Path) -> None:
    written(place / "talk", "2017-April.txt", chat(900), post(901, project="Swift", name="Ida Holm"))


def add_to_the_folder(place: Path) -> None:
    (place / "talk" / "mails" / "3").write_bytes(post(22, project="Cinder", name="Bo Lind"))


def change_in_the_folder(place: Path) -> None:
    (place / "talk" / "mails" / "1").write_bytes(post(22, project="Cinder", name="Bo Lind"))


def rename(place: Path) -> None:
    (place / "talk" / "2017-January.txt").rename(place / "talk" / "2017-May.txt")


def rename_to_mail(place: Path) -> None:
    (place / "talk" / "2017-April.txt").rename(place / "talk" / "2017-April.eml")


def lose_a_record(place: Path) -> None:
    for path in (place / "archive" / "candidates" / "pike" / "Zaqar").iterdir():
        path.unlink()


def lose_raw_posts(place: Path) -> None:
    shutil.rmtree(place / "archive" / "sources")


def lose_all_but_it(place: Path) -> None:
    for path in (place / "archive").iterdir():
        if path.is_dir():
            shutil.rmtree(path)


def lose_all_that_shows(place: Path) -> None:
    for path in (place / "archive").glob("[!.]*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def decide(place: Path) -> None:
    ids = [name for name, _ in reviews(place / "archive")]
    (place / "archive" / "decisions.yaml").write_text("".join(f"{each}: reject\n" for each in ids), "utf-8")


def replaced(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def change(place: Path) -> None:
        (place / "archive" / NAME).unlink()
        make(place / "archive" / NAME)

    return change


def other_program(data: bytes) -> bytes:
    return forged(data, program="f" * 64)


def other_types(data: bytes) -> bytes:
    return with_found(data, lambda each: each | {"findings": [{"sha256": 7}]})


def other_bit(data: bytes) -> bytes:
    half = len(data) // 2
    return data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :]


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def nothing(_: Path) -> None: ...


# What changed between two imports, the options of the second, of how many files it still knows the answer, and
# whether it says that the cache was damaged.
CHANGES = [
    pytest.param(nothing, (), 6, False, id="nothing"),
    pytest.param(nothing, ("--workers", "2"), 6, False, id="two workers"),
    pytest.param(nothing, ("--cycle", "pike"), 0, False, id="cycle given"),
    pytest.param(add_a_post, (), 5, False, id="post added"),
    pytest.param(add_a_post, ("--workers", "2"), 5, False, id="post added, two workers"),
    pytest.param(add_to_the_folder, (), 5, False, id="post added to a folder"),
    pytest.param(change_in_the_folder, (), 5, False, id="post of a folder changed"),
    pytest.param(rename, (), 5, False, id="file renamed"),
    pytest.param(rename_to_mail, (), 5, False, id="file named as mail"),
    pytest.param(lose_a_record, (), 6, False, id="record lost"),
    pytest.param(lose_raw_posts, (), 2, False, id="raw posts lost"),
    pytest.param(lose_all_but_it, (), 2, False, id="all records lost"),
    pytest.param(lose_all_that_shows, (), 2, False, id="all removed but what begins with a dot"),
    pytest.param(decide, (), 6, False, id="decisions changed"),
    pytest.param(replaced(lambda path: None), (), 0, False, id="cache deleted"),
    pytest.param(rewritten(lambda data: data[: len(data) // 2]), (), 0, True, id="cut in half"),
    pytest.param(rewritten(lambda data: b""), (), 0, True, id="empty"),
    pytest.param(rewritten(lambda data: b"\xff\0" * 500), (), 0, True, id="garbage"),
    pytest.param(rewritten(lambda data: with_checksum(b"\x91" * 100_000)), (), 0, True, id="nested"),
    pytest.param(rewritten(lambda data: with_checksum(b"\xdf" + b"\xff" * 4)), (), 0, True, id="a size that lies"),
    pytest.param(rewritten(lambda data: with_checksum(b"\x92\xa1\xff\x80")), (), 0, True, id="no UTF-8"),
    pytest.param(rewritten(lambda data: with_checksum(b"\x81\xa1a\xa1b")), (), 0, True, id="another shape"),
    pytest.param(rewritten(short_keys), (), 0, True, id="short keys"),
    pytest.param(rewritten(nothings), (), 0, True, id="a list for an answer"),
    pytest.param(rewritten(other_bit), (), 0, True, id="a bit changed"),
    pytest.param(rewritten(lambda data: forged(data, lambda found: b"x" + found)), (), 0, True, id="not packed"),
    pytest.param(rewritten(lambda data: forged(data, lambda found: b"[" * 100_000)), (), 0, True, id="answers nested"),
    pytest.param(rewritten(bombs), (), 0, True, id="bombs"),
    pytest.param(rewritten(other_types), (), 0, True, id="answers of other types"),
    pytest.param(rewritten(other_program), (), 0, False, id="of another program"),
    pytest.param(replaced(huge), (), 0, True, id="huge"),
    pytest.param(replaced(Path.mkdir), (), 0, True, id="folder in its place"),
    pytest.param(replaced(os.mkfifo), (), 0, True, id="FIFO in its place"),
    pytest.param(replaced(lambda path: path.symlink_to("/dev/zero")), (), 0, True, id="link in its place"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("change", "options", "known", "damaged"), CHANGES)
def test_an_import_with_it_is_the_import_without_it(
    place: Path, change: Callable[[Path], None], options: tuple[str, ...], known: int, damaged: bool
) -> None:
    archive, copy = place / "archive", place / "copy"
    change(place)
    shutil.copytree(archive, copy, ignore=shutil.ignore_patterns(NAME))
    ran, held = again(place, *options), snapshot(archive)
    archive.rename(place / "with")
    copy.rename(archive)
    anew = again(place, *options)
    told = ran.rows
    said = [remark for remark in told[-1]["remarks"] if NAME in remark]
    told[-1]["remarks"] = [remark for remark in told[-1]["remarks"] if remark not in said]
    assert (ran.code, told) == (anew.code, anew.rows)
    assert held == snapshot(archive)
    assert bool(said) == damaged
    assert hustings("verify", archive).code == 0
    assert len(dict(records(archive))) >= 3


@pytest.mark.parametrize(("change", "options", "known", "damaged"), CHANGES)
def test_what_changed_is_judged_again_and_nothing_else(
    place: Path, change: Callable[[Path], None], options: tuple[str, ...], known: int, damaged: bool
) -> None:
    rewritten(lambda data: with_found(data, lying))(place)
    change(place)
    assert again(place, *options).rows[-1]["posts"] // LIE == known


def test_what_changed_is_known_from_then_on(place: Path) -> None:
    add_a_post(place)
    again(place)
    rewritten(lambda data: with_found(data, lying))(place)
    assert again(place).rows[-1]["posts"] // LIE == 6


def test_a_dry_run_leaves_it_as_it_is(place: Path) -> None:
    before = (place / "archive" / NAME).read_bytes()
    add_a_post(place)
    again(place, "--dry-run")
    assert (place / "archive" / NAME).read_bytes() == before


def test_the_one_of_an_earlier_version_is_no_stranger_and_goes(tmp_path: Path) -> None:
    archive, month = tmp_path / "archive", written(tmp_path, "January.txt", post(1))
    imported(archive, month)
    (archive / NAME).rename(archive / ".cache.json")
    assert hustings("verify", archive).code == 0
    imported(archive, month)
    assert (archive / NAME).exists()
    assert not (archive / ".cache.json").exists()


def test_what_is_no_answer_takes_no_memory(place: Path) -> None:
    rewritten(nothings)(place)
    tracemalloc.start()
    try:
        cache = Cache(place / "archive")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert cache.remarks
    assert peak < 2 * (place / "archive" / NAME).stat().st_size


def test_what_was_damaged_is_made_anew(place: Path) -> None:
    whole = (place / "archive" / NAME).read_bytes()
    for data in (b"", whole[:-2], other_program(whole)):
        (place / "archive" / NAME).write_bytes(data)
        again(place)
        assert (place / "archive" / NAME).read_bytes() == whole


def test_it_holds_what_several_imports_found(place: Path) -> None:
    other = written(place, "other.txt", post(30, project="Glance", name="Per Dahl"))
    imported(place / "archive", other)
    rewritten(lambda data: with_found(data, lying))(place)
    assert again(place).rows[-1]["posts"] // LIE == 6
    assert hustings("import", other, "--archive", place / "archive", "--json").rows[-1]["posts"] // LIE == 1


def test_a_lie_in_it_leaves_the_archive_folder_alone(place: Path) -> None:
    def elsewhere(each: dict[str, Any]) -> dict[str, Any]:
        for found in each.get("findings", ()):
            found["resolution"]["person"] = "../../../evil"
        return each

    rewritten(lambda data: with_found(data, elsewhere))(place)
    ran = again(place)
    assert (ran.code, "nothing was changed" in ran.err) == (1, True)
    assert not list(place.rglob("evil*"))


def test_a_folder_in_its_place_is_named_by_verify(place: Path) -> None:
    replaced(Path.mkdir)(place)
    ran = hustings("verify", place / "archive")
    assert (ran.code, ran.out) == (4, f"{NAME}: is no plain file\n")


def test_the_program_is_all_that_answers_depend_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = program()
    monkeypatch.syspath_prepend(tmp_path)
    assert program() == before
    (tmp_path / "lxml-99.dist-info").mkdir()
    assert program() != before


RUN = """
import sys
from pathlib import Path
from importers import cli, pipeline
for name in sys.argv.pop().split():
    with Path(pipeline.__file__).parent.joinpath(name).open("a") as file:
        file.write("# of another version\\n")
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("replaced", "kept"),
    [
        pytest.param("", True, id="as it was"),
        pytest.param("identify/rules.py", False, id="a rule"),
        pytest.param("reference/openstack/cycles.yaml", False, id="a file of the elections"),
        pytest.param("web/pages.py", True, id="a page that judges nothing"),
    ],
)
def test_a_program_that_is_replaced_while_it_runs_leaves_no_answers(
    tmp_path: Path, replaced: str, kept: bool
) -> None:
    for package in (importers, scraper):
        shutil.copytree(package.__path__[0], tmp_path / package.__name__)
    (tmp_path / "importers" / ".#cli.py").symlink_to("an-editor@nowhere.1")
    written(tmp_path, "2017-January.txt", post(1))
    job = (sys.executable, "-c", RUN, "import", "2017-January.txt", "--archive", "archive", replaced)
    subprocess.run(job, cwd=tmp_path, check=True, env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert (tmp_path / "archive" / NAME).exists() == kept


def test_one_answer_that_takes_all_room_leaves_it_to_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.archive.cache.LARGEST", 1 << 16)
    words = Random(7).choices(ascii_letters + digits, k=100_000)  # noqa: S311  no secret
    found: dict[str, object] = {
        sha256(b"first"): "".join(words[:50_000]),
        sha256(b"no room"): "".join(words[50_000:]),
        sha256(b"too large"): "x" * (1 << 16),
        sha256(b"small"): 7,
    }
    cache = Cache(tmp_path)
    for key, each in found.items():
        cache.put(key, key, each)
    cache.write()
    cache = Cache(tmp_path)
    first, *none, small = found
    assert {key: cache.get(key, object) for key in found} == found | dict.fromkeys(none)
    assert [cache.digest(key) for key in found] == [first, None, None, small]


@pytest.mark.parametrize("shape", [{"posts": "many"}, {"remarks": "many"}], ids=["count", "text"])
def test_an_answer_of_another_shape_has_all_of_them_thrown_away_and_told_once(
    place: Path, shape: dict[str, object]
) -> None:
    before = again(place).rows[-1]
    rewritten(lambda data: with_found(data, lambda each: each | shape))(place)
    after = again(place).rows[-1]
    assert len([remark for remark in after["remarks"] if NAME in remark]) == 1
    assert (after["posts"], after["same"]) == (before["posts"], before["same"])
    assert again(place).rows[-1] == before
