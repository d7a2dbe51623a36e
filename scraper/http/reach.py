"""Where redirects may lead, judged by the address of whoever really answers: names may lead elsewhere a moment later."""

from socket import socket

from scraper.files import shown
from scraper.http.address import UnfitError, Zone, zone_of


class Reach:
    """The networks that connections may lead to: any for an address of the configuration, fewer after a redirect.

    Behind a proxy nothing is judged: it connects, and it has to know. The client's pools outlive their session as long
    as a connection of theirs refers to it, so this refers to neither.
    """

    def __init__(self) -> None:
        self.allowed: frozenset[Zone | None] | None = None
        self.proxied = False
        self._zones: dict[str, Zone] = {}

    def redirected(self, host: str) -> None:
        """The host has sent us elsewhere: to the public net, or to a network like its own."""
        self.allowed = frozenset({"public", self._zones.get(host)})

    def admit(self, host: str, line: socket) -> None:
        """Note where the line leads; UnfitError, with the line closed, where it must not lead there."""
        if self.proxied:
            return
        found = zone_of(line.getpeername()[0])
        if self.allowed is not None and found not in self.allowed:
            line.close()
            raise UnfitError(f"it redirects to {shown(host)}, which turns out to be on a {found} network")
        self._zones[host.strip("[]")] = found
