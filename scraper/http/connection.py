"""The HTTP client below the session, and the proxies that it asks through.

Nothing comes from the environment; no cookies, no encoding that was not asked for. A proxy stands between us and the
public net; it has no business with hosts of our own. Behind it names may mean nothing to this machine: such a name
counts as public, unless it is local by its form.
"""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from http.client import HTTPResponse, parse_headers
from http.cookiejar import DefaultCookiePolicy
from socket import socket
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from scraper.http.address import Resolve, UnfitError, host_of, is_public, origin, without_credentials
from scraper.http.answer import Failed

Connected = Callable[[HTTPConnection, socket], socket]
_OWN: Final = (".local", ".localhost", ".internal", ".intranet", ".home.arpa", ".lan", ".corp")


class _FinalResponse(HTTPResponse):
    """The answer itself, past interim ones such as `103 Early Hints`, of which http.client knows 100 alone."""

    def _read_status(self) -> tuple[str, int, str]:
        found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
        while HTTPStatus.SWITCHING_PROTOCOLS < found[1] < HTTPStatus.OK:
            parse_headers(self.fp)
            found = super()._read_status()  # type: ignore[misc]
        return found


def client(agent: str, connected: Connected) -> requests.Session:
    """Every new connection, a proxy's as well, is handed to `connected` before anything is said on it.

    That must hold no reference to the client: its pools would never be collected.
    """

    class Plain(HTTPConnection):
        response_class = _FinalResponse

        def _new_conn(self) -> socket:
            return connected(self, super()._new_conn())

    class Secure(HTTPSConnection):
        response_class = _FinalResponse

        def _new_conn(self) -> socket:
            return connected(self, super()._new_conn())

    kinds = {"http": (HTTPConnectionPool, Plain), "https": (HTTPSConnectionPool, Secure)}
    pools = {name: type("Pool", (pool,), {"ConnectionCls": kind}) for name, (pool, kind) in kinds.items()}

    class Watched(HTTPAdapter):
        def proxy_manager_for(self, proxy: str, **given: Any) -> Any:
            manager = super().proxy_manager_for(proxy, **given)
            manager.pool_classes_by_scheme = pools
            return manager

    made = requests.Session()
    for scheme in kinds:
        adapter = Watched()
        adapter.poolmanager.pool_classes_by_scheme = pools
        made.mount(f"{scheme}://", adapter)
    made.trust_env = False  # neither .netrc nor variables may add credentials or loosen TLS
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    made.get_redirect_target = lambda _: None  # type: ignore[assignment, method-assign]  # raises on Latin-1
    # identity: otherwise some servers compress on the fly, and their ETags then never match again
    made.headers.update({"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"})
    return made


class Proxies:
    """The proxy by scheme, and what is known of hosts: each is looked up once, as not being found can take long."""

    def __init__(self, by_scheme: Mapping[str, str], resolver: Resolve) -> None:
        self._by_scheme = dict(by_scheme)
        self._resolver = resolver
        self._public: dict[str, bool] = {}

    def of(self, host: str) -> dict[str, str]:
        """What a client is to be given for the host: empty where it is asked directly."""
        if self._by_scheme and host not in self._public:
            try:
                self._public[host] = all(map(is_public, self._resolver(host)))
            except OSError:
                self._public[host] = "." in host and not host.endswith(_OWN)
        return dict(self._by_scheme) if self._public.get(host) else {}

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
