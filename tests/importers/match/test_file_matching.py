"""Which file a post belongs to: never another's, never another seat's, and the same in every order."""

from dataclasses import replace
from itertools import permutations

import pytest

from importers.archive.decisions import RULE
from importers.archive.entry import Entry
from importers.match.file_matching import FileMatcher
from importers.model import Finding, Resolution
from tests.findings import NADIA, OLE, OTHER_WORDS, WORDS, entry, finding

NOBODY = Resolution(name="heatlist", person="heatlist", email="list@x.example")
LONGER = WORDS + "I would also like to thank everybody who wrote a test, and those who read it.\n"


def found(post: Finding, entries: list[Entry]) -> tuple[str | None, str]:
    """The key of the post's file and the reasons, the same in whatever order the files come."""
    answers = set()
    for order in list(permutations(entries))[:24]:
        index, reasons = FileMatcher(order).find(post)
        answers.add((None if index is None else order[index].key, " ".join(reasons)))
    (answer,) = answers
    return answer


@pytest.mark.parametrize(
    ("known", "words", "files", "expected"),
    [
        pytest.param(NADIA, OTHER_WORDS, [entry()], 0, id="other words, same seat and name"),
        pytest.param(
            replace(NADIA, name="nokonk", person="nokonk"),
            OTHER_WORDS,
            [entry("nadia@harbour.example")],
            0,
            id="a file called by the address",
        ),
        pytest.param(NADIA, WORDS, [entry("nokonk")], 0, id="same words, a file called by a nick"),
        pytest.param(OLE, OTHER_WORDS, [entry()], None, id="another person in the seat"),
        pytest.param(
            replace(NADIA, name="Nadia Other", person="Nadia_Other", email="no@x.example"),
            OTHER_WORDS,
            [entry()],
            None,
            id="the same first name",
        ),
        pytest.param(
            replace(NADIA, name="Nadia", person="Nadia", email="n@x.example"),
            OTHER_WORDS,
            [entry("nadia")],
            None,
            id="a first name alone",
        ),
        pytest.param(NADIA, WORDS, [entry(cycle="ocata")], None, id="same words, another cycle"),
        pytest.param(NADIA, WORDS, [entry(project="Zun")], None, id="same words, another project"),
        pytest.param(NADIA, WORDS, [entry(role="TC", project="TC")], None, id="same words, another office"),
        pytest.param(
            NADIA, OTHER_WORDS, [entry(), entry("nadia", OTHER_WORDS)], 0, id="by name before words"
        ),
        pytest.param(
            NADIA,
            OTHER_WORDS,
            [entry(), entry("nadia@harbour.example", OTHER_WORDS)],
            1,
            id="two files of one person: the one in his words",
        ),
        pytest.param(
            OLE, LONGER, [entry("nadia", WORDS, name="Nadia Okonkwo")], None, id="copied and signed"
        ),
        pytest.param(OLE, WORDS, [entry()], 0, id="posted for somebody else, word for word"),
        pytest.param(OLE, "I stand.\n", [entry(words="I stand.\n")], None, id="alike because short"),
        pytest.param(NADIA, WORDS, [], None, id="no files"),
        pytest.param(NOBODY, "", [entry(words="")], None, id="no words at all"),
    ],
)
def test_find(known: Resolution, words: str, files: list[Entry], expected: int | None) -> None:
    key, reason = found(finding(known=known, words=words), files)
    assert key == (None if expected is None else files[expected].key)
    assert bool(reason) is (expected is not None)


def test_the_same_words_in_several_files_are_for_a_person_who_is_told_which() -> None:
    key, reason = found(finding(known=NOBODY), [entry("ada"), entry("bea", project="Zun")])
    assert key is None
    assert "pike/Zaqar/ada, pike/Zun/bea" in reason


def test_a_text_used_again_in_many_cycles_still_finds_its_own() -> None:
    cycles = ["kilo", "liberty", "mitaka", "newton", "ocata", "queens", "rocky", "stein", "pike"]
    files = [entry("nokonk", cycle=cycle) for cycle in cycles]
    assert found(finding(known=replace(NADIA, project=None)), files)[0] == "pike/Zaqar/nokonk"


def test_a_doubtful_post_needs_words_beside_the_name() -> None:
    assert found(finding(words=OTHER_WORDS, verdict="review"), [entry()])[0] is None
    assert found(finding(verdict="review"), [entry()])[0] == "pike/Zaqar/Nadia_Okonkwo"


class TestDecided:
    def test_the_file_of_the_person_named(self) -> None:
        post = finding(known=replace(NOBODY, cycle="pike", project="zaqar", person="ada"), rule=RULE)
        assert found(post, [entry("ada", OTHER_WORDS), entry("bea")])[0] == "pike/Zaqar/ada"

    def test_words_do_not_outweigh_it(self) -> None:
        assert found(finding(known=OLE, rule=RULE), [entry()])[0] is None
