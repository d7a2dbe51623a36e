"""The audit of every cycle over the real election repository, and the posts of two elections beside it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.commands import hustings, imported, records, reviews
from tests.conftest import SHARED

pytestmark = pytest.mark.corpus

CYCLES = [
    "mitaka",
    "newton",
    "ocata",
    "pike",
    "queens",
    "rocky",
    "stein",
    "train",
    "ussuri",
    "victoria",
    "wallaby",
    "xena",
    "yoga",
    "zed",
    "antelope",
    "bobcat",
    "2024.1",
    "2024.2",
    "2025.1",
    "2025.2",
    "2026.1",
    "2026.2",
    "2027.1",
]


@pytest.fixture(scope="module")
def shared_corpus() -> Path:
    if not (SHARED / "corpus").exists():
        pytest.skip("the shared corpus is not beside this checkout")
    return SHARED / "corpus"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, shared_corpus: Path) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "archive"
    imported(folder, shared_corpus / "election.bundle", shared_corpus / "month" / "pipermail")
    return folder


@pytest.fixture(scope="module")
def rows(archive: Path) -> list[dict[str, Any]]:
    ran = hustings("audit", *CYCLES, "--archive", archive, "--json")
    assert ran.code == 0, [row for row in ran.rows if row["status"] == "missing"]
    return ran.rows


@pytest.fixture(scope="module")
def truth(shared_corpus: Path) -> dict[str, dict[str, Any]]:
    lines = (shared_corpus / "month" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["message_id"]: row for row in map(json.loads, lines) if row["label"] == "candidacy"}


def test_nobody_is_missing_and_every_file_is_accounted_for(archive: Path, rows: list[dict[str, Any]]) -> None:
    assert {row["cycle"] for row in rows} == set(CYCLES)
    assert not [row for row in rows if row["status"] == "missing"]
    told = {row["record"] for row in rows if row["record"]}
    assert told == {key for key, _ in records(archive)}


def test_every_difference_is_explained_by_name(rows: list[dict[str, Any]]) -> None:
    unlike = [row for row in rows if row["status"] != "present"]
    assert unlike
    assert not [row for row in unlike if not row["explanation"]]
    words = " ".join(row["explanation"] or "" for row in rows)
    for word in ("INCUMBENT-PTL", "TC-APPOINTED", "LEADERLESS", "withdrawn on", "which became", "called"):
        assert word in words


def test_each_candidacy_stands_in_one_row(rows: list[dict[str, Any]]) -> None:
    counted = Counter(row["record"] for row in rows if row["record"])
    assert not [record for record, count in counted.items() if count > 1]


def test_each_post_is_matched_to_its_file(archive: Path, truth: dict[str, dict[str, Any]]) -> None:
    placed: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for key, row in records(archive):
        for source in row["sources"]:
            if source["message_id"]:
                placed.setdefault(source["message_id"], []).append((key, row))
    right = 0
    for message_id, wanted in truth.items():
        found = placed.get(message_id, [])
        assert len(found) <= 1, found
        right += bool(found) and _matches(found[0][1], wanted)
    assert right >= 0.99 * len(truth)
    assert not [message_id for message_id in placed if message_id not in truth]


def _matches(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    in_git = any(source["kind"] == "git" for source in row["sources"])
    return in_git and all(row[part] == wanted[part] for part in ("cycle", "project", "role"))


def test_few_posts_wait_for_a_person(archive: Path, truth: dict[str, dict[str, Any]]) -> None:
    assert len(list(reviews(archive))) <= 0.01 * len(truth)
