"""Maildir and MH: which folders are one, which files are posts, and what is left out with a reason."""

from pathlib import Path

import pytest

from scraper.mail import folders
from scraper.model import Skipped

POST = b"From: Ann <ann@example.org>\n\nx\n"


def build(root: Path, *names: str) -> Path:
    root.mkdir(exist_ok=True)
    for name in names:
        place = root / name
        if name.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(POST)
    return root


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        pytest.param(["cur/", "new/", "tmp/"], ["Maildir"], id="empty-maildir"),
        pytest.param(["cur/1.x:2,S", "new/"], ["Maildir"], id="tmp-not-copied"),
        pytest.param(["cur/1.x:2,S"], ["Maildir"], id="only-read-posts-copied"),
        pytest.param(["cur/notes.txt"], [], id="a-folder-called-cur"),
        pytest.param(["1", "2", "10"], ["MH folder"], id="numbers"),
        pytest.param(["1", ",2", ".xmhcache"], ["MH folder"], id="a-removed-post"),
        pytest.param([".mh_sequences"], ["MH folder"], id="empty-mh"),
        pytest.param(["1", "readme.txt"], [], id="numbers-and-other-files"),
        pytest.param(["2018-May.txt"], [], id="months"),
        pytest.param([], [], id="empty"),
        pytest.param(["cur/", "new/", "tmp/", "1", "2"], ["Maildir", "MH folder"], id="both"),
    ],
)
def test_kinds_of_folders(tmp_path: Path, names: list[str], kinds: list[str]) -> None:
    assert folders.kinds_of(build(tmp_path / "store", *names)) == kinds


def test_members_of_a_maildir(tmp_path: Path) -> None:
    names = ["cur/1.a:2,S", "cur/2.b:2,DS", "new/3.c", "new/.hidden", "tmp/4.d", "dovecot-uidlist"]
    folder = build(tmp_path / "box", *names)
    (folder / "cur" / "5.link").symlink_to("/etc/hostname")
    skipped: list[Skipped] = []
    assert folders.members(folder, "Maildir", "box", skipped) == ["cur/1.a:2,S", "new/3.c"]
    assert {(skip.where, skip.why.split()[0]) for skip in skipped} == {
        ("box/cur/2.b:2,DS", "a"),
        ("box/cur/5.link", "symbolic"),
        ("box/tmp", "deliveries"),
    }
    assert not any(skip.lost for skip in skipped)


def test_members_of_an_mh_folder_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = build(tmp_path / "box", "1", "2", "10", ",3", ".mh_sequences")
    assert folders.members(folder, "MH folder", "box", []) == ["1", "2", "10"]


@pytest.mark.parametrize(
    ("member", "name"),
    [
        pytest.param("cur/1.a:2,S", "1.a", id="read"),
        pytest.param("cur/1.a:2,", "1.a", id="no-flags"),
        pytest.param("cur/1.a;2,FS", "1.a", id="where-colons-are-forbidden"),
        pytest.param("new/1.a", "1.a", id="unread"),
        pytest.param("17", "17", id="mh"),
    ],
)
def test_reading_a_post_in_another_program_does_not_rename_it(member: str, name: str) -> None:
    assert folders.lasting_name(member) == name


def test_a_link_that_takes_a_posts_place_is_not_followed(tmp_path: Path) -> None:
    folder = build(tmp_path / "box", "1")
    (folder / "2").symlink_to("1")
    assert folders.read(folder, "1") == POST
    with pytest.raises(OSError, match="symbolic"):
        folders.read(folder, "2")
