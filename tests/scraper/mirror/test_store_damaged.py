"""What a copy holds is measured by its bytes, and what is superseded is gone for good."""

import errno
import gzip
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.http.answer import Fetched, Validators
from scraper.mirror.checks import Check, Content, ImplausibleError, mbox_check
from scraper.mirror.store import INDEX, MOST_REPLACED, Mirror, Shelf, read_index
from tests.clock import Clock

URL = "https://lists.example.org/talk/"
NAME = "2018-May.txt"
CHECK = mbox_check(1 << 20)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Mirror(tmp_path / "mirror", now=Clock().now).shelf("talk")


def posts(*texts: str) -> bytes:
    """A month of posts, each with a Message-ID of its place."""
    return "".join(
        f"From ann at example.org  Tue May  1 10:00:00 2018\nMessage-ID: <{number}@example.org>\n\n{text}\n\n"
        for number, text in enumerate(texts)
    ).encode()


def offer(shelf: Shelf, body: bytes, check: Check, name: str = NAME, former: str | None = None) -> str:
    fetched = Fetched(URL + name, 200, body, {}, Clock().now())
    return shelf.offer(name, URL + name, fetched, check, former=former).outcome


def lines(name: str, body: bytes) -> Content:
    """A check of pages: each line counts as a post."""
    if not body.startswith(b"page"):
        raise ImplausibleError("it is no page")
    return Content(body.count(b"\n"))


@pytest.mark.parametrize(
    ("disk", "outcome"),
    [
        pytest.param(b"page\n\n\n", "refused", id="whole"),
        pytest.param(b"noise\n\n", "changed", id="noise-of-the-same-size"),
        pytest.param(b"page\nab", "changed", id="fewer-lines-in-the-same-size"),
    ],
)
def test_a_page_is_measured_by_what_lies_on_disk(shelf: Shelf, disk: bytes, outcome: str) -> None:
    offer(shelf, b"page\n\n\n", lines)
    (shelf.folder / NAME).write_bytes(disk)
    assert offer(shelf, b"page\n", lines) == outcome


TEXT = posts("one", "two")


def test_a_file_that_is_counted_without_being_split_has_its_text(shelf: Shelf) -> None:
    offer(shelf, TEXT, lambda name, body: Content(2), NAME)
    assert shelf.text(NAME) == TEXT


@pytest.mark.parametrize(
    ("name", "body"),
    [
        pytest.param(f"{NAME}.gz", gzip.compress(TEXT), id="packed"),
        pytest.param(f"{NAME}.gz", gzip.compress(gzip.compress(TEXT)), id="packed twice"),
        pytest.param(f"{NAME}.gz", TEXT, id="text under a packed name"),
        pytest.param(NAME, TEXT, id="text"),
    ],
)
def test_the_text_of_a_file_is_that_on_disk(shelf: Shelf, name: str, body: bytes) -> None:
    offer(shelf, body, CHECK, name)
    assert [shelf.text(name), shelf.text(name)] == [TEXT] * 2
    offer(shelf, body, CHECK, name)
    other = gzip.compress(posts("three"))
    for data, text in ((other, posts("three")), (other[:-9], b"")):
        (shelf.folder / f"{NAME}.gz").write_bytes(data)
        assert shelf.text(f"{NAME}.gz") == text
    (shelf.folder / f"{NAME}.gz").unlink()
    assert shelf.text(f"{NAME}.gz") == b""


def test_a_page_that_is_no_page_to_a_later_check_is_measured_by_what_was_counted(shelf: Shelf) -> None:
    def later(name: str, body: bytes) -> Content:
        if not body.startswith(b"new"):
            raise ImplausibleError("it is no new page")
        return Content(body.count(b"\n"))

    offer(shelf, b"page\n\n\n", lines)
    assert offer(shelf, b"new page\n\n", later) == "refused"
    assert offer(shelf, b"new page\n\n\n", later) == "changed"


def test_a_server_that_alters_every_answer_does_not_fill_the_disk(shelf: Shelf) -> None:
    for number in range(MOST_REPLACED + 3):
        fetched = Fetched(URL, 200, posts(f"visitor {number}"), {}, Clock().now())
        outcome = shelf.offer(NAME, URL, fetched, CHECK)
    assert (outcome.outcome, outcome.smaller) == ("refused", True)
    assert outcome.reason == (
        f"1 of the posts held have other bytes, and {MOST_REPLACED} copies are set aside"
    )
    assert len(list((shelf.folder / "replaced").iterdir())) == MOST_REPLACED
    assert offer(shelf, posts(f"visitor {MOST_REPLACED}", "more"), CHECK) == "changed"
    other = "2018-June.txt"
    assert [offer(shelf, posts(text), CHECK, other) for text in ("One", "Uno")] == ["new", "changed"]


def test_a_file_is_asked_for_again_by_all_that_the_server_said_of_it(shelf: Shelf) -> None:
    headers = {"etag": '"1"', "last-modified": "Tue, 01 May 2018 10:00:00 GMT"}
    shelf.offer(NAME, URL, Fetched(URL, 200, posts("One"), headers, Clock().now()), CHECK)
    assert shelf.validators(NAME, URL) == Validators('"1"', "Tue, 01 May 2018 10:00:00 GMT")


