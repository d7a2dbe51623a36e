"""Pictures that say in words what they show."""

from xml.etree import ElementTree as ET

import pytest

from importers.web import charts

SVG = "{http://www.w3.org/2000/svg}"
YEARS = [
    {"cycle": "<b>&", "ptl": 3, "tc": 2, "teams": 2, "contested": 1, "leaderless": None, "words": 300.0},
    {"cycle": "ocata", "ptl": 2, "tc": 1, "teams": 3, "contested": 0, "leaderless": 1, "words": None},
]
STATES = [("Nova", "<b>&", "contested"), ("Zun", "ocata", "leaderless")]
DRAWN = charts.story(YEARS, STATES)


@pytest.mark.parametrize("chart", DRAWN, ids=lambda chart: chart.name)
def test_a_picture_is_named_and_described(chart: charts.Chart) -> None:
    root = ET.fromstring(str(chart.svg))  # noqa: S314  our own
    assert root.get("role") == "img"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert root[1].text == chart.description
    assert not [each for each in root.iter() if each.tag.endswith("script") or each.get("style")]
    assert len(chart.columns) == len(chart.rows[0])


def test_what_the_pictures_say() -> None:
    assert [(chart.name, chart.description, chart.rows[0]) for chart in DRAWN] == [
        ("candidacies", "From 5 candidacies in <b>& to 3 in ocata.", ("<b>&", 3, 2)),
        (
            "shares",
            "In <b>& 50 % of the teams had more than one candidate, in ocata 0 %.",
            ("<b>&", 50, None),
        ),
        ("lengths", "A statement had 300 words on average in <b>&, and 0 in ocata.", ("<b>&", 300)),
        (
            "seats",
            "Elections of a team's lead: 1 contested, 0 with one candidate, 1 with none.",
            ("Nova", "<b>&", "contested"),
        ),
    ]
    assert DRAWN[1].columns == ("cycle", "contested, %", "leaderless, %")
    assert charts.story([], []) == []


def test_without_teams_there_are_no_shares() -> None:
    drawn = charts.story([{**YEARS[0], "ptl": 0, "teams": 0}], [])
    assert [chart.name for chart in drawn] == ["candidacies", "lengths", "seats"]


def test_the_same_rows_give_the_same_picture() -> None:
    charts._over_cycles.cache_clear()
    assert charts.story(YEARS, STATES) == DRAWN
