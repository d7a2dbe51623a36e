"""Runs the git command so that neither a repository nor the user's configuration can make it do more.

No shell that reads an argument, no prompt, no hook, no configuration but the one beside this file, only named
transports, and limits on time, memory and what is received.
"""

import os
import re
import resource
import select
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from math import ceil
from pathlib import Path
from typing import IO, Final

import msgspec

from scraper.files import shown
from scraper.http.address import UnfitError, origin, without_credentials

TRANSPORTS = ("https", "http", "ssh", "git", "file")
FIXED_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": ":".join(TRANSPORTS),
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "SSH_ASKPASS": "true",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": str(Path(__file__).with_name("gitconfig")),
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
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
READING = frozenset(
    {"cat-file", "diff-tree", "for-each-ref", "ls-tree", "rev-list"}
)  # they write what they say alone
# Ends its group, which is git and all that git started, when the other end of the pipe on stdin closes: with this
# process, however it ends. git works in a session of its own, and nothing else would end it.
_WITH_US: Final = 'exec 3<&0 </dev/null; (read _ <&3; kill -9 0) & exec git "$@" 3<&-'
_NOT_FOUND: Final = 127  # as shells say it
_MISSING: Final = "the git command is not installed"
LOOK = 0.5  # seconds between two looks at what has come
TOO_LARGE = re.compile(rb"died of signal 25|File too large")
TOO_HUNGRY = re.compile(rb"(?i)out of memory|cannot allocate memory|mmap failed|unable to create thread")
# Lists of what a pack holds are no larger than it, and are not what was received.
_DERIVED: Final = (".idx", ".rev", ".bitmap")
_IN_MAKING: Final = ("tmp_idx_", "tmp_rev_")


class GitError(Exception):
    """The git command failed, ran too long or could not be started; the text is fit for a terminal."""


class Git(msgspec.Struct, frozen=True):
    """How git is started: the time limit in seconds for one command and the variables it may see.

    `max_bytes` bounds what a fetch may receive, give or take a mebibyte; None is no bound. `proxies` are by origin;
    they may hold a password, so git gets them where no list of processes shows them.
    """

    timeout: float = 600.0
    environ: Mapping[str, str] = msgspec.field(default_factory=lambda: os.environ)
    max_bytes: int | None = None
    proxies: Mapping[str, str] = msgspec.field(default_factory=dict)

    def run(self, *arguments: str, within: Path | None = None, stdin: bytes = b"") -> str:
        """What the command wrote to stdout, or GitError with the last line of its complaint."""
        with self.output(*arguments, within=within, stdin=stdin) as out:
            return out.read().decode("utf-8", "surrogateescape")

    @contextmanager
    def output(
        self,
        *arguments: str,
        within: Path | None = None,
        objects: Path | None = None,
        stdin: bytes | IO[bytes] = b"",
        limit: int = OUTPUT_BYTES,
    ) -> Iterator[IO[bytes]]:
        """The same as a file that is gone afterwards, of at most `limit` bytes, read with the given objects."""
        receiving = arguments[0] in RECEIVING and self.max_bytes is not None
        most = (self.max_bytes or 0) + SLACK if receiving else limit if arguments[0] in READING else None
        ceiling = received(within) + most if receiving and within and most else None

        def grown() -> bool:
            return bool(ceiling and within and received(within) >= ceiling)

        with (
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            tempfile.TemporaryFile() if isinstance(stdin, bytes) else nullcontext(stdin) as given,
            _open_while_we_live() as line,
        ):
            if isinstance(stdin, bytes):
                given.write(stdin)
            given.seek(0)
            with ExitStack() as held_back:
                held_back.enter_context(_signals_held_back())
                process = self._started(arguments, within, objects, given, line, out, err)
                code = self._wait(process, most, grown, held_back)
            err.seek(max(0, err.seek(0, os.SEEK_END) - MESSAGE_BYTES))
            said = err.read()
            cut = code is None or (most is not None and (code == -signal.SIGXFSZ or TOO_LARGE.search(said)))
            if cut and receiving:
                raise GitError(f"it goes on after the {self.max_bytes} bytes allowed")
            if cut or out.seek(0, os.SEEK_END) > limit:
                raise GitError(f"git {arguments[0]} says more than {limit} bytes")
            if code:
                raise GitError(complaint(said) or f"git {arguments[0]} ended with code {code}")
            out.seek(0)
            yield out

    def proxy_note(self, url: str) -> str:
        """Says through which proxy an address is asked; empty where it is asked directly."""
        with suppress(UnfitError):
            proxy = self.proxies.get(origin(url))
            return f", through the proxy {without_credentials(proxy)}" if proxy else ""
        return ""

    def _started(
        self,
        arguments: Sequence[str],
        within: Path | None,
        objects: Path | None,
        given: IO[bytes],
        line: int,
        out: IO[bytes],
        err: IO[bytes],
    ) -> "subprocess.Popen[bytes]":
        command = ["git", *([f"--git-dir={within}"] if within else []), *arguments]
        ends_with_us = arguments[0] in RECEIVING
        if ends_with_us:
            command = ["/bin/sh", "-c", _WITH_US, *command]
        environment = {name: value for name, value in self.environ.items() if name in PASSED_ON}
        environment["GIT_CONFIG_COUNT"] = str(len(self.proxies))
        for number, (place, proxy) in enumerate(self.proxies.items()):
            environment[f"GIT_CONFIG_KEY_{number}"] = f"http.{place}/.proxy"
            environment[f"GIT_CONFIG_VALUE_{number}"] = proxy
        environment |= FIXED_ENVIRONMENT
        if objects:
            environment["GIT_OBJECT_DIRECTORY"] = str(objects)
        try:
            return subprocess.Popen(  # noqa: S603  fixed options, every argument checked by the caller
                command,
                stdin=line if ends_with_us else given,
                stdout=out,
                stderr=err,
                env=environment,
                start_new_session=True,
            )
        except FileNotFoundError as missing:
            raise GitError(_MISSING) from missing

    def _wait(
        self,
        process: "subprocess.Popen[bytes]",
        most: int | None,
        grown: Callable[[], bool],
        held_back: ExitStack,
    ) -> int | None:
        """The exit code; None where the repository grew by more than it may.

        Signals that were held back come from here on, where the process is known and is ended.
        """
        files = {} if most is None else {resource.RLIMIT_FSIZE: most}
        try:
            held_back.close()
            bound(process.pid, {resource.RLIMIT_CORE: 0, resource.RLIMIT_AS: MEMORY + (most or 0), **files})
            for _ in range(ceil(self.timeout / LOOK)):
                _sleep_until_done(process, min(LOOK, self.timeout))
                # What was writing is ended at the limit without a word, and leaves as much as that.
                if process.returncode != 0 and grown():
                    return None
                if process.returncode == _NOT_FOUND:
                    raise GitError(_MISSING)
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


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """What a handler raises while a process is being started would lose it: it would go on, known to nobody."""
    came: list[int] = []
    before = {}
    with suppress(ValueError):  # a thread other than the main one handles no signals
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
            if callable(signal.getsignal(number)):
                before[number] = signal.signal(number, lambda which, _: came.append(which))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for which in came:
            signal.raise_signal(which)


