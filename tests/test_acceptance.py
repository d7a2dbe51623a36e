"""What must hold on real and realistic data: the repository, the seeds, the months, a whole list over HTTP."""

import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from importers.likeness import words
from scraper.files import sha256
from tests.commands import Placed, hustings, imported, raw_bytes, records, reviews, snapshot, statement
from tests.conftest import SHARED
from tests.quality import rows_of
from tests.repositories import files_in, git

pytestmark = pytest.mark.corpus
CHROME = (
    "Reply via email to",
    "next part --",
    "scrubbed",
    "Unsubscribe",
    "Plaintext",
    "Change-Id",
    "KiB",
    "lines\n",
)
SIGNED = "-- "


@pytest.fixture(scope="module")
def shared() -> Path:
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the shared corpus is not beside this checkout")
    return SHARED


@pytest.fixture(scope="module")
def bundle(shared: Path) -> Path:
    return shared / "corpus" / "election.bundle"


@pytest.fixture(scope="module")
def files(bundle: Path) -> dict[str, bytes]:
    return files_in(bundle)


@pytest.fixture(scope="module")
def seconds() -> list[float]:
    return []


@pytest.fixture(scope="module")
def of_bundle(bundle: Path, tmp_path_factory: pytest.TempPathFactory, seconds: list[float]) -> Path:
    archive = tmp_path_factory.mktemp("bundle") / "archive"
    before = os.times()
    ran = hustings("import", bundle, "--archive", archive)
    after = os.times()
    # The work of this process and of git, whatever else the machine does meanwhile.
    seconds.append(sum(after[:4]) - sum(before[:4]))
    (archive.parent / "said").write_text(ran.err, "utf-8")
    return archive


