"""The cache of an archive as somebody may have changed it."""

import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgpack
from isal import isal_zlib

from importers.archive.cache import NAME

LIE = 1000  # posts more than a file has


def rewritten(data: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def change(place: Path) -> None:
        path = place / "archive" / NAME
        path.write_bytes(data(path.read_bytes()))

    return change


def with_checksum(data: bytes) -> bytes:
    return data + hashlib.sha256(data).digest()


def forged(data: bytes, change: Callable[[bytes], bytes] = bytes, program: str = "") -> bytes:
    """The cache with other answers, each below its digest, and the checksum that belongs to them."""
    named, answers = msgpack.unpackb(data[:-32])
    answers = {key: answer[:32] + change(answer[32:]) for key, answer in answers.items()}
    return with_checksum(msgpack.packb([program or named, answers]))


def short_keys(data: bytes) -> bytes:
    """The same with many answers in little room."""
    program, _ = msgpack.unpackb(data[:-32])
    return with_checksum(msgpack.packb([program, {bytes([each]): b"" for each in range(256)}]))


def nothings(data: bytes) -> bytes:
    """The same with four million nothings in place of an answer."""
    program, _ = msgpack.unpackb(data[:-32])
    head = msgpack.packb([program, {b"k" * 32: None}])[:-1]
    return with_checksum(head + b"\xdd" + (1 << 22).to_bytes(4, "big") + b"\xc0" * (1 << 22))


def with_found(data: bytes, change: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    """The same with what each answer says changed, none of it packed."""

    def changed(found: bytes) -> bytes:
        text = zlib.decompress(found) if found.startswith(b"x") else found
        return json.dumps(change(json.loads(text))).encode()

    return forged(data, changed)


def lying(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"posts": each.get("posts", 0) + LIE}


def remembering(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"remarks": ["remembered"]}


def bombs(data: bytes) -> bytes:
    """Each answer a gibibyte of blanks."""
    packer = isal_zlib.compressobj(1)
    bomb = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(1 << 10)) + packer.flush()
    return forged(data, lambda found: bomb)
