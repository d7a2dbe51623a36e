"""The archive on disk: what is read back, what is not readable is named and never thrown away."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from importers.archive import journal
from importers.archive import store as archive
from importers.site.server import build_repository
from scraper.files import TEMPORARY, gate
from scraper.git.command import Git
from scraper.model import UserError
from tests.commands import STREAM, hustings, imported, raw_bytes, records, reviews, snapshot, statement
from tests.letters import chat, doubtful, post, written

KEY = "pike/Zaqar/Nadia_Okonkwo"
RECORD, STATEMENT = f"candidates/{KEY}.json", f"candidates/{KEY}.txt"
MAYBE = doubtful()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    repository = build_repository(STREAM, folder, Git())
    ole = post(3, project="Mistral", name="Ole Brandt", address="ole@fjord.example")
    hustings(
        "import",
        written(folder, "January.txt", post(1), chat(2), ole, MAYBE),
        repository,
        "--archive",
        folder / "archive",
    )
    return folder / "archive"


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    shutil.copytree(whole, folder)
    return folder


def first(folder: Path, pattern: str) -> Path:
    return min(folder.glob(pattern))


def test_layout_is_the_one_that_is_written_down(whole: Path) -> None:
    assert json.loads((whole / "archive.json").read_bytes()) == {"format": "hustings-archive", "version": 1}
    assert {path.name for path in whole.iterdir() if not path.name.startswith(".lock")} == {
        ".cache",
        "archive.json",
        "candidates",
        "index.sqlite",
        "results",
        "review",
        "sources",
    }
    for key, row in records(whole):
        text = statement(whole, key)
        assert key.split("/")[:2] == [row["cycle"], row["project"]]
        assert (len(text), archive.sha256(text)) == (row["statement"]["bytes"], row["statement"]["sha256"])
        for source in row["sources"]:
            assert (source["raw"] is None) == (source["kind"] == "git")
            if source["raw"]:
                raw = raw_bytes(whole, source["raw"])
                assert archive.sha256(raw) == source["sha256"]
                assert source["raw"] == f"sources/{source['sha256'][:2]}/{source['sha256']}.gz"


def test_statement_from_mail_has_the_form_that_is_written_down(whole: Path) -> None:
    text = statement(whole, KEY).decode()
    assert text == text.strip("\n") + "\n"
    assert all(line == line.rstrip() for line in text.split("\n"))


def test_review_is_named_for_its_bytes(whole: Path) -> None:
    ((identity, row),) = reviews(whole)
    assert identity == archive.sha256(MAYBE)[:16] == row["id"]
    assert raw_bytes(whole, row["sources"][0]["raw"]) == MAYBE
    assert (whole / "review" / f"{identity}.txt").read_text("utf-8").startswith("Hello,\n\nI would like")


def test_a_folder_that_is_not_there_or_is_empty_holds_nothing(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nothing"):
        held = archive.load_archive(folder)
        assert (held.files, held.keys, held.posts, held.unread) == ([], {}, {}, {})


def test_what_was_written_is_read_back(whole: Path) -> None:
    held = archive.load_archive(whole)
    kept = [
        source["sha256"]
        for _, row in [*records(whole), *reviews(whole)]
        for source in row["sources"]
        if source["raw"]
    ]
    assert (held.unread, held.read) == ({}, {name for name in snapshot(whole) if "/" in name})
    assert sorted(held.posts) == sorted(kept)
    assert held.keys == {
        key: archive.sha256((whole / f"candidates/{key}.json").read_bytes()) for key, _ in records(whole)
    }


Damage = Callable[[bytes], bytes]
DAMAGES = [
    pytest.param(lambda data: b"", id="emptied"),
    pytest.param(lambda data: data[: len(data) // 2], id="cut"),
    pytest.param(lambda data: b"\x00\xff" * 40, id="rubbish"),
    pytest.param(lambda data: b"[1, 2]", id="another shape"),
    pytest.param(lambda data: b"{" * 100_000, id="deep"),
]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("which", [RECORD, "review/*.json", "sources/*/*.gz"])
def test_a_damaged_file_is_named_as_lost_and_stays(
    copy: Path, tmp_path: Path, which: str, damage: Damage
) -> None:
    target = first(copy, which)
    where = target.relative_to(copy).as_posix()
    target.write_bytes(damage(target.read_bytes()))
    assert where in archive.load_archive(copy).unread
    before = snapshot(copy)
    other = written(tmp_path, "February.txt", post(30, project="Trove"))
    ran = hustings("import", other, "--archive", copy)
    assert ran.code == 1
    assert where in ran.err
    after = snapshot(copy)
    assert {name: data for name, data in after.items() if name in before} == before


def damage(path: str, data: bytes | None = b"x") -> Callable[[Path], str]:
    """Puts other bytes in the place of a file, or nothing; its path in the archive."""

    def make(folder: Path) -> str:
        target = first(folder, path)
        target.unlink() if data is None else target.write_bytes(data)
        return target.relative_to(folder).as_posix()

    return make


def says(path: str, **changes: str) -> Callable[[Path], str]:
    def make(folder: Path) -> str:
        target = first(folder, path)
        target.write_text(json.dumps(json.loads(target.read_bytes()) | changes), "utf-8")
        return target.relative_to(folder).as_posix()

    return make


def twice(folder: Path) -> str:
    (folder / "candidates/pike/Heat").mkdir(exist_ok=True)
    shutil.copy(folder / RECORD, folder / "candidates/pike/Heat")
    return "candidates/pike/Heat/Nadia_Okonkwo.json"


def no_folder(folder: Path) -> str:
    shutil.rmtree(folder / "results")
    (folder / "results").touch()
    shutil.rmtree(folder / "review")
    (folder / "review").touch()
    return "review"


def hidden(folder: Path) -> str:
    for name in ("candidates/.git/a/b.json", "candidates/pike/.git/b.json", "candidates/pike/Zaqar/.b.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return ""


@pytest.mark.parametrize(
    ("make", "why", "doubted"),
    [
        pytest.param(
            damage(RECORD, b""), "record not readable: Input data was truncated", [None], id="record"
        ),
        pytest.param(
            damage("candidates/pike/Zun/*.txt", None),
            "statement not readable: No such file or directory; import its repository",
            ["Record"],
            id="statement from git missing",
        ),
        pytest.param(
            damage("candidates/pike/Zun/*.txt"),
            "statement does not match its hash; import its repository",
            [],
            id="statement from git torn",
        ),
        pytest.param(damage(STATEMENT), None, [], id="statement that its post gives again"),
        pytest.param(
            damage("sources/60/*"),
            "raw bytes of review/607f97c4bd6ac811 missing or damaged",
            ["Review"],
            id="post",
        ),
        pytest.param(
            damage("review/*.json"),
            "review entry not readable: JSON is malformed: invalid character (byte 0)",
            [None],
            id="review",
        ),
        pytest.param(damage("review/*.txt"), None, [], id="text of a review"),
        pytest.param(
            lambda folder: damage(RECORD, None)(folder) and STATEMENT,
            "statement without a record",
            [None],
            id="alone",
        ),
        pytest.param(says(RECORD, project="Trove"), None, [], id="record of a free place"),
        pytest.param(
            says(RECORD, project="../x"),
            "says pike/../x/Nadia_Okonkwo, stands elsewhere",
            ["Record"],
            id="points out",
        ),
        pytest.param(twice, f"says {KEY}, stands elsewhere", ["Record"], id="record twice"),
        pytest.param(
            damage("results/*.json"),
            "list not readable: JSON is malformed: invalid character (byte 0)",
            [],
            id="list",
        ),
        pytest.param(no_folder, "not readable: Not a directory", [], id="file for a folder"),
        pytest.param(hidden, None, [], id="what another program keeps there"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(
    copy: Path, make: Callable[[Path], str], why: str | None, doubted: list[str | None]
) -> None:
    where = make(copy)
    held = archive.load_archive(copy)
    assert held.unread.pop(where, None) == why
    assert set(held.unread.values()) <= {"cited by no record"}
    names = [type(each).__name__ if each else None for each in held.doubted.values()]
    assert names == doubted
    if doubted:
        assert where not in held.read
        assert where.startswith("sources/") or list(held.doubted) == [archive.stem_of(where)]


def test_a_torn_statement_from_git_is_named_and_mended_by_its_repository(copy: Path, whole: Path) -> None:
    target = copy / "candidates/pike/Zun/hanjw.txt"
    target = target if target.exists() else first(copy, "candidates/pike/Zun/*.txt")
    target.write_bytes(b"torn")
    assert target.relative_to(copy).as_posix() in archive.load_archive(copy).unread
    hustings("import", whole.parent / "election.git", "--archive", copy)
    assert snapshot(copy) == snapshot(whole)


def test_a_missing_post_is_mended_by_its_month(copy: Path, whole: Path) -> None:
    for path in copy.glob("sources/*/*.gz"):
        path.unlink()
    hustings("import", whole.parent / "January.txt", "--archive", copy)
    assert snapshot(copy) == snapshot(whole)


def test_a_removed_record_comes_back_with_its_month(copy: Path, whole: Path) -> None:
    (copy / RECORD).unlink()
    (copy / STATEMENT).unlink()
    imported(copy, whole.parent / "January.txt")
    assert snapshot(copy) == snapshot(whole)


NONE = "{} is not empty and is not an archive: it has no archive.json"
READS = "this program reads {{'format': 'hustings-archive', 'version': 1}}"


@pytest.mark.parametrize(
    ("files", "code", "why"),
    [
        pytest.param({"thesis.odt": b"x"}, 2, NONE, id="folder of other things"),
        pytest.param({".other": b"x"}, 2, NONE, id="hidden files of others"),
        pytest.param({".cache/pip": b"x"}, 2, NONE, id="caches of others"),
        pytest.param(
            {"archive.json": b"{}"}, 1, f"{{}}/archive.json says {{{{}}}}; {READS}", id="header of nothing"
        ),
        pytest.param(
            {"archive.json": b"torn"},
            1,
            "{}/archive.json is not readable: JSON is malformed: invalid character (byte 4)",
            id="header torn",
        ),
        pytest.param(
            {"archive.json": b'{"format": "hustings-archive", "version": 2}'},
            1,
            f"{{}}/archive.json says {{{{'format': 'hustings-archive', 'version': 2}}}}; {READS}",
            id="later version",
        ),
    ],
)
def test_a_folder_that_is_no_archive_is_left_alone(
    tmp_path: Path, files: dict[str, bytes], code: int, why: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with pytest.raises(UserError) as told:
        archive.load_archive(folder)
    assert (told.value.exit_code, str(told.value)) == (code, why.format(folder))
    ran = hustings("import", written(tmp_path, "m.txt", post(1)), "--archive", folder)
    assert ran.code == code
    assert snapshot(folder) == files


def test_a_file_where_the_archive_belongs_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    ran = hustings("import", written(tmp_path, "m.txt", post(1)), "--archive", tmp_path / "file")
    assert (ran.code, "is a file; an archive is a folder" in ran.err) == (2, True)
    assert (tmp_path / "file").read_bytes() == b"mine"


@pytest.mark.parametrize("part", ["cycle", "project"])
def test_a_record_that_points_out_of_the_archive_writes_nothing_there(
    copy: Path, tmp_path: Path, part: str
) -> None:
    repository = first(copy, "candidates/pike/Zun/*.json")
    row = json.loads(repository.read_bytes()) | {part: "../../../../outside"}
    repository.write_text(json.dumps(row), "utf-8")
    ran = hustings("import", written(tmp_path, "m.txt", post(30, project="Trove")), "--archive", copy)
    assert ran.code == 1
    assert not list(tmp_path.parent.rglob("outside"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    imported(tmp_path / "archive", written(tmp_path, "m.txt", post(1), doubtful()))
    return tmp_path / "archive"


def test_raw_bytes_are_those_of_the_hash_or_none(small: Path) -> None:
    path = next((small / "sources").glob("*/*.gz"))
    digest = path.name.removesuffix(".gz")
    assert archive.raw_bytes(small, digest) is not None
    assert archive.raw_bytes(small, "0" * 64) is None
    assert archive.raw_bytes(small, "") is None
    (small / "sources" / "00").mkdir()
    shutil.copy(path, small / "sources" / "00" / f"{'0' * 64}.gz")
    assert archive.raw_bytes(small, "0" * 64) is None


def test_a_dry_run_writes_nothing_and_leaves_an_interrupted_import_to_the_next(
    small: Path, tmp_path: Path
) -> None:
    torn = small / f".0123456789abcdef{TEMPORARY}"
    torn.write_bytes(b"of an import at work")
    month = written(tmp_path, "other.txt", post(30, project="Trove"))
    before = {path: path.lstat().st_mtime_ns for path in small.rglob("*")}
    assert hustings("import", month, "--archive", small, "--dry-run").code == 0
    (small / journal.JOURNAL).write_bytes(msgspec.msgpack.encode(({"review/x.txt": b"x"}, [])))
    before[small / journal.JOURNAL] = (small / journal.JOURNAL).lstat().st_mtime_ns
    for command in (("import", month, "--dry-run"), ("audit", "pike"), ("review", "list")):
        ran = hustings(*command, "--archive", small)
        assert (ran.code, "waits to be completed" in ran.err) == (1, True)
    assert {path: path.lstat().st_mtime_ns for path in small.rglob("*")} == before
    assert (
        hustings("import", month, "--archive", small).code == 1
    )  # a journal is carried out, whoever wrote it
    assert (small / "review/x.txt").exists()
    assert not (small / journal.JOURNAL).exists()


def test_who_reads_waits_for_who_writes(small: Path) -> None:
    reading = {
        ("verify",): 0,
        ("audit", "all"): 1,
        ("list",): 0,
        ("review", "list"): 0,
    }  # no list to audit against
    (small / "index.sqlite").rename(small / "aside")
    with gate(small, change=True):
        readers = [
            subprocess.Popen(
                [sys.executable, "-m", "importers", *command, "--archive", small], stdout=subprocess.DEVNULL
            )
            for command in reading
        ]
        with pytest.raises(subprocess.TimeoutExpired):
            readers[0].wait(3)
        assert [reader.poll() for reader in readers] == [None] * 4
        (small / "aside").rename(small / "index.sqlite")
    assert [reader.wait(30) for reader in readers] == [*reading.values()]
