"""Every planted damage is found, by name, with exit code 4; a whole archive is called whole."""

import gzip
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from importers.archive.candidate_lists import CandidateList
from importers.archive.format import to_json
from importers.archive.journal import JOURNAL
from scraper.files import gate, shown
from tests.commands import hustings, imported, snapshot
from tests.letters import doubtful, post, written

KEY = "candidates/pike/Zaqar/Nadia_Okonkwo"
RECORD, STATEMENT = f"{KEY}.json", f"{KEY}.txt"
Damage = Callable[[Path], str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    maybe = doubtful()
    month = written(folder, "2017-January.txt", post(1), maybe)
    imported(folder / "archive", month)
    add("results/pike.json", LIST)(folder / "archive")
    imported(folder / "archive", month)
    return folder / "archive"


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "archive")


def first(folder: Path, pattern: str) -> Path:
    return min(folder.glob(pattern))


def flip(path: str) -> Damage:
    def damage(folder: Path) -> str:
        target = first(folder, path)
        data = bytearray(target.read_bytes())
        data[len(data) // 2] ^= 0x20
        target.write_bytes(data)
        return target.relative_to(folder).as_posix()

    return damage


def lose(path: str, partner: str | None = None) -> Damage:
    """Removes a file; where it has a partner with another ending, that one is named."""

    def damage(folder: Path) -> str:
        target = first(folder, path)
        target.unlink()
        named = target.with_name(f"{target.name.rpartition('.')[0]}.{partner}") if partner else target
        return named.relative_to(folder).as_posix()

    return damage


def add(path: str, data: bytes = b"stranger\n") -> Damage:
    def damage(folder: Path) -> str:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        return path

    return damage


def rename(path: str, to: str) -> Damage:
    def damage(folder: Path) -> str:
        (folder / to).parent.mkdir(parents=True, exist_ok=True)
        first(folder, path).rename(folder / to)
        return to

    return damage


def edit(path: str, **changes: object) -> Damage:
    def damage(folder: Path) -> str:
        target = first(folder, path)
        row = json.loads(target.read_bytes()) | changes
        target.write_text(json.dumps(row, indent=2, sort_keys=True) + "\n", "utf-8")
        return target.relative_to(folder).as_posix()

    return damage


def rewrite(path: str, change: Callable[[bytes], bytes]) -> Damage:
    def damage(folder: Path) -> str:
        target = first(folder, path)
        target.write_bytes(change(target.read_bytes()))
        return target.relative_to(folder).as_posix()

    return damage


def link(path: str) -> Damage:
    def damage(folder: Path) -> str:
        target = first(folder, path)
        target.rename(folder.parent / "elsewhere")
        target.symlink_to(folder.parent / "elsewhere")
        return target.relative_to(folder).as_posix()

    return damage


def folder_at(path: str) -> Damage:
    def damage(folder: Path) -> str:
        (folder / path).unlink(missing_ok=True)
        (folder / path).mkdir(parents=True)
        return path

    return damage


def pipe(path: str) -> Damage:
    def damage(folder: Path) -> str:
        os.mkfifo(folder / path)
        return path

    return damage


def without_key(data: bytes) -> bytes:
    row = json.loads(data)
    del row["identified"]
    return json.dumps(row).encode()


FORM = "is not written as the archive writes it: sorted keys, two spaces, one newline at the end"
INDEX = "missing, damaged or made of other records; any import rebuilds it"
HEADER = "is not the header of hustings-archive version 1"
NAME = "has a name that is no safe path component"
LINK = "is a symbolic link"
HASH = "statement does not match its hash"
FILE = "is a file where a folder belongs"
NEITHER = "is neither a file nor a folder"
FOLDER = "is a folder where a file belongs"
ENDS = "does not end in .txt or .json"
UNCITED = "cited by no record"
ALONE = "statement without a record"
ALTERED = "variant of list does not match its hash"
LIST = to_json(
    CandidateList(cycle="pike", commit="a", date="2017-01-01", files=[], leaderless=[], ptl=[], tc=None)
)


def variant(origin: str) -> dict[str, object]:
    return {"origin": origin, "sha256": "0" * 64, "similarity": 1.0, "text": "Vote for me.\n"}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        pytest.param(flip(STATEMENT), [HASH], id="byte of a statement"),
        pytest.param(pipe("candidates/pike/Trove"), [NEITHER], id="FIFO for a folder"),
        pytest.param(pipe("candidates/pike/Zaqar/x.txt"), [NEITHER, ALONE], id="FIFO for a file"),
        pytest.param(
            flip("sources/*/*.gz"),
            ["not readable: damaged gzip data (Error -6 Incorrect checksum found)"],
            id="byte of a raw post",
        ),
        pytest.param(rewrite(STATEMENT, lambda data: data + b"\n"), [HASH], id="statement longer"),
        pytest.param(rewrite(STATEMENT, lambda data: b""), [HASH], id="statement emptied"),
        pytest.param(
            rewrite(RECORD, lambda data: data[:-20]),
            ["no valid record: Input data was truncated"],
            id="record torn",
        ),
        pytest.param(
            rewrite(RECORD, lambda data: b""),
            ["no valid record: Input data was truncated"],
            id="record emptied",
        ),
        pytest.param(
            rewrite(RECORD, lambda data: b"[]\n"),
            ["no valid record: Expected `object`, got `array`"],
            id="record of another shape",
        ),
        pytest.param(rewrite(RECORD, lambda data: data.rstrip()), [FORM], id="record without its newline"),
        pytest.param(
            rewrite(RECORD, lambda data: json.dumps(json.loads(data)).encode()),
            [FORM],
            id="record on one line",
        ),
        pytest.param(
            rewrite(RECORD, without_key),
            ["no valid record: Object missing required field `identified`"],
            id="record without a field",
        ),
        pytest.param(
            edit(RECORD, surprise=1),
            ["no valid record: Object contains unknown field `surprise`"],
            id="record with an unknown field",
        ),
        pytest.param(
            edit(RECORD, cycle="ocata"),
            [FORM, "says ocata/Zaqar, but lies in another folder"],
            id="record of another cycle",
        ),
        pytest.param(
            edit(RECORD, project="Heat"),
            [FORM, "says pike/Heat, but lies in another folder"],
            id="record of another project",
        ),
        pytest.param(
            edit(RECORD, cycle="c" * 300),
            [FORM, f"says {'c' * 300}/Zaqar, but lies in another folder"],
            id="record of a cycle with a long name",
        ),
        pytest.param(
            edit(RECORD, project="../../out"),
            [FORM, "says pike/../../out, but lies in another folder"],
            id="record that points out",
        ),
        pytest.param(
            edit(RECORD, role="King"), [FORM, "role 'King' is neither PTL nor TC"], id="role that is none"
        ),
        pytest.param(edit(RECORD, sources=[]), [FORM, "names no source"], id="record without sources"),
        pytest.param(
            edit(RECORD, statement={"sha256": "0" * 64, "bytes": 1, "origin": "x"}), [FORM], id="another hash"
        ),
        pytest.param(
            edit("review/*.json", id="0" * 16),
            [FORM, "says id 0000000000000000"],
            id="review with another id",
        ),
        pytest.param(
            rewrite("review/*.json", lambda data: data[:9]),
            ["no valid review entry: Input data was truncated"],
            id="review torn",
        ),
        pytest.param(
            lose(STATEMENT, "json"), ["record without a readable statement"], id="statement missing"
        ),
        pytest.param(lose(RECORD, "txt"), [ALONE], id="record missing"),
        pytest.param(lose("sources/*/*.gz"), ["cited, but missing"], id="raw post missing"),
        pytest.param(lose("review/*.txt", "json"), ["has no .txt beside it"], id="review text missing"),
        pytest.param(lose("review/*.json", "txt"), ["has no .json beside it"], id="review entry missing"),
        pytest.param(lose("index.sqlite"), [INDEX], id="index missing"),
        pytest.param(add("notes.txt"), ["does not belong in an archive"], id="stranger at the top"),
        pytest.param(add("candidates/notes.txt"), [FILE], id="stranger among the cycles"),
        pytest.param(add("candidates/pike/notes.txt"), [FILE], id="stranger among the projects"),
        pytest.param(add("candidates/pike/Zaqar/notes.md"), [ENDS], id="stranger among the people"),
        pytest.param(add("candidates/pike/Zaqar/Ole_Brandt.txt"), [ALONE], id="statement without a record"),
        pytest.param(add("review/notes.md"), [ENDS], id="stranger in review"),
        pytest.param(add("sources/notes.md"), [FILE], id="stranger among the raw posts"),
        pytest.param(
            add("sources/ab/notes.gz", gzip.compress(b"x")), [UNCITED], id="raw post that nothing cites"
        ),
        pytest.param(add("candidates/pike/Zaqar/..txt"), [NAME, ALONE], id="hidden name"),
        pytest.param(add("candidates/pike/Zaqar/-rf.txt"), [NAME, ALONE], id="name like an option"),
        pytest.param(
            add("candidates/pike/Zaqar/a\x1b[2Jb.txt"), [NAME, ALONE], id="name that steers a terminal"
        ),
        pytest.param(
            add("candidates/pike/Zaqar/a\u202etxt.txt"), [NAME, ALONE], id="name that turns the line round"
        ),
        pytest.param(
            add(JOURNAL, b"x"),
            ["an interrupted import waits to be completed; run any import"],
            id="journal waiting",
        ),
        pytest.param(rename(STATEMENT, "candidates/pike/Zaqar/Other.txt"), [ALONE], id="statement renamed"),
        pytest.param(rename("sources/*/*.gz", f"sources/00/{'0' * 64}.gz"), [UNCITED], id="raw post renamed"),
        pytest.param(link(STATEMENT), [LINK], id="statement is a link"),
        pytest.param(
            link(RECORD),
            [LINK, "no valid record: [Errno 40] is a symbolic link: 'IT'"],
            id="record is a link",
        ),
        pytest.param(
            link("sources/*/*.gz"),
            [LINK, "not readable: [Errno 40] is a symbolic link: 'IT'"],
            id="raw post is a link",
        ),
        pytest.param(
            link("review/*.json"),
            [LINK, "no valid review entry: [Errno 40] is a symbolic link: 'IT'"],
            id="review entry is a link",
        ),
        pytest.param(link("candidates"), [LINK], id="folder is a link"),
        pytest.param(folder_at(STATEMENT), [FOLDER], id="folder for a statement"),
        pytest.param(
            folder_at(RECORD),
            [FOLDER, "no valid record: [Errno 22] is a folder: 'IT'"],
            id="folder for a record",
        ),
        pytest.param(folder_at("index.sqlite"), [INDEX], id="folder for the index"),
        pytest.param(folder_at("candidates/pike/Heat"), ["is an empty folder"], id="empty folder"),
        pytest.param(folder_at(".cache"), ["is no plain file"], id="folder for what is remembered"),
        pytest.param(link(".cache"), [LINK], id="what is remembered is a link"),
        pytest.param(rewrite("index.sqlite", lambda data: b"no database"), [INDEX], id="index damaged"),
        pytest.param(rewrite("index.sqlite", lambda data: b""), [INDEX], id="index emptied"),
        pytest.param(rewrite("archive.json", lambda data: b"{}\n"), [HEADER], id="header of nothing"),
        pytest.param(edit("archive.json", version=2), [HEADER], id="header of another version"),
        pytest.param(rewrite("archive.json", lambda data: b"torn"), [HEADER], id="header torn"),
        pytest.param(folder_at("archive.json"), ["not readable: is a folder"], id="folder for the header"),
        pytest.param(
            edit(RECORD, variants=[variant("list")]), [FORM, ALTERED], id="variant with other words"
        ),
        pytest.param(edit(RECORD, variants=[variant("git a:b")]), [FORM], id="variant as git has it"),
        pytest.param(add("results/pike.json", LIST.rstrip()), [FORM], id="list in another form"),
        pytest.param(
            add("results/pike.json", LIST[:9]),
            ["list not readable: Input data was truncated"],
            id="list torn",
        ),
        pytest.param(add("results/ocata.json", LIST), ["says cycle pike"], id="list of another cycle"),
        pytest.param(
            add("decisions.yaml", b"["),
            ["IT:2: not YAML: did not find expected node content"],
            id="decisions torn",
        ),
    ],
)
def test_damage_is_named_with_exit_4(folder: Path, damage: Damage, told: list[str]) -> None:
    where = damage(folder)
    before = snapshot(folder)
    ran = hustings("verify", "--json", folder)
    assert ran.code == 4, ran.err
    problems = [row["problem"] for row in ran.rows if row["where"] == where]
    assert [problem.replace(str(folder / where), "IT") for problem in problems] == told
    assert snapshot(folder) == before
    plain = hustings("verify", folder)
    assert plain.code == 4
    assert all(f"{shown(where)}: {shown(problem, 400)}\n" in plain.out for problem in problems)
    assert "\x1b" not in plain.out + plain.err
    assert "\u202e" not in plain.out + plain.err


