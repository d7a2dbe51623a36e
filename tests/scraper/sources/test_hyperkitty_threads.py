"""To which month's file a post of HyperKitty's pages goes, with clocks that are wrong and zones that nobody tells."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.month import Month
from tests.archive_server import Server, Site
from tests.scraper.sources.hyperkitty_shut import FIRST, LETTERS, MONTHS, REPLY, Pages
from tests.scraper.sources.hyperkitty_site import FOLDER, Letter, at, pages_of, piece, thread_page
from tests.scraper.sources.hyperkitty_world import LIST, overview


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with Server(Site()) as server:
        yield Pages(tmp_path, server)


def gathered(pages: Pages, *letters: Letter) -> dict[str, list[str]]:
    """The posts of each file that holds any, by their ids without the host."""
    pages.letters = list(letters)
    pages.write()
    pages.run()
    found: dict[str, list[str]] = {}
    for name in pages.held():
        ids = [str(mail.message_id)[1:-13] for mail in pages.mails(name)]
        month, _, kind = name.removesuffix("pages.mbox.gz").rstrip(".").partition(".")
        if ids:
            found.setdefault(month, []).extend(f"{each} astray" if kind else each for each in ids)
    return found


def test_a_thread_over_several_months_is_split_between_their_files(pages: Pages) -> None:
    first = Letter("a@example.org", at(30, month=4))
    second = Letter("b@example.org", at(20, month=6), above=first)
    third = Letter("c@example.org", at(2, month=8), above=second)
    expected = {"2021-04": ["a"], "2021-06": ["b"], "2021-08": ["c"]}
    assert gathered(pages, first, second, third) == expected
    assert len(pages.asked("/thread/")) == 1


def test_a_thread_whose_first_clock_ran_ahead_is_in_no_month_and_found_all_the_same(pages: Pages) -> None:
    first = Letter("a@example.org", at(15, year=2106))
    second = Letter("b@example.org", at(16, month=6), above=first)
    assert gathered(pages, first, second, *LETTERS)["2021-06"] == ["b", "a astray"]


def test_a_thread_that_ends_ahead_gives_a_month_of_its_own(pages: Pages) -> None:
    first = Letter("a@example.org", at(16, month=6))
    second = Letter("b@example.org", at(15, year=2106), above=first)
    pages.server.site.pages |= pages_of([first, second], [Month(2106, 4)])
    assert gathered(pages, first, second) == {"2021-06": ["a"], "2106-04": ["b"]}


def test_an_answer_of_a_clock_at_zero_hides_no_thread(pages: Pages) -> None:
    first = Letter("a@example.org", at(16, month=6))
    second = Letter("b@example.org", at(1, month=1, year=1970), above=first)
    assert gathered(pages, first, second, *LETTERS)["2021-06"] == ["a", "b astray"]


def test_an_answer_that_came_late_goes_with_its_thread(pages: Pages) -> None:
    first = Letter("a@example.org", at(16, month=4))
    second = Letter("b@example.org", at(16, month=7), above=first)
    third = Letter("c@example.org", at(18, month=4), above=first)  # came last, and is dated before the second
    assert gathered(pages, first, second, third) == {"2021-04": ["a", "c", "b astray"]}


@pytest.mark.parametrize(
    ("utc", "site"),
    [
        pytest.param(at(1, 2, month=5), at(30, 21, month=4), id="site-west-of-utc"),
        pytest.param(at(30, 22, month=4), at(1, 7, month=5), id="site-east-of-utc"),
    ],
)
def test_a_post_at_a_months_edge_is_in_one_file_in_any_zone(pages: Pages, utc: object, site: object) -> None:
    first = replace(Letter("a@example.org", utc), site=site)  # type: ignore[arg-type]
    second = replace(Letter("b@example.org", utc, above=first), site=site)  # type: ignore[arg-type]
    (ids,) = gathered(pages, first, second).values()
    assert sorted(ids) == ["a", "b"]


def test_a_first_scrape_asks_for_no_month_between_a_clock_at_zero_and_the_list(pages: Pages) -> None:
    years = [Month(year, number) for year in range(1970, 2021) for number in range(1, 13)]
    pages.put("", overview(*years, *MONTHS))
    zero = Letter("a@example.org", at(1, month=1, year=1970))
    more = [Month(1970, 1), Month(1989, 12), Month(2021, 3)]
    pages.server.site.pages |= pages_of([zero, *LETTERS], more)
    found = gathered(pages, zero, *LETTERS)
    assert found == {"1970-01": ["a"], "2021-04": ["first", "reply", "again", "alone"]}
    assert len(pages.server.site.asked) < 50
    assert not [path for path in pages.server.site.paths if f"{LIST}20" in path and f"{LIST}2021" not in path]


def test_a_list_longer_than_a_page_is_read_to_its_end(pages: Pages) -> None:
    letters = [Letter(f"{number:03}@example.org", at(1 + number % 28, number % 24)) for number in range(203)]
    assert len(gathered(pages, *letters)["2021-04"]) == 203
    assert {"2021/4/?count=200&page=2", "latest?count=200&page=2"} <= set(pages.asked("page=2"))


def test_a_thread_whose_answers_come_in_no_known_form_is_refused(pages: Pages) -> None:
    pages.put(f"thread/{FIRST.name}/?sort=thread&noscript", thread_page([FIRST, REPLY], 0))
    pages.put(f"thread/{FIRST.name}/replies?sort=thread&offset=0", b"<html><title>Log in</title></html>")
    told = pages.run()[FIRST.name]
    assert (told.outcome, "no form that is known" in told.reason) == ("refused", True)


def test_answers_that_never_end_are_left(pages: Pages) -> None:
    pages.put(f"thread/{FIRST.name}/?sort=thread&noscript", thread_page([FIRST, REPLY], 0))
    pages.put(f"thread/{FIRST.name}/replies?sort=thread&offset=0", piece([], more=True))
    assert pages.run()["2021-04.pages.mbox.gz"].outcome == "new"


def test_a_stray_that_does_not_come_leaves_the_month_to_be_asked_again(pages: Pages) -> None:
    first = Letter("a@example.org", at(15, year=2106))
    second = Letter("b@example.org", at(16, month=6), above=first)
    pages.spoil(f"message/{first.name}/", "status", "500")
    assert gathered(pages, first, second) == {"2021-06": ["b"]}
    pages.server.site.faults.pop(f"{FOLDER}message/{first.name}/")
    assert gathered(pages, first, second) == {"2021-06": ["b", "a astray"]}


def test_an_export_with_fewer_posts_than_pages_and_strays_takes_the_pages_place(pages: Pages) -> None:
    first = Letter("a@example.org", at(15, year=2106))
    gathered(pages, first, *(Letter(f"{day}@example.org", at(day, month=6), above=first) for day in (16, 17)))
    pages.server.site.faults.clear()
    pages.publish()
    pages.clock.seconds += 91 * 86_400
    pages.run()
    assert "2021-06.mbox.gz" in pages.held()
    assert "2021-06.pages.mbox.gz" not in pages.held()
