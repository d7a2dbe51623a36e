"""The scheduled job and the one-off: what they ask the server for, and what they write where."""

import gzip
import re
from pathlib import Path

import pytest

from importers.site.server import FixtureSite
from tests.commands import hustings, records, snapshot


def configured(folder: Path, site: FixtureSite) -> Path:
    (folder / "config.yaml").write_text(site.config_text(), "utf-8")
    return folder / "config.yaml"


def asked(site: FixtureSite) -> list[str]:
    return [
        request.path.rsplit("/", 1)[-1]
        for request in site.requests
        if ".txt" in request.path and "robots" not in request.path
    ]


def test_a_second_run_asks_only_whether_something_changed(tmp_path: Path) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
        assert hustings("scrape", "--config", config).code == 0
        before, first = snapshot(tmp_path / "archive"), len(site.requests)
        again = hustings("scrape", "--json", "--config", config)
        assert again.code == 0
        assert {request.status for request in site.requests[first:] if "pipermail" in request.path} <= {304}
        robots = [number for number, request in enumerate(site.requests) if request.path == "/robots.txt"]
        assert robots == [0]
    assert snapshot(tmp_path / "archive") == before
    assert again.rows[-1]["files"] == 0


def test_a_month_that_grew_is_read_anew(tmp_path: Path) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
        path = next(path for path in site.pages if path.endswith(".txt"))
        whole = site.pages[path]
        site.pages[path] = whole[: whole.index(b"\nFrom ", 200) + 1]
        posts = hustings("scrape", "--json", "--config", config).rows[-1]["posts"]
        site.pages[path] = whole
        rows = hustings("scrape", "--json", "--config", config).rows
    assert [row["outcome"] for row in rows[:-1] if row["url"].endswith(path)] == ["changed"]
    assert rows[-1]["posts"] > posts


def shortened(site: FixtureSite) -> str:
    """Takes posts away from a month of the list, as its keepers might; the file's name in the mirror."""
    path = max(
        (path for path in site.pages if path.endswith(".txt.gz")), key=lambda path: len(site.pages[path])
    )
    whole = gzip.decompress(site.pages[path])
    site.pages[path] = gzip.compress(whole[: whole.index(b"\nFrom ", 200) + 1], mtime=0)
    folder, name = path.rsplit("/", 1)
    listed = f'"{name}">[ Gzip\'d Text '.encode()
    site.pages[f"{folder}/"] = site.pages[f"{folder}/"].replace(listed, listed + b"1 of ")
    return name


def sources(archive: Path) -> int:
    return sum(len(record["sources"]) for _, record in records(archive))


def test_a_month_that_shrank_is_refused_until_a_person_confirms_it(tmp_path: Path) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
        assert hustings("scrape", "--quiet", "--config", config).code == 0
        before = snapshot(tmp_path / "archive")
        name = shortened(site)
        refused = hustings("scrape", "--config", config)
        assert refused.code == 1
        assert f"--accept openstack-dev/{name}" in refused.err
        assert snapshot(tmp_path / "archive") == before
        accepted = hustings("scrape", "--config", config, "--verbose", "--accept", f"openstack-dev/{name}")
        assert accepted.code == 0, accepted.err
        assert "taken as confirmed" in accepted.err
        assert hustings("scrape", "--quiet", "--config", config).code == 0
    assert len(list((tmp_path / "mirror/openstack-dev/replaced").iterdir())) == 1
    assert snapshot(tmp_path / "archive") == before
    hustings("scrape", "--quiet", "--offline", "--config", config, "--archive", tmp_path / "anew")
    assert sources(tmp_path / "anew") < sources(tmp_path / "archive")


