"""What reads files that lie on disk and that somebody else may have written: settings, archives, repositories."""

import hashlib
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from importers import config, pipeline
from importers.archive import candidate_lists, decisions, journal
from importers.archive import store as archive
from importers.archive.format import Record, Review, to_json
from importers.commands import verify
from importers.read.inputs import find_inputs
from importers.report import runs
from importers.repository.entries import read_repository
from importers.repository.results import read_lists
from importers.site import manifest
from scraper.git import inbox
from scraper.http.robots import Robots
from scraper.mirror.store import INDEX, read_index
from scraper.model import Skipped, UserError
from scraper.strict_json import from_json
from tests.commands import snapshot

GOLDEN: Final = Path(__file__).resolve().parents[2] / "fixtures" / "golden" / "archive"
_KEY: Final = "candidates/ocata/Heat/zkertesz"
_PLACES: Final = (
    f"{_KEY}.json",
    f"{_KEY}.txt",
    "review/9b1fcff6a5eaa754.json",
    "results/ocata.json",
    "archive.json",
    "decisions.yaml",
    journal.JOURNAL,
    "rejected/9b1fcff6a5eaa754.json",
    "sources/ab/" + "ab" * 32 + ".gz",
)
_WHO: Final = b"Ann <ann@example.org> 1471000000 +0000"
_LEVELS: Final = ("candidates", "ocata", "Heat")
_COMMIT: Final = b"author %s\ncommitter %s\nencoding latin-1\n\n\xe9\nmore\n" % (_WHO, _WHO)


class Reader(NamedTuple):
    """A function that reads bytes, its declared exceptions, and what mutation starts from."""

    call: Callable[[bytes], object]
    allowed: tuple[type[Exception], ...] = ()
    seeds: tuple[str, ...] = ()
    examples: tuple[bytes, ...] = ()


