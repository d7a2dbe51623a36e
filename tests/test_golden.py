"""The demo's archive is the one that was read and written down."""

from importers.archive.format import Record
from importers.commands.fixtures import golden_archive
from importers.site.recording import SOURCES
from importers.site.server import site_folder
from scraper.files import sha256
from scraper.strict_json import from_json
from tests import golden


def test_the_archive_of_the_fixture_site_is_the_golden_one() -> None:
    found = list(golden.differences(golden.golden(), golden_archive(site_folder())))
    assert found == [], "`python -m tests.golden --write`, then read the difference before committing it"


def test_the_golden_archive_names_no_machine() -> None:
    for path, data in golden.golden().items():
        assert b"127.0.0.1" not in data, path


def test_the_golden_archive_agrees_with_itself() -> None:
    held = golden.golden()
    listed = set(held[SOURCES].decode().split())
    cited = set()
    for path, data in held.items():
        if path.startswith("candidates/") and path.endswith(".json"):
            record = from_json(data, Record)
            statement = held[path.removesuffix(".json") + ".txt"]
            assert (sha256(statement), len(statement)) == (record.statement.sha256, record.statement.bytes)
            cited.update(source.raw for source in record.sources if source.raw)
    assert cited <= listed


def test_a_difference_is_shown_by_file_and_line() -> None:
    wanted = {"a": b"1\n", "b": b"same\n", "c": b"one\ntwo\n"}
    got = {"b": b"same\n", "c": b"one\n2\n", "d": b""}
    assert list(golden.differences(wanted, got)) == [
        "missing: a",
        "other: c",
        "@@ -1,2 +1,2 @@",
        " one",
        "-two",
        "+2",
        "extra: d",
    ]


def test_the_index_is_no_part_of_it() -> None:
    assert not [path for path in golden.golden() if path.endswith(".sqlite")]