@pytest.mark.parametrize("command", [("scrape",), ("backfill", "ocata")])
@pytest.mark.parametrize("named", ["openstack-dev", "elsewhere/2018-May.txt", "openstack-dev/"])
def test_what_accept_names_must_be_a_source_and_a_file(
    tmp_path: Path, command: tuple[str, ...], named: str
) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
    ran = hustings(*command, "--config", config, "--accept", named)
    assert (ran.code, "names no source and file" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(rb"\{", b"torn", id="torn"),
        pytest.param(rb"/pipermail/", b"/pipermall/", id="a letter of the addresses changed"),
        pytest.param(rb'"posts": ', b'"posts": 1', id="other numbers of posts"),
    ],
)
def test_a_damaged_sidecar_is_told_and_made_anew_by_the_next_run(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
        hustings("scrape", "--quiet", "--config", config)
        before = snapshot(tmp_path / "archive")
        index = tmp_path / "mirror/openstack-dev/.index.json"
        index.write_bytes(re.sub(old, new, index.read_bytes()))
        offline = hustings("scrape", "--offline", "--config", config)
        told = "openstack-dev/.index.json: not readable: "
        assert offline.code == 1
        assert f"skipped: {site.url}/pipermail/openstack-dev/: {told}" in offline.err
        ran = hustings("scrape", "--config", config)
        assert (ran.code, told in ran.err) == (0, True)
        again = hustings("scrape", "--config", config)
        assert (again.code, told in again.err) == (0, False)
    assert snapshot(tmp_path / "archive") == before


def test_a_folder_in_the_place_of_a_file_ends_that_file_and_neither_its_source_nor_the_job(
    tmp_path: Path,
) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
        hustings("scrape", "--quiet", "--config", config)
        mirror, before = tmp_path / "mirror", snapshot(tmp_path / "archive")
        months = sorted((mirror / "openstack-dev").glob("*.txt*"))
        for path in (*months, mirror / ".robots.json"):
            path.unlink()
        for path in (months[0], mirror / ".robots.json"):
            path.mkdir()
        ran = hustings("scrape", "--config", config)
        named = [line for line in ran.err.splitlines() if line.startswith(("refused", "skipped", "hustings"))]
        assert ran.code == 1
        assert [line for line in named if f"{months[0]}: is a folder; until" in line]
        assert [line for line in named if f"{mirror}/.robots.json: Is a directory" in line]
        assert all(path.is_file() for path in months[1:])
    assert snapshot(tmp_path / "archive") == before


def test_a_dry_run_and_an_offline_run_ask_nothing(tmp_path: Path) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
        assert hustings("scrape", "--dry-run", "--config", config).code == 0
        assert (site.requests, (tmp_path / "archive").exists()) == ([], False)
        hustings("scrape", "--config", config)
        before, count = snapshot(tmp_path / "archive"), len(site.requests)
        assert hustings("scrape", "--offline", "--config", config).code == 0
        assert len(site.requests) == count
    assert snapshot(tmp_path / "archive") == before


def test_options_go_before_the_configuration(tmp_path: Path) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
        hustings("scrape", "--config", config, "--archive", tmp_path / "other", "--mirror", tmp_path / "copy")
    assert (tmp_path / "other" / "archive.json").is_file()
    assert (tmp_path / "copy" / "openstack-dev").is_dir()
    assert not (tmp_path / "archive").exists()
    assert not (tmp_path / "mirror").exists()


def test_a_backfill_asks_for_the_months_of_its_cycles_alone(tmp_path: Path) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
        hustings("backfill", "Newton", "newton", "--config", config)
        assert asked(site) == ["2016-March.txt.gz"]
    assert {key.split("/")[0] for key, _ in records(tmp_path / "archive")} == {"newton"}


def test_backfilling_every_cycle_is_a_scrape(tmp_path: Path) -> None:
    with FixtureSite() as site:
        config = configured(tmp_path, site)
        for cycle in ("pike", "newton", "ocata"):
            hustings("backfill", cycle, "--config", config)
        of_backfills = {key for key, _ in records(tmp_path / "archive")}
        hustings(
            "scrape", "--config", config, "--archive", tmp_path / "scraped", "--mirror", tmp_path / "fresh"
        )
    assert of_backfills == {key for key, _ in records(tmp_path / "scraped")}
