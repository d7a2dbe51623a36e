"""Full disks, folders that cannot be written, odd clocks, second runs, and names and certificates that fail."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import requests

from scraper.http import session
from tests.archive_server import Fault, Server, Site
from tests.commands import hustings, snapshot
from tests.letters import month, post
from tests.reliability.job import FastClock, Job, bad, content, fast_clock
from tests.reliability.limits import certificate, encrypted, limited, read_only, small_disk
from tests.reliability.worlds import letters

INDEX = b'<a href="2021-August.txt">August</a> <a href="2021-July.txt">July</a>'
CONFIG = 'sources:\n  talk: {{kind: {kind}, url: "{url}"}}\npoliteness: {{pace: 0, timeout: 2, retries: 0}}\n'
MEGABYTE = 1 << 20


@pytest.fixture
def site() -> Site:
    candidacies = month(*(post(number, project=project) for number, project in ((1, "Zaqar"), (2, "Heat"))))
    return Site(
        pages={
            "/talk/": INDEX,
            "/talk/2021-July.txt": candidacies,
            "/talk/2021-August.txt": letters(*range(9)),
            "/robots.txt": b"",
        }
    )


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    with Server(site) as running:
        yield running


@pytest.fixture
def clock() -> Iterator[FastClock]:
    with fast_clock() as made:
        yield made


@pytest.fixture
def job(tmp_path: Path, server: Server, clock: FastClock) -> Job:
    made = Job(tmp_path / "job", clock)
    made.folder.mkdir()
    (made.folder / "config.yaml").write_text(CONFIG.format(kind="pipermail", url=f"{server.url}/talk/"))
    return made


def test_a_full_disk_costs_nothing_and_the_next_run_goes_on(job: Job, site: Site) -> None:
    with small_disk(job.folder / "mirror", 600):
        assert job.run().code == 0
        before = content(job.mirror / "talk")
        site.pages["/talk/2021-August.txt"] = letters(*range(8000))
        assert len(site.pages["/talk/2021-August.txt"]) > MEGABYTE
        ran = job.run()
        assert ran.code == 1
        assert ["No space left on device" in row["reason"] for row in bad(ran)] == [True]
        assert content(job.mirror / "talk") == before
        assert hustings("verify", job.folder / "archive").code == 0
        subprocess.run(["mount", "-o", "remount,size=8m", job.mirror], check=True)
        assert job.run().code == 0
        assert content(job.mirror / "talk")["2021-August.txt"] == site.pages["/talk/2021-August.txt"]


def test_a_full_disk_under_the_archive(job: Job) -> None:
    with small_disk(job.folder / "archive", 12):
        ran = job.run()
        assert ran.code == 1
        assert "No space left on device" in ran.err
        assert "run the command again when that is mended" in ran.err
        subprocess.run(["mount", "-o", "remount,size=8m", job.folder / "archive"], check=True)
        assert job.run().code == 0
        made = snapshot(job.folder / "archive")
    shutil.rmtree(job.folder / "mirror")
    assert job.run().code == 0
    assert snapshot(job.folder / "archive") == made


@pytest.mark.parametrize("largest", [10, 100, 300, 1000, 3000, 10_000])
def test_a_quota_on_files(job: Job, largest: int) -> None:
    config = job.folder / "config.yaml"
    ran = limited(largest, "scrape", "--config", config, "--quiet")
    assert ran.returncode == 1, ran.stderr
    assert "too large" in ran.stderr or "could not be written" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert job.run().code == 0
    assert hustings("verify", job.folder / "archive").code == 0


@pytest.mark.parametrize("part", ["mirror", "archive"])
def test_a_folder_that_cannot_be_written(job: Job, site: Site, part: str) -> None:
    assert job.run().code == 0
    before = snapshot(job.folder)
    site.pages["/talk/2021-July.txt"] += b"\n" + month(post(3, project="Mistral"))
    with read_only(job.folder / part):
        ran = job.run()
        assert ran.code == 1
        assert f"{job.folder / part}" in ran.err
        assert "Read-only file system" in ran.err
    after = snapshot(job.folder)
    assert {path: data for path, data in after.items() if path.startswith(part)} == {
        path: data for path, data in before.items() if path.startswith(part)
    }
    assert job.run().code == 0


@pytest.mark.parametrize("days", [-400, -1, 400], ids=["a-year-back", "a-day-back", "a-year-ahead"])
def test_a_clock_that_jumps_between_runs(job: Job, site: Site, days: int) -> None:
    assert job.run().code == 0
    job.clock.day += timedelta(days=days)
    site.pages["/talk/2021-August.txt"] += b"\n" + letters(10)
    ran = job.run()
    assert ran.code == 0, ran.out
    assert content(job.mirror / "talk")["2021-August.txt"] == site.pages["/talk/2021-August.txt"]
    assert hustings("status", "--config", job.folder / "config.yaml").code == 0
    assert hustings("verify", job.folder / "archive").code == 0


def test_a_second_run_is_told_who_holds_the_lock(job: Job, server: Server) -> None:
    held = f"import sys; from pathlib import Path; from scraper.files import hold\nwith hold(Path({str(job.mirror)!r}), 'x'): print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        ran = job.run()
        assert ran.code == 1
        assert f"in use by process {other.pid} on" in ran.err
        assert server.site.asked == []
        other.communicate("")
    assert job.run().code == 0


@pytest.mark.parametrize("kind", ["pipermail", "hyperkitty", "mhonarc", "pages", "public-inbox", "git"])
def test_a_name_that_does_not_resolve(job: Job, kind: str) -> None:
    (job.folder / "config.yaml").write_text(
        CONFIG.format(kind=kind, url=f"http://{'a' * 64}.example/list/a@b.example/")
    )
    ran = job.run()
    assert ran.code == 1
    assert bad(ran)
    assert all(row["reason"] for row in bad(ran))
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("kind", ["pipermail", "hyperkitty", "mhonarc", "pages", "public-inbox", "git"])
@pytest.mark.parametrize("days", [30, -1], ids=["self-signed", "expired"])
def test_a_certificate_that_nobody_vouches_for(
    job: Job, site: Site, tmp_path: Path, kind: str, days: int
) -> None:
    with encrypted(site, *certificate(tmp_path / "tls", days)) as server:
        (job.folder / "config.yaml").write_text(
            CONFIG.format(kind=kind, url=f"{server.url}/talk/list/a@b.example/")
        )
        ran = job.run()
    assert ran.code == 1
    assert any("certificate" in row["reason"] for row in bad(ran))
    assert site.asked == []


@pytest.mark.parametrize("days", [-1], ids=["expired"])
def test_an_expired_certificate_of_a_known_authority(
    job: Job, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    key, made = certificate(tmp_path / "tls", days)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(made))
    with encrypted(site, key, made) as server:
        (job.folder / "config.yaml").write_text(CONFIG.format(kind="git", url=f"{server.url}/talk.git"))
        ran = job.run()
    assert ran.code == 1
    assert [row["reason"] for row in bad(ran) if "certificate" in row["reason"]]
    assert site.asked == []


def test_git_does_not_go_where_it_is_sent(job: Job, site: Site, server: Server) -> None:
    site.faults = {"/talk.git*": Fault("redirect", f"{server.url}/elsewhere.git")}
    (job.folder / "config.yaml").write_text(CONFIG.format(kind="git", url=f"{server.url}/talk.git"))
    ran = job.run()
    assert ran.code == 1
    assert [row["reason"] for row in bad(ran) if "302" in row["reason"]]
    assert all(path.startswith("/talk.git") for path in site.paths)


@pytest.mark.parametrize("kind", ["pipermail", "hyperkitty", "mhonarc", "pages", "public-inbox"])
def test_a_redirect_out_of_encryption(
    job: Job, site: Site, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    key, made = certificate(tmp_path / "tls", 30)
    monkeypatch.setattr(session, "client", partial(trusting, session.client, made))
    path = "/talk/list/a@b.example/"
    with encrypted(Site(pages={"/robots.txt": b""}), key, made) as secure:
        secure.site.faults = {f"{path}*": Fault("redirect", f"{server.url}/talk/")}
        (job.folder / "config.yaml").write_text(CONFIG.format(kind=kind, url=f"{secure.url}{path}"))
        ran = job.run()
        assert secure.site.paths
    assert ran.code == 1
    assert any("from https to http" in row["reason"] for row in bad(ran))
    assert site.asked == []


def trusting(client: Callable[..., requests.Session], made: Path, *arguments: object) -> requests.Session:
    ours = client(*arguments)
    ours.verify = str(made)
    return ours


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "REQUESTS_CA_BUNDLE"])
def test_variables_neither_divert_nor_loosen(job: Job, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert job.run().code == 0
