"""nginx as it really answers: validators, ranges and both of its gzips, over a wire that may break."""

import gzip
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from importers.site.server import list_pages, months_in, site_folder
from scraper.compression import gunzip
from scraper.crawl import crawl
from scraper.http.answer import WORTH, Fetched, Validators
from scraper.http.session import Manners, Session
from scraper.mirror.store import Mirror
from scraper.model import Outcome
from scraper.sources.base import Source
from tests.clock import Clock
from tests.servers.cutting import Wire
from tests.servers.nginx import nginx
from tests.servers.process import wait_until

pytestmark = pytest.mark.servers

LIST = site_folder() / "pipermail" / "openstack-dev"
TEXT = b"".join(path.read_bytes() for _, path in months_in(LIST)) * 40
NOISE = hashlib.shake_256(b"posts").digest(6 * WORTH)
CUT = 2 * WORTH
LIMIT = 64 << 20
STILL = 4
# What stands in front of many servers asks for gzip itself, whatever its client wants.
FRONT = """
    location /stored/ {{ alias {root}/; gzip_static always; }}
    location /dated/ {{ alias {root}/; etag off; }}
    location /rangeless/ {{ alias {root}/; max_ranges 0; }}
    location /slow/ {{ alias {root}/; limit_rate 8m; }}
    location /front/ {{
      rewrite ^/front(/.*) $1 break;
      proxy_pass http://127.0.0.1:$server_port; proxy_http_version 1.1; proxy_set_header Accept-Encoding gzip;
    }}
"""


class Site(NamedTuple):
    """A server of one folder: its address, the folder, and how to read what it noted."""

    url: str
    root: Path
    noted: Path

    def log(self) -> list[tuple[int, int]]:
        """Status and bytes of body of each request but those for robots.txt, once nginx has noted them all."""
        sizes: list[int] = []

        def still() -> bool:
            sizes.append(self.noted.stat().st_size)
            return len(sizes) >= STILL and len(set(sizes[-STILL:])) == 1

        wait_until(still, "the end of the notes")
        lines = self.noted.read_text().splitlines()
        parts = [line.split('"') for line in lines if "robots.txt" not in line]
        return [(int(part[2].split()[0]), int(part[2].split()[1])) for part in parts]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The list's folder, a large file that gzip cannot shrink, and a large text with the gzip of it beside."""
    root = tmp_path / "www"
    for path, body in list_pages(LIST).items():
        if not path.endswith("/"):
            _write(root / path.lstrip("/"), body)
    _write(root / "all.mbox", NOISE)
    _write(root / "all.txt", TEXT)
    _write(root / "all.txt.gz", gzip.compress(TEXT, mtime=0))
    with nginx(tmp_path / "nginx", root, "    index index.html;" + FRONT.format(root=root)) as url:
        yield Site(url, root, tmp_path / "nginx" / "access.log")


