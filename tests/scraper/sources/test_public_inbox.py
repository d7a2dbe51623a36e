"""public-inbox: what its manifest names, repositories fetched when they changed, and the mbox where git fails."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from scraper.crawl import crawl
from scraper.git import inbox
from scraper.git.command import Git
from scraper.git.torn import UNFINISHED
from scraper.http.answer import Refused
from scraper.http.session import Manners, Session
from scraper.mail import mbox
from scraper.mirror.store import Mirror
from scraper.model import Outcome
from scraper.sources.base import Source
from scraper.sources.public_inbox import read_manifest, repositories
from tests.archive_server import MAINTENANCE, Fault, Server, Site
from tests.clock import Clock
from tests.scraper.git.test_inbox import built, commit, post

INBOX = "/talk/"
MANIFEST = INBOX + "manifest.js.gz"
EVERYTHING = INBOX + "all.mbox.gz"
BASE = "https://lists.example.org/talk/"


def manifest(**fingerprints: str | None) -> bytes:
    paths = {
        name.replace("__", "/").replace("_git", ".git"): {"fingerprint": value, "modified": 1}
        for name, value in fingerprints.items()
    }
    return gzip.compress(json.dumps({f"/{name}": value for name, value in paths.items()}).encode(), mtime=0)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        pytest.param(manifest(talk__git__0_git="a"), ["0.git"], id="one-epoch"),
        pytest.param(
            manifest(talk__git__10_git="c", talk__git__2_git="b", talk__git__0_git="a"),
            ["0.git", "2.git", "10.git"],
            id="epochs-in-their-order",
        ),
        pytest.param(manifest(talk="a"), ["inbox.git"], id="first-format"),
        pytest.param(manifest(other__git__0_git="b", talk__git__0_git="a"), ["0.git"], id="another-inbox"),
        pytest.param(manifest(talk__git__0_git=None), ["0.git"], id="no-fingerprint"),
    ],
)
def test_repositories_of_a_manifest(body: bytes, names: list[str]) -> None:
    found = read_manifest(body, BASE)
    assert list(found) == names
    assert all(url.startswith(BASE.rstrip("/")) for url, _ in found.values())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(MAINTENANCE, "HTML page that calls itself 'Down for", id="maintenance-page"),
        pytest.param(b"", "no manifest", id="empty"),
        pytest.param(gzip.compress(b"[1]"), "no manifest", id="another-shape"),
        pytest.param(manifest(talk__git__0_git="a")[:-9], "no manifest", id="cut"),
        pytest.param(manifest(), "names no repository", id="none"),
        pytest.param(manifest(other__git__0_git="a"), "names no repository of /talk", id="another-inbox"),
        pytest.param(gzip.compress(b'{"/talk/git/../../x.git": {}}'), "names no repository", id="climbing"),
        pytest.param(gzip.compress(b'{"/talk/git/00.git": {}}'), "names no repository", id="odd-number"),
    ],
)
def test_a_manifest_that_is_none(body: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_manifest(body, BASE)


class World:
    """An inbox of one epoch, served as git's dumb protocol asks for it, and a mirror beside it."""

    def __init__(self, root: Path, server: Server) -> None:
        self.server, self.clock, self.root = server, Clock(), root
        self.site = server.site
        self.numbers = [1, 2]
        self.mirror = Mirror(root / "mirror", now=self.clock.now)
        self.source = Source("talk", "public-inbox", server.url + INBOX, "talk")
        self.publish()

    def publish(self) -> None:
        folder = self.root / f"served-{len(self.numbers)}"
        folder.mkdir()
        path = built(folder, *(commit(("m", post(number))) for number in self.numbers))
        Git(timeout=60).run("update-server-info", within=path)
        pages = self.site.pages
        for file in path.rglob("*"):
            if file.is_file():
                pages[f"{INBOX}git/0.git/{file.relative_to(path).as_posix()}"] = file.read_bytes()
        # git asks for the better protocol first, and takes a plain file for an answer
        pages[f"{INBOX}git/0.git/info/refs?service=git-upload-pack"] = pages[f"{INBOX}git/0.git/info/refs"]
        self.site.pages[MANIFEST] = manifest(talk__git__0_git=str(len(self.numbers)))
        box = b"".join(b"From mboxrd@z Thu Jan  1 00:00:00 1970\n%s\n" % post(n) for n in self.numbers)
        self.site.pages[EVERYTHING] = gzip.compress(box, mtime=0)

    def without_git(self) -> None:
        for path in [path for path in self.site.pages if path.startswith(f"{INBOX}git/")]:
            del self.site.pages[path]

    def scrape(self) -> list[Outcome]:
        self.site.asked.clear()
        clock = self.clock
        with Session(
            Manners(pace=0, timeout=0.3, retries=0),
            sleep=clock.sleep,
            monotonic=clock.monotonic,
            now=clock.now,
        ) as session:
            return list(crawl([self.source], session, self.mirror))

    def held(self) -> list[bytes]:
        return [
            raw
            for path in repositories(self.root / "mirror" / "talk")
            for raw in inbox.read(path, inbox.posts(path, []), [])
        ]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Server(Site()) as server:
        yield World(tmp_path, server)


