"""The pages as files: every link leads to one, and nothing needs a server."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from importers.web.site import file_of, relative, write_site
from tests.golden import browsable
from tests.web import ADDRESS, hostile_archive

LINK = re.compile(r'(?:href|src|action)="([^"]*)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert write_site(browsable(folder), folder / "site", addresses=False) > 100
    return folder / "site"


def broken(site: Path) -> list[tuple[str, str]]:
    """Links that are not relative, or lead to no file or place in it."""
    found = []
    for page in [*site.rglob("*.html"), *site.rglob("*.atom")]:
        for link in LINK.findall(page.read_text("utf-8")):
            path, _, anchor = link.partition("#")
            if re.match(r"https?:", link):
                continue
            target = (page.parent / unquote(path)).resolve() if path else page
            if not target.is_file() or (anchor and f'id="{anchor}"' not in target.read_text("utf-8")):
                found.append((page.name, link))
    return found


def test_every_link_leads_to_a_file(site: Path) -> None:
    assert broken(site) == []


def test_no_page_asks_a_server_or_names_an_address(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<form" not in text
        # Message-IDs look like addresses, and are shown.
        assert ADDRESS.findall(re.sub(r'<span class="where">.*?</span>', "", text)) == []


def test_a_hostile_archive_makes_a_calm_site(tmp_path: Path) -> None:
    write_site(hostile_archive(tmp_path), tmp_path / "site", addresses=False)
    assert broken(tmp_path / "site") == []
    for page in (tmp_path / "site").rglob("*.html"):
        assert "<script" not in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("link", "page", "wanted"),
    [
        ("/", "/cycle/pike", "../index.html"),
        ("/#cycles", "/", "index.html#cycles"),
        ("/person/Ji%20Woo", "/cycle/pike", "../person/Ji%20Woo.html"),
        ("/project/Nova/feed.atom", "/project/Nova", "Nova/feed.atom"),
        ("/static/style.css", "/statement/a/b/c", "../../../static/style.css"),
    ],
)
def test_links_are_relative(link: str, page: str, wanted: str) -> None:
    assert relative(link, page) == wanted


def test_pages_are_files() -> None:
    assert [file_of(path) for path in ("/", "/review", "/feed.atom")] == [
        "index.html",
        "review.html",
        "feed.atom",
    ]
