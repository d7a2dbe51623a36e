"""Bounds on foreign YAML, checked on its events before anything is built from it.

libyaml's loader recurses without a guard and ends the process on deep nesting; merges (`<<`) copy what they
name, so a few hundred bytes can ask for more memory than there is; and a plain value may be a number in base
60, which takes quadratic time.
"""

from typing import Final

import yaml

LOADER: Final = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
NESTING: Final = 20
MERGED: Final = 10_000
PLAIN: Final = 4_000
_MERGE: Final = "<<"
_NESTED: Final = f"nested deeper than {NESTING} levels"


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
