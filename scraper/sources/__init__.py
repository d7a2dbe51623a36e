"""Every kind of source that can be fetched, in sight: adding one is a module and a line here."""

from typing import Final

from scraper.sources import git as repository
from scraper.sources import hyperkitty, mhonarc, pages, pipermail, public_inbox
from scraper.sources.base import SourceModule

SOURCES: Final[dict[str, SourceModule]] = {
    "git": repository,
    "hyperkitty": hyperkitty,
    "mhonarc": mhonarc,
    "pages": pages,
    "pipermail": pipermail,
    "public-inbox": public_inbox,
}
