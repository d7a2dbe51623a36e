"""Pages as people take them: saved from a browser, and their text copied out of it, by Chromium itself.

What a medium cannot say is named with its reason: the text of a page has no comments and no addresses behind names,
so a post's Message-ID is never in it; and what a program hides by its stylesheet shows in these pages, which have none
but the rules that matter for the text.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from importers.read.inputs import find_inputs
from importers.site.server import site_folder
from scraper.pages.model import PageFile, PagePost
from scraper.pages.readers import claimants, read
from tests.servers import originals
from tests.servers.chromium import Taken, taken
from tests.servers.mhonarc import mhonarc
from tests.servers.pipermail import month_pages
from tests.servers.scraping import archive_of

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("chromium")]

PAGES = site_folder().parent / "pages"
CASES = {
    f"{page.parent.name}/{page.stem}": page
    for page in sorted(PAGES.glob("*/*.html"))
    if page.parent.name != "hyperkitty"  # its text is laid out by its stylesheet alone
}
SHOWN = ("cycle", "role", "project", "name", "email", "submitted")
# What the text of a page does not show, by program.
UNSEEN = {
    "cgit": {"submitted", "name"},
    "gitweb": {"submitted", "name"},
}
# Pages whose text names no seat: a path that is in addresses alone, and posts that stand for nothing.
NO_SEAT = {"github/data", "github/table"}


class Found(NamedTuple):
    """What an import made of one file: what it says and the statement."""

    facts: dict[str, Any]
    statement: str


def imported(data: bytes, name: str, folder: Path) -> list[Found]:
    """Every candidacy in a file of that name."""
    folder.mkdir(parents=True)
    (folder / name).write_bytes(data)
    archive_of(find_inputs([folder / name]), folder / "archive")
    return [
        Found(json.loads(path.read_bytes()), path.with_suffix(".txt").read_text("utf-8"))
        for path in sorted((folder / "archive" / "candidates").rglob("*.json"))
    ]


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def opened(case: str, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    return taken(CASES[case].read_bytes(), tmp_path_factory.mktemp("chromium"), kind_of(case))


def kind_of(case: str) -> str:
    """The type that the program's server declares; Mailman 2's pages say their charset themselves."""
    return "text/html" if case.startswith(("pipermail", "mhonarc")) else "text/html; charset=utf-8"


def test_a_saved_page_reads_as_the_page_that_was_served(case: str, opened: Taken) -> None:
    """A browser forgets the line end after `<pre>`, which stands for nothing: mail-archive's texts lose a blank line."""
    served = CASES[case].read_bytes()
    assert claimants(opened.saved) == claimants(served)
    one, other = (read(page) or [] for page in (served, opened.saved))
    if case.startswith("mail-archive"):
        one, other = ([without_blank_lines(item) for item in items] for items in (one, other))
    assert other == one


def without_blank_lines(item: PagePost | PageFile) -> PagePost | PageFile:
    assert isinstance(item, PagePost)
    return replace(item, body="\n".join(filter(None, item.body.splitlines())))


def test_a_saved_page_is_imported_as_the_page_that_was_served(
    case: str, opened: Taken, tmp_path: Path
) -> None:
    one = imported(CASES[case].read_bytes(), "page.html", tmp_path / "served")
    other = imported(opened.saved, "page.html", tmp_path / "saved")
    assert said(other, set(SHOWN)) == said(one, set(SHOWN))
    assert [each.statement for each in other] == [each.statement for each in one]


@pytest.mark.parametrize("way", ["copied", "inner"])
def test_copied_text_says_what_the_page_shows(case: str, opened: Taken, tmp_path: Path, way: str) -> None:
    """Gitea's lines are cells of a table: a browser copies them without the blank ones, or with tabs before them."""
    one = [] if case in NO_SEAT else imported(CASES[case].read_bytes(), "page.html", tmp_path / "served")
    text = getattr(opened, way)
    if not text:  # drawn by a script from data, which a page without its server's scripts does not show
        assert case == "github/data"
        return
    other = imported(text.encode(), "page.txt", tmp_path / "copied")
    shown = set(SHOWN) - UNSEEN.get(case.partition("/")[0], set())
    assert said(other, shown) == said(one, shown)
    if case.startswith("gitea"):
        assert [words(each) for each in other] == [words(each) for each in one]
    else:
        assert [each.statement for each in other] == [each.statement for each in one]


def said(found: list[Found], fields: set[str]) -> list[dict[str, Any]]:
    return [{field: each.facts[field] for field in fields} for each in found]


def words(found: Found) -> list[str]:
    """The lines of a statement without the blanks around them."""
    return [line.strip() for line in found.statement.splitlines() if line.strip()]


def test_candidacies_are_among_the_pages(tmp_path: Path) -> None:
    found = {
        case for case, page in CASES.items() if imported(page.read_bytes(), "page.html", tmp_path / case)
    }
    assert found == CASES.keys() - {
        "mhonarc/html-alternative",
        "mhonarc/reply",
        "pipermail/parent-id-and-unknown-zone",
    }


@pytest.fixture(scope="module")
def candidacy() -> originals.Post:
    """A post of the fixture list that somebody stands in, with a quote and a signature."""
    [post] = [
        each for each in originals.posts() if each.message_id == "<af5365a28da523f0@stackowisko.example>"
    ]
    return post


def test_a_page_that_mhonarc_made(candidacy: originals.Post, tmp_path: Path) -> None:
    """Its facts stand in comments before the page, which a browser saves; its text shows them once more."""
    folder = mhonarc(tmp_path / "pages", [candidacy.raw])
    page = (folder / "msg00000.html").read_bytes()
    [one] = imported(page, "page.html", tmp_path / "served")
    opened = taken(page, tmp_path / "chromium", "text/html; charset=utf-8")
    [saved] = imported(opened.saved, "page.html", tmp_path / "saved")
    assert said([saved], set(SHOWN)) == said([one], set(SHOWN))
    assert saved.statement == one.statement
    [copied] = imported(opened.copied.encode(), "page.txt", tmp_path / "copied")
    assert copied.statement == one.statement
    assert said([copied], set(SHOWN)) == said([one], set(SHOWN))


def test_a_page_of_a_month(candidacy: originals.Post, tmp_path: Path) -> None:
    pages = month_pages(b"From a at b  Thu Mar 10 10:00:00 2016\n" + candidacy.raw + b"\n")
    [page] = [body for name, body in pages.items() if name[0].isdigit()]
    [one] = imported(page, "page.html", tmp_path / "served")
    opened = taken(page, tmp_path / "chromium")
    for name, data in (("page.html", opened.saved), ("page.txt", opened.copied.encode())):
        [other] = imported(data, name, tmp_path / name)
        assert said([other], set(SHOWN)) == said([one], set(SHOWN))
        assert other.statement == one.statement