def test_no_byte_of_a_record_can_be_flipped_unseen(folder: Path) -> None:
    data = (folder / RECORD).read_bytes()
    for at in range(0, len(data), 37):
        (folder / RECORD).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert hustings("verify", "--quiet", folder).code == 4, at


def test_all_that_is_wrong_is_named(folder: Path) -> None:
    rewrite(RECORD, lambda data: re.sub(rb'"bytes": [0-9]+', b'"bytes": 1', data, count=1))(folder)
    lost = lose("review/*.txt", "json")(folder)
    for digest in ("0" * 64, "f" * 64):
        add(f"sources/{digest[:2]}/{digest}.gz", gzip.compress(b"x"))(folder)
    kept, other = sorted(path.relative_to(folder).as_posix() for path in folder.glob("sources/[!0f]*/*"))
    (folder / kept).write_bytes((folder / other).read_bytes())
    rows = hustings("verify", "--json", folder).rows
    assert {row["type"] for row in rows} == {"problem"}
    assert [(row["where"], row["problem"]) for row in rows] == [
        (STATEMENT, "statement does not have its size"),
        (lost, "has no .txt beside it"),
        (f"sources/00/{'0' * 64}.gz", "cited by no record"),
        (kept, "raw bytes do not match their hash"),
        (f"sources/ff/{'f' * 64}.gz", "cited by no record"),
        ("index.sqlite", INDEX),
    ]
    assert hustings("verify", folder).err == "1 record checked, 6 problems\n"


def test_whole_archive_is_whole(whole: Path) -> None:
    ran = hustings("verify", whole)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "1 record checked, 0 problems\n"
    assert hustings("verify", "--quiet", whole).err == ""


def test_copied_archive_is_whole(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a copy? 100% #1"
    shutil.copytree(whole, folder)
    with gate(folder, change=False):  # who reads does not wait for others who do
        assert hustings("verify", folder).code == 0


def test_an_import_mends_the_index(folder: Path, tmp_path: Path) -> None:
    (folder / "index.sqlite").write_bytes(b"torn")
    imported(folder, written(tmp_path, "2017-January.txt", post(1)))
