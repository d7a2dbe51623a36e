"""Every page in the fixtures reads as its expectation says, from the bytes alone."""

import json
from pathlib import Path

import pytest

from importers.site.recording import page_facts
from scraper.pages.readers import claimants, read

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "pages"
CASES = sorted(FOLDER.glob("*/*.html"))


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.parent.name}/{case.stem}") for case in CASES])
def test_page(case: Path) -> None:
    html = case.read_bytes()
    assert claimants(html) == [case.parent.name]
    items = read(html)
    assert items is not None
    assert [page_facts(item) for item in items] == json.loads(case.with_suffix(".expected.json").read_bytes())


def test_every_program_has_a_page() -> None:
    assert {case.parent.name for case in CASES} >= {
        "pipermail",
        "hyperkitty",
        "mhonarc",
        "mail-archive",
        "gitea",
        "github",
        "cgit",
        "gitweb",
    }


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.parent.name}/{case.stem}") for case in CASES])
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(case: Path) -> None:
    html = case.read_bytes()
    other = read(b"\xef\xbb\xbf" + html.replace(b"\n", b"\r\n"))
    assert [page_facts(item) for item in other or []] == [page_facts(item) for item in read(html) or []]
