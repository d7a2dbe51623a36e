"""Posts and files of one candidacy become one record, and two candidacies never do; told from what is archived."""

from itertools import permutations
from pathlib import Path

import pytest

from tests.commands import hustings, records, reviews
from tests.letters import PLANS, post, written
from tests.repositories import Repository

NADIA = post(1)
OLE = post(2, name="Ole Brandt", address="ole@fjord.example")
BODY = NADIA.partition(b"\n\n")[2].decode()


def standing(folder: Path, *posts: bytes) -> dict[str, int]:
    """The key of each record with the number of its sources."""
    hustings("import", written(folder, "m.txt", *posts), "--archive", folder / "archive")
    return {key: len(row["sources"]) for key, row in records(folder / "archive")}


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        pytest.param([NADIA], {"pike/Zaqar/Nadia_Okonkwo": 1}, id="one post"),
        pytest.param([NADIA, NADIA], {"pike/Zaqar/Nadia_Okonkwo": 1}, id="the same bytes twice"),
        pytest.param([NADIA, post(9)], {"pike/Zaqar/Nadia_Okonkwo": 2}, id="posted again under another id"),
        pytest.param(
            [NADIA, post(9, body=BODY.replace("shorten", "halve"))],
            {"pike/Zaqar/Nadia_Okonkwo": 2},
            id="corrected",
        ),
        pytest.param(
            [NADIA, post(9, address="nadia@elsewhere.example")],
            {"pike/Zaqar/Nadia_Okonkwo": 2},
            id="from another address",
        ),
        pytest.param(
            [NADIA, OLE],
            {"pike/Zaqar/Nadia_Okonkwo": 1, "pike/Zaqar/Ole_Brandt": 1},
            id="two people for one seat",
        ),
        pytest.param(
            [NADIA, post(2, project="Heat")],
            {"pike/Zaqar/Nadia_Okonkwo": 1, "pike/Heat/Nadia_Okonkwo": 1},
            id="one person for two seats",
        ),
        pytest.param(
            [
                NADIA,
                post(
                    -3096,
                    subject="[ptl] {project} PTL candidacy for Ocata",
                    body=BODY.replace("Pike", "Ocata"),
                ),
            ],
            {"pike/Zaqar/Nadia_Okonkwo": 1, "ocata/Zaqar/Nadia_Okonkwo": 1},
            id="one person in two cycles",
        ),
    ],
)
def test_one_candidacy_is_one_record(tmp_path: Path, posts: list[bytes], expected: dict[str, int]) -> None:
    for number, order in enumerate(permutations(posts)):
        assert standing(tmp_path / str(number), *order) == expected


WORDS = BODY.replace("{project}", "Zaqar")


@pytest.mark.parametrize(
    ("path", "author", "text", "expected"),
    [
        pytest.param(
            "pike/Zaqar/nadia.txt",
            "Nadia Okonkwo <nadia@harbour.example>",
            WORDS,
            {"pike/Zaqar/nadia": 2},
            id="same words",
        ),
        pytest.param(
            "pike/Zaqar/nadia.txt",
            "Nadia Okonkwo <n@other.example>",
            "I stand for Zaqar.\n" + PLANS.format(project="the message queue"),
            {"pike/Zaqar/nadia": 2},
            id="other words, same name",
        ),
        pytest.param(
            "pike/Zaqar/nadia.txt",
            "N. O. <nadia@harbour.example>",
            "Vote for me, please.\n",
            {"pike/Zaqar/nadia": 2},
            id="same address",
        ),
        pytest.param(
            "pike/Zaqar/ole.txt",
            "Ole Brandt <ole@fjord.example>",
            "I would like to serve as PTL of Zaqar, which I have used for years in production.\n",
            {"pike/Zaqar/ole": 1, "pike/Zaqar/Nadia_Okonkwo": 1},
            id="another person's file",
        ),
        pytest.param(
            "pike/Heat/nadia.txt",
            "Nadia Okonkwo <nadia@harbour.example>",
            "I would like to serve as PTL of Heat, which I have used for years in production.\n",
            {"pike/Heat/nadia": 1, "pike/Zaqar/Nadia_Okonkwo": 1},
            id="another seat's file",
        ),
    ],
)
def test_a_post_joins_its_file_and_no_other(
    tmp_path: Path, path: str, author: str, text: str, expected: dict[str, int]
) -> None:
    repository = Repository(tmp_path / "election.git")
    repository.commit({f"candidates/{path}": text.encode()}, "Add candidacy", author=author)
    month = written(tmp_path, "m.txt", NADIA)
    for name, order in {"post": [month, repository.path], "file": [repository.path, month]}.items():
        for each in order:
            hustings("import", each, "--archive", tmp_path / name)
        assert {key: len(row["sources"]) for key, row in records(tmp_path / name)} == expected
        for _, row in records(tmp_path / name):
            if len(row["sources"]) > 1:
                assert any("same" in reason for reason in row["identified"]["reasons"])


def test_the_same_words_in_two_files_are_for_a_person(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "election.git")
    text = PLANS.format(project="it").encode()
    for name in ("ada", "bea"):
        repository.commit({f"candidates/pike/Heat/{name}.txt": text}, author=f"{name} <{name}@example.org>")
    body = f"I am a candidate for PTL of Heat in Pike.\n\n{PLANS.format(project='it')}"
    month = written(
        tmp_path, "m.txt", post(5, project="Heat", name="heatlist", address="list@x.example", body=body)
    )
    hustings("import", month, repository.path, "--archive", tmp_path / "archive")
    cited = [
        key for key, row in records(tmp_path / "archive") if any(s["kind"] == "file" for s in row["sources"])
    ]
    waiting = list(reviews(tmp_path / "archive"))
    assert cited in ([], ["pike/Heat/heatlist"])
    assert len(cited) + len(waiting) == 1
