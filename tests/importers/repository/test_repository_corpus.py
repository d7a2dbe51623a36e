"""The election repository as it was published: all its candidacies, read twice in different ways."""

import re
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from importers.repository.candidacies import candidacies
from scraper.git.reading import repository_at
from tests.repositories import ENVIRONMENT, git


@pytest.fixture
def aliases(corpus: Path) -> dict[str, str]:
    cycles = yaml.safe_load((corpus.parent / "facts" / "elections.yaml").read_text())["cycles"]
    return {alias: cycle["name"] for cycle in cycles for alias in cycle["aliases"]}


@pytest.fixture
def bundle(corpus: Path) -> Path:
    return corpus / "election.bundle"


@pytest.mark.corpus
def test_the_election_repository(bundle: Path, aliases: dict[str, str], tmp_path: Path) -> None:
    began = time.perf_counter()
    with repository_at(bundle) as repo:
        found, skipped = candidacies(repo, aliases)
    assert time.perf_counter() - began < 10
    assert skipped == []
    git("clone", "--quiet", "--bare", str(bundle), str(tmp_path / "e.git"))
    assert {c.path: c.statement for c in found if not c.withdrawn} == statements_at_head(tmp_path / "e.git")
    assert len(found) == len({c.path for c in found}) == len({(c.cycle, c.project, c.person) for c in found})
    assert [c.path for c in found if c.withdrawn] == ["candidates/2025.1/Cinder/waboring@hemna.com"]
    assert not {c.cycle for c in found} & {"u", "z", "2023.2"}
    by_path = {c.path: c for c in found}
    replaced = by_path["candidates/rocky/Cyborg/zhipeng.txt"]
    assert [former.path for former in replaced.formers] == ["candidates/rocky/Cyborg/zhipengh.txt"]
    assert replaced.submitted == datetime(2018, 2, 7, 20, 41, 5, tzinfo=UTC)
    assert all(candidacy.submitted is not None for candidacy in found)


@pytest.mark.corpus
def test_the_election_repository_without_aliases(bundle: Path, aliases: dict[str, str]) -> None:
    with repository_at(bundle) as repo:
        assert candidacies(repo, {}) == candidacies(repo, aliases)


def statements_at_head(bare: Path) -> dict[str, bytes]:
    """Path and bytes of every candidacy file, as the git command tells them."""
    listing = git(f"--git-dir={bare}", "ls-tree", "-r", "-z", "HEAD", "candidates").split("\0")
    entries = [re.fullmatch(r"[0-9]{6} blob ([0-9a-f]{40})\t(.*)", line) for line in listing if line]
    wanted = [(match[2], match[1]) for match in entries if match and not match[2].endswith(".placeholder")]
    done = subprocess.run(
        ["git", f"--git-dir={bare}", "cat-file", "--batch"],
        input="".join(f"{blob}\n" for _, blob in wanted).encode(),
        capture_output=True,
        check=True,
        env=ENVIRONMENT,
    )
    contents, at = {}, 0
    for path, _ in wanted:
        end = done.stdout.index(b"\n", at)
        size = int(done.stdout[at:end].split()[2])
        contents[path] = done.stdout[end + 1 : end + 1 + size]
        at = end + 2 + size
    return contents
