"""HyperKitty's pages in place of exports and API: what is gathered, what is told, and what bad pages do."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.archive_server import MAINTENANCE, Fault, Server, Site
from tests.scraper.sources.hyperkitty_shut import AGAIN, ALONE, APRIL, FIRST, GATHERED, MONTHS, REPLY, Pages
from tests.scraper.sources.hyperkitty_site import (
    FOLDER,
    Letter,
    at,
    list_page,
    message_page,
    page,
    piece,
    thread_page,
)
from tests.scraper.sources.hyperkitty_world import API, CAPTCHA, EMAILS, LOGIN, by_name


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with Server(Site()) as server:
        yield Pages(tmp_path, server)


def test_where_neither_export_nor_api_comes_pages_give_the_months(pages: Pages) -> None:
    outcomes = pages.run()
    assert sorted(by_name(list(outcomes.values()))) == [f"{month}.pages.mbox.gz" for month in MONTHS]
    assert {outcome.outcome for outcome in outcomes.values()} == {"new"}
    assert re.search(
        "read from 4 pages; gathered from pages, since of the export: .*400.*; of the API: .*403",
        outcomes[GATHERED].reason,
    )
    assert outcomes["2021-05.pages.mbox.gz"].reason.startswith("no posts; gathered from pages")
    first, reply, again, alone = pages.mails()
    assert first.message_id == "<first@example.org>"
    assert (first.name, first.address, first.subject) == ("Ann Example", None, "about it")
    assert first.body == f"{FIRST.text}\n"
    assert (reply.in_reply_to, again.in_reply_to) == ("<first@example.org>", "<reply@example.org>")
    assert (reply.subject, reply.body) == ("Re: about it", "yes\n")
    assert alone.body == f"{ALONE.text}\n"


def test_a_post_alone_has_its_second_and_another_its_minute_by_a_clock_without_a_zone(pages: Pages) -> None:
    pages.run()
    dates = [mail.date_header for mail in pages.mails()]
    assert dates[0] == "Sat, 10 Apr 2021 10:00:00"
    assert dates[-1] == "Tue, 20 Apr 2021 10:00:42"
    assert "date without a known zone, read as UTC" in pages.mails()[0].notes


def test_a_closed_api_is_asked_once(pages: Pages) -> None:
    pages.run()
    assert [path for path in pages.server.site.paths if path.startswith(API)] == [EMAILS]


def test_a_second_run_asks_for_the_open_months_and_for_new_posts_alone(pages: Pages) -> None:
    pages.run()
    before = pages.read(GATHERED)
    pages.letters.append(Letter("late@example.org", at(2, month=8), text="new words"))
    pages.write()
    outcomes = by_name(list(pages.run().values()))
    assert outcomes == {"2021-07.pages.mbox.gz": "same", "2021-08.pages.mbox.gz": "changed"}
    assert pages.asked("/message/") == [f"message/{pages.letters[-1].name}/"]
    assert pages.asked("/thread/") == []
    assert pages.read(GATHERED) == before


def test_two_mirrors_of_the_same_pages_hold_the_same_bytes(pages: Pages, tmp_path: Path) -> None:
    pages.run()
    with Server(Site()) as server:
        other = Pages(tmp_path / "other", server)
        other.run()
        mine, theirs = (
            re.sub(rb"127\.0\.0\.1:[0-9]+", b"host", each.read(GATHERED)) for each in (pages, other)
        )
    assert mine == theirs


@pytest.mark.parametrize("inline", [pytest.param(0, id="none"), pytest.param(1, id="some")])
def test_answers_that_a_page_leaves_to_its_script_are_asked_for(pages: Pages, inline: int) -> None:
    pages.put(f"thread/{FIRST.name}/?sort=thread&noscript", thread_page([FIRST, REPLY, AGAIN], inline))
    replies = f"thread/{FIRST.name}/replies?sort=thread&offset="
    pages.put(f"{replies}0", piece([REPLY], more=True))
    pages.put(f"{replies}1", piece([AGAIN], more=False))
    pages.run()
    assert [mail.in_reply_to for mail in pages.mails()][:3] == [
        None,
        "<first@example.org>",
        "<reply@example.org>",
    ]


def test_the_words_of_a_post_without_text_come_from_its_attachment(pages: Pages) -> None:
    bare = Letter("html@example.org", at(21), text="", html=" ", attached={"attachment.html": "text/html"})
    pages.letters = [bare]
    pages.write()
    pages.put(f"message/{bare.name}/attachment/2/attachment.html", b"<p>Only <b>this</b>.</p>")
    pages.run()
    assert pages.mails()[0].body == "Only this.\n"


def test_a_post_whose_id_no_page_tells_keeps_its_hash(pages: Pages) -> None:
    secret = Letter("secret@example.org", at(21), shows_id=False)
    pages.letters = [secret]
    pages.write()
    pages.run()
    post = pages.mails()[0]
    assert (post.message_id, post.header("Message-ID-Hash")) == (None, secret.name)


BAD_PAGES = [
    pytest.param("status", "500", "500", id="500"),
    pytest.param("status", "403", "403", id="forbidden"),
    pytest.param("redirect", "SELF", "redirects", id="endless-redirect"),
    pytest.param("reset", "", "connection", id="reset"),
    pytest.param("cut", "", "connection|cut", id="cut"),
    pytest.param("html", "", "Down for", id="maintenance-page"),
]
BAD_BODIES = [
    pytest.param(LOGIN, "'Sign In'", id="login-page"),
    pytest.param(CAPTCHA, "'Just a moment", id="captcha"),
    pytest.param(b"", "no element|cut off", id="empty"),
    pytest.param(page("Archives", "<p>Nothing here.</p>"), "lists no threads", id="no-links"),
    pytest.param(list_page([[ALONE]])[:-400], "cut off", id="half-a-page"),
    pytest.param(list_page([[ALONE]]).decode().encode("cp037"), "cut off|no threads", id="wrong-charset"),
    pytest.param(
        list_page([[ALONE]]).replace(b"/thread/", b"/elsewhere/"), "no address", id="thread-without-address"
    ),
]


def told_of_april(pages: Pages, reason: str) -> None:
    outcomes = pages.run()
    told = outcomes.pop("2021-04.mbox.gz")
    assert told.outcome == "failed"
    assert re.search(f"400.*from the API: .*403.*from its pages: .*(?:{reason})", told.reason)
    assert {outcome.outcome for outcome in outcomes.values()} == {"new"}
    assert len(outcomes) == len(MONTHS) - 1


@pytest.mark.parametrize(("kind", "value", "reason"), BAD_PAGES)
def test_a_month_whose_list_does_not_come_is_told_with_all_reasons(
    pages: Pages, kind: str, value: str, reason: str
) -> None:
    pages.spoil("2021/4/?count=200&page=1", kind, value)
    told_of_april(pages, reason)


@pytest.mark.parametrize(("body", "reason"), BAD_BODIES)
def test_a_page_in_place_of_a_list_is_told_by_its_name(pages: Pages, body: bytes, reason: str) -> None:
    pages.put("2021/4/?count=200&page=1", body)
    told_of_april(pages, reason)


@pytest.mark.parametrize(("kind", "value", "reason"), BAD_PAGES)
def test_a_post_whose_page_is_bad_is_named_and_tried_in_the_next_run(
    pages: Pages, kind: str, value: str, reason: str
) -> None:
    pages.spoil(f"message/{REPLY.name}/", kind, value)
    outcomes = pages.run()
    assert outcomes[GATHERED].outcome == "new"
    (told,) = (each for each in outcomes.values() if each.outcome in ("failed", "refused"))
    assert told.url.endswith(f"message/{REPLY.name}/")
    assert re.search(reason, told.reason)
    pages.server.site.faults.pop(f"{FOLDER}message/{REPLY.name}/")
    again = pages.run()
    assert again[GATHERED].outcome == "changed"
    assert pages.asked("/message/") == [f"message/{REPLY.name}/"]
    assert len(pages.mails()) == 4
    assert GATHERED not in pages.run()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(LOGIN, "calls itself 'Sign In'", id="login-page"),
        pytest.param(CAPTCHA, "calls itself 'Just a moment", id="captcha"),
        pytest.param(MAINTENANCE, "calls itself 'Down for", id="maintenance"),
        pytest.param(message_page(AGAIN), "another post", id="another-post"),
        pytest.param(message_page(REPLY)[:-30], "cut off", id="half-a-page"),
        pytest.param(thread_page([FIRST, REPLY]), "2 posts", id="thread-page"),
        pytest.param(message_page(REPLY).replace(b"email-body", b"body"), "lacks", id="no-text"),
    ],
)
def test_a_page_that_is_not_the_posts_gives_no_post(pages: Pages, body: bytes, reason: str) -> None:
    pages.put(f"message/{REPLY.name}/", body)
    outcomes = pages.run()
    (told,) = (each for each in outcomes.values() if each.outcome == "refused")
    assert re.search(reason, told.reason)
    assert len(pages.mails()) == 3


def test_a_thread_that_does_not_come_is_named_and_stops_no_other(pages: Pages) -> None:
    path = f"thread/{FIRST.name}/?sort=thread&noscript"
    pages.spoil(path, "html")
    outcomes = pages.run()
    assert outcomes[GATHERED].outcome == "new"
    assert "Down for" in outcomes[FIRST.name].reason
    assert [mail.subject for mail in pages.mails()] == ["something else"]
    pages.server.site.faults.pop(FOLDER + path)
    assert pages.run()[GATHERED].outcome == "changed"
    assert len(pages.mails()) == 4


def test_what_is_held_stays_when_every_page_goes_bad(pages: Pages) -> None:
    pages.run()
    good = {name: pages.read(name) for name in pages.held()}
    pages.server.site.faults[f"{FOLDER}*"] = Fault("html")
    pages.clock.seconds += timedelta(days=91).total_seconds()
    assert {outcome.outcome for outcome in pages.run().values()} <= {"failed", "refused"}
    assert {name: pages.read(name) for name in pages.held()} == good


def test_a_post_that_the_list_no_longer_has_stays_held(pages: Pages) -> None:
    pages.run()
    pages.letters.remove(ALONE)
    pages.write()
    pages.clock.seconds += timedelta(days=91).total_seconds()
    pages.run()
    assert len(pages.mails()) == 4


def test_pages_give_way_to_an_export_that_comes_later(pages: Pages) -> None:
    pages.run()
    pages.server.site.faults.clear()
    pages.clock.seconds += timedelta(days=91).total_seconds()
    pages.posts[APRIL] = [10, 11, 12, 13]
    pages.publish()
    assert by_name(pages.scrape())["2021-04.mbox.gz"] in ("new", "changed")
    assert not [name for name in pages.held() if ".pages." in name]


def test_one_thread_or_one_post_may_be_a_source_of_its_own(pages: Pages) -> None:
    for path, posts in ((f"thread/{FIRST.name}/", 3), (f"message/{REPLY.name}/", 1)):
        pages.source = replace(pages.source, url=pages.server.url + FOLDER + path)
        (outcome,) = pages.scrape()
        name = f"{path.split('/')[1]}.pages.mbox.gz"
        assert (outcome.name, outcome.outcome) == (name, "new")
        assert "gathered from pages, since of the export: " in outcome.reason
        assert len(pages.mails(name)) == posts


def test_an_export_of_one_thread_comes_before_its_pages(pages: Pages) -> None:
    pages.source = replace(pages.source, url=f"{pages.server.url}{FOLDER}thread/{FIRST.name}/")
    pages.server.site.faults.clear()
    path = f"{FOLDER}export/talk@lists.example.org-{FIRST.name}.mbox.gz?thread={FIRST.name}"
    pages.server.site.pages[path] = gzip.compress(pages.text(APRIL), mtime=0)
    (outcome,) = pages.scrape()
    assert (outcome.name, outcome.outcome) == (f"{FIRST.name}.mbox.gz", "new")
    assert len(pages.server.site.paths) == 2


def test_a_site_that_names_itself_otherwise_is_not_asked_again(pages: Pages) -> None:
    path = f"message/{ALONE.name}/"
    pages.put(path, message_page(ALONE).replace(FOLDER.encode(), b"/elsewhere/list/talk@lists.example.org/"))
    pages.run()
    assert {mail.header("Archived-At") for mail in pages.mails()} >= {f"<{pages.server.url}{FOLDER}{path}>"}
    pages.clock.seconds += timedelta(days=91).total_seconds()
    pages.run()
    assert pages.asked("/message/") == []
