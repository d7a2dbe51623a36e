"""Which months of a source are wanted, and which servers sources name."""

from importlib import import_module

import pytest

from scraper.month import Month
from scraper.sources import SOURCES
from scraper.sources.base import Source, servers_of


def source(**more: object) -> Source:
    return Source("talk", "pipermail", "https://e.org/", "talk", **more)  # type: ignore[arg-type]


ALL = [Month(2012, number) for number in range(1, 13)]


@pytest.mark.parametrize(
    ("range_", "months", "wanted", "ranges"),
    [
        pytest.param({}, None, ALL, [(None, None)], id="all"),
        pytest.param({"since": ALL[9]}, None, ALL[9:], [(ALL[9], None)], id="since"),
        pytest.param({"until": ALL[2]}, None, ALL[:3], [(None, ALL[2])], id="until"),
        pytest.param({}, ALL[3:5], ALL[3:5], [(ALL[3], ALL[4])], id="some-months"),
        pytest.param(
            {"since": ALL[4], "until": ALL[10]},
            [*ALL[3:6], *ALL[8:]],
            [*ALL[4:6], *ALL[8:11]],
            [(ALL[4], ALL[5]), (ALL[8], ALL[10])],
            id="some-months-of-a-range",
        ),
        pytest.param({"since": ALL[11]}, ALL[:3], [], [], id="none"),
        pytest.param({}, [], [], [], id="no-month"),
    ],
)
def test_wanted_months(
    range_: dict[str, Month], months: list[Month] | None, wanted: list[Month], ranges: list[object]
) -> None:
    made = source(**range_, months=None if months is None else frozenset(months))
    assert list(filter(made.wants, ALL)) == wanted
    assert made.ranges == ranges


def test_ranges_go_on_over_new_year() -> None:
    months = frozenset({Month(2012, 12), Month(2013, 1)})
    assert source(months=months).ranges == [(Month(2012, 12), Month(2013, 1))]


def test_every_kind_is_a_module_that_fetches() -> None:
    assert all(callable(import_module(module).fetch) for module in SOURCES.values())


def test_the_servers_that_sources_name_are_those_that_redirects_may_lead_to() -> None:
    blob = "https://github.com/openstack/election/blob/master/candidates/a.txt"
    sources = [
        Source(
            "talk",
            "pipermail",
            "http://lists.example.org/talk/",
            "talk",
            fallback=("https://old.example.org:8443/",),
        ),
        Source("file", "pages", blob, "election"),
        *(
            Source("git", "git", url, "election")
            for url in ("/srv/election.git", "git@e.org:election.git", "ssh://e.org/x")
        ),
    ]
    assert servers_of(sources) == {
        "lists.example.org",
        "old.example.org:8443",
        "github.com",
        "raw.githubusercontent.com",
    }
