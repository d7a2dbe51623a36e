"""Which URLs may be asked, and where a redirect may lead."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.http.address import UnfitError, checked, host_of, origin, redirected, resolve, zone

HOSTS = {
    "lists.example.org": ["93.184.216.34"],
    "other.example.org": ["2606:2800:220:1:248:1893:25c8:1946"],
    "localhost": ["127.0.0.1", "::1"],
    "127.0.0.1": ["127.0.0.1"],
    "127.0.0.2": ["127.0.0.2"],
    "inside.example.org": ["10.0.0.5"],
    "inside2.example.org": ["192.168.1.5"],
    "metadata.example.org": ["169.254.169.254"],
    "mixed.example.org": ["93.184.216.34", "127.0.0.1"],
    "mapped.example.org": ["::ffff:10.0.0.5"],
    "tunnel.example.org": ["2002:7f00:0001::"],
    "link.example.org": ["fe80::1%eth0"],
    "nowhere.example.org": [],
}


def resolver(host: str) -> list[str]:
    if host not in HOSTS:
        raise socket.gaierror(-2, "Name or service not known")
    return HOSTS[host]


@pytest.mark.parametrize(
    ("url", "place"),
    [
        pytest.param("http://Example.org/a?b", "http://example.org:80", id="default-port"),
        pytest.param("https://example.org:8443/", "https://example.org:8443", id="own-port"),
        pytest.param("http://[::1]:80/", "http://[::1]:80", id="ipv6"),
    ],
)
def test_origin(url: str, place: str) -> None:
    assert origin(url) == place


def test_the_host_is_the_same_for_both_schemes_and_all_ports() -> None:
    assert host_of("http://Example.org:81/x") == host_of("https://example.org/y") == "example.org"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="empty"),
        pytest.param("lists.example.org/pipermail", id="no-scheme"),
        pytest.param("ftp://example.org/", id="other-scheme"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("http:///path", id="no-host"),
        pytest.param("http://me:secret@example.org/", id="password"),
        pytest.param("http://me@example.org/", id="user"),
        pytest.param("http://example.org:99999/", id="port-out-of-range"),
        pytest.param("http://example.org:0/", id="port-zero"),
        pytest.param("http://[::1/", id="open-bracket"),
        pytest.param("http://example.org/a b", id="blank"),
        pytest.param("http://example.org/\r\nX-Evil: 1", id="header-injection"),
    ],
)
def test_unfit_addresses(url: str) -> None:
    with pytest.raises(UnfitError) as caught:
        checked(url)
    assert "secret" not in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        pytest.param("lists.example.org", "public", id="public"),
        pytest.param("other.example.org", "public", id="public-ipv6"),
        pytest.param("localhost", "loopback", id="loopback"),
        pytest.param("inside.example.org", "private", id="private"),
        pytest.param("metadata.example.org", "private", id="link-local"),
        pytest.param("mixed.example.org", "loopback", id="most-inward-counts"),
        pytest.param("mapped.example.org", "private", id="ipv4-inside-ipv6"),
        pytest.param("tunnel.example.org", "loopback", id="6to4-loopback"),
        pytest.param("link.example.org", "private", id="scoped-link-local"),
        pytest.param("nowhere.example.org", "private", id="no-address"),
    ],
)
def test_zone(host: str, answer: str) -> None:
    assert zone(host, resolver) == answer


@pytest.mark.parametrize(
    ("url", "location", "target"),
    [
        pytest.param("http://lists.example.org/a/b", "c", "http://lists.example.org/a/c", id="relative"),
        pytest.param("http://lists.example.org/a", "/z#top", "http://lists.example.org/z", id="fragment"),
        pytest.param(
            "http://lists.example.org/",
            "https://other.example.org/x",
            "https://other.example.org/x",
            id="away",
        ),
        pytest.param(
            "http://127.0.0.1:8000/", "http://127.0.0.2:9/", "http://127.0.0.2:9/", id="loopback-stays"
        ),
        pytest.param(
            "http://127.0.0.1/", "http://lists.example.org/", "http://lists.example.org/", id="outwards"
        ),
        pytest.param(
            "http://inside.example.org/",
            "http://inside2.example.org/",
            "http://inside2.example.org/",
            id="private",
        ),
    ],
)
def test_redirects_that_are_followed(url: str, location: str, target: str) -> None:
    assert redirected(url, location, resolver) == target


@pytest.mark.parametrize(
    ("url", "location", "reason"),
    [
        pytest.param(
            "https://lists.example.org/", "http://lists.example.org/", "not encrypted", id="downgrade"
        ),
        pytest.param("http://lists.example.org/", "http://localhost/", "loopback", id="public-to-loopback"),
        pytest.param(
            "http://lists.example.org/", "http://inside.example.org/", "private", id="public-to-private"
        ),
        pytest.param(
            "http://lists.example.org/", "http://metadata.example.org/", "private", id="to-metadata"
        ),
        pytest.param(
            "http://lists.example.org/", "http://mixed.example.org/", "loopback", id="one-bad-address"
        ),
        pytest.param("http://lists.example.org/", "http://mapped.example.org/", "private", id="mapped"),
        pytest.param("http://inside.example.org/", "http://localhost/", "loopback", id="private-to-loopback"),
        pytest.param("http://lists.example.org/", "file:///etc/passwd", "neither http", id="file"),
        pytest.param("http://lists.example.org/", "javascript:alert(1)", "neither http", id="script"),
        pytest.param(
            "http://lists.example.org/", "http://u:p@other.example.org/", "password", id="credentials"
        ),
        pytest.param("http://lists.example.org/", "http://[oops/", "no address", id="broken"),
    ],
)
def test_redirects_that_are_refused(url: str, location: str, reason: str) -> None:
    with pytest.raises(UnfitError, match=reason):
        redirected(url, location, resolver)


@given(st.text(max_size=60))
def test_a_hostile_location_is_followed_safely_or_refused(location: str) -> None:
    try:
        target = redirected("https://lists.example.org/a/", location, resolver)
    except (UnfitError, OSError):
        return
    assert checked(target).scheme == "https"


def test_the_system_resolver_knows_loopback_and_refuses_nonsense() -> None:
    assert resolve("127.0.0.1") == ["127.0.0.1"]
    with pytest.raises(OSError, match="no host name"):
        resolve("a" * 70 + ".example.org")
