"""File pages of GitHub in both of their forms."""

from pathlib import Path

from scraper.pages.browsers.github import read
from scraper.pages.model import PageFile

FOLDER = Path(__file__).resolve().parents[4] / "fixtures" / "pages" / "github"
DATA = (FOLDER / "data.html").read_text()
TABLE = (FOLDER / "table.html").read_text()
URL = "https://github.com/openstack/election/blob/master/candidates/queens/Zaqar/oswin-pardoe.txt"


def file(html: str, url: str | None = None) -> PageFile:
    [found] = read(html.encode(), url)
    assert isinstance(found, PageFile)
    return found


def test_both_forms_give_the_same_text_and_path() -> None:
    assert file(DATA).content == file(TABLE).content
    assert file(DATA).path == file(TABLE).path


def test_a_deeper_layout_of_the_data_is_found() -> None:
    deeper = DATA.replace('{"payload": {', '{"payload": {"codeViewBlobLayoutRoute": {', 1).replace(
        '}, "title"', '}}, "title"', 1
    )
    assert file(deeper).path == "candidates/queens/Zaqar/oswin-pardoe.txt"
    assert file(deeper).commit == "c4813b858d00112233445566778899aabbccddee"


def test_values_of_another_type_are_no_facts() -> None:
    found = file(
        DATA.replace('"path": "candidates/queens/Zaqar/oswin-pardoe.txt", "repo"', '"path": 5, "repo"'), URL
    )
    assert found.path is None
    assert (
        found.raw_url
        == "https://raw.githubusercontent.com/openstack/election/master/" + URL.partition("/master/")[2]
    )
