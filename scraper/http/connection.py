"""The HTTP client below the session: nothing from the environment, no cookies, no encoding that was not asked for."""

from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from socket import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

Connected = Callable[[HTTPConnection, socket], socket]


def client(agent: str, connected: Connected) -> requests.Session:
    """Every new connection, a proxy's as well, is handed to `connected` before anything is said on it.

    That must hold no reference to the client: its pools would never be collected.
    """

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket:
            return connected(self, super()._new_conn())

    class Secure(HTTPSConnection):
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
