"""What the index says of people, seats, cycles and posts in review, and the manual's own questions."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from importers.archive import index
from tests.golden import browsable

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "format.md"
QUERIES = re.findall(r"^```sql\n(.*?)^```", MANUAL.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def ask(archive: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive / index.NAME)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the fixture site: three cycles, two of them with results."""
    return browsable(tmp_path_factory.mktemp("index"))


def test_somebody_is_one_person_over_cycles_and_addresses(site: Path) -> None:
    query = """SELECT person.name, first_cycle, last_cycle, group_concat(key, ' ') FROM person JOIN candidacy ON person_id = person.id
               WHERE slug = 'Sofia_Marchetti' GROUP BY person.id"""
    keys = "newton/TC/Sofia_Marchetti ocata/TC/smarchetti pike/TC/smarchetti"
    assert ask(site, query) == [("Sofia Marchetti", "newton", "pike", keys)]
    assert ask(site, "SELECT sum(candidacies) - (SELECT count(*) FROM candidacy) FROM person") == [(0,)]


def test_seats_are_leaderless_uncontested_or_contested(site: Path) -> None:
    query = "SELECT team, candidates, state FROM seat WHERE cycle = 'pike' AND state != 'uncontested' AND role = 'PTL'"
    assert ask(site, f"{query} ORDER BY team") == [("Ironic", 2, "contested")]


def test_cycles_stand_in_their_order_with_their_elections(site: Path) -> None:
    assert [cycle for (cycle,) in ask(site, "SELECT cycle FROM over_time ORDER BY position")] == [
        *("newton", "ocata", "pike"),
    ]
    query = "SELECT kind, nominations_from FROM election WHERE cycle = 'newton' ORDER BY id"
    assert len(ask(site, query)) == 2


def test_posts_in_review_are_rows(site: Path) -> None:
    [(reasons, urls, text)] = ask(site, "SELECT reasons, urls, text FROM review")
    assert json.loads(str(reasons))
    assert json.loads(str(urls))
    assert text


@pytest.mark.parametrize("query", QUERIES)
def test_the_manual_s_queries_run(site: Path, query: str) -> None:
    assert ask(site, query)
