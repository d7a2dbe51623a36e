"""`hustings serve` and `export` as they are started."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.commands import hustings
from tests.golden import browsable
from tests.servers.process import free_port


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return browsable(tmp_path_factory.mktemp("publish"))


def test_serve_answers_until_it_is_interrupted(archive: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "importers",
        "serve",
        "--archive",
        str(archive),
        "--port",
        str(free_port()),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            found = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
            assert found
            session = requests.Session()
            retry = requests.adapters.Retry(10, backoff_factor=0.1)
            session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retry))
            assert "Sofia Marchetti" in session.get(f"{found[0]}people", timeout=10).text
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) in (0, 130)
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


def test_without_the_extra_it_says_so(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    ran = hustings("serve", "--archive", archive)
    assert ran.code == 2
    assert "pip install 'hustings[web]'" in ran.err
