"""Pages, months and repositories from the programs that really serve them, started on loopback."""

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.site.server import build_repository, list_pages, months_in, site_folder
from scraper.crawl import crawl
from scraper.git.clone import mirror_repository
from scraper.git.command import Git
from scraper.http.robots import Robots
from scraper.http.session import Manners, Session
from scraper.mail import mbox
from scraper.mail.message import decode
from scraper.mirror.store import Mirror
from scraper.model import Message, Outcome
from scraper.pages.model import PageFile
from scraper.pages.readers import read
from scraper.sources.base import Source
from scraper.sources.pages import page_name
from tests.archive_server import Server, Site
from tests.clock import Clock
from tests.commands import hustings
from tests.repositories import Repository
from tests.servers.cgit import cgit
from tests.servers.gitweb import gitweb
from tests.servers.mhonarc import mhonarc
from tests.servers.pipermail import month_pages
from tests.servers.same import comparable, differences
from tests.servers.smart_git import daemon, smart_http

pytestmark = pytest.mark.servers

LIST = site_folder() / "pipermail" / "openstack-dev"
MONTHS = [path for _, path in reversed(months_in(LIST))]
CONFIG = """sources:
  openstack-dev: {{kind: {kind}, url: "{url}"}}
politeness: {{pace: 0, retries: 0}}
mirror: mirror
archive: archive
"""


def scrape(root: Path, source: Source) -> list[Outcome]:
    clock = Clock()
    mirror = Mirror(root, now=clock.now)
    with Session(
        Manners(pace=0, retries=0),
        sleep=clock.sleep,
        monotonic=clock.monotonic,
        now=clock.now,
        robots=Robots(mirror.robots),
    ) as session:
        return list(crawl([source], session, mirror))


@pytest.fixture
def repositories(tmp_path: Path) -> Path:
    """A folder with the fixture repository."""
    folder = tmp_path / "repositories"
    folder.mkdir()
    build_repository(site_folder() / "election.fast-import", folder, Git(timeout=60))
    return folder


def files(repositories: Path) -> dict[str, bytes]:
    """Every candidate's file at the head, by path."""
    git = Git(timeout=60)
    bare = repositories / "election.git"
    names = git.run("ls-tree", "-r", "-z", "--name-only", "HEAD", "candidates/pike", within=bare).split("\0")
    return {
        name: git.run("show", f"HEAD:{name}", within=bare).encode("utf-8", "surrogateescape")
        for name in names
        if name and not name.endswith(".placeholder")
    }


def held(root: Path, name: str = "talk") -> list[Message]:
    months = sorted((root / name).glob("*.pages.mbox.gz"))
    return [decode(raw) for month in months for raw in mbox.split(gzip.decompress(month.read_bytes()))]


@pytest.fixture
def mhonarc_site(tmp_path: Path) -> Iterator[str]:
    posts = (post for month in MONTHS for post in mbox.split(month.read_bytes()))
    mhonarc(tmp_path / "www" / "openstack-dev", posts)
    with Server(Site(folder=tmp_path / "www")) as server:
        yield f"{server.url}/openstack-dev/maillist.html"


def test_mhonarc_pages_give_the_posts_of_the_months(tmp_path: Path, mhonarc_site: str) -> None:
    """MHonArc keeps one post for a Message-ID, and reads bytes in no declared charset as the one it is set to."""
    outcomes = scrape(tmp_path / "mirror", Source("talk", "mhonarc", mhonarc_site, "talk"))
    assert {outcome.outcome for outcome in outcomes} == {"new", "same"}
    posts = [decode(raw) for month in MONTHS for raw in mbox.split(month.read_bytes())]
    first = {post.message_id: post for post in reversed(posts) if post.message_id}
    pages = held(tmp_path / "mirror")
    ids = Counter(post.message_id for post in pages)
    assert ids.pop(None) == sum(1 for post in posts if post.message_id is None)
    assert ids == Counter(list(first))
    other = []
    for post in pages:
        if post.message_id is None:
            continue
        same = first[post.message_id]
        assert (post.subject, post.name, post.address) == (same.subject, same.name, same.address)
        assert (post.date, post.in_reply_to) == (same.date, same.in_reply_to)
        if post.body.split() != same.body.split():
            other.append(same)
    assert len(other) == 1
    assert any("cp1252" in note for note in other[0].notes)


def archived(folder: Path, kind: str, url: str) -> Path:
    folder.mkdir()
    config = folder / "config.yaml"
    config.write_text(CONFIG.format(kind=kind, url=url))
    ran = hustings("scrape", "--config", config)
    assert ran.code in (0, 1), ran.err
    return folder / "archive"


