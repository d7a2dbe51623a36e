"""Which months an index names, and which of them are asked for again."""

from datetime import timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scraper.mirror.store import Held
from scraper.month import NAMES, Month
from scraper.sources.base import Source
from scraper.sources.pipermail import MonthLink, months_due, read_index_page
from tests.clock import START

BASE = "https://lists.example.org/pipermail/talk/"
SOURCE = Source("talk", "pipermail", BASE, "talk")


def link_page(*hrefs: str) -> bytes:
    rows = "".join(f'<tr><td><A href="{href}">[ Text 3 KB ]</a></td></tr>' for href in hrefs)
    return f"<html><body><table>{rows}</table></body></html>".encode()


@pytest.mark.parametrize(
    ("hrefs", "names"),
    [
        pytest.param(
            ["2018-May.txt.gz", "2018-June.txt"], ["2018-June.txt", "2018-May.txt.gz"], id="newest-first"
        ),
        pytest.param(["2018-May.txt", "2018-May.txt.gz"], ["2018-May.txt.gz"], id="gzip-preferred"),
        pytest.param(
            ["2018-May.txt.gz", "2018-May.txt"], ["2018-May.txt.gz"], id="gzip-preferred-either-order"
        ),
        pytest.param(["2018-May.txt.gz"] * 3, ["2018-May.txt.gz"], id="repeated"),
        pytest.param(
            ["1945-May.txt.gz", "2038-January.txt.gz"],
            ["2038-January.txt.gz", "1945-May.txt.gz"],
            id="odd-years",
        ),
        pytest.param([BASE + "2018-May.txt.gz"], ["2018-May.txt.gz"], id="absolute"),
        pytest.param(["./2018-May.txt.gz#top"], ["2018-May.txt.gz"], id="dot-and-fragment"),
        pytest.param(["2018-May/thread.html", "mailto:x@example.org"], [], id="other-links"),
        pytest.param([], [], id="none"),
    ],
)
def test_months_of_an_index(hrefs: list[str], names: list[str]) -> None:
    found = read_index_page(link_page(*hrefs), BASE).months
    assert [link.name for link in found] == names
    assert all(link.url == BASE + link.name for link in found)
    assert all(link.row == "[ Text 3 KB ]" for link in found)


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        pytest.param("https://evil.example.net/2018-May.txt.gz", "outside", id="another-host"),
        pytest.param(
            "http://lists.example.org/pipermail/talk/2018-May.txt.gz", "outside", id="another-scheme"
        ),
        pytest.param("//evil.example.net/2018-May.txt.gz", "outside", id="scheme-relative"),
        pytest.param("../other/2018-May.txt.gz", "outside", id="another-folder"),
        pytest.param("deeper/2018-May.txt.gz", "outside", id="a-folder-below"),
        pytest.param("x?y=2018-May.txt.gz", "with a query", id="in-a-query"),
        pytest.param("file:///etc/2018-May.txt", "outside", id="file"),
        pytest.param("http://[broken/2018-May.txt.gz", "outside", id="no-address"),
        pytest.param("May-2018.txt.gz", "no month", id="no-month"),
        pytest.param("..%2f2018-May.txt.gz", "no month", id="escaped-separator"),
        pytest.param("2018-May.txt.gz.txt", "no month", id="two-suffixes"),
        pytest.param("2018-May.txt.gz;jsessionid=1", "no month", id="parameters"),
        pytest.param("2018-May.TXT%00", "no month", id="escaped-zero"),
        pytest.param("2018-May.txt%0a#top", "no month", id="escaped-line-end"),
    ],
)
def test_links_that_are_not_followed_are_told(href: str, reason: str) -> None:
    page = read_index_page(link_page(href, "2018-June.txt.gz"), BASE)
    assert [link.name for link in page.months] == ["2018-June.txt.gz"]
    assert len(page.refused) == 1
    assert reason in page.refused[0][1]


@pytest.mark.parametrize(
    "link",
    [
        pytest.param('<a href="%s"><b>[ Text ]\n', id="nested-anchors"),
        pytest.param('<div><a href="%s">[ Text ]</a>\n', id="nested-folders"),
        pytest.param('<ul class="na </form>\n<a href="%s">[ Text ]</a>\n', id="elements-without-end"),
        pytest.param("<i>t" * 30 + '<a href="%s">[ Text ]</a><br>\n', id="more-markup-than-text"),
        pytest.param(
            '<a href="%s" ' + " ".join(f"a{n}" for n in range(20)) + ">[ Text ]</a>\n", id="attributes"
        ),
    ],
)
def test_no_depth_of_an_index_costs_more_than_its_length_or_hides_a_month(link: str) -> None:
    names = [f"{year}-May.txt" for year in range(1001, 9001)]
    before = process_time()
    page = read_index_page("".join(link % name for name in names).encode(), BASE)
    assert process_time() - before < 3  # measured below 0.5
    assert [(each.name, each.row) for each in page.months] == [(name, "[ Text ]") for name in reversed(names)]


