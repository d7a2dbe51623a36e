"""The good copy is never touched by a bad answer."""

import gzip
import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scraper.http.answer import Fetched, Refused
from scraper.mirror.checks import mbox_check
from scraper.mirror.store import (
    INDEX,
    SAVE_EVERY,
    Held,
    Mirror,
    Shelf,
    on_disk,
    read_index,
    write_index,
)
from scraper.model import Outcome, UserError
from tests.clock import Clock

URL = "https://lists.example.org/talk/"
NAME, OPEN = "2018-May.txt.gz", "2018-May.txt"
CHECK = mbox_check(1 << 20)
MOMENT = datetime(2021, 8, 20, 12, tzinfo=UTC)
HELD = Held(
    url="https://lists.example.org/talk/2018-May.txt",
    sha256="0" * 64,
    size=3,
    posts=1,
    fetched_at=MOMENT,
    checked_at=MOMENT,
    row="3 KB",
)


def posts(*numbers: int) -> bytes:
    return b"".join(
        b"From ann at example.org  Tue May  1 10:00:00 2018\nSubject: hello\n\nbody %d\n\n" % n
        for n in numbers
    )


def packed(*numbers: int) -> bytes:
    return gzip.compress(posts(*numbers), mtime=0)


def letters(words: dict[str, str]) -> bytes:
    """A month of posts by Message-ID."""
    return "".join(
        f"From ann at example.org  Tue May  1 10:00:00 2018\nFrom: ann at example.org\n"
        f"Message-ID: <{name}@example.org>\n\n{text}\n\n"
        for name, text in words.items()
    ).encode()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mirror(tmp_path: Path, clock: Clock) -> Mirror:
    return Mirror(tmp_path / "mirror", now=clock.now)


@pytest.fixture
def shelf(mirror: Mirror) -> Shelf:
    return mirror.shelf("talk")


def offer(shelf: Shelf, body: bytes, name: str = NAME, etag: str = '"1"', **extra: Any) -> Outcome:
    fetched = Fetched(URL + name, 200, body, {"etag": etag}, Clock().now())
    return shelf.offer(name, URL + name, fetched, CHECK, **extra)


def files(shelf: Shelf) -> list[str]:
    return sorted(path.name for path in shelf.folder.iterdir() if path.name != INDEX)


def aside(shelf: Shelf) -> list[bytes]:
    return sorted(path.read_bytes() for path in (shelf.folder / "replaced").iterdir())


def test_a_new_file_is_kept_byte_for_byte_with_its_sidecar(shelf: Shelf) -> None:
    outcome = offer(shelf, packed(1, 2), row="[ Gzip'd Text 1 KB ]")
    assert outcome == Outcome("talk", NAME, URL + NAME, "new", size=len(packed(1, 2)))
    assert shelf.read(NAME) == packed(1, 2)
    shelf.close()
    stored = json.loads((shelf.folder / INDEX).read_bytes())
    entry = stored["files"][NAME]
    assert stored["version"] == 1
    assert list(entry) == sorted(entry)
    assert (entry["url"], entry["etag"], entry["posts"]) == (URL + NAME, '"1"', 2)
    assert entry["size"] == len(packed(1, 2))
    assert entry["row"] == "[ Gzip'd Text 1 KB ]"


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        pytest.param(packed(1), packed(1), "same", id="same-bytes"),
        pytest.param(packed(1), packed(1, 2), "changed", id="grown"),
        pytest.param(packed(1), gzip.compress(posts(1), mtime=9), "changed", id="packed-anew"),
        pytest.param(gzip.compress(b"", mtime=0), packed(1), "changed", id="first-post-after-an-empty-month"),
        pytest.param(gzip.compress(b"", mtime=0), gzip.compress(b"", mtime=0), "same", id="still-empty"),
    ],
)
def test_what_may_replace_the_copy(shelf: Shelf, first: bytes, second: bytes, result: str) -> None:
    assert offer(shelf, first).outcome == "new"
    assert offer(shelf, second).outcome == result
    assert shelf.read(NAME) == second


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(packed(1), "1 of the 2 posts held are missing", id="fewer-posts"),
        pytest.param(packed(1, 3, 4, 5), "1 of the 2 posts held are missing", id="larger-without-one"),
        pytest.param(gzip.compress(posts(1, 2).replace(b"hello", b"hi")), "2 of the 2", id="without-ids"),
        pytest.param(gzip.compress(b""), "0 posts", id="emptied"),
        pytest.param(packed(1, 2, 3)[:-4], "cut off", id="cut"),
        pytest.param(b"<html><title>Down</title>", "HTML page", id="maintenance-page"),
        pytest.param(b"", "not gzip", id="nothing"),
    ],
)
def test_the_good_copy_stays(shelf: Shelf, body: bytes, reason: str) -> None:
    offer(shelf, packed(1, 2))
    shelf.close()
    before = (shelf.folder / INDEX).read_bytes()
    outcome = offer(shelf, body, etag='"2"')
    assert (outcome.name, outcome.url, outcome.outcome) == (NAME, URL + NAME, "refused")
    assert (reason in outcome.reason, outcome.size) == (True, len(body))
    assert shelf.read(NAME) == packed(1, 2)
    shelf.close()
    assert (shelf.folder / INDEX).read_bytes() == before
    assert files(shelf) == [NAME]


