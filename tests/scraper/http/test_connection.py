"""What goes over the wire beside the request itself: nothing from the environment, and nothing that a server left."""

from collections.abc import Iterator
from socket import socket

import pytest
from urllib3.connection import HTTPConnection

from scraper.http.connection import client
from tests.archive_server import Server, Site

PEERS = list[tuple[str, str]]


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