@contextmanager
def _file(name: str, data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hustings-fuzz-") as folder:
        path = Path(folder) / "x" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        yield path


def _config(data: bytes) -> None:
    with _file("config.yaml", data) as path:
        config.load_config(path)


def _decisions(data: bytes) -> None:
    with _file("decisions.yaml", data) as path:
        for decision in decisions.read_decisions(path.parent).values():
            decisions.keep_decision(path.parent, decision.id, decision)


def _manifest(data: bytes) -> None:
    with _file(manifest.NAME, data) as path:
        declared = manifest.load_manifest(path.parent)
        assert manifest.dump(declared, "# by hand\n").startswith("# by hand\n")


def _lists(data: bytes) -> None:
    found = from_json(data, candidate_lists.CandidateList)
    assert from_json(to_json(found), candidate_lists.CandidateList) == found


def _records(data: bytes) -> None:
    for shape in (Record, Review):
        try:
            found = from_json(data, shape)
        except msgspec.MsgspecError:
            continue
        assert from_json(to_json(found), shape) == found


def _mirror(data: bytes) -> None:
    with _file(INDEX, data) as path:
        read_index(path.parent)
        (path.parent / runs.FOLDER).mkdir()
        (path.parent / runs.FOLDER / "20210820T000000Z.json").write_bytes(data)
        list(runs.past_runs(path.parent))
        Robots(path).known("https://lists.example.org", datetime(2021, 8, 20, tzinfo=UTC))


def _archive(data: bytes) -> None:
    """The first byte says which file of an archive the rest is."""
    with _file("archive.json", (GOLDEN / "archive.json").read_bytes()) as path:
        folder = path.parent
        _lay(folder, {name: (GOLDEN / name).read_bytes() for name in _PLACES[:4] if (GOLDEN / name).exists()})
        _lay(folder, {_PLACES[data[0] % len(_PLACES)] if data else _PLACES[0]: data[1:]})
        list(verify.problems(folder))
        held = archive.load_archive(folder)
        assert all(held.unread.values())
        assert [each.name for each in folder.parent.iterdir()] == ["x"]
        list(archive.entries(folder))


def _lay(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _import(data: bytes) -> None:
    """A file of any kind: what is made of it is sound, and made again it is the same."""
    with _file("input", data) as path:
        folder = path.parent / "archive"
        pipeline.run(find_inputs([path]), folder)
        before = snapshot(folder)
        assert not list(verify.problems(folder))
        again = pipeline.run(find_inputs([path]), folder)
        assert (again.new, again.changed, again.files) == (0, 0, 0)
        assert snapshot(folder) == before


class Made:
    """A repository whose objects are written as they are, without a process for each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "refs" / "heads").mkdir(parents=True)
        (path / "HEAD").write_text("ref: refs/heads/master\n")

    def commit(self, data: bytes) -> str:
        return self._written(b"commit", data)

    def blob(self, data: bytes) -> str:
        return self._written(b"blob", data)

    def tree(self, data: bytes) -> str:
        return self._written(b"tree", data)

    def below(self, names: tuple[str, ...], oid: str) -> str:
        """The tree that has the object at the end of a way of folders."""
        for name in reversed(names):
            oid = self.tree(_entry(b"40000", name.encode(), oid))
        return oid

    def _written(self, kind: bytes, data: bytes) -> str:
        whole = b"%s %d\0%s" % (kind, len(data), data)
        oid = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        place = self.path / "objects" / oid[:2] / oid[2:]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(zlib.compress(whole, 1))
        return oid


@contextmanager
def _repository(tree: Callable[[Made], str], commit: bytes = _COMMIT) -> Iterator[Path]:
    """A repository whose one commit has this tree, and after the line that names it these bytes."""
    with tempfile.TemporaryDirectory(prefix="hustings-fuzz-") as folder:
        made = Made(Path(folder) / "made.git")
        (made.path / "refs" / "heads" / "master").write_text(
            made.commit(b"tree %s\n%s" % (tree(made).encode(), commit))
        )
        yield made.path


def _entry(mode: bytes, name: bytes, oid: str) -> bytes:
    return b"%s %s\0%s" % (mode, name, bytes.fromhex(oid))


def _trees(data: bytes) -> None:
    """The first byte says how deep a tree lies whose names are the lines that follow, or whose bytes they are."""
    way, rest = data[0] if data else 0, data[1:]

    def tree(made: Made) -> str:
        blob = made.blob(b"I am running.\n")
        folder = made.tree(_entry(b"100644", b"zed.txt", blob))
        raw = rest
        if way & 4:
            kinds = ((b"100644", blob), (b"40000", folder), (b"120000", blob), (b"160000", blob))
            lines = [line for line in rest.split(b"\n")[:200] if line and b"\0" not in line]
            raw = b"".join(_entry(kinds[line[0] % 4][0], line[1:], kinds[line[0] % 4][1]) for line in lines)
        return made.below(_LEVELS[: way % 4], made.tree(raw))

    with _repository(tree) as path:
        skipped = list[Skipped]()
        inbox.is_inbox(path)
        list(inbox.read(path, inbox.posts(path, skipped), skipped))
        part = read_repository(path)
        assert all("/" not in entry.person and entry.person not in ("", ".", "..") for entry in part.entries)


def _commits(data: bytes) -> None:
    """The bytes as the commit at HEAD, after the line that names its tree."""

    def tree(made: Made) -> str:
        blob = made.blob(b"I am running.\n")
        heat = made.tree(_entry(b"100644", b"m", blob) + _entry(b"100644", b"zed.txt", blob))
        return made.below(_LEVELS, heat)

    with _repository(tree, data) as path:
        for entry in read_repository(path).entries:
            assert from_json(to_json(entry.record), Record) == entry.record


def _results(data: bytes) -> None:
    """The same bytes as a results file, as the file of exceptions, and as a candidacy."""

    def tree(made: Made) -> str:
        blob = made.blob(data)
        cycle = made.tree(_entry(b"100644", b"ptl.yaml", blob) + _entry(b"100644", b"tc.yaml", blob))
        heat = made.tree(_entry(b"100644", b"zed.txt", blob))
        return made.tree(
            _entry(b"40000", b"candidates", made.below(("ocata", "Heat"), heat))
            + _entry(b"40000", b"doc", made.below(("source", "results", "ocata"), cycle))
            + _entry(b"100644", b"exceptions.txt", blob)
        )

    with _repository(tree) as path:
        for each in read_lists(path):
            assert from_json(to_json(each), candidate_lists.CandidateList) == each
        for entry in read_repository(path).entries:
            assert from_json(to_json(entry.record), Record) == entry.record


_SHEETS: Final = ("config.yaml", "deploy/**/*.y*ml")
_DECIDED: Final = (
    b'# by hand\n"9b1fcff6a5eaa754":\n  decision: accept\n  cycle: ocata\n  project: Heat\n  role: PTL\n'
    b'  person: zkertesz\n  name: "Z K"\n  note: why\nabcdef0123456789: reject\n'
)
_RESULT: Final = (
    b"candidates:\n  Heat:\n  - url: https://git.openstack.org/cgit/openstack/election/plain/candidates/ocata/"
    b"Heat/zed.txt\n    elected: true\n    email: ann@example.org\n    fullname: Ann Zed\n    ircname: zed\n"
    b"  TC: [{fullname: B, elected: TC-APPOINTED}]\nleaderless: [Zun]\n"
)
_INDEX: Final = (
    b'{"version":1,"files":{"2021-08.mbox.gz":{"url":"https://x/","sha256":"ab","size":1,"posts":1,'
    b'"fetched_at":"2021-08-20T00:00:00Z","checked_at":"2021-08-20T00:00:00Z","etag":null}}}'
)
_ROBOTS: Final = b'{"https://lists.example.org":{"text":"User-agent: *","fetched_at":"2021-08-20T00:00:00Z"}}'
_HELD: Final = tuple(
    bytes([at]) + (GOLDEN / name).read_bytes() for at, name in enumerate(_PLACES) if (GOLDEN / name).exists()
)
_NAMES: Final = b"\nazed.txt\n\x60ann.txt\naz\xc3\xa9d.txt\nbTC\n\x63..\nd.git\na\xff.txt\n"
READERS: Final[dict[str, Reader]] = {
    "config": Reader(_config, (UserError,), _SHEETS),
    "decisions": Reader(_decisions, (UserError,), (), (_DECIDED,)),
    "manifest": Reader(_manifest, (UserError,), ("fixtures/manifest.yaml",)),
    "lists": Reader(_lists, (msgspec.MsgspecError,), ("fixtures/golden/archive/results/*.json",)),
    "records": Reader(_records, (), ("fixtures/golden/archive/candidates/ocata/*/*.json",)),
    "mirror": Reader(_mirror, (), (), (_INDEX, _ROBOTS)),
    "archive": Reader(_archive, (UserError,), (), _HELD),
    "results": Reader(_results, (), (), (_RESULT,)),
    "trees": Reader(_trees, (), (), tuple(bytes([way]) + _NAMES for way in range(4, 8))),
    "commits": Reader(_commits, (), (), (_COMMIT,)),
    "import": Reader(_import, (UserError,), ("fixtures/cleaning/**/*.eml", "fixtures/pages/**/*.html")),
}
