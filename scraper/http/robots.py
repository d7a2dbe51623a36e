"""What robots.txt allows (RFC 9309), remembered for a day so that a second run need not ask again."""

import codecs
import re
import zlib
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from protego import Protego

from scraper.files import in_words, read_file, write_atomic
from scraper.strict_json import Instant, from_json

PRODUCT: Final = "hustings"
KEPT: Final = timedelta(hours=24)
MAX_BYTES: Final = 1 << 20
_TOO_MANY_REQUESTS: Final = 429
_GZIP: Final = b"\x1f\x8b"
# Our name with a version (`hustings/1.0`), which RFC 9309 does not know; we are meant all the same.
_VERSIONED: Final = re.compile(
    rf"(?i)(?<![^\r\n])(\s{{0,9}}user-agent\s{{0,9}}:\s{{0,9}}{PRODUCT})/[^\r\n]{{0,99}}"
)
# A delay of more seconds than a number can hold, which Protego would ignore; a huge number stands in for it.
_ENDLESS: Final = re.compile(
    r"(?i)(?<![^\r\n])(\s{0,9}crawl-delay\s{0,9}:\s{0,9})(?:inf(?:inity)?\b|[0-9.]{1,300}e\+?[0-9]{3,}|[0-9]{300,})"
)


class Rules(msgspec.Struct, frozen=True):
    """What one origin's robots.txt says; `text` is null where it could not be read, for the `reason`."""

    fetched_at: Instant
    text: str | None
    reason: str = ""


class Robots:
    """The rules of each origin; with a `path`, what was read is kept there for 24 hours (RFC 9309, 2.4).

    `remark` says why what was kept could not be read, `unwritten` why it cannot be kept now; the run goes on without.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[str, Rules] = {}
        self.remark = self.unwritten = ""
        if path is not None:
            try:
                self._known = from_json(read_file(path), dict[str, Rules])
            except FileNotFoundError:
                pass
            except (OSError, msgspec.DecodeError) as error:
                self.remark = (
                    f"{path.name}: not readable: {in_words(error, named=False)}; every server is asked again"
                )
        self._parsed: dict[str, Protego] = {}

    def known(self, origin: str, now: datetime) -> bool:
        """Whether what is known of the origin is still good."""
        known = self._known.get(origin)
        return known is not None and timedelta(0) <= now - known.fetched_at < KEPT

    def keep(self, origin: str, body: bytes, now: datetime) -> None:
        """A robots.txt was served, or none exists: then `body` is empty and everything is allowed."""
        if body.startswith(_GZIP):
            with suppress(zlib.error):  # packed though no header says so; any other text than rules has none
                body = zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES)
        utf16 = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        self._known[origin] = Rules(now, body.decode("utf-16" if utf16 else "utf-8-sig", "replace"))
        self._parsed.pop(origin, None)
        if self._path is not None:
            kept = {place: rules for place, rules in self._known.items() if rules.text is not None}
            packed = msgspec.json.encode(kept, order="sorted")
            try:
                write_atomic(self._path, msgspec.json.format(packed, indent=2) + b"\n")
            except OSError as error:
                self.unwritten = in_words(error)

    def forbid(self, origin: str, reason: str, now: datetime) -> None:
        """It could not be read, so nothing may be asked; good for this run alone, never written down."""
        self._known[origin] = Rules(now, None, reason)

    def unread(self, origin: str) -> str | None:
        """Why nothing there may be asked for want of a legible robots.txt; None where it was read."""
        known = self._known[origin]
        if known.text is not None:
            return None
        return f"robots.txt of {origin} could not be read ({known.reason}), so nothing there may be asked"

    def allows(self, origin: str, url: str) -> bool:
        """Whether the address may be asked; never where robots.txt was not read."""
        rules = self._rules(origin)
        return rules is not None and rules.can_fetch(url, PRODUCT)

    def delay(self, origin: str) -> float:
        """The seconds that the host wants between two requests; 0 where it does not say."""
        rules = self._rules(origin)
        return (rules.crawl_delay(PRODUCT) or 0.0) if rules else 0.0

    def _rules(self, origin: str) -> Protego | None:
        known = self._known.get(origin)
        if origin not in self._parsed and known and known.text is not None:
            meant = _ENDLESS.sub(r"\g<1>1e9", _VERSIONED.sub(r"\1", known.text))
            self._parsed[origin] = Protego.parse(meant)
        return self._parsed.get(origin)


def absent(status: int | None) -> bool:
    """Whether the status says that there is no robots.txt; 429 is a wish to be left alone, not an absence."""
    return status is not None and 400 <= status < 500 and status != _TOO_MANY_REQUESTS
