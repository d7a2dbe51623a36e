"""Posts, records and reviews as they pass between modules, invented and small."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from importers.archive.entry import Entry
from importers.archive.format import Identified, Record, Review, Source, Statement
from importers.model import Answer, Facts, Kind, Resolution, Role, Verdict
from importers.spool import Finding
from scraper.files import sha256
from scraper.model import Origin
from tests.letters import PLANS

START = datetime(2017, 1, 20, 9, tzinfo=UTC)
WORDS = PLANS.format(project="Zaqar")
OTHER_WORDS = (
    "Vote as you like; I merely promise calm releases, patient mentors, honest deadlines and documentation\n"
    "which a newcomer can follow from the first page to the last without asking anybody for a secret.\n"
)
NADIA = Resolution("pike", "PTL", "Zaqar", "Nadia_Okonkwo", "Nadia Okonkwo", "nadia@harbour.example")
OLE = replace(NADIA, person="Ole_Brandt", name="Ole Brandt", email="ole@fjord.example")


def finding(
    number: int = 1,
    known: Resolution = NADIA,
    words: str = WORDS,
    *,
    verdict: Answer = "candidacy",
    kind: Kind = "candidacy",
    rule: str = "words-alone",
    subject: str = "[ptl] a candidacy",
    answers: tuple[str, ...] = (),
    message_id: str | None = "",
) -> Finding:
    """A post; the number moves its date by hours and is its Message-ID unless another, or None, is given."""
    raw = f"{number} {subject} {words}".encode("utf-8", "surrogatepass")
    facts = Facts(
        origin=Origin("file", path=f"{number}.txt"),
        sha256=sha256(raw),
        message_id=f"<{number}@x>" if message_id == "" else message_id,
        subject=subject,
        date=START + timedelta(hours=number),
        verdict=Verdict(verdict, kind, rule, ("because",), 0.9),
        resolution=known,
        statement=words,
        answers=answers,
    )
    return Finding(facts)


def withdrawal(
    number: int, known: Resolution = NADIA, *, rule: str = "withdraws", answers: tuple[str, ...] = ()
) -> Finding:
    """A post that takes a candidacy back."""
    words = "I withdraw my candidacy.\n"
    return finding(number, known, words, verdict="other", kind="withdrawal", rule=rule, answers=answers)


def entry(
    stem: str = "Nadia_Okonkwo",
    words: str = WORDS,
    *,
    cycle: str = "pike",
    role: Role = "PTL",
    project: str = "Zaqar",
    name: str | None = None,
    email: str | None = None,
) -> Entry:
    """The record of a file in git that nobody but its name, or what is given, says whose it is."""
    path = f"candidates/{cycle}/{project}/{stem}.txt"
    data = words.encode()
    record = Record(
        cycle=cycle,
        role=role,
        project=project,
        name=name,
        email=email,
        nick=None,
        submitted="2017-01-20T08:00:00Z",
        title=None,
        statement=Statement(sha256(data), len(data), f"git {path}"),
        sources=[Source(kind="git", commit="c1", path=path)],
        variants=[],
        removed=[],
        identified=Identified("git-path", [], 1.0),
        withdrawn=None,
        result=None,
        cleaning_version="1",
    )
    return Entry(record, data, stem)


def review(**more: object) -> Review:
    """A review entry of a post about which nothing is known but what is given."""
    fields: dict[str, object] = {
        "id": "0123456789abcdef",
        "reasons": ["because"],
        "rule": "words-doubtful",
        "kind": "candidacy",
        "confidence": 0.5,
        "sources": [],
        "cleaning_version": "1",
        **dict.fromkeys(("cycle", "role", "project", "person", "name", "email", "title", "submitted")),
    }
    return Review(**(fields | more))  # type: ignore[arg-type]
