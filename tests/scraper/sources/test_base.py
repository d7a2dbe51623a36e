"""Narrowing a source's range."""

import pytest

from scraper.month import Month
from scraper.sources import SOURCES
from scraper.sources.base import Source, servers_of

EARLY, MIDDLE, LATE = Month(2012, 1), Month(2015, 6), Month(2018, 12)


@pytest.mark.parametrize(
    ("own", "asked", "both"),
    [
        pytest.param((None, None), (None, None), (None, None), id="open"),
        pytest.param((EARLY, LATE), (None, None), (EARLY, LATE), id="own-range-holds"),
        pytest.param((EARLY, LATE), (MIDDLE, MIDDLE), (MIDDLE, MIDDLE), id="narrowed"),
        pytest.param((MIDDLE, MIDDLE), (EARLY, LATE), (MIDDLE, MIDDLE), id="never-widened"),
        pytest.param((None, None), (None, MIDDLE), (None, MIDDLE), id="one-end"),
    ],
)
def test_within(
    own: tuple[Month | None, Month | None],
    asked: tuple[Month | None, Month | None],
    both: tuple[Month | None, Month | None],
) -> None:
    source = Source("talk", "pipermail", "https://e.org/", "talk", since=own[0], until=own[1]).within(*asked)
    assert (source.since, source.until) == both


def test_every_kind_is_a_module_that_fetches() -> None:
    assert all(callable(module.fetch) for module in SOURCES.values())
    assert "pipermail" in SOURCES


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