def test_text_pages_and_mhonarc_give_the_same_archive(tmp_path: Path, mhonarc_site: str) -> None:
    with Server(Site()) as server:
        server.site.pages = dict(list_pages(LIST))
        text = archived(tmp_path / "text", "pipermail", f"{server.url}/pipermail/openstack-dev/")
    with Server(Site()) as server:
        index = b"".join(b'<a href="%s/thread.html">x</a>' % month.stem.encode() for month in MONTHS)
        server.site.pages["/talk/"] = b"<html>" + index + b"</html>"
        for month in MONTHS:
            for name, body in month_pages(month.read_bytes()).items():
                server.site.pages[f"/talk/{month.stem}/{name}"] = body
        pages = archived(tmp_path / "pages", "pipermail", f"{server.url}/talk/")
    other = archived(tmp_path / "mhonarc", "mhonarc", mhonarc_site)
    every = (decode(raw) for month in MONTHS for raw in mbox.split(month.read_bytes()))
    ids = {post.message_id for post in every if post.message_id}
    found = [comparable(archive, ids) for archive in (text, pages, other)]
    assert differences(found[0], found[1]) == []
    told = {line.partition(": ")[0] for line in differences(found[0], found[2])}
    assert (
        told
        == {
            "candidates/ocata/Zaqar/Pekka_Salonen",  # of two copies with one Message-ID MHonArc keeps one
            "candidates/pike/Tacker/Chandrika_Venkataraman",  # bytes in no declared charset, which it reads as UTF-8
        }
    )


@pytest.mark.parametrize("program", ["cgit", "gitweb"])
def test_a_browser_s_pages_are_the_files(tmp_path: Path, repositories: Path, program: str) -> None:
    """gitweb shows a tab as blanks, and neither shows whether the last line ends; bytes no UTF-8 differ."""
    serve = {"cgit": cgit, "gitweb": gitweb}[program]
    there = {
        "cgit": "election.git/tree/candidates/pike",
        "gitweb": "?p=election.git;a=tree;f=candidates/pike/Tacker;hb=HEAD",
    }
    with serve(tmp_path / program, repositories) as url:
        outcomes = scrape(tmp_path / "mirror", Source("blobs", "pages", url + there[program], "blobs"))
        again = scrape(tmp_path / "mirror", Source("blobs", "pages", url + there[program], "blobs"))
    below = {"cgit": "candidates/pike/", "gitweb": "candidates/pike/Tacker/"}[
        program
    ]  # gitweb takes its time
    wanted = {path: body for path, body in files(repositories).items() if path.startswith(below)}
    shelf = tmp_path / "mirror" / "blobs"
    odd = {path for path, body in wanted.items() if not _utf8(body)}
    assert {outcome.outcome for outcome in outcomes} == {"new"}, [o for o in outcomes if o.reason]
    assert {outcome.outcome for outcome in again} <= {"same", "changed"}
    for path in wanted.keys() - odd:
        assert (shelf / page_name(path)).read_bytes() == wanted[path]
        [file] = read((shelf / f"{page_name(path)}.html").read_bytes(), url) or []
        assert isinstance(file, PageFile)
        assert file.path == path
        assert file.content.decode().split() == wanted[path].decode().split()


def _utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def head(repository: Path) -> str:
    return Git(timeout=60).run("rev-parse", "HEAD", within=repository).strip()


def test_git_over_its_own_protocol_and_smart_http(tmp_path: Path, repositories: Path) -> None:
    wanted = head(repositories / "election.git")
    for name, serve in (("daemon", daemon), ("http", smart_http)):
        with serve(tmp_path / name, repositories) as url:
            target = tmp_path / name / "mirror.git"
            first = mirror_repository(f"{url}election.git", target, git=Git(timeout=60))
            assert (first.outcome, head(target)) == ("new", wanted), first.reason
            second = mirror_repository(f"{url}election.git", target, git=Git(timeout=60))
            assert (second.outcome, head(target)) == ("same", wanted), second.reason
            missing = mirror_repository(f"{url}nothing.git", tmp_path / name / "x", git=Git(timeout=60))
            assert missing.outcome == "failed"
            assert not (tmp_path / name / "x").exists()


@pytest.mark.parametrize("program", ["daemon", "http"])
def test_a_served_repository_with_hooks_and_links_does_nothing(tmp_path: Path, program: str) -> None:
    made = Repository(tmp_path / "repositories" / "hostile.git")
    modules = b'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% /tmp/never\n'
    made.commit({".gitmodules": modules, "link": ("120000", b"/etc/passwd"), "a.txt": b"words\n"})
    flag = tmp_path / "ran"
    hook = made.path / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {flag}\n")
    hook.chmod(0o755)
    with {"daemon": daemon, "http": smart_http}[program](
        tmp_path / "server", tmp_path / "repositories"
    ) as url:
        target = tmp_path / "mirror.git"
        outcome = mirror_repository(f"{url}hostile.git", target, git=Git(timeout=60))
    assert outcome.outcome == "new", outcome.reason
    assert not flag.exists()
    assert not any((target / "hooks").glob("*")) if (target / "hooks").exists() else True
    assert not list(tmp_path.rglob("passwd"))


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("ext::sh -c 'touch /tmp/never'", id="helper"),
        pytest.param("--upload-pack=touch", id="option"),
        pytest.param("ftp://127.0.0.1/x.git", id="transport"),
        pytest.param("git://127.0.0.1/x\n.git", id="control-character"),
    ],
)
def test_addresses_that_are_never_tried(tmp_path: Path, url: str) -> None:
    outcome = mirror_repository(url, tmp_path / "x", git=Git(timeout=10))
    assert outcome.outcome == "refused"
    assert not (tmp_path / "x").exists()
