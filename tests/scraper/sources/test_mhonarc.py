"""MHonArc archives: indexes over several pages, posts by month, ranges, and answers that are no posts."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from msgspec.structs import replace

from scraper.compression import gunzip
from scraper.mail import mbox
from scraper.mail.compose import as_mbox
from scraper.mirror.store import read_index, write_index
from scraper.month import Month
from scraper.sources.base import PATIENCE
from scraper.sources.mhonarc import UNDATED
from tests.archive_server import MAINTENANCE, Server, Site
from tests.scraper.sources.page_world import CAPTCHA, LOGIN, NO_LINKS, World, world

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "pages"
MASKED = (FIXTURES / "mail-archive" / "masked.html").read_bytes()

PAGE = """<!-- MHonArc v2.6.19+ -->
<!--X-Subject: Subject {number} -->
<!--X-From-R13: Oaa Sknzcyr &#60;naaNrknzcyr.bet> -->
<!--X-Date: {date} -->
<!--X-Message-Id: post{number}@example.org -->
<!--X-Head-End-->
<html><head><title>Subject {number}</title></head><body>
<!--X-Head-of-Message-->
<ul><li><em>Subject</em>: Subject {number}</li></ul>
<!--X-Head-of-Message-End-->
<!--X-Body-of-Message-->
<pre>Words {number}.
</pre>
<!--X-Body-of-Message-End-->
</body></html>
"""


def page(number: int, month: int = 7, date: str | None = None) -> bytes:
    day = (
        date
        or f"{number % 28 + 1:02d} {'JanFebMarAprMayJunJulAugSepOctNovDec'[month * 3 - 3 : month * 3]} 2021"
    )
    return PAGE.format(number=number, date=date or f"{day} 10:00:00 +0000").encode()


def index(names: list[str], more: str = "") -> bytes:
    links = "".join(f'<li><strong><a name="x" href="{name}">Subject</a></strong></li>' for name in names)
    return f"<html><head><title>Mail Index</title></head><body><ul>{links}</ul>{more}</body></html>".encode()


def name(number: int) -> str:
    return f"msg{number:05d}.html"


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[World]:
    """Six posts of two months, listed on two pages by date; the thread index lists them again."""
    with Server(Site()) as server:
        made = world(tmp_path, server, "mhonarc")
        further = '<a href="maillist.html">Chronological</a> <a href="threads.html">Threads</a>'
        made.serve(
            {
                "": index([name(5), name(4)], further),
                "maillist.html": index([name(5), name(4), name(3)], '<a href="mail2.html#1">Earlier</a>'),
                "mail2.html": index([name(2), name(1), name(0)], '<a href="maillist.html">Later</a>'),
                **{name(number): page(number, 7 if number < 3 else 8) for number in range(6)},
            }
        )
        yield made


JULY, AUGUST = "2021-July.pages.mbox.gz", "2021-August.pages.mbox.gz"


def test_posts_come_by_month_in_the_order_of_their_numbers(talk: World) -> None:
    outcomes = talk.scrape()
    assert {key: outcome.outcome for key, outcome in outcomes.items()} == {
        "index": "same",
        JULY: "new",
        AUGUST: "new",
    }
    assert [post.message_id for post in talk.posts(JULY)] == [f"<post{n}@example.org>" for n in range(3)]
    post = talk.posts(AUGUST)[0]
    assert (post.name, post.address, post.body.strip()) == ("Ann Example", "ann@example.org", "Words 3.")
    assert "threads.html" not in talk.asked()


def test_a_second_scrape_asks_for_indexes_alone(talk: World) -> None:
    talk.scrape()
    assert set(talk.scrape()) == {"index"}
    assert talk.asked() == ["", "maillist.html", "mail2.html"]
    assert talk.site.sent == 0


def test_a_new_post_changes_its_month_alone(talk: World) -> None:
    talk.scrape()
    talk.serve({"": index([name(6)], '<a href="maillist.html">All</a>'), name(6): page(6, 8)})
    outcomes = talk.scrape()
    assert outcomes[AUGUST].outcome == "changed"
    assert JULY not in outcomes
    assert len(talk.posts(AUGUST)) == 4


def test_a_post_with_no_readable_date_goes_to_a_file_of_its_own(talk: World) -> None:
    talk.serve({name(1): page(1, date="yesterday")})
    talk.scrape()
    [post] = talk.posts(UNDATED)
    assert (post.message_id, post.date) == ("<post1@example.org>", None)
    assert post.header("x-archive-date") == "yesterday"
    assert set(talk.scrape()) == {"index"}


def files(talk: World) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(talk.mirror.glob("*.pages.mbox.gz"))}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param([5, 4, 3], [5, 4, 3, 2, 1, 0], id="older-half-later"),
        pytest.param([2, 0], [5, 4, 3, 2, 1, 0], id="a-gap-filled"),
        pytest.param([4, 2], [5, 3, 1, 0], id="the-first-no-longer-listed"),
        pytest.param([5, 4, 3, 2, 1, 0], [3], id="most-no-longer-listed"),
    ],
)
def test_files_do_not_tell_in_which_run_a_post_came(talk: World, first: list[int], second: list[int]) -> None:
    """One post of each month has no readable date, and cannot lean on its neighbours."""
    talk.serve({name(1): page(1, date="yesterday"), name(4): page(4, date="yesterday")})
    talk.serve({path: index([name(5)]) for path in ("maillist.html", "mail2.html")})
    talk.serve({"": index([name(number) for number in range(6)])})
    talk.scrape()
    whole = files(talk)
    assert set(whole) == {JULY, AUGUST, UNDATED}
    rmtree(talk.mirror)
    asked = []
    for listed in (first, second):
        talk.serve({"": index([name(number) for number in listed])})
        talk.scrape()
        asked += [path for path in talk.asked() if path.startswith("msg")]
    assert files(talk) == whole
    assert sorted(asked) == [name(number) for number in range(6)]


def test_a_file_kept_in_another_order_is_mended_without_a_request_for_a_post(talk: World) -> None:
    talk.scrape()
    whole = files(talk)
    posts = mbox.split(gunzip(whole[JULY], 1 << 20))
    (talk.mirror / JULY).write_bytes(gzip.compress(as_mbox(list(posts)[::-1]), mtime=0))
    # its size must be the one noted, or the copy counts as torn and its pages are asked for again
    noted, size = read_index(talk.mirror), (talk.mirror / JULY).stat().st_size
    write_index(talk.mirror, noted | {JULY: replace(noted[JULY], size=size)})
    assert talk.scrape()[JULY].outcome == "changed"
    assert files(talk) == whole
    assert not [path for path in talk.asked() if path.startswith("msg")]


def test_a_masked_address_stays_masked(talk: World) -> None:
    talk.serve(
        {name(0): MASKED, name(1): MASKED.replace(b"Th\xc3\xa9odule Quint</span>", b"tq...@s.example</span>")}
    )
    talk.scrape()
    january = talk.posts("2017-January.pages.mbox.gz")
    assert (january[0].name, january[0].address) == ("Théodule Quint", None)
    assert "theodule.qu...@silverpage.example" in january[0].body
    assert january[1].name is None
    assert january[1].address == "tq...@s.example"


BAD_PAGES = {
    "login-page": (LOGIN, "Log in"),
    "maintenance-page": (MAINTENANCE, "Down for maintenance"),
    "captcha": (CAPTCHA, "Just a moment"),
    "cut": (page(4)[:-60], "cut off"),
    "empty": (b"", "none of MHonArc's comments"),
}


@pytest.mark.parametrize(("body", "reason"), [pytest.param(*case, id=key) for key, case in BAD_PAGES.items()])
def test_a_bad_page_is_refused_and_the_others_go_on(talk: World, body: bytes, reason: str) -> None:
    talk.serve({name(4): body})
    outcomes = talk.scrape()
    assert outcomes[name(4)].outcome == "refused"
    assert reason in outcomes[name(4)].reason
    assert [len(talk.posts(month)) for month in (JULY, AUGUST)] == [3, 2]
    talk.serve({name(4): page(4, 8)})
    assert talk.scrape()[AUGUST].outcome == "changed"
    assert [post.subject for post in talk.posts(AUGUST)] == ["Subject 3", "Subject 4", "Subject 5"]


BAD_INDEXES: dict[str, Callable[[World, str], object]] = {
    "login-page": lambda talk, path: talk.serve({path: LOGIN}),
    "maintenance-page": lambda talk, path: talk.serve({path: MAINTENANCE}),
    "captcha": lambda talk, path: talk.serve({path: CAPTCHA}),
    "without-links": lambda talk, path: talk.serve({path: NO_LINKS}),
    "redirects-for-ever": lambda talk, path: talk.fault(path, "redirect", f"/talk/{path}"),
    "missing": lambda talk, path: talk.fault(path, "status", "404"),
    "empty": lambda talk, path: talk.serve({path: b""}),
}


@pytest.mark.parametrize("spoil", [pytest.param(spoil, id=key) for key, spoil in BAD_INDEXES.items()])
def test_a_bad_index_is_told_and_what_is_held_stays(
    talk: World, spoil: Callable[[World, str], object]
) -> None:
    talk.scrape()
    before = (talk.mirror / JULY).read_bytes()
    for path in ("", "maillist.html", "threads.html"):
        spoil(talk, path)
    outcomes = talk.scrape()
    assert [outcome.outcome in ("refused", "failed") for outcome in outcomes.values()] == [True]
    assert (talk.mirror / JULY).read_bytes() == before


def test_a_host_that_fails_post_after_post_is_left_alone(talk: World) -> None:
    talk.serve({"": index([name(number) for number in range(40)])})
    for number in range(40):
        talk.fault(name(number), "status", "500")
    outcomes = talk.scrape()
    assert len([path for path in talk.asked() if path.startswith("msg")]) == PATIENCE
    assert "more not asked for" in outcomes["index"].reason


def test_a_range_of_months_asks_for_its_stretch_and_some_around_it(tmp_path: Path) -> None:
    with Server(Site()) as server:
        talk = world(tmp_path, server, "mhonarc", since=Month(2021, 6), until=Month(2021, 6))
        numbers = range(1200)
        talk.serve({"": index([name(number) for number in numbers])})
        talk.serve({name(number): page(number, number // 100 + 1) for number in numbers})
        talk.scrape()
        assert len(talk.posts("2021-June.pages.mbox.gz")) == 100
        assert len([path for path in talk.asked() if path.startswith("msg")]) < 400
