import gzip
import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
import yaml
from lxml.html import document_fromstring
from protego import Protego

from importers.site import server as site
from importers.site.server import LIST_PATH, FixtureSite, site_folder
from scraper.model import UserError
from scraper.month import Month

MONTHS = sorted(site_folder().glob("pipermail/openstack-dev/*.txt"))


@pytest.fixture(scope="module")
def served() -> Iterator[FixtureSite]:
    with FixtureSite() as running:
        yield running


def ask(served: FixtureSite, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(served.url).netloc, timeout=10)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def links(served: FixtureSite) -> list[str]:
    hrefs = (str(link) for link in document_fromstring(ask(served, LIST_PATH)[1]).xpath("//a/@href"))
    return [href for href in hrefs if ".txt" in href]


def test_index_offers_every_month_newest_first(served: FixtureSite) -> None:
    months = [Month.named(link.split(".")[0]) for link in links(served)]
    assert months == sorted((Month.named(path.stem) for path in MONTHS), reverse=True)


def test_only_the_newest_month_is_plain_text(served: FixtureSite) -> None:
    newest, *closed = links(served)
    assert newest.endswith(".txt")
    assert closed
    assert all(link.endswith(".txt.gz") for link in closed)


def test_index_names_each_month_with_its_size_and_views(served: FixtureSite) -> None:
    page = document_fromstring(ask(served, LIST_PATH)[1])
    rows = [" ".join(" ".join(row.itertext()).split()) for row in page.xpath("//tr")[1:]]
    size = -(-len(served.pages[LIST_PATH + "2016-March.txt.gz"]) // 1024)
    assert f"March 2016: [ Thread ] [ Subject ] [ Author ] [ Date ] [ Gzip'd Text {size} KB ]" in rows
    assert len(rows) == len(MONTHS)


@pytest.mark.parametrize("path", MONTHS, ids=lambda path: path.stem)
def test_month_is_served_as_it_is_kept(served: FixtureSite, path: Path) -> None:
    name = next(link for link in links(served) if link.startswith(path.stem))
    body = ask(served, LIST_PATH + name)[1]
    assert (gzip.decompress(body) if name.endswith(".gz") else body) == path.read_bytes()


def test_two_builds_serve_the_same_list_and_the_same_branch(served: FixtureSite) -> None:
    again = FixtureSite().build()
    same = [path for path in served.pages if not path.startswith("/election.git/objects/")]
    assert "/election.git/info/refs" in same
    assert {path: again[path] for path in same} == {path: served.pages[path] for path in same}


@pytest.mark.parametrize("path", [LIST_PATH, LIST_PATH + "2016-March.txt.gz", "/robots.txt"])
@pytest.mark.parametrize(
    ("validator", "condition"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
)
def test_unchanged_page_is_not_sent_again(
    served: FixtureSite, path: str, validator: str, condition: str
) -> None:
    first, body = ask(served, path)
    again, nothing = ask(served, path, **{condition: first.headers[validator]})
    assert (first.status, int(first.headers["Content-Length"])) == (200, len(body))
    assert (again.status, nothing) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_etag_decides_where_both_conditions_are_sent(served: FixtureSite) -> None:
    first, _ = ask(served, LIST_PATH)
    response, _ = ask(
        served, LIST_PATH, If_None_Match='"another"', If_Modified_Since=first.headers["Last-Modified"]
    )
    assert response.status == 200


def test_page_changed_while_the_site_runs_is_sent_in_full() -> None:
    with FixtureSite() as running:
        path = LIST_PATH + "2017-May.txt"
        etag = ask(running, path)[0].headers["ETag"]
        running.pages[path] += b"\n"
        response, body = ask(running, path, If_None_Match=etag)
        assert (response.status, body) == (200, running.pages[path])
        assert [request.status for request in running.requests] == [200, 200]


def test_head_has_the_length_and_no_body(served: FixtureSite) -> None:
    response, body = ask(served, LIST_PATH, "HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) == len(served.pages[LIST_PATH])


@pytest.mark.parametrize(
    "path", ["/", "/../README.md", "/election.git/../../etc/passwd", LIST_PATH + "2016-February.txt.gz"]
)
def test_what_is_not_part_of_the_site_is_not_found(served: FixtureSite, path: str) -> None:
    assert ask(served, path)[0].status == 404


def test_list_without_its_slash_is_sent_there(served: FixtureSite) -> None:
    response, _ = ask(served, LIST_PATH.rstrip("/"))
    assert (response.status, response.headers["Location"]) == (301, LIST_PATH)


def test_robots_allow_the_archive_and_forbid_the_programs(served: FixtureSite) -> None:
    rules = Protego.parse(ask(served, "/robots.txt")[1].decode())
    assert rules.can_fetch(served.url + LIST_PATH, "hustings")
    assert not rules.can_fetch(served.url + "/cgi-bin/mailman/listinfo/openstack-dev", "hustings")


def test_repository_can_be_cloned_over_http(served: FixtureSite, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", f"{served.url}/election.git", str(clone)], check=True)
    head = subprocess.run(
        ["git", "-C", str(clone), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    assert head.stdout.strip() in served.pages["/election.git/info/refs"].decode()
    assert (clone / "candidates" / "newton" / "Neutron" / "Ines_Valverde.txt").is_file()


def test_configuration_names_the_running_site(served: FixtureSite) -> None:
    assert yaml.safe_load(served.config_text()) == {
        "sources": {
            "openstack-dev": {"kind": "pipermail", "url": served.url + LIST_PATH},
            "election": {
                "kind": "git",
                "url": served.url + "/election.git",
                "paths": ["candidates", "doc/source/results"],
            },
        },
        "politeness": {"pace": 0},
        "mirror": "mirror",
        "archive": "archive",
    }
    assert yaml.safe_load(served.config_text(pace=0.25))["politeness"] == {"pace": 0.25}


def test_site_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with FixtureSite() as running:
        ask(running, LIST_PATH)
        ask(running, "/missing")
    assert capfd.readouterr() == ("", "")


def test_site_is_gone_after_the_context(tmp_path: Path) -> None:
    with FixtureSite() as running:
        url = running.url
    with pytest.raises(ConnectionRefusedError):
        HTTPConnection(urlsplit(url).netloc, timeout=10).connect()


def test_stream_that_git_refuses_is_named(tmp_path: Path) -> None:
    (tmp_path / "election.fast-import").write_text("nonsense\n")
    with pytest.raises(UserError, match="fixture site"):
        FixtureSite(tmp_path).build()


def copied(package: Path) -> ModuleType:
    (package / "site").mkdir(parents=True)
    shutil.copy(site.__file__, package / "site" / "server.py")
    spec = importlib.util.spec_from_file_location("copied_site", package / "site" / "server.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_installed_site_is_found_inside_the_package(tmp_path: Path) -> None:
    module = copied(tmp_path / "importers")
    for folder in (tmp_path / "importers" / "fixtures" / "site", tmp_path / "fixtures" / "site"):
        folder.mkdir(parents=True)
    assert module.site_folder() == tmp_path / "importers" / "fixtures" / "site"


def test_missing_site_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not part of this installation"):
        copied(tmp_path / "importers").site_folder()
