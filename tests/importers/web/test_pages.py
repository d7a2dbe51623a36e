"""What each page shows, and that no statement does more than be read."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from importers.web.app import Pages
from importers.web.pages import linked, paragraphs
from tests.golden import browsable
from tests.web import ask, hostile_archive

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(browsable(tmp_path_factory.mktemp("pages")), tmp_path_factory.mktemp("copies"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", ["Candidacies per cycle", "<svg", "The same as a table", "/cycle/ocata"]),
        ("/cycle/pike", ["Technical Committee", "Sindre Bakken", "contested", "/cycle/ocata", ">2017<"]),
        ("/projects", ["/project/Ironic", "Technical Committee"]),
        ("/project/Ironic", ["ocata", "Nisha Kapoor", "/project/Ironic/feed.atom"]),
        ("/people", ["/person/Sofia_Marchetti"]),
        ("/person/Sofia_Marchetti", ["/statement/newton/TC/Sofia_Marchetti", "3 candidacies"]),
        (
            "/statement/newton/Neutron/Ines_Valverde",
            ["upgrade work", "Why it is a candidacy", "Where it was published"],
        ),
        ("/search?q=rolling+upgrade", ["<mark>rolling</mark>", "/statement/newton/Neutron/Ines_Valverde"]),
        ("/search?q=&cycle=pike&role=TC", ["8 candidacies"]),
        ("/search?q=&cycle=pike&team=Ironic&outcome=elected", ["1 candidacy", "Nisha Kapoor"]),
        ("/search?q=zzzz", ["0 candidacies", "Nothing in the archive"]),
        ("/review", ["Ilona Farkas", "Where it was published"]),
    ],
)
def test_pages_show(pages: Pages, path: str, said: list[str]) -> None:
    answer = ask(pages, path)
    assert answer.status == 200
    assert [each for each in said if each not in answer.body] == []


@pytest.mark.parametrize(
    "path",
    ["/cycle/x", "/project/x", "/project/x/feed.atom", "/person/x", "/statement/a/b/c", "/statement/a%2Fb/c"],
)
def test_what_is_not_there_is_not_there(pages: Pages, path: str) -> None:
    answer = ask(pages, path)
    assert answer.status == 404
    assert "/#cycles" in answer.body


@pytest.mark.parametrize(
    "query", ["q=%22", "q=(&from=x", "q=a&from=99999999999", "cycle=%27%20OR%201", "q=NEAR(", "q=%00"]
)
def test_no_search_breaks(pages: Pages, query: str) -> None:
    assert ask(pages, f"/search?{query}").status == 200


def test_links_of_every_page_lead_somewhere(pages: Pages) -> None:
    seen, todo = {"/"}, ["/"]
    while todo:
        answer = ask(pages, todo.pop())
        assert answer.status == 200
        found = {link.partition("#")[0] for link in re.findall(r'href="(/[^"?]*)"', answer.body)}
        new = {each for each in found - seen if each and not each.startswith("/data")}
        seen |= new
        todo += sorted(new)
    assert len(seen) > 100


@pytest.mark.parametrize("path", ["/feed.atom", "/project/Ironic/feed.atom"])
def test_feeds_are_atom(pages: Pages, path: str) -> None:
    feed = ET.fromstring(ask(pages, path).body)  # noqa: S314  our own
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert ids
    assert len(set(ids)) == len(ids)
    dates = [entry.findtext(f"{ATOM}updated") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert dates == sorted(dates, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == dates[0]
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://archive.example{path}"
    assert any((entry.findtext(f"{ATOM}summary") or "").endswith("…") for entry in feed.iter(f"{ATOM}entry"))


def test_a_hostile_statement_is_only_read(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    pages = Pages(hostile_archive(tmp_path), tmp_path / "copies")
    [page] = set(re.findall(r'href="(/statement/[^"]+)"', ask(pages, "/").body))
    for path in (
        "/",
        page,
        "/people",
        "/search?q=candidacy",
        "/feed.atom",
        "/data/candidacy",
        "/data/removed",
    ):
        body = ask(pages, path).body
        assert not re.search(r"<script|<img|<b>Bo|\x1b|\x07|\u202e|\u200f", body), path
    assert "⟨U+202E⟩" in ask(pages, page).body
    assert "x" * 100_000 in ask(pages, page).body
    ET.fromstring(ask(pages, "/feed.atom").body)  # noqa: S314  our own


def test_prose_flows_and_lists_stay() -> None:
    prose = "This line is long enough to have been broken by a program,\nand this is the rest of it.\n\n"
    assert [kind for kind, _ in paragraphs(f"{prose}* one\n* two\n\nRegards,\nAda\n")] == [
        "prose",
        "lines",
        "lines",
    ]
    assert paragraphs(prose)[0][1] == prose.strip().replace("\n", " ")
    assert paragraphs("\n \n") == []
    item = "* an item that is long enough to have been broken by a program\n  and goes on here\n* another"
    assert paragraphs(item)[0][1] == item.replace("\n  and", " and")


def test_links_in_a_statement_are_escaped() -> None:
    shown = linked('see https://a.example/?q="><script> and javascript:alert(1)')
    assert shown.count("<a ") == 1
    assert "<script>" not in shown