@pytest.fixture(scope="module")
def with_months(shared: Path, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("months") / "archive"
    imported(archive, shared / "corpus" / "month" / "pipermail", bundle)
    return archive


@pytest.fixture(scope="module")
def together(shared: Path, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("seeds") / "archive"
    imported(archive, shared / "seeds", bundle)
    return archive


@pytest.fixture(scope="module")
def alone(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("alone") / "archive"
    imported(archive, shared / "seeds")
    return archive


def key_of(path: str) -> str:
    return path.removeprefix("candidates/").removesuffix(".txt")


class TestBundle:
    def test_every_file_at_the_head_stands_byte_for_byte(
        self, of_bundle: Path, files: dict[str, bytes]
    ) -> None:
        assert len(files) == 1280
        assert {path for path, data in files.items() if statement(of_bundle, key_of(path)) != data} == set()

    def test_each_has_author_date_and_later_edits(
        self, bundle: Path, of_bundle: Path, files: dict[str, bytes], tmp_path: Path
    ) -> None:
        git("clone", "--quiet", "--bare", str(bundle), str(tmp_path / "clone"))
        log = git(f"--git-dir={tmp_path / 'clone'}", "log", "--all", "-z", "--format=%H%n%an%n%ae")
        authors = {commit: told for commit, *told in (each.split("\n") for each in log.split("\0"))}
        placed = dict(records(of_bundle))
        for path in files:
            row = placed[key_of(path)]
            sources = row["sources"]
            assert row["submitted"] == sources[0]["date"]
            assert sources[-1]["path"] == path
            for source in sources:
                assert [source["author"], source["email"]] == authors[source["commit"]]
            assert row["name"] or row["email"] or row["nick"]
        assert Counter(len(row["sources"]) > 1 for row in placed.values())[True] > 10

    def test_first_commit_is_the_one_that_git_names(
        self, bundle: Path, of_bundle: Path, tmp_path: Path
    ) -> None:
        placed = dict(records(of_bundle))
        clone = tmp_path / "clone"
        subprocess.run(["git", "clone", "--quiet", "--bare", bundle, clone], check=True, capture_output=True)
        for key in sorted(placed)[::60]:
            path = placed[key]["sources"][-1]["path"]
            log = subprocess.run(
                ["git", "-C", clone, "log", "--format=%H %at", "--diff-filter=A", "--", path],
                check=True,
                capture_output=True,
                text=True,
            ).stdout.split("\n")
            commits = {line.split(" ")[0] for line in log if line}
            assert commits & {source["commit"] for source in placed[key]["sources"]}, key

    def test_one_record_for_each_candidacy_and_none_else(
        self, of_bundle: Path, files: dict[str, bytes]
    ) -> None:
        keys = {key for key, _ in records(of_bundle)}
        assert keys - {key_of(path) for path in files} == {"2025.1/Cinder/waboring@hemna.com"}
        assert list(reviews(of_bundle)) == []

    def test_a_withdrawn_file_is_kept_and_says_so(self, of_bundle: Path) -> None:
        row = dict(records(of_bundle))["2025.1/Cinder/waboring@hemna.com"]
        assert row["withdrawn"]["date"]
        assert row["withdrawn"]["source"].startswith("git ")
        assert statement(of_bundle, "2025.1/Cinder/waboring@hemna.com")

    @pytest.mark.parametrize(
        ("now", "before"),
        [
            pytest.param("rocky/Cyborg/", "rocky/Cyborg/zhipengh", id="file under another name"),
            pytest.param("ussuri/", "u/", id="cycle u was named ussuri"),
            pytest.param("zed/", "z/", id="cycle z was named zed"),
        ],
    )
    def test_an_earlier_place_is_history_and_no_record(self, of_bundle: Path, now: str, before: str) -> None:
        placed = dict(records(of_bundle))
        assert not [key for key in placed if key.startswith(before)]
        former = [
            key
            for key, row in placed.items()
            if any(source["path"].startswith(f"candidates/{before}") for source in row["sources"])
        ]
        assert former
        assert all(key.startswith(now) for key in former)

    def test_empty_and_undecodable_files_are_named(self, of_bundle: Path, files: dict[str, bytes]) -> None:
        said = (of_bundle.parent / "said").read_text("utf-8")
        empty = [path for path, data in files.items() if not data.strip()]
        odd = [path for path, data in files.items() if data.decode("utf-8", "ignore").encode() != data]
        assert empty
        assert odd
        assert [path for path in empty if f"empty: {path}" not in said] == []
        assert [path for path in odd if f"not-utf-8: {path}" not in said] == []

    def test_it_takes_less_than_ten_seconds(self, of_bundle: Path, seconds: list[float]) -> None:
        assert seconds[0] < 10

    def test_twice_changes_nothing_and_verifies(self, bundle: Path, of_bundle: Path) -> None:
        before = snapshot(of_bundle)
        assert "0 files written" in imported(of_bundle, bundle).err
        assert snapshot(of_bundle) == before


def seed(seeds: Path, number: int) -> Path:
    return next(seeds.glob(f"{number:03}_*"))


def variant(row: Placed) -> str:
    (text,) = [each["text"] for each in row[1]["variants"]]
    return str(text)


class TestSeeds:
    def citing(self, archive: Path, path: Path) -> list[Placed]:
        digest = sha256(path.read_bytes())
        return [
            one for one in records(archive) if digest in {source["sha256"] for source in one[1]["sources"]}
        ]

    @pytest.mark.parametrize(
        ("number", "project", "person"),
        [
            (0, "Kuryr", "Gal_Sagie"),
            (1, "Dragonflow", "Gal_Sagie"),
            (3, "Manila", "tbarron"),
            (4, "Zun", "hongbin"),
        ],
    )
    def test_each_is_a_source_of_its_file(
        self, seeds: Path, together: Path, number: int, project: str, person: str
    ) -> None:
        ((key, row),) = self.citing(together, seed(seeds, number))
        assert key.split("/")[1:] == [project, person]
        assert {"git"} < {source["kind"] for source in row["sources"]}

    def test_no_seed_makes_a_record_of_its_own(self, together: Path, of_bundle: Path) -> None:
        assert {key for key, _ in records(together)} == {key for key, _ in records(of_bundle)}
        assert list(reviews(together)) == []

    def test_the_copied_post_is_a_variant_without_what_programs_added(
        self, seeds: Path, together: Path
    ) -> None:
        (row,) = self.citing(together, seed(seeds, 3))
        text = variant(row)
        assert row[0] == "rocky/Manila/tbarron"
        assert [mark for mark in CHROME if mark in text] == []
        assert not any(line.startswith(SIGNED) for line in text.splitlines())
        assert len(words(text)) > 300

    def test_the_copied_page_adds_nothing_to_its_file(self, seeds: Path, together: Path) -> None:
        (row,) = self.citing(together, seed(seeds, 4))
        assert row[0] == "queens/Zun/hongbin"
        assert [mark for mark in CHROME for each in row[1]["variants"] if mark in each["text"]] == []

    def test_alone_two_land(self, seeds: Path, alone: Path) -> None:
        ((manila, _),) = self.citing(alone, seed(seeds, 3))
        ((zun, _),) = self.citing(alone, seed(seeds, 4))
        assert manila.startswith("rocky/Manila/")
        assert zun == "queens/Zun/hongbin"
        assert [
            mark for key in (manila, zun) for mark in CHROME if mark in statement(alone, key).decode()
        ] == []

    @pytest.mark.parametrize(("number", "project"), [(0, "Kuryr"), (1, "Dragonflow")])
    def test_alone_two_wait_with_what_is_known_and_why_not_more(
        self, seeds: Path, alone: Path, number: int, project: str
    ) -> None:
        digest = sha256(seed(seeds, number).read_bytes())
        ((_, row),) = [one for one in reviews(alone) if one[0] == digest[:16]]
        assert (row["role"], row["project"], row["cycle"], row["person"]) == ("PTL", project, None, None)
        reasons = " / ".join(row["reasons"])
        assert "cycle" in reasons
        assert "person" in reasons or "name" in reasons
        assert raw_bytes(alone, row["sources"][0]["raw"]) == seed(seeds, number).read_bytes()


class TestMonths:
    def test_no_candidacy_has_two_records(self, with_months: Path, of_bundle: Path) -> None:
        assert {key for key, _ in records(with_months)} == {key for key, _ in records(of_bundle)}

    def test_each_candidacy_is_a_source_of_its_file(self, shared: Path, with_months: Path) -> None:
        cited: dict[str, list[Placed]] = {}
        for one in records(with_months):
            for identity in {source["message_id"] for source in one[1]["sources"]} - {None}:
                cited.setdefault(identity, []).append(one)
        standing = [
            row for row in rows_of(shared / "corpus" / "month" / "truth.jsonl") if row["label"] == "candidacy"
        ]
        assert len(standing) > 100
        for row in standing:
            ((_, record),) = cited[row["message_id"]]
            assert (record["cycle"], record["role"], record["project"]) == (
                row["cycle"],
                row["role"],
                row["project"],
            )
            assert {"git", "file"} == {source["kind"] for source in record["sources"]}

    def test_the_statement_is_still_the_file(self, with_months: Path, of_bundle: Path) -> None:
        for key, _ in records(of_bundle):
            assert statement(with_months, key) == statement(of_bundle, key)

    def test_two_workers_the_other_order_and_twice(
        self, shared: Path, bundle: Path, with_months: Path, tmp_path: Path
    ) -> None:
        archive = tmp_path / "archive"
        paths = [
            bundle,
            *sorted((shared / "corpus" / "month" / "pipermail" / "openstack-dev").glob("*.gz"))[::-1],
        ]
        hustings("import", *paths, "--workers", 2, "--archive", archive)
        assert snapshot(archive) == snapshot(with_months)
        hustings("import", *paths, "--archive", archive)
        assert snapshot(archive) == snapshot(with_months)
