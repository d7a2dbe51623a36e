"""The manual's own commands, run as root in a copy of this system that is thrown away, and what they then leave there.

The copy is an overlay over `/` in a mount namespace. Nothing is downloaded: pip finds the libraries of the test's own
environment, and apt-get, systemctl, journalctl and crontab are programs that only note what they were asked.
"""

import os
import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from importers.site.server import FixtureSite
from tests.test_deploy import ANALYZE, text

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = sysconfig.get_path("purelib")
PYTHON = Path(sys.executable).resolve()
HOME = "/var/lib/hustings"
MANUAL = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
NOTED = ("apt-get", "systemctl", "journalctl", "crontab")
COPY = """
set -e
mount -t tmpfs none "$1" && cd "$1" && mkdir upper work root
mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
mount -t proc proc root/proc && mount --rbind /dev root/dev
mkdir -p root/mnt/source root/mnt/libraries
mount --bind "$2" root/mnt/source && mount --bind "$3" root/mnt/libraries
# The Python that the libraries are for may be at home with root.
place=$4; while [ "$place" != / ]; do place=$(dirname "$place"); chmod o+x "root$place"; done
for name in $5; do
  printf '#!/bin/sh\\necho "$(basename "$0")" "$@" >> /mnt/asked\\n' > root/usr/local/bin/$name
  chmod 755 root/usr/local/bin/$name
done
exec chroot root sh -c 'cd /mnt/source; exec sh -e' 2>&1
"""


def manual(heading: str) -> list[str]:
    """The commands under a heading of the manual: its indented blocks."""
    _, found, after = MANUAL.partition(f"\n### {heading}\n")
    assert found
    section = re.split(r"^##", after, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^ {4}(\S.*)$", section, re.MULTILINE)


def copied(folder: Path, script: list[str]) -> str:
    """What commands print in a copy of this system; skips where none can be made."""
    environ = {
        "PATH": f"/usr/local/bin:{PYTHON.parent}:/usr/sbin:/usr/bin:/sbin:/bin",
        "PIP_NO_INDEX": "1",
        "PIP_NO_CACHE_DIR": "1",
    }
    if os.getuid() != 0:
        pytest.skip("only root can copy this system")
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", COPY, "sh", folder, ROOT, LIBRARIES, PYTHON, " ".join(NOTED)],
        env=environ,
        input="\n".join(["set -x", *script]),
        capture_output=True,
        text=True,
        check=False,
    )
    if "overlay" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"this machine makes no copy of itself: {done.stderr.strip()}")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    return done.stdout


def test_the_manuals_commands_install_and_run_it_as_systemd_cron_and_a_monitor_do(tmp_path: Path) -> None:
    starts = re.findall(r"^(?:User|WorkingDirectory|ExecStart)=(.+)$", text("hustings.service"), re.MULTILINE)
    user, folder, command = starts
    cron = text("crontab").splitlines()[-1].split(maxsplit=5)[5]
    install = manual("On Debian 12")
    venv = next(n for n, line in enumerate(install, 1) if "-m venv" in line)
    with FixtureSite() as site:
        said = copied(
            tmp_path,
            [
                *install[:venv],
                "echo /mnt/libraries > $(echo /opt/hustings/lib/python3*/site-packages)/borrowed.pth",
                # datasette asks for a pip of its own: pip has to look there first.
                *(
                    f"PYTHONPATH=/mnt/libraries {line}" if "/pip " in line else line
                    for line in install[venv:-1]
                ),
                f"test \"$(stat -c '%U %a' {HOME} {HOME}/config.yaml | tr '\\n' ' ')\" = 'hustings 750 root 644 '",
                # From here on the invented site stands for OpenStack's servers.
                f"printf %s {shlex.quote(site.config_text())} > {HOME}/config.yaml",
                install[-1],
                *manual("systemd"),
                f"cd {folder} && runuser -u {user} -- {command}",
                *manual("Cron"),
                f"runuser -u {user} -- env HOME={HOME} sh -c {shlex.quote(f'cd; echo cron says: ; {cron}; echo nothing')}",
                *manual("Did it run?"),
                f'test "$(find {HOME} ! -user hustings)" = {HOME}/config.yaml',
                *([f"{ANALYZE} verify --man=no /etc/systemd/system/hustings.*"] if ANALYZE else []),
                "cat /mnt/asked",
            ],
        )
    assert "the last" not in said
    (sample,) = re.findall(r"^```text\n(.*?)```", MANUAL, re.MULTILINE | re.DOTALL)
    assert sample in said
    assert "last run: scrape" in said
    assert re.search(r"cron says:\n(?:\+ .*\n)*nothing\n", said), said[-3000:]
    assert "0 problems" in said
    assert said.rstrip().endswith("crontab -u hustings deploy/crontab")
