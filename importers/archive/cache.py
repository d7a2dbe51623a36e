"""What earlier imports found in files, so that the same bytes are not judged twice by the same program.

Derived from the files that were read: it may be deleted at any time, and is never the source of anything.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from isal import isal_zlib
from msgpack import Packer, Unpacker, UnpackException

import importers
import scraper
from importers.spool import Aside
from scraper.compression import INFLATE_ERROR
from scraper.files import in_words, read_file, write_atomic
from scraper.strict_json import from_json

NAME: Final = ".cache"
FORMER: Final = ".cache.json"  # as it was called once
LARGEST: Final = 64 << 20
_SHORT: Final = 512  # bytes, as of a file in which nobody stands
_OVERHEAD: Final = 39  # bytes at most, of a key and what MessagePack adds
_DIGEST: Final = 32  # bytes, of SHA-256
_AT_ONCE: Final = 1 << 16  # bytes that are written
# Nothing that reads or judges may use what lies there; most of it are pages.
_APART: Final = frozenset({"__pycache__", "commands", "report", "site", "web"})
_NONE: Final = "it holds no answers"
T = TypeVar("T")


class Cache:
    """What was found in each file, with the digest of its bytes; `remarks` say what is wrong with it.

    The key is the caller's, made of the file's place. It is in hexadecimal digits, as the digest is.
    """

    def __init__(self, folder: Path, lay_aside: Callable[[bytes], bytes | Aside] = bytes) -> None:
        self.remarks: list[str] = []
        self._path = folder / NAME
        self._lay_aside = lay_aside
        self._used: dict[bytes, bytes | Aside] = {}
        self._held: dict[bytes, bytes | Aside] = {}
        self._changed = False
        try:
            file = read_file(self._path, LARGEST)
            if hashlib.sha256(memoryview(file)[:-_DIGEST]).digest() != file[-_DIGEST:]:
                raise ValueError("it does not match its checksum")
            self._held = {key: self._kept(answer) for key, answer in _held(file)}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, UnpackException) as error:
            self._refuse(in_words(error, named=False))

    def digest(self, key: str) -> str | None:
        """That of the bytes in which something was found under the key."""
        answer = self._answer(key)
        return answer[:_DIGEST].hex() if answer else None

    def get(self, key: str, shape: type[T]) -> T | None:
        """What was found under the key; the caller asks whether it was in the same bytes."""
        answer = self._answer(key)
        if not answer:
            return None
        try:
            return from_json(_unpacked(answer[_DIGEST:]), shape)
        except (msgspec.MsgspecError, INFLATE_ERROR) as error:
            self._refuse(str(error))
            return None

    def put(self, key: str, digest: str, found: object) -> None:
        """Keeps it for the next import, in the place of what was there."""
        # JSON has no half characters: what holds one is found anew each time.
        with suppress(UnicodeEncodeError):
            encoded = msgspec.json.encode(found)
            answer = bytes.fromhex(digest) + _packed(encoded)
            if len(encoded) <= LARGEST and answer != self._answer(key):
                self._used[bytes.fromhex(key)] = self._kept(answer)
                self._changed = True

    def write(self) -> None:
        """Writes what is new, with what other imports left as far as there is room.

        Nothing where the program was changed while it ran: nobody knows then which of the two judged.
        """
        if not self._changed or (program(_identity) != _LOADED and program() != RUNNING):
            return
        kept, room = dict[bytes, bytes | Aside](), LARGEST - 1024
        for key, found in (*self._used.items(), *self._held.items()):
            size = _OVERHEAD + (found.length if isinstance(found, Aside) else len(found))
            if size <= room:
                kept[key] = found
                room -= size
        try:
            write_atomic(self._path, _parts(kept))
            self._path.with_name(FORMER).unlink(missing_ok=True)
        except OSError as error:
            self.remarks.append(f"{NAME} could not be written ({in_words(error, named=False)})")

    def _answer(self, key: str) -> bytes:
        """What is held under the key, which is used then."""
        place = bytes.fromhex(key)
        held = self._used.get(place) or self._held.pop(place, b"")
        if held:
            self._used[place] = held
        return _bytes(held)

    def _kept(self, answer: bytes) -> bytes | Aside:
        return self._lay_aside(answer) if len(answer) > _SHORT else answer

    def _refuse(self, why: str) -> None:
        self._changed = True
        self._used.clear()
        self._held.clear()
        self.remarks.append(f"{NAME} was not used ({why}); it is made anew")


def _held(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each answer with its key, one at a time in memory; none of another program."""
    # Keys and answers are bytes: what else stands there is not made.
    unpacker = Unpacker(
        BytesIO(file), read_size=_AT_ONCE, max_buffer_size=0, max_array_len=0, max_map_len=0, max_ext_len=0
    )
    if unpacker.read_array_header() != 2:
        raise ValueError(_NONE)
    if unpacker.unpack() != RUNNING:
        return
    for _ in range(unpacker.read_map_header()):
        key, answer = unpacker.unpack(), unpacker.unpack()
        if type(key) is not bytes or type(answer) is not bytes or min(len(key), len(answer)) < _DIGEST:
            raise ValueError(_NONE)  # shorter ones would be many in little room
        yield key, answer


def _packed(encoded: bytes) -> bytes:
    return isal_zlib.compress(encoded, 1) if len(encoded) > _SHORT else encoded


def _unpacked(found: bytes) -> bytes:
    """The JSON; where it is larger than any that was packed, its beginning, which is none."""
    is_packed = found.startswith(b"x")  # as zlib begins, and no JSON does
    return isal_zlib.decompressobj().decompress(found, LARGEST) if is_packed else found


def _bytes(answer: bytes | Aside) -> bytes:
    return answer.read() if isinstance(answer, Aside) else answer


def _parts(found: Mapping[bytes, bytes | Aside]) -> Iterator[bytes]:
    """MessagePack, and its checksum; a few answers at a time in memory: most are short, and to write each takes longer."""
    packer, checksum = Packer(), hashlib.sha256()
    some = bytearray(packer.pack_array_header(2) + packer.pack(RUNNING) + packer.pack_map_header(len(found)))
    for key, each in found.items():
        some += packer.pack(key) + packer.pack(_bytes(each))
        if len(some) > _AT_ONCE:
            checksum.update(some)
            yield bytes(some)
            some.clear()
    checksum.update(some)
    yield bytes(some) + checksum.digest()


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
