"""What was laid aside comes back as it was, wherever there was room for it."""

import resource
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from importers.spool import Spool
from tests.commands import hustings, snapshot
from tests.findings import NADIA, OLE, finding
from tests.letters import post, written


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may have more bytes than that, as where a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("size", [0, 7, 100])
@given(parts=st.lists(st.binary(max_size=20), max_size=20))
def test_bytes_come_back_whatever_the_disk_has_room_for(
    tmp_path_factory: pytest.TempPathFactory, dry_run: bool, size: int, parts: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("spool")
    with room_for(size), closing(Spool(folder, dry_run)) as spool:
        aside = [spool.add(part) for part in parts]
        assert [each.read() for each in reversed(aside)] == parts[::-1]
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="as it was"),
        pytest.param({"resolution": OLE, "also": (NADIA,)}, id="for another seat"),
        pytest.param({"message_id": None}, id="less known"),
        pytest.param({"message_id": "<\udcff@x>"}, id="half a character"),
    ],
)
@pytest.mark.parametrize("words", ["I stand.\n", "half a character: \udcff\n"])
def test_a_finding_that_lies_aside_is_the_same(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with closing(Spool(tmp_path)) as spool:
        here, laid = finding(1, words=words), spool.lay(finding(1, words=words).facts)
        for one, other in ((here, laid), (here.with_changes(**changes), laid.with_changes(**changes))):
            assert (one.statement, one.removed, one.id) == (other.statement, other.removed, other.id)
            assert (one.resolution, one.also, one.message_id) == (
                other.resolution,
                other.also,
                other.message_id,
            )


def test_what_lies_aside_takes_little_memory_however_often_it_is_read(tmp_path: Path) -> None:
    facts = finding(1, words="x" * 4000).facts
    count, size = 5000, 4000
    tracemalloc.start()
    try:
        with closing(Spool(tmp_path)) as spool:
            laid = [spool.lay(replace(facts, subject=f"{each}" + "y" * size)) for each in range(count)]
            for _ in range(2):
                assert {len(each.statement) + len(each.subject) > 2 * size for each in laid} == {True}
            assert tracemalloc.get_traced_memory()[1] < count * size / 2
    finally:
        tracemalloc.stop()


def test_a_full_disk_keeps_nobody_from_seeing_that_nothing_is_new(tmp_path: Path) -> None:
    month = written(tmp_path, "January.txt", post(1), post(2, project="Trove"))
    assert hustings("import", month, "--archive", tmp_path / "archive").code == 0
    before = snapshot(tmp_path / "archive")
    with room_for(200):
        ran = hustings("import", month, "--archive", tmp_path / "archive")
    assert (ran.code, snapshot(tmp_path / "archive")) == (0, before), ran.err
    more = written(tmp_path, "February.txt", post(3, project="Nova"))
    with room_for(200):
        ran = hustings("import", more, "--archive", tmp_path / "archive")
    assert (ran.code, "could not be written" in ran.err) == (1, True)
    assert snapshot(tmp_path / "archive") == before
