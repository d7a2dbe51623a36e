"""git's own servers: `git daemon` for git://, and `git http-backend` behind nginx for smart HTTP."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.nginx import cgi, location, needed, nginx
from tests.servers.process import free_port, listening, running, wait_until

CORE = Path(subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip())


@contextmanager
def daemon(folder: Path, repositories: Path) -> Iterator[str]:
    """The address of a git daemon that exports every repository of the folder."""
    needed((str(CORE / "git-daemon"), "git"))
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [CORE / "git-daemon", "--reuseaddr", "--export-all", "--listen=127.0.0.1", f"--port={port}"]
    with running([*command, f"--base-path={repositories}", repositories], folder / "daemon.log") as process:
        wait_until(lambda: listening(port), "git daemon", process)
        yield f"git://127.0.0.1:{port}/"


# Runs the real program, and kills it with all that it started after so many bytes of an answer to a POST.
MORTAL = """#!{python}
import os, signal, subprocess, sys
place = {place!r}
most = int(open(place).read()) if os.path.exists(place) and os.environ["REQUEST_METHOD"] == "POST" else -1
backend = subprocess.Popen([{program!r}], stdout=subprocess.PIPE, start_new_session=True)
while most and (chunk := os.read(backend.stdout.fileno(), most if 0 < most < 4096 else 4096)):
    os.write(1, chunk)
    most -= len(chunk) if most > 0 else 0
if most == 0:
    os.killpg(backend.pid, signal.SIGKILL)
backend.wait()
"""


@contextmanager
def smart_http(folder: Path, repositories: Path) -> Iterator[str]:
    """The address of git http-backend, which speaks the smart protocol.

    Where a file `dies-after` lies in `folder`, it is killed in each answer after the number of bytes that the file names.
    """
    needed(("nginx", "nginx-light"), ("fcgiwrap", "fcgiwrap"))
    trust = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    with cgi(folder, {**trust, "GIT_PROJECT_ROOT": str(repositories), "GIT_HTTP_EXPORT_ALL": "1"}) as place:
        params = {"GIT_PROJECT_ROOT": str(repositories), "GIT_HTTP_EXPORT_ALL": "1"}
        program = folder / "http-backend"
        real = str(CORE / "git-http-backend")
        program.write_text(
            MORTAL.format(python=sys.executable, place=str(folder / "dies-after"), program=real)
        )
        program.chmod(0o755)
        block = location("/git/", str(program), place, **params)
        with nginx(folder, folder, block) as url:
            yield f"{url}/git/"
