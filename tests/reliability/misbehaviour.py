"""Every answer of `tests.reliability.answers` as a case, with what must become of the file asked for.

`kept`: the copy held stays and the run exits 1. `taken`: the new file comes all the same. `unseen`: no client
can tell, so the copy held stays and the run is well. `either`: whole old or whole new, told truthfully.
"""

from dataclasses import dataclass
from typing import Final, Literal

from tests.archive_server import Fault
from tests.reliability.answers import ENDLESS, KINDS

__all__ = ["ALIKE", "CASES", "ENDLESS", "KINDS", "NAMED", "Case"]

Verdict = Literal["kept", "taken", "unseen", "either"]

FOREVER: Final = 1_000_000


@dataclass(frozen=True)
class Case:
    """A kind of fault with its detail, how many answers it spoils, and the verdict.

    Where it `closes` the host, that host asked to be left alone, and its other files are not asked for.
    Those `of_gzip` are told from the gzip format alone. A `silent` cut shows in nothing but the content.
    """

    kind: str
    value: str = ""
    times: int = FOREVER
    verdict: Verdict = "kept"
    closes: bool = False
    of_gzip: bool = False
    silent: bool = False

    def fault(self, url: str) -> Fault:
        return Fault(self.kind, self.value.replace("SELF", url), self.times)


CASES: Final[dict[str, Case]] = {
    **{str(code): Case("status", str(code)) for code in (400, 401, 403, 404, 410, 500, 501, 502, 504, 599)},
    "204": Case("status", "204"),
    "206-not-asked-for": Case("status", "206"),
    "408": Case("status", "408"),
    "408-once": Case("status", "408", 1, "taken"),
    "500-once": Case("status", "500", 1, "taken"),
    "429": Case("status", "429"),
    "429-seconds-once": Case("status", "429 2", 1, "taken"),
    "429-date-once": Case("status", "429 Fri, 20 Aug 2021 12:00:03 GMT", 1, "taken"),
    "429-an-hour": Case("status", "429 3600", closes=True),
    "429-a-date-far-off": Case("status", "429 Fri, 20 Aug 2100 12:00:30 GMT", closes=True),
    "429-illegible-once": Case("status", "429 soon", 1, "taken"),
    "503": Case("status", "503"),
    "503-seconds-once": Case("status", "503 2", 1, "taken"),
    "503-an-hour": Case("status", "503 3600", closes=True),
    "reset-before": Case("reset"),
    "reset-before-once": Case("reset", times=1, verdict="taken"),
    "reset-in-body": Case("reset-in-body"),
    "reset-in-body-once": Case("reset-in-body", times=1, verdict="taken"),
    "reset-after-body": Case("reset-after-body", verdict="either"),
    "length-too-long": Case("cut"),
    "length-too-long-once": Case("cut", times=1, verdict="taken"),
    "length-too-short": Case("short-length", silent=True),
    "no-length-and-cut": Case("no-length", silent=True),
    "chunks-cut": Case("cut-chunks"),
    "chunks-illegible": Case("bad-chunk"),
    "encoding-brotli": Case("says-brotli"),
    "encoding-deflate": Case("deflated"),
    "stall-before-headers": Case("stall-at-once"),
    "stall-before-body": Case("stall"),
    "stall-in-body": Case("stall-in-body"),
    "trickle-of-headers": Case("trickle-headers"),
    "trickle-of-body": Case("trickle"),
    "100-continue-for-ever": Case("continue-for-ever"),
    "redirect-loop": Case("redirect", "SELF"),
    "redirect-without-end": Case("onwards"),
    "redirect-to-another-host": Case("redirect", "http://localhost:PORT/elsewhere"),
    "redirect-to-a-private-address": Case("redirect", "http://10.0.0.1/x"),
    "redirect-to-a-link-local-address": Case("redirect", "http://169.254.169.254/latest/meta-data/"),
    "redirect-to-a-file": Case("redirect", "file:///etc/passwd"),
    "redirect-to-ftp": Case("redirect", "ftp://127.0.0.1/x"),
    "redirect-to-no-host": Case("redirect", f"http://{'a' * 70}.example/"),
    "redirect-to-nowhere": Case("redirect", ""),
    "endless-body": Case("endless"),
    "endless-chunks": Case("endless-chunks"),
    "maintenance-page": Case("page", "maintenance"),
    "login-page": Case("page", "login"),
    "captcha": Case("page", "captcha"),
    "another-index": Case("page", "index"),
    "index-without-links": Case("page", "no-links"),
    "empty-body": Case("bytes", "nothing"),
    "empty-gzip": Case("empty"),
    "noise": Case("bytes", "noise"),
    "garbage-gzip": Case("garbage-gzip"),
    "truncated-gzip": Case("truncated-gzip", of_gzip=True),
    "more-after-the-end": Case("trailing", of_gzip=True),
    "gzip-bomb": Case("bomb"),
    "stops-half-way": Case("half", silent=True),
    "in-utf-16": Case("recoded", "utf-16", verdict="either"),
    "in-ebcdic": Case("recoded", "cp037", verdict="either"),
    "declared-as-utf-16": Case("says-utf-16", verdict="taken"),
    "changing-etag": Case("changing-etag", verdict="taken"),
    "date-in-the-future": Case("future-date", verdict="taken"),
    "date-illegible": Case("no-date", verdict="taken"),
    "unchanged-though-changed": Case("stale-304", verdict="unseen"),
    "two-lengths": Case("two-lengths"),
    "two-lengths-alike": Case("same-lengths", verdict="taken"),
    "length-beside-chunks": Case("length-and-chunks", verdict="taken"),
    "length-no-number": Case("no-number", verdict="taken"),
    "many-headers": Case("many-headers"),
    "long-header": Case("long-header"),
    "status-illegible": Case("raw", "banana"),
    "another-protocol": Case("raw", "no-http"),
    "no-status-line": Case("raw", "body-alone"),
    "headers-illegible": Case("raw", "folded"),
}
NAMED: Final = (
    "login-page",
    "maintenance-page",
    "captcha",
    "empty-body",
    "empty-gzip",
    "redirect-loop",
    "redirect-without-end",
    "in-utf-16",
    "in-ebcdic",
    "stops-half-way",
    "length-too-long",
    "index-without-links",
)
"""The answers that servers of lists give most: each is tried on every target in every test run."""
ALIKE: Final = frozenset(
    {"400", "401", "408", "410", "501", "502", "504", "599", "408-once", "429-a-date-far-off", "503-an-hour"}
    | {"redirect-to-ftp", "redirect-to-no-host", "redirect-to-a-link-local-address"}
)
"""Answers that take the way of one beside them: the long run alone tries them."""
