"""A post in review as a person sees it: commands that can be pasted, and nothing that steers a terminal."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from importers.report.review import Likely, Post, commands, post_lines, post_row
from tests.findings import review

ID = "0123456789abcdef"
PLACED: dict[str, Any] = {"cycle": "pike", "project": "Zun", "person": "Ole_Brandt"}
LIKELY = Likely("pike/Release cycle management/O'Hara", "stands for that seat", 0.5)
STEER = "\x1b]0;owned\x07\u202e\x9b2J\r"


def post(
    likely: Likely | None = None, words: str = "I stand.\n", state: str = "waiting", **known: object
) -> Post:
    return Post(review(**known), words, state, likely)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(post(**PLACED), [], id="all known"),
        pytest.param(
            post(cycle="pike"), ["--project", "PROJECT", "--person", "PERSON"], id="to be filled in"
        ),
        pytest.param(
            post(LIKELY, cycle="pike"),
            ["--project", "Release cycle management", "--person", "O'Hara"],
            id="blanks and quotes",
        ),
    ],
)
def test_accepting_asks_only_for_what_is_not_known(shown: Post, expected: list[str]) -> None:
    assert shlex.split(commands(shown)["accept"] or "") == ["hustings", "review", "accept", ID, *expected]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(post(), None, id="nothing likely"),
        pytest.param(post(LIKELY, cycle="pike"), None, id="gets there by itself"),
        pytest.param(
            post(LIKELY, **PLACED),
            ["--project", "Release cycle management", "--person", "O'Hara"],
            id="stands elsewhere",
        ),
        pytest.param(
            post(LIKELY, **(PLACED | {"kind": "withdrawal"})), None, id="a withdrawal is put nowhere"
        ),
    ],
)
def test_the_command_for_the_likely_record(shown: Post, expected: list[str] | None) -> None:
    command = commands(shown)["accept_as_likely"]
    assert (shlex.split(command)[4:] if command else None) == expected


@pytest.mark.parametrize("folder", ["my archive", "it's; rm -rf x", "$(id)"])
def test_every_command_can_be_pasted_and_names_the_archive(folder: str) -> None:
    lines = [line for line in post_lines(post(LIKELY, **PLACED), Path(folder)) if " hustings review" in line]
    commands = [shlex.split(line) for line in lines]
    assert [command[:4] for command in commands] == [
        ["hustings", "review", answer, ID] for answer in ("accept", "accept", "reject")
    ]
    assert all(command[-2:] == ["--archive", folder] for command in commands)
    assert not any("--archive" in line for line in post_lines(post(), None))


@pytest.mark.parametrize("whole", [False, True], ids=["short_lines", "long_lines"])
def test_nothing_in_a_post_steers_the_terminal(whole: bool) -> None:
    fields = dict.fromkeys(("title", "name", "project", "submitted", "cycle", "person"), STEER)
    shown = post(Likely("pike/Zun/ole", STEER, 0.5), f"{STEER}\n" * 9, STEER, **fields, reasons=[STEER])
    assert all(line.isprintable() for line in post_lines(shown, None, whole=whole))


def test_a_long_post_is_cut_and_says_where_the_rest_is() -> None:
    shown = post(words="\n\n".join(f"line {number}" for number in range(9)), reasons=["why"] * 9)
    text = "\n".join(post_lines(shown, None))
    assert f"6 more lines: hustings review show {ID}" in text
    assert text.count("  - why") == 3
    whole = "\n".join(post_lines(shown, None, whole=True))
    assert "line 8" in whole
    assert whole.count("  - why") == 9


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        pytest.param(post(), "becomes a new one", id="a post that waits"),
        pytest.param(post(kind="withdrawal"), "no record is known", id="a withdrawal that waits"),
        pytest.param(post(LIKELY), "likely pike/Release cycle management/O'Hara", id="a likely record"),
    ],
)
def test_what_would_become_of_it(shown: Post, said: str) -> None:
    assert said in "\n".join(post_lines(shown, None))


def test_json_holds_the_commands_and_the_whole_statement() -> None:
    row = json.loads(json.dumps(post_row(post(LIKELY, "one\n" * 50, **PLACED))))
    assert (row["statement"], row["state"], row["likely"]["record"]) == (
        "one\n" * 50,
        "waiting",
        LIKELY.record,
    )
    assert row["reject"] == commands(post())["reject"]
    assert row["accept"] == f"hustings review accept {ID}"
    assert row["accept_as_likely"].startswith(row["accept"])


def test_json_names_the_archive_in_every_command() -> None:
    row = post_row(post(LIKELY, **PLACED), Path("my archive"))
    for key in ("accept", "accept_as_likely", "reject"):
        assert shlex.split(row[key])[-2:] == ["--archive", "my archive"]
