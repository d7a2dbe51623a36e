"""One post is one candidacy however often it is found; corrections and withdrawals belong to what they change."""

import re
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.commands import imported, records, reviews, snapshot
from tests.letters import PLANS, post, written
from tests.repositories import Repository

ANSWER = "In-Reply-To: <00000001@harbour.example>\n"
STANDS = "I would like to announce my candidacy for PTL of {project} in the {cycle} cycle.\n\n"
BACK = "Hello,\n\nI hereby withdraw my candidacy for PTL of Zaqar, my employer has other plans.\n\nNadia Okonkwo\n"


def body(
    project: str = "Zaqar", cycle: str = "Pike", opening: str = "Hello,", name: str = "Nadia Okonkwo"
) -> str:
    text = STANDS.format(project=project, cycle=cycle) + PLANS.format(project=project)
    return f"{opening}\n\n{text}\nThank you,\n{name}\n"


def kept(tmp_path: Path, *posts: bytes) -> dict[str, Any]:
    """The records of an archive of these posts, the same in every order and however they are divided."""
    folder = tmp_path / "in"
    for number, one in enumerate(posts):
        written(folder, f"{number}.txt", one)
    imported(tmp_path / "all", folder)
    for turn, order in enumerate(list(permutations(range(len(posts))))[:6]):
        for number in order:
            imported(tmp_path / f"by{turn}", folder / f"{number}.txt")
        assert snapshot(tmp_path / f"by{turn}") == snapshot(tmp_path / "all")
    return dict(records(tmp_path / "all"))


ELSEWHERE = "[ptl] {project} candidacy, also to this list"


@pytest.mark.parametrize(
    ("posts", "sources", "variants"),
    [
        pytest.param([post(1), post(1).replace(b"[openstack-dev]", b"[openstack]")], 2, 0, id="cross-post"),
        pytest.param([post(1), post(2, subject=ELSEWHERE)], 2, 0, id="repost under another Message-ID"),
        pytest.param(
            [post(1), post(1, subject="hello", body=body().replace("three", "four"))],
            2,
            1,
            id="same Message-ID",
        ),
        pytest.param(
            [post(1), post(2, subject="Re: a", body=body(opening="Sorry, a typo:"), extra=ANSWER)],
            2,
            1,
            id="correction in the thread",
        ),
        pytest.param(
            [post(1), post(2, address="nadia.o@elsewhere.example")],
            2,
            0,
            id="another employer, the same name",
        ),
    ],
)
def test_one_record(tmp_path: Path, posts: list[bytes], sources: int, variants: int) -> None:
    ((key, row),) = kept(tmp_path, *posts).items()
    assert key == "pike/Zaqar/Nadia_Okonkwo"
    assert (len(row["sources"]), len(row["variants"])) == (sources, variants)
    assert not list(reviews(tmp_path / "all"))


@pytest.mark.parametrize(
    ("second", "key"),
    [
        pytest.param(post(2, project="Zun", body=body()), "pike/Zun/Nadia_Okonkwo", id="another project"),
        pytest.param(
            post(2, name="Nadia Other", address="no@harbour.example", body=body(name="Nadia Other")),
            "pike/Zaqar/Nadia_Other",
            id="another person of that first name",
        ),
        pytest.param(
            post(2, name="Lim Wei", address="lim@quay.example", body=body(name="Lim Wei")),
            "pike/Zaqar/Lim_Wei",
            id="another person's copy of the words",
        ),
    ],
)
def test_two_records(tmp_path: Path, second: bytes, key: str) -> None:
    assert kept(tmp_path, post(1), second).keys() == {"pike/Zaqar/Nadia_Okonkwo", key}


def test_a_correction_says_for_which_seat_the_first_text_was_meant(tmp_path: Path) -> None:
    later = post(
        2, project="Zun", body=body("Zun", opening="Oops, wrong project, this is for Zun:"), extra=ANSWER
    )
    ((key, row),) = kept(tmp_path, post(1), later).items()
    assert key == "pike/Zun/Nadia_Okonkwo"
    assert any("corrected by <00000002@" in reason for reason in row["identified"]["reasons"])


