"""Which hosts are asked through a proxy, and what is said of it: never its user name or password.

A proxy stands between us and the public net; it has no business with hosts of our own. Behind it names may mean
nothing to this machine: such a name counts as public, unless it is local by its form.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from scraper.http.address import Resolve, UnfitError, host_of, is_public, origin, without_credentials
from scraper.http.answer import Failed

_OWN: Final = (".local", ".localhost", ".internal", ".intranet", ".home.arpa", ".lan", ".corp")


class Proxies:
    """The proxy by scheme, and what is known of hosts: each is looked up once, as not being found can take long."""

    def __init__(self, by_scheme: Mapping[str, str], resolver: Resolve) -> None:
        self._by_scheme = dict(by_scheme)
        self._resolver = resolver
        self._public: dict[str, bool] = {}

    def of(self, host: str) -> dict[str, str]:
        """What a client is to be given for the host: empty where it is asked directly."""
        if self._by_scheme and host not in self._public:
            self._public[host] = self._is_public(host)
        return dict(self._by_scheme) if self._public.get(host) else {}

    def _is_public(self, host: str) -> bool:
        try:
            return all(map(is_public, self._resolver(host)))
        except OSError:
            return "." in host and not host.endswith(_OWN)

    def origins(self, urls: Iterable[str]) -> dict[str, str]:
        """The proxy by origin of those http and https addresses that are asked through one."""
        found: dict[str, str] = {}
        for url in urls:
            try:
                proxy = self.of(host_of(url)).get(url.partition(":")[0].lower())
                if proxy:
                    found[origin(url)] = proxy
            except UnfitError:  # a path, or an address of git's own kind
                continue
        return found

    def tell(self, error: Failed, host: str) -> None:
        """Adds to a failure that a proxy stood between, since it may be the proxy's own."""
        for proxy in list(self.of(host).values())[:1]:
            error.args = (f"{error}, through the proxy {named(proxy)}",)


def named(proxy: str) -> str:
    """The proxy as it may be shown."""
    return without_credentials(proxy).rstrip("/")
