"""What takes long to make, kept from one process to the next where Python keeps compiled modules.

It may be deleted at any time. Whatever is wrong with it costs the time to make it anew, and nothing else.
"""

import sys
from contextlib import suppress
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from scraper.files import read_file, sha256, write_atomic

_LARGEST: Final = 16 << 20  # bytes
T = TypeVar("T")


class File(msgspec.Struct):
    """`source` tells what it was made of, `checksum` is the SHA-256 of the bytes of `made`."""

    source: str
    checksum: str
    made: msgspec.Raw


def place(spec: ModuleSpec | None, ending: str) -> Path | None:
    """Beside a module as compiled; None where Python keeps none of it."""
    return Path(spec.cached).with_suffix(f".{ending}") if spec and spec.cached else None


def read(path: Path | None, source: str, shape: type[T]) -> T | None:
    """What was kept, where it was made of this source and is whole."""
    with suppress(OSError, ValueError):  # there is none yet, or it is damaged
        file = msgspec.msgpack.decode(read_file(path, _LARGEST, follow=True) if path else b"", type=File)
        if (file.source, file.checksum) == (source, sha256(bytes(file.made))):
            return msgspec.msgpack.decode(file.made, type=shape)
    return None


def write(path: Path | None, source: str, made: object) -> None:
    """Keeps it, unless Python is told to write no compiled modules, or cannot."""
    if path is None or sys.dont_write_bytecode:
        return
    encoded = msgspec.msgpack.encode(made)
    with suppress(OSError):
        write_atomic(path, msgspec.msgpack.encode(File(source, sha256(encoded), msgspec.Raw(encoded))))
