"""A copy of the index that may be shown to anybody: addresses masked, and no character that steers what shows it."""

import re
import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from importers.archive import index

_ADDRESS = re.compile(r"([\w.+-]{1,64})@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_IN_URL = re.compile(r"[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE)
# Message-IDs look like addresses, and are how posts are found.
_LEFT = ("message_id", "sha256", "url", "listed")
_TABLES = ("person", "candidacy", "source", "variant", "removed", "review", "statement")


def copy_index(archive: Path, target: Path, addresses: bool) -> None:
    """Writes the copy; with `addresses` they stay as they are."""
    with closing(index.opened(archive)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        copy.create_function(
            "fit", 1, visible if addresses else lambda text: mask(visible(text)), deterministic=True
        )
        copy.create_function("hidden", 1, hidden, deterministic=True)
        if not addresses:
            # Two addresses may have the same beginning; a page's name is one candidacy's alone.
            copy.execute("UPDATE candidacy SET key = page WHERE instr(key, '@')")
            for table, column in (("source", "url"), ("candidacy", "listed"), ("review", "urls")):
                copy.execute(f"UPDATE {table} SET {column} = hidden({column}) WHERE {column} IS NOT NULL")  # noqa: S608  ours
        for table in _TABLES:
            columns = [
                row[1] for row in copy.execute(f"PRAGMA table_info({table})") if row[2] in ("TEXT", "")
            ]
            changes = ", ".join(f'"{each}" = fit("{each}")' for each in columns if each not in _LEFT)
            copy.execute(f"UPDATE {table} SET {changes}")  # noqa: S608  the names of our own schema
        copy.commit()


def mask(text: Any) -> Any:
    """Addresses without their hosts: `somebody@…`."""
    return _ADDRESS.sub(r"\1@…", text) if isinstance(text, str) and "@" in text else text


def hidden(url: str) -> str:
    """The same address of a page, with mailboxes in it spelled by their codes (RFC 3986): it works, and names nobody."""
    return _IN_URL.sub(lambda found: "".join(f"%{each:02X}" for each in unquote(found[0]).encode()), url)


def visible(text: Any) -> Any:
    """Control characters, and those that turn the direction of writing, as their codes: ⟨U+202E⟩."""
    if not isinstance(text, str) or text.isprintable():
        return text
    return "".join(f"⟨U+{ord(each):04X}⟩" if _steers(each) else each for each in text.replace("\r\n", "\n"))


def _steers(character: str) -> bool:
    if character.isprintable() or character in "\n\t":
        return False
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cs", "Zl", "Zp", "Cn") or unicodedata.bidirectional(character) in _TURNING


_TURNING = frozenset(["LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "R", "AL", "L"])
