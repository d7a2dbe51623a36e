"""The pages in a real browser: by day and by night, on a desk and in a hand, for eyes and for screen readers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.golden import browsable
from tests.servers.browsing import Visit, served, visited
from tests.web import hostile_archive

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("chromium")]

PATHS = (
    "/",
    "/cycle/pike",
    "/projects",
    "/project/Ironic",
    "/people",
    "/person/Sofia_Marchetti",
    "/statement/newton/Neutron/Ines_Valverde",
    "/statement/newton/Horizon/Funmi_Oyelaran",
    "/search?q=rolling+upgrade",
    "/search?q=zzzz",
    "/search?q=&cycle=pike&role=TC",
    "/review",
    "/data",
    "/data/candidacy",
    "/data/most-candidacies",
)
BOTH = PATHS[:1] + PATHS[6:9]
PAGE = "/statement/pike/Zaqar/cmda_bBob_31m"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pages")
    with served(browsable(folder), folder / "log") as found:
        yield found


@pytest.fixture(scope="module")
def visits(origin: str, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    every = [Visit(path, width, width == 390) for path in PATHS for width in (1280, 390)]
    every += [Visit(path, width, width == 1280) for path in BOTH for width in (1280, 390)]
    return visited(origin, every, tmp_path_factory.mktemp("profile"))


@pytest.mark.parametrize(
    "flaw", ["console", "elsewhere", "failed", "violations"], ids=lambda flaw: f"nothing-in-{flaw}"
)
def test_no_page_complains(visits: list[dict[str, Any]], flaw: str) -> None:
    assert [(each["path"], each["width"], each["dark"], each[flaw]) for each in visits if each[flaw]] == []


def test_no_page_has_a_script_or_is_wider_than_the_screen(visits: list[dict[str, Any]]) -> None:
    assert [each["path"] for each in visits if each["scripts"]] == []
    assert [(each["path"], each["width"]) for each in visits if each["overflow"] > 0] == []


def test_night_is_dark(visits: list[dict[str, Any]]) -> None:
    assert {each["background"] for each in visits if each["dark"]} == {"rgb(21, 24, 28)"}
    assert {each["background"] for each in visits if not each["dark"]} == {"rgb(253, 253, 251)"}


def test_a_search_marks_its_words_and_a_facet_narrows_it(visits: list[dict[str, Any]]) -> None:
    by_path = {each["path"]: each for each in visits}
    assert by_path["/search?q=rolling+upgrade"]["marks"] > 1
    assert "8 candidacies" in by_path["/search?q=&cycle=pike&role=TC"]["text"]


def test_a_hostile_statement_is_only_text(tmp_path: Path) -> None:
    archive = hostile_archive(tmp_path)
    with served(archive, tmp_path / "log") as origin:
        found = visited(
            origin,
            [Visit(path, 390) for path in ("/", "/people", "/search?q=candidacy", PAGE)],
            tmp_path / "profile",
        )
    for flaw in ("console", "elsewhere", "failed", "violations"):
        assert [(each["path"], each[flaw]) for each in found if each[flaw]] == []
    assert [each["overflow"] for each in found if each["overflow"] > 0] == []
    assert "<script>alert(1)</script>" in found[-1]["text"]
