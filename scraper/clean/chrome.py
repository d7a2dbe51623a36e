"""Reads and takes what a web page shows around a file or a post, in page text as people copy it."""

import re

from scraper.clean.spans import NUMBERED, Marks
from scraper.mail.characters import plain
from scraper.model import body_lines
from scraper.pages.browsers.copied import file_page
from scraper.pages.facts import FILE_PAGE, PageFacts
from scraper.pages.post_pages import MAIL_ARCHIVE, post_page

__all__ = ["FILE_PAGE", "POST_PAGE", "PageFacts", "page_facts", "take_chrome"]

POST_PAGE = MAIL_ARCHIVE
MOST_LINES = 20_000
MARKS = re.compile(
    r"\blines\b|reply via email to|\bpath: |\.git\] ?/|\d\d:\d\d:\d\d|\d [ap]\.m\.|noon|midnight|prev in list",
    re.IGNORECASE,
)


def page_facts(body: str) -> PageFacts | None:
    """What stands around the text if the body is a copied page of a repository file or an archived post."""
    if body.count("\n") >= MOST_LINES or not MARKS.search(body):
        return None
    lines = [plain(line).strip() for line in body_lines(body)]
    return file_page(lines) or post_page(lines)


def take_chrome(marks: Marks, facts: PageFacts) -> None:
    """Take the lines before and after the text; lines that a number precedes are marked as such."""
    rule = facts.kind
    if facts.first > 1:
        marks.take(0, facts.first - 2, "chrome", rule)
    if facts.last < len(marks):
        marks.take(facts.last, len(marks) - 1, "chrome", rule)
    if facts.numbered:
        marks.take(facts.numbered[0] - 1, facts.numbered[1] - 1, "statement", NUMBERED)
