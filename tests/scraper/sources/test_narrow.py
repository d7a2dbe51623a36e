"""Finding the stretch of numbered posts that a range of months covers."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.month import Month
from scraper.sources.narrow import narrowed


@given(
    months=st.lists(st.integers(1, 12), min_size=1, max_size=200).map(sorted),
    broken=st.sets(st.integers(0, 199), max_size=3),
    since=st.integers(1, 12),
    length=st.integers(0, 11),
)
def test_no_post_of_the_range_is_left_out(
    months: list[int], broken: set[int], since: int, length: int
) -> None:
    first, last = Month(2021, since), Month(2021, min(12, since + length))
    pages = [str(number) for number in range(len(months))]

    def month_of(page: str) -> Month | None:
        return None if int(page) in broken else Month(2021, months[int(page)])

    found = narrowed(pages, first, last, month_of, margin=4)
    wanted = [page for page in pages if first <= Month(2021, months[int(page)]) <= last]
    assert set(wanted) <= set(found)


def test_no_range_takes_all() -> None:
    assert narrowed(["a", "b"], None, None, lambda page: None) == ["a", "b"]


def test_few_pages_are_asked_for() -> None:
    pages = [str(number) for number in range(12_000)]
    asked: set[str] = set()

    def month_of(page: str) -> Month | None:
        asked.add(page)
        return Month(2021, int(page) // 1000 + 1)

    found = narrowed(pages, Month(2021, 3), Month(2021, 3), month_of)
    assert set(pages[2000:3000]) <= set(found)
    assert len(found) < 1210
    assert len(asked) < 100
