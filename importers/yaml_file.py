"""YAML within bounds, and with the line of every key, so that a complaint can say where; duplicate keys are refused.

Bounds are checked on a text's events before anything is built from it. libyaml's loader recurses without a guard
and ends the process on deep nesting; merges (`<<`) copy what they name, so a few hundred bytes can ask for more
memory than there is; and a plain value may be a number in base 60, which takes quadratic time.
"""

import errno
import re
from pathlib import Path
from typing import Any, Final, Literal, NoReturn, TypeVar, get_args, get_origin

import msgspec
import yaml

from scraper.files import read_file, shown
from scraper.model import UserError

Keys = tuple[str, ...]
S = TypeVar("S", bound=msgspec.Struct)

MAX_BYTES: Final = 1 << 20
_TEXT: Final = "tag:yaml.org,2002:str"
_MERGE_TAG: Final = "tag:yaml.org,2002:merge"
LOADER: Final = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
NESTING: Final = 20
MERGED: Final = 10_000
PLAIN: Final = 4_000
_MERGE: Final = "<<"
_NESTED: Final = f"nested deeper than {NESTING} levels"
# What msgspec says of a value that does not fit.
_WHERE: Final = re.compile(r" - at `\$\.?([^`]*)`$")
_STEP: Final = re.compile(r"[^.\[\]]+")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(.*)`")
_TYPES: Final = re.compile(r"`([a-z]+)(?: \| null)?`")
_WORDS: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
    "date": "a date",
    "datetime": "a date",
}


class Document:
    """One YAML file: its `content`, and `fail`, which complains about a key in one line.

    `unread` is the exit code where there is no file to read, or the machine does not let us; what it says ends in 2.
    """

    def __init__(self, path: Path, *, unread: int = 2) -> None:
        self.path = path
        self._unread = unread
        self._lines: dict[Keys, int] = {}
        text = self._text()
        try:
            if why := unfit(text):
                self._stop("", why)
            root = yaml.compose(text, Loader=LOADER)
            if root is not None:
                self._number_lines(root)
            self.content: Any = yaml.load(text, Loader=LOADER)  # noqa: S506  both loaders are safe ones
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._stop(f":{mark.line + 1}" if mark else "", f"not YAML: {error.problem or error.context}")
        except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2018-99-99
            self._stop("", f"not YAML: {error}")

    def fail(self, keys: Keys, complaint: str) -> NoReturn:
        """UserError with exit code 2, naming the file, the nearest known line and the dotted key."""
        known = next((keys[:n] for n in range(len(keys), 0, -1) if keys[:n] in self._lines), ())
        line = f":{self._lines[known]}" if known else ""
        where = f"{'.'.join(keys)}: " if keys else ""
        self._stop(line, where + complaint)

    def convert(self, value: Any, struct: type[S], place: Keys = ()) -> S:
        """The value at `place` as a struct; `fail` in the words of the file where it does not fit."""
        try:
            return msgspec.convert(value, struct)
        except msgspec.ValidationError as error:
            self._complain(str(error), struct, place)

    def _complain(self, message: str, struct: type[msgspec.Struct], place: Keys) -> NoReturn:
        """msgspec's message in the words of the file."""
        where = _WHERE.search(message)
        message = message[: where.start()] if where else message
        steps: Keys = tuple(_STEP.findall(where[1])) if where else ()
        place = (*place, *steps)
        for step in steps:  # down to the struct that holds the last of these keys
            types = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
            inner = getattr(types.get(step), "__origin__", types.get(step))
            struct = inner if isinstance(inner, type) and issubclass(inner, msgspec.Struct) else struct
        known = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
        if unknown := _UNKNOWN.fullmatch(message):
            self.fail((*place, unknown[1]), f"unknown key; allowed: {', '.join(known)}")
        if missing := _MISSING.fullmatch(message):
            self.fail((*place, missing[1]), "missing; it has no default")
        meant = known.get(steps[-1]) if steps else None
        if message.startswith("Invalid enum value"):
            given = message.removeprefix("Invalid enum value ")
            literal = meant if get_origin(meant) is Literal else getattr(meant, "__origin__", meant)
            self.fail(place, f"{given} is unknown; allowed: {', '.join(get_args(literal))}")
        words = _TYPES.sub(lambda name: _WORDS.get(name[1], name[1]), message)
        meaning = help_of(meant)
        self.fail(place, f"{words[:1].lower()}{words[1:]}{f' ({meaning})' if meaning else ''}")

    def _text(self) -> str:
        try:
            data = read_file(self.path, MAX_BYTES, follow=True)
        except FileNotFoundError:
            self._stop("", "there is no such file", self._unread)
        except OSError as error:
            if error.errno == errno.EFBIG:
                self._stop("", f"larger than {MAX_BYTES} bytes, which no configuration needs")
            self._stop("", f"cannot be read ({error.strerror})", self._unread)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._stop(f":{data.count(10, 0, error.start) + 1}", "not UTF-8")

    def _number_lines(self, root: yaml.Node) -> None:
        """Notes the line of every key and item; complains about a key that is no text or stands twice."""
        seen: set[int] = set()
        waiting: list[tuple[yaml.Node, Keys]] = [(root, ())]
        while waiting:
            node, keys = waiting.pop()
            if id(node) in seen:  # an alias leads to a node already met, perhaps to one that holds it
                continue
            seen.add(id(node))
            if isinstance(node, yaml.SequenceNode):
                for number, item in enumerate(node.value):
                    self._lines[(*keys, str(number))] = item.start_mark.line + 1
                    waiting.append((item, (*keys, str(number))))
            if not isinstance(node, yaml.MappingNode):
                continue
            mine: dict[str, int] = {}
            for key, value in node.value:
                name, line = str(key.value), key.start_mark.line + 1
                self._lines.setdefault((*keys, name), line)
                if key.tag not in (_TEXT, _MERGE_TAG):
                    self.fail((*keys, name), "YAML does not read this key as text; put it in quotes")
                if name in mine:
                    twice = f"{'.'.join((*keys, name))}: given twice, first in line {mine[name]}"
                    self._stop(f":{line}", twice)
                mine[name] = line
                waiting.append((value, (*keys, name)))

    def _stop(self, line: str, complaint: str, code: int = 2) -> NoReturn:
        raise UserError(shown(f"{self.path}{line}: {' '.join(complaint.split())}", 600), code)


def help_of(annotated: Any) -> str:
    """The description of an annotated type; empty where it has none."""
    return next((m.description for m in getattr(annotated, "__metadata__", ()) if m.description), "")


class _Open:
    """A mapping or sequence whose end has not come; `size` is how many pairs a merge of it would copy."""

    __slots__ = ("anchor", "at_key", "mapping", "merging", "size")

    def __init__(self, event: yaml.CollectionStartEvent) -> None:
        self.anchor: str | None = event.anchor
        self.mapping = isinstance(event, yaml.MappingStartEvent)
        self.at_key = self.mapping
        self.merging = False
        self.size = 0

    def holds(self, size: int, key: bool) -> int:
        """Takes the next child and says how many pairs it makes the loader copy; `key`: it reads `<<`."""
        if not self.mapping:
            self.size = min(self.size + size, MERGED + 1)
            return 0
        if self.at_key:
            self.at_key, self.merging = False, key
            return 0
        copied = size if self.merging else 0
        self.size = min(self.size + (copied or 1), MERGED + 1)
        self.at_key = True
        return copied


def unfit(text: str | bytes) -> str | None:
    """Why the text must not be loaded, in one clause, or None; yaml.YAMLError where it is no YAML."""
    try:
        return _unfit(text)
    except yaml.MarkedYAMLError as error:
        # libyaml 0.2.6 and later bound the nesting themselves, while they look ahead for the event.
        if "nesting depth" in str(error.problem):
            return _NESTED
        raise


def _unfit(text: str | bytes) -> str | None:
    opened: list[_Open] = []
    sizes: dict[str, int] = {}
    copied = 0
    for event in yaml.parse(text, Loader=LOADER):
        size, key = 0, False
        if isinstance(event, yaml.CollectionStartEvent):
            opened.append(_Open(event))
            if len(opened) > NESTING:
                return _NESTED
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            done = opened.pop()
            size = done.size
            if done.anchor:
                sizes[done.anchor] = size
        elif isinstance(event, yaml.AliasEvent):
            size = sizes.get(event.anchor or "", 0)
        elif isinstance(event, yaml.ScalarEvent):
            if event.implicit[0] and len(event.value) > PLAIN:
                return f"holds a value of more than {PLAIN} characters without quotes"
            key = event.value == _MERGE
        else:
            continue
        copied += opened[-1].holds(size, key) if opened else 0
        if copied > MERGED:
            return f"merges more than {MERGED} pairs"
    return None
