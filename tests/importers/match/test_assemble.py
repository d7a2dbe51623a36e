"""What a record says: which words are the statement, which are variants, what was taken, and from where."""

import json
from pathlib import Path

import pytest

from scraper.files import sha256
from tests.commands import hustings, records, statement
from tests.letters import PLANS, post, written
from tests.repositories import Repository

NADIA = "Nadia Okonkwo <nadia@harbour.example>"
KEY = "pike/Zaqar/Nadia_Okonkwo"
FOOTER = (
    "_" * 58
    + "\nOpenStack Development Mailing List (not for usage questions)\nUnsubscribe: x?subject:unsubscribe\n"
)


def body() -> str:
    return post(1).partition(b"\n\n")[2].decode()


def test_the_earliest_post_gives_the_statement_and_later_wordings_are_variants(tmp_path: Path) -> None:
    later = body().replace("shorten", "halve")
    hustings(
        "import", written(tmp_path, "m.txt", post(9, body=later), post(1)), "--archive", tmp_path / "archive"
    )
    ((key, row),) = records(tmp_path / "archive")
    assert statement(tmp_path / "archive", key).decode() == body()
    assert row["statement"] == {
        "bytes": len(body().encode()),
        "origin": "<00000001@harbour.example>",
        "sha256": sha256(body().encode()),
    }
    (variant,) = row["variants"]
    assert (variant["origin"], variant["text"], variant["sha256"]) == (
        "<00000009@harbour.example>",
        later,
        sha256(later.encode()),
    )
    assert 0.9 < variant["similarity"] < 1
    assert [source["message_id"] for source in row["sources"]] == [
        "<00000001@harbour.example>",
        "<00000009@harbour.example>",
    ]
    assert row["submitted"] == "2017-01-20T10:30:00Z"


@pytest.mark.parametrize("letters", range(1, 7))  # whichever of the two comes first by its digest
def test_a_copy_that_was_cut_off_gives_no_statement(tmp_path: Path, letters: int) -> None:
    cut = body()[: body().index("shorten") + letters]
    posts = written(tmp_path, "m.txt", post(1), post(1, body=cut))
    hustings("import", posts, "--archive", tmp_path / "archive")
    ((key, row),) = records(tmp_path / "archive")
    assert statement(tmp_path / "archive", key).decode() == body()
    assert [variant["text"].strip() for variant in row["variants"]] == [cut]


def test_the_same_words_in_other_white_space_are_no_variant(tmp_path: Path) -> None:
    again = body().replace("\n\n", "\n\n\n").replace(". ", ".  ")
    hustings(
        "import", written(tmp_path, "m.txt", post(1), post(9, body=again)), "--archive", tmp_path / "archive"
    )
    ((_, row),) = records(tmp_path / "archive")
    assert row["variants"] == []
    assert len(row["sources"]) == 2


def test_what_cleaning_took_is_kept_by_label_and_post(tmp_path: Path) -> None:
    raw = post(1, body=body() + "\n" + FOOTER)
    hustings("import", written(tmp_path, "m.txt", raw), "--archive", tmp_path / "archive")
    ((key, row),) = records(tmp_path / "archive")
    assert statement(tmp_path / "archive", key).decode() == body()
    taken = [part for part in row["removed"] if part["label"] == "footer"]
    assert "Unsubscribe" in "".join(part["text"] for part in taken)
    assert {part["post"] for part in taken} == {row["sources"][0]["sha256"]}


def test_git_gives_the_statement_and_the_post_a_variant(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "election.git")
    text = ("I stand for Zaqar.\n\n" + PLANS.format(project="Zaqar")).encode()
    commit = repository.commit({"candidates/pike/Zaqar/nadia.txt": text}, "Add Nadia", author=NADIA)
    hustings(
        "import", written(tmp_path, "m.txt", post(1)), repository.path, "--archive", tmp_path / "archive"
    )
    ((key, row),) = records(tmp_path / "archive")
    assert (key, statement(tmp_path / "archive", key)) == ("pike/Zaqar/nadia", text)
    assert row["statement"]["origin"] == "git candidates/pike/Zaqar/nadia.txt"
    assert [variant["text"] for variant in row["variants"]] == [body()]
    assert {source["kind"] for source in row["sources"]} == {"file", "git"}
    assert [source["commit"] for source in row["sources"] if source["kind"] == "git"] == [commit]
    assert row["title"] == "Add Nadia"
    assert row["submitted"] == min(source["date"] for source in row["sources"])


def test_edits_a_removal_and_a_return_are_told(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "election.git")
    path = "candidates/pike/Zaqar/nadia.txt"
    repository.commit({path: b"First words of a plan.\n"}, author=NADIA)
    repository.commit({path: b"Second words of a plan.\n"}, author=NADIA)
    hustings("import", repository.path, "--archive", tmp_path / "archive")
    ((_, row),) = records(tmp_path / "archive")
    assert [source["change"] for source in row["sources"]] == ["added", "edited"]
    assert [variant["text"] for variant in row["variants"]] == ["First words of a plan.\n"]
    repository.commit({path: None}, author=NADIA)
    hustings("import", repository.path, "--archive", tmp_path / "archive")
    ((key, row),) = records(tmp_path / "archive")
    assert row["withdrawn"]["source"].endswith(path)
    assert statement(tmp_path / "archive", key) == b"Second words of a plan.\n"


def test_an_older_copy_of_the_repository_takes_nothing_back(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "election.git")
    repository.commit({"candidates/pike/Zaqar/nadia.txt": b"Words of a plan.\n"}, author=NADIA)
    older = tmp_path / "older.bundle"
    repository.git("bundle", "create", "--quiet", str(older), "master")
    repository.commit({"candidates/pike/Heat/ole.txt": b"Other words.\n"}, author="Ole <ole@fjord.example>")
    hustings("import", repository.path, "--archive", tmp_path / "archive")
    hustings("import", older, "--archive", tmp_path / "archive")
    assert [key for key, _ in records(tmp_path / "archive")] == ["pike/Heat/ole", "pike/Zaqar/nadia"]


def test_every_reason_is_for_a_reader(tmp_path: Path) -> None:
    hustings("import", written(tmp_path, "m.txt", post(1)), "--archive", tmp_path / "archive")
    ((key, row),) = records(tmp_path / "archive")
    assert key == KEY
    reasons = json.dumps(row["identified"]["reasons"])
    assert row["identified"]["rule"]
    assert 0 < row["identified"]["confidence"] <= 1
    assert "Pike" in reasons
    assert "PTL" in reasons
