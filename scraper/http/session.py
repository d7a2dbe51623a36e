"""The one way to the network: polite, bounded, and sure of what it hands on.

Robots, pace, retries, redirects, sizes and encodings are settled here, so that no source can forget one.
Time comes in by parameters.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Self
from urllib.parse import urljoin, urlsplit

import msgspec
import requests
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential
from urllib3.exceptions import HTTPError

from scraper.files import shown
from scraper.http import robots as rules
from scraper.http.address import (
    MovedError,
    Resolve,
    UnfitError,
    host_of,
    origin,
    redirected,
    resolve,
)
from scraper.http.answer import (
    ANSWERS,
    Body,
    Failed,
    Fetched,
    Refused,
    Validators,
    file_bytes,
    innermost_cause,
    status_phrase,
    without_doubtful_validators,
)
from scraper.http.connection import Proxies, client
from scraper.http.pace import Alarm, Monotonic, Pace, Sleep, retry_after
from scraper.http.robots import Robots

MAX_REDIRECTS: Final = 5
_PATIENCE: Final = 3  # a host that fails so often in a row gets single attempts until it answers
_PROMPT: Final = 5.0
"""Seconds that an answer may take without counting as a wait."""
_MOST_WAITS: Final = 3
"""How many times `total` one source may keep us waiting."""
_CHUNK: Final = 1 << 16
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NETWORK: Final = (requests.RequestException, HTTPError, OSError)
_BUSY: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_PASSING: Final = (requests.ConnectionError, requests.Timeout, HTTPError)


class Manners(msgspec.Struct, frozen=True):
    """How to behave. Seconds throughout; `timeout` bounds connecting and each silence, `total` one answer, and
    three times `total` what a source may take by failing answers, slow ones and pauses that it asks for.

    `longest_wait` bounds Retry-After and Crawl-delay: a host that wants more is left alone for this run.
    `proxies` are by scheme; `environ` is what programs may see that a source starts.
    """

    pace: float = 1.0
    timeout: float = 30.0
    total: float = 600.0
    retries: int = 4
    requests: int | None = None
    longest_wait: float = 120.0
    agent: str = "hustings"
    proxies: Mapping[str, str] = msgspec.field(default_factory=dict)
    environ: Mapping[str, str] = msgspec.field(default_factory=dict)


def user_agent(contact: str | None = None) -> str:
    """How requests name themselves: the installed version and where to complain."""
    try:
        number = version("hustings")
    except PackageNotFoundError:  # run from a checkout
        number = "0"
    return f"hustings/{number} (+{contact})" if contact else f"hustings/{number}"


class Session:
    """Asks servers; every failure is a `Refused` or a `Failed` with one sentence.

    `servers` are those to which a redirect may lead beside the one asked, in the form of `address.server_of`.
    """

    def __init__(
        self,
        manners: Manners,
        *,
        sleep: Sleep,
        monotonic: Monotonic,
        now: Callable[[], datetime],
        robots: Robots | None = None,
        servers: Collection[str] = (),
        resolver: Resolve = resolve,
    ) -> None:
        self.now = now
        self.asked = 0
        self._manners = manners
        self._sleep = sleep
        self._monotonic = monotonic
        self._robots = robots or Robots()
        self._servers = frozenset(servers)
        self.environ = manners.environ
        self.proxies = Proxies(manners.proxies, resolver)
        self._pace = Pace(manners.pace, sleep=sleep, monotonic=monotonic)
        self._failing: Counter[str] = Counter()
        self._waited = 0.0
        self._alarm = Alarm(manners.total)
        self._http = client(manners.agent, self._alarm.watch)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self._alarm.close()

    def begin_source(self) -> None:
        """Forget what the source before kept us waiting."""
        self._waited = 0.0

    def get(self, url: str, *, validators: Validators | None = None, limit: int) -> Fetched:
        """The file at the address, whole and at most `limit` bytes; with validators perhaps `not_modified`."""
        try:
            return self._follow(url, validators.headers if validators else {}, limit, permit=self._permit)
        except UnfitError as error:
            raise Refused(str(error)) from error

    def _follow(
        self, url: str, conditions: Mapping[str, str], limit: int, permit: Callable[[str], None]
    ) -> Fetched:
        url = url.partition("#")[0]
        for _ in range(MAX_REDIRECTS + 1):
            permit(url)
            answer = self._attempts(url, conditions, limit)
            if answer.status not in _REDIRECTS:
                return answer
            location = answer.headers.get("location", "").strip()
            if not location:
                raise Failed(f"the server answers {status_phrase(answer.status)} without saying where to go")
            # http.client reads headers as Latin-1, while servers write addresses in UTF-8
            location = location.encode("latin-1").decode(errors="replace").replace(" ", "%20")
            url = redirected(url, location, self._servers)
        raise Refused(f"it redirects more than {MAX_REDIRECTS} times, last to {shown(url)}")

    def _permit(self, url: str) -> None:
        place = origin(url)
        if not self._robots.known(place, self.now()):
            self._ask_robots(place, url)
        unread = self._robots.unread(place)
        if unread:
            raise Failed(unread)
        if not self._robots.allows(place, url):
            raise Refused(f"robots.txt of {place} disallows it")
        if self._robots.delay(place) > self._manners.longest_wait:
            raise Refused(f"robots.txt of {place} wants longer pauses than {self._manners.longest_wait:g} s")

    def _ask_robots(self, place: str, url: str) -> None:
        try:
            answer = self._follow(f"{place}/robots.txt", {}, rules.MAX_BYTES, permit=lambda _: None)
        except (Failed, Refused, UnfitError) as error:
            if isinstance(error, Failed) and rules.absent(error.status):
                self._robots.keep(place, b"", self.now())
                return
            self._robots.forbid(place, str(error), self.now())
            if isinstance(error, MovedError) and urlsplit(error.target).path == "/robots.txt":
                # the whole server has moved, so the same path is to be asked for there
                path = urlsplit(url)._replace(scheme="", netloc="").geturl() or "/"
                raise MovedError(urljoin(error.target, path)) from error
        else:
            self._robots.keep(place, answer.body, self.now())

    def _attempts(self, url: str, conditions: Mapping[str, str], limit: int) -> Fetched:
        host = host_of(url)
        longest = self._manners.longest_wait
        attempts = 1 if self._failing[host] >= _PATIENCE else self._manners.retries + 1
        retrying = Retrying(
            stop=stop_after_attempt(attempts),
            retry=retry_if_exception(
                lambda error: isinstance(error, Failed) and error.again and (error.wait or 0.0) <= longest
            ),
            wait=self._pause,
            sleep=self._wait,
            reraise=True,
        )
        try:
            answer = retrying(self._once, url, conditions, Body(limit))
        except Failed as error:
            self._failing[host] += error.again
            self.proxies.tell(error, host)
            raise
        self._failing[host] = 0
        return answer

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Failed) and error.wait is not None:
            return error.wait
        return wait_exponential(max=self._manners.longest_wait)(state)

    def _wait(self, seconds: float) -> None:
        self._waited += seconds
        self._sleep(seconds)

    def _wait_for_turn(self, url: str) -> None:
        """Waits until the host may be asked; Failed where that is not in this run."""
        host, longest = host_of(url), self._manners.longest_wait
        if self._manners.requests is not None and self.asked >= self._manners.requests:
            raise Failed(f"the run's budget of {self._manners.requests} requests is spent")
        closed = self._pace.closed(host)
        if closed > longest:
            raise Failed(f"{host} wants no requests for longer than {longest:g} s")
        if closed:
            self._wait(closed)
        if self._waited > _MOST_WAITS * self._manners.total:
            raise Failed(f"the source has kept us waiting for {self._waited:.0f} s: left for the next run")
        self._pace.wait(host, self._robots.delay(origin(url)))

    def _once(self, url: str, conditions: Mapping[str, str], body: Body) -> Fetched:
        self._wait_for_turn(url)
        self.asked += 1
        host, began = host_of(url), self._monotonic()
        seconds, free = self._manners.timeout, 0.0
        try:
            # said whole: to merge it from what the client might be set to takes a sixth of the time of asking
            headers = {**self._http.headers, **conditions, **body.conditions}
            asked = requests.Request("GET", url, headers=headers).prepare()
            with (
                self._alarm,
                self._http.send(
                    asked,
                    stream=True,
                    allow_redirects=False,
                    timeout=(seconds, seconds),
                    proxies=self.proxies.of(host),
                ) as response,
            ):
                answer = self._answer(response, url, bool(conditions), body, began + self._manners.total)
                if self._alarm.rang:  # where no length is told, the line that it cut looks like the end
                    raise OSError("hung up")
                free = _PROMPT
                return answer
        except _NETWORK as error:
            if self._alarm.rang:
                raise Failed(f"not done after {self._manners.total:g} s") from error
            passing = isinstance(error, _PASSING) and not isinstance(error, requests.exceptions.SSLError)
            raise Failed(f"{_kind(error, seconds)} ({innermost_cause(error)})", again=passing) from error
        finally:
            self._pace.done(host)
            self._waited += max(0.0, self._monotonic() - began - free)

    def _answer(
        self, response: requests.Response, url: str, conditional: bool, body: Body, deadline: float
    ) -> Fetched:
        status = response.status_code
        headers = {name.lower(): value for name, value in response.headers.items()}
        if status in _REDIRECTS or (status == HTTPStatus.NOT_MODIFIED and conditional):
            unchanged = status == HTTPStatus.NOT_MODIFIED
            return Fetched(url, status, b"", headers, self.now(), not_modified=unchanged)
        if status not in ANSWERS:
            again = body.lost(status) or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _BUSY
            wait = retry_after(headers.get("retry-after"), self.now()) if again else None
            if wait is not None:
                self._pace.close(host_of(url), wait)
            raise Failed(f"the server answers {status_phrase(status)}", status=status, again=again, wait=wait)
        whole = body.receive(status, headers, self._chunks(response, deadline))
        file = file_bytes(url, body.headers, whole, body.limit)
        return Fetched(url, HTTPStatus.OK, file, without_doubtful_validators(body.headers), self.now())

    def _chunks(self, response: requests.Response, deadline: float) -> Iterator[bytes]:
        size = 0
        # read1 returns what has come, so a trickle cannot hold the deadline off
        while chunk := response.raw.read1(_CHUNK, decode_content=False):
            size += len(chunk)
            yield chunk
            if self._monotonic() > deadline:
                raise Failed(f"not done after {self._manners.total:g} s and {size} bytes")


def _kind(error: Exception, seconds: float) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate or encryption is not acceptable"
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection within {seconds:g} s"
    if isinstance(error, requests.Timeout):
        return f"no answer for {seconds:g} s"
    return "the connection failed"
