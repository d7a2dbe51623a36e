"""What a person decided about posts: `decisions.yaml` in the archive, read strictly and changed without loss."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from msgspec import Struct

from importers.model import Role
from importers.spool import ID_DIGITS
from scraper.files import read_file, safe_component, shown, write_atomic
from scraper.model import UserError

if TYPE_CHECKING:
    from importers.yaml_file import Document

NAME: Final = "decisions.yaml"
RULE: Final = "decided"
Answer = Literal["accept", "reject"]

_HEADER = (
    "# What a person decided about posts in review, by the post's id; `hustings review` adds to it.\n"
    "# decision: accept (with cycle, project, role, person, name where the rules are wrong) or reject; note: why.\n"
)
_SEAT = ("cycle", "project", "role", "person", "name")
_FOR_PEOPLE = ("note", "by", "at")
_TEXTS = (*_SEAT, *_FOR_PEOPLE)
_KEYS = ("decision", *_TEXTS)
_LONGEST = 2000


class FieldError(ValueError):
    """What is wrong with a field of a decision; `field` is its name."""

    def __init__(self, field: str, complaint: str) -> None:
        super().__init__(complaint)
        self.field = field


class Decision(Struct, frozen=True):
    """Accept or reject one post; a field of the seat that is None leaves what the rules found.

    `note`, `by` and `at` say why, who and when (ISO 8601) to people alone.
    """

    id: str
    answer: Answer
    cycle: str | None = None
    project: str | None = None
    role: Role | None = None
    person: str | None = None
    name: str | None = None
    note: str | None = None
    by: str | None = None
    at: str | None = None

    @property
    def fields(self) -> dict[str, str]:
        """All that was said beside the answer, in the order of the file."""
        return {each: value for each in _TEXTS if (value := getattr(self, each)) is not None}

    @property
    def seat(self) -> dict[str, str]:
        """The fields that it sets, in the order in which people say them."""
        return {each: value for each in _SEAT if (value := getattr(self, each)) is not None}


def read_decisions(folder: Path) -> dict[str, Decision]:
    """The decisions of an archive by id, none where it has no file of them.

    UserError where something else lies in its place or it cannot be read, with exit code 2 at the first thing wrong in it.
    """
    path = folder / NAME
    if not os.path.lexists(path):
        return {}
    # Most archives hold no decision: what reads YAML is loaded for those that do.
    from importers.yaml_file import Document

    document = Document(path, unread=1)
    content = {} if document.content is None else document.content
    if not isinstance(content, dict):
        document.fail((), "not decisions by id: each begins with an id and a colon")
    return {id_: _decision(document, id_, value) for id_, value in content.items()}


def _decision(document: "Document", id_: str, value: Any) -> Decision:
    if len(id_) != ID_DIGITS or not set(id_) <= set("0123456789abcdef"):
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
    texts = {key: fields[key] for key in _TEXTS if fields.get(key) is not None}
    if answer == "reject" and (seat := set(texts) & set(_SEAT)):
        document.fail((id_, min(seat)), "only for accept; a rejected post has no seat")
    try:
        return checked_decision(id_, answer, texts)
    except FieldError as error:
        document.fail((id_, error.field), str(error))


def checked_decision(id_: str, answer: Answer, values: Mapping[str, Any]) -> Decision:
    """A decision whose cycle, role and names are sound; FieldError for the first that is not."""
    from importers.reference.tables import load

    texts = {key: _text(key, value) for key, value in values.items()}
    cycle = texts.get("cycle")
    if cycle:
        found = load().cycle(cycle)
        if found is None:
            raise FieldError("cycle", f"{shown(cycle)!r} is not a known cycle")
        cycle = found.name
    role = texts.get("role", "").upper() or None
    if role not in (None, "PTL", "TC"):
        raise FieldError("role", f"{shown(texts['role'])!r} is neither PTL nor TC")
    project = texts.get("project")
    if project:
        project = load().directory(project, cycle) or project
    if project and role and (project == "TC") != (role == "TC"):
        raise FieldError("project", f"{project} does not go with role {role}")
    for key, part in (("project", project), ("person", texts.get("person"))):
        if part is not None and safe_component(part) != part:
            raise FieldError(
                key,
                f"{shown(part)!r} cannot be the name of a file: no slash, and no dot or dash at its start",
            )
    return Decision(
        id=id_,
        answer=answer,
        cycle=cycle,
        project=project,
        role=cast(Role | None, role),
        person=texts.get("person"),
        name=texts.get("name"),
        **{each: texts.get(each) for each in _FOR_PEOPLE},
    )


def _text(key: str, value: Any) -> str:
    # `cycle: 2024.1` is a number to YAML, and meant as the name of a cycle.
    if key == "cycle" and isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise FieldError(key, f"expected text, got {type(value).__name__}")
    if not value.strip() or len(value) > _LONGEST:
        raise FieldError(key, f"expected text of 1 to {_LONGEST} characters")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise FieldError(key, f"{shown(value)!r} is not UTF-8")
    return value.strip()


def keep_decision(folder: Path, id_: str, decision: Decision | None) -> None:
    """Adds the decision to the file, replaces it there, or with None removes it; every other line stays as it is.

    UserError where the file has a shape in which that cannot be done: it is left for a person.
    """
    import json  # every import reads decisions, few commands write one

    path = folder / NAME
    wanted = {**read_decisions(folder), id_: decision}
    # Decoded from bytes, since reading as text would change the line ends that people's editors wrote.
    text = read_file(path).decode("utf-8-sig") if path.exists() else _HEADER
    rows = [f'"{id_}":\n'] if decision else []
    for key, value in {"decision": decision.answer, **decision.fields}.items() if decision else ():
        # JSON strings are YAML strings, but for pairs of surrogates; no name or note can break out of its line.
        plain = json.dumps(value, ensure_ascii=False)
        escaped = (each if each.isprintable() else f"\\U{ord(each):08x}" for each in plain)
        rows.append(f"  {key}: {''.join(escaped)}\n")
    lines = text.splitlines(keepends=True)
    first, last = _place(text, id_) or (len(lines), len(lines))
    if first == len(lines) and lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    lines[first:last] = rows
    changed = "".join(lines).encode()
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        (Path(scratch) / NAME).write_bytes(changed)
        try:
            as_wanted = read_decisions(Path(scratch)) == {key: each for key, each in wanted.items() if each}
        except UserError:
            as_wanted = False
    if not as_wanted:
        raise UserError(f"{path} has a shape that cannot be changed safely; change it by hand")
    write_atomic(path, changed)


def _place(text: str, id_: str) -> tuple[int, int] | None:
    """The lines of a decision, without comments and blank lines below it; None where the file does not hold it."""
    import yaml

    try:
        # Without a last line end, the last value would seem to end a line early.
        root = yaml.compose(f"{text}\n", Loader=yaml.SafeLoader)
    except yaml.YAMLError:  # a tab behind a colon: read by the loader, but not by the one that tells lines
        return None
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    found = next(
        ((key.start_mark.line, value.end_mark.line) for key, value in pairs if key.value == id_), None
    )
    if found is None:
        return None
    lines = text.splitlines()
    first, last = found[0], min(max(found[1], found[0] + 1), len(lines))
    while last - 1 > first and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    return first, last
