"""The file of decisions: strict to read, and what people wrote in it stays as it is."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.archive.decisions import Decision
from importers.archive.decisions_file import checked, parse, store
from scraper.errors import UserError

ID = "0123456789abcdef"
OTHER = "fedcba9876543210"


def written(folder: Path, text: str) -> Path:
    path = folder / "decisions.yaml"
    path.write_bytes(text.encode())
    return path


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
    path = written(tmp_path, text)
    with pytest.raises(UserError) as error:
        parse(path)
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
    path = written(tmp_path, before)
    known = parse(path)
    store(tmp_path, Decision(ID, "reject", note="so"))
    assert path.read_bytes().startswith(before.encode())
    assert parse(path) == {**known, ID: Decision(ID, "reject", note="so")}


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
    complaints: list[str] = []

    def fail(key: str, complaint: str) -> None:
        complaints.append(key)

    decision = checked(ID, "reject", {"note": note}, fail)
    assert complaints == ([] if kept else ["note"])
    assert kept is None or decision.note == kept


@pytest.mark.parametrize(
    "text", [f"{ID}:\treject\n", f"{ID}:\n  decision: accept\n  cycle: ocata\t\n  project:"]
)
def test_a_file_whose_lines_cannot_be_told_apart_is_left_for_a_person(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    assert parse(path).keys() == {ID}
    with pytest.raises(UserError, match="change it by hand"):
        store(tmp_path, Decision(ID, "reject"))
    assert path.read_bytes() == text.encode()


def test_a_file_with_a_mistake_is_not_touched(tmp_path: Path) -> None:
    path = written(tmp_path, "beef: reject\n")
    with pytest.raises(UserError, match="beef"):
        store(tmp_path, Decision(ID, "reject"))
    assert path.read_text() == "beef: reject\n"


@pytest.mark.parametrize(
    "note", ["one\ntwo \U0001f389", "\x1b[2J", 'quo"te \\', "so\u2028# no\x85: {", "\x00\x7f"]
)
def test_a_note_is_read_again_as_it_was_said(tmp_path: Path, note: str) -> None:
    store(tmp_path, Decision(ID, "reject", note=note))
    assert parse(tmp_path / "decisions.yaml") == {ID: Decision(ID, "reject", note=note)}
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
            store(Path(name), each)
        assert parse(Path(name) / "decisions.yaml") == wanted | {changed.id: changed}
