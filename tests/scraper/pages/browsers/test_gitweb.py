"""File pages of gitweb."""

from pathlib import Path

from scraper.pages.browsers.gitweb import read
from scraper.pages.model import PageFile

PAGE = (Path(__file__).resolve().parents[4] / "fixtures" / "pages" / "gitweb" / "file.html").read_text()
URL = "https://git.example.org/gitweb?p=election.git;a=blob;f=candidates/newton/Cinder/Radoslaw_Wieczorek.txt;hb=HEAD"


def test_the_address_gives_the_commit_and_the_host() -> None:
    [file] = read(PAGE.encode(), URL.replace("HEAD", "0123456789abcdef"))
    assert isinstance(file, PageFile)
    assert file.commit == "0123456789abcdef"
    assert file.raw_url == URL.replace("a=blob;", "a=blob_plain;")


def test_numbers_at_the_start_of_a_line_are_the_file_s_own() -> None:
    [file] = read(PAGE.encode(), None)
    assert isinstance(file, PageFile)
    assert b"\n1. Replication" in file.content
    assert b"\n   report success." in file.content


def test_the_document_type_s_entities_are_not_expanded_from_the_page() -> None:
    bomb = PAGE.replace(
        '<!ENTITY nbsp "&#xA0;">', '<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
    ).replace("Radoslaw&nbsp;Wieczorek&nbsp;(radekw)", "&b;&b;&b;")
    [file] = read(bomb.encode(), None)
    assert isinstance(file, PageFile)
    assert b"aaaaaaaa" not in file.content
