"""The order of the steps: what a report counts, and that the archive holds what it held."""

import tracemalloc
from pathlib import Path
from string import ascii_lowercase

from importers import pipeline
from importers.pipeline import Report
from importers.read.inputs import find_inputs
from importers.site.server import build_repository
from scraper.git.command import Git
from tests.commands import MONTHS, STREAM, records, snapshot
from tests.letters import chat, doubtful, post, written


def run(archive: Path, *paths: Path, dry_run: bool = False) -> Report:
    return pipeline.run(find_inputs(paths), archive, dry_run=dry_run)


def test_new_same_and_changed_are_counted(tmp_path: Path) -> None:
    first = written(tmp_path, "a.txt", post(1), chat(2), doubtful())
    second = written(tmp_path, "b.txt", post(9), post(6, project="Heat"))
    counts = []
    for path in (first, first, second, second):
        done = run(tmp_path / "archive", path)
        counts.append(
            (done.posts, done.records, done.new, done.changed, done.same, done.reviews, done.files > 0)
        )
    assert counts == [
        (3, 1, 1, 0, 0, 1, True),
        (3, 1, 0, 0, 1, 1, False),
        (2, 2, 1, 1, 0, 1, True),
        (2, 2, 0, 0, 2, 1, False),
    ]


def test_what_was_held_stays_when_nothing_of_it_is_read_again(tmp_path: Path) -> None:
    run(tmp_path / "archive", written(tmp_path, "a.txt", post(1), doubtful()))
    before = snapshot(tmp_path / "archive")
    run(tmp_path / "archive", written(tmp_path, "b.txt", post(6, project="Heat")))
    after = snapshot(tmp_path / "archive")
    assert {name: after[name] for name in before} == before


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    done = run(tmp_path / "archive", written(tmp_path, "a.txt", post(1)), dry_run=True)
    assert (done.new, done.files) == (1, 0)
    assert not (tmp_path / "archive").exists()


def test_nothing_to_read_leaves_an_archive_of_nothing(tmp_path: Path) -> None:
    done = run(tmp_path / "archive")
    assert (done.posts, done.records, done.exit_code) == (0, 0, 0)
    assert list(records(tmp_path / "archive")) == []


def test_two_copies_of_the_repository_keep_every_post_with_its_file(tmp_path: Path) -> None:
    clone = build_repository(STREAM, tmp_path, Git(timeout=60))
    bundle = tmp_path / "election.bundle"
    Git(timeout=60).run("bundle", "create", "--quiet", str(bundle), "--all", within=clone)
    run(tmp_path / "one", *MONTHS, clone)
    run(tmp_path / "two", bundle, *MONTHS, clone)
    one, two = dict(records(tmp_path / "one")), dict(records(tmp_path / "two"))
    assert len(one) > 40
    assert two == one


def test_what_candidates_wrote_is_not_kept_in_memory(tmp_path: Path) -> None:
    length, peaks = 30_000, []
    for people in (20, 60):
        folder = tmp_path / f"{people}"
        for number, letter in enumerate(ascii_lowercase * 3, 1):
            body = f"I would like to announce my candidacy for PTL of Zaqar in Pike.\n{letter * length}\n"
            name, address = f"A{letter * number} B{letter * number}", f"{letter * number}@fjord.example"
            if number <= people:
                written(folder, f"{number}.txt", post(number, name=name, address=address, body=body))
        tracemalloc.start()
        assert run(tmp_path / f"{people}.archive", folder).records == people
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 40 * length / 2
