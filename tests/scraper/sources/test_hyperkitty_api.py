"""HyperKitty's REST API: its answers are believed only where they are what was asked for."""

import json
from collections.abc import Iterator

import pytest

from scraper.http.answer import Failed, Refused
from scraper.http.session import Manners, Session
from scraper.mail import mbox
from scraper.mail.message import decode
from scraper.month import Month
from scraper.sources.hyperkitty_api import PAGE_POSTS, Interface
from scraper.sources.hyperkitty_export import Stretch
from tests.archive_server import MAINTENANCE, Server, Site
from tests.clock import Clock

API = "/api/list/talk@example.org/"
MARCH, APRIL = Stretch.of(Month(2016, 3)), Stretch.of(Month(2016, 4))


def listed(number: int, **more: object) -> dict[str, object]:
    return {
        "message_id": f"{number}@example.org",
        "message_id_hash": f"HASH{number}",
        "date": f"2016-03-{number % 28 + 1:02d}T10:00:00Z",
        **more,
    }


def post(number: int, **more: object) -> dict[str, object]:
    sender = {"address": "ann (a) example.org"}
    return listed(
        number, sender=sender, sender_name="Ann", subject="x", **{"content": f"words {number}\n"} | more
    )


class Api:
    """A server of answers, and the interface that asks it."""

    def __init__(self, server: Server) -> None:
        self.pages = server.site.pages
        self.site = server.site
        clock = Clock()
        self.session = Session(Manners(pace=0), sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now)
        self.interface = Interface(server.url + "/", "talk@example.org", self.session)

    def page(self, offset: int, body: object) -> None:
        path = f"{API}emails/?format=json&limit={PAGE_POSTS}&offset={offset}"
        self.pages[path] = body if isinstance(body, bytes) else json.dumps(body).encode()

    def posts(self, *numbers: int, **more: object) -> None:
        for number in numbers:
            self.pages[f"{API}email/HASH{number}/?format=json"] = json.dumps(post(number, **more)).encode()


@pytest.fixture
def api() -> Iterator[Api]:
    with Server(Site()) as server:
        made = Api(server)
        with made.session:
            yield made


def one_page(*numbers: int) -> dict[str, object]:
    return {"count": len(numbers), "next": None, "results": [listed(number) for number in numbers]}


def test_pages_are_followed_to_the_end_once_for_all_months(api: Api) -> None:
    api.page(0, {"count": 3, "next": "http://elsewhere.example/", "results": [listed(1), listed(2)]})
    api.page(2, {"count": 3, "next": None, "results": [listed(3)]})
    api.posts(1, 2, 3)
    text = api.interface.posts(MARCH, b"").text
    assert [word in text for word in (b"words 1", b"words 2", b"words 3")] == [True] * 3
    assert api.interface.posts(APRIL, b"").text == b""
    assert len([path for path in api.site.paths if "/emails/" in path]) == 2


@pytest.mark.parametrize(
    ("body", "error", "reason"),
    [
        pytest.param(MAINTENANCE, Refused, "calls itself 'Down for", id="maintenance-page"),
        pytest.param(b"", Refused, "no list of posts", id="empty"),
        pytest.param(b"{", Refused, "no list of posts", id="torn"),
        pytest.param({"detail": "Authentication required"}, Refused, "no list of posts", id="login"),
        pytest.param(
            {"count": 2, "next": None, "results": [listed(1)]}, Failed, "says that it has 2", id="short"
        ),
        pytest.param({"count": 2, "next": "x", "results": []}, Failed, "is empty", id="empty-page"),
        pytest.param(
            {"count": 1, "next": None, "results": [listed(1, date="yesterday")]},
            Refused,
            "no list",
            id="no-date",
        ),
    ],
)
def test_a_list_of_posts_that_is_none(api: Api, body: object, error: type[Exception], reason: str) -> None:
    api.page(0, body)
    with pytest.raises(error, match=reason):
        api.interface.posts(MARCH, b"")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"message_id_hash": "HASH2"}, "another post", id="another-post"),
        pytest.param({"content": 7}, "no post", id="no-text"),
        pytest.param({"date": None}, "no post", id="no-date"),
    ],
)
def test_a_post_that_is_not_the_one_asked_for_is_missing(
    api: Api, change: dict[str, object], reason: str
) -> None:
    api.page(0, one_page(1))
    api.pages[f"{API}email/HASH1/?format=json"] = json.dumps(post(1) | change).encode()
    rebuilt = api.interface.posts(MARCH, b"")
    assert rebuilt.text == b""
    ((name, why),) = rebuilt.missing
    assert name == "HASH1"
    assert reason in str(why)


@pytest.mark.parametrize("place", ["../../evil", "a/b", "", "x" * 65, "a b\x1b[2J"])
def test_no_address_is_made_from_a_hash_that_is_none(api: Api, place: str) -> None:
    api.page(0, {"count": 1, "next": None, "results": [listed(1, message_id_hash=place)]})
    rebuilt = api.interface.posts(MARCH, b"")
    assert len(rebuilt.missing) == 1
    assert all("/email/" not in path for path in api.site.paths)


def test_an_api_that_is_down_is_left_alone_after_a_few_posts(api: Api) -> None:
    api.page(0, one_page(*range(1, 20)))
    with pytest.raises(Failed):
        api.interface.posts(MARCH, b"")
    assert len(api.site.paths) < 10


def test_the_words_of_a_post_in_html_alone_come_with_it(api: Api) -> None:
    api.page(0, one_page(1))
    attached = [
        {
            "counter": 2,
            "name": "attachment.html",
            "content_type": "text/html",
            "encoding": "iso-8859-2",
            "download": "http://evil.example/",
        },
        {"counter": 3, "name": "a.png", "content_type": "image/png"},
    ]
    api.posts(1, attachments=attached, content="")
    place = "/list/talk@example.org/message/HASH1/attachment/"
    api.pages[f"{place}2/attachment.html"] = "<p>wyrazy żółte</p>".encode("iso-8859-2")
    # as HyperKitty answers: the charset stands where the encoding belongs
    api.site.headers[f"{place}2/attachment.html"] = {"Content-Encoding": "iso-8859-2"}
    (raw,) = mbox.split(api.interface.posts(MARCH, b"").text)
    assert "wyrazy żółte" in decode(raw).body
    assert f"{place}3/a.png" not in api.site.paths


def test_the_same_answers_give_the_same_bytes(api: Api) -> None:
    api.page(0, one_page(1, 2))
    api.posts(1, 2)
    first = api.interface.posts(MARCH, b"").text
    assert api.interface.posts(MARCH, first).text == first
    assert api.interface.posts(MARCH, b"").text == first
