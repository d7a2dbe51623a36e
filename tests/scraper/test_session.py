"""The session against a real server that misbehaves."""

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.fetched import Failed, Refused, Validators
from scraper.robots import Robots
from scraper.session import Manners, Session, user_agent
from tests.archive_server import Fault, Server, Site
from tests.clock import Clock

TEXT = b"From ann at example.org  Tue May  1 10:00:00 2018\nSubject: hello\n\nbody\n\n" * 40
PACKED = gzip.compress(TEXT, mtime=0)
PATH = "/talk/2018-May.txt.gz"
PLAIN = "/talk/2018-June.txt"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site() -> Site:
    return Site(pages={PATH: PACKED, PLAIN: TEXT, "/robots.txt": b""})


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    with Server(site) as running:
        yield running


def session_of(clock: Clock, robots: Robots | None = None, resolver: Any = None, **manners: Any) -> Session:
    polite = Manners(
        **{"pace": 0.0, "timeout": 5.0, "retries": 3, "agent": "hustings/1 (+https://e.org)", **manners}
    )
    extra = {"resolver": resolver} if resolver else {}
    return Session(
        polite, sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now, robots=robots, **extra
    )


@pytest.fixture
def session(clock: Clock) -> Iterator[Session]:
    with session_of(clock) as made:
        yield made


def test_a_file_comes_byte_for_byte_with_validators(server: Server, session: Session, clock: Clock) -> None:
    fetched = session.get(server.url + PATH, limit=100_000)
    assert (fetched.status, fetched.body, fetched.url) == (200, PACKED, server.url + PATH)
    assert fetched.fetched_at == clock.now()
    assert fetched.validators.etag
    assert fetched.validators.last_modified
    assert server.site.asked[-1].headers["User-Agent"] == "hustings/1 (+https://e.org)"


def test_an_unchanged_file_is_not_sent_again(server: Server, session: Session) -> None:
    first = session.get(server.url + PATH, limit=100_000)
    again = session.get(server.url + PATH, validators=first.validators, limit=100_000)
    assert (again.not_modified, again.status, again.body) == (True, 304, b"")
    assert server.site.asked[-1].headers["If-Modified-Since"] == first.validators.last_modified


def test_validators_go_back_as_they_were_spelt() -> None:
    assert Validators('W/"a"', "yesterday").headers == {
        "If-None-Match": 'W/"a"',
        "If-Modified-Since": "yesterday",
    }
    assert Validators().headers == {}


@pytest.mark.parametrize(
    ("path", "headers", "body", "expected"),
    [
        pytest.param(PATH, {"Content-Encoding": "gzip"}, PACKED, PACKED, id="stored-gz-labelled-gzip"),
        pytest.param(PATH, {"Content-Encoding": "gzip"}, gzip.compress(PACKED), PACKED, id="gz-packed-twice"),
        pytest.param(PLAIN, {"Content-Encoding": "gzip"}, PACKED, TEXT, id="text-packed-for-transport"),
    ],
)
def test_encodings(
    server: Server, session: Session, path: str, headers: dict[str, str], body: bytes, expected: bytes
) -> None:
    server.site.pages[path] = body
    server.site.headers[path] = headers
    assert session.get(server.url + path, limit=100_000).body == expected


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        pytest.param(Fault("status", "500", times=2), [1.0, 2.0], id="500-twice"),
        pytest.param(Fault("status", "503 7", times=1), [7.0], id="503-with-seconds"),
        pytest.param(
            Fault("status", "429 Fri, 20 Aug 2021 12:00:45 GMT", times=1), [45.0], id="429-with-date"
        ),
        pytest.param(Fault("status", "429 whenever", times=1), [1.0], id="429-illegible"),
        pytest.param(Fault("reset", times=1), [1.0], id="reset-before-the-body"),
        pytest.param(Fault("cut", times=3), [1.0, 2.0, 4.0], id="body-cut"),
        pytest.param(Fault("cut-chunks", times=1), [1.0], id="chunks-cut"),
        pytest.param(Fault("stall", times=1), [1.0], id="stalled"),
    ],
)
def test_passing_trouble_is_tried_again(
    server: Server, clock: Clock, fault: Fault, waits: list[float]
) -> None:
    server.site.faults[PATH] = fault
    with session_of(clock, timeout=0.2) as session:
        assert session.get(server.url + PATH, limit=100_000).body == PACKED
    assert clock.sleeps == waits


