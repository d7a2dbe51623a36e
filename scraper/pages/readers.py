"""The program that wrote a page is recognised by its markup or its words, and the page is read."""

import re
from typing import Final

from scraper.mail.text import plain
from scraper.model import Page, body_lines
from scraper.pages.archives import gmane, hyperkitty, launchpad, mail_archive, mhonarc, nabble, pipermail
from scraper.pages.browsers import cgit, copied, gitea, github, gitweb
from scraper.pages.model import AmbiguousPageError, PageFile, PagePost, PageReader
from scraper.patterns import compiled

READERS: Final[dict[str, PageReader]] = {
    "pipermail": pipermail,
    "mhonarc": mhonarc,
    "mail-archive": mail_archive,
    "hyperkitty": hyperkitty,
    "gitea": gitea,
    "github": github,
    "cgit": cgit,
    "gitweb": gitweb,
}
"""Every program whose pages can be read, by the name that its readings carry as `kind`."""

_MOST_LINES: Final = 20_000
_COPIED_MARKS: Final = compiled(
    r"\blines\b|reply via email to|\bpath: |\.git\] ?/|\d\d:\d\d:\d\d|\d [ap]\.m\.|noon|midnight"
    r"|\[Date Prev|Newsgroups: gmane|Permalink \| Reply|\bThreaded\b",
    re.IGNORECASE,
)

# Without one of these there is no such mark; looking for them first takes a tenth of the time.
_MAY_BE_COPIED: Final = (
    "lines", "reply via email to", "path: ", ".git]", ".m.", "noon", "midnight", "[date prev", "newsgroups: gmane",
    "permalink | reply", "threaded",
)  # fmt: skip
_CLOCK: Final = compiled(r":\d\d:\d")


def claimants(html: bytes) -> list[str]:
    """The programs that know the markup as theirs."""
    return [name for name, reader in READERS.items() if reader.claims(html)]


def read(html: bytes, url: str | None = None) -> list[PagePost | PageFile] | None:
    """What the page holds, or None where no program's markup is recognised.

    PageError where it is recognised and cannot be read; AmbiguousPageError where two programs claim it.
    """
    found = claimants(html)
    if len(found) > 1:
        raise AmbiguousPageError(f"{' and '.join(found)} both claim the page")
    return READERS[found[0]].read(html, url) if found else None


def read_copied(text: str) -> Page | None:
    """What stands around the text if it is a repository file's or an archived post's page, copied as text."""
    if text.count("\n") >= _MOST_LINES or not _is_marked(text):
        return None
    lines = [plain(line).strip() for line in body_lines(text)]
    return (
        copied.read_copied(lines)
        or mail_archive.read_copied(lines)
        or pipermail.read_copied(lines)
        or hyperkitty.read_copied(lines)
        or launchpad.read_copied(lines)
        or mhonarc.read_copied(lines)
        or gmane.read_copied(lines)
        or nabble.read_copied(lines)
    )


def _is_marked(text: str) -> bool:
    lowered = text.lower()
    may_be = any(mark in lowered for mark in _MAY_BE_COPIED) or _CLOCK.search(text)
    return bool(may_be and _COPIED_MARKS.search(text))
