"""Which URLs may be asked, where a redirect may lead, and what is on the public net."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.http.address import (
    MovedError,
    UnfitError,
    checked,
    host_of,
    is_public,
    link_target,
    origin,
    redirected,
    resolve,
    server_of,
)

SERVERS = frozenset({"named.example.org", "ported.example.org:8080"})


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
    ("address", "public"),
    [
        pytest.param("93.184.216.34", True, id="public"),
        pytest.param("2606:2800:220:1:248:1893:25c8:1946", True, id="public-ipv6"),
        pytest.param("127.0.0.1", False, id="loopback"),
        pytest.param("::1", False, id="loopback-ipv6"),
        pytest.param("10.0.0.5", False, id="private"),
        pytest.param("100.64.0.1", False, id="carrier"),
        pytest.param("0.0.0.0", False, id="unspecified"),  # noqa: S104  nothing is bound to it
        pytest.param("169.254.169.254", False, id="link-local"),
        pytest.param("224.0.0.1", False, id="multicast"),
        pytest.param("::ffff:10.0.0.5", False, id="ipv4-inside-ipv6"),
        pytest.param("::ffff:93.184.216.34", True, id="public-ipv4-inside-ipv6"),
        pytest.param("2002:7f00:0001::", False, id="6to4-loopback"),
        pytest.param("::127.0.0.1", False, id="ipv4-compatible"),
        pytest.param("::93.184.216.34", False, id="public-ipv4-compatible"),
        pytest.param("::ffff:0:10.0.0.5", False, id="ipv4-translated"),
        pytest.param("64:ff9b::10.0.0.5", False, id="nat64"),
        pytest.param("64:ff9b::5db8:d822", False, id="nat64-of-a-public-one"),
        pytest.param("64:ff9b:1::a00:5", False, id="nat64-local"),
        pytest.param("fec0::1", False, id="site-local"),
        pytest.param("2606:2800::5efe:10.0.0.5", False, id="isatap"),
        pytest.param("2606:2800::200:5efe:93.184.216.34", False, id="isatap-of-a-public-one"),
        pytest.param("3fff::1", False, id="documentation"),
        pytest.param("5f00::1", False, id="segment"),
        pytest.param("fd00::1", False, id="unique-local"),
        pytest.param("fe80::1%eth0", False, id="scoped-link-local"),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "server"),
    [
        pytest.param("http://Lists.example.org/a", "lists.example.org", id="http"),
        pytest.param("https://lists.example.org:443/a", "lists.example.org", id="https-with-its-port"),
        pytest.param("http://lists.example.org:8080/", "lists.example.org:8080", id="another-port"),
        pytest.param("http://[::1]:8080/", "[::1]:8080", id="ipv6-with-a-port"),
        pytest.param("http://[::1:8080]/", "::1:8080", id="ipv6-that-ends-like-a-port"),
    ],
)
def test_http_and_https_on_one_host_are_one_server(url: str, server: str) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    ("url", "location", "target"),
    [
        pytest.param("http://lists.example.org/a/b", "c", "http://lists.example.org/a/c", id="relative"),
        pytest.param("http://lists.example.org/a", "/z#top", "http://lists.example.org/z", id="fragment"),
        pytest.param(
            "http://lists.example.org/",
            "https://lists.example.org/",
            "https://lists.example.org/",
            id="to-https",
        ),
        pytest.param(
            "http://lists.example.org:8080/", "/x", "http://lists.example.org:8080/x", id="own-port"
        ),
        pytest.param(
            "http://lists.example.org/", "//NAMED.example.org/x", "http://NAMED.example.org/x", id="named"
        ),
        pytest.param(
            "http://lists.example.org/",
            "http://ported.example.org:8080/x",
            "http://ported.example.org:8080/x",
            id="named-with-its-port",
        ),
    ],
)
def test_redirects_that_are_followed(url: str, location: str, target: str) -> None:
    assert redirected(url, location, SERVERS) == target


@pytest.mark.parametrize(
    ("url", "location", "reason"),
    [
        pytest.param(
            "https://lists.example.org/", "http://lists.example.org/", "not encrypted", id="downgrade"
        ),
        pytest.param(
            "https://lists.example.org/", "http://named.example.org/", "not encrypted", id="named-downgrade"
        ),
        pytest.param("http://lists.example.org/", "file:///etc/passwd", "neither http", id="file"),
        pytest.param("http://lists.example.org/", "javascript:alert(1)", "neither http", id="script"),
        pytest.param(
            "http://lists.example.org/", "http://u:p@lists.example.org/", "password", id="credentials"
        ),
        pytest.param("http://lists.example.org/", "http://[oops/", "no address", id="broken"),
    ],
)
def test_redirects_that_are_refused(url: str, location: str, reason: str) -> None:
    with pytest.raises(UnfitError, match=reason):
        redirected(url, location, SERVERS)


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("https://other.example.org/x", id="another-host"),
        pytest.param("//169.254.169.254/latest/meta-data/", id="inwards"),
        pytest.param("http://[::1]/", id="loopback"),
        pytest.param("http://lists.example.org:6379/", id="another-port"),
        pytest.param("http://named.example.org:8080/", id="another-port-of-a-named-host"),
        pytest.param("http://ported.example.org/", id="the-usual-port-of-a-host-named-with-another"),
        pytest.param("http://lists.example.org.evil.example/", id="longer-name"),
        pytest.param("http://evil.example\\@lists.example.org/", id="two-names"),
    ],
)
def test_the_new_address_is_told_where_a_redirect_is_not_followed(location: str) -> None:
    with pytest.raises(UnfitError) as caught:
        redirected("http://lists.example.org/talk/", location, SERVERS)
    assert not isinstance(caught.value, MovedError) or caught.value.target in str(caught.value)


@given(st.text(max_size=60))
def test_a_hostile_location_is_followed_safely_or_refused(location: str) -> None:
    try:
        target = redirected("https://lists.example.org/a/", location)
    except UnfitError:
        return
    assert (checked(target).scheme, server_of(target)) == ("https", "lists.example.org")


def test_the_system_resolver_knows_loopback_and_refuses_nonsense() -> None:
    assert resolve("127.0.0.1") == ["127.0.0.1"]
    with pytest.raises(OSError, match="no host name"):
        resolve("a" * 70 + ".example.org")


@pytest.mark.parametrize(
    ("base", "href", "target"),
    [
        pytest.param("https://e.org/a/b", "../c", "https://e.org/c", id="relative"),
        pytest.param(None, "/raw/x", "/raw/x", id="page of unknown address"),
        pytest.param("https://e.org/a/", "//[/src/commit/", "", id="bracket without end"),
        pytest.param("https://e.org/a/", "http://[::1::]/x", "", id="no IPv6 address"),
        pytest.param("http://h/a/", "HTTP://H/b", "http://h/b", id="in-capitals"),
        pytest.param("http://h/a/", "http://h:80/b?c#d", "http://h/b?c#d", id="with-the-usual-port"),
        pytest.param("https://H:443/a/", "https://h/b", "https://H:443/b", id="as-the-page-itself-is-spelt"),
        pytest.param("http://h/a/", "http://h:443/b", "http://h:443/b", id="another-port"),
        pytest.param("http://h/a/", "https://h/b", "https://h/b", id="another-scheme"),
        pytest.param("http://h/a/", "http://u@h:80/b", "http://u@h:80/b", id="with-a-name"),
        pytest.param("http://h/a/", "http://h:99999/b", "", id="no-port"),
    ],
)
def test_where_a_link_leads(base: str | None, href: str, target: str) -> None:
    assert link_target(base, href) == target
