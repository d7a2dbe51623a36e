"""public-inbox repositories: which blobs are posts, in both of its formats, and hostile ones."""

import os
import stat
from pathlib import Path

import pytest

from scraper.git import inbox
from scraper.git.command import Git
from scraper.git.reading import SHALLOW
from scraper.model import Skipped
from tests.repositories import git

WHO = "Ann <ann@example.org> 1458000000 +0000"


def post(number: int, words: str = "words") -> bytes:
    return f"From: Ann <ann@example.org>\nMessage-ID: <{number}@example.org>\n\n{words} {number}\n".encode()


def commit(*changes: tuple[str, bytes | None], mode: str = "100644") -> bytes:
    """One commit of a fast-import stream; None removes a file."""
    text = f"commit refs/heads/master\ncommitter {WHO}\ndata 1\nx\n".encode()
    for name, data in changes:
        if data is None:
            text += f"D {name}\n".encode()
        else:
            text += f"M {mode} inline {name}\ndata {len(data)}\n".encode() + data + b"\n"
    return text + b"\n"


def built(folder: Path, *commits: bytes) -> Path:
    path = folder / "0.git"
    git = Git(timeout=60)
    git.run("init", "--quiet", "--bare", "--template=", str(path))
    git.run("symbolic-ref", "HEAD", "refs/heads/master", within=path)
    git.run("fast-import", "--quiet", within=path, stdin=b"".join(commits))
    return path


def found(path: Path) -> tuple[list[bytes], list[Skipped]]:
    skipped: list[Skipped] = []
    return list(inbox.read(path, inbox.posts(path, skipped), skipped)), skipped


def epoch(*numbers: int) -> list[bytes]:
    return [commit(("m", post(number))) for number in numbers]


@pytest.mark.parametrize(
    ("commits", "numbers"),
    [
        pytest.param(epoch(1, 2, 3), [1, 2, 3], id="oldest-first"),
        pytest.param(epoch(1, 2, 1), [1, 2], id="the-same-bytes-once"),
        pytest.param([*epoch(1, 2), commit(("m", None), ("d", post(1)))], [2], id="taken-away"),
        pytest.param([*epoch(1), commit(("m", None), ("d", post(1))), commit(("d", None), ("m", post(1)))], [1],
                     id="brought-back"),
        pytest.param([*epoch(1), commit(("m", None), ("d", post(1)))], [], id="nothing-left"),
        pytest.param([*epoch(1), commit(("m", post(2)), ("d", post(1)))], [2], id="one-for-another"),
        pytest.param([commit(("m", post(1)), ("d", post(1)))], [], id="brought-and-taken-away-at-once"),
        pytest.param([*epoch(1), commit(("d", post(2)))], [1], id="taken-away-though-never-brought"),
        pytest.param(
            [commit((f"ab/{'1' * 38}", post(1)), (f"cd/{'2' * 38}", post(1)))], [1], id="first-format-the-same-bytes-once"
        ),
        pytest.param(
            [commit((f"ab/{'1' * 38}", post(1)), (f"cd/{'2' * 38}", post(2)))], [1, 2], id="first-format"
        ),
        pytest.param(
            [commit((f"ab/{'1' * 38}", post(1)), (f"cd/{'2' * 38}", post(2))), commit((f"ab/{'1' * 38}", None))],
            [2],
            id="first-format-taken-away",
        ),
        pytest.param(
            [commit((f"ab/{'1' * 38}", post(1)), ("ab/notes", b"x"), ("ab/cafe", b"x"))], [1], id="first-format-with-another-file"
        ),
    ],
)  # fmt: skip
def test_posts(tmp_path: Path, commits: list[bytes], numbers: list[int]) -> None:
    path = built(tmp_path, *commits)
    raws, skipped = found(path)
    assert raws == [post(number) for number in numbers]
    assert len(inbox.posts(path, [])) == len(numbers)
    assert not any(skip.lost for skip in skipped)
    assert inbox.is_inbox(path)


def test_what_was_taken_away_is_counted(tmp_path: Path) -> None:
    taken = [commit(("m", None), ("d", post(number))) for number in (1, 3, 2)]
    back = commit(("d", None), ("m", post(2)))
    _, skipped = found(built(tmp_path, *epoch(1, 2, 3), *taken, back))
    assert skipped == [Skipped("0.git", "2 posts were taken out of the inbox by its keeper", lost=False)]


