"""Which addresses may be asked: the rules for URLs and for following a redirect. Resolving is injected."""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from typing import Final, Literal
from urllib.parse import SplitResult, urljoin, urlsplit

from scraper.files import shown

Zone = Literal["public", "private", "loopback"]
Resolve = Callable[[str], Sequence[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]{1,256}@")
_PORTS: Final = {"http": 80, "https": 443}


class UnfitError(ValueError):
    """Says in one sentence why the address may not be asked."""


def resolve(host: str) -> Sequence[str]:
    """The addresses that the system's resolver gives for a host; OSError where it gives none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label too long or empty never reaches the resolver
        raise OSError(f"{shown(host)} is no host name") from error
    return sorted({str(info[4][0]) for info in found})


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


def redirected(url: str, location: str, resolver: Resolve) -> str:
    """Where a redirect leads, fragment dropped; UnfitError where a stranger's server must not lead us."""
    try:
        target = urljoin(url, location).partition("#")[0]
    except ValueError as error:
        raise UnfitError(f"it redirects to {shown(location)}, which is no address") from error
    before, after = checked(url), checked(target)
    if (before.scheme, after.scheme) == ("https", "http"):
        raise UnfitError(f"it redirects from https to {shown(target)}, which is not encrypted")
    if before.hostname == after.hostname:
        return target
    came, goes = zone(str(before.hostname), resolver), zone(str(after.hostname), resolver)
    if goes not in ("public", came):
        raise UnfitError(f"it redirects from a {came} host to {shown(target)}, which is on a {goes} network")
    return target


def zone(host: str, resolver: Resolve) -> Zone:
    """The most inward network that any of the host's addresses lies in; OSError where it has none."""
    zones = {zone_of(address) for address in resolver(host)}
    if "loopback" in zones:
        return "loopback"
    return "private" if "private" in zones or not zones else "public"


def zone_of(address: str) -> Zone:
    """The network that an IP address lies in."""
    return _zone(ipaddress.ip_address(address.partition("%")[0]))


def _zone(address: Address) -> Zone:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour  # both carry an IPv4 address inside
        if inner is not None:
            return _zone(inner)
    if address.is_loopback:
        return "loopback"
    return "public" if address.is_global and not address.is_multicast else "private"


def without_credentials(text: str) -> str:
    """The text with the user part of every address in it taken out."""
    return _CREDENTIALS.sub("", text)
