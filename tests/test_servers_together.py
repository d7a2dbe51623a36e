"""One list, every way to it: each way gives the same archive, and all of them at once give each candidacy once."""

from pathlib import Path

import pytest

from scraper.month import Month
from scraper.sources.base import Source
from tests.servers import originals, same
from tests.servers.hyperkitty import HyperKitty
from tests.servers.public_inbox import PublicInbox
from tests.servers.scraping import LIST, archive_of_mirror, archive_of_paths, scrape

POSTS = originals.first_of_each_id(originals.posts())
IDS = {post.message_id for post in POSTS if post.message_id}
FORMS = ("mboxo", "mboxrd", "mboxcl2", "maildir", "mh", "eml")


def kept(form: str, folder: Path) -> Path:
    """The posts in a form in which mail is kept."""
    place = folder / form
    make = getattr(originals, form)
    if form.startswith("mbox"):
        place.write_bytes(make(POSTS))
    else:
        make(POSTS, place)
    return place


@pytest.mark.parametrize("form", FORMS[1:])
def test_each_form_gives_the_same_archive(tmp_path: Path, form: str) -> None:
    for each in (FORMS[0], form):
        archive_of_paths([kept(each, tmp_path)], tmp_path / f"{each}-archive")
    one, other = (same.comparable(tmp_path / f"{each}-archive", IDS) for each in (FORMS[0], form))
    assert len(one) > 40
    assert same.differences(one, other) == []


def test_pipermail_gives_the_same_words_people_and_dates(tmp_path: Path) -> None:
    """What pipermail does to posts is seen in what cleaning took, and in no statement.

    It writes notices where it took parts out, and list footers that were parts of their own into the text.
    """
    archive_of_paths([originals.MONTHS], tmp_path / "pipermail")
    archive_of_paths([originals.maildir(originals.posts(), tmp_path / "maildir")], tmp_path / "archive")
    one, other = (same.comparable(tmp_path / name, IDS) for name in ("pipermail", "archive"))
    assert one.keys() == other.keys()
    changed = {key for key in one if one[key] != other[key]}
    for key in changed:
        left, right = one[key]["record"], other[key]["record"]
        assert one[key]["text"] == other[key]["text"], key
        assert {name for name in left if left[name] != right[name]} == {"removed"}, key
        more = [taken for taken in left["removed"] if taken not in right["removed"]]
        assert {taken["label"] for taken in more} <= {"notice", "footer"}, key
    assert len(changed) <= 4


@pytest.mark.servers
@pytest.mark.xdist_group("hyperkitty")
def test_all_ways_together_give_each_candidacy_once_with_a_source_a_way(tmp_path: Path) -> None:
    kitty, inbox = HyperKitty(tmp_path / "kitty"), PublicInbox(tmp_path / "inbox")
    kitty.load(originals.mboxo(POSTS))
    inbox.load(POSTS, len(POSTS))
    with kitty.served(), inbox.served():
        sources = [
            Source("kitty", "hyperkitty", kitty.url, LIST, since=Month(2016, 3)),
            Source("inbox", "public-inbox", inbox.url, LIST),
        ]
        for source in sources:
            assert scrape(source, tmp_path / "mirror").results == {"new"}
    together = tmp_path / "together"
    alone = tmp_path / "alone"
    archive_of_paths([kept("mboxo", tmp_path)], alone)
    archive_of_mirror(sources, tmp_path / "mirror", together)
    archive_of_paths([tmp_path / "mboxo", *(kept(form, tmp_path) for form in FORMS[1:])], together)
    expected, found = same.places(alone), same.places(together)
    assert found.keys() == expected.keys()
    assert len(expected) > 40
    for key, places in expected.items():
        for _, message_id in places:
            if message_id:  # a post without one is given a different one by each server
                kinds = sorted(kind for kind, other in found[key] if other == message_id)
                assert kinds == ["file"] * len(FORMS) + ["hyperkitty", "public-inbox"], key
    one, other = same.comparable(alone, IDS), same.comparable(together, IDS)
    assert {key: one[key]["text"] for key in one} == {key: other[key]["text"] for key in one}
