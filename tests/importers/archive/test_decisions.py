"""Decisions of a person: strictly read, kept without loss, applied at every import, told of when they change nothing."""

import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.archive.decisions import Decision, FieldError, checked_decision, keep_decision, read_decisions
from importers.archive.update import HEADER
from scraper.model import UserError
from tests.commands import hustings, imported, records, reviews, snapshot
from tests.letters import chat, doubtful, post, written

ID = "0123456789abcdef"
OTHER = "fedcba9876543210"


def decisions(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "decisions.yaml"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        pytest.param(f"'{ID}': reject", Decision(ID, "reject"), id="one word"),
        pytest.param(f"{ID}: {{decision: accept}}", Decision(ID, "accept"), id="accepted as found"),
        pytest.param(
            f"{ID}: {{decision: accept, cycle: 2024.1}}",
            Decision(ID, "accept", cycle="2024.1"),
            id="a cycle that YAML takes for a number",
        ),
        pytest.param(
            f"{ID}: {{decision: accept, cycle: '2023.1', project: block storage, role: ptl, note: so}}",
            Decision(ID, "accept", cycle="antelope", project="Cinder", role="PTL", note="so"),
            id="names and aliases become the archive's",
        ),
        pytest.param(
            f"{ID}: {{decision: accept, cycle: null}}", Decision(ID, "accept"), id="null says nothing"
        ),
    ],
)
def test_read(tmp_path: Path, text: str, decision: Decision) -> None:
    decisions(tmp_path, text)
    assert read_decisions(tmp_path) == {ID: decision}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}"])
