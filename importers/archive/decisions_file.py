"""The file of decisions as text: strict to read, careful to change, so that what people wrote in it stays."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn, cast

import yaml

from importers.archive.decisions import NAME, Answer, Decision, valid_id
from importers.model import Role
from importers.reference.tables import load
from importers.yaml_file import Document
from scraper.errors import UserError
from scraper.files import safe_component, shown, write_atomic

_HEADER = (
    "# What a person decided about posts in review, by the post's id; `hustings review` adds to it.\n"
    "# decision: accept (with cycle, project, role, person, name where the rules are wrong) or reject; note: why.\n"
)
_TEXTS = ("cycle", "project", "role", "person", "name", "note")
_KEYS = ("decision", *_TEXTS)
_LONGEST = 2000


def read(folder: Path) -> dict[str, Decision]:
    """The decisions of an archive by id, none where it holds no file of them."""
    path = folder / NAME
    return parse(path) if path.exists() else {}


def parse(path: Path) -> dict[str, Decision]:
    """Every decision of the file; the first thing wrong is a UserError with exit code 2."""
    document = Document(path)
    content = {} if document.content is None else document.content
    if not isinstance(content, dict):
        document.fail((), "not decisions by id: each begins with an id and a colon")
    return {id_: _decision(document, id_, value) for id_, value in content.items()}


def _decision(document: Document, id_: str, value: Any) -> Decision:
    if not valid_id(id_):
        document.fail((id_,), "no id of a post: these have 16 of the digits 0-9 and a-f")
    fields = {"decision": value} if isinstance(value, str) else value
    if not isinstance(fields, dict):
        document.fail((id_,), "expected accept, reject, or a decision with its fields")
    for key in fields:
        if key not in _KEYS:
            document.fail((id_, str(key)), f"unknown key; allowed: {', '.join(_KEYS)}")
    answer = fields.get("decision")
    if answer not in ("accept", "reject"):
        where = (id_, "decision") if "decision" in fields else (id_,)
        document.fail(where, "decision must be accept or reject")
    texts = {key: _text(document, (id_, key), fields[key]) for key in _TEXTS if fields.get(key) is not None}
    if answer == "reject" and set(texts) - {"note"}:
        document.fail((id_, min(set(texts) - {"note"})), "only for accept; a rejected post has no seat")

    def fail(key: str, complaint: str) -> NoReturn:
        document.fail((id_, key), complaint)

    return checked(id_, cast(Answer, answer), texts, fail)


def _text(document: Document, keys: tuple[str, ...], value: Any) -> str:
    # `cycle: 2024.1` is a number to YAML, and meant as the name of a cycle.
    if keys[-1] == "cycle" and isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        document.fail(keys, f"expected text, got {type(value).__name__}")
    return value


def checked(id_: str, answer: Answer, texts: Mapping[str, str], fail: Any) -> Decision:
    """A decision whose cycle, role and names are sound; `fail(key, complaint)` is called for one that is not."""
    texts = {key: _sound(key, text, fail) for key, text in texts.items()}
    cycle = _cycle(texts, fail)
    role = texts.get("role", "").upper() or None
    if role not in (None, "PTL", "TC"):
        fail("role", f"{shown(texts['role'])!r} is neither PTL nor TC")
    project = texts.get("project")
    if project:
        project = load().directory(project, cycle) or project
    if project and role and (project == "TC") != (role == "TC"):
        fail("project", f"{project} does not go with role {role}")
    for key, part in (("project", project), ("person", texts.get("person"))):
        if part is not None and safe_component(part) != part:
            fail(key, f"{shown(part)!r} cannot be the name of a file: no slash, no dot or dash in front")
    return Decision(
        id=id_,
        answer=answer,
        cycle=cycle,
        project=project,
        role=cast(Role | None, role),
        person=texts.get("person"),
        name=texts.get("name"),
        note=texts.get("note"),
    )


def _sound(key: str, text: str, fail: Any) -> str:
    if not text.strip() or len(text) > _LONGEST:
        fail(key, f"expected text of 1 to {_LONGEST} characters")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        fail(key, f"{shown(text)!r} is not UTF-8")
    return text.strip()


def _cycle(texts: Mapping[str, str], fail: Any) -> str | None:
    if "cycle" not in texts:
        return None
    found = load().cycle(texts["cycle"])
    if found is None:
        fail("cycle", f"{shown(texts['cycle'])!r} is no known cycle")
    return found.name if found else None


def store(folder: Path, decision: Decision) -> None:
    """Adds the decision to the file or replaces it there; every other line stays as it is."""
    path = folder / NAME
    before = read(folder)
    # Decoded from bytes, since reading as text would change the line ends that people's editors wrote.
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else _HEADER
    lines = text.splitlines(keepends=True)
    if decision.id in before:
        try:
            first, last = _place(text, decision.id)
        except (
            yaml.YAMLError
        ) as error:  # a tab behind a colon: read by the loader, but not by the one that tells lines
            raise _unsafe(path) from error
        lines[first:last] = [_block(decision)]
    else:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.append(_block(decision))
    _replace(path, "".join(lines), {**before, decision.id: decision})


def _block(decision: Decision) -> str:
    fields = {
        "decision": decision.answer,
        **decision.seat,
        **({"note": decision.note} if decision.note else {}),
    }
    rows = [f"  {key}: {_quoted(value)}\n" for key, value in fields.items()]
    return f'"{decision.id}":\n' + "".join(rows)


def _quoted(text: str) -> str:
    """JSON strings are YAML strings, but for pairs of surrogates; no name or note can break out of its line."""
    plain = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in plain)


def _place(text: str, id_: str) -> tuple[int, int]:
    """The lines of one decision that the file holds, without comments and blank lines below it."""
    first = last = 0
    # Without a last line end, the last value would seem to end a line early.
    root = yaml.compose(f"{text}\n", Loader=yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == id_:
            first, last = key.start_mark.line, value.end_mark.line
            break
    lines = text.splitlines()
    last = min(max(last, first + 1), len(lines))
    while last - 1 > first and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    return first, last


def _says(text: str, wanted: Mapping[str, Decision]) -> bool:
    with TemporaryDirectory() as folder:
        draft = Path(folder) / NAME
        draft.write_bytes(text.encode())
        try:
            return parse(draft) == dict(wanted)
        except UserError:
            return False


def _unsafe(path: Path) -> UserError:
    return UserError(f"{path} has a shape that cannot be changed safely; change it by hand")


def _replace(path: Path, text: str, wanted: Mapping[str, Decision]) -> None:
    """Writes only what says exactly what was wanted: a file of an unusual shape is left for a person."""
    if not _says(text, wanted):
        raise _unsafe(path)
    write_atomic(path, text.encode())
