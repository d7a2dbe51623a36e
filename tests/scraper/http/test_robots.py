"""robots.txt: what is allowed, for how long it is remembered, and what silence means."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.http.robots import Robots, absent
from tests.clock import START

SITE = "https://lists.example.org:443"
PAGE = "https://lists.example.org/pipermail/talk/2018-May.txt.gz"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        pytest.param(b"", True, id="empty"),
        pytest.param(b"User-agent: *\nDisallow: /pipermail/\n", False, id="all-robots-shut-out"),
        pytest.param(b"User-agent: *\nDisallow: /cgi-bin/\n", True, id="another-folder"),
        pytest.param(
            b"User-agent: *\nDisallow: /\n\nUser-agent: hustings\nAllow: /\n", True, id="named-and-let-in"
        ),
        pytest.param(b"User-agent: Hustings\nDisallow: /\n", False, id="named-and-shut-out"),
        pytest.param(b"User-agent: HUSTINGS/1.0 (+x)\nDisallow: /\n", False, id="named-with-a-version"),
        pytest.param(gzip.compress(b"User-agent: *\nDisallow: /\n"), False, id="packed-without-saying-so"),
        pytest.param(b"\x1f\x8bjunk", True, id="packed-and-broken"),
        pytest.param(
            b"User-agent: husting\nDisallow: /\n\nUser-agent: other\nDisallow: /", False, id="short-token"
        ),
        pytest.param(b"User-agent: *\nDisallow: /\nAllow: /pipermail/talk/\n", True, id="longest-rule-wins"),
        pytest.param(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", False, id="byte-order-mark"),
        pytest.param("\ufeffUser-agent: *\nDisallow: /\n".encode("utf-16-le"), False, id="utf-16"),
        pytest.param("\ufeffUser-agent: *\nDisallow: /\n".encode("utf-16-be"), False, id="utf-16-be"),
        pytest.param(b"<html>Please log in</html>", True, id="a-page-holds-no-rules"),
        pytest.param(b"\xff\xfe\x00junk\r\nDisallow: /", True, id="junk"),
    ],
)
def test_rules(text: bytes, allowed: bool) -> None:
    robots = Robots()
    robots.keep(SITE, text, START)
    assert robots.unread(SITE) is None
    assert robots.allows(SITE, PAGE) is allowed


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param(b"User-agent: *\nCrawl-delay: 2.5\n", 2.5, id="given"),
        pytest.param(b"User-agent: *\nCrawl-delay: often\n", 0.0, id="illegible"),
        pytest.param(b"User-agent: *\nCrawl-delay: nan\n", 0.0, id="not-a-number"),
        pytest.param(b"User-agent: other\nCrawl-delay: 9\n", 0.0, id="for-another"),
        pytest.param(b"User-agent: *\rCrawl-delay: Inf\r", 1e9, id="endless"),
        pytest.param(b"User-agent: *\nCrawl-delay: 1e400\n", 1e9, id="more-than-a-number-holds"),
        pytest.param(b"User-agent: *\nCrawl-delay: " + b"9" * 400, 1e9, id="more-digits-than-a-number-holds"),
    ],
)
def test_crawl_delay(text: bytes, seconds: float) -> None:
    robots = Robots()
    assert robots.delay(SITE) == 0
    robots.keep(SITE, text, START)
    assert robots.delay(SITE) == seconds


def test_unreadable_means_no(tmp_path: Path) -> None:
    robots = Robots(tmp_path / "robots.json")
    robots.forbid(SITE, "the server answers 503", START)
    assert robots.delay(SITE) == 0
    assert "503" in str(robots.unread(SITE))
    assert not robots.allows(SITE, PAGE)


def test_answers_are_remembered_for_a_day_and_a_shut_door_is_not(tmp_path: Path) -> None:
    path = tmp_path / "robots.json"
    first = Robots(path)
    first.keep(SITE, b"User-agent: *\nDisallow: /\n", START)
    first.forbid("http://down.example.org:80", "no connection", START)
    first.keep("http://third.example.org:80", b"", START)
    later = Robots(path)
    assert later.known(SITE, START + timedelta(hours=23))
    assert not later.known(SITE, START + timedelta(hours=24))
    assert not later.known(SITE, START - timedelta(seconds=1))
    assert not later.allows(SITE, PAGE)
    assert not later.known("http://down.example.org:80", START)


def test_new_rules_replace_the_old_ones() -> None:
    robots = Robots()
    robots.keep(SITE, b"User-agent: *\nDisallow: /\n", START)
    assert not robots.allows(SITE, PAGE)
    robots.keep(SITE, b"", START)
    assert robots.allows(SITE, PAGE)


@pytest.mark.parametrize("data", [b"", b"{", b'{"x": {"text": 3}}', b"\xff"])
def test_a_damaged_memory_is_forgotten(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "robots.json").write_bytes(data)
    robots = Robots(tmp_path / "robots.json")
    assert not robots.known(SITE, START)
    assert robots.remark.startswith("robots.json: not readable: ")
    assert Robots(tmp_path / "none.json").remark == ""


def test_a_memory_that_cannot_be_kept_is_told_and_serves_this_run(tmp_path: Path) -> None:
    (tmp_path / "robots.json" / "x").mkdir(parents=True)
    robots = Robots(tmp_path / "robots.json")
    assert robots.unwritten == ""
    robots.keep(SITE, b"User-agent: *\nDisallow: /\n", START)
    assert robots.unwritten == f"{tmp_path}/robots.json: Is a directory"
    assert robots.known(SITE, START)
    assert not robots.allows(SITE, PAGE)


@pytest.mark.parametrize(
    ("status", "answer"), [(404, True), (401, True), (403, True), (429, False), (503, False), (None, False)]
)
def test_which_statuses_mean_that_there_is_none(status: int | None, answer: bool) -> None:
    assert absent(status) is answer