def test_a_smaller_one_is_told_apart_from_a_bad_one(shelf: Shelf) -> None:
    assert (offer(shelf, b"<html>").outcome, files(shelf)) == ("refused", [])
    offer(shelf, packed(1, 2))
    assert offer(shelf, packed(1)).smaller
    assert not offer(shelf, b"<html><title>Login</title>").smaller


def test_a_smaller_one_is_taken_once_a_person_has_confirmed_it(tmp_path: Path, clock: Clock) -> None:
    held = Mirror(tmp_path, now=clock.now, smaller=[f"talk/{NAME}", "other/2018-June.txt.gz"])
    shelf = held.shelf("talk")
    offer(shelf, packed(1, 2))
    outcome = offer(shelf, packed(1))
    assert (outcome.outcome, outcome.smaller) == ("changed", False)
    lack = "1 of the 2 posts held are missing"
    assert outcome.reason == f"taken as confirmed: {lack}; the copy before is kept in talk/replaced/"
    assert shelf.read(NAME) == packed(1)
    assert aside(shelf) == [packed(1, 2)]
    offer(shelf, packed(1, 3))
    back = f"taken again, as it was set aside: {lack}; the copy before is kept in talk/replaced/"
    assert offer(shelf, packed(1, 2)).reason == back


GOOD = letters({"a": "I am running.", "b": "Good luck!"})


@pytest.mark.parametrize(
    ("bad", "altered"),
    [
        pytest.param(GOOD + b"<br>\n<b>Fatal error</b>: no memory\n", 1, id="error-behind"),
        pytest.param(GOOD[:110] + bytes(4096) + GOOD[110:], 1, id="zeros-within"),
        pytest.param(GOOD.replace(b"\n", b"\r\n"), 2, id="line-ends"),
        pytest.param(GOOD + letters({"b": "Bad luck!", "c": "Spam"}), 1, id="one-id-twice-and-one-more"),
    ],
)
def test_a_post_with_other_bytes_is_taken_and_what_was_held_comes_back(
    shelf: Shelf, bad: bytes, altered: int
) -> None:
    offer(shelf, GOOD, OPEN)
    taken = offer(shelf, bad, OPEN)
    assert (taken.outcome, taken.replaced, taken.bad) == ("changed", True, False)
    told = f"{altered} of the posts held have other bytes; the copy before is kept in talk/replaced/"
    assert taken.reason == told
    assert aside(shelf) == [GOOD]
    back = offer(shelf, GOOD, OPEN)
    assert (back.outcome, back.replaced) == ("changed", True)
    assert shelf.read(OPEN) == GOOD
    assert aside(shelf) == sorted([GOOD, bad])
    assert offer(shelf, GOOD, OPEN).outcome == "same"


def test_the_month_twice_is_neither_a_loss_nor_a_change_of_posts(shelf: Shelf) -> None:
    offer(shelf, GOOD, OPEN)
    outcomes = [offer(shelf, body, OPEN) for body in (GOOD * 2, GOOD)]
    assert [(each.outcome, each.reason) for each in outcomes] == [("changed", "")] * 2
    assert files(shelf) == [OPEN]


def test_two_months_mixed_up_keep_both(shelf: Shelf) -> None:
    other = letters({"c": "I am running.", "d": "So am I.", "e": "Good luck!"})
    offer(shelf, GOOD, OPEN)
    offer(shelf, other, "2018-June.txt")
    mixed = [offer(shelf, other, OPEN), offer(shelf, GOOD, "2018-June.txt")]
    assert [(each.outcome, each.smaller) for each in mixed] == [("refused", True)] * 2
    assert (shelf.read(OPEN), shelf.read("2018-June.txt")) == (GOOD, other)


