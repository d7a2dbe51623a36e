"""Pictures that say in words what they show."""

from xml.etree import ElementTree as ET

import pytest

from importers.web import charts

SVG = "{http://www.w3.org/2000/svg}"
YEARS = (("newton", 3, 2), ("ocata", 2, None))
DRAWN = [
    charts.candidacies((("newton", 3, 2), ("<b>&", 2, 1))),
    charts.shares(YEARS),
    charts.lengths((("newton", 300), ("ocata", 120))),
    charts.seats((("Nova", "newton", "contested"), ("Zun", "ocata", "leaderless")), ("newton", "ocata")),
]


@pytest.mark.parametrize("chart", DRAWN, ids=lambda chart: chart.name)
def test_a_picture_is_named_and_described(chart: charts.Chart) -> None:
    root = ET.fromstring(str(chart.svg))  # noqa: S314  our own
    assert root.get("role") == "img"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert root[1].text == chart.description
    assert not [each for each in root.iter() if each.tag.endswith("script") or each.get("style")]
    assert len(chart.columns) == len(chart.rows[0])


def test_the_same_rows_give_the_same_picture() -> None:
    charts.shares.cache_clear()
    assert charts.shares(YEARS) == DRAWN[1]