def test_a_file_without_decisions_decides_nothing(tmp_path: Path, text: str) -> None:
    decisions(tmp_path, text)
    assert read_decisions(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("- reject", "decisions.yaml", id="a list"),
        pytest.param("beef: reject", "beef", id="no id"),
        pytest.param(f"{ID}: maybe", ID, id="neither accept nor reject"),
        pytest.param(f"{ID}: [reject]", ID, id="list for a decision"),
        pytest.param(f"{ID}: {{cycle: pike}}", ID, id="no decision"),
        pytest.param(f"{ID}: {{decision: accept, reason: so}}", "reason", id="unknown key"),
        pytest.param(f"{ID}: {{decision: accept, name: [Ada]}}", "name", id="wrong type"),
        pytest.param(f"{ID}: {{decision: accept, name: 5}}", "name", id="number for a name"),
        pytest.param(f"{ID}: {{decision: accept, cycle: true}}", "cycle", id="true for a cycle"),
        pytest.param(f"{ID}: {{decision: accept, cycle: pyke}}", "cycle", id="unknown cycle"),
        pytest.param(f"{ID}: {{decision: accept, role: CEO}}", "role", id="unknown role"),
        pytest.param(f"{ID}: {{decision: accept, project: ../x}}", "project", id="path for a project"),
        pytest.param(f"{ID}: {{decision: accept, person: a/b}}", "person", id="path for a person"),
        pytest.param(f"{ID}: {{decision: accept, project: Nova, role: TC}}", "project", id="two seats"),
        pytest.param(f"{ID}: {{decision: reject, cycle: pike}}", "cycle", id="rejected with a seat"),
        pytest.param(f"{ID}: reject\n{ID}: reject", ID, id="said twice"),
        pytest.param(f"{ID}: {{decision: accept", "decisions.yaml", id="not YAML"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(tmp_path: Path, text: str, key: str) -> None:
    path = decisions(tmp_path / "archive", text)
    ran = hustings("import", written(tmp_path, "one.txt", post(1)), "--archive", tmp_path / "archive")
    assert ran.code == 2
    (line,) = ran.err.splitlines()
    assert str(path) in line
    assert key in line
    assert not list(records(tmp_path / "archive"))


class TestStore:
    @pytest.mark.parametrize(
        "before",
        [
            pytest.param(None, id="no file"),
            pytest.param("# mine\n", id="comment alone"),
            pytest.param("# mine\n'fedcba9876543210': reject  # sure", id="no line end"),
        ],
    )
    def test_a_new_decision_is_added_below_what_people_wrote(
        self, tmp_path: Path, before: str | None
    ) -> None:
        if before is not None:
            decisions(tmp_path, before)
        keep_decision(tmp_path, ID, Decision(ID, "accept", name="Ada # \"Q\": 'x'", note="line\nbreak"))
        text = (tmp_path / "decisions.yaml").read_text(encoding="utf-8")
        assert text.startswith(before or "# What a person decided")
        assert read_decisions(tmp_path)[ID] == Decision(
            ID, "accept", name="Ada # \"Q\": 'x'", note="line\nbreak"
        )

    def test_a_changed_decision_leaves_its_neighbours_as_they_were(self, tmp_path: Path) -> None:
        before = f"# top\naaaaaaaaaaaaaaaa: reject\n# about it\n{ID}:\n  decision: accept\n\n# next\n'bbbbbbbbbbbbbbbb': reject\n"
        decisions(tmp_path, before)
        keep_decision(tmp_path, ID, Decision(ID, "reject"))
        text = (tmp_path / "decisions.yaml").read_text()
        assert text == before.replace(f"{ID}:\n  decision: accept", f'"{ID}":\n  decision: "reject"')

    def test_a_file_of_an_unusual_shape_is_left_alone(self, tmp_path: Path) -> None:
        before = f"{{{ID}: reject, aaaaaaaaaaaaaaaa: reject}}\n"
        path = decisions(tmp_path, before)
        with pytest.raises(UserError, match="by hand"):
            keep_decision(tmp_path, ID, Decision(ID, "accept"))
        assert path.read_text() == before


class TestImport:
    """What an import makes of decisions."""

    def waiting(self, tmp_path: Path) -> tuple[Path, str]:
        archive = tmp_path / "archive"
        imported(archive, written(tmp_path / "in", "m.txt", post(1), doubtful(), chat(9)))
        ((id_, _),) = reviews(archive)
        return archive, id_

    def test_accepted_it_is_a_record_with_the_fields_said(self, tmp_path: Path) -> None:
        archive, id_ = self.waiting(tmp_path)
        decisions(archive, f"{id_}: {{decision: accept, project: zun, note: he told me}}")
        imported(archive, tmp_path / "in")
        row = dict(records(archive))["pike/Zun/Ole_Brandt"]
        assert (row["identified"]["rule"], row["identified"]["confidence"]) == ("decided", 1.0)
        assert f"decisions.yaml accepts {id_} as project Zun: he told me" in row["identified"]["reasons"]
        assert not list(reviews(archive))

    def test_rejected_it_is_nowhere_and_not_lost(self, tmp_path: Path) -> None:
        archive, id_ = self.waiting(tmp_path)
        before = snapshot(archive)
        decisions(archive, f"'{id_}': reject")
        imported(archive, tmp_path / "in")
        assert [key for key, _ in records(archive)] == ["pike/Zaqar/Nadia_Okonkwo"]
        assert not list(reviews(archive))
        decisions(archive, "")
        imported(archive, written(tmp_path, "nothing.txt", chat(8)))
        assert snapshot(archive) == before | {"decisions.yaml": b""}

    @pytest.mark.parametrize("answer", ["reject", "{decision: accept, project: Zun, person: ole}"])
    def test_bytes_are_those_of_a_first_import_with_the_decision(self, tmp_path: Path, answer: str) -> None:
        archive, id_ = self.waiting(tmp_path)
        text = f"# by hand\n'{id_}': {answer}\n"
        for folder in (archive, tmp_path / "fresh"):
            decisions(folder, text)
            imported(folder, tmp_path / "in")
            imported(folder, tmp_path / "in", "--workers", "2")
        assert snapshot(archive) == snapshot(tmp_path / "fresh")

    def test_a_false_candidacy_is_taken_out(self, tmp_path: Path) -> None:
        archive, _ = self.waiting(tmp_path)
        ((_, row),) = records(archive)
        decisions(archive, f"'{row['sources'][0]['sha256'][:16]}': reject")
        imported(archive, tmp_path / "in")
        assert not list(records(archive))

    def test_a_seat_is_corrected(self, tmp_path: Path) -> None:
        archive, _ = self.waiting(tmp_path)
        ((_, row),) = records(archive)
        id_ = row["sources"][0]["sha256"][:16]
        decisions(archive, f"'{id_}': {{decision: accept, role: TC, cycle: ocata, name: Nadia Q. Okonkwo}}")
        imported(archive, tmp_path / "in")
        assert [key for key, _ in records(archive)] == ["ocata/TC/Nadia_Q._Okonkwo"]

    def test_the_address_of_a_sender_who_is_somebody_else_is_not_the_candidates(self, tmp_path: Path) -> None:
        archive, id_ = self.waiting(tmp_path)
        decisions(archive, f"'{id_}': {{decision: accept, project: Zun, name: Mia Moreau}}")
        imported(archive, tmp_path / "in")
        row = dict(records(archive))["pike/Zun/Mia_Moreau"]
        assert (row["name"], row["email"]) == ("Mia Moreau", None)

    def test_a_copy_on_another_list_is_decided_with_it(self, tmp_path: Path) -> None:
        archive, id_ = self.waiting(tmp_path)
        decisions(archive, f"'{id_}': reject")
        copy = doubtful().replace(b"[openstack-dev] ", b"[openstack] ")
        imported(archive, written(tmp_path / "in", "copy.txt", copy), tmp_path / "in")
        assert not list(reviews(archive))

    @pytest.mark.parametrize(
        ("id_", "answer", "why"),
        [
            pytest.param(ID, "reject", "no such post", id="post not there"),
            pytest.param(None, "accept", "by itself", id="a candidacy without it"),
        ],
    )
    def test_one_without_effect_is_told(self, tmp_path: Path, id_: str | None, answer: str, why: str) -> None:
        archive, _ = self.waiting(tmp_path)
        ((_, row),) = records(archive)
        id_ = id_ or row["sources"][0]["sha256"][:16]
        decisions(archive, f"'{id_}': {answer}")
        ran = imported(archive, tmp_path / "in")
        (line,) = [line for line in ran.err.splitlines() if "decision" in line]
        assert id_ in line
        assert why in line


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        pytest.param(f"# so\n{ID}:\n  decision: accept\n  why: so\n", 4, "why", id="unknown key"),
        pytest.param(f"{OTHER}: reject\n{ID}: perhaps\n", 2, ID, id="neither accept nor reject"),
        pytest.param(f"{ID}:\n  decision: accept\n  cycle: pyke\n", 3, "cycle", id="unknown cycle"),
        pytest.param(f"{ID}:\n  decision: accept\n  note: ' '\n", 3, "note", id="blank"),
        pytest.param(f"{ID}:\n  decision: accept\n  note: {'x' * 2001}\n", 3, "note", id="endless"),
        pytest.param(f"{ID}:\n  decision: reject\n  name: Ada\n", 3, "name", id="rejected, yet named"),
        pytest.param("1234567890123456: reject\n", 1, "quotes", id="an id that is a number to YAML"),
        pytest.param(
            f'{ID}:\n  decision: accept\n  note: "\\ud83c\\udf89"\n', 3, "not ", id="halves of a letter"
        ),
        pytest.param(f"{ID[:15]}: reject\n", 1, ID[:15], id="an id cut short"),
        pytest.param(f"{ID.upper()}: reject\n", 1, "digits", id="an id in capitals"),
        pytest.param(
            f'{ID}:\n  decision: accept\n  person: "a\\u202eb"\n', 3, "person", id="steers a terminal"
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, key: str) -> None:
    path = decisions(tmp_path, text)
    with pytest.raises(UserError) as error:
        read_decisions(path.parent)
    said = str(error.value)
    assert error.value.exit_code == 2
    assert said.startswith(f"{path}:{line}: ")
    assert key in said
    assert said.isprintable()


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(f"# mine\r\n'{OTHER}': reject\r\n\r\n# end\r\n", id="line ends of another system"),
        pytest.param(
            f"'{OTHER}':\n  decision: accept\n  note: |\n    one\n    two\n", id="a note of two lines"
        ),
        pytest.param(f"'{OTHER}': reject # why", id="no line end"),
    ],
)
def test_what_was_there_stays_byte_for_byte(tmp_path: Path, before: str) -> None:
    path = decisions(tmp_path, before)
    known = read_decisions(path.parent)
    keep_decision(tmp_path, ID, Decision(ID, "reject", note="so"))
    assert path.read_bytes().startswith(before.encode())
    assert read_decisions(path.parent) == {**known, ID: Decision(ID, "reject", note="so")}


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        pytest.param(" so ", "so", id="blanks around it"),
        pytest.param(" ", None, id="blank"),
        pytest.param("", None, id="empty"),
        pytest.param("\udcff", None, id="bytes that are not UTF-8"),
    ],
)
def test_what_comes_from_the_command_line_is_as_strictly_read(note: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(FieldError) as raised:
            checked_decision(ID, "reject", {"note": note})
        assert raised.value.field == "note"
    else:
        assert checked_decision(ID, "reject", {"note": note}).note == kept


@pytest.mark.parametrize(
    "text", [f"{ID}:\treject\n", f"{ID}:\n  decision: accept\n  cycle: ocata\t\n  project:"]
)
def test_a_file_whose_lines_cannot_be_told_apart_is_left_for_a_person(tmp_path: Path, text: str) -> None:
    path = decisions(tmp_path, text)
    assert read_decisions(path.parent).keys() == {ID}
    with pytest.raises(UserError, match="change it by hand"):
        keep_decision(tmp_path, ID, Decision(ID, "reject"))
    assert path.read_bytes() == text.encode()


def test_a_file_with_a_mistake_is_not_touched(tmp_path: Path) -> None:
    path = decisions(tmp_path, "beef: reject\n")
    with pytest.raises(UserError, match="beef"):
        keep_decision(tmp_path, ID, Decision(ID, "reject"))
    assert path.read_text() == "beef: reject\n"


@pytest.mark.parametrize(
    "note", ["one\ntwo \U0001f389", "\x1b[2J", 'quo"te \\', "so\u2028# no\x85: {", "\x00\x7f"]
)
def test_a_note_is_read_again_as_it_was_said(tmp_path: Path, note: str) -> None:
    keep_decision(tmp_path, ID, Decision(ID, "reject", note=note))
    assert read_decisions(tmp_path) == {ID: Decision(ID, "reject", note=note)}
    assert (tmp_path / "decisions.yaml").read_text(encoding="utf-8").replace("\n", "").isprintable()


@settings(max_examples=10)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_whatever_the_note_says_it_is_read_again_and_changed_in_its_place(
    note: str, chance: random.Random
) -> None:
    wanted = {f"{number:016x}": Decision(f"{number:016x}", "reject", note="plain") for number in range(3)}
    changed = Decision(chance.choice(sorted(wanted)), "reject", note=note.strip() or "-")
    with TemporaryDirectory() as name:
        for each in (*wanted.values(), changed):
            keep_decision(Path(name), each.id, each)
        assert read_decisions(Path(name)) == wanted | {changed.id: changed}


@pytest.mark.parametrize(
    ("make", "told"),
    [
        pytest.param(Path.mkdir, r"cannot be read \(is a folder\)", id="folder"),
        pytest.param(os.mkfifo, r"cannot be read \(is a FIFO\)", id="FIFO"),
        pytest.param(lambda path: path.symlink_to("nowhere"), "there is no such file", id="link to nothing"),
        pytest.param(lambda path: path.symlink_to(path.name), r"cannot be read \(is a symbolic link\)", id="link to itself"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), r"cannot be read \(is a device\)", id="link to a device"),
    ],
)  # fmt: skip
def test_what_lies_in_the_place_of_decisions_is_told_and_nothing_imported_without_them(
    tmp_path: Path, make: Callable[[Path], None], told: str
) -> None:
    archive, month = tmp_path / "archive", written(tmp_path, "m.txt", post(1))
    archive.mkdir()
    make(archive / "decisions.yaml")
    ran = hustings("import", month, "--archive", archive)
    assert (ran.code, list(records(archive))) == (1, [])
    assert re.search(rf"decisions\.yaml: {told}", ran.err), ran.err
    (archive / "archive.json").write_bytes(HEADER)
    checked = hustings("verify", archive)
    assert checked.code == 4
    assert re.search(rf"decisions\.yaml: .*{told}", checked.out), checked.out