def test_attributes_without_number_leave_the_index_legible() -> None:
    crowd = " ".join(f"a{n}=1" for n in range(300_000))
    before = process_time()
    page = read_index_page(f"<p {crowd}><a {crowd} href=2018-May.txt>x</a>".encode(), BASE)
    assert process_time() - before < 5  # measured below 1
    assert [each.name for each in page.months] == ["2018-May.txt"]


def test_sizes_behind_the_link_count_as_its_row() -> None:
    html = b'<pre><a href="2018-May.txt.gz">2018-May.txt.gz</a>  2018-06-01 03:27   12K\n</pre>'
    assert read_index_page(html, BASE).months[0].row == "2018-May.txt.gz 2018-06-01 03:27 12K"


@given(st.binary(max_size=400))
def test_a_hostile_page_is_read_without_an_error(html: bytes) -> None:
    for page in (html, b"<?xml version='1.0'?>" + html, b'<a href="' + html + b'.txt.gz">x</a>'):
        assert all(link.url.startswith(BASE) for link in read_index_page(page, BASE).months)


def link(month: Month, row: str = "3 KB") -> MonthLink:
    name = f"{month.year}-{NAMES[month.number - 1]}.txt.gz"
    return MonthLink(month, name, BASE + name, row, month)


def held(row: str = "3 KB", days: int = 1, posts: int = 2) -> Held:
    then = START - timedelta(days=days)
    return Held(url="", sha256="", size=1, posts=posts, fetched_at=then, checked_at=then, row=row)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        pytest.param("Week-of-Mon-20170828.txt.gz", (2017, 8), (2017, 9), id="week"),
        pytest.param("20170807.txt", (2017, 8), (2017, 9), id="day"),
        pytest.param("2017q3.txt.gz", (2017, 7), (2017, 9), id="quarter"),
        pytest.param("2017.txt.gz", (2017, 1), (2017, 12), id="year"),
        pytest.param("2017-Ao%C3%BBt.txt.gz", (2017, 1), (2017, 12), id="french"),
        pytest.param("2017-Agosto.txt", (2017, 1), (2017, 12), id="spanish"),
        pytest.param("2017-August.txt", (2017, 8), (2017, 8), id="month"),
    ],
)
def test_volumes_of_every_period_are_taken(name: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    (found,) = read_index_page(f'<a href="{name}">Text</a>'.encode(), BASE).months
    assert (found.name, found.month, found.last) == (name, first, last)
    assert [
        month
        for month in range(1, 13)
        if found.wanted(replace(SOURCE, months=frozenset({Month(2017, month)})))
    ] == list(range(first[1], last[1] + 1))


def test_what_is_of_no_period_is_refused_by_name() -> None:
    page = read_index_page(b'<a href="2017h1.txt">x</a><a href="notes.txt">x</a>', BASE)
    assert (page.months, [href for href, _ in page.refused]) == ((), ["2017h1.txt", "notes.txt"])


OLD = Month(2019, 3)
RECENT = [link(Month(2021, 7)), link(Month(2021, 8))]


@pytest.mark.parametrize(
    ("entry", "asked"),
    [
        pytest.param(held(), False, id="closed-and-held"),
        pytest.param(None, True, id="not-held"),
        pytest.param(held(row="2 KB"), True, id="row-changed"),
        pytest.param(held(days=89), False, id="asked-89-days-ago"),
        pytest.param(held(days=90), True, id="asked-90-days-ago"),
        pytest.param(held(days=-1), True, id="asked-in-the-future"),
        pytest.param(held(posts=0), True, id="empty"),
    ],
)
def test_when_a_closed_month_is_asked_again(entry: Held | None, asked: bool) -> None:
    known = {item.name: held() for item in RECENT} | ({link(OLD).name: entry} if entry else {})
    chosen = [item.month for item in months_due([*RECENT, link(OLD)], known, SOURCE, START)]
    assert chosen == [Month(2021, 7), Month(2021, 8), *([OLD] if asked else [])]


def test_months_in_the_future_do_not_pass_for_the_open_one() -> None:
    links = [link(Month(2038, 1)), link(Month(2036, 2)), *RECENT, link(OLD)]
    known = {item.name: held() for item in links}
    assert months_due(links, known, SOURCE, START) == RECENT


def test_since_and_until_leave_the_rest_alone() -> None:
    source = replace(SOURCE, since=Month(2019, 1), until=Month(2021, 7))
    assert months_due([*RECENT, link(OLD), link(Month(2018, 12))], {}, source, START) == [
        RECENT[0],
        link(OLD),
    ]
