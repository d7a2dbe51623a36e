"""A job whose power is cut at any of its writes: whether the next run ends where an undisturbed one does, losing nothing."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from importers.site.server import ROBOTS, Server, build_repository, list_pages, site_folder
from scraper.git.command import Git
from tests.commands import STREAM, hustings, snapshot
from tests.letters import doubtful, month
from tests.reliability.disk import Disk, Tree, laid_out, record, taken
from tests.reliability.job import litter, sidecar
from tests.reliability.worlds import WORLDS

SCENARIOS: Final = ("first", "news")
MONTHS: Final = ("2016-September.txt", "2017-April.txt")
DOUBTFUL: Final = "2016-October.txt"
NEWEST: Final = "2017-May.txt"
SCRAPE: Final = (sys.executable, "-m", "importers", "scrape", "--quiet", "--config", "config.yaml")
CONFIG: Final = """sources:
  openstack-dev: {{kind: pipermail, url: {url}/pipermail/openstack-dev/}}
  election: {{kind: git, url: {repository}, paths: [candidates/pike]}}
  inbox: {{kind: public-inbox, url: {url}/talk/}}
politeness: {{pace: 0}}
mirror: mirror
archive: archive
"""
_BRANCH: Final = "refs/heads/master"
_ASTRAY: Final = f"""commit {_BRANCH}
committer Ann <ann@example.org> 1458000000 +0000
data 6
astray
from {_BRANCH}^0