def test_a_post_that_replaces_the_one_before_says_so_without_a_thread(tmp_path: Path) -> None:
    later = post(2, project="Zun", body=body("Zun", opening="Please ignore my previous mail."))
    other = post(3, name="Lim Wei", address="lim@quay.example", body=body(name="Lim Wei"))
    rows = kept(tmp_path, post(1), later, other)
    assert rows.keys() == {"pike/Zun/Nadia_Okonkwo", "pike/Zaqar/Lim_Wei"}
    assert len(rows["pike/Zun/Nadia_Okonkwo"]["sources"]) == 2


class TestWithdrawals:
    def test_the_record_says_when_and_by_what(self, tmp_path: Path) -> None:
        back = post(30, subject="Re: [ptl] Zaqar", body=BACK, extra=ANSWER)
        ((_, row),) = kept(tmp_path, post(1), back).items()
        assert row["withdrawn"] == {"date": "2017-01-21T15:30:00Z", "source": "<00000030@harbour.example>"}
        assert [source["message_id"] for source in row["sources"]] == [
            "<00000001@harbour.example>",
            "<00000030@harbour.example>",
        ]
        assert not row["variants"]

    def test_of_two_candidacies_the_one_in_its_thread(self, tmp_path: Path) -> None:
        other = post(2, subject="TC candidacy", body=body().replace("PTL of Zaqar", "the TC"))
        back = post(30, subject="Re: withdrawn", body=BACK.replace("PTL of Zaqar", "this"), extra=ANSWER)
        rows = kept(tmp_path, post(1), other, back)
        assert {key: bool(row["withdrawn"]) for key, row in rows.items()} == {
            "pike/TC/Nadia_Okonkwo": False,
            "pike/Zaqar/Nadia_Okonkwo": True,
        }

    @pytest.mark.parametrize(
        "posts",
        [
            pytest.param([], id="no candidacy"),
            pytest.param([post(1, name="Nadia Other", address="no@x.example")], id="another's candidacy"),
            pytest.param([post(1, project="Zun", body=body("Zun"))], id="another seat"),
        ],
    )
    def test_one_that_finds_no_candidacy_waits_for_a_person(self, tmp_path: Path, posts: list[bytes]) -> None:
        rows = kept(tmp_path, *posts, post(30, subject="Zaqar PTL withdrawal", body=BACK))
        assert not any(row["withdrawn"] for row in rows.values())
        ((_, review),) = reviews(tmp_path / "all")
        assert review["kind"] == "withdrawal"

    def test_a_file_in_git_is_marked_as_well(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path / "election.git")
        repository.commit({"candidates/pike/Zaqar/Nadia_Okonkwo.txt": body().encode()})
        back = written(tmp_path, "m.txt", post(30, subject="Zaqar PTL withdrawal", body=BACK))
        imported(tmp_path / "archive", repository.path, back)
        ((_, row),) = records(tmp_path / "archive")
        assert row["withdrawn"]["source"] == "<00000030@harbour.example>"
        before = snapshot(tmp_path / "archive")
        imported(tmp_path / "archive", repository.path)
        assert snapshot(tmp_path / "archive") == before


def test_a_copy_that_shows_less_takes_nothing_away(tmp_path: Path) -> None:
    """A page may leave out address and seconds, and would come first by its date."""
    whole = re.sub(rb"(\d\d:\d\d):\d\d", rb"\1:07", post(1))
    shown = re.sub(
        rb"\S+ at \S+ \(", b"nadi... at harbour.example (", re.sub(rb"(\d\d:\d\d):\d\d", rb"\1:00", whole)
    )
    assert shown != whole
    alone = dict(records(archive_of(tmp_path / "alone", whole)))
    [(key, record)] = kept(tmp_path / "both", whole, shown).items()
    assert list(alone) == [key]
    for field in ("name", "email", "submitted", "title", "statement"):
        assert record[field] == alone[key][field]
    assert len(record["sources"]) == 2
    assert {source["date"] for source in record["sources"]} == {record["submitted"]}


def archive_of(folder: Path, one: bytes) -> Path:
    imported(folder / "archive", written(folder, "one.txt", one))
    return folder / "archive"
