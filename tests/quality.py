"""How well posts are found, placed and cleaned, as figures from 0 to 1 with floors that only rise.

`python -m tests.quality` measures and names every miss, `--raise` lifts the floors to what was measured.
A floor holds for the data that it was measured on, which a digest pins.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from importers import pipeline
from importers.likeness import words
from importers.read import documents
from importers.read.inputs import find_inputs
from importers.site.server import site_folder
from scraper import clean
from scraper.compression import unpack
from scraper.files import sha256
from scraper.mail import mbox
from scraper.model import Message
from tests.commands import MONTHS, Placed, by_post, hustings, records, reviews
from tests.conftest import SHARED
from tests.held_back import held_back
from tests.measured import Measured, Row, digest_of, rows_of
from tests.reach import carriers, reach
from tests.repositories import files_in

TRUTH = site_folder().parent / "truth"
FLOORS = TRUTH / "floors.json"
_WHO = ("name", "email")


def fixture() -> Measured:
    """The fixture site's months against the truth written with them, post by post."""
    rows = rows_of(TRUTH / "candidacies.jsonl")
    by_stem = {path.stem: path for path in MONTHS}
    in_order = [by_stem[stem] for stem in dict.fromkeys(row["month"] for row in rows)]
    by_month = {path.stem: _posts(path) for path in MONTHS}
    posts = [sha256(by_month[row["month"]][row["number"] - 1]) for row in rows]
    named = [f"{row['month']} {row['number']}" for row in rows]
    measured = Measured(digest_of([*MONTHS, TRUTH / "candidacies.jsonl"]))
    _against(measured, rows, posts, named, in_order)
    return measured


def months(shared: Path) -> Measured:
    """Eight months with known labels against an archive of them alone."""
    folder = shared / "corpus" / "month"
    paths = sorted((folder / "pipermail" / "openstack-dev").glob("*.txt.gz"))
    truth = {row["message_id"]: row for row in rows_of(folder / "truth.jsonl")}
    raws = [raw for path in paths for raw in _posts(path)]
    ids = [documents.read_document(raw).message_id for raw in raws]
    rows = [truth.get(identity, {"label": "other"}) for identity in ids]
    measured = Measured(digest_of([*paths, folder / "truth.jsonl"]))
    _against(measured, rows, [sha256(raw) for raw in raws], [str(identity) for identity in ids], paths)
    return measured


def cleaning(shared: Path) -> Measured:
    """Cleaned posts and pages word for word, by carrier; the share of the authors' words that is kept."""
    folder = shared / "corpus" / "cleaning"
    expected = rows_of(folder / "expected.jsonl")
    files = [folder / "expected.jsonl", folder / "export.txt", folder / "posts.mbox"]
    pages = sorted((folder / "pages").iterdir())
    posts = {
        message.message_id: message
        for path in files[1:]
        for message in map(documents.read_document, mbox.split(path.read_bytes()))
    }
    posts |= {path.name.split(".")[0]: documents.read_document(path.read_bytes()) for path in pages}
    measured = Measured(digest_of([*files, *pages]))
    texts = [(row, words(_cleaned(posts[row["message_id"] or row["id"]]))) for row in expected]
    for carrier in sorted({row["carrier"] for row in expected}):
        own = [(row["id"], words(row["statement"]) == got) for row, got in texts if row["carrier"] == carrier]
        measured.share(f"exact, {carrier}", own)
    lost = [(row["id"], _lost(words(row["statement"]), got)) for row, got in texts]
    measured.share("nothing lost", [(where, not missing) for where, missing in lost])
    return measured


def statements(shared: Path) -> Measured:
    """Statements of an election repository, each sent as a post: cleaning takes nothing from them."""
    bundle = shared / "corpus" / "election.bundle"
    measured = Measured(digest_of([bundle]))
    sent = [
        (path, _cleaned(_posted(text)).split(), _text(text).split())
        for path, text in files_in(bundle).items()
    ]
    measured.share("undamaged", [(path, got == wanted) for path, got, wanted in sent])
    return measured


def stopping(shared: Path) -> Measured:
    """Whether the prefilter stops what would have been found without it, over the months."""
    folder = shared / "corpus" / "month" / "pipermail" / "openstack-dev"
    paths = sorted(folder.glob("*.txt.gz"))
    measured = Measured(digest_of(paths))
    tasks = find_inputs(paths).tasks
    passed = {finding.sha256 for task in tasks for finding in pipeline.survey(task).findings}
    posts = [sha256(raw) for path in paths for raw in _posts(path)]
    wanted = [
        post for post, row in zip(posts, _explained(tuple(paths)), strict=True) if row["verdict"] != "other"
    ]
    measured.share("let through", [(post, post in passed) for post in wanted])
    return measured


GATES: dict[str, Callable[..., Measured]] = {
    "fixture": fixture,
    "months": months,
    "cleaning": cleaning,
    "statements": statements,
    "stopping": stopping,
    "held back": held_back,
    "reach": reach,
    "carriers": carriers,
}
# Which need nothing but what is in the repository.
OWN = ("fixture", "held back")