def test_what_packs_so_well_that_no_stranger_may_send_it_is_measured_where_it_is_held(shelf: Shelf) -> None:
    made = gzip.compress(letters({"a": "x" * 20_000_000}), mtime=0)
    fetched = Fetched(URL, 200, made, {}, Clock().now())
    assert shelf.offer(NAME, URL, fetched, mbox_check(None)).outcome == "new"
    assert offer(shelf, made).outcome == "refused"
    assert offer(shelf, gzip.compress(letters({"b": "y"}))).reason == "1 of the 1 posts held are missing"


def test_a_packed_month_made_anew_keeps_the_text_that_it_supersedes(shelf: Shelf) -> None:
    offer(shelf, GOOD, OPEN)
    anew = gzip.compress(GOOD.replace(b"ann at", b"ann--at"), mtime=0)
    assert offer(shelf, anew, former=OPEN).reason.startswith("2 of the posts held have other bytes")
    assert aside(shelf) == [GOOD]
    assert files(shelf) == [NAME, "replaced"]


def test_what_came_is_in_the_index_within_two_seconds_and_when_the_shelf_is_closed(
    shelf: Shelf, clock: Clock
) -> None:
    def indexed() -> list[str]:
        return list(read_index(shelf.folder))

    with closing(shelf):
        offer(shelf, packed(1), "a.gz")
        assert indexed() == []
        clock.seconds += SAVE_EVERY.total_seconds()
        offer(shelf, packed(1), "b.gz")
        assert indexed() == ["a.gz", "b.gz"]
        offer(shelf, packed(1), "c.gz")
        assert indexed() == ["a.gz", "b.gz"]
        clock.seconds -= 3600  # somebody sets the clock
        offer(shelf, packed(1), "d.gz")
        assert indexed() == ["a.gz", "b.gz", "c.gz", "d.gz"]
        offer(shelf, packed(1), "e.gz")
    assert indexed() == ["a.gz", "b.gz", "c.gz", "d.gz", "e.gz"]


@pytest.mark.parametrize("named", [f"other/{NAME}", "talk/2018-June.txt.gz", NAME, "talk", ""])
def test_confirming_one_file_confirms_no_other(tmp_path: Path, clock: Clock, named: str) -> None:
    shelf = Mirror(tmp_path, now=clock.now, smaller=[named]).shelf("talk")
    offer(shelf, packed(1, 2))
    assert offer(shelf, packed(1)).outcome == "refused"


def test_a_confirmed_name_lets_no_bad_answer_in(tmp_path: Path, clock: Clock) -> None:
    shelf = Mirror(tmp_path, now=clock.now, smaller=[f"talk/{NAME}"]).shelf("talk")
    offer(shelf, packed(1, 2))
    assert offer(shelf, b"<html><title>Login</title>").outcome == "refused"
    assert shelf.read(NAME) == packed(1, 2)


def test_an_unchanged_file_is_noted_as_checked(shelf: Shelf, clock: Clock) -> None:
    offer(shelf, packed(1), row="1 KB")
    clock.seconds += 3600
    answer = Fetched(URL + NAME, 304, b"", {}, clock.now(), not_modified=True)
    same = Outcome("talk", NAME, URL + NAME, "same")
    assert shelf.offer(NAME, URL + NAME, answer, CHECK, row="2 KB") == same
    entry = shelf.held(NAME)
    assert entry is not None
    assert (entry.checked_at, entry.row, entry.etag) == (clock.now(), "2 KB", '"1"')
    assert entry.fetched_at == MOMENT
    offer(shelf, packed(1, 2))
    entry = shelf.held(NAME)
    assert entry is not None
    assert (entry.fetched_at, entry.checked_at) == (MOMENT, clock.now())


def test_the_packed_month_takes_the_place_of_the_open_one(shelf: Shelf) -> None:
    offer(shelf, posts(1, 2), OPEN)
    assert offer(shelf, packed(1, 2, 3), former=OPEN).outcome == "changed"
    assert files(shelf) == [NAME]
    assert list(read_index(shelf.folder)) == [NAME]
    (shelf.folder / OPEN).write_bytes(posts(1, 2))  # as a power cut before its removal leaves it
    answer = Fetched(URL + NAME, 304, b"", {}, MOMENT, not_modified=True)
    assert shelf.offer(NAME, URL + NAME, answer, CHECK, former=OPEN).outcome == "same"
    assert files(shelf) == [NAME]


@pytest.mark.parametrize("body", [packed(1), packed(1, 2)[:-3], b"<html>"])
def test_the_open_month_stays_until_a_packed_one_holds_as_much(shelf: Shelf, body: bytes) -> None:
    offer(shelf, posts(1, 2), OPEN)
    assert offer(shelf, body, former=OPEN).outcome == "refused"
    assert files(shelf) == [OPEN]
    assert shelf.held(OPEN) is not None