def test_a_damaged_copy_does_not_keep_the_one_that_is_superseded_from_being_measured(shelf: Shelf) -> None:
    offer(shelf, posts("One", "Two"), CHECK)
    (shelf.folder / "2018-05.txt").write_bytes(b"noise")
    assert offer(shelf, posts("One"), CHECK, "2018-05.txt", former=NAME) == "refused"
    assert offer(shelf, posts("One", "Two"), CHECK, "2018-05.txt", former=NAME) == "changed"


def test_what_only_looks_like_the_leftover_of_a_killed_run_stays(tmp_path: Path) -> None:
    folder = tmp_path / "mirror" / "talk"
    (folder / "repository.git" / "branch.lock").mkdir(parents=True)
    (folder / ".mine.git.x").symlink_to("repository.git")
    (folder / ".mine.git.y").write_bytes(b"mine")
    before = sorted(folder.rglob("*"))
    Mirror(tmp_path / "mirror", now=Clock().now).shelf("talk").close()
    assert sorted(folder.rglob("*")) == before


def test_a_file_in_the_place_of_a_source_is_told(tmp_path: Path) -> None:
    (tmp_path / "talk").write_bytes(b"mine")
    with pytest.raises(NotADirectoryError) as told:
        Mirror(tmp_path, now=Clock().now).shelf("talk")
    assert (told.value.filename, told.value.strerror) == (str(tmp_path / "talk"), "Not a directory")


def test_a_copy_that_was_damaged_where_it_is_set_aside_lets_nothing_in_again(shelf: Shelf) -> None:
    for body in (posts("One"), posts("Uno", "Due")):
        offer(shelf, body, CHECK)
    (copy,) = (shelf.folder / "replaced").iterdir()
    copy.write_bytes(copy.read_bytes()[:-1])
    assert offer(shelf, posts("One"), CHECK) == "refused"


def test_the_removal_of_what_is_superseded_is_synced(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[tuple[bool, bool]] = []

    def fsync(handle: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(handle).st_mode), (shelf.folder / NAME).exists()))

    offer(shelf, posts("One"), CHECK)
    monkeypatch.setattr(os, "fsync", fsync)
    offer(shelf, posts("One"), CHECK, "2018-05.txt", former=NAME)
    assert synced[-1] == (True, False)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "Input data was truncated", id="emptied"),
        pytest.param(b"{}", "Object missing required field `version`", id="of nothing"),
        pytest.param(b'{"version": 1, "files": {"x": 1}}', "Expected `object`, got `int` - at `$.files[...]`", id="another shape"),
        pytest.param(b"\xff", "JSON is malformed: invalid character (byte 0)", id="rubbish"),
        pytest.param(None, "is a folder", id="a folder"),
    ],
)  # fmt: skip
def test_a_damaged_index_is_begun_anew_and_told(tmp_path: Path, data: bytes | None, why: str) -> None:
    index = tmp_path / "mirror" / "talk" / INDEX
    index.parent.mkdir(parents=True)
    index.mkdir() if data is None else index.write_bytes(data)
    assert read_index(index.parent) == {}
    mirror = Mirror(tmp_path / "mirror", now=Clock().now)
    mirror.shelf("talk").close()
    assert index.is_dir() if data is None else index.read_bytes() == data
    assert mirror.remarks == [f"talk/{INDEX}: not readable: {why}; a run that asks the server makes it anew"]


def link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("taken", [link, folder, pipe])
@pytest.mark.parametrize(("name", "former"), [(NAME, None), ("2018-05.txt", NAME)])
def test_what_lies_in_the_place_of_a_file_is_named_and_stays(
    shelf: Shelf, taken: Callable[[Path], None], name: str, former: str | None
) -> None:
    offer(shelf, posts("One"), CHECK)
    taken(shelf.folder / NAME)
    left = sorted(shelf.folder.iterdir())
    assert shelf.held(NAME) is None
    assert shelf.validators(NAME, URL + NAME) is None
    assert offer(shelf, posts("One", "Two"), CHECK, name, former) == "refused"
    assert sorted(shelf.folder.iterdir()) == left
    assert offer(shelf, posts("Other"), CHECK, "2018-June.txt") == "new"


def test_a_copy_that_cannot_be_read_is_named_and_stays(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(shelf, posts("One"), CHECK)
    usual = os.open

    def shut(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).name == NAME:  # as for another user, which root is not
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return usual(path, flags, mode)

    monkeypatch.setattr(os, "open", shut)
    assert shelf.validators(NAME, URL + NAME) is None
    fetched = Fetched(URL + NAME, 200, posts("One", "Two"), {}, Clock().now())
    outcome = shelf.offer(NAME, URL + NAME, fetched, CHECK)
    assert (outcome.outcome, f"{NAME}: Permission denied; until" in outcome.reason) == ("refused", True)
    assert offer(shelf, posts("Other"), CHECK, "2018-June.txt") == "new"
    monkeypatch.undo()
    assert shelf.read(NAME) == posts("One")


def test_a_power_cut_before_what_is_superseded_was_removed_sets_one_copy_aside(shelf: Shelf) -> None:
    old, new = posts("One"), posts("Uno", "Due")
    offer(shelf, old, CHECK)
    (shelf.folder / "2018-05.txt").write_bytes(new)
    assert offer(shelf, new, CHECK, "2018-05.txt", former=NAME) == "same"
    assert [copy.read_bytes() for copy in (shelf.folder / "replaced").iterdir()] == [old]
