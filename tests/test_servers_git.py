"""git's own servers, well, too generous, and killed while they send: what the job says and what it keeps."""

import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from importers.report import runs
from scraper.git import command as gitcommand
from scraper.git.clone import mirror_repository
from scraper.git.command import Git
from tests.commands import Ran, hustings
from tests.reliability.job import bad, content, litter
from tests.repositories import Repository
from tests.servers.nginx import nginx
from tests.servers.smart_git import daemon, smart_http

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("git")]

MEBIBYTE = 1 << 20
LIMIT = 2 * MEBIBYTE
CONFIG = """sources: {{talk: {{kind: git, url: "{url}"}}}}
politeness: {{pace: 0, max_bytes: {limit}}}
"""


def noise(size: int, seed: int = 1) -> bytes:
    """Bytes that no compression makes smaller."""
    return random.Random(seed).randbytes(size)  # noqa: S311  the same each time, not a secret


@pytest.fixture
def upstream(tmp_path: Path) -> Repository:
    (tmp_path / "repositories").mkdir()
    made = Repository(tmp_path / "repositories" / "talk.git")
    made.commit({"candidates/notes": b"first\n"}, "First")
    return made


@pytest.fixture(params=["smart-http", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path, upstream: Repository) -> Iterator[str]:
    if request.param == "smart-http":
        with smart_http(tmp_path / "server", upstream.path.parent) as place:
            yield f"{place}talk.git"
    else:
        yield f"file://{upstream.path}"


def scrape(folder: Path, url: str, limit: int = LIMIT) -> Ran:
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(CONFIG.format(url=url, limit=limit))
    return hustings("scrape", "--config", folder / "config.yaml", "--json")


def failed(ran: Ran) -> str:
    """The reason of the one failure, which is also the run's and bears the address once, beside it."""
    (row,) = bad(ran)
    assert (ran.code, row["outcome"]) == (1, "failed")
    assert row["url"] not in row["reason"]
    return str(row["reason"])


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"big.bin": noise(12 * MEBIBYTE)}, id="one-large-file"),
        pytest.param({f"{n}.bin": noise(MEBIBYTE, n) for n in range(12)}, id="many-files"),
    ],
)
def test_a_repository_that_sends_too_much(
    tmp_path: Path, upstream: Repository, url: str, files: dict[str, bytes]
) -> None:
    job = tmp_path / "job"
    assert scrape(job, url).code == 0
    before = content(job / "mirror" / "talk")
    upstream.commit(files, "Much")
    assert failed(scrape(job, url)) == f"it goes on after the {LIMIT} bytes allowed"
    assert content(job / "mirror" / "talk") == before
    assert litter(job) == []
    assert sum(path.stat().st_size for path in job.rglob("*") if path.is_file()) < MEBIBYTE
    assert scrape(job, url, limit=20 * MEBIBYTE).code == 0
    assert content(job / "mirror" / "talk") != before


def test_a_first_clone_that_is_too_much_leaves_nothing(tmp_path: Path, upstream: Repository) -> None:
    upstream.commit({"big.bin": noise(12 * MEBIBYTE)}, "Much")
    assert "bytes allowed" in failed(scrape(tmp_path / "job", str(upstream.path)))
    assert [path.name for path in (tmp_path / "job" / "mirror" / "talk").iterdir()] == []


def test_what_is_held_counts_for_nothing(tmp_path: Path, upstream: Repository) -> None:
    url = str(upstream.path)
    upstream.commit({"big.bin": noise(12 * MEBIBYTE)}, "Much")
    assert scrape(tmp_path / "job", url, limit=20 * MEBIBYTE).code == 0
    upstream.commit({"candidates/notes": b"second\n"}, "Little")
    assert scrape(tmp_path / "job", url).code == 0


def test_gits_own_daemon(tmp_path: Path, upstream: Repository) -> None:
    upstream.commit({"big.bin": noise(12 * MEBIBYTE)}, "Much")
    with daemon(tmp_path / "server", upstream.path.parent) as place:
        found = mirror_repository(f"{place}talk.git", tmp_path / "copy.git", git=Git(max_bytes=LIMIT))
        assert (found.outcome, "bytes allowed" in found.reason) == ("failed", True)
        assert mirror_repository(f"{place}talk.git", tmp_path / "copy.git", git=Git()).outcome == "new"


def test_plain_files_in_any_number(
    tmp_path: Path, upstream: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a git program on the server every object is a file of its own, so only their sum tells."""
    monkeypatch.setattr(gitcommand, "LOOK", 0.02)
    for number in range(40):
        upstream.commit({f"{number}.bin": noise(MEBIBYTE // 2, number)}, "More")
    for pack in list((upstream.path / "objects" / "pack").glob("*.pack")):
        data = pack.read_bytes()
        for part in pack.parent.glob(f"{pack.stem}.*"):
            part.unlink()
        upstream.git("unpack-objects", "-q", stdin=data)
    upstream.git("update-server-info")
    with nginx(tmp_path / "server", upstream.path.parent) as place:
        reason = failed(scrape(tmp_path / "job", f"{place}/talk.git"))
    assert "bytes allowed" in reason
    assert litter(tmp_path / "job") == []


ADVERT = b"001e# service=git-upload-pack\n0000"


class Endless(BaseHTTPRequestHandler):
    """References for as long as somebody listens."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        self.end_headers()
        self.close_connection = True
        lines = b"".join(self._line(number) for number in range(2000))
        try:
            self.wfile.write(ADVERT)
            while True:
                self.wfile.write(lines)
        except OSError:
            return

    def _line(self, number: int) -> bytes:
        text = b"%040x refs/heads/%06d\n" % (number + 1, number)
        return b"%04x" % (len(text) + 4) + text

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Say nothing."""


@pytest.fixture
def endless() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Endless) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/talk.git"
        server.shutdown()


def test_references_without_end(tmp_path: Path, endless: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gitcommand, "MEMORY", 256 * MEBIBYTE)
    ran = scrape(tmp_path / "job", endless)
    assert failed(ran) == "git ran out of memory, of which 256 MiB are allowed"
    assert list((tmp_path / "job" / "mirror" / "talk").iterdir()) == []


@pytest.mark.parametrize("most", [0, 1000, 5_000_000])
def test_a_server_that_dies_while_it_sends(tmp_path: Path, upstream: Repository, most: int) -> None:
    job = tmp_path / "job"
    with smart_http(tmp_path / "server", upstream.path.parent) as place:
        url = f"{place}talk.git"
        assert scrape(job, url, limit=40 * MEBIBYTE).code == 0
        before = content(job / "mirror" / "talk")
        upstream.commit({"big.bin": noise(8 * MEBIBYTE), "candidates/notes": b"second\n"}, "More")
        (tmp_path / "server" / "dies-after").write_text(str(most))
        assert failed(scrape(job, url, limit=40 * MEBIBYTE)).startswith(("error: ", "fatal: "))
        assert content(job / "mirror" / "talk") == before
        assert litter(job) == []
        told = hustings("status", "--config", job / "config.yaml")
        assert (told.code, "talk: failing since" in told.out) == (1, True)
        (tmp_path / "server" / "dies-after").unlink()
        assert scrape(job, url, limit=40 * MEBIBYTE).code == 0
    assert upstream.head().encode() in b"".join(content(job / "mirror" / "talk").values())
    assert [run.exit_code for run in runs.past_runs(job / "mirror")] == [0, 1, 0]