def test_an_inbox_whose_older_posts_are_not_there_is_named(tmp_path: Path) -> None:
    whole, shallow = built(tmp_path, *epoch(1, 2)), tmp_path / "shallow.git"
    git("clone", "--quiet", "--bare", "--depth=1", whole.as_uri(), str(shallow))
    raws, skipped = found(shallow)
    assert (raws, skipped) == ([post(2)], [Skipped("shallow.git", SHALLOW)])


@pytest.mark.parametrize(
    ("commits", "numbers"),
    [
        pytest.param([*epoch(1), commit(("m", b"/etc/passwd"), mode="120000")], [1], id="link"),
        pytest.param([*epoch(1), commit(("m", None), ("m/deeper", post(2)))], [1], id="folder"),
        pytest.param([*epoch(1), commit(("m", post(2)), ("other", b"x"))], [1, 2], id="another-file-beside"),
        pytest.param([*epoch(1), commit(("m", b""))], [1], id="empty-post"),
    ],
)
def test_what_is_no_post_costs_no_other(tmp_path: Path, commits: list[bytes], numbers: list[int]) -> None:
    raws, _ = found(built(tmp_path, *commits))
    assert [raw for raw in raws if raw] == [post(number) for number in numbers]


def test_a_post_that_is_too_large_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = built(tmp_path, *epoch(1), commit(("m", post(2, "long " * 100))))
    monkeypatch.setattr(inbox, "POST_BYTES", len(post(1)))
    raws, skipped = found(path)
    assert raws == [post(1)]
    assert [skip.lost for skip in skipped] == [True]
    assert f"where {len(post(1))} are allowed" in skipped[0].why


def test_posts_are_unpacked_several_at_a_time_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = [post(number, "words " * 1000) for number in range(10, 50)]
    path, size = built(tmp_path, *(commit(("m", each)) for each in long)), len(long[0])
    monkeypatch.setattr(inbox, "TOGETHER_BYTES", 4 * size)
    others = unnamed_bytes()
    unpacked = [unnamed_bytes() - others for _ in inbox.read(path, inbox.posts(path, []), [])]
    assert len(unpacked) == 40
    assert 3 * size < max(unpacked) < 6 * size


def unnamed_bytes() -> int:
    """What the files take that this process has open and that no folder names."""
    links = [link for link in Path("/proc/self/fd").iterdir() if os.path.lexists(link)]
    found = [os.fstat(int(link.name)) for link in links]
    return sum(each.st_size for each in found if stat.S_ISREG(each.st_mode) and not each.st_nlink)


def test_ids_that_the_repository_does_not_have_are_named(tmp_path: Path) -> None:
    path = built(tmp_path, *epoch(1))
    tree = Git(timeout=60).run("rev-parse", "HEAD^{tree}", within=path).strip()
    skipped: list[Skipped] = []
    assert list(inbox.read(path, ["0" * 40, tree], skipped)) == []
    assert skipped == [
        Skipped(f"0.git:{'0' * 40}", "missing from the repository"),
        Skipped(f"0.git:{tree}", "no file"),
    ]


def test_what_is_no_repository_is_named(tmp_path: Path) -> None:
    skipped: list[Skipped] = []
    assert inbox.posts(tmp_path, skipped) == []
    assert list(inbox.read(tmp_path, ["0" * 40], skipped)) == []
    assert [skip.where for skip in skipped] == [tmp_path.name] * 2
    assert all(skip.lost and skip.why.startswith("not readable as an inbox: ") for skip in skipped)
    assert inbox.is_inbox(tmp_path) is False


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("candidates/x.txt", b"x"), id="folder"),
        pytest.param(("README", b"x"), id="file"),
        pytest.param(("cd", b"x"), id="file-called-as-a-folder-of-posts"),
    ],
)
@pytest.mark.parametrize("post_at", ["m", f"ab/{'1' * 38}"])
def test_what_holds_other_files_beside_posts_is_no_inbox(
    tmp_path: Path, post_at: str, other: tuple[str, bytes]
) -> None:
    assert not inbox.is_inbox(built(tmp_path, commit((post_at, post(1)), other)))


def test_an_empty_repository_is_no_inbox(tmp_path: Path) -> None:
    empty = tmp_path / "empty.git"
    Git(timeout=60).run("init", "--quiet", "--bare", "--template=", str(empty))
    assert not inbox.is_inbox(empty)
