"""The wordings that were set aside before a rule was written for them: how they are judged, in figures alone.

No miss is named, so that no rule can be made for it: what a figure lacks is sought in other wordings of the kind.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from importers.examine import examine
from importers.model import Examination
from importers.read.documents import posts_in
from importers.read.tasks import posts_in_digest
from importers.site.server import site_folder
from scraper.mail import mbox
from scraper.model import Origin
from tests.measured import Measured, Row, digest_of, rows_of

WORDINGS = site_folder().parent / "wordings"
HELD = [WORDINGS / f"held-{name}.jsonl" for name in ("candidacies", "others", "forms")]
_HERE = Origin("file", path="wording.txt")
_LINKS = """    Previous message: [openstack-dev] [ci] Red jobs
    Next message: [openstack-dev] [docs] Links
    Messages sorted by: [ date ] [ thread ] [ subject ] [ author ]
"""
_SEAT = ("role", "project", "cycle", "name")


def held_back(paths: Sequence[Path] = HELD) -> Measured:
    """Every row of the files as a mail and as a copied page, or as the file that it is; right where every form is."""
    measured = Measured(digest_of(paths))
    candidacies, others, forms = map(rows_of, paths)
    found = [(row, [_best(row, raw) for raw in carriers(row)]) for row in candidacies]
    _share(measured, "found", [all(one.verdict.verdict == "candidacy" for one in each) for _, each in found])
    _share(measured, "not missed", [all(one.verdict.verdict != "other" for one in each) for _, each in found])
    seen = [(row, one) for row, each in found for one in each if one.verdict.verdict != "other"]
    for part in _SEAT:
        outcomes = [row[part] in (None, getattr(one.resolution, part)) for row, one in seen]
        _share(measured, part, outcomes)
    judged = [(row, [_best(row, raw) for raw in carriers(row)]) for row in others]
    _share(measured, "nothing false", [_right(row, each, {"candidacy"}) for row, each in judged])
    _share(measured, "others as judged by hand", [_right(row, each) for row, each in judged])
    shown = [(row, _best(row, row["raw"].encode())) for row in forms]
    _share(measured, "forms", [_right(row, [one]) and _as_told(row, one) for row, one in shown])
    return measured


def carriers(row: Row) -> Iterator[bytes]:
    """The wording as a mail and as the page of an archive, copied; bare text where it has no subject and no date."""
    if not row["date"]:
        yield row["body"].encode()
        return
    name, day = row["name"], datetime.fromisoformat(row["date"])
    box = name.lower().replace(" ", ".")
    yield (
        f"From: {box} at mail.example ({name})\nDate: {day:%a, %d %b %Y} 10:00:00 +0000\n"
        f"Subject: {row['subject']}\nMessage-ID: <{row['id']}@mail.example>\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{row['body']}"
    ).encode()
    yield (
        f"{row['subject']}\n\n{name} {box} at mail.example\n{day:%a %b %d} 10:00:00 UTC {day:%Y}\n\n{_LINKS}\n"
        f"{row['body']}\n{_LINKS}\nMore information about the OpenStack-dev mailing list\n"
    ).encode()


def judged(raw: bytes) -> list[Examination]:
    """Every post of a file, examined as an import does."""
    found = list(mbox.split(raw)) or posts_in(raw)[0]
    return [examine(each, _HERE) for mail in found for each in posts_in_digest(mail) or (mail,)]


def _best(row: Row, raw: bytes) -> Examination:
    """The one post of a file; of several the one that is answered most like the row."""
    return min(judged(raw), key=lambda one: one.verdict.verdict not in row["verdict"].split(" or "))


def _right(row: Row, every: Sequence[Examination], never: set[str] | None = None) -> bool:
    answers = {one.verdict.verdict for one in every}
    return not answers & never if never else answers <= set(row["verdict"].split(" or "))


def _as_told(row: Row, one: Examination) -> bool:
    if one.verdict.verdict == "other":
        return True
    told = all(row[part] in (None, getattr(one.resolution, part)) for part in _SEAT)
    return told and (row["statement"] is None or row["statement"].split() == one.statement.split())


def _share(measured: Measured, name: str, outcomes: Sequence[bool]) -> None:
    measured.figures[name] = round(sum(outcomes) / len(outcomes), 6)