def _write(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    os.utime(file, (1_600_000_000, 1_600_000_000))


@contextmanager
def session() -> Iterator[Session]:
    clock = Clock()
    manners = Manners(pace=0, retries=3, timeout=20)
    with Session(manners, sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now) as made:
        yield made


def scraped(source: Source, root: Path) -> list[Outcome]:
    with session() as asking:
        return list(crawl([source], asking, Mirror(root, now=Clock().now)))


def get(url: str, validators: Validators | None = None) -> Fetched:
    with session() as asking:
        return asking.get(url, validators=validators, limit=LIMIT)


def cut(
    site: Site, path: str, cuts: Sequence[int], between: Callable[[], object] = lambda: None
) -> tuple[bytes, list[int]]:
    """The file over a wire that breaks, and the statuses that it took, which nginx notes at its leisure."""
    before = len(site.log())
    with Wire(site.url, list(cuts), between).up() as wire:
        fetched = get(wire.url + path)
    wait_until(lambda: len(site.log()) - before > len(cuts), "notes of all requests")
    assert fetched.validators == get(site.url + path).validators
    return fetched.body, [status for status, _ in site.log()[before:-1]]


def test_an_unchanged_list_costs_no_byte_of_body(site: Site, tmp_path: Path) -> None:
    source = Source("talk", "pipermail", f"{site.url}/pipermail/openstack-dev/", "talk")
    first = scraped(source, tmp_path / "mirror")
    assert {outcome.outcome for outcome in first if not outcome.name.endswith("mbox.gz")} == {"new"}
    before = len(site.log())
    second = scraped(source, tmp_path / "mirror")
    assert {outcome.outcome for outcome in second} == {"same"}
    asked = site.log()[before:]
    assert {status for status, _ in asked} == {304}
    assert sum(size for _, size in asked) == 0
    for _, path in months_in(LIST)[1:]:
        held = (tmp_path / "mirror" / "talk" / f"{path.name}.gz").read_bytes()
        assert gunzip(held, LIMIT) == path.read_bytes()


@pytest.mark.parametrize(
    ("path", "validators"),
    [
        pytest.param("/all.txt", ("strong", "dated"), id="a-file"),
        pytest.param("/stored/all.txt", ("strong", "dated"), id="sent-from-its-gzip"),
        pytest.param("/front/all.txt", ("weak", "dated"), id="packed-on-the-way"),
        pytest.param("/dated/all.txt", ("none", "dated"), id="without-etags"),
    ],
)
def test_a_text_comes_as_it_lies_there_and_once(site: Site, path: str, validators: tuple[str, str]) -> None:
    first = get(site.url + path)
    assert first.body == TEXT
    etag, dated = first.validators.etag, first.validators.last_modified
    kind = "none" if etag is None else "weak" if etag.startswith("W/") else "strong"
    assert (kind, "dated" if dated else "") == validators
    again = get(site.url + path, first.validators)
    assert (again.not_modified, again.body) == (True, b"")
    assert site.log()[-1] == (304, 0)
    for name in ("all.txt", "all.txt.gz"):  # both, or the front would serve the older of them
        _write(site.root / name, gzip.compress(b"News.\n", mtime=0) if name.endswith(".gz") else b"News.\n")
        os.utime(site.root / name, (1_600_000_100, 1_600_000_100))
    assert get(site.url + path, first.validators).body == b"News.\n"


def test_the_encodings_were_really_used(site: Site) -> None:
    assert get(f"{site.url}/stored/all.txt").headers["content-encoding"] == "gzip"
    assert get(f"{site.url}/front/all.txt").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in get(f"{site.url}/all.txt").headers


@pytest.mark.parametrize("path", ["/all.mbox", "/slow/all.mbox"])
def test_a_file_cut_twice_goes_on_where_it_stopped(site: Site, path: str) -> None:
    body, statuses = cut(site, path, [CUT, CUT])
    assert body == NOISE
    assert sorted(statuses) == [200, 206, 206]


def test_a_file_replaced_during_a_break_comes_whole_and_new(site: Site) -> None:
    other = hashlib.shake_256(b"other").digest(len(NOISE))

    def replaced() -> None:
        _write(site.root / "all.mbox.new", other)
        os.utime(site.root / "all.mbox.new", (1_600_000_100, 1_600_000_100))
        (site.root / "all.mbox.new").replace(site.root / "all.mbox")

    body, statuses = cut(site, "/all.mbox", [CUT], replaced)
    assert body == other
    assert statuses == [200, 200]


@pytest.mark.parametrize("folder", ["rangeless", "dated", "stored"])
def test_where_there_is_no_going_on_it_comes_again(site: Site, folder: str) -> None:
    """The last is nginx's own doing: it takes no ranges of what it sends from a gzip that lies ready."""
    _write(site.root / "all.mbox.gz", gzip.compress(NOISE, mtime=0))
    body, statuses = cut(site, f"/{folder}/all.mbox", [CUT])
    assert body == NOISE
    assert statuses == [200, 200]


def test_a_month_cut_for_ever_never_enters_the_mirror(site: Site, tmp_path: Path) -> None:
    _write(site.root / "pipermail/openstack-dev/2017-May.txt", TEXT)
    with Wire(site.url, [WORTH // 2] * 50).up() as wire:
        source = Source("talk", "pipermail", f"{wire.url}/pipermail/openstack-dev/", "talk")
        outcomes = scraped(source, tmp_path / "mirror")
    [may] = [outcome for outcome in outcomes if outcome.name.startswith("2017-May")]
    assert may.outcome == "failed", may
    assert not list((tmp_path / "mirror" / "talk").glob("2017-May*"))
