"""One recorded answer: the body as it was sent, and beside it the headers without what changes from day to day."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scraper.compression import GzipError, gunzip
from scraper.git.clone import mirror_repository
from scraper.git.command import Git, GitError
from scraper.http.answer import Failed
from scraper.http.session import Session

HEADERS: Final = ".headers"
STREAM: Final = ".fast-import"
MAX_BYTES: Final = 32 << 20
_DAY: Final = "Thu, 01 Jan 1970 00:00:00 GMT"
# Everything else is about the connection, the cache before the server, or whoever asks.
_KEPT: Final = frozenset(
    {
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-type",
        "etag",
        "last-modified",
        "location",
        "vary",
    }
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A body as it was served; `headers` is None for a git stream, which has none."""

    body: bytes
    headers: Mapping[str, str] | None

    def files(self, path: str) -> dict[str, bytes]:
        """What is kept of it, by path."""
        if self.headers is None:
            return {path: self.body}
        lines = {**normalised(self.headers), "content-length": str(len(self.body))}
        listed = "".join(f"{name}: {value}\n" for name, value in sorted(lines.items()))
        return {path: self.body, path + HEADERS: listed.encode("utf-8", "backslashreplace")}


def normalised(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers that say something of the file: no cookies, one date for all, the server without its version."""
    kept = {name: value for name, value in headers.items() if name in _KEPT}
    if "date" in headers:
        kept["date"] = _DAY
    if server := headers.get("server", "").partition("/")[0].split():
        kept["server"] = server[0]
    return {name: " ".join(value.split()) for name, value in kept.items()}


def record(path: str, url: str, session: Session) -> Recorded:
    """Asks for one file; Failed or Refused where it cannot be had whole. A month named `.txt` is kept unpacked."""
    if path.endswith(STREAM):
        return Recorded(_stream(url), None)
    answer = session.get(url, limit=MAX_BYTES)
    if not url.endswith(".gz"):
        return Recorded(answer.body, answer.headers)
    try:
        text = gunzip(answer.body, MAX_BYTES)
    except GzipError as error:
        raise Failed(str(error)) from error
    return Recorded(answer.body if path.endswith(".gz") else text, answer.headers)


def _stream(url: str) -> bytes:
    """The repository's whole history, branch by branch, as git writes it for other programs."""
    git = Git(timeout=600)
    with tempfile.TemporaryDirectory(prefix="hustings-refresh-") as scratch:
        target = Path(scratch) / "repository.git"
        outcome = mirror_repository([url], target, git=git)
        if outcome.outcome in ("failed", "refused"):
            raise Failed(outcome.reason)
        try:
            said = git.run("fast-export", "--branches", "--reencode=no", within=target)
            return said.encode("utf-8", "surrogateescape")
        except GitError as error:
            raise Failed(str(error)) from error
