"""What reads bytes from strangers, each with its declared exceptions and with what must hold of its answer."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Final
from zlib import crc32

import msgspec

from importers.read import documents
from scraper import compression
from scraper.clean import clean, statement
from scraper.compression import GzipError, gunzip
from scraper.http.answer import Failed, Fetched, Refused
from scraper.http.robots import Robots
from scraper.mail import headers, mbox, transfer_encoding
from scraper.mail.message import decode
from scraper.mail.text import restore_from_lines
from scraper.mirror.checks import ImplausibleError, mbox_check
from scraper.model import body_lines
from scraper.pages.archives.mhonarc import read_list
from scraper.pages.archives.pipermail import read_month
from scraper.pages.model import PageError
from scraper.pages.readers import read
from scraper.sources.hyperkitty_api import Interface
from scraper.sources.hyperkitty_export import OLDEST, Stretch, listed_months, place_of
from scraper.sources.pipermail import read_index_page
from scraper.sources.public_inbox import read_manifest
from tests.reliability import held

ROOT: Final = Path(__file__).resolve().parents[2]
LARGEST: Final = 1 << 16
URL: Final = "https://lists.example.org/pipermail/talk/"
KITTY: Final = "https://lists.example.org/archives/list/talk@lists.example.org/"
INBOX: Final = "https://lists.example.org/talk/"
NOW: Final = datetime(2021, 8, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Target:
    """Something that reads bytes: `allowed` are its declared exceptions.

    Mutation starts from `examples` and from the files that `seeds` name, each cut into pieces by `cut`.
    """

    call: Callable[[bytes], object]
    allowed: tuple[type[Exception], ...] = ()
    seeds: tuple[str, ...] = ()
    examples: tuple[bytes, ...] = ()
    cut: Callable[[bytes], Iterator[bytes]] = lambda data: iter((data,))

    def run(self, data: bytes) -> None:
        """Read, and let nothing but what is declared pass unseen."""
        try:
            self.call(data)
        except self.allowed:
            return


def _split(data: bytes) -> None:
    posts = list(mbox.split(data))
    assert len(posts) == mbox.count(data)
    assert all(data[post.start : post.end] in data for post in mbox.bounds(data))


def _decode(data: bytes) -> None:
    body = decode(data).body
    assert "\r" not in body
    assert body.encode() == body.encode("utf-8", "replace")


def _clean(data: bytes) -> None:
    message = decode(data)
    spans = clean(message)
    statement(message.body, spans)
    numbers = [line for span in spans for line in range(span.first, span.last + 1)]
    assert numbers == list(range(1, len(body_lines(message.body)) + 1))


def _headers(data: bytes) -> None:
    value = data.decode("utf-8", "replace")
    for name, address, _ in (headers.sender(value), *headers.all_senders(value)):
        assert name != ""
        assert address is None or "@" in address
    assert not set(headers.unfold(value)) & {"\n", "\r", "\t"}
    date = headers.parse_date(value)
    assert date is None or date.utcoffset() == NOW.utcoffset()
    assert all(each == "".join(each.split()) for each in headers.message_ids(value))
    headers.decode_words(value)
    headers.has_zone(value)
    headers.restore_address(value)


def _transfer(data: bytes) -> None:
    notes: list[str] = []
    transfer_encoding.base64(data, notes)
    transfer_encoding.quoted_printable(data)
    text = data.decode("utf-8", "replace")
    transfer_encoding.left_over(text, notes)
    restored = restore_from_lines(text, notes)
    assert 0 <= len(text) - len(restored) <= text.count(">From ")


def _documents(data: bytes) -> None:
    clean(documents.read_document(compression.unpack(data)))


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


def _robots(data: bytes) -> None:
    robots = Robots()
    robots.keep(URL, data, NOW)
    robots.allows(URL, URL + "2021-August.txt.gz")
    assert robots.delay(URL) >= 0


def _gzip(data: bytes) -> None:
    gunzip(data, 1 << 22)
    mbox_check(1 << 22)("2021-August.txt.gz", data)


def _answer(data: bytes, url: str) -> Fetched:
    return Fetched(url, 200, data, {}, NOW)


def _kitty_list(data: bytes) -> None:
    assert listed_months(_answer(data, KITTY), place_of(KITTY))


def _kitty_api(data: bytes) -> None:
    """The list of posts is the first line, each post one of the others."""
    listed, *posts = data.split(b"\n")

    def get(url: str, **_: object) -> Fetched:
        if "/emails/" in url:
            return _answer(listed, url)
        return _answer(posts[crc32(url.encode()) % len(posts)] if posts else b"", url)

    api = Interface(KITTY.partition("list/")[0], "talk@lists.example.org", SimpleNamespace(get=get))
    for stretch in (Stretch("before", None, OLDEST), Stretch("since", OLDEST, None)):
        rebuilt = api.posts(stretch, b"")
        assert mbox.count(rebuilt.text) >= bool(rebuilt.text)
        assert api.posts(stretch, rebuilt.text).text == rebuilt.text


def _public_inbox(data: bytes) -> None:
    for body in (data, gzip.compress(data, 1, mtime=0)):
        assert all("/" not in name for name in read_manifest(body, INBOX))


def posts_of(data: bytes) -> Iterator[bytes]:
    """A month's posts with their separators, one by one; other files whole."""
    bounds = mbox.bounds(data)
    ends = [*(post.separator for post in bounds[1:]), len(data)]
    yield from (
        (data[post.separator : end] for post, end in zip(bounds, ends, strict=True)) if bounds else (data,)
    )


