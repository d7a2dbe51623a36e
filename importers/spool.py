"""What an import found, laid aside in a file until it is matched and written, so that it takes no memory."""

import os
from collections import deque
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

import msgspec
from msgspec.structs import replace

from importers.model import Facts, Resolution, Taken, Verdict
from scraper.files import TEMPORARY
from scraper.model import Origin, Page

ID_DIGITS = 16
_MOST_READ = 1024  # findings whose facts are in memory
_Said = tuple[str, tuple[Taken, ...]]
_FACTS = msgspec.msgpack.Decoder(Facts)
_WORDS: msgspec.msgpack.Decoder[_Said] = msgspec.msgpack.Decoder(_Said)
_ENCODE = msgspec.msgpack.Encoder().encode


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
        self._recent = deque["Finding"]()

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
            words = self.add(_ENCODE((facts.statement, facts.removed)))
            rest = replace(facts, statement="", removed=())
            return Finding(self.add(_ENCODE(rest)), words)
        return Finding(facts)

    def was_read(self, finding: "Finding") -> None:
        """Has the findings that were read before the last few forget their facts."""
        self._recent.append(finding)
        if len(self._recent) > _MOST_READ:
            self._recent.popleft().forget()

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

    __slots__ = ("_aside", "_known", "_words")
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
        self._aside = facts if isinstance(facts, Aside) else None
        self._known = None if isinstance(facts, Aside) else facts
        self._words = words

    def __getattr__(self, name: str) -> Any:
        return getattr(self.facts, name)

    @property
    def facts(self) -> Facts:
        """All of them at once, without the words where they lie aside: sooner read than one by one."""
        if self._known is None and self._aside:
            self._known = _FACTS.decode(self._aside.read())
            self._aside.spool.was_read(self)
        return cast(Facts, self._known)

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
        with suppress(UnicodeEncodeError):
            return Finding(self._aside.spool.add(_ENCODE(changed)) if self._aside else changed, self._words)
        return Finding(changed, self._words)

    def forget(self) -> None:
        """Reads its facts again when they are asked for next."""
        self._known = None

    @property
    def _said(self) -> _Said:
        if self._words:
            return _WORDS.decode(self._words.read())
        return self.facts.statement, self.facts.removed
