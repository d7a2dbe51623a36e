"""UTF-8 that was read as cp1252 on its way: mended only where nothing else can be meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.message import decode
from scraper.mail.mojibake import mended


def mangled(text: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("it’s the team’s choice", id="apostrophes"),
        pytest.param("“quoted” – and so on…", id="quotes and dashes"),
        pytest.param("José Müller, Zoë Åkesson", id="letters"),
        pytest.param("5 € a day", id="euro"),
        pytest.param("non\u00a0breaking", id="no-break space"),
    ],
)
def test_mangled_text_comes_back(text: str) -> None:
    notes: list[str] = []
    assert mended(mangled(text), notes) == text
    assert notes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("plain words", id="ascii"),
        pytest.param("José’s café – “here”", id="text that is right"),
        pytest.param("Ã is a letter, and so is Â", id="the letters themselves"),
        pytest.param("SÃO PAULO", id="capitals"),
        pytest.param("â€ and 日本", id="signs that cp1252 has not"),
        pytest.param("Ã© but Ã also alone", id="half mangled"),
    ],
)
def test_other_text_stays(text: str) -> None:
    notes: list[str] = []
    assert mended(text, notes) == text
    assert notes == []


@given(st.text(max_size=200))
def test_lines_are_kept_apart_and_mending_twice_is_mending_once_more_at_most(text: str) -> None:
    assert mended(text, []).count("\n") == text.count("\n")


def test_a_post_is_mended_with_a_note() -> None:
    raw = "From: a at b.example (A)\nSubject: x\n\n" + mangled("it’s mine") + "\n"
    message = decode(raw.encode())
    assert message.body.strip() == "it’s mine"
    assert any("cp1252 by another program" in note for note in message.notes)
