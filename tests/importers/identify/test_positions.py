import pytest

from importers.identify.positions import COMMITTEE_WORD, LEAD_WORD


@pytest.mark.parametrize(
    "text",
    [
        "PTL",
        "ptl",
        "PTLs",
        "PTLship",
        "PLT",
        "Project Team Lead",
        "program technical lead",
        "Project's team-leader",
    ],
)
def test_words_for_the_lead(text: str) -> None:
    assert LEAD_WORD.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["TC", "Technical Committee", "technical comittee", "Technical Commitee", "TECHNICAL-COMMITTEES"]
)
def test_words_for_the_committee(text: str) -> None:
    assert COMMITTEE_WORD.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["tc", "PTLX", "ETC", "technical lead", "team leadership", "committee", "ptls_"]
)
def test_words_for_neither(text: str) -> None:
    assert not LEAD_WORD.search(text)
    assert not COMMITTEE_WORD.search(text)
