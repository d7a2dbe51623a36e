"""The command line: exit codes, what goes to stdout, and bad input that is counted and named, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import cli
from importers.site.server import FixtureSite
from tests.commands import Ran, hustings, records, snapshot
from tests.letters import chat, month, post, written

GOOD = month(post(1), chat(2))
LIST = "/pipermail/talk/"
COMMANDS = ("scrape", "backfill", "import", "explain", "verify", "demo")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def no_bug(ran: Ran) -> None:
    assert ran.code != 3, Path("hustings-bug.txt").read_text("utf-8")
    assert "Traceback" not in ran.err + ran.out
    assert not Path("hustings-bug.txt").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="no command"),
        pytest.param(["elect"], id="unknown command"),
        pytest.param(["import"], id="no path"),
        pytest.param(["import", "x"], id="no archive"),
        pytest.param(["import", "x", "--archive", "a", "--workers", "0"], id="no workers"),
        pytest.param(["import", "x", "--archive", "a", "--cycle", "nosuch"], id="unknown cycle"),
        pytest.param(["import", "x", "--archive", "a", "--surprise"], id="unknown option"),
        pytest.param(["explain"], id="nothing to explain"),
        pytest.param(["explain", "x", "--cycle", "nosuch"], id="explain in an unknown cycle"),
        pytest.param(["backfill"], id="no cycle"),
        pytest.param(["backfill", "nosuch", "--config", "config.yaml"], id="backfill of no cycle"),
        pytest.param(["scrape", "--config", "nowhere.yaml"], id="no configuration"),
        pytest.param(["verify", "nowhere"], id="no archive to verify"),
    ],
)
def test_wrong_usage_is_2_and_says_so_on_stderr(arguments: list[str]) -> None:
    ran = hustings(*arguments)
    no_bug(ran)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_says_what_a_command_does(command: str) -> None:
    ran = hustings(*([command] if command else []), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: hustings")


def test_version_is_told() -> None:
    ran = hustings("--version")
    assert ran.code == 0
    assert "hustings" in ran.out


def test_a_bug_is_3_with_a_report_to_send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError("of no use")

    monkeypatch.setattr("importers.commands.verify.problems", broken)
    imported_elsewhere = written(tmp_path, "one.txt", post(1))
    hustings("import", imported_elsewhere, "--archive", tmp_path / "archive")
    ran = hustings("verify", tmp_path / "archive")
    assert (ran.code, ran.out) == (3, "")
    assert "Traceback" not in ran.err
    assert "hustings-bug.txt" in ran.err
    assert "ZeroDivisionError: of no use" in Path("hustings-bug.txt").read_text("utf-8")


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("importers.pipeline.run", interrupted)
    ran = hustings("import", written(tmp_path, "one.txt", post(1)), "--archive", tmp_path / "archive")
    assert ran.code == 130
    assert "interrupted" in ran.err


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = written(tmp_path, "one.txt", *(post(number) for number in range(1, 200)))
    command = [sys.executable, "-m", "importers", "explain", "--json", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        told = running.stderr.read()
        assert (running.wait() in (0, 1), told) == (True, b"")


def test_the_exit_code_reaches_the_shell(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "importers", "verify", str(tmp_path)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


HOSTILE = st.one_of(
    st.binary(max_size=400),
    st.binary(max_size=300).map(lambda body: post(1) + body),
    st.binary(max_size=300).map(lambda head: head + b"\n" + post(1)),
    st.text(max_size=200).map(
        lambda text: post(1, subject=f"{text} PTL candidacy").replace(b"{project}", b"")
    ),
    st.text(max_size=200).map(lambda text: post(1, name=text)),
)


@settings(max_examples=60)
@given(posts=st.lists(HOSTILE, min_size=1, max_size=3), framed=st.booleans())
def test_whatever_a_file_holds_there_is_no_bug_and_the_archive_is_whole(
    tmp_path_factory: pytest.TempPathFactory, posts: list[bytes], framed: bool
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "in.txt").write_bytes(month(*posts) if framed else b"".join(posts))
    ran = hustings("import", folder / "in.txt", "--archive", folder / "archive")
    no_bug(ran)
    assert ran.code in (0, 1)
    assert hustings("verify", folder / "archive").code == 0
    before = snapshot(folder / "archive")
    hustings("import", folder / "in.txt", "--archive", folder / "archive")
    assert snapshot(folder / "archive") == before
    no_bug(hustings("explain", "--verbose", folder / "in.txt"))


def test_every_command_is_listed() -> None:
    assert set(COMMANDS) <= set(cli.cli.commands)


def test_the_fixture_site_is_scraped_backfilled_and_verified(tmp_path: Path) -> None:
    with FixtureSite() as site:
        (tmp_path / "config.yaml").write_text(site.config_text(), "utf-8")
        assert hustings("backfill", "newton", "--config", tmp_path / "config.yaml").code == 0
        newton = {key for key, _ in records(tmp_path / "archive")}
        assert {key.split("/")[0] for key in newton} == {"newton"}
        assert not any("2017" in request.path for request in site.requests)
        assert hustings("scrape", "--config", tmp_path / "config.yaml").code == 0
    assert newton < {key for key, _ in records(tmp_path / "archive")}
    before = snapshot(tmp_path / "archive")
    assert hustings("scrape", "--offline", "--config", tmp_path / "config.yaml").code == 0
    assert snapshot(tmp_path / "archive") == before
    assert hustings("verify", tmp_path / "archive").code == 0
