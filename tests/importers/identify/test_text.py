"""Subject and statement are cut once, and everybody is given the same parts."""

from importers.identify.text import LONGEST_SUBJECT, Text


def test_tags_and_prose_part_the_subject() -> None:
    text = Text("[all][tc] Candidacy [draft]", "")
    assert (text.tags, text.prose.split()) == (["all", "tc", "draft"], ["Candidacy"])


def test_what_stands_performs_before_it_wishes() -> None:
    text = Text("", "I'd like to serve as PTL. I nominate myself as PTL.")
    assert [found.performs for found in text.declarations] == [True, False]
    assert text.declarations is text.declarations


def test_an_endless_subject_is_cut() -> None:
    assert len(Text("x" * 10_000, "").subject) == LONGEST_SUBJECT
