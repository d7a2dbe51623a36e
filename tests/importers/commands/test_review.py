"""`hustings review`: what a person sees, and what becomes of the answer."""

import re
import shlex
from pathlib import Path

import pytest

from tests.commands import Ran, hustings, imported, records, reviews, snapshot, statement
from tests.letters import doubtful, post, written


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    imported(folder, written(tmp_path / "in", "m.txt", post(1), doubtful()))
    return folder


@pytest.fixture
def waiting(archive: Path) -> str:
    ((id_, _),) = reviews(archive)
    return id_


def review(archive: Path, *arguments: object) -> Ran:
    ran = hustings("review", *arguments, "--archive", archive)
    checked = hustings("verify", archive)
    assert (checked.code, checked.out) == (0, "")
    return ran


def test_without_a_command_it_lists(archive: Path, waiting: str) -> None:
    listed = review(archive, "list")
    assert listed.code == 0
    assert hustings("review", "--archive", archive).out == listed.out
    for part in (waiting, "Ole Brandt", "project not known", f"hustings review accept {waiting}"):
        assert part in listed.out


def test_options_before_the_command_count(archive: Path, waiting: str) -> None:
    assert hustings("review", "--archive", archive, "--json", "list").rows[0]["id"] == waiting


def test_the_whole_statement_is_shown(archive: Path, waiting: str) -> None:
    shown = review(archive, "show", waiting[:6])
    assert "  | for two years and would be glad to give the others a rest." in shown.out.splitlines()


def test_json_holds_all_that_is_shown(archive: Path, waiting: str) -> None:
    (row,) = review(archive, "list", "--json").rows
    assert (row["id"], row["state"], row["cycle"], row["person"]) == (
        waiting,
        "waiting",
        "pike",
        "Ole_Brandt",
    )
    assert row["accept"].startswith(f"hustings review accept {waiting} --project ")
    assert row["statement"].startswith("Hello,")


def test_the_printed_command_for_the_likely_record_puts_the_post_there(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    text = post(1).decode().split("\n\n", 1)[1].replace("Zaqar in the Pike cycle", "us in the Pike cycle")
    copy = post(
        2, name="nokonk", address="n@other.example", subject="a candidacy", body=text[: len(text) // 2]
    )
    imported(folder, written(tmp_path / "in", "m.txt", post(1), copy))
    (row,) = review(folder, "list", "--json").rows
    assert row["likely"]["record"] == "pike/Zaqar/Nadia_Okonkwo"
    command = shlex.split(row["accept_as_likely"] or row["accept"])
    assert command[:2] == ["hustings", "review"]
    assert hustings(*command[1:]).code == 0
    ((_, record),) = records(folder)
    assert len(record["sources"]) == 2


def test_accepting_writes_the_decision_and_the_record_at_once(archive: Path, waiting: str) -> None:
    ran = review(archive, "accept", waiting[:8], "--project", "zun", "--note", "asked him")
    assert ran.code == 0
    assert [key for key, _ in records(archive)] == ["pike/Zaqar/Nadia_Okonkwo", "pike/Zun/Ole_Brandt"]
    assert not list(reviews(archive))
    assert (
        f'"{waiting}":\n  decision: "accept"\n  project: "Zun"\n' in (archive / "decisions.yaml").read_text()
    )


def test_it_holds_in_every_later_import(archive: Path, waiting: str, tmp_path: Path) -> None:
    review(archive, "accept", waiting, "--project", "zun")
    after = snapshot(archive)
    imported(archive, tmp_path / "in")
    assert snapshot(archive) == after


def test_rejecting_and_taking_it_back(archive: Path, waiting: str) -> None:
    before = snapshot(archive)
    assert review(archive, "reject", waiting, "--note", "a joke").code == 0
    assert not list(reviews(archive))
    shown = review(archive, "show", waiting)
    assert "rejected" in shown.out
    assert review(archive, "accept", waiting, "--project", "zun").code == 0
    assert len(list(records(archive))) == 2
    (archive / "decisions.yaml").unlink()
    imported(archive, written(archive.parent / "other", "m.txt", post(1)))
    assert {path for path in before if path.startswith(("candidates", "review"))} == {
        path for path in snapshot(archive) if path.startswith(("candidates", "review"))
    }


def test_a_record_can_be_rejected_by_the_id_of_its_post(archive: Path) -> None:
    ((_, row),) = records(archive)
    assert review(archive, "reject", row["sources"][0]["sha256"][:16]).code == 0
    assert not list(records(archive))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        pytest.param(["accept", "{id}"], "--project", id="project not known"),
        pytest.param(["accept", "{id}", "--project", "x/y"], "--project", id="path"),
        pytest.param(["accept", "{id}", "--cycle", "pyke"], "--cycle", id="no such cycle"),
        pytest.param(["accept", "{id}", "--role", "TC", "--project", "Nova"], "--project", id="two seats"),
        pytest.param(["reject", "ffffffffffffffff"], "ffffffffffffffff", id="no such post"),
        pytest.param(["reject", "0"], "4 digits", id="too short"),
        pytest.param(["show", "zz\x1b[31mzz"], "\\x1b", id="escape sequence"),
    ],
)
def test_wrong_answers_change_nothing(archive: Path, waiting: str, arguments: list[str], word: str) -> None:
    before = snapshot(archive)
    ran = review(archive, *(argument.replace("{id}", waiting) for argument in arguments))
    assert ran.code == 2
    assert word in ran.err
    assert snapshot(archive) == before


