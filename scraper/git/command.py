"""Runs the git command so that neither a repository nor the user's configuration can make it do more.

No shell, no prompt, no hook, no configuration but the one given here, only named transports, and limits on time,
memory and what is received.
"""

import os
import re
import resource
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from scraper.git.limits import bound, received
from scraper.http.address import without_credentials

TRANSPORTS = ("https", "http", "ssh", "git", "file")
SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.askPass=true",
    "credential.helper=",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.recurseSubmodules=false",
    "fetch.writeCommitGraph=false",
    "fetch.unpackLimit=1",  # what comes is one file, so that its size can be limited
    "pack.threads=2",  # each takes its own memory
    "core.packedGitWindowSize=64m",  # packs are mapped in parts: all of a large one would not fit the limit
    "core.packedGitLimit=512m",
    "submodule.recurse=false",
    "http.followRedirects=false",  # git would go wherever it is sent: private networks, or out of encryption
    "http.lowSpeedLimit=100",
    "http.lowSpeedTime=60",
    "advice.defaultBranchName=false",
)
FIXED_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": ":".join(TRANSPORTS),
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "SSH_ASKPASS": "true",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}
PASSED_ON = ("PATH", "HOME", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "TMPDIR")
MESSAGE_BYTES = 4096
MESSAGE_LENGTH = 300
OUTPUT_BYTES = 32 * 1024 * 1024
# Address space of each process of git, beyond what it may receive. Honest repositories need a tenth.
MEMORY = 2 << 30
SLACK = 1 << 20  # files of git's own stay below it, and so do its lists of what a small pack holds
RECEIVING = frozenset({"fetch", "ls-remote"})
LOOK = 0.5  # seconds between two looks at what has come
TOO_LARGE = re.compile(rb"died of signal 25|File too large")
TOO_HUNGRY = re.compile(rb"(?i)out of memory|cannot allocate memory|mmap failed|unable to create thread")


class _Growth:
    """Whether a repository has grown by as much as is allowed since this was made."""

    def __init__(self, repository: Path, most: int) -> None:
        self._repository = repository
        self._limit = received(repository) + most

    def exceeded(self) -> bool:
        return received(self._repository) >= self._limit


class GitError(Exception):
    """The git command failed, ran too long or could not be started; the text is fit for a terminal."""


@dataclass(frozen=True, slots=True)
class Git:
    """How git is started: the time limit in seconds for one command and the variables it may see.

    `max_bytes` bounds what a fetch may receive, give or take a mebibyte; None is no bound. `proxies` are by origin;
    they may hold a password, so git gets them where no list of processes shows them.
    """

    timeout: float = 600.0
    environ: Mapping[str, str] = field(default_factory=lambda: {"PATH": os.defpath})
    max_bytes: int | None = None
    proxies: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, within: Path | None = None, stdin: bytes = b"") -> str:
        """What the command wrote to stdout, or GitError with the last line of its complaint."""
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        place = [f"--git-dir={within}"] if within else []
        most = self.max_bytes + SLACK if self.max_bytes is not None and arguments[0] in RECEIVING else None
        growth = _Growth(within, most) if within and most else None
        with (
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            tempfile.TemporaryFile() as given,
        ):
            given.write(stdin)
            given.seek(0)
            process = self._started(["git", *options, *place, *arguments], given, out, err)
            code = self._wait(process, most, growth)
            if code:
                said = _tail(err)
                told = self._exceeded(code, said, most) or complaint(said)
                raise GitError(told or f"git {arguments[0]} ended with code {code}")
            if out.seek(0, os.SEEK_END) > OUTPUT_BYTES:
                raise GitError(f"git {arguments[0]} says more than {OUTPUT_BYTES} bytes")
            out.seek(0)
            return out.read().decode("utf-8", "surrogateescape")

    def through(self, url: str) -> str:
        """Says through which proxy an address is asked; empty where it is asked directly."""
        proxy = self.proxies.get(_origin(url))
        return f", through the proxy {without_credentials(proxy)}" if proxy else ""

    def _started(
        self, command: Sequence[str], given: IO[bytes], out: IO[bytes], err: IO[bytes]
    ) -> "subprocess.Popen[bytes]":
        try:
            return subprocess.Popen(  # noqa: S603  fixed options, every argument checked by the caller
                command, stdin=given, stdout=out, stderr=err, env=self._environment(), start_new_session=True
            )
        except FileNotFoundError as missing:
            raise GitError("the git command is not installed") from missing

    def _wait(self, process: "subprocess.Popen[bytes]", most: int | None, growth: "_Growth | None") -> int:
        try:
            bound(process.pid, self._limits(most))
            for _ in range(ceil(self.timeout / LOOK)):
                with suppress(subprocess.TimeoutExpired):
                    process.wait(min(LOOK, self.timeout))
                # What was writing is ended at the limit without a word, and leaves as much as that.
                if process.returncode != 0 and growth and growth.exceeded():
                    raise GitError(self._too_large())
                if process.returncode is not None:
                    return process.returncode
            raise GitError(f"git took longer than {self.timeout:g} seconds")
        except PermissionError as error:
            raise GitError(
                f"git's use of memory and disk cannot be limited here: {error.strerror}"
            ) from error
        finally:
            # git's transport helpers outlive it when only git itself is ended
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _limits(self, most: int | None) -> dict[int, int]:
        files = {} if most is None else {resource.RLIMIT_FSIZE: most}
        return {resource.RLIMIT_CORE: 0, resource.RLIMIT_AS: MEMORY + (most or 0), **files}

    def _exceeded(self, code: int, said: bytes, most: int | None) -> str | None:
        """Which limit ended the command, or None."""
        if most is not None and (code == -signal.SIGXFSZ or TOO_LARGE.search(said)):
            return self._too_large()
        if TOO_HUNGRY.search(said):
            return f"git ran out of memory, of which {MEMORY >> 20} MiB are allowed"
        return None

    def _too_large(self) -> str:
        return f"it goes on after the {self.max_bytes} bytes allowed"

    def _environment(self) -> dict[str, str]:
        passed = {name: value for name, value in self.environ.items() if name in PASSED_ON}
        proxies = {"GIT_CONFIG_COUNT": str(len(self.proxies))}
        for number, (place, proxy) in enumerate(self.proxies.items()):
            proxies[f"GIT_CONFIG_KEY_{number}"] = f"http.{place}/.proxy"
            proxies[f"GIT_CONFIG_VALUE_{number}"] = proxy
        return passed | proxies | FIXED_ENVIRONMENT


def complaint(stderr: bytes) -> str:
    """The line of git's stderr that says what went wrong, cut short and without control characters."""
    text = without_credentials(stderr.decode("utf-8", "replace"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:", "ERROR:"))]
    line = (fatal or lines or [""])[0]
    return "".join(c if c.isprintable() else "?" for c in line)[:MESSAGE_LENGTH]


def _tail(stream: IO[bytes]) -> bytes:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - MESSAGE_BYTES))
    return stream.read()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    try:
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ""
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{host}:{port}"
