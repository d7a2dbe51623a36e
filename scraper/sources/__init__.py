"""Every kind of source that can be fetched, in sight: adding one is a module and a line here."""

from typing import Final

SOURCES: Final = {
    "git": "scraper.sources.git",
    "hyperkitty": "scraper.sources.hyperkitty",
    "mhonarc": "scraper.sources.mhonarc",
    "pages": "scraper.sources.pages",
    "pipermail": "scraper.sources.pipermail",
    "public-inbox": "scraper.sources.public_inbox",
}
"""The module of each kind, which is imported when a source of it is fetched: each brings libraries of its own."""
