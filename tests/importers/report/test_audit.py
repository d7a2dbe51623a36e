"""The audit: everybody on the election's list is present, missing or explained, and everybody else is extra."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from importers.archive.entry import Entry
from importers.archive.format import Source
from importers.report.audit import Audit, Row, audit_cycles, links_of
from tests.commands import Ran, hustings, imported, snapshot
from tests.findings import entry
from tests.letters import post, written
from tests.repositories import Repository

RAW = "https://opendev.org/openstack/election/raw/branch/master/"
ANN = "Ann Example <ann@example.org>"


def line(project: str, path: str | None = None, **more: str) -> tuple[str, dict[str, str]]:
    url = {"url": f"{RAW}{path}"} if path else {}
    return project, {"elected": "true", "fullname": "Ann Example", "email": "ann@example.org", **more, **url}


def results(*lines: tuple[str, dict[str, str]], leaderless: tuple[str, ...] = ()) -> bytes:
    text = "candidates:\n"
    for project, fields in lines:
        text += f"  {project}:\n"
        for number, (key, value) in enumerate(fields.items()):
            text += f"  {'- ' if number == 0 else '  '}{key}: {value}\n"
    text += "leaderless:\n" + "".join(f"- {project}\n" for project in leaderless) if leaderless else ""
    return text.encode()


def audit(archive: Path, *arguments: object) -> Ran:
    ran = hustings("audit", "pike", "--archive", archive, *arguments)
    assert ran.code in (0, 4)
    return ran


def archived(tmp_path: Path, files: dict[str, Any], *posts: bytes) -> Path:
    repository = Repository(tmp_path / "election.git")
    repository.commit({"candidates/stein/Nova/bob.txt": b"I stand elsewhere.\n", **files})
    imported(tmp_path / "archive", repository.path, *([written(tmp_path, "m.txt", *posts)] if posts else []))
    return tmp_path / "archive"


FILE = "candidates/pike/Zun/ann.txt"
PTL = "doc/source/results/pike/ptl.yaml"


@pytest.mark.parametrize(
    ("files", "status", "word"),
    [
        pytest.param({FILE: b"I stand.\n"}, "present", None, id="no results yet"),
        pytest.param(
            {FILE: b"I stand.\n", PTL: results(line("Zun", FILE))}, "present", None, id="file and results"
        ),
        pytest.param(
            {FILE: b"I stand.\n", PTL: results(line("Zun", "candidates/pike/Zun/Ann_Example.txt"))},
            "present",
            "Ann_Example.txt",
            id="another name in the results",
        ),
        pytest.param(
            {FILE: b"I stand.\n", PTL: results(line("Zun", FILE, fullname="Anna Beispiel"))},
            "present",
            "called Anna Beispiel",
            id="another spelling of the person",
        ),
        pytest.param(
            {FILE: b"I stand.\n", PTL: b"candidates:\n  Nova: []\n"},
            "present",
            "not in the results",
            id="results without him",
        ),
        pytest.param(
            {PTL: results(line("Zun", FILE))},
            "missing",
            "does not have the file",
            id="results without a file",
        ),
        pytest.param(
            {PTL: results(line("Zun", elected="TC-APPOINTED"))}, "appointed", "TC-APPOINTED", id="appointed"
        ),
        pytest.param(
            {PTL: results(line("Zun", elected="INCUMBENT-PTL"))}, "appointed", "INCUMBENT", id="incumbent"
        ),
        pytest.param(
            {PTL: b"candidates:\n  Zun:\n  - elected: LEADERLESS\n"},
            "leaderless",
            "nobody",
            id="leaderless line",
        ),
        pytest.param(
            {PTL: b"candidates: {}\nleaderless: [Zun]\n"}, "leaderless", "nobody", id="leaderless list"
        ),
    ],
)
def test_what_a_list_says(tmp_path: Path, files: dict[str, bytes], status: str, word: str | None) -> None:
    archive = archived(tmp_path, files)
    ran = audit(archive, "--json")
    (row,) = ran.rows
    assert (row["project"], row["status"]) == ("Zun", status)
    assert (word in row["explanation"]) if word else row["explanation"] is None
    assert ran.code == (4 if status == "missing" else 0)


def test_somebody_missing_is_named_with_a_link(tmp_path: Path) -> None:
    archive = archived(tmp_path, {PTL: results(line("Zun", FILE))})
    ran = audit(archive)
    assert ran.code == 4
    assert "missing    Ann Example" in ran.out
    assert f"{RAW}{FILE}" in ran.out


def test_a_record_taken_away_is_missed(tmp_path: Path) -> None:
    archive = archived(tmp_path, {FILE: b"I stand.\n", PTL: results(line("Zun", FILE))})
    for ending in ("txt", "json"):
        (archive / f"candidates/pike/Zun/ann.{ending}").unlink()
    ran = audit(archive, "--json")
    assert (ran.code, [row["status"] for row in ran.rows]) == (4, ["missing"])


def test_a_withdrawn_file_is_extra_and_explained(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "election.git")
    repository.commit({FILE: b"I stand.\n", "candidates/pike/Nova/bob.txt": b"So do I.\n"})
    removal = repository.commit({FILE: None})
    imported(tmp_path / "archive", repository.path)
    extra = [row for row in audit(tmp_path / "archive", "--json").rows if row["status"] == "extra"]
    assert [row["project"] for row in extra] == ["Zun"]
    assert f"withdrawn on 2017-07-14 by git {removal}" in extra[0]["explanation"]


def test_a_candidate_known_from_the_list_alone_has_the_results_of_his_line(tmp_path: Path) -> None:
    ptl = results(line("Zaqar", elected="false", fullname="Nadia Okonkwo", email="n@else.example"))
    archive = archived(tmp_path, {PTL: ptl}, post(1))
    record = archive / "candidates/pike/Zaqar/Nadia_Okonkwo.json"
    assert '"elected": false' in record.read_text()
    (row,) = audit(archive, "--json").rows
    assert (row["status"], row["record"]) == ("present", "pike/Zaqar/Nadia_Okonkwo")


def test_order_of_repository_and_mail_does_not_matter(tmp_path: Path) -> None:
    ptl = results(line("Zaqar", fullname="Nadia Okonkwo"))
    archive = archived(tmp_path, {PTL: ptl, FILE: b"I stand.\n"}, post(1))
    for name, order in (("a", ("m.txt", "election.git")), ("b", ("election.git", "m.txt"))):
        for part in order:
            imported(tmp_path / name, tmp_path / part)
        assert snapshot(tmp_path / name) == snapshot(archive)


def test_an_older_copy_of_the_repository_takes_no_results_back(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "election.git")
    repository.commit({FILE: b"I stand.\n"})
    imported(tmp_path / "a", repository.path)
    older = snapshot(tmp_path / "a")
    old = Repository(tmp_path / "old.git")
    old.git("fetch", "--quiet", str(repository.path), "+master:master")
    repository.commit({PTL: results(line("Zun", FILE))})
    imported(tmp_path / "a", repository.path)
    newer = snapshot(tmp_path / "a")
    assert older != newer
    imported(tmp_path / "a", old.path)
    assert snapshot(tmp_path / "a") == newer
    imported(tmp_path / "b", old.path, repository.path)
    assert snapshot(tmp_path / "b") == newer


def test_the_list_stays_the_same_while_other_cycles_grow(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "election.git")
    repository.commit({FILE: b"I stand.\n"})
    imported(tmp_path / "a", repository.path)
    before = (tmp_path / "a/results/pike.json").read_bytes()
    repository.commit({"candidates/queens/Zun/ann.txt": b"Again.\n"})
    imported(tmp_path / "a", repository.path)
    assert (tmp_path / "a/results/pike.json").read_bytes() == before
    assert (tmp_path / "a/results/queens.json").exists()


class TestWithoutResults:
    def test_no_list_is_no_clean_bill(self, tmp_path: Path) -> None:
        imported(tmp_path / "archive", written(tmp_path, "m.txt", post(1)))
        ran = hustings("audit", "pike", "--archive", tmp_path / "archive")
        assert ran.code == 1
        assert "--repository" in ran.err

    def test_a_repository_may_be_given_instead(self, tmp_path: Path) -> None:
        imported(tmp_path / "archive", written(tmp_path, "m.txt", post(1)))
        repository = Repository(tmp_path / "election.git")
        repository.commit({FILE: b"I stand.\n"})
        ran = audit(tmp_path / "archive", "--repository", repository.path, "--json")
        assert ran.code == 4
        assert [(row["project"], row["status"]) for row in ran.rows] == [
            ("Zaqar", "extra"),
            ("Zun", "missing"),
        ]

    @pytest.mark.parametrize("cycle", ["pyke", "../pike", ""])
    def test_an_unknown_cycle_is_wrong_usage(self, tmp_path: Path, cycle: str) -> None:
        imported(tmp_path / "archive", written(tmp_path, "m.txt", post(1)))
        assert hustings("audit", cycle, "--archive", tmp_path / "archive").code == 2

    def test_no_archive_is_wrong_usage(self, tmp_path: Path) -> None:
        assert hustings("audit", "pike", "--archive", tmp_path / "nowhere").code == 2


class TestEarlyCycles:
    """Before candidacies were kept in git, pages and mail say who stood."""

    def test_everybody_is_missing_from_an_empty_archive(self, tmp_path: Path) -> None:
        imported(tmp_path / "archive", written(tmp_path, "m.txt", post(1)))
        ran = hustings("audit", "icehouse", "--archive", tmp_path / "archive", "--json")
        assert ran.code == 4
        assert {row["status"] for row in ran.rows} == {"missing"}
        named = [(row["project"], row["name"]) for row in ran.rows if row["role"] == "PTL"]
        assert len(named) == len(set(named))
        assert any(row["links"] for row in ran.rows)

    def test_a_short_first_name_in_the_same_seat_is_the_same_candidate(self, tmp_path: Path) -> None:
        stands = post(
            1,
            project="Nova",
            name="Vishvananda Ishaya",
            body="I would like to announce my candidacy for PTL of Nova for the Folsom cycle.\n" * 3,
        )
        stands = stands.replace(b" 2017 ", b" 2012 ").replace(b" Jan ", b" Mar ")
        imported(tmp_path / "archive", written(tmp_path, "m.txt", stands), "--cycle", "folsom")
        (found,) = audit_cycles(tmp_path / "archive", ["folsom"])
        (row,) = [row for row in found.rows if row.status == "present"]
        assert (row.name, row.record) == ("Vish Ishaya", "folsom/Nova/Vishvananda_Ishaya")
        assert "spells" in (row.explanation or "")


def test_all_names_every_cycle(tmp_path: Path) -> None:
    archive = archived(tmp_path, {FILE: b"I stand.\n", "candidates/queens/Nova/bob.txt": b"I too.\n"})
    ran = hustings("audit", "all", "--archive", archive)
    assert ran.code == 0
    assert [row.split()[:2] for row in ran.out.splitlines()[-3:]] == [
        ["pike", "1"],
        ["queens", "1"],
        ["stein", "1"],
    ]


def row(status: str) -> Row:
    return Row("pike", "PTL", "Zun", "Ann", status, None, None, None)  # type: ignore[arg-type]


def test_rows_are_counted_by_status() -> None:
    audit = Audit("pike", "files", (row("missing"), row("present"), row("missing")))
    assert (audit.count("missing"), audit.count("present"), audit.count("extra")) == (2, 1, 0)


def test_a_list_is_taken_to_be_known_and_complete() -> None:
    assert Audit("pike", "files", ()).known
    assert Audit("pike", "files", ()).complete


def test_links_name_each_address_once_in_the_order_of_the_sources() -> None:
    urls = ["https://b.example/", None, "https://a.example/", "https://b.example/"]
    record = msgspec.structs.replace(entry().record, sources=[Source(kind="file", url=url) for url in urls])
    assert links_of(Entry(record, b"", "ann")) == ("https://b.example/", "https://a.example/")
    assert links_of(None) == ()
