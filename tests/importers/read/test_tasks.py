"""A task's posts: counted, sieved, and told apart from what is none, whatever kept them."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.pipeline import Survey, survey
from importers.read.documents import read_document, sniff
from importers.read.inputs import find_inputs
from importers.read.tasks import Tally, Task, digest_of, is_usual, lone, posts_of
from scraper.compression import OtherError, unpack
from scraper.files import sha256
from scraper.mail import head, mbox
from scraper.mail.stored import opened
from scraper.model import Origin
from tests.servers import originals

POSTS = originals.posts()
SAVED_PAGE = b"<html><head><title>x</title></head><body><p>words</p></body></html>\n"
SEPARATED = b"From ann@example.org Mon Mar 14 10:00:00 2016\n"


def surveyed(path: Path) -> Survey:
    result = Survey()
    found = find_inputs([path])
    result.skipped.extend(found.skipped)
    for task in found.tasks:
        part = survey(task)
        result.posts += part.posts
        result.findings += part.findings
        result.raws |= part.raws
        result.skipped += part.skipped
    return result


def told(result: Survey) -> set[tuple[str | None, str, str]]:
    return {(finding.message_id, finding.verdict.verdict, finding.statement) for finding in result.findings}


@pytest.mark.parametrize("kind", ["mboxrd", "mboxcl2", "maildir", "mh", "eml"])
def test_every_keeping_of_the_same_posts_gives_the_same_findings(tmp_path: Path, kind: str) -> None:
    plain = tmp_path / "plain.mbox"
    plain.write_bytes(originals.mboxo(POSTS))
    place = tmp_path / kind
    if kind.startswith("mbox"):
        place.write_bytes(getattr(originals, kind)(POSTS))
    else:
        getattr(originals, kind)(POSTS, place)
    expected, found = surveyed(plain), surveyed(place)
    assert len(expected.findings) > 40
    assert told(found) == told(expected)
    assert (found.posts, found.skipped) == (len(POSTS), [])


def test_a_file_of_a_store_is_named_by_what_does_not_change_when_it_is_read(tmp_path: Path) -> None:
    candidacy = next(post for post in POSTS if b"PTL candidacy" in post.head)
    unread, read = tmp_path / "a" / "new", tmp_path / "b" / "cur"
    for folder, name in ((unread, "17.x"), (read, "17.x:2,S")):
        (folder.parent / "cur").mkdir(parents=True)
        (folder.parent / "new").mkdir()
        (folder / name).write_bytes(candidacy.raw)
    before, after = surveyed(tmp_path / "a"), surveyed(tmp_path / "b")
    assert [each.origin for each in before.findings] == [each.origin for each in after.findings]
    assert before.findings[0].origin == Origin("file", path="17.x")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(
            b"From: Ann <ann@example.org>\nDate: x\nSubject: fwd\n\nsee\n\n"
            + SEPARATED
            + b"Subject: y\n\nz\n",
            "it may be a post or an mbox",
            id="post-with-a-pasted-post",
        ),
        pytest.param(
            b"From: Ann <ann@example.org>\nDate: x\nSubject: fwd\n\nsee\n\n" + SEPARATED + b"Subject: y\n\nz",
            "it may be a post or an mbox",
            id="post-with-a-pasted-post-and-no-last-line-end",
        ),
        pytest.param(
            SAVED_PAGE + b"\n" + SEPARATED + b"Subject: y\n\nz\n",
            "it may be an HTML page or an mbox",
            id="page",
        ),
    ],
)
def test_a_file_of_two_kinds_is_refused_with_both_names(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    result = surveyed(path)
    assert (result.posts, result.findings) == (0, [])
    ((skip),) = result.skipped
    assert why in skip.why
    assert skip.lost
    tally = Tally()
    assert list(posts_of(Task(path, Origin("file", path="x")), tally)) == []
    assert (tally.posts, tally.skipped) == (0, result.skipped)


@pytest.mark.parametrize(
    ("data", "posts", "why"),
    [
        pytest.param(b"", 0, "empty file", id="empty"),
        pytest.param(gzip.compress(originals.mboxo(POSTS))[:-9], 0, "not readable", id="cut"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(400), 0, "no text", id="picture"),
        pytest.param(
            b"rubbish\n\n" + SEPARATED + b"Subject: y\n\nz\n", 1, "7 bytes before", id="rubbish-first"
        ),
        pytest.param(b"some text copied from a page\n", 1, None, id="copied-text"),
        pytest.param(SAVED_PAGE, 1, None, id="saved-page"),
    ],
)
def test_odd_files(tmp_path: Path, data: bytes, posts: int, why: str | None) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    result = surveyed(path)
    assert result.posts == posts
    assert [why in skip.why for skip in result.skipped if why] == ([True] if why else [])


CANDIDACY = (
    b"From: Ann Doe <ann@works.example>\nDate: Tue, 13 Sep 2016 10:00:00 +0000\n"
    b"Subject: [election][heat] PTL candidacy\nMessage-ID: <1@works.example>\n\n"
    b"I would like to announce my candidacy for Heat PTL in Ocata.\n"
)
NOTES = b"From: Bo <bo@e.org>\nDate: x\nSubject: notes\nMessage-ID: <2@e.org>\n\nNotes.\n"


@pytest.mark.parametrize(
    ("name", "data", "posts"),
    [
        pytest.param("x", b"X-Mozilla-Status2: 0\n" + CANDIDACY, 1, id="post-with-a-digit-in-its-first-name"),
        pytest.param("x", b"a gateway's banner\n" + CANDIDACY, 1, id="post-below-a-banner"),
        pytest.param("x", SEPARATED + b"X-Mozilla-Status2: 0\n" + CANDIDACY, 1, id="first-name-with-a-digit"),
        pytest.param("x", SEPARATED + b">" + SEPARATED + CANDIDACY, 1, id="doubled-separator"),
        pytest.param("x", SEPARATED[9:] + CANDIDACY + b"\n" + SEPARATED + NOTES, 2, id="half-a-separator-first"),
        pytest.param("x", b"From ann@e.org\n" + NOTES + b"\nFrom bo@e.org\n" + CANDIDACY, 2, id="no-dates"),
        pytest.param("x", b"\xef\xbb\xbf" + SEPARATED + CANDIDACY, 1, id="byte-order-mark"),
        pytest.param("x", (SEPARATED + CANDIDACY).replace(b"\n", b"\r"), 1, id="line-ends-of-macs"),
        pytest.param("x", (SEPARATED + CANDIDACY).decode().encode("utf-16"), 1, id="utf-16"),
        pytest.param("x", gzip.compress(gzip.compress(SEPARATED + CANDIDACY)), 1, id="packed-twice"),
        pytest.param("x", b"%d\n" % len(CANDIDACY) + CANDIDACY + b"<?xml?>", 1, id="apple-mail"),
        pytest.param("x.EML", b"Subject: [heat] PTL candidacy\n\n" + CANDIDACY.split(b"\n\n")[1], 1, id="eml-with-a-subject-alone"),
        pytest.param("x.eml", b"9@works.example>\n" + CANDIDACY.partition(b"\n")[2], 1, id="eml-cut-at-its-start"),
        pytest.param("cur/1:2,S", b"Subject: [heat] PTL candidacy\n\n" + CANDIDACY.split(b"\n\n")[1], 1, id="maildir-with-a-subject-alone"),
        pytest.param("x", SEPARATED + b"Subject: [heat] PTL candidacy\n\n" + CANDIDACY.split(b"\n\n")[1], 1, id="mbox-with-a-subject-alone"),
    ],
)  # fmt: skip
def test_a_post_is_read_as_one_however_it_is_kept(tmp_path: Path, name: str, data: bytes, posts: int) -> None:
    path = tmp_path / "box" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    result = surveyed(tmp_path / "box")
    assert (result.posts, result.skipped) == (posts, [])
    (found,) = result.findings
    assert found.subject in ("[election][heat] PTL candidacy", "[heat] PTL candidacy")
    assert found.statement == "I would like to announce my candidacy for Heat PTL in Ocata.\n"
    assert (
        read_document(result.raws[found.sha256]).subject == found.subject
    )  # the kept bytes alone say that they are a post


@pytest.mark.parametrize(
    ("data", "posts", "why"),
    [
        pytest.param(CANDIDACY + b"\n" + NOTES, 1, "read as one post, but line 8 begins like another", id="post-over-post"),
        pytest.param(SEPARATED + NOTES + b"\n" + CANDIDACY + b"\n", 1, "line 9 begins like a post, but no separator is above", id="post-over-post-in-an-mbox"),
        pytest.param((SEPARATED + NOTES + b"\n" + SEPARATED + CANDIDACY)[:-140], 2, "the last post is cut off within its header", id="cut-in-a-header"),
        pytest.param(b"Mail of the week\n\n" + CANDIDACY + b"\n", 0, "line 3 begins like a post", id="text-over-post"),
    ],
)  # fmt: skip
def test_posts_that_nothing_separates_are_named(tmp_path: Path, data: bytes, posts: int, why: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    result = surveyed(path)
    assert result.posts == posts
    ((skip),) = result.skipped
    assert why in skip.why
    assert skip.lost


def test_a_file_of_a_store_that_holds_two_posts_is_named(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "cur").mkdir()
    (tmp_path / "new" / "1").write_bytes(NOTES + b"\n" + b"*" * 40 + b"\n" + CANDIDACY)
    (skip,) = surveyed(tmp_path).skipped
    assert (skip.where, skip.lost) == (f"{tmp_path}/1", True)
    assert "line 9 begins like another" in skip.why


@pytest.mark.parametrize(("name", "lost"), [("x.mbox", True), ("x.eml", True), ("x.bin", False)])
def test_bytes_that_are_no_text_are_a_loss_where_mail_should_be(
    tmp_path: Path, name: str, lost: bool
) -> None:
    (tmp_path / name).write_bytes(gzip.compress(originals.mboxo(POSTS))[10:])  # without the head that tells
    (skip,) = surveyed(tmp_path / name).skipped
    assert ("no text" in skip.why, skip.lost) == (True, lost)


def test_a_bad_file_of_a_store_stops_no_other(tmp_path: Path) -> None:
    folder = originals.mh(POSTS[:20], tmp_path / "mh")
    (folder / "3").write_bytes(b"")
    (folder / "4").write_bytes(gzip.compress(POSTS[3].raw)[:-9])
    (folder / "5").write_bytes(gzip.compress(POSTS[4].raw))
    (folder / "6").write_bytes(SEPARATED + POSTS[5].raw)
    result = surveyed(folder)
    assert result.posts == 18
    assert {(skip.where, skip.lost) for skip in result.skipped} == {
        (f"{folder}/3", True),
        (f"{folder}/4", True),
    }


def test_a_file_that_has_gone_is_named(tmp_path: Path) -> None:
    task = Task(tmp_path, Origin("file", path="box"), store="folder", members=("cur/1.a",))
    assert [skip.why for skip in survey(task).skipped] == ["not readable: No such file or directory"]


def test_every_post_is_shown_whatever_keeps_it(tmp_path: Path) -> None:
    for path in (originals.maildir(POSTS[:9], tmp_path / "md"), originals.eml(POSTS[:9], tmp_path / "eml")):
        shown = [each for task in find_inputs([path]).tasks for each in posts_of(task, Tally())]
        assert len(shown) == 9


def candidacies(names: list[str], tail: str) -> bytes:
    return b"".join(
        (
            f"From {name} at works.example  Tue Sep 13 10:00:00 2016\nFrom: {name} at works.example ({name.title()} Doe)\n"
            f"Date: Tue, 13 Sep 2016 10:00:00 +0000\nSubject: [election][heat] PTL candidacy\n"
            f"Message-ID: <{name}@works.example>\n\nI would like to announce my candidacy for Heat PTL in Ocata.\n"
            f"My plan begins with the {name} of the queue and goes on from there.\n\n{tail}\n\n"
        ).encode()
        for name in names
    )


@pytest.mark.parametrize(
    ("tail", "told"),
    [
        pytest.param(
            "~ ~ ~\nThe Friends of Heat gather daily\nheat-friends.example/join",
            True,
            id="a footer nobody knows",
        ),
        pytest.param("", False, id="no tail"),
    ],
)
def test_an_unknown_footer_is_told_and_not_taken(tmp_path: Path, tail: str, told: bool) -> None:
    path = tmp_path / "2016-September.txt"
    path.write_bytes(candidacies(["ada", "bea", "cleo", "dora"], tail))
    found = survey(Task(path, Origin("file", path=path.name)))
    assert bool(found.remarks) is told
    assert all("Friends" in finding.statement for finding in found.findings) is told
    assert not told or "heat-friends.example/join" in found.remarks[0]


def test_a_page_of_the_candidates_folder_is_one_whatever_its_words(tmp_path: Path) -> None:
    """Its text may name neither seat nor election; the path does."""
    page = Path(__file__).resolve().parents[3] / "fixtures" / "pages" / "gitea" / "last-change.html"
    [task] = find_inputs([page]).tasks
    [found] = survey(task).findings
    assert found.verdict.rule == "page-path"
    assert found.resolution.project == "Zaqar"


# Lines of usual posts, and all that makes a file something else.
LINES = [
    *(
        b"From: Ann Lee <ann@example.org>",
        b"Date: Mon, 14 Mar 2016 10:00:00 +0000",
        b"Subject: hi",
        b"To: b@example.org",
    ),
    *(
        b"Message-ID: <1@example.org>",
        b"Received: from a",
        b"\tby b",
        b"Return-Path: <a@example.org>",
        b"X-Mailer: m",
    ),
    *(b"From ann@example.org Mon Mar 14 10:00:00 2016", b">From me", b"", b"", b" ", b"words", b"12", b"-- "),
    *(
        b"\x01\x01\x01\x01",
        b"LZIP: x",
        b"BABYL OPTIONS:",
        b"<html>",
        b"a\x00b",
        b"\xef\xbb\xbf",
        b"YW" * 32,
        b"{",
    ),
    *(
        b"Message-Id : <2@example.org>",
        b"message-id:",
        b"words\r",
        b"Content-Type: message/rfc822",
        b"0" * 300,
    ),
]


@given(st.lists(st.sampled_from(LINES), max_size=14), st.lists(st.sampled_from(LINES), max_size=8))
def test_a_usual_post_is_what_a_closer_look_finds_too(above: list[bytes], below: list[bytes]) -> None:
    data = b"\n".join([*above, b"", *below, b""])
    if is_usual(data):
        assert opened(unpack(data)) == data
        assert mbox.bounds_by_length(data) == []
        assert (sniff(data), head.start_of(data), head.further_post(data)) == ("mail", 0, None)


@pytest.mark.parametrize(
    ("data", "usual"),
    [
        pytest.param(b"From: a@example.org\nSubject: hi\n\nwords\n", True, id="two fields"),
        pytest.param(b"Received: from a\n\tby b\nX-A: b\nDate: x\n\nwords\n", True, id="folded"),
        pytest.param(b"Received: from a\nReceived: from b\nTo: c\n\nwords\n", False, id="one field twice"),
        pytest.param(b"From: a\n\nSubject: hi\n\nwords\n", False, id="one field above the blank line"),
        pytest.param(b"From: a\nDate: b\n\nwords\nFrom x\n", False, id="perhaps a separator"),
        pytest.param(b"From: a\nDate: b\n\nMessage-ID: <x@y>\n", False, id="a further post"),
        pytest.param(b"From: <Saved by Blink>\nDate: b\n\nwords\n", False, id="a page in one file"),
        pytest.param(b"From: a\r\nDate: b\r\n\r\nwords\r\n", False, id="other line ends"),
        pytest.param(b"From: a\nDate: b\n\n" + b" " * 240 + b"ustar", False, id="an archive of files"),
    ],
)
def test_usual_posts(data: bytes, usual: bool) -> None:
    assert is_usual(data) == usual
    if "ustar" in str(data[257:262]):
        with pytest.raises(OtherError):
            unpack(data)


def test_single_mails_that_are_searched_together_are_found_as_each_alone(tmp_path: Path) -> None:
    header = b"From: Ann Lee <ann@example.org>\nDate: Mon, 5 Sep 2016 10:00:00 +0000\nSubject: Hello\n\n"
    files = {
        "quiet": header + b"The build fails.\n",
        "candidate": header + b"I am running for PTL of Heat.\n",
        "further": header + b"See below.\n\nMessage-ID: <1@example.org>\n",
        "long": header + b"The build fails.\n" * 9_000,
        "quiet, too": header + b"So do the tests.\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    tasks = [Task(tmp_path / name, Origin("file", path=name)) for name in (*files, "missing")]
    alone = [Tally() for _ in tasks]
    shown = [list(posts_of(task, tally, sieve=True)) for task, tally in zip(tasks, alone, strict=True)]
    digests = [alone[0].digest, None, None, None, alone[4].digest, None]
    assert lone(tasks) == digests
    assert [bool(each) for each in shown] == [False, True, False, False, False, False]
    assert [(tally.posts, tally.kind) for tally, digest in zip(alone, digests, strict=True) if digest] == [
        (1, "post")
    ] * 2
    assert lone(tasks[:1]) == [None]


def test_a_digest_is_of_each_name_and_each_file_apart(tmp_path: Path) -> None:
    two, one = tmp_path / "two", tmp_path / "one"
    long = f"{sha256(b'other')}second"
    for folder, held in (
        (two, {long: b"first", "second": b"other"}),
        (one, {long: f"{sha256(b'first')}{long}".encode()}),
    ):
        folder.mkdir()
        for name, data in held.items():
            (folder / name).write_bytes(data)
    origin = Origin("file", path="mails")
    assert digest_of(Task(two, origin, None, "folder", (long, "second"))) != digest_of(
        Task(one, origin, None, "folder", (long,))
    )