def test_no_archive_is_wrong_usage(tmp_path: Path) -> None:
    ran = hustings("review", "list", "--archive", tmp_path)
    assert (ran.code, ran.out) == (2, "")


def test_the_configured_archive_is_the_default(
    archive: Path, waiting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(archive.parent)
    assert waiting in hustings("review").out
    moved = archive.rename(archive.with_name("kept"))
    text = "sources: {a: {kind: pipermail, url: 'http://127.0.0.1/a/'}}\narchive: kept\n"
    (archive.parent / "config.yaml").write_text(text)
    assert moved.is_dir()
    assert waiting in hustings("review").out


def test_a_post_is_put_to_a_record_whose_name_is_one_word(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    first = post(1, name="Wei", address="wei@quay.example")
    second = doubtful().replace(b"(Ole Brandt)", b"(Wei)").replace(b"Ole Brandt\n", b"Wei\n")
    imported(folder, written(tmp_path / "in", "m.txt", first, second))
    ((key, _),) = records(folder)
    ((id_, _),) = reviews(folder)
    cycle, project, person = key.split("/")
    ran = review(folder, "accept", id_, "--cycle", cycle, "--project", project, "--person", person)
    assert ran.code == 0
    ((_, record),) = records(folder)
    assert len(record["sources"]) == 2
    assert not list(reviews(folder))


def test_accepting_again_adds_to_what_was_said_before(archive: Path, waiting: str) -> None:
    review(archive, "accept", waiting, "--project", "zun", "--name", "Ole Brandt-Lund")
    assert review(archive, "accept", waiting, "--note", "asked him").code == 0
    said = (archive / "decisions.yaml").read_text("utf-8").partition(f'"{waiting}":\n')[2]
    assert said == '  decision: "accept"\n  project: "Zun"\n  name: "Ole Brandt-Lund"\n  note: "asked him"\n'
    assert [key for key, _ in records(archive)] == ["pike/Zaqar/Nadia_Okonkwo", "pike/Zun/Ole_Brandt-Lund"]


@pytest.mark.parametrize("answer", [["accept", "--project", "zun"], ["reject"]], ids=["accepted", "rejected"])
def test_undo_takes_a_decision_back_as_the_printed_command_says(
    archive: Path, waiting: str, answer: list[str]
) -> None:
    before = snapshot(archive)
    assert review(archive, answer[0], waiting, *answer[1:]).code == 0
    (row,) = review(archive, "show", waiting, "--json").rows
    assert row["decision"]["answer"] == answer[0]
    assert (row["reject"] is None) == (answer[0] == "reject")
    assert hustings(*shlex.split(row["undo"])[1:]).code == 0
    after = snapshot(archive)
    assert b"decision:" not in after.pop("decisions.yaml").partition(b"note: why.\n")[2]
    assert after == before
    again = review(archive, "undo", waiting)
    assert again.code == 2
    assert f"nothing was decided about {waiting}" in again.err


def test_a_decision_says_who_and_when_if_asked(archive: Path, waiting: str) -> None:
    review(archive, "reject", waiting, "--by", "Ada\x1b")
    said = (archive / "decisions.yaml").read_text("utf-8")
    assert re.search(r'  by: "Ada\\u001b"\n  at: "20[0-9-]{8}T[0-9:]{8}Z"\n', said)
    assert "decided: reject (by Ada\\x1b, at 20" in review(archive, "show", waiting).out


def test_accepting_a_forwarded_candidacy_takes_the_forwarded_text_and_asks_for_the_person(
    tmp_path: Path,
) -> None:
    text = "I would like to announce my candidacy for PTL of Zaqar in the Pike cycle.\n\nAda Byron\n"
    quoted = "".join(f"> {line}\n" for line in text.splitlines())
    body = f"On behalf of Ada, whose mail bounced:\n\nOn 20/01/17 10:00, Ada Byron wrote:\n{quoted}"
    folder = tmp_path / "archive"
    imported(
        folder, written(tmp_path / "in", "m.txt", post(1, subject="Fwd: [zaqar] PTL candidacy", body=body))
    )
    ((id_, _),) = reviews(folder)
    assert (
        "  | I would like to announce my candidacy for PTL of Zaqar in the Pike cycle."
        in review(folder, "show", id_).out.splitlines()
    )
    refused = review(folder, "accept", id_)
    assert refused.code == 2
    assert "person not known; say it with --person" in refused.err
    assert review(folder, "accept", id_, "--name", "Ada Byron").code == 0
    ((key, record),) = records(folder)
    assert (key, record["name"], record["email"]) == ("pike/Zaqar/Ada_Byron", "Ada Byron", None)
    assert statement(folder, key).decode() == text
