"""No word of a stranger steers the terminal that shows it.

Forged log lines are in importers/report/test_logs.py.
"""

import json
import re
from pathlib import Path

import click.utils
import pytest

from tests.archive_server import Fault, Server, Site
from tests.commands import Ran, hustings
from tests.strangers import STEERING, configured, post

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]")

# A text of which most is control characters is none.
PROMISE = "I want to make reviews faster, upgrades easier, and the documentation worth reading.\n" * 20


def calm(*arguments: object) -> Ran:
    """Runs a command that must be no bug and must not steer a terminal."""
    ran = hustings(*arguments)
    assert ran.code != 3, ran.err
    assert RAW.findall(ran.out + ran.err) == []
    return ran


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Output as on a terminal: click takes colours out where it is none, which would hide what we forgot."""
    monkeypatch.setattr(click.utils, "should_strip_ansi", lambda *_, **__: False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A month in which everything that can be shown is hostile, and a file of a hostile name that cannot be read."""
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "month\x1b[31m.txt").write_bytes(
        post(
            1,
            f"[nova] PTL candidacy for Pike {STEERING}",
            f"Ann {STEERING}Ash",
            f"I am running. {STEERING}\n{PROMISE}",
        )
        + post(
            2,
            f"TC candidacy {STEERING}",
            STEERING,
            f"I am announcing my candidacy for the TC. {STEERING}\n{PROMISE}",
        )
        + post(3, f"[{STEERING}] PTL candidacy", "Cy Cee", f"I want to run for PTL of {STEERING}.")
        + post(4, f"Lunch {STEERING}", f"Dee {STEERING}", f"At noon? {STEERING}")
    )
    (folder / "torn\x1b[31m.gz").write_bytes(b"\x1f\x8b\x08\x00junk")
    return folder


SHOWING: list[tuple[str, ...]] = [(), ("-v",), ("--json",)]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("how", SHOWING, ids=["people", "verbose", "json"])
def test_no_command_lets_a_post_steer_the_terminal(tmp_path: Path, evil: Path, how: tuple[str, ...]) -> None:
    archive = tmp_path / "archive"
    calm("explain", evil, *how)
    calm("import", evil, "--archive", archive, *how)
    assert list(archive.rglob("*.json"))
    for command in (("list",), ("show",)):
        calm("review", *command, "--archive", archive, *how)
    calm("audit", "pike", "--archive", archive, *how)
    calm("verify", archive, *how)
    calm("list", "--archive", archive, *how)
    for path in archive.glob("candidates/*/*/*.json"):
        calm("show", "/".join(path.parts[-3:]).removesuffix(".json"), "--archive", archive, *how)
    assert calm("search", "candidacy OR running OR run", "--archive", archive, *how).out


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("how", SHOWING, ids=["people", "verbose", "json"])
def test_no_command_lets_an_archive_steer_the_terminal(
    tmp_path: Path, evil: Path, how: tuple[str, ...]
) -> None:
    archive = tmp_path / "archive"
    calm("import", evil, "--archive", archive)
    for path in [*archive.glob("candidates/*/*/*.json"), *archive.glob("review/*.json")]:
        row = json.loads(path.read_bytes())
        row.update(name=STEERING, title=STEERING, email=STEERING)
        for source in row["sources"]:
            source.update(url=STEERING, path=STEERING, list=STEERING)
        path.write_text(json.dumps(row))
    for command in (("list",), ("show",)):
        calm("review", *command, "--archive", archive, *how)
    calm("audit", "pike", "--archive", archive, *how)
    (archive / "review" / "a\x1b[31mb.json").write_text("{}")
    (archive / "candidates" / "pike" / "x\x1b[31m").mkdir(parents=True)
    (archive / "candidates" / "pike" / "x\x1b[31m" / "p\x1b[31m.json").write_text("{\x1b")
    calm("verify", archive, *how)
    calm("review", "--archive", archive, *how)
    calm("audit", "pike", "--archive", archive, *how)


@pytest.mark.usefixtures("terminal")
def test_no_server_steers_the_terminal_of_a_scrape(tmp_path: Path) -> None:
    index = (
        f'<HTML><A href="2016-May.txt">{STEERING}</A><A href="2016-June.txt{STEERING}">x</A></HTML>'.encode()
    )
    site = Site(pages={"/talk/": index})
    site.faults["/talk/2016-May.txt"] = Fault("redirect", "http://a\x1b[31m.example/\x9b")
    with Server(site) as server:
        config = configured(tmp_path, f"{{kind: pipermail, url: {server.url}/talk/}}")
        ran = calm("scrape", "--config", config)
        assert ran.code == 1
        calm("scrape", "--config", config, "--json")
        calm("status", "--config", config)
        calm("status", "--config", config, "--json")
