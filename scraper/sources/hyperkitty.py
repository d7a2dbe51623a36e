"""HyperKitty, the archive of Mailman 3: a list page that links its months, and an export of any range of days."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from isal import igzip

from scraper.compression import GzipError, gunzip
from scraper.files import shown
from scraper.http.answer import Failed, Fetched, Refused
from scraper.mirror.checks import Check, Size, instead, mbox_check
from scraper.mirror.index import Held
from scraper.model import Outcome
from scraper.month import Month
from scraper.sources.base import Job
from scraper.sources.exports import due, following, months_of, settled
from scraper.sources.hyperkitty_api import Interface
from scraper.sources.hyperkitty_export import Place, listed_months, one_of, place_of

PAGE_BYTES: Final = 16 << 20
OLDEST: Final = Month(1990, 1)  # no list's posts are older, but for those of clocks that stood at zero


def fetch(job: Job, address: str) -> Iterator[Outcome]:
    """Ask for the list's page and the months that may have news; held files stay whatever the server says."""
    place, one = place_of(address), one_of(address)
    mailing_list = _List(place, job)
    if one:
        yield from mailing_list.one(*one)
    else:
        months = listed_months(job.session.get(place.page, limit=PAGE_BYTES), place)
        yield from mailing_list.fetch(months)


class _List:
    """One list in one run."""

    def __init__(self, place: Place, job: Job) -> None:
        self._source = job.source
        self._job = job
        self._place = place
        self._session = job.session
        self._shelf = job.shelf
        self._limit = job.text_limit
        self._check: Check = mbox_check(self._limit)
        self._interface = Interface(place.root, place.address, self._session)

    def fetch(self, months: set[Month]) -> Iterator[Outcome]:
        for start, end in self._doubtful(months):
            try:
                months = self._really(months, start, end)
            except (Failed, Refused) as error:
                url = self._place.export(start, end)
                yield self._job.problem(f"from-{start or 'the-first'}.mbox.gz", url, error)
        now = self._session.now()
        for month in sorted(months, reverse=True):
            if self._source.wants(month) and due(month, self._held_whole(month), now):
                yield from self._month(month)

    def _doubtful(self, months: set[Month]) -> Iterator[tuple[Month | None, Month | None]]:
        """Ranges that the page says nothing true of, since it links each month from the first post's to this one.

        Clocks that ran ahead put posts behind the last; one that stood at zero has empty months follow the first.
        """
        if self._source.months is not None:
            return
        beyond = following(max(months))
        if beyond and (self._source.until is None or beyond <= self._source.until):
            yield beyond, None
        if min(months) < OLDEST and (self._source.since is None or self._source.since < OLDEST):
            yield None, OLDEST
            held = (month for month in sorted(months) if month >= OLDEST and self._held_posts(month))
            first = next(held, None)
            if first is not None:
                yield OLDEST, first

    def _really(self, months: set[Month], start: Month | None, end: Month | None) -> set[Month]:
        """The months with those of a range replaced by the ones that have posts, as the archive tells of the range."""
        kept = {month for month in months if not month.within(start, end) or month == end}
        return kept | {month for month in self._with_posts(start, end) if month.within(start, end)}

    def _with_posts(self, start: Month | None, end: Month | None) -> set[Month]:
        try:
            answer = self._session.get(self._place.export(start, end), limit=self._source.max_bytes)
        except Failed as error:
            if error.again:
                raise
            return self._told_months(error)  # exports are forbidden here
        try:
            return months_of(gunzip(answer.body, self._limit))
        except GzipError as error:
            raise Refused(f"{error}{instead(answer.body)}") from error

    def _told_months(self, export: Failed) -> set[Month]:
        try:
            return self._interface.months()
        except (Failed, Refused) as error:
            raise Failed(f"{export}; from the API: {error}") from error

    def one(self, what: str, name: str) -> Iterator[Outcome]:
        """The export of one post or thread."""
        yield self._export(f"{name}.mbox.gz", self._place.export_of(what, name))

    def _month(self, month: Month) -> Iterator[Outcome]:
        """The month's export or, where it does not come and was never held, what the API tells."""
        name, url = _name(month), self._place.export(month, following(month))
        outcome = self._export(name, url, _rebuilt(month))
        if not outcome.bad or self._shelf.held(name):
            yield outcome
        else:
            yield from self._from_interface(month, outcome)

    def _export(self, name: str, url: str, former: str | None = None) -> Outcome:
        try:
            # HyperKitty gives none; a cache before it may
            validators = self._shelf.validators(name, url)
            answer = self._session.get(url, validators=validators, limit=self._source.max_bytes)
            fetched = replace(answer, body=self._settled(answer.body))
            return self._shelf.offer(name, url, fetched, self._check, former=former)
        except (Failed, Refused) as error:
            return self._job.problem(name, url, error)

    def _held_posts(self, month: Month) -> bool:
        held = self._held_whole(month)
        return held is not None and held.posts > 0

    def _held_whole(self, month: Month) -> Held | None:
        return self._shelf.held(_name(month)) or self._shelf.held(_rebuilt(month))

    def _settled(self, body: bytes) -> bytes:
        """As served but for the random boundaries; what is no export is left for the check to name."""
        try:
            text = gunzip(body, self._limit)
        except GzipError:
            return body
        own = settled(text)
        return body if own == text else _packed(own)

    def _from_interface(self, month: Month, export: Outcome) -> Iterator[Outcome]:
        name, url = _rebuilt(month), self._interface.url
        try:
            made = self._interface.month(month, self._held(name))
            answer = Fetched(url, 200, _packed(made.text), {}, self._session.now())
            outcome = self._shelf.offer(name, url, answer, self._posts_alone)
        except (Failed, Refused) as error:
            yield replace(export, reason=f"{export.reason}; from the API: {error}")
            return
        told = f"rebuilt from the API, since of the export: {export.reason}"
        yield replace(outcome, reason="; ".join(filter(None, (outcome.reason, told))))
        for place, why in made.missing:
            yield self._job.problem(shown(place, 64), self._interface.post_url(place), why)

    def _posts_alone(self, name: str, body: bytes) -> Size:
        """An export may be shorter than what was rebuilt, and is better all the same."""
        return replace(self._check(name, body), text=0)

    def _held(self, name: str) -> bytes:
        if self._shelf.held(name) is None:
            return b""
        try:
            return gunzip(self._shelf.read(name), self._limit)
        except GzipError:
            return b""


def _name(month: Month) -> str:
    return f"{month}.mbox.gz"


def _rebuilt(month: Month) -> str:
    return f"{month}.api.mbox.gz"


def _packed(text: bytes) -> bytes:
    """Gzip without a time or a name, so that the same posts are the same file."""
    return bytes(igzip.compress(text, compresslevel=3, mtime=0))
