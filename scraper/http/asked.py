"""A session that asks for no address twice in one run: several ranges of one source share its index pages."""

from typing import Any, Final

from scraper.http.answer import Failed, Fetched, Refused, Validators
from scraper.http.session import Manners, Session

# Indexes are remembered, months are not: those are in the mirror before their address could come up again.
MAX_BYTES: Final = 4 << 20


class AskedOnce(Session):
    """Every answer and every failure holds until the session is closed."""

    def __init__(self, manners: Manners, **given: Any) -> None:
        super().__init__(manners, **given)
        self._known: dict[str, Fetched | Failed | Refused] = {}

    def get(self, url: str, *, validators: Validators | None = None, limit: int) -> Fetched:
        """As the session does it, unless the address was asked before; a 304 only serves who holds the file."""
        known = self._known.get(url)
        if isinstance(known, Failed | Refused):
            raise known
        if known is not None and (validators is not None or not known.not_modified):
            return known
        try:
            answer = super().get(url, validators=validators, limit=limit)
        except (Failed, Refused) as error:
            self._known[url] = error
            raise
        if len(answer.body) <= MAX_BYTES:
            self._known[url] = answer
        return answer
