"""File pages of cgit."""

from pathlib import Path

from scraper.pages.browsers.cgit import read
from scraper.pages.model import PageFile

PAGE = (Path(__file__).resolve().parents[4] / "fixtures" / "pages" / "cgit" / "file.html").read_text()
URL = "https://git.example.org/cgit/election.git/tree/candidates/newton/Cinder/Radoslaw_Wieczorek.txt"


def test_the_address_gives_the_commit_and_the_host() -> None:
    [file] = read(PAGE.encode(), f"{URL}?id=0123456789abcdef")
    assert isinstance(file, PageFile)
    assert file.commit == "0123456789abcdef"
    assert file.raw_url == URL.replace("/tree/", "/plain/")


def test_the_link_gives_the_commit_where_the_page_was_saved() -> None:
    [file] = read(
        PAGE.replace("Wieczorek.txt'>plain", "Wieczorek.txt?id=0123456789abcdef'>plain").encode(), None
    )
    assert isinstance(file, PageFile)
    assert file.commit == "0123456789abcdef"


def test_an_empty_file_is_empty() -> None:
    head, _, rest = PAGE.partition("<pre><code>")
    [file] = read(f"{head}<pre><code>{rest[rest.index('</code>') :]}".encode(), None)
    assert isinstance(file, PageFile)
    assert file.content == b""