@pytest.mark.parametrize(
    ("fault", "requests", "reason"),
    [
        pytest.param(Fault("status", "500"), 4, "500 Internal Server Error", id="500-for-ever"),
        pytest.param(Fault("status", "599"), 4, "599", id="unnamed-status"),
        pytest.param(Fault("status", "404"), 1, "404 Not Found", id="404"),
        pytest.param(Fault("status", "403"), 1, "403 Forbidden", id="403"),
        pytest.param(Fault("status", "410 60"), 1, "410 Gone", id="410-is-not-retried-for-its-retry-after"),
        pytest.param(Fault("status", "206"), 1, "206", id="partial-content"),
        pytest.param(Fault("status", "304"), 1, "304", id="304-that-nobody-asked-for"),
        pytest.param(Fault("status", "302"), 1, "without saying where", id="redirect-to-nowhere"),
        pytest.param(Fault("reset"), 4, "connection failed", id="reset-for-ever"),
        pytest.param(Fault("cut"), 4, "connection failed|cut off", id="cut-for-ever"),
        pytest.param(Fault("stall"), 4, "no answer|connection failed", id="stalled-for-ever"),
        pytest.param(Fault("status", "503 99999"), 1, "503", id="asked-to-come-back-tomorrow"),
    ],
)
def test_failures(server: Server, clock: Clock, fault: Fault, requests: int, reason: str) -> None:
    server.site.faults[PATH] = fault
    with session_of(clock, timeout=0.1) as session, pytest.raises(Failed, match=reason):
        session.get(server.url + PATH, limit=100_000)
    assert server.site.paths.count(PATH) == requests
    assert all(wait <= 120 for wait in clock.sleeps)


def test_a_host_that_wants_to_be_left_alone_is(server: Server, session: Session) -> None:
    server.site.faults[PATH] = Fault("status", "503 99999")
    with pytest.raises(Failed):
        session.get(server.url + PATH, limit=100_000)
    with pytest.raises(Failed, match="wants no requests"):
        session.get(server.url + PLAIN, limit=100_000)
    assert PLAIN not in server.site.paths


def test_a_failing_host_gets_single_attempts_until_it_answers(server: Server, session: Session) -> None:
    for number in range(4):
        server.site.faults[f"/{number}"] = Fault("status", "500")
        with pytest.raises(Failed):
            session.get(f"{server.url}/{number}", limit=100)
    assert [server.site.paths.count(f"/{number}") for number in range(4)] == [4, 4, 4, 1]
    session.get(server.url + PATH, limit=100_000)
    with pytest.raises(Failed):
        session.get(f"{server.url}/0", limit=100)
    assert server.site.paths.count("/0") == 8


def test_nobody_listening_is_a_failure_with_the_systems_words(clock: Clock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/x"
        with session_of(clock, retries=0) as session, pytest.raises(Failed, match="refused"):
            session.get(address, limit=100)


def test_a_server_that_does_not_speak_tls_is_not_asked_again(server: Server, clock: Clock) -> None:
    address = server.url.replace("http:", "https:") + PATH
    robots = Robots()
    robots.learn(server.url.replace("http:", "https:"), b"", clock.now())
    with session_of(clock, robots) as session, pytest.raises(Failed, match="certificate or encryption"):
        session.get(address, limit=100)
    assert clock.sleeps == []


def test_a_connection_that_nobody_takes_is_given_up(clock: Clock) -> None:
    with socket.socket() as busy, socket.socket() as first:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        first.connect(busy.getsockname())
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(busy.getsockname())
        address = f"http://127.0.0.1:{busy.getsockname()[1]}/x"
        with (
            session_of(clock, timeout=0.1, retries=0) as session,
            pytest.raises(Failed, match=r"within 0\.1 s"),
        ):
            session.get(address, limit=100)
        for each in waiting:
            each.close()


def test_an_encoding_that_was_not_asked_for_is_refused(server: Server, session: Session) -> None:
    server.site.headers[PLAIN] = {"Content-Encoding": "br"}
    with pytest.raises(Refused, match="br, which was not asked for"):
        session.get(server.url + PLAIN, limit=100_000)


def test_endless_bodies_stop_at_the_limit(server: Server, session: Session) -> None:
    server.site.faults[PATH] = Fault("endless")
    with pytest.raises(Refused, match="goes on after the 100000 bytes"):
        session.get(server.url + PATH, limit=100_000)
    assert server.site.paths.count(PATH) == 1


def test_a_trickle_stops_at_the_total(server: Server, clock: Clock) -> None:
    server.site.faults[PATH] = Fault("trickle")

    def ticking() -> float:
        clock.seconds += 1
        return clock.seconds

    session = Session(Manners(pace=0, total=5), sleep=clock.sleep, monotonic=ticking, now=clock.now)
    with session, pytest.raises(Failed, match="not done after 5 s"):
        session.get(server.url + PATH, limit=100_000)


def test_announced_sizes_are_refused_before_the_transfer(server: Server, session: Session) -> None:
    with pytest.raises(Refused, match="are announced and 10 allowed"):
        session.get(server.url + PATH, limit=10)


def test_a_body_of_exactly_the_limit_passes(server: Server, session: Session) -> None:
    assert session.get(server.url + PATH, limit=len(PACKED)).body == PACKED


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
    with pytest.raises(Refused, match="disallows"):
        session.get(server.url + PATH, limit=100_000)
    assert server.site.paths == ["/robots.txt"]


def test_robots_are_asked_once_and_remembered_across_runs(
    server: Server, clock: Clock, tmp_path: Path
) -> None:
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


def test_a_crawl_delay_of_an_hour_is_not_waited_for(server: Server, session: Session, clock: Clock) -> None:
    server.site.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 3600\n"
    with pytest.raises(Refused, match="longer pauses"):
        session.get(server.url + PATH, limit=100_000)
    assert clock.sleeps == []


def test_redirects_are_followed_with_their_own_address(server: Server, session: Session) -> None:
    server.site.faults["/old"] = Fault("redirect", "/talk/../talk/2018-May.txt.gz#x")
    fetched = session.get(server.url + "/old", limit=100_000)
    assert (fetched.url, fetched.body) == (server.url + PATH, PACKED)


@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False)])
def test_at_most_five_redirects(server: Server, session: Session, hops: int, arrives: bool) -> None:
    for number in range(hops):
        server.site.faults[f"/{number}"] = Fault("redirect", f"/{number + 1}")
    server.site.pages[f"/{hops}"] = TEXT
    if arrives:
        assert session.get(server.url + "/0", limit=100_000).body == TEXT
    else:
        with pytest.raises(Refused, match="more than 5 times"):
            session.get(server.url + "/0", limit=100_000)