def _heads(data: bytes) -> Iterator[bytes]:
    """The values of the headers of a file's posts."""
    for post in posts_of(data):
        for line in post.partition(b"\n\n")[0].split(b"\n"):
            yield line.partition(b": ")[2]


_POST: Final = {
    "message_id": "a1@example.org",
    "message_id_hash": "ABC",
    "sender": {"address": "ann (a) example.org"},
    "sender_name": "Ann",
    "date": "2021-08-20T10:00:00Z",
    "subject": "=?utf-8?q?=C3=A4?= hello",
    "content": "From here\n>From there\n",
    "parent": "https://lists.example.org/archives/api/list/talk@lists.example.org/email/ABD/",
    "attachments": [{"counter": 1, "name": "a/b.txt", "content_type": "text/html", "encoding": "utf-8"}],
}
_LISTED: Final = {
    "count": 1,
    "next": None,
    "results": [{key: _POST[key] for key in ("message_id", "message_id_hash", "date")}],
}
_API: Final = msgspec.json.encode(_LISTED) + b"\n" + msgspec.json.encode(_POST)
_MANIFEST: Final = msgspec.json.encode(
    {f"/talk/git/{n}.git": {"fingerprint": "ab", "reference": None, "modified": 1} for n in (0, 1, 10)}
    | {"/talk": {"fingerprint": None}}
)
_KITTY_PAGE: Final = (
    b"<html><title>talk</title><a href='/archives/list/talk@lists.example.org/2021/8/'>August</a>"
    b"<a href='2019/12/'>x</a><a href='https://[::1/'>y</a></html>"
)
MAIL: Final = ("fixtures/site/pipermail/**/*.txt", "fixtures/cleaning/**/*.eml", "fixtures/wordings/**/*")
HTML: Final = ("fixtures/pages/**/*.html", "fixtures/cleaning/**/*.page")
SHEETS: Final = ("config.yaml", "deploy/**/*.y*ml", "fixtures/manifest.yaml")
TARGETS: Final[dict[str, Target]] = {
    "splitter": Target(_split, (), MAIL),
    "decoder": Target(_decode, (), MAIL, cut=posts_of),
    "cleaner": Target(_clean, (), MAIL, cut=posts_of),
    "headers": Target(_headers, (), MAIL, cut=_heads),
    "transfer": Target(_transfer, (), MAIL, cut=posts_of),
    "documents": Target(
        _documents, (compression.NotWholeError, compression.OtherError), (*MAIL, *HTML), cut=posts_of
    ),
    "pages": Target(_pages, (PageError,), HTML),
    "indexes": Target(_indexes, (), (*HTML, *MAIL)),
    "gzip": Target(_gzip, (GzipError, ImplausibleError), ("fixtures/site/pipermail/**/*.txt",)),
    "robots": Target(
        _robots, (), ("config.yaml",), (b"User-agent: *\nDisallow: /a*$\nAllow: /\nCrawl-delay: 1\n",)
    ),
    "hyperkitty": Target(_kitty_list, (Failed, Refused), HTML, (_KITTY_PAGE,)),
    "hyperkitty-api": Target(_kitty_api, (Failed, Refused), (), (_API,)),
    "public-inbox": Target(_public_inbox, (Failed, Refused), (), (_MANIFEST,)),
    **{
        name: Target(each.call, each.allowed, each.seeds, each.examples)
        for name, each in held.READERS.items()
    },
}


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """What mutation starts from: the target's examples and the pieces of its files, each once."""
    target = TARGETS[name]
    files = [file for part in target.seeds for file in sorted(ROOT.glob(part)) if file.is_file()]
    pieces = [*target.examples, *(piece for file in files for piece in target.cut(file.read_bytes()))]
    found = dict.fromkeys(piece[:LARGEST] for piece in pieces if piece)
    return tuple(gzip.compress(each, mtime=0) if name == "gzip" else each for each in found)