"""


@dataclass(frozen=True)
class Cut:
    """One state that a cut may leave: in which scenario, after which call, and what of it was on the disk."""

    scenario: str
    call: str
    left: str
    tree: Tree

    @property
    def kind(self) -> tuple[str, ...]:
        """Cuts of the same kind differ in the name of the file or in the moment only."""
        name, _, path = self.call.partition(" ")
        return self.scenario, self.left, name, *path.split("/")[:2], Path(path).suffix


class PowerCut:
    """A list, a repository and an inbox that all have news, some of it instead of what was there; and quiet runs."""

    def __init__(self, root: Path, server: Server) -> None:
        self.root, self.server = root, server
        self.git = Git(timeout=60)
        self.repository = build_repository(STREAM, root, self.git)
        self.newest = self.git.run("rev-parse", _BRANCH, within=self.repository).strip()
        self.inbox = WORLDS["public-inbox"](root)
        self.lost = self._before()
        self.starts = {"first": self._job(root / "first"), "news": self._job(root / "news")}
        scrape(self.starts["news"])
        assert (
            hustings("review", "reject", self._entry(), "--archive", self.starts["news"] / "archive").code
            == 0
        )
        self._after()
        self.kept = {path.name for path in (self.starts["news"] / "mirror" / "runs").iterdir()}
        self.wanted: dict[str, dict[str, object]] = {}
        for scenario, start in self.starts.items():
            quiet = shutil.copytree(start, root / f"{scenario}-quiet")
            scrape(quiet)
            self.wanted[scenario] = held(quiet)

    def cuts(self, scenario: str) -> Iterator[Cut]:
        """Each different state that a cut may leave of the scenario's run, in the order of its calls."""
        folder = shutil.copytree(self.starts[scenario], self.root / f"{scenario}-recorded")
        disk = Disk(folder)
        seen = set[int]()
        for line in record(SCRAPE, folder):
            call = disk.call(line)
            for left, tree in disk.after_a_cut() if call else ():
                digest = hash(frozenset(tree.items()))
                if digest not in seen:
                    seen.add(digest)
                    yield Cut(scenario, str(call), left, tree)
        there, thought = taken(folder), disk.tree()
        differ = {
            path for path in there.keys() | thought.keys() if there.get(path, 0) != thought.get(path, 0)
        }
        assert not differ, f"a call was not understood: {differ}"
        shutil.rmtree(folder)

    def mended(self, cut: Cut) -> None:
        """Insists that nothing fails on what the cut left, and that the next run ends as the quiet one did."""
        folder = Path(tempfile.mkdtemp(dir=self.root)) / "cut"
        laid_out(cut.tree, folder)
        for command in (("verify", folder / "archive"), ("status", "--config", folder / "config.yaml")):
            ran = hustings(*command)
            assert ran.code != 3, ran.err
        scrape(folder)
        assert held(folder) == self.wanted[cut.scenario]
        assert hustings("verify", folder / "archive").code == 0
        assert litter(folder) == []
        if cut.scenario == "news":
            assert self.kept <= {path.name for path in (folder / "mirror" / "runs").iterdir()}
            bare = folder / "mirror" / "election" / "repository.git"
            assert self.git.run("rev-parse", f"refs/kept/{self.lost}", within=bare).strip() == self.lost
        shutil.rmtree(folder)

    def _job(self, folder: Path) -> Path:
        folder.mkdir()
        (folder / "config.yaml").write_text(CONFIG.format(url=self.server.url, repository=self.repository))
        return folder

    def _before(self) -> str:
        """The sites without their news; the commit that the repository's branch will no longer have."""
        self.git.run("update-ref", _BRANCH, f"{self.newest}~6", within=self.repository)
        self.git.run("update-ref", "refs/heads/gone", f"{self.newest}~8", within=self.repository)
        self.git.run("fast-import", "--quiet", within=self.repository, stdin=_ASTRAY.encode())
        self._serve(
            self.inbox.before, {name: _month(name) for name in MONTHS} | {DOUBTFUL: month(doubtful())}
        )
        return self.git.run("rev-parse", _BRANCH, within=self.repository).strip()

    def _after(self) -> None:
        self.git.run("update-ref", _BRANCH, self.newest, within=self.repository)
        self.git.run("update-ref", "-d", "refs/heads/gone", within=self.repository)
        altered = b"  the ".join(_month(MONTHS[1]).rsplit(b" the ", 1))
        self._serve(self.inbox.after, {MONTHS[1]: altered, NEWEST: _month(NEWEST)})

    def _serve(self, inbox: dict[str, bytes], months: dict[str, bytes]) -> None:
        folder = self.root / "months"
        folder.mkdir(exist_ok=True)
        for name, text in months.items():
            (folder / name).write_bytes(text)
        self.server.pages.clear()
        self.server.pages.update(inbox | list_pages(folder) | {"/robots.txt": ROBOTS})

    def _entry(self) -> str:
        entries = sorted((self.starts["news"] / "archive" / "review").glob("*.json"))
        return entries[0].stem


def _month(name: str) -> bytes:
    return (site_folder() / "pipermail" / "openstack-dev" / name).read_bytes()


def scrape(folder: Path) -> None:
    """Runs the job, and insists that all is well."""
    ran = hustings("scrape", "--quiet", "--config", folder / "config.yaml")
    assert ran.code == 0, ran.err


def held(folder: Path) -> dict[str, object]:
    """What a job holds once a run has ended, without times and names that are of the run: mirror and archive."""
    found: dict[str, object] = dict(snapshot(folder / "archive"))
    git = Git(timeout=60)
    for shelf in sorted(
        path for path in (folder / "mirror").iterdir() if path.is_dir() and path.name != "runs"
    ):
        for path in shelf.glob("*.git"):
            git.run("fsck", "--connectivity-only", within=path)
            refs = git.run("for-each-ref", "refs/heads/", "refs/tags/", within=path)
            found[f"{shelf.name}/{path.name}"] = (path / "HEAD").read_text(), refs
        for path in (*shelf.glob("[!.]*"), *shelf.glob("replaced/*"), *shelf.glob(".epochs.json")):
            if path.is_file():
                found[f"{shelf.name}/{path.relative_to(shelf)}"] = path.read_bytes()
        if (shelf / ".index.json").exists():
            found[f"{shelf.name}/.index.json"] = sidecar(shelf)
    return found
