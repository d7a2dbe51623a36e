"""What an import found, laid aside in a file until it is matched and written, so that it takes no memory."""

import os
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec.structs import replace

from importers.model import Facts, Resolution, Taken, Verdict
from scraper.files import TEMPORARY
from scraper.model import Origin, Page

ID_DIGITS = 16
_Said = tuple[str, tuple[Taken, ...]]


class Spool:
    """A file without a name in the archive's folder, which is gone when the process is.

    Where nothing is to be written there, it lies in the system's folder for such files. What no disk has room for stays
    in memory: whether that keeps an archive from being written is told when it is.
    """

    def __init__(self, folder: Path, dry_run: bool = False) -> None:
        self._folder = folder
        self._dry_run = dry_run
        self._file: IO[bytes] | None = None
        self._end = 0
        self._full: int | None = None  # the first byte that the file does not have
        self._memory = bytearray()

    def add(self, data: bytes) -> "Aside":
        """Where the bytes lie."""
        start = self._end
        self._end += len(data)
        if self._full is None and not self._written(data):
            self._full = start
        if self._full is not None:
            self._memory += data
        return Aside(self, start, len(data))

    def read(self, start: int, length: int) -> bytes:
        """Bytes that were added."""
        if self._full is not None and start >= self._full:
            start -= self._full
            return bytes(self._memory[start : start + length])
        return os.pread(self._file.fileno(), length, start) if self._file else b""

    def lay(self, facts: Facts) -> "Finding":
        """The finding, in memory where its words hold half a character, which no file can."""
        with suppress(UnicodeEncodeError):
            words = self.add(msgspec.msgpack.encode((facts.statement, facts.removed)))
            rest = replace(facts, statement="", removed=())
            return Finding(self.add(msgspec.msgpack.encode(rest)), words)
        return Finding(facts)

    def close(self) -> None:
        """Forgets all of it."""
        if self._file:
            self._file.close()

    def _written(self, data: bytes) -> bool:
        try:
            file = self._file or self._open()
            return file.write(data) == len(data)
        except OSError:
            return False

    def _open(self) -> IO[bytes]:
        if self._dry_run:
            from tempfile import TemporaryFile  # most imports write

            self._file = TemporaryFile(buffering=0)  # noqa: SIM115  closed with the spool
        else:
            path = self._folder / f".posts{TEMPORARY}"
            self._file = path.open("x+b", buffering=0)
            path.unlink()
        return self._file


class Aside(msgspec.Struct, frozen=True, gc=False):
    """Bytes that were laid aside."""

    spool: Spool
    start: int
    length: int

    def read(self) -> bytes:
        """The bytes."""
        return self.spool.read(self.start, self.length)


class Finding:
    """A post that is or may be a candidacy, with its facts, which are read from the spool when they are asked for."""

    __slots__ = ("_facts", "_words")
    origin: Origin
    sha256: str
    message_id: str | None
    subject: str
    date: datetime | None
    verdict: Verdict
    resolution: Resolution
    page: Page | None
    also: tuple[Resolution, ...]
    answers: tuple[str, ...]
    id_hash: str | None

    def __init__(self, facts: Facts | Aside, words: Aside | None = None) -> None:
        self._facts = facts
        self._words = words

    def __getattr__(self, name: str) -> Any:
        return getattr(self.facts, name)

    @property
    def facts(self) -> Facts:
        """All of them at once, without the words where they lie aside: sooner read than one by one."""
        return self._facts if isinstance(self._facts, Facts) else _read(self._facts)

    @property
    def statement(self) -> str:
        """What the author wrote."""
        return self._said[0]

    @property
    def removed(self) -> tuple[Taken, ...]:
        """What cleaning took."""
        return self._said[1]

    @property
    def id(self) -> str:
        """What the post is called in review and in decisions."""
        return self.sha256[:ID_DIGITS]

    def with_changes(self, **fields: Any) -> "Finding":
        """The finding with other values in these fields."""
        known = self.facts
        changed = replace(known, **fields)
        if changed == known:
            return self
        if isinstance(self._facts, Facts):
            return Finding(changed)
        return Finding(self._facts.spool.add(msgspec.msgpack.encode(changed)), self._words)

    @property
    def _said(self) -> _Said:
        if self._words is None:
            return self.facts.statement, self.facts.removed
        said: _Said = msgspec.msgpack.decode(self._words.read(), type=_Said)
        return said


@lru_cache(maxsize=512)
def _read(facts: Aside) -> Facts:
    return msgspec.msgpack.decode(facts.read(), type=Facts)
