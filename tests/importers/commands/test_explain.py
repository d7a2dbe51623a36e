"""`explain`: one object for every post, spans that are the body, nothing written."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.commands import MONTHS, hustings, snapshot
from tests.letters import chat, post, written

FIELDS = {
    "source",
    "message_id",
    "subject",
    "date",
    "verdict",
    "kind",
    "rule",
    "reasons",
    "confidence",
    "cycle",
    "role",
    "project",
    "name",
    "email",
    "statement",
    "spans",
}
LABELS = {"statement", "signature", "footer", "quote", "attribution", "pgp", "notice", "chrome"}
KINDS = {"candidacy", "reply", "official", "withdrawal", "not-running", "discussion", "other"}


@pytest.mark.parametrize("month", MONTHS, ids=lambda path: path.stem)
def test_every_post_has_its_object_with_the_fixed_keys(month: Path) -> None:
    ran = hustings("explain", "--json", month)
    assert (ran.code, ran.err) == (0, "")
    for row in ran.rows:
        assert set(row) >= FIELDS
        assert row["verdict"] in {"candidacy", "review", "other"}
        assert row["kind"] in KINDS
        assert row["role"] in {"PTL", "TC", None}
        assert row["rule"]
        assert row["reasons"]
        assert 0 <= row["confidence"] <= 1
        assert {span["label"] for span in row["spans"]} <= LABELS
        edges = [(span["first"], span["last"]) for span in row["spans"]]
        assert edges[0][0] == 1
        assert all(before[1] + 1 == after[0] for before, after in pairwise(edges))
        assert all(first <= last for first, last in edges)


def test_a_candidacy_is_told_with_its_seat(tmp_path: Path) -> None:
    candidacy, other = hustings("explain", "--json", written(tmp_path, "m.txt", post(1), chat(2))).rows
    told = ("verdict", "kind", "cycle", "role", "project", "name", "email", "message_id", "date", "source")
    assert [candidacy[key] for key in told] == [
        "candidacy",
        "candidacy",
        "pike",
        "PTL",
        "Zaqar",
        "Nadia Okonkwo",
        "nadia@harbour.example",
        "<00000001@harbour.example>",
        "2017-01-20T10:30:00Z",
        "m.txt",
    ]
    assert (other["verdict"], other["cycle"]) == ("other", None) or other["verdict"] == "other"


def test_people_see_candidacies_and_with_verbose_every_line(tmp_path: Path) -> None:
    month = written(tmp_path, "m.txt", post(1), chat(2))
    short, full = hustings("explain", month), hustings("explain", "--verbose", month)
    assert "pike/Zaqar/Nadia_Okonkwo" in short.out
    assert "spinning disks" not in short.out
    assert "spinning disks" in full.out
    assert "statement |" in full.out
    assert hustings("explain", "--quiet", month).out == ""


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "m.txt", post(1))
    before = snapshot(tmp_path)
    hustings("explain", "m.txt")
    assert snapshot(tmp_path) == before


def test_what_a_stranger_wrote_cannot_steer_the_terminal(tmp_path: Path) -> None:
    hostile = post(
        1,
        subject="{project} PTL candidacy \x1b]0;x\x07",
        name="N\x1b[31m",
        body="I am a candidate for PTL \x1b[2J\n",
    )
    ran = hustings("explain", "--verbose", written(tmp_path, "m.txt", hostile))
    assert ran.code == 0
    assert "\x1b" not in ran.out + ran.err
    assert "\x07" not in ran.out + ran.err
    assert "\x1b" not in hustings("explain", "--json", written(tmp_path, "m.txt", hostile)).out


def test_the_given_cycle_is_used_where_the_post_says_none(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("I would like to propose my candidacy for Zaqar PTL.\n", "utf-8")
    (row,) = hustings("explain", "--json", "--cycle", "ocata", tmp_path / "s.txt").rows
    assert row["cycle"] == "ocata"
    assert json.dumps(row["reasons"]).count("given with the command") == 1


def test_every_post_and_file_has_its_line_and_many_are_counted(tmp_path: Path) -> None:
    month, one = written(tmp_path, "m.txt", post(1), chat(2)), written(tmp_path, "c.eml", chat(3))
    ran = hustings("explain", month)
    assert ran.out.startswith("candidacy (")
    assert f"\n{month}: post 2, no candidacy: " in ran.out
    assert ran.err == "2 posts: 1 candidacy, 0 for review, 1 without a candidacy\n"
    alone = hustings("explain", one)
    assert alone.out.startswith(f"{one}: 1 post, no candidacy: ")
    assert (alone.out.count("\n"), alone.err) == (1, "")


def test_nothing_at_all_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = hustings("explain", tmp_path / "empty")
    assert (ran.code, ran.out, ran.err) == (0, "", "no posts\n")


@pytest.mark.parametrize("command", ["explain", "import"])
@pytest.mark.parametrize(
    ("path", "told"), [("gone.txt", "there is no gone.txt"), ("https://l.example/x/", "is an address")]
)
def test_what_is_not_there_is_wrong_usage_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, path: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "m.txt", post(1))
    archive = ("--archive", "new") if command == "import" else ()
    ran = hustings(command, "m.txt", path, *archive)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert not (tmp_path / "new").exists()


def test_an_import_that_found_nothing_points_to_explain(tmp_path: Path) -> None:
    one = written(tmp_path, "c.eml", chat(3))
    ran = hustings("import", one, "--archive", tmp_path / "archive")
    assert ran.code == 0
    assert ran.err.endswith(f"hustings explain {one}\n")
    assert (
        "explain"
        not in hustings("import", written(tmp_path, "m.txt", post(1)), "--archive", tmp_path / "b").err
    )


def test_an_import_without_a_named_archive_takes_the_configured_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    month = written(tmp_path, "m.txt", post(1))
    assert hustings("import", month).code == 2
    (tmp_path / "config.yaml").write_text("sources: {a: {kind: git, url: a}}\narchive: kept\n")
    assert hustings("import", month).code == 0
    assert (tmp_path / "kept" / "archive.json").is_file()


def test_a_sentence_is_quoted_as_it_was_written(tmp_path: Path) -> None:
    body = "Hi,\n\nI would like to propose my candidacy for Zaqar PTL in Pike.\n"
    ran = hustings("explain", "--json", written(tmp_path, "m.txt", post(1, body=body)))
    assert "“I would like to propose my candidacy for Zaqar PTL in Pike.”" in ran.rows[0]["reasons"][0]
