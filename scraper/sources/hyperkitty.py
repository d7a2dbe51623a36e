"""HyperKitty, the archive of Mailman 3: exports of any range of days, and an API for where those do not come."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from isal import igzip
from msgspec.structs import replace

from scraper.compression import GzipError, gunzip
from scraper.files import shown
from scraper.http.answer import Failed, Fetched, Refused
from scraper.mirror.checks import mbox_check
from scraper.model import Outcome
from scraper.sources.base import Job
from scraper.sources.hyperkitty_api import Interface
from scraper.sources.hyperkitty_export import (
    FUTURE,
    OLDEST,
    Place,
    Stretch,
    by_message_id,
    due,
    listed_months,
    one_of,
    place_of,
    stretches,
    with_stable_boundaries,
)

PAGE_BYTES: Final = 16 << 20


def fetch(job: Job, address: str) -> Iterator[Outcome]:
    """Ask for the list's page and the months that may have news; held files stay whatever the server says."""
    place, one = place_of(address), one_of(address)
    mailing_list = _List(place, job)
    if one:
        what, name = one
        url = f"{place.page}export/{place.address}-{name}.mbox.gz?{what}={name}"
        yield mailing_list.export(f"{name}.mbox.gz", url)
        return
    linked = listed_months(job.session.get(place.page, limit=PAGE_BYTES), place)
    for stretch in stretches(linked, job.source):
        yield from mailing_list.bring(stretch)


class _List:
    """One list in one run."""

    def __init__(self, place: Place, job: Job) -> None:
        self._place = place
        self._job = job
        self._shelf = job.shelf
        self._interface = Interface(place.root, place.address, job.session)

    def bring(self, stretch: Stretch) -> Iterator[Outcome]:
        """The stretch's export or, where it does not come and was never held, what the API tells.

        Nothing where there can be no news; there always may be of the future, whose posts can come at any time.
        """
        name, rebuilt = f"{stretch.name}.mbox.gz", f"{stretch.name}.api.mbox.gz"
        held = self._shelf.held(name) or self._shelf.held(rebuilt)
        start = stretch.start or OLDEST.before()
        if stretch.name != FUTURE and not due(start, held, self._job.session.now()):
            return
        known = self._text(name) or self._text(rebuilt) if stretch.name == FUTURE else b""
        outcome = self.export(name, self._place.export(stretch), former=rebuilt, known=known)
        if outcome.bad and not self._shelf.held(name):
            yield from self._from_interface(rebuilt, stretch, outcome, known)
        else:
            yield outcome

    def export(self, name: str, url: str, *, former: str | None = None, known: bytes = b"") -> Outcome:
        """An export as served, but for its random boundaries, and with the posts of `known` that it lacks."""
        try:
            answer = self._job.ask(name, url, self._job.source.max_bytes)
            body = answer.body
            with suppress(GzipError):  # what is no export is left for the check to name
                text = gunzip(body, self._job.text_limit)
                own = _with_known(known, with_stable_boundaries(text))
                if known and own == known:  # not offered, so that its address stays that of what came last
                    return self._job.outcome(name, url, "same")
                body = body if own == text else _packed(own)
            check = mbox_check(self._job.text_limit if body is answer.body else None)
            return self._shelf.offer(name, url, replace(answer, body=body), check, former=former)
        except (Failed, Refused) as error:
            return self._job.problem(name, url, error)

    def _from_interface(
        self, name: str, stretch: Stretch, export: Outcome, known: bytes
    ) -> Iterator[Outcome]:
        url = self._interface.url
        try:
            made = self._interface.posts(stretch, self._text(name))
            body = _packed(_with_known(known, made.text))
            answer = Fetched(url, 200, body, {}, self._job.session.now())
            outcome = self._shelf.offer(name, url, answer, mbox_check(None))
        except (Failed, Refused) as error:
            yield export.because(f"from the API: {error}")
            return
        yield outcome.because(f"rebuilt from the API, since of the export: {export.reason}")
        for place, why in made.missing:
            yield self._job.problem(shown(place, 64), self._interface.post_url(place), why)

    def _text(self, name: str) -> bytes:
        """A held file's posts; nothing where it is not whole."""
        return self._shelf.text(name) if self._shelf.held(name) else b""


def _with_known(known: bytes, text: bytes) -> bytes:
    """The posts of both; those whose month has come are no longer in the future, and stay in its file all the same."""
    fresh = by_message_id(text)
    if not known or (text.strip() and not fresh):  # which is no mbox
        return text
    return b"".join((by_message_id(known) | fresh).values())


def _packed(text: bytes) -> bytes:
    """Gzip without a time or a name, so that the same posts are the same file."""
    return bytes(igzip.compress(text, compresslevel=3, mtime=0))
