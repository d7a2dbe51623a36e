"""One answer per address and run: whatever it was, the server is not asked again."""

import hashlib
from collections.abc import Iterator

import pytest

from scraper.http.answer import Failed, Validators
from scraper.http.asked import AskedOnce
from scraper.http.session import Manners
from tests.archive_server import Fault, Server, Site
from tests.clock import Clock

LIMIT = 1 << 20


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    with Server(Site(pages={"/a": b"text\n"})) as server:
        yield server.site, server.url


@pytest.fixture
def session() -> Iterator[AskedOnce]:
    clock = Clock()
    with AskedOnce(
        Manners(pace=0, retries=0), sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now
    ) as session:
        yield session


def asked(site: Site) -> list[str]:
    return [path for path in site.paths if path != "/robots.txt"]


def test_an_answer_holds(site: tuple[Site, str], session: AskedOnce) -> None:
    first = session.get(f"{site[1]}/a", limit=LIMIT)
    assert session.get(f"{site[1]}/a", validators=Validators(etag='"x"'), limit=LIMIT) is first
    assert asked(site[0]) == ["/a"]


def test_a_failure_holds(site: tuple[Site, str], session: AskedOnce) -> None:
    site[0].faults["/a"] = Fault("status", "503", times=1)
    for _ in range(2):
        with pytest.raises(Failed):
            session.get(f"{site[1]}/a", limit=LIMIT)
    assert asked(site[0]) == ["/a"]


def test_not_modified_serves_only_who_holds_the_file(site: tuple[Site, str], session: AskedOnce) -> None:
    held = Validators(etag=_etag(b"text\n"))
    assert session.get(f"{site[1]}/a", validators=held, limit=LIMIT).not_modified
    assert session.get(f"{site[1]}/a", validators=held, limit=LIMIT).not_modified
    assert asked(site[0]) == ["/a"]
    assert session.get(f"{site[1]}/a", limit=LIMIT).body == b"text\n"


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'
