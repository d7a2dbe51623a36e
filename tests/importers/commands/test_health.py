"""The ping at the end of a run: what is asked when, and what is never shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.commands.health import Watch, failing, ping
from tests.archive_server import Fault, Server, Site
from tests.commands import hustings

KEY = "0a1b2c3d-4e5f"
PATH = f"/ping/{KEY}"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Site(pages={PATH: b"OK", f"{PATH}/fail": b"OK"})) as started:
        yield started


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        pytest.param("https://hc.example/uuid", "https://hc.example/uuid/fail", id="path"),
        pytest.param("https://hc.example/uuid/", "https://hc.example/uuid/fail", id="slash"),
        pytest.param(
            "https://hc.example/key/slug?create=1", "https://hc.example/key/slug/fail?create=1", id="query"
        ),
        pytest.param("https://hc.example", "https://hc.example/fail", id="bare"),
    ],
)
def test_the_address_of_failure(url: str, wanted: str) -> None:
    assert failing(url) == wanted


@pytest.mark.parametrize(("code", "asked"), [(0, PATH), (1, f"{PATH}/fail"), (4, f"{PATH}/fail")])
def test_one_request_without_asking_for_robots(server: Server, code: int, asked: str) -> None:
    told: list[str] = []
    with Watch(server.url + PATH, told.append) as watch:
        watch.code = code
    assert server.site.paths == [asked]
    assert told == []


def test_an_error_that_leaves_the_block_is_a_failure(server: Server) -> None:
    with pytest.raises(OSError, match="full"), Watch(server.url + PATH, print):
        raise OSError("disk full")
    assert server.site.paths == [f"{PATH}/fail"]


def test_a_run_that_somebody_stopped_is_a_failure(server: Server) -> None:
    with pytest.raises(KeyboardInterrupt), Watch(server.url + PATH, print):
        raise KeyboardInterrupt
    assert server.site.paths == [f"{PATH}/fail"]


def test_without_an_address_nothing_is_asked() -> None:
    told: list[str] = []
    with Watch(None, told.append):
        pass
    assert told == []


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        pytest.param(Fault("status", "404"), "404 Not Found", id="unknown"),
        pytest.param(
            Fault("redirect", f"ftp://else.example{PATH}?token=tttt"), "neither http nor https", id="away"
        ),
        pytest.param(Fault("redirect", PATH), "redirects more than", id="loop"),
    ],
)
def test_a_ping_that_fails_is_told_without_the_secret(server: Server, fault: Fault, why: str) -> None:
    server.site.faults[PATH] = fault
    complaint = ping(server.url + PATH, well=True) or ""
    assert why in complaint
    assert complaint.startswith("the health ping did not arrive at 127.0.0.1: ")
    assert KEY not in complaint


def scraped(
    folder: Path, server: Server, health: str, *options: str, months: bytes | None
) -> tuple[int, str]:
    if months is not None:
        server.site.pages["/pipermail/talk/"] = b'<HTML><A href="2016-May.txt">[ Text 1 KB ]</A></HTML>'
        server.site.pages["/pipermail/talk/2016-May.txt"] = months
    config = folder / "config.yaml"
    config.write_text(
        f"sources: {{talk: {{kind: pipermail, url: {server.url}/pipermail/talk/}}}}\n"
        f"politeness: {{pace: 0, retries: 0}}\nhealth: {health}\n",
        "utf-8",
    )
    ran = hustings("scrape", "--config", config, *options)
    assert KEY not in ran.out + ran.err
    assert not any(KEY in path.read_text() for path in folder.rglob("runs/*.json"))
    return ran.code, ran.err


MONTH = (
    b"From ann at example.org  Mon May  2 10:00:00 2016\nFrom: ann at example.org (Ann Ash)\n"
    b"Date: Mon, 2 May 2016 10:00:00 +0000\nSubject: [talk] Lunch\nMessage-ID: <a1@example.org>\n\nAt noon?\n\n"
)


@pytest.mark.parametrize(
    ("months", "options", "code", "asked"),
    [
        pytest.param(MONTH, (), 0, [PATH], id="well"),
        pytest.param(None, (), 1, [f"{PATH}/fail"], id="failed"),
        pytest.param(MONTH, ("--offline",), 0, [], id="offline"),
        pytest.param(MONTH, ("--dry-run",), 0, [], id="dry-run"),
    ],
)
def test_a_scrape_pings(
    tmp_path: Path,
    server: Server,
    months: bytes | None,
    options: tuple[str, ...],
    code: int,
    asked: list[str],
) -> None:
    ran = scraped(tmp_path, server, server.url + PATH, *options, months=months)
    assert ran[0] == code, ran[1]
    assert [path for path in server.site.paths if path.startswith("/ping")] == asked


def test_a_lost_ping_makes_no_run_fail(tmp_path: Path, server: Server) -> None:
    code, err = scraped(tmp_path, server, f"{server.url}/gone/{KEY}", months=MONTH)
    assert code == 0
    assert "the health ping did not arrive at 127.0.0.1: the server answers 404 Not Found" in err


def test_an_unfit_address_is_refused_and_not_repeated(tmp_path: Path, server: Server) -> None:
    code, err = scraped(tmp_path, server, f"ftp://hc.example/{KEY}", months=None)
    assert code == 2
    assert ":3: health: expected an http or https address" in err