def test_a_run_killed_before_the_index_was_written_is_completed(mirror: Mirror, shelf: Shelf) -> None:
    offer(shelf, packed(1, 2))
    again = mirror.shelf("talk")
    assert again.held(NAME) is None
    assert offer(again, packed(1)).outcome == "refused"
    assert offer(again, packed(1, 2)).outcome == "same"
    assert again.held(NAME) is not None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.unlink(), id="deleted"),
        pytest.param(lambda path: path.write_bytes(b"short"), id="cut"),
        pytest.param(lambda path: path.write_bytes(bytes(len(packed(1, 2)))), id="overwritten-in-its-size"),
    ],
)
def test_a_copy_damaged_on_disk_is_fetched_in_full_and_replaced(shelf: Shelf, damage: Any) -> None:
    offer(shelf, packed(1, 2))
    assert shelf.validators(NAME, URL + NAME) is not None
    damage(shelf.folder / NAME)
    assert shelf.validators(NAME, URL + NAME) is None
    assert offer(shelf, packed(1, 2)).outcome in ("new", "changed")
    assert shelf.read(NAME) == packed(1, 2)


def test_validators_belong_to_one_address(shelf: Shelf) -> None:
    offer(shelf, packed(1))
    assert shelf.validators(NAME, "https://mirror.example.net/talk/" + NAME) is None


def test_leftovers_of_a_killed_write_are_cleared(mirror: Mirror, shelf: Shelf) -> None:
    (shelf.folder / ".0123456789abcdef.tmp~").write_bytes(b"half")
    mirror.shelf("talk")
    assert files(shelf) == []


@pytest.mark.parametrize("name", ["../talk", "a/b", ".hidden", ""])
def test_names_that_would_leave_the_folder_are_refused(mirror: Mirror, shelf: Shelf, name: str) -> None:
    with pytest.raises(UserError, match=f"^a source cannot be called '{name}': its name .*") as caught:
        mirror.shelf(name)
    assert caught.value.exit_code == 2
    with pytest.raises(Refused, match=r"^its name is no safe file name$"):
        offer(shelf, packed(1), name)


def test_the_lock_is_the_mirrors(mirror: Mirror) -> None:
    with (
        mirror.locked(),
        pytest.raises(UserError, match=f"^the mirror {mirror.root} is in use"),
        mirror.locked(),
    ):
        pass


def test_what_killed_runs_left_is_cleared(mirror: Mirror) -> None:
    repository = mirror.shelf("talk").folder / "repository.git"
    left = ["HEAD.lock", "refs/heads/x.lock", "objects/pack/tmp_pack_1", "objects/ab/cd.temp"]
    aside = "../replaced/.0123.tmp~"
    for name in [*left, "../.repository.git.x/HEAD", "../.0123.tmp~", "../../runs/.0123.tmp~", aside]:
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"torn")
    (repository / "HEAD").write_bytes(b"ref: refs/heads/x\n")
    with mirror.locked():
        shelf = mirror.shelf("talk")
    assert [path for path in repository.rglob("*") if path.is_file()] == [repository / "HEAD"]
    assert files(shelf) == ["replaced", "repository.git"]
    assert list((shelf.folder / "replaced").iterdir()) == []
    assert list((mirror.root / "runs").iterdir()) == []


def test_what_is_written_is_read_again_in_a_stable_form(tmp_path: Path) -> None:
    assert read_index(tmp_path) == {}
    write_index(tmp_path, {"b": HELD, "a": HELD})
    assert read_index(tmp_path) == {"a": HELD, "b": HELD}
    before = (tmp_path / INDEX).read_bytes()
    assert before.startswith(b'{\n "checksum": "')
    assert b'\n "files": {\n  "a": {\n   "checked_at":' in before
    write_index(tmp_path, {"a": HELD, "b": HELD})
    assert (tmp_path / INDEX).read_bytes() == before


@pytest.mark.parametrize(
    ("data", "there"),
    [
        pytest.param(b"abc", True, id="whole"),
        pytest.param(b"ab", False, id="cut"),
        pytest.param(None, False, id="missing"),
    ],
)
def test_a_file_counts_where_it_is_there_in_its_full_size(
    tmp_path: Path, data: bytes | None, there: bool
) -> None:
    if data is not None:
        (tmp_path / "f").write_bytes(data)
    assert on_disk(tmp_path / "f", HELD) == (HELD if there else None)
    assert on_disk(tmp_path / "f", None) is None