@contextmanager
def _open_while_we_live() -> Iterator[int]:
    """One end of a pipe whose other end closes when the block or this process ends."""
    line, ours = os.pipe()
    try:
        yield line
    finally:
        os.close(ours)
        os.close(line)


def complaint(stderr: bytes) -> str:
    """The line of git's stderr that says what went wrong, cut short and without control characters."""
    if TOO_HUNGRY.search(stderr):
        return f"git ran out of memory, of which {MEMORY >> 20} MiB are allowed"
    text = without_credentials(stderr.decode(errors="replace"))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:", "ERROR:"))]
    return shown((fatal or lines or [""])[0], MESSAGE_LENGTH)


def bound(pid: int, limits: Mapping[int, int]) -> None:
    """Limits a process and those it has started already; what they start later inherits it. PermissionError where
    this machine does not let us. Only Linux can do that to another process: elsewhere nothing is limited."""
    if not hasattr(resource, "prlimit"):
        return
    try:
        for kind, most in limits.items():
            _, hard = resource.prlimit(pid, kind)
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.prlimit(pid, kind, (least, least))
    except ProcessLookupError:  # it is done
        return
    with suppress(FileNotFoundError, ProcessLookupError):  # the kernel may not tell of children
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            bound(int(child), limits)


def received(repository: Path) -> int:
    """What the objects of a repository take on disk, without lists made of them here."""
    total = 0
    for place, _, names in os.walk(repository / "objects"):
        for name in names:
            if not name.endswith(_DERIVED) and not name.startswith(_IN_MAKING):
                with suppress(FileNotFoundError):  # renamed meanwhile
                    total += (Path(place) / name).stat().st_size
    return total


def _sleep_until_done(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    """At most so long. Linux wakes who waits; elsewhere it is asked again and again, less and less often."""
    with suppress(AttributeError, OSError):
        descriptor = os.pidfd_open(process.pid)
        try:
            waiting = select.poll()
            waiting.register(descriptor, select.POLLIN)
            waiting.poll(seconds * 1000)
        finally:
            os.close(descriptor)
        seconds = 0
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
