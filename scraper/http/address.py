"""Which addresses may be asked: the rules for URLs, for following a redirect, and for what counts as public."""

import ipaddress
import re
import socket
from collections.abc import Callable, Container, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from scraper.files import shown

Resolve = Callable[[str], Sequence[str]]

_CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]{1,256}@")
_PORTS: Final = {"http": 80, "https": 443}
# IPv6 that leads to an IPv4 address of any network: IPv4-compatible (RFC 4291), -translated (RFC 6145), NAT64
# (RFC 6052, RFC 8215); and what the library takes for public: documentation (RFC 9637), segments of a network (RFC 9602)
_NOT_PUBLIC: Final = tuple(
    map(
        ipaddress.IPv6Network,
        ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "3fff::/20", "5f00::/16"),
    )
)
# The second half of an address that leads to an IPv4 address in the network of any site (ISATAP, RFC 5214).
_ISATAP: Final = (0x00005EFE, 0x02005EFE)


class UnfitError(ValueError):
    """Says in one sentence why the address may not be asked."""


class MovedError(UnfitError):
    """A redirect leads to `target`, on a server that is not among those to be asked."""

    def __init__(self, target: str) -> None:
        super().__init__(
            f"it redirects to {shown(target, 500)}, on a host that the configuration does not name;"
            " if the archive has moved, put that address into the configuration"
        )
        self.target = target


def resolve(host: str) -> Sequence[str]:
    """The addresses that the system's resolver gives for a host; OSError where it gives none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label too long or empty never reaches the resolver
        raise OSError(f"{shown(host)} is no host name") from error
    return sorted({str(info[4][0]) for info in found})


@lru_cache(maxsize=64)  # of each address it is asked some times, from the robots to the answer
def checked(url: str) -> SplitResult:
    """The parts of an http or https URL with a host and without credentials; UnfitError otherwise."""
    if not url.isprintable() or " " in url:
        raise UnfitError(f"{shown(url)} holds blanks or control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnfitError(f"{shown(url)} is no address ({shown(str(error))})") from error
    if parts.scheme not in _PORTS:
        raise UnfitError(f"{shown(url)} is neither http nor https")
    if not parts.hostname or port == 0:
        raise UnfitError(f"{shown(url)} names no host")
    if parts.username is not None or parts.password is not None:
        raise UnfitError(f"an address on {shown(parts.hostname)} carries a user name or password")
    return parts


def origin(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for (RFC 9309, 2.3)."""
    parts = checked(url)
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port or _PORTS[parts.scheme]}"


def host_of(url: str) -> str:
    """The host, which pace is kept for whatever the scheme."""
    return str(checked(url).hostname)


def server_of(url: str) -> str:
    """The host, with its port where that is neither 80 nor 443: http and https on one host are one server."""
    port = checked(url).port
    return host_of(url) if port is None or port in _PORTS.values() else origin(url).partition("://")[2]


def link_target(base: str | None, href: str) -> str:
    """Where a link on a page leads, as far as the page's own address is known; the empty string where it is no address.

    The page's own server is spelt as there: `HTTP://H/` and `http://h:80/` are one (RFC 3986, 6.2).
    """
    try:
        target, own = urljoin(base or "", href), urlsplit(base or "")
        parts = urlsplit(target)
        if _server(parts) == _server(own) and not target.startswith(f"{own.scheme}://{own.netloc}/"):
            target = parts._replace(scheme=own.scheme, netloc=own.netloc).geturl()
    except ValueError:
        return ""
    return target


def _server(parts: SplitResult) -> tuple[object, ...]:
    port = parts.port or _PORTS.get(parts.scheme)
    return parts.scheme, parts.hostname, port, parts.username, parts.password


def redirected(url: str, location: str, servers: Container[str] = ()) -> str:
    """Where a redirect leads, fragment dropped.

    UnfitError where that is no address or drops https, MovedError where it is neither on the same server nor on one
    of `servers`, in the form of `server_of`.
    """
    try:
        target = urljoin(url, location).partition("#")[0]
    except ValueError as error:
        raise UnfitError(f"it redirects to {shown(location)}, which is no address") from error
    if (checked(url).scheme, checked(target).scheme) == ("https", "http"):
        raise UnfitError(f"it redirects from https to {shown(target)}, which is not encrypted")
    if server_of(target) != server_of(url) and server_of(target) not in servers:
        raise MovedError(target)
    return target


def is_public(address: str) -> bool:
    """Whether an IP address is on the public net; False for all that could stand for another network's."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.is_site_local or any(found in network for network in _NOT_PUBLIC):
            return False
        if int(found) >> 32 & 0xFFFFFFFF in _ISATAP:
            return False
        inner = found.ipv4_mapped or found.sixtofour
        found = found if inner is None else inner
    return found.is_global and not found.is_multicast


def without_credentials(text: str) -> str:
    """The text with the user part of every address in it taken out."""
    return _CREDENTIALS.sub("", text)