def test_a_redirect_loop_ends(server: Server, session: Session) -> None:
    server.site.faults[PATH] = Fault("redirect", PATH)
    with pytest.raises(Refused, match="more than 5 times"):
        session.get(server.url + PATH, limit=100_000)
    assert server.site.paths.count(PATH) == 6


def test_the_new_hosts_robots_are_asked_too(server: Server, session: Session) -> None:
    with Server(Site(pages={"/x": TEXT, "/robots.txt": b"User-agent: *\nDisallow: /\n"})) as other:
        server.site.faults[PATH] = Fault("redirect", other.url + "/x")
        with pytest.raises(Refused, match="disallows"):
            session.get(server.url + PATH, limit=100_000)
        assert other.site.paths == ["/robots.txt"]


def test_a_public_host_cannot_send_us_inside(server: Server, clock: Clock) -> None:
    inside = {"localhost": ["127.0.0.1"], "127.0.0.1": ["93.184.216.34"]}  # the server poses as a public one
    server.site.faults[PATH] = Fault("redirect", server.url.replace("127.0.0.1", "localhost") + PLAIN)
    with session_of(clock, resolver=inside.__getitem__) as session, pytest.raises(Refused, match="loopback"):
        session.get(server.url + PATH, limit=100_000)
    assert PLAIN not in server.site.paths


def test_a_redirect_to_an_unknown_host_fails(server: Server, clock: Clock) -> None:
    def resolver(host: str) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    server.site.faults[PATH] = Fault("redirect", "http://gone.example.org/")
    with session_of(clock, resolver=resolver) as session, pytest.raises(Failed, match="resolved"):
        session.get(server.url + PATH, limit=100_000)


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "http://u:p@example.org/", "http://a b/"])
def test_unfit_addresses_are_refused(session: Session, url: str) -> None:
    with pytest.raises(Refused):
        session.get(url, limit=10)


def test_the_budget_counts_every_request(server: Server, clock: Clock) -> None:
    with session_of(clock, requests=3) as session:
        session.get(server.url + PATH, limit=100_000)
        session.get(server.url + PLAIN, limit=100_000)
        with pytest.raises(Failed, match="budget of 3 requests"):
            session.get(server.url + PATH, limit=100_000)
        assert session.asked == 3
    assert len(server.site.asked) == 3


def test_cookies_are_not_kept(server: Server, session: Session) -> None:
    server.site.headers[PATH] = {"Set-Cookie": "track=1; Path=/"}
    session.get(server.url + PATH, limit=100_000)
    session.get(server.url + PLAIN, limit=100_000)
    assert "Cookie" not in server.site.asked[-1].headers


def test_the_environment_adds_nothing(
    server: Server, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert session.get(server.url + PATH, limit=100_000).body == PACKED


def test_a_proxy_is_for_public_hosts_alone(server: Server, clock: Clock) -> None:
    proxies = {"http": server.url}
    names = {"127.0.0.1": ["127.0.0.1"], "lists.example.org": ["93.184.216.34"]}
    server.site.pages["http://lists.example.org/x"] = TEXT
    with session_of(clock, resolver=names.__getitem__, proxies=proxies) as session:
        assert session.get(server.url + PATH, limit=100_000).body == PACKED
        assert session.get("http://lists.example.org/x", limit=100_000).body == TEXT


def test_user_agent_names_version_and_contact() -> None:
    assert user_agent("https://example.org/bot").endswith(" (+https://example.org/bot)")
    assert user_agent().startswith("hustings/")
    assert "(" not in user_agent()
