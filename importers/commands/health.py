"""Tells a monitor after a scheduled run whether it went well, in the way of healthchecks.io.

The address is often a secret: whoever knows it can say that all is well. So it is never shown, only its host.
"""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit, urlunsplit

from importers.commands import environment as clock
from scraper.http.address import host_of, origin
from scraper.http.answer import Failed, Refused
from scraper.http.robots import Robots
from scraper.http.session import Manners, Session, user_agent

TIMEOUT: Final = 10.0
_LARGEST: Final = 1 << 16


class Watch:
    """A block whose end is pinged: well where `code` is 0, failed otherwise and where an error leaves it.

    A run that somebody stopped did not go well either. Without an address nothing is asked. `tell` gets one line
    where the ping did not arrive; the run is none the worse for it.
    """

    def __init__(
        self, url: str | None, tell: Callable[[str], None], proxies: Mapping[str, str] | None = None
    ) -> None:
        self.code = 0
        self._url = url
        self._tell = tell
        self._proxies = proxies or {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._url is None:
            return
        complaint = ping(self._url, well=kind is None and self.code == 0, proxies=self._proxies)
        if complaint:
            self._tell(complaint)


def ping(url: str, *, well: bool, proxies: Mapping[str, str] | None = None) -> str | None:
    """Asks the address, with `/fail` behind its path where things are not well; None or why it did not arrive."""
    robots = Robots()
    # Rules for crawlers are not for a ping, which the owner of the address asked for.
    robots.learn(origin(url), b"", clock.now())
    manners = Manners(
        pace=0, timeout=TIMEOUT, total=2 * TIMEOUT, retries=1, agent=user_agent(), proxies=proxies or {}
    )
    try:
        with Session(
            manners, now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep, robots=robots
        ) as session:
            session.get(url if well else failing(url), limit=_LARGEST)
    except (Failed, Refused) as error:
        return f"the health ping did not arrive at {host_of(url)}: {_without(url, str(error))}"
    return None


def failing(url: str) -> str:
    """The address that says that a run failed."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))


def _without(url: str, sentence: str) -> str:
    """The sentence without what only those who know the address know."""
    parts = urlsplit(url)
    for secret in (parts.query, *parts.path.split("/")):
        if len(secret) > 3:
            sentence = sentence.replace(secret, "…")
    return sentence
