"""Pipermail's pages in place of a month's text."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scraper.mail import mbox
from scraper.mail.message import decode
from scraper.model import Message
from scraper.pages.archives.pipermail import read_month
from scraper.sources.base import PATIENCE
from scraper.sources.pipermail_pages import as_mail_of
from tests.archive_server import MAINTENANCE, Server, Site
from tests.scraper.sources.page_world import CAPTCHA, LOGIN, NO_LINKS, World, world
from tests.servers.pipermail import month_pages, post

JULY = b"".join(post(number) for number in range(4))
PAGES = "2021-July.pages.mbox.gz"
INDEX = (
    b"<html><body><table><tr><td><A href='2021-July.txt.gz'>[ Gzip'd Text 1 KB ]</a></table></body></html>"
)
PAGED = b"<html><body><A href='2021-July/thread.html'>[ Thread ]</a></body></html>"


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[World]:
    """One month, whose text is missing and whose pages are there."""
    with Server(Site()) as server:
        made = world(tmp_path, server, "pipermail")
        made.serve({"": INDEX})
        made.serve(month_pages(JULY), "2021-July/")
        yield made


def facts(message: Message) -> tuple[object, ...]:
    return (
        message.message_id,
        message.name,
        message.address,
        message.date,
        message.subject,
        message.body.split(),
    )


def month_facts(data: bytes) -> list[tuple[object, ...]]:
    return [facts(decode(raw)) for raw in mbox.split(data)]


SPOIL: dict[str, Callable[[World], object]] = {
    "missing": lambda talk: None,
    "gone": lambda talk: talk.fault("2021-July.txt.gz", "status", "410"),
    "forbidden": lambda talk: talk.fault("2021-July.txt.gz", "status", "403"),
    "maintenance-page": lambda talk: talk.serve({"2021-July.txt.gz": MAINTENANCE}),
    "login-page": lambda talk: talk.serve({"2021-July.txt.gz": LOGIN}),
    "cut-gzip": lambda talk: talk.serve({"2021-July.txt.gz": gzip.compress(JULY)[:-9]}),
    "redirects-for-ever": lambda talk: talk.fault("2021-July.txt.gz", "redirect", "/talk/2021-July.txt.gz"),
}


@pytest.mark.parametrize("spoil", [pytest.param(spoil, id=name) for name, spoil in SPOIL.items()])
def test_pages_give_the_month_that_its_text_does_not(talk: World, spoil: Callable[[World], object]) -> None:
    spoil(talk)
    outcomes = talk.scrape()
    assert set(outcomes) == {"index.html", PAGES}
    assert outcomes[PAGES].outcome == "new"
    assert "in place of 2021-July.txt.gz" in outcomes[PAGES].reason
    assert [facts(message) for message in talk.posts(PAGES)] == month_facts(JULY)


def test_pages_once_read_are_not_asked_for_again(talk: World) -> None:
    talk.scrape()
    before = (talk.mirror / PAGES).read_bytes()
    assert talk.scrape()[PAGES].outcome == "same"
    assert not any(name.endswith("0.html") for name in talk.asked())
    talk.serve(month_pages(JULY + post(9)), "2021-July/")
    assert talk.scrape()[PAGES].outcome == "changed"
    assert [name for name in talk.asked() if name.endswith(("3.html", "4.html"))] == ["2021-July/000104.html"]
    assert len(talk.posts(PAGES)) == 5
    assert (talk.mirror / PAGES).read_bytes() != before


def test_a_text_that_is_held_needs_no_pages(talk: World) -> None:
    talk.serve({"2021-July.txt.gz": gzip.compress(JULY, mtime=0)})
    talk.scrape()
    talk.serve({"2021-July.txt.gz": MAINTENANCE})
    outcomes = talk.scrape()
    assert outcomes["2021-July.txt.gz"].outcome == "refused"
    assert PAGES not in outcomes
    assert gzip.decompress((talk.mirror / "2021-July.txt.gz").read_bytes()) == JULY


def test_pages_are_read_where_they_count_more_than_the_text_that_is_held(talk: World) -> None:
    talk.serve({"2021-July.txt.gz": gzip.compress(JULY, mtime=0)})
    talk.scrape()
    talk.serve({"2021-July.txt.gz": MAINTENANCE})
    talk.serve(month_pages(JULY + post(9)), "2021-July/")
    assert talk.scrape()[PAGES].outcome == "new"
    assert len(talk.posts(PAGES)) == 5


def test_a_month_that_the_index_offers_as_pages_only(talk: World) -> None:
    talk.serve({"": PAGED})
    assert talk.scrape()[PAGES].outcome == "new"
    assert [facts(message) for message in talk.posts(PAGES)] == month_facts(JULY)


def test_without_the_thread_index_the_pages_themselves_name_their_ids(talk: World) -> None:
    talk.fault("2021-July/thread.html", "status", "404")
    assert talk.scrape()[PAGES].outcome == "new"
    assert [facts(message) for message in talk.posts(PAGES)] == month_facts(JULY)


def test_a_cut_thread_index_is_completed_from_the_date_index(talk: World) -> None:
    whole = month_pages(JULY)["thread.html"]
    talk.serve({"thread.html": whole[: whole.index(b"000102.html")]}, "2021-July/")
    assert talk.scrape()[PAGES].outcome == "new"
    assert len(talk.posts(PAGES)) == 4


BAD_PAGES = {
    "login-page": (LOGIN, "calls itself 'Log in'"),
    "maintenance-page": (MAINTENANCE, "Down for maintenance"),
    "captcha": (CAPTCHA, "Just a moment"),
    "cut": (month_pages(JULY)["000101.html"].partition(b"Words")[0], "cut off"),
    "empty": (b"", "no post can be read"),
}


@pytest.mark.parametrize(
    ("body", "reason"), [pytest.param(*case, id=name) for name, case in BAD_PAGES.items()]
)
def test_a_bad_page_is_refused_and_the_others_go_on(talk: World, body: bytes, reason: str) -> None:
    talk.serve({"000101.html": body}, "2021-July/")
    outcomes = talk.scrape()
    assert outcomes["000101.html"].outcome == "refused"
    assert reason in outcomes["000101.html"].reason
    assert outcomes["2021-July.txt.gz"].outcome == "failed"  # the month is not whole, and that is told
    assert len(talk.posts(PAGES)) == 3
    talk.serve(month_pages(JULY), "2021-July/")
    assert talk.scrape()[PAGES].outcome == "changed"
    assert [facts(message) for message in talk.posts(PAGES)] == month_facts(JULY)


BAD_INDEXES: dict[str, Callable[[World, str], object]] = {
    "login-page": lambda talk, name: talk.serve({name: LOGIN}),
    "maintenance-page": lambda talk, name: talk.serve({name: MAINTENANCE}),
    "captcha": lambda talk, name: talk.serve({name: CAPTCHA}),
    "without-links": lambda talk, name: talk.serve({name: NO_LINKS}),
    "redirects-for-ever": lambda talk, name: talk.fault(name, "redirect", f"/talk/{name}"),
    "missing": lambda talk, name: talk.fault(name, "status", "404"),
    "empty": lambda talk, name: talk.serve({name: b""}),
}


@pytest.mark.parametrize("spoil", [pytest.param(spoil, id=name) for name, spoil in BAD_INDEXES.items()])
def test_without_any_index_the_month_stays_failed(talk: World, spoil: Callable[[World, str], object]) -> None:
    for order in ("thread", "date", "subject", "author"):
        spoil(talk, f"2021-July/{order}.html")
    outcomes = talk.scrape()
    assert outcomes["2021-July.txt.gz"].outcome == "failed"
    assert "nor can its pages be read" in outcomes["2021-July.txt.gz"].reason
    assert not (talk.mirror / PAGES).exists()


def test_an_empty_month_is_no_failure_of_its_pages(talk: World) -> None:
    talk.serve({"2021-July.txt.gz": gzip.compress(b"", mtime=0)})
    outcomes = talk.scrape()
    assert outcomes["2021-July.txt.gz"].outcome == "new"
    assert PAGES not in outcomes


def test_a_page_in_another_charset_than_it_declares_keeps_its_words(talk: World) -> None:
    page = month_pages(JULY)["000101.html"].replace(b"Words.", "Grüße, café".encode("cp1252"))
    talk.serve({"000101.html": page}, "2021-July/")
    talk.scrape()
    assert talk.posts(PAGES)[1].body.strip() == "Grüße, café"


def test_a_host_that_fails_page_after_page_is_left_alone(talk: World) -> None:
    many = b"".join(post(number) for number in range(30))
    talk.serve(month_pages(many), "2021-July/")
    for number in range(2, 30):
        talk.fault(f"2021-July/{100 + number:06d}.html", "status", "500")
    outcomes = talk.scrape()
    asked = [name for name in talk.asked() if name.startswith("2021-July/0")]
    assert len(asked) == 2 + PATIENCE
    assert len(talk.posts(PAGES)) == 2
    assert outcomes["2021-July.txt.gz"].outcome == "failed"


MONTHS_WITH_PAGES = [f"{year}-{month}" for year in (2010, 2011) for month in
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")]  # fmt: skip


def shown_in_month(text: str) -> list[str]:
    """A page's words as the month's text has them: a question mark for every character outside ASCII."""
    return "".join(c if c.isascii() else "?" for c in text).replace(" at ", "@").split()


@pytest.mark.corpus
@pytest.mark.parametrize("name", MONTHS_WITH_PAGES)
def test_pages_and_text_of_a_real_month_give_the_same_posts(corpus: Path, name: str) -> None:
    """Differences: the text has `?` for characters that its charset lacks and `a at b` inside addresses of
    pages, the page masks an address in a subject and shows no address where the archive made one up."""
    folder = corpus / "pipermail" / "twisted-web"
    listing = read_month((folder / name / "thread.html").read_bytes())
    text = gzip.decompress((folder / f"{name}.txt.gz").read_bytes())
    posts = [decode(raw) for raw in mbox.split(text)]
    assert listing.count == len(listing.posts) == len(posts)
    for listed, of_text in zip(listing.posts, posts, strict=True):
        raw = as_mail_of(
            (folder / name / listed.page).read_bytes(), f"https://x.example/{listed.page}", listed
        )
        of_page = decode(raw)
        assert of_page.message_id == of_text.message_id
        assert of_page.date == of_text.date
        assert of_page.name == of_text.name
        assert of_page.in_reply_to == of_text.in_reply_to
        assert set(of_page.references) <= set(of_text.references)
        made_up = of_text.address == "bogus@does.not.exist.com"
        assert of_page.address == (None if made_up else of_text.address)
        assert of_page.subject.replace(" at ", "@") == of_text.subject.replace(" at ", "@")
        assert shown_in_month(of_page.body) == shown_in_month(of_text.body)