def told(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.name, outcome.outcome) for outcome in outcomes]


def test_an_inbox_is_fetched_once_and_then_asked_one_question(world: World) -> None:
    assert told(world.scrape()) == [("0.git", "new")]
    assert world.held() == [post(1), post(2)]
    assert told(world.scrape()) == [("0.git", "same")]
    assert world.site.paths == ["/robots.txt", MANIFEST]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("HEAD", b"", id="no head"),
        pytest.param("HEAD", b"ref: refs/heads/mastes\n", id="head of a branch that is not there"),
        pytest.param("config", b"[core\n", id="configuration that git cannot read"),
    ],
)
def test_a_damaged_epoch_is_fetched_anew_though_it_is_the_same_there(
    world: World, name: str, data: bytes
) -> None:
    world.scrape()
    (world.root / "mirror" / "talk" / "0.git" / name).write_bytes(data)
    assert told(world.scrape()) == [("0.git", "changed")]
    assert world.held() == [post(1), post(2)]
    assert told(world.scrape()) == [("0.git", "same")]


def test_an_object_that_is_damaged_is_fetched_anew_where_a_person_asks_for_it(world: World) -> None:
    world.scrape()
    copy = world.root / "mirror" / "talk" / "0.git"
    for blob in inbox.posts(copy, []):
        path = copy / "objects" / blob[:2] / blob[2:]
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-4] + b"torn")
    assert (told(world.scrape()), world.held()) == ([("0.git", "same")], [])
    (copy / UNFINISHED).touch()
    assert told(world.scrape()) == [("0.git", "changed")]
    assert world.held() == [post(1), post(2)]


def test_new_posts_are_fetched(world: World) -> None:
    world.scrape()
    world.numbers.append(3)
    world.publish()
    assert told(world.scrape()) == [("0.git", "changed")]
    assert world.held() == [post(1), post(2), post(3)]


def test_the_mbox_comes_where_git_does_not(world: World) -> None:
    world.without_git()
    outcomes = world.scrape()
    assert told(outcomes) == [("0.git", "failed"), ("all.mbox.gz", "new")]
    text = gzip.decompress(world.mirror.shelf("talk").read("all.mbox.gz"))
    assert list(mbox.split(text)) == [post(1), post(2)]
    assert told(world.scrape()) == [("0.git", "failed"), ("all.mbox.gz", "same")]


def test_the_mbox_comes_where_there_is_no_manifest(world: World) -> None:
    del world.site.pages[MANIFEST]
    assert told(world.scrape()) == [("manifest.js.gz", "failed"), ("all.mbox.gz", "new")]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(
            lambda site: site.pages.update({MANIFEST: MAINTENANCE}), "Down for", id="maintenance-page"
        ),
        pytest.param(
            lambda site: site.pages.update({MANIFEST: b"<html><title>Log in</title>"}),
            "Log in",
            id="login-page",
        ),
        pytest.param(
            lambda site: site.faults.update({MANIFEST: Fault("redirect", MANIFEST)}), "redir", id="loop"
        ),
        pytest.param(lambda site: site.faults.update({MANIFEST: Fault("cut")}), "cut|connection", id="cut"),
        pytest.param(lambda site: site.faults.update({MANIFEST: Fault("empty")}), "no manifest", id="empty"),
        pytest.param(lambda site: site.faults.update({MANIFEST: Fault("status", "503")}), "503", id="503"),
    ],
)
def test_a_bad_manifest_leaves_what_is_held(
    world: World, spoil: Callable[[Site], object], reason: str
) -> None:
    world.scrape()
    spoil(world.site)
    world.site.faults[EVERYTHING] = Fault("html")
    first, second = world.scrape()
    assert first.outcome in ("failed", "refused")
    assert re.search(reason, first.reason)
    assert (second.name, second.outcome) == ("all.mbox.gz", "refused")
    assert world.held() == [post(1), post(2)]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        pytest.param("truncated-gzip", "cut off", id="stops-half-way"),
        pytest.param("html", "HTML page", id="maintenance-page"),
        pytest.param("empty", "0 posts, where 2 are held", id="emptied"),
        pytest.param("endless", "goes on", id="endless"),
    ],
)
def test_a_bad_mbox_leaves_the_good_one(world: World, kind: str, reason: str) -> None:
    world.source = replace(world.source, max_bytes=200_000)
    world.without_git()
    world.scrape()
    good = world.mirror.shelf("talk").read("all.mbox.gz")
    world.site.validators = False
    world.site.faults[EVERYTHING] = Fault(kind)
    outcome = world.scrape()[-1]
    assert outcome.outcome == "refused"
    assert reason in outcome.reason
    assert world.mirror.shelf("talk").read("all.mbox.gz") == good


def test_a_fallback_steps_in_and_says_why(world: World) -> None:
    world.source = replace(world.source, url=world.server.url + "/gone/", fallback=(world.source.url,))
    (outcome,) = world.scrape()
    assert outcome.outcome == "new"
    assert "/gone/manifest.js.gz: the server answers 404" in outcome.reason
