"""File pages of Gitea and Forgejo."""

from datetime import UTC, datetime
from pathlib import Path

from scraper.pages.browsers.gitea import read
from scraper.pages.model import PageFile

PAGE = (Path(__file__).resolve().parents[4] / "fixtures" / "pages" / "gitea" / "last-change.html").read_text()
URL = "https://git.example.org/openstack/election/src/branch/master/candidates/queens/Zaqar/oswin-pardoe.txt"


def file(html: str, url: str | None = None) -> PageFile:
    [found] = read(html.encode(), url)
    assert isinstance(found, PageFile)
    return found


def test_the_raw_link_is_made_whole_by_the_address() -> None:
    assert file(PAGE, URL).raw_url == URL.replace("/src/", "/raw/")


def test_without_a_permalink_the_address_gives_the_path() -> None:
    found = file(PAGE.replace("/src/commit/", "/elsewhere/"), URL)
    assert found.path == "candidates/queens/Zaqar/oswin-pardoe.txt"


def test_an_older_page_has_the_date_in_a_title() -> None:
    old = '<span class="time-since" title="2017-08-01 22:30:35 +00:00">5 years ago</span>'
    start, end = PAGE.index("<relative-time"), PAGE.index("</relative-time>") + len("</relative-time>")
    assert file(PAGE[:start] + old + PAGE[end:]).date == datetime(2017, 8, 1, 22, 30, 35, tzinfo=UTC)


def test_a_line_that_names_the_class_is_only_text() -> None:
    found = file(PAGE.replace("Oswin\n</code>", "&lt;td class=lines-code&gt;\n</code>"))
    assert found.content.endswith(b"\n<td class=lines-code>\n")
