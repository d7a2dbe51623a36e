"""Word lists for telling people from what is none, and for naming them anew; read from `data/pseudonyms.yaml`."""

from functools import cache
from importlib.resources import files

import msgspec
import yaml


class NameLists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First names and the three parts of last names, in the file's order; all other words in lower case."""

    first: tuple[str, ...]
    head: tuple[str, ...]
    middle: tuple[str, ...]
    end: tuple[str, ...]
    ordinary: frozenset[str]
    offices: frozenset[str]
    calendar: frozenset[str]
    anybody: frozenset[str]
    pages: frozenset[str]


@cache
def name_lists() -> NameLists:
    """The lists, read once."""
    text = (files("importers.site") / "pseudonyms.yaml").read_text(encoding="utf-8")
    return msgspec.convert({key: words.split() for key, words in yaml.safe_load(text).items()}, NameLists)
