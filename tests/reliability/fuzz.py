"""Mutated inputs for everything that reads bytes from strangers: only declared exceptions, and no hang."""

import gzip
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.reliability.targets import LARGEST, TARGETS, Target, seeds

CASES: Final = Path(__file__).resolve().parent / "cases"
PATIENCE: Final = 5.0
LONGEST: Final = 1 << 20
LONG_SHARE: Final = 0.02
"""How many of the inputs are so long: what takes more time than its length shows itself in them."""
TOKENS: Final = (
    b"From ", b"\nFrom a@b Thu Jan  1 00:00:00 1970\n", b"\n\n", b"\r\n", b"\r", b"\0", b"\x1f\x8b\x08", b"=?utf-8?b?",
    b"?=", b"=?x?q?=FF=?=", b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n", b"--x--\n", b"Content-",
    b"Transfer-Encoding: base64\n", b"charset=utf-7", b"charset=idna", b"charset=unicode_escape", b"<", b">", b"<!--",
    b"-->", b"</pre>", b"<table>", b"<a href='", b"&#x110000;", b"&#0;", b"&amp", b"\xff\xfe", b"\xe2\x80\xae", b"> ",
    b"-- \n", b"-----BEGIN PGP SIGNED MESSAGE-----\n", b"On Mon, someone wrote:\n", b"Date: ", b"99999999999999999999",
    b"+9999", b"&a", b"*a", b"!!python/object:os.system", b"[[[[[[", b"{{{{{{", b": ", b"\t", b"User-agent: *\n",
    b"Disallow: /*$*$*$*", b"Crawl-delay: 1e999\n", b"\xed\xa0\x80", b"`\xcc\x81", b"(((((((((", b'"', b"\\",
)  # fmt: skip


@dataclass
class Result:
    """What a campaign did: `longest` in bytes, `slowest` in seconds of the processor, `failures` hold the input's hex
    and what it caused."""

    inputs: int = 0
    longest: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


def campaign(name: str, *, seed: int, inputs: int = 1_000_000_000, seconds: float = 1_000_000.0) -> Result:
    """Feed a target with mutations until one of the two bounds is met."""
    target, result, started = TARGETS[name], Result(), time.monotonic()
    for data in mutations(name, seed):
        if result.inputs >= inputs or time.monotonic() - started > seconds:
            return result
        before = time.process_time()  # what else the machine does is no flaw of a reader
        trouble = tried(target, data)
        took = time.process_time() - before
        result.inputs += 1
        result.longest = max(result.longest, len(data))
        result.slowest = max(result.slowest, took)
        if took > PATIENCE:
            trouble = f"{took:.1f} s for {len(data)} bytes"
        if trouble:
            result.failures.append(f"{trouble}: {data[:2000].hex()}")
    return result


def tried(target: Target, data: bytes) -> str | None:
    """What went wrong, in words; any exception that is not declared is what is looked for."""
    try:
        target.run(data)
    except Exception as error:
        return repr(error)[:200]
    return None


def mutations(name: str, seed: int) -> Iterator[bytes]:
    """Inputs without end: spliced, cut, repeated and sprinkled with what parsers stumble over, some a mebibyte long."""
    draw, pool = random.Random(f"{name} {seed}"), seeds(name)  # noqa: S311  inputs that can be made again
    while True:
        data = bytearray(_piece(draw, pool))
        for _ in range(draw.randint(1, 8)):
            draw.choice(_OPERATIONS)(data, draw, pool)
        data = data[:LARGEST]
        if draw.random() < LONG_SHARE and data:
            start, size = draw.randrange(len(data)), draw.choice((3, 80, LARGEST))
            data = (data + data[start : start + size] * (LONGEST // min(size, len(data) - start)))[:LONGEST]
        yield gzip.compress(bytes(data)) if name == "gzip" and draw.random() < 0.3 else bytes(data)


def _piece(draw: random.Random, pool: tuple[bytes, ...]) -> bytes:
    body = draw.choice(pool)
    size = draw.choice((200, 2_000, 20_000))
    start = draw.choice((0, draw.randrange(len(body) + 1)))
    return body[start : start + size]


def _insert(data: bytearray, draw: random.Random, pool: tuple[bytes, ...]) -> None:
    place = draw.randrange(len(data) + 1)
    data[place:place] = draw.choice(TOKENS) * draw.choice((1, 1, 1, 2, 50, 2000))


def _flip(data: bytearray, draw: random.Random, pool: tuple[bytes, ...]) -> None:
    for _ in range(draw.randint(1, 10) if data else 0):
        data[draw.randrange(len(data))] = draw.randrange(256)


def _delete(data: bytearray, draw: random.Random, pool: tuple[bytes, ...]) -> None:
    start = draw.randrange(len(data) + 1)
    del data[start : start + draw.choice((1, 10, 1000))]


def _repeat(data: bytearray, draw: random.Random, pool: tuple[bytes, ...]) -> None:
    start = draw.randrange(len(data) + 1)
    data[start:start] = bytes(data[start : start + draw.choice((1, 3, 80))]) * draw.choice((2, 30, 3000))


def _splice(data: bytearray, draw: random.Random, pool: tuple[bytes, ...]) -> None:
    place = draw.randrange(len(data) + 1)
    data[place:] = _piece(draw, pool)


_OPERATIONS: Final = (_insert, _insert, _flip, _delete, _repeat, _splice)
