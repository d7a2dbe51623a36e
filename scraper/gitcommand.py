"""Runs the git command so that neither a repository nor the user's configuration can make it do more.

No shell, no prompt, no hook, no configuration but the one given here, only named transports, a time limit.
"""

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

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
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]{1,256}@")
MESSAGE_BYTES = 4096
MESSAGE_LENGTH = 300
OUTPUT_BYTES = 32 * 1024 * 1024


class GitError(Exception):
    """The git command failed, ran too long or could not be started; the text is fit for a terminal."""


@dataclass(frozen=True, slots=True)
class Git:
    """How git is started: the time limit in seconds for one command and the variables it may see."""

    timeout: float = 600.0
    environ: Mapping[str, str] = field(default_factory=lambda: {"PATH": os.defpath})

    def run(self, *arguments: str, within: Path | None = None, stdin: bytes = b"") -> str:
        """What the command wrote to stdout, or GitError with the last line of its complaint."""
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        place = [f"--git-dir={within}"] if within else []
        with (
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            tempfile.TemporaryFile() as given,
        ):
            given.write(stdin)
            given.seek(0)
            try:
                code = self._wait(["git", *options, *place, *arguments], given, out, err)
            except FileNotFoundError as missing:
                raise GitError("the git command is not installed") from missing
            if code:
                raise GitError(complaint(_tail(err)) or f"git {arguments[0]} ended with code {code}")
            out.seek(0)
            return out.read(OUTPUT_BYTES).decode("utf-8", "surrogateescape")

    def _wait(self, command: Sequence[str], given: IO[bytes], out: IO[bytes], err: IO[bytes]) -> int:
        process = subprocess.Popen(  # noqa: S603  fixed options, every argument checked by the caller
            command, stdin=given, stdout=out, stderr=err, env=self._environment(), start_new_session=True
        )
        try:
            return process.wait(self.timeout)
        except subprocess.TimeoutExpired:
            raise GitError(f"git took longer than {self.timeout:g} seconds") from None
        finally:
            # git's transport helpers outlive it when only git itself is ended
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _environment(self) -> dict[str, str]:
        names = {*PASSED_ON, *PROXIES, *(name.upper() for name in PROXIES)}
        return {name: value for name, value in self.environ.items() if name in names} | FIXED_ENVIRONMENT


def without_credentials(text: str) -> str:
    """The text with the user part of every address in it taken out."""
    return CREDENTIALS.sub("", text)


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