def measure(name: str, shared: Path) -> Measured:
    """The figures of a gate; all but its own need the shared corpus."""
    return GATES[name]() if name in OWN else GATES[name](shared)


def floors() -> dict[str, dict[str, Any]]:
    """Digest and floors of each gate."""
    held: dict[str, dict[str, Any]] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    return held


def raised(held: Row | None, measured: Measured) -> Row:
    """The higher of each floor and figure; other data begins anew."""
    before = held["floors"] if held and held["digest"] == measured.digest else {}
    figures = {name: max(value, before.get(name, 0.0)) for name, value in measured.figures.items()}
    return {"digest": measured.digest, "floors": {**before, **figures}}


def short(held: Row, measured: Measured) -> list[str]:
    """Each figure that is below its floor or gone."""
    return [
        f"{name}: {measured.figures.get(name, 0.0)} is below {floor}"
        for name, floor in held["floors"].items()
        if measured.figures.get(name, 0.0) < floor
    ]


def _against(
    measured: Measured, rows: Sequence[Row], posts: Sequence[str], named: Sequence[str], paths: Sequence[Path]
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(scratch) / "archive"
        ran = hustings("import", *paths, "--archive", archive)
        if ran.code:
            raise RuntimeError(ran.err)
        placed, waiting = by_post(records(archive)), by_post(reviews(archive))
    shown = _explained(tuple(paths))
    known = list(zip(rows, posts, named, shown, strict=True))
    standing = [one for one in known if one[0]["label"] == "candidacy"]
    measured.share("recall", [(where, post in placed) for _, post, where, _ in standing])
    measured.share("recall or review", [(where, post in placed | waiting) for _, post, where, _ in standing])
    measured.share(
        "precision",
        [
            (where, row["label"] in ("candidacy", "withdrawal"))
            for row, post, where, _ in known
            if post in placed
        ],
    )
    others = [one for one in known if one[0]["label"] != "candidacy"]
    measured.share("not in review", [(where, post not in waiting) for _, post, where, _ in others])
    found = [one for one in standing if one[1] in placed]
    measured.share("seat", [(where, _seats(row) <= _held(placed[post])) for row, post, where, _ in found])
    measured.share(
        "no other seat", [(where, _held(placed[post]) <= _seats(row)) for row, post, where, _ in found]
    )
    for part in _WHO:
        outcomes = [(where, row[part] in (None, shown[part])) for row, _, where, shown in standing]
        measured.share(part, outcomes)
    measured.share(
        "statement",
        [
            (where, (shown["statement"] or "").split() == row["statement"].split())
            for row, _, where, shown in standing
        ],
    )


def _seats(row: Row) -> set[tuple[str, str, str]]:
    first = (row["cycle"], row["role"], row["project"])
    return {first, *((row["cycle"], also["role"], also["project"]) for also in row.get("also", ()))}


def _held(placed: Sequence[Placed]) -> set[tuple[str, str, str]]:
    return {(row["cycle"], row["role"], row["project"]) for _, row in placed}


@cache
def _explained(paths: tuple[Path, ...]) -> list[Row]:
    """What every post of the months is; `explain` looks at all of them, past no prefilter."""
    return hustings("explain", "--json", *paths).rows


def _posts(path: Path) -> list[bytes]:
    return list(mbox.split(unpack(path.read_bytes())))


def _cleaned(message: Message) -> str:
    return clean.statement(message.body, clean.clean(message))


def _posted(text: bytes) -> Message:
    raw = b"From: a at b.example (A)\nSubject: PTL candidacy\nMessage-ID: <1@b.example>\n"
    return documents.read_document(raw + b"Content-Type: text/plain; charset=utf-8\n\n" + text)


def _text(data: bytes) -> str:
    return documents.decode_bytes(data)[0]


def _lost(wanted: Sequence[str], got: Sequence[str]) -> list[str]:
    """Wanted words that are not there in their order."""
    rest = iter(got)
    return [word for word in wanted if not any(word == other for other in rest)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, names what fell short, and raises floors where asked; 1 where a figure is below its floor."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the floors, never lower one")
    parser.add_argument("gates", nargs="*", choices=[*GATES, []], help="all where none is named")
    options = parser.parse_args(arguments)
    held, low = floors(), []
    for name in options.gates or GATES:
        measured = measure(name, SHARED)
        sys.stdout.write(f"{name}: {json.dumps(measured.figures)}\n")
        sys.stdout.writelines(f"  {miss}\n" for miss in measured.misses)
        if name in held and held[name]["digest"] == measured.digest:
            low += [f"{name}, {line}" for line in short(held[name], measured)]
        if options.lift:
            held[name] = raised(held.get(name), measured)
    if options.lift:
        FLOORS.write_text(json.dumps(held, indent=2, sort_keys=True) + "\n", "utf-8")
    sys.stdout.writelines(f"LOW {line}\n" for line in low)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
