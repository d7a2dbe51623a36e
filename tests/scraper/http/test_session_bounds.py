"""Where a session may go, and how often: robots, pace, redirects, budget."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from scraper.http.address import server_of
from scraper.http.answer import Failed, Refused
from scraper.http.robots import Robots
from scraper.http.session import Session
from tests.archive_server import Fault, Server, Site
from tests.clock import Clock
from tests.sessions import PACKED, PATH, PLAIN, TEXT, session_of, site_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site() -> Site:
    return site_of()


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    with Server(site) as running:
        yield running


@pytest.fixture
def session(clock: Clock) -> Iterator[Session]:
    with session_of(clock) as made:
        yield made


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        pytest.param(Fault("status", "503"), "could not be read", id="5xx"),
        pytest.param(Fault("status", "429"), "could not be read", id="429"),
        pytest.param(Fault("reset"), "could not be read", id="unreachable"),
        pytest.param(Fault("endless"), "could not be read", id="endless"),
    ],
)
def test_robots_that_cannot_be_read_forbid(
    server: Server, session: Session, robots: Fault, reason: str
) -> None:
    server.site.faults["/robots.txt"] = robots
    for _ in range(2):
        with pytest.raises(Failed, match=reason):
            session.get(server.url + PATH, limit=100_000)
    assert set(server.site.paths) == {"/robots.txt"}
    assert len(server.site.paths) <= 4


@pytest.mark.parametrize("status", ["404", "403", "410"])
def test_no_robots_allow(server: Server, session: Session, status: str) -> None:
    server.site.faults["/robots.txt"] = Fault("status", status)
    assert session.get(server.url + PATH, limit=100_000).body == PACKED


def test_disallowed_is_never_asked(server: Server, session: Session) -> None:
    server.site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /talk/\n"
    with pytest.raises(Refused, match=r"^robots\.txt of http://127\.0\.0\.1:[0-9]+ disallows it$"):
        session.get(server.url + PATH, limit=100_000)
    assert server.site.paths == ["/robots.txt"]


@pytest.mark.parametrize("fault", [None, Fault("status", "404")], ids=["there", "none"])
def test_robots_are_asked_once_and_remembered_across_runs(
    server: Server, clock: Clock, tmp_path: Path, fault: Fault | None
) -> None:
    if fault:
        server.site.faults["/robots.txt"] = fault
    for _ in range(2):
        with session_of(clock, Robots(tmp_path / "robots.json")) as session:
            session.get(server.url + PATH, limit=100_000)
            session.get(server.url + PLAIN, limit=100_000)
    assert server.site.paths.count("/robots.txt") == 1


def test_pace_and_crawl_delay_lie_between_requests(server: Server, clock: Clock) -> None:
    server.site.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 3\n"
    with session_of(clock, pace=1.5) as session:
        session.get(server.url + PATH, limit=100_000)
        session.get(server.url + PLAIN, limit=100_000)
    assert clock.sleeps == [3.0, 3.0]


def test_pace_holds_for_robots_retries_and_files(server: Server, clock: Clock) -> None:
    server.site.faults[PATH] = Fault("status", "503 0", times=1)
    with session_of(clock, pace=2.0) as session:
        session.get(server.url + PATH, limit=100_000)
    assert [wait for wait in clock.sleeps if wait] == [2.0, 2.0]


def test_a_crawl_delay_as_long_as_we_wait_is_waited_for(server: Server, clock: Clock) -> None:
    server.site.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 120\n"
    with session_of(clock) as session:
        assert session.get(server.url + PATH, limit=100_000).body == PACKED
    assert clock.sleeps == [120.0]


def test_a_crawl_delay_of_an_hour_is_not_waited_for(server: Server, session: Session, clock: Clock) -> None:
    server.site.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 3600\n"
    with pytest.raises(Refused, match=r"^robots\.txt of \S+ wants longer pauses than 120 s$"):
        session.get(server.url + PATH, limit=100_000)
    assert clock.sleeps == []


def test_redirects_are_followed_with_their_own_address(server: Server, session: Session) -> None:
    server.site.faults["/old"] = Fault("redirect", "/talk/../talk/2018-May.txt.gz#x")
    for asked in ("/old", "/old#y", f"{PATH}#y"):
        fetched = session.get(server.url + asked, limit=100_000)
        assert (fetched.url, fetched.body) == (server.url + PATH, PACKED)


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        pytest.param("/Jürgen 1.txt".encode().decode("latin-1"), "/J%C3%BCrgen%201.txt", id="UTF-8"),
        pytest.param("/J\xfcrgen.txt", "/J%EF%BF%BDrgen.txt", id="another-encoding"),
    ],
)
def test_a_redirect_to_an_address_that_is_not_ascii_is_followed(
    server: Server, session: Session, location: str, asked: str
) -> None:
    server.site.faults[PATH] = Fault("redirect", location)
    with pytest.raises(Failed, match="404"):
        session.get(server.url + PATH, limit=100_000)
    assert server.site.paths[-1] == asked


@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False)])
def test_at_most_five_redirects(server: Server, session: Session, hops: int, arrives: bool) -> None:
    for number in range(hops):
        server.site.faults[f"/{number}"] = Fault("redirect", f"/{number + 1}")
    server.site.pages[f"/{hops}"] = TEXT
    if arrives:
        assert session.get(server.url + "/0", limit=100_000).body == TEXT
    else:
        with pytest.raises(
            Refused, match=r"^it redirects more than 5 times, last to http://127\.0\.0\.1:[0-9]+/"
        ):
            session.get(server.url + "/0", limit=100_000)


def test_a_redirect_loop_ends(server: Server, session: Session) -> None:
    server.site.faults[PATH] = Fault("redirect", PATH)
    with pytest.raises(
        Refused, match=r"^it redirects more than 5 times, last to http://127\.0\.0\.1:[0-9]+/"
    ):
        session.get(server.url + PATH, limit=100_000)
    assert server.site.paths.count(PATH) == 6


def test_a_redirect_to_a_named_server_asks_its_robots_too(server: Server, clock: Clock) -> None:
    with Server(
        Site(pages={"/x": TEXT, "/y": TEXT, "/robots.txt": b"User-agent: *\nDisallow: /y\n"})
    ) as other:
        with session_of(clock, servers={server_of(other.url)}) as session:
            server.site.faults[PATH] = Fault("redirect", other.url + "/x")
            assert session.get(server.url + PATH, limit=100_000).url == other.url + "/x"
            server.site.faults[PATH] = Fault("redirect", other.url + "/y")
            with pytest.raises(Refused, match="disallows"):
                session.get(server.url + PATH, limit=100_000)
        assert other.site.paths == ["/robots.txt", "/x"]


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("localhost", id="loopback"),
        pytest.param("127.0.0.1", id="another-port"),
        pytest.param("169.254.169.254", id="link-local"),
        pytest.param("lists.example.org", id="public"),
    ],
)
def test_a_server_that_nobody_named_is_not_asked_and_its_address_told(
    server: Server, session: Session, host: str
) -> None:
    with Server(site_of()) as other:
        target = f"{other.url.replace('127.0.0.1', host)}/new/{PATH}?x=1"
        server.site.faults[PATH] = Fault("redirect", target)
        with pytest.raises(Refused) as caught:
            session.get(server.url + PATH, limit=100_000)
        assert other.site.paths == []
    assert f"redirects to {target}, on a host that the configuration does not name" in str(caught.value)


def test_a_server_that_has_moved_tells_where_to_by_its_robots(server: Server, session: Session) -> None:
    server.site.faults["/robots.txt"] = Fault("redirect", "https://new.example.org/robots.txt")
    with pytest.raises(Refused, match=f"redirects to https://new.example.org{PATH}"):
        session.get(f"{server.url}{PATH}", limit=100_000)
    with pytest.raises(Failed, match=r"robots\.txt of .* could not be read"):
        session.get(server.url + PLAIN, limit=100_000)
    assert server.site.paths == ["/robots.txt"]


def test_robots_that_have_moved_alone_say_nothing_of_the_server(server: Server, session: Session) -> None:
    server.site.faults["/robots.txt"] = Fault("redirect", "https://new.example.org/rules.txt")
    with pytest.raises(Failed, match=r"robots\.txt of .* could not be read"):
        session.get(f"{server.url}{PATH}", limit=100_000)


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "http://u:p@example.org/", "http://a b/"])
def test_unfit_addresses_are_refused(session: Session, url: str) -> None:
    with pytest.raises(Refused):
        session.get(url, limit=10)


def test_the_budget_counts_every_request(server: Server, clock: Clock) -> None:
    with session_of(clock, requests=3) as session:
        session.get(server.url + PATH, limit=100_000)
        session.get(server.url + PLAIN, limit=100_000)
        with pytest.raises(Failed, match=r"^the run's budget of 3 requests is spent$"):
            session.get(server.url + PATH, limit=100_000)
        assert session.asked == 3
    assert len(server.site.asked) == 3


@pytest.mark.parametrize("number", ["1", "50"])
def test_interim_answers_are_no_answer(server: Server, session: Session, number: str) -> None:
    server.site.faults[PLAIN] = Fault("interim", number)
    assert session.get(server.url + PLAIN, limit=100_000).body == TEXT
    assert session.get(server.url + PATH, limit=100_000).body == PACKED


def test_a_source_that_keeps_us_waiting_is_left_for_the_next_run(server: Server, clock: Clock) -> None:
    server.site.faults[PATH] = Fault("status", "503 50")
    clock.seconds = 1e6  # as on a machine that has been on for days
    with session_of(clock, total=60.0, retries=1) as session:
        for _ in range(5):
            with pytest.raises(Failed):
                session.get(server.url + PATH, limit=100_000)
        asked = len(server.site.asked)
        with pytest.raises(Failed, match=r"the source has kept us waiting for 2\d\d s: left"):
            session.get(server.url + PLAIN, limit=100_000)
        assert len(server.site.asked) == asked
        session.begin_source()
        assert session.get(server.url + PLAIN, limit=100_000).body == TEXT


@pytest.mark.parametrize(("step", "enough"), [(1.0, True), (4.0, False)], ids=["prompt", "slow"])
def test_a_source_keeps_us_waiting_by_its_slow_answers_alone(
    server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: float, enough: bool
) -> None:
    def ticking() -> float:
        clock.seconds += step
        return clock.seconds

    monkeypatch.setattr(clock, "monotonic", ticking)
    with session_of(clock, total=20.0) as session, suppress(Failed):
        for _ in range(40):
            session.get(server.url + PLAIN, limit=100_000)
    assert (server.site.paths.count(PLAIN) == 40) == enough
