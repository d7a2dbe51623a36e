"""Mutated inputs for everything that reads bytes from strangers: only declared exceptions, and no hang."""

import gzip
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from importers import config
from scraper import mbox
from scraper.clean import clean, statement
from scraper.decode import decode
from scraper.errors import UserError
from scraper.files import GzipError, gunzip
from scraper.model import body_lines
from scraper.pages import PageError, read
from scraper.pages.mhonarc_index import read_list
from scraper.pages.pipermail_index import read_month
from scraper.plausible import ImplausibleError, month_check
from scraper.robots import Robots
from scraper.sources.pipermail import read_index_page

ROOT: Final = Path(__file__).resolve().parents[2]
CASES: Final = Path(__file__).resolve().parent / "cases"
LARGEST: Final = 1 << 16
PATIENCE: Final = 5.0
URL: Final = "https://lists.example.org/pipermail/talk/"
TOKENS: Final = (
    b"From ", b"\nFrom a@b Thu Jan  1 00:00:00 1970\n", b"\n\n", b"\r\n", b"\r", b"\0", b"\x1f\x8b\x08", b"=?utf-8?b?",
    b"?=", b"=?x?q?=FF=?=", b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n", b"--x--\n", b"Content-",
    b"Transfer-Encoding: base64\n", b"charset=utf-7", b"charset=idna", b"charset=unicode_escape", b"<", b">", b"<!--",
    b"-->", b"</pre>", b"<table>", b"<a href='", b"&#x110000;", b"&#0;", b"&amp", b"\xff\xfe", b"\xe2\x80\xae", b"> ",
    b"-- \n", b"-----BEGIN PGP SIGNED MESSAGE-----\n", b"On Mon, someone wrote:\n", b"Date: ", b"99999999999999999999",
    b"+9999", b"&a", b"*a", b"!!python/object:os.system", b"[[[[[[", b"{{{{{{", b": ", b"\t", b"User-agent: *\n",
    b"Disallow: /*$*$*$*", b"Crawl-delay: 1e999\n", b"\xed\xa0\x80", b"`\xcc\x81", b"(((((((((", b'"', b"\\",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """Something that reads bytes: `allowed` are its declared exceptions, `seeds` the files that mutation starts from."""

    call: Callable[[bytes], object]
    allowed: tuple[type[Exception], ...] = ()
    seeds: tuple[str, ...] = ("fixtures/site/pipermail/**/*.txt",)

    def run(self, data: bytes) -> None:
        """Read, and let nothing but what is declared pass unseen."""
        try:
            self.call(data)
        except self.allowed:
            return


@dataclass
class Result:
    """What a campaign did: `failures` hold the input's hex and what it caused."""

    inputs: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


def _split(data: bytes) -> None:
    posts = list(mbox.split(data))
    assert len(posts) == mbox.count(data)
    assert all(data[post.start : post.end] in data for post in mbox.bounds(data))


def _clean(data: bytes) -> None:
    message = decode(data)
    spans = clean(message)
    statement(message.body, spans)
    numbers = [line for span in spans for line in range(span.first, span.last + 1)]
    assert numbers == list(range(1, len(body_lines(message.body)) + 1))


def _pages(data: bytes) -> None:
    for found in read(data, URL) or []:
        assert found


def _indexes(data: bytes) -> None:
    read_index_page(data, URL)
    for reader in (read_month, lambda page: read_list(page, URL)):
        try:
            reader(data)
        except PageError:
            continue


def _config(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_bytes(data)
        config.load(path)


def _robots(data: bytes) -> None:
    robots, now = Robots(), datetime(2021, 8, 20, tzinfo=UTC)
    robots.learn(URL, data, now)
    robots.allows(URL, URL + "2021-August.txt.gz")
    assert robots.delay(URL) >= 0


def _gzip(data: bytes) -> None:
    gunzip(data, 1 << 22)
    month_check(mbox.count, 1 << 22)("2021-August.txt.gz", data)


MAIL: Final = ("fixtures/site/pipermail/**/*.txt", "fixtures/cleaning/**/*.eml", "fixtures/wordings/**/*")
HTML: Final = ("fixtures/pages/**/*.html",)
TARGETS: Final[dict[str, Target]] = {
    "splitter": Target(_split, seeds=MAIL),
    "decoder": Target(decode, seeds=MAIL),
    "cleaner": Target(_clean, seeds=MAIL),
    "pages": Target(_pages, (PageError,), HTML),
    "indexes": Target(_indexes, (), (*HTML, *MAIL)),
    "gzip": Target(_gzip, (GzipError, ImplausibleError)),
    "robots": Target(_robots, (), ("config.yaml",)),
    "config": Target(_config, (UserError,), ("config.yaml", "deploy/**/*.y*ml")),
}


def campaign(name: str, *, seed: int, inputs: int = 1_000_000_000, seconds: float = 1_000_000.0) -> Result:
    """Feed a target with mutations until one of the two bounds is met."""
    target, result, started = TARGETS[name], Result(), time.monotonic()
    for data in mutations(name, seed):
        before = time.monotonic()
        if result.inputs >= inputs or before - started > seconds:
            return result
        result.inputs += 1
        trouble = tried(target, data)
        took = time.monotonic() - before
        result.slowest = max(result.slowest, took)
        if took > PATIENCE:
            trouble = f"{took:.1f} s"
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
    """Inputs without end: spliced, cut, repeated and sprinkled with what parsers stumble over."""
    draw, pool = random.Random(f"{name} {seed}"), seeds(name)  # noqa: S311  inputs that can be made again
    while True:
        data = bytearray(_piece(draw, pool))
        for _ in range(draw.randint(1, 8)):
            draw.choice(_OPERATIONS)(data, draw, pool)
        data = data[:LARGEST]
        yield gzip.compress(bytes(data)) if name == "gzip" and draw.random() < 0.3 else bytes(data)


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    found = [file for part in TARGETS[name].seeds for file in sorted(ROOT.glob(part)) if file.is_file()]
    bodies = [file.read_bytes() for file in found]
    return (
        tuple(gzip.compress(body[:LARGEST], mtime=0) for body in bodies) if name == "gzip" else tuple(bodies)
    )


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
