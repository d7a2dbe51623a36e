"""What goes over the wire beside the request itself: nothing from the environment, and nothing that a server left."""

from collections.abc import Iterator, Sequence
from socket import socket

import pytest
from urllib3.connection import HTTPConnection

from scraper.http.answer import Failed
from scraper.http.connection import Proxies, client, named
from tests.archive_server import Server, Site

PEERS = list[tuple[str, str]]
PROXY = "http://me:secret@proxy.example:3128"
BOTH = {"http": PROXY, "https": PROXY}
NAMES = {
    "lists.example.org": ["93.184.216.34"],
    "intranet.example.org": ["10.1.2.3"],
    "both.example.org": ["93.184.216.34", "127.0.0.1"],
    "10.0.0.1": ["10.0.0.1"],
}


def test_every_new_connection_is_shown_before_anything_is_said(peers: PEERS, server: Server) -> None:
    def refuse(owner: HTTPConnection, line: socket) -> socket:
        peers.append((owner.host, line.getpeername()[0]))
        line.close()
        raise LookupError("not there")

    with pytest.raises(LookupError):
        client("test", refuse).get(server.url + "/x")
    assert peers == [("127.0.0.1", "127.0.0.1")]
    assert server.site.paths == []


def test_the_environment_adds_neither_proxy_nor_credentials(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1/")
    made = client("test/1", lambda owner, line: line)
    assert made.get(server.url + "/x").content == b"here"
    request = server.site.asked[-1]
    assert (request.headers.get("User-Agent"), request.headers.get("Authorization")) == ("test/1", None)


def test_a_cookie_is_not_sent_back(server: Server) -> None:
    server.site.headers["/x"] = {"Set-Cookie": "seen=1; Path=/"}
    made = client("test", lambda owner, line: line)
    for _ in range(2):
        made.get(server.url + "/x")
    assert [request.headers.get("Cookie") for request in server.site.asked] == [None, None]


@pytest.fixture
def peers() -> PEERS:
    return []


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Site(pages={"/x": b"here"})) as running:
        yield running


def resolver(host: str) -> Sequence[str]:
    if host not in NAMES:
        raise OSError("Name or service not known")
    return NAMES[host]


@pytest.mark.parametrize(
    ("host", "through"),
    [
        pytest.param("lists.example.org", True, id="public"),
        pytest.param("intranet.example.org", False, id="private"),
        pytest.param("both.example.org", False, id="public and own"),
        pytest.param("10.0.0.1", False, id="private address"),
        pytest.param("elsewhere.example.org", True, id="only the proxy knows it"),
        pytest.param("intranet", False, id="unknown without a dot"),
        pytest.param("box.local", False, id="unknown and local by its form"),
        pytest.param("a.b.internal", False, id="unknown and internal by its form"),
    ],
)
def test_public_hosts_alone(host: str, through: bool) -> None:
    assert Proxies(BOTH, resolver).of(host) == (BOTH if through else {})
    assert Proxies({}, resolver).of(host) == {}


def test_each_host_is_looked_up_once() -> None:
    asked: list[str] = []

    def slow(host: str) -> Sequence[str]:
        asked.append(host)
        raise OSError("Temporary failure in name resolution")

    proxies = Proxies(BOTH, slow)
    for _ in range(3):
        assert proxies.of("lists.example.org") == BOTH
    assert asked == ["lists.example.org"]


def test_addresses_for_git() -> None:
    urls = [
        "https://lists.example.org/a.git",
        "http://lists.example.org:81/b",
        "https://10.0.0.1/c",
        "/d",
        "ssh://x/e",
    ]
    assert Proxies(BOTH, resolver).origins(urls) == {
        "https://lists.example.org:443": PROXY,
        "http://lists.example.org:81": PROXY,
    }


def test_a_failure_names_the_proxy_and_never_its_password() -> None:
    proxies = Proxies(BOTH, resolver)
    error = Failed("no answer", status=407)
    proxies.tell(error, "lists.example.org")
    assert (str(error), error.status) == ("no answer, through the proxy http://proxy.example:3128", 407)
    own = Failed("no answer")
    proxies.tell(own, "10.0.0.1")
    assert str(own) == "no answer"
    assert named(f"{PROXY}/") == "http://proxy.example:3128"
