"""Saved pages of HyperKitty as inputs: a thread is several posts, and a hash stands for an id that a page hides."""

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from importers import pipeline
from importers.read.documents import posts_in, read_document
from importers.read.inputs import find_inputs
from scraper.mail.headers import id_hash

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "pages" / "hyperkitty"
ID = "<20160311103012.5c1e77@mail.tarnfell.example>"


def archived(folder: Path, *names: str) -> tuple[dict[str, Any], list[str]]:
    """The one record that an import of these pages gives, and what was told as lost."""
    report = pipeline.run(find_inputs([FOLDER / name for name in names]), folder)
    (record,) = (folder / "candidates").rglob("*.json")
    return json.loads(record.read_bytes()), [skip.why for skip in report.skipped if skip.lost]


def test_a_thread_page_is_several_posts_and_a_message_page_is_itself() -> None:
    posts, missing = posts_in((FOLDER / "thread.html").read_bytes())
    assert missing is None
    assert [read_document(raw).message_id for raw in posts] == [
        ID,
        "<CAthorn-0042@mail.thornbury.example>",
        "<20160311185901.9d02aa@mail.tarnfell.example>",
        "<meeting-7@kwikstaart.example>",
    ]
    message = (FOLDER / "message.html").read_bytes()
    assert posts_in(message) == ([message], None)


def test_a_page_that_cannot_be_read_as_a_thread_stays_whole() -> None:
    half = (FOLDER / "thread.html").read_bytes()[:15_000]
    assert posts_in(half) == ([half], None)


@pytest.mark.parametrize(
    "name", ["message.html", "thread.html", "older.html", "without-id.html", "thread-without-answers.htm"]
)
def test_every_page_of_a_candidacy_gives_its_record(tmp_path: Path, name: str) -> None:
    record, _ = archived(tmp_path / "archive", name)
    assert (record["cycle"], record["project"], record["name"]) == ("newton", "Manila", "Alva Rosenquist")
    assert record["submitted"] == "2016-03-11T09:30:00Z"
    assert record["email"] is None


def test_answers_that_were_not_saved_are_told(tmp_path: Path) -> None:
    _, lost = archived(tmp_path / "archive", "thread-without-answers.htm")
    assert [why.partition(":")[0] for why in lost] == ["3 answers of the thread are not on the page"]


def test_a_hash_joins_a_page_to_the_post_whose_id_another_copy_tells(tmp_path: Path) -> None:
    names = ["without-id.html", "message.html", "older.html"]
    for number, order in enumerate(itertools.permutations(names)):
        record, _ = archived(tmp_path / str(number), *order)
        assert [source["message_id"] for source in record["sources"]] == [ID] * 3
    alone, _ = archived(tmp_path / "alone", "without-id.html")
    assert [source["message_id"] for source in alone["sources"]] == [None]


def test_the_order_of_imports_changes_nothing_in_the_record(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "one", ignore_errors=True)
    archived(tmp_path / "one", "without-id.html")
    first, _ = archived(tmp_path / "one", "message.html")
    both, _ = archived(tmp_path / "both", "message.html", "without-id.html")
    assert first == both


def test_the_hash_is_the_posts_own() -> None:
    message = read_document((FOLDER / "without-id.html").read_bytes())
    assert message.header("Message-ID-Hash") == id_hash(ID)
