"""The posts about which a person decides, found by the beginning of an id, each with the record that it is likely for."""

from itertools import permutations
from pathlib import Path

import pytest

from importers.archive.format import Review
from importers.report.review import Records, by_prefix, waiting
from scraper.model import UserError
from tests.commands import hustings, imported, records, reviews
from tests.findings import OTHER_WORDS, WORDS, entry, review
from tests.letters import PLANS, doubtful, post, written

SAID = f"I would like to announce my candidacy for PTL of Zaqar in the Pike cycle.\n\n{PLANS.format(project='Zaqar')}"
BACK = "I hereby withdraw my candidacy for PTL of Zaqar, my employer has other plans.\n\nNadia Okonkwo\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A record of two wordings that was withdrawn, and a post that waits."""
    later = post(2, body=SAID.replace("shorten", "halve"))
    back = post(30, subject="Zaqar PTL withdrawal", body=BACK)
    month = written(tmp_path, "m.txt", post(1, body=SAID), later, back, doubtful())
    imported(tmp_path / "archive", month)
    return tmp_path / "archive"


def ids(archive: Path) -> list[str]:
    """The post, the later wording and the withdrawal of the one record."""
    ((_, row),) = records(archive)
    return [source["sha256"][:16] for source in row["sources"]]


def test_what_waits_comes_with_its_words_and_the_oldest_first(tmp_path: Path) -> None:
    month = written(tmp_path, "m.txt", doubtful(9), doubtful(4))
    imported(tmp_path / "archive", month)
    found = waiting(tmp_path / "archive")
    dates = [each.review.submitted or "" for each in found]
    assert dates == sorted(dates)
    assert all(each.state == "waiting" and each.statement.startswith("Hello,") for each in found)


def test_nothing_waits_in_an_empty_archive(tmp_path: Path) -> None:
    assert waiting(tmp_path) == []


def test_each_post_behind_a_record_has_its_own_words(archive: Path) -> None:
    first, later, back = (by_prefix(archive, each) for each in ids(archive))
    assert {each.state for each in (first, later, back)} == {"pike/Zaqar/Nadia_Okonkwo"}
    assert "to shorten the queue" in first.statement
    assert "to halve the queue" in later.statement
    assert [each.review.kind for each in (first, later, back)] == ["candidacy", "candidacy", "withdrawal"]
    assert back.statement == ""
    assert (later.review.cycle, later.review.project, later.review.person) == (
        "pike",
        "Zaqar",
        "Nadia_Okonkwo",
    )


def test_a_rejected_post_can_still_be_named(archive: Path) -> None:
    ((id_, _),) = reviews(archive)
    assert hustings("review", "reject", id_, "--archive", archive).code == 0
    assert by_prefix(archive, id_).state == "rejected"
    assert waiting(archive) == []


@pytest.mark.parametrize("start", ["{0:.4}", " {0:.6}", "{0}"])
def test_the_beginning_of_an_id_is_enough(archive: Path, start: str) -> None:
    ((id_, _),) = reviews(archive)
    assert by_prefix(archive, start.format(id_.upper())).review.id == id_


@pytest.mark.parametrize(
    ("start", "said"),
    [
        pytest.param("{0:.3}", "at least 4 digits", id="too short"),
        pytest.param("", "at least 4 digits", id="nothing"),
        pytest.param("{0}0", "no post", id="longer than an id"),
        pytest.param("zzzz", "no post", id="no such post"),
        pytest.param("zzzz\x1b[2J", "x1b", id="steers a terminal"),
    ],
)
def test_an_id_that_names_no_post_is_wrong_usage(archive: Path, start: str, said: str) -> None:
    ((id_, _),) = reviews(archive)
    with pytest.raises(UserError) as error:
        by_prefix(archive, start.format(id_))
    assert error.value.exit_code == 2
    assert said in str(error.value)
    assert str(error.value).isprintable()


def test_a_beginning_of_two_ids_names_both(archive: Path) -> None:
    ((id_, _),) = reviews(archive)
    other = f"{id_[:8]}{'0' * 8}"
    entry = (archive / "review" / f"{id_}.json").read_text()
    (archive / "review" / f"{other}.json").write_text(entry.replace(f'"{id_}"', f'"{other}"'))
    with pytest.raises(UserError, match=f"{other}.*{id_}|{id_}.*{other}"):
        by_prefix(archive, id_[:8])


def test_an_entry_that_cannot_be_read_names_the_file_and_the_way_out(archive: Path) -> None:
    (archive / "review" / "0000000000000000.json").write_text("{")
    with pytest.raises(UserError, match=r"0000000000000000\.json.*hustings verify"):
        waiting(archive)


NADIA = entry(words=OTHER_WORDS, name="Nadia Okonkwo", email="nadia@harbour.example")
OLE = entry("Ole_Brandt", WORDS, project="Zun", name="Ole Brandt")
OCATA = entry("Nadia_Okonkwo", WORDS, cycle="ocata", name="Nadia Okonkwo")


@pytest.mark.parametrize(
    ("post", "words", "expected", "why"),
    [
        pytest.param(review(cycle="pike"), WORDS, OLE.key, "100%", id="the same words"),
        pytest.param(review(cycle="ocata"), WORDS, OCATA.key, "100%", id="the same words in its own cycle"),
        pytest.param(
            review(cycle="pike", name="Nadia Okonkwo"),
            "Me too.",
            NADIA.key,
            "full name",
            id="the same person",
        ),
        pytest.param(
            review(cycle="pike", email="nadia@harbour.example", project="zaqar"),
            "",
            NADIA.key,
            "same project",
            id="the same person in that seat",
        ),
        pytest.param(
            review(cycle="pike", project="Zun"),
            "Ole stands.",
            OLE.key,
            "names them",
            id="the seat, and named",
        ),
        pytest.param(review(cycle="pike", project="Zun"), "", OLE.key, "that seat", id="the seat alone"),
        pytest.param(review(cycle="pike", name="Nadia Lund"), "", None, "", id="a first name alone"),
        pytest.param(review(cycle="stein", name="Nadia Okonkwo"), WORDS, None, "", id="another cycle"),
        pytest.param(review(), "", None, "", id="nothing known"),
    ],
)
def test_nearest(post: Review, words: str, expected: str | None, why: str) -> None:
    for order in permutations([NADIA, OLE, OCATA]):
        found = Records(order).nearest(post, words)
        assert (found.record if found else None) == expected
        assert found is None or why in found.why


def test_words_used_again_in_many_cycles_do_not_hide_the_record_of_this_one() -> None:
    cycles = ["kilo", "liberty", "mitaka", "newton", "ocata", "queens", "rocky", "stein", "pike"]
    found = Records([entry(cycle=cycle) for cycle in cycles]).nearest(review(cycle="pike"), WORDS)
    assert found is not None
    assert (found.record, found.likeness) == ("pike/Zaqar/Nadia_Okonkwo", 1.0)


def test_an_empty_archive_has_nothing_near() -> None:
    assert Records([]).nearest(review(cycle="pike", name="Nadia Okonkwo"), WORDS) is None
