"""Every page in the fixtures reads as its expectation says, from the bytes alone."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from scraper.pages import PageFile, PagePost, claimants, read

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "pages"
CASES = sorted(FOLDER.glob("*/*.html"))


def plain(item: PagePost | PageFile) -> dict[str, Any]:
    """The facts as an expectation spells them; `url` is what the caller gave and is left out."""
    found = {field.name: getattr(item, field.name) for field in fields(item) if field.name != "url"}
    if found["date"] is not None:
        found["date"] = found["date"].isoformat()
    if isinstance(item, PageFile):
        found["content"] = item.content.decode()
    else:
        found["references"] = list(item.references)
    return found


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.parent.name}/{case.stem}") for case in CASES])
def test_page(case: Path) -> None:
    html = case.read_bytes()
    assert claimants(html) == [case.parent.name]
    items = read(html)
    assert items is not None
    assert [plain(item) for item in items] == json.loads(case.with_suffix(".expected.json").read_bytes())


def test_every_program_has_a_page() -> None:
    assert {case.parent.name for case in CASES} >= {
        "pipermail",
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
    assert [plain(item) for item in other or []] == [plain(item) for item in read(html) or []]
