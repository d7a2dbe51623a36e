"""What earlier imports found in files, so that the same bytes are not judged twice by the same program.

Derived from the files that were read: it may be deleted at any time, and is never the source of anything.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar

import msgspec

import importers
import scraper
from importers.model import Aside
from scraper.files import in_words, read_file, write_atomic
from scraper.strict_json import from_json

NAME: Final = ".cache.json"
LARGEST: Final = 64 << 20
_SHORT: Final = 512  # bytes, as of a file in which nobody stands
_AT_ONCE: Final = 1 << 16  # bytes that are written
# Nothing that reads or judges may use what lies there; most of it are pages.
_APART: Final = frozenset({"__pycache__", "commands", "report", "site", "web"})
T = TypeVar("T")


class _File(msgspec.Struct):
    """`checksum` is the SHA-256 of the bytes of `found`, which has what was found by the key of the file."""

    program: str
    checksum: str
    found: msgspec.Raw


class Cache:
    """What was found in each file, by a key that the caller makes of its place; `remarks` say what is wrong with it."""

    def __init__(self, folder: Path, lay_aside: Callable[[bytes], msgspec.Raw | Aside] = msgspec.Raw) -> None:
        self.remarks: list[str] = []
        self._path = folder / NAME
        self._lay_aside = lay_aside
        self._used: dict[str, msgspec.Raw | Aside] = {}
        self._held: dict[str, msgspec.Raw | Aside] = {}
        self._changed = False
        try:
            file = from_json(read_file(self._path, LARGEST), _File)
            if hashlib.sha256(file.found).hexdigest() != file.checksum:
                raise ValueError("it does not match its checksum")
            if file.program == RUNNING:
                held = from_json(file.found, dict[str, msgspec.Raw])
                self._held = {key: self._kept(bytes(found)) for key, found in held.items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            self._refuse(in_words(error, named=False))

    def get(self, key: str, shape: type[T]) -> T | None:
        """What was found under the key; the caller asks whether it was in the same bytes."""
        held = self._used.get(key) or self._held.pop(key, None)
        if held is None:
            return None
        try:
            found = from_json(_bytes(held), shape)
        except msgspec.MsgspecError as error:
            self._refuse(str(error))
            return None
        self._used[key] = held
        return found

    def put(self, key: str, found: object) -> None:
        """Keeps it for the next import, in the place of what was there."""
        # JSON has no half characters: what holds one is found anew each time.
        with suppress(UnicodeEncodeError):
            encoded = msgspec.json.encode(found)
            before = self._used.get(key)
            if not before or _bytes(before) != encoded:
                self._used[key] = self._kept(encoded)
                self._changed = True

    def write(self) -> None:
        """Writes what is new, with what other imports left as far as there is room.

        Nothing where the program was changed while it ran: nobody knows then which of the two judged.
        """
        if not self._changed or (program(_identity) != _LOADED and program() != RUNNING):
            return
        kept, room = dict[str, msgspec.Raw | Aside](), LARGEST - 1024
        for key, found in (*self._used.items(), *self._held.items()):
            size = len(key) + (found.length if isinstance(found, Aside) else len(memoryview(found))) + 6
            if size <= room:
                kept[key] = found
                room -= size
        checksum = hashlib.sha256()
        for part in _parts(kept):
            checksum.update(part)
        head = f'{{"program":"{RUNNING}","checksum":"{checksum.hexdigest()}","found":'
        try:
            write_atomic(self._path, chain([head.encode()], _parts(kept), [b"}"]))
        except OSError as error:
            self.remarks.append(f"{NAME} could not be written ({in_words(error, named=False)})")

    def _kept(self, encoded: bytes) -> msgspec.Raw | Aside:
        return self._lay_aside(encoded) if len(encoded) > _SHORT else msgspec.Raw(encoded)

    def _refuse(self, why: str) -> None:
        self._changed = True
        self._used.clear()
        self._held.clear()
        self.remarks.append(f"{NAME} was not used ({why}); it is made anew")


def _bytes(found: msgspec.Raw | Aside) -> bytes:
    return found.read() if isinstance(found, Aside) else bytes(found)


def _parts(found: Mapping[str, msgspec.Raw | Aside]) -> Iterator[bytes]:
    """A JSON object of what was found, a few answers at a time in memory: most are short, and to write each takes longer."""
    some, before = bytearray(), b"{"
    for key, each in found.items():
        some += b"%b%b:%b" % (before, msgspec.json.encode(key), _bytes(each))
        before = b","
        if len(some) > _AT_ONCE:
            yield bytes(some)
            some.clear()
    yield bytes(some) + (b"}" if found else b"{}")


def _content(path: str) -> bytes:
    return read_file(path, follow=True)


def _identity(path: str) -> bytes:
    """What changes with the content, as long as the machine runs."""
    found = os.stat(path)  # noqa: PTH116  a `Path` for each takes twice the time
    return repr((found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)).encode()


def program(of: Callable[[str], bytes] = _content) -> str:
    """A digest of all that an answer depends on beside the bytes: this program's files, Python, and the libraries.

    It is of what lies on the disk now, which an upgrade changes while the program runs.
    """
    state = hashlib.sha256(sys.version.encode())
    for place in sys.path:
        libraries: list[str] = []
        with suppress(OSError):  # an archive of modules, or no folder at all
            libraries = os.listdir(place or ".")  # noqa: PTH208  likewise
        state.update("\n".join(sorted(name for name in libraries if name.endswith("-info"))).encode())
    for package in (importers, scraper):
        root = package.__path__[0]
        for folder, below, names in os.walk(root):
            below[:] = sorted(set(below) - _APART)
            for name in sorted(names):
                state.update(f"\n{folder.removeprefix(root)}/{name}\n".encode())
                with suppress(OSError):  # an editor's link to nowhere
                    state.update(of(f"{folder}/{name}"))
    return state.hexdigest()


_LOADED: Final = program(_identity)
RUNNING: Final = program()
"""The program that runs, taken as it is loaded: a job may fetch for hours before it imports."""
