"""The session against a real server that misbehaves."""

import gzip
import socket
from collections.abc import Iterator
from dataclasses import replace
from importlib import metadata
from importlib.metadata import version

import pytest

from scraper.http.answer import Failed, Refused, Validators
from scraper.http.robots import Robots
from scraper.http.session import Manners, Session, user_agent
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
        pytest.param(Fault("status", "503 120", times=1), [120.0], id="503-for-as-long-as-we-wait"),
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
    server.site.faults[PATH] = replace(fault)  # the server counts in it
    with session_of(clock, timeout=0.2) as session:
        assert session.get(server.url + PATH, limit=100_000).body == PACKED
    assert clock.sleeps == waits


@pytest.mark.parametrize(
    ("fault", "requests", "reason"),
    [
        pytest.param(
            Fault("status", "500"), 4, "the server answers 500 Internal Server Error", id="500-for-ever"
        ),
        pytest.param(Fault("status", "599"), 4, "the server answers 599", id="unnamed-status"),
        pytest.param(Fault("status", "404"), 1, "the server answers 404 Not Found", id="404"),
        pytest.param(Fault("status", "403"), 1, "the server answers 403 Forbidden", id="403"),
        pytest.param(
            Fault("status", "410 60"),
            1,
            "the server answers 410 Gone",
            id="410-is-not-retried-for-its-retry-after",
        ),
        pytest.param(
            Fault("status", "206"),
            1,
            "the server answers 206 Partial Content, a part that was not asked for",
            id="partial-content",
        ),
        pytest.param(
            Fault("status", "304"), 1, "the server answers 304 Not Modified", id="304-that-nobody-asked-for"
        ),
        pytest.param(
            Fault("status", "302"),
            1,
            "the server answers 302 Found without saying where to go",
            id="redirect-to-nowhere",
        ),
        pytest.param(
            Fault("reset"), 4, r"the connection failed \(Connection reset by peer\)", id="reset-for-ever"
        ),
        pytest.param(Fault("cut"), 4, r"the connection failed \(IncompleteRead\(.*\)\)", id="cut-for-ever"),
        pytest.param(
            Fault("stall"),
            4,
            r"(no answer for 0\.1 s|the connection failed) \(timed out\)",
            id="stalled-for-ever",
        ),
        pytest.param(
            Fault("status", "503 99999"),
            1,
            "the server answers 503 Service Unavailable",
            id="asked-to-come-back-tomorrow",
        ),
    ],
)
def test_failures(server: Server, clock: Clock, fault: Fault, requests: int, reason: str) -> None:
    server.site.faults[PATH] = fault
    with session_of(clock, timeout=0.1) as session, pytest.raises(Failed, match=f"^{reason}$"):
        session.get(server.url + PATH, limit=100_000)
    assert server.site.paths.count(PATH) == requests
    assert all(wait <= 120 for wait in clock.sleeps)


def test_a_host_that_wants_to_be_left_alone_is(server: Server, session: Session) -> None:
    server.site.faults[PATH] = Fault("status", "503 99999")
    with pytest.raises(Failed):
        session.get(server.url + PATH, limit=100_000)
    with pytest.raises(Failed, match=r"^127\.0\.0\.1 wants no requests for longer than 120 s$"):
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


def test_answers_that_mean_no_trouble_do_not_make_a_host_a_failing_one(
    server: Server, session: Session
) -> None:
    for number in range(4):
        with pytest.raises(Failed, match="404"):
            session.get(f"{server.url}/{number}", limit=100)
    server.site.faults[PATH] = Fault("status", "500")
    with pytest.raises(Failed):
        session.get(server.url + PATH, limit=100)
    assert server.site.paths.count(PATH) == 4


def test_nobody_listening_is_a_failure_with_the_systems_words(clock: Clock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/x"
        with (
            session_of(clock, retries=0) as session,
            pytest.raises(
                Failed, match=r"could not be read \(the connection failed \(Connection refused\)\), "
            ),
        ):
            session.get(address, limit=100)


def test_a_server_that_does_not_speak_tls_is_not_asked_again(server: Server, clock: Clock) -> None:
    address = server.url.replace("http:", "https:") + PATH
    robots = Robots()
    robots.keep(server.url.replace("http:", "https:"), b"", clock.now())
    with (
        session_of(clock, robots) as session,
        pytest.raises(Failed, match=r"^the server's certificate or encryption is not acceptable "),
    ):
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
            pytest.raises(Failed, match=r"could not be read \(no connection within 0\.1 s \(timed out\)\), "),
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
    with session, pytest.raises(Failed, match=r"^not done after 5 s and [0-9]+ bytes$"):
        session.get(server.url + PATH, limit=100_000)


@pytest.mark.parametrize("fault", ["stall", "trickle"])
def test_an_answer_ends_at_the_total_and_what_came_of_it_is_not_taken_for_whole(
    server: Server, clock: Clock, fault: str
) -> None:
    server.site.faults[PATH] = Fault(fault)
    robots = Robots()
    robots.keep(server.url, b"", clock.now())
    with (
        session_of(clock, robots, timeout=60, total=0.3, retries=0) as session,
        pytest.raises(Failed, match=r"^not done after 0\.3 s$"),
    ):
        session.get(server.url + PATH, limit=100_000)


def test_announced_sizes_are_refused_before_the_transfer(server: Server, session: Session) -> None:
    with pytest.raises(Refused, match=r"^[0-9]+ bytes are announced and 10 allowed$"):
        session.get(server.url + PATH, limit=10)


def test_a_body_of_exactly_the_limit_passes(server: Server, session: Session) -> None:
    assert session.get(server.url + PATH, limit=len(PACKED)).body == PACKED


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


def test_a_session_hands_on_what_programs_may_see(clock: Clock) -> None:
    assert session_of(clock, environ={"HOME": "/home/ann"}).environ == {"HOME": "/home/ann"}


def test_a_failure_names_the_proxy_that_stood_between(clock: Clock) -> None:
    names = {"lists.example.org": ["93.184.216.34"]}
    with (
        session_of(clock, resolver=names.__getitem__, proxies={"http": "http://127.0.0.1:9"}) as session,
        pytest.raises(Failed, match=r"through the proxy http://127\.0\.0\.1:9"),
    ):
        session.get("http://lists.example.org/x", limit=100)


def test_user_agent_of_a_checkout_has_a_version_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("scraper.http.session.version", missing)
    assert user_agent() == "hustings/0"


def test_user_agent_names_version_and_contact() -> None:
    assert user_agent() == f"hustings/{version('hustings')}"
    assert user_agent("https://example.org/bot") == f"{user_agent()} (+https://example.org/bot)"
