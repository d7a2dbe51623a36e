"""Who answers counts, not who was meant to."""

from collections.abc import Iterator
from socket import create_connection, create_server, socket

import pytest

from scraper.http.address import UnfitError
from scraper.http.reach import Reach


@pytest.fixture
def line() -> Iterator[socket]:
    """A connection to this machine itself."""
    with create_server(("127.0.0.1", 0)) as server, create_connection(server.getsockname()) as made:
        yield made


def test_an_address_of_the_configuration_may_lie_anywhere(line: socket) -> None:
    Reach().admit("lists.example.org", line)
    assert line.fileno() >= 0


def test_after_a_public_host_only_the_public_net(line: socket, monkeypatch: pytest.MonkeyPatch) -> None:
    reach = Reach()
    with monkeypatch.context() as patch:
        patch.setattr("scraper.http.reach.zone_of", lambda _: "public")
        reach.admit("lists.example.org", line)
    reach.redirected("lists.example.org")
    with pytest.raises(UnfitError, match="turns out to be on a loopback network"):
        reach.admit("other.example.org", line)
    assert line.fileno() == -1


def test_a_host_of_ones_own_may_send_us_to_another(line: socket) -> None:
    reach = Reach()
    reach.admit("[::1]", line)
    reach.redirected("::1")
    reach.admit("localhost", line)
    assert line.fileno() >= 0


def test_after_a_host_never_met_only_the_public_net(line: socket) -> None:
    reach = Reach()
    reach.redirected("lists.example.org")
    with pytest.raises(UnfitError):
        reach.admit("localhost", line)


def test_behind_a_proxy_nothing_is_judged(line: socket) -> None:
    reach = Reach()
    reach.redirected("lists.example.org")
    reach.proxied = True
    reach.admit("other.example.org", line)
    assert line.fileno() >= 0
