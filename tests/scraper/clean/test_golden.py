from pathlib import Path

import pytest

from scraper.clean import clean, statement
from scraper.decode import decode

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "cleaning"
CASES = sorted(path.stem for path in FOLDER.glob("*.eml"))


def test_there_are_cases() -> None:
    assert len(CASES) >= 10


@pytest.mark.parametrize("case", CASES)
def test_statement_is_what_the_author_wrote(case: str) -> None:
    message = decode((FOLDER / f"{case}.eml").read_bytes())
    expected = (FOLDER / f"{case}.txt").read_text(encoding="utf-8")
    assert statement(message.body, clean(message)).split() == expected.split()
