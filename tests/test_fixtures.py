import hashlib
import json
import re
from email.parser import BytesHeaderParser
from functools import cache
from pathlib import Path

import pytest
import yaml

from importers.site.server import build_repository, site_folder
from scraper.git.command import Git
from tests.repositories import files_at, git

HEAD = "9a51ad403952e886752bf195316840eb278cb151"
FIXTURES = site_folder().parent
MONTHS = sorted((site_folder() / "pipermail" / "openstack-dev").glob("*.txt"))
SEPARATOR = re.compile(
    rb"^From \S+ at \S+  [A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]\d \d\d:\d\d:\d\d \d{4}\n(?=From: )", re.MULTILINE
)
LABELS = {"candidacy", "withdrawal", "non_candidacy", "official", "reply", "discussion", "other"}
REAL_HOSTS = {"lists.openstack.org", "does.not.exist.com"}


def rows(name: str) -> list[dict[str, object]]:
    lines = (FIXTURES / "truth" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


POSTS = rows("candidacies.jsonl")
FILES = rows("git.jsonl")
CANDIDACIES = [row for row in POSTS if row["label"] == "candidacy"]


def place(row: dict[str, object]) -> str:
    return str(row["path"]) if "path" in row else f"{row['month']}-{row['number']}"


@cache
def posts(month: str) -> list[bytes]:
    path = site_folder() / "pipermail" / "openstack-dev" / f"{month}.txt"
    return SEPARATOR.split(path.read_bytes())[1:]


def post(row: dict[str, object]) -> bytes:
    return posts(str(row["month"]))[int(str(row["number"])) - 1]


def text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252")


@pytest.fixture(scope="module")
def commits(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, dict[str, bytes]]]:
    """The commits of the repository, newest first, each with all its files."""
    folder = tmp_path_factory.mktemp("election")
    path = build_repository(site_folder() / "election.fast-import", folder, Git())
    listed = git(f"--git-dir={path}", "rev-list", "--topo-order", "HEAD").split()
    return [(commit, files_at(path, commit)) for commit in listed]


@pytest.fixture(scope="module")
def head(commits: list[tuple[str, dict[str, bytes]]]) -> dict[str, bytes]:
    return commits[0][1]


@pytest.fixture(scope="module")
def texts(commits: list[tuple[str, dict[str, bytes]]]) -> dict[str, bytes]:
    """The last text that each path had in any commit."""
    return {path: data for _, files in reversed(commits) for path, data in files.items()}


@pytest.mark.parametrize("path", MONTHS, ids=lambda path: path.stem)
def test_month_has_a_row_for_each_post(path: Path) -> None:
    of_month = [row for row in POSTS if row["month"] == path.stem]
    assert [row["number"] for row in of_month] == list(range(1, len(of_month) + 1))
    assert len(posts(path.stem)) == len(of_month)
    assert path.read_bytes().startswith(b"From ")


def test_no_row_is_without_a_month() -> None:
    assert {row["month"] for row in POSTS} == {path.stem for path in MONTHS}


@pytest.mark.parametrize("row", POSTS, ids=place)
def test_row_names_the_post_at_its_place(row: dict[str, object]) -> None:
    headers = BytesHeaderParser().parsebytes(post(row))
    assert headers["Message-ID"] == row["message_id"]
    assert str(headers["Subject"]).startswith("[openstack-dev] ")
    assert row["label"] in LABELS


@pytest.mark.parametrize("row", CANDIDACIES, ids=place)
def test_statement_stands_in_its_post(row: dict[str, object]) -> None:
    body = text(post(row)).partition("\n\n")[2]
    if "BEGIN PGP SIGNED MESSAGE" in body:
        body = re.sub(r"(?m)^- ", "", body)
    body = re.sub(r"(?m)^>From ", "From ", body)
    lines = "\n".join(line.rstrip() for line in body.split("\n"))
    statement = str(row["statement"])
    assert f"\n{statement}\n" in f"\n{lines}"
    assert statement == statement.strip("\n")
    assert len(statement.split()) >= 60


@pytest.mark.parametrize("row", CANDIDACIES, ids=place)
def test_candidacy_says_who_stands_for_what(row: dict[str, object]) -> None:
    assert row["cycle"] in {"newton", "ocata", "pike"}
    assert (row["role"] == "TC") == (row["project"] == "TC")
    assert str(row["email"]).endswith(".example")
    assert (row["git"] is None) == ("match" not in row)


@pytest.mark.parametrize(
    "path", [*MONTHS, site_folder() / "election.fast-import"], ids=lambda path: path.stem
)
def test_addresses_are_invented(path: Path) -> None:
    hosts = set(
        re.findall(
            r"[\w.+-]+(?:@| at )((?:[\w-]+\.)+[a-z]+)", path.read_text(encoding="utf-8", errors="replace")
        )
    )
    assert {host for host in hosts if not host.endswith(".example")} <= REAL_HOSTS


def test_repository_is_the_same_everywhere(commits: list[tuple[str, dict[str, bytes]]]) -> None:
    assert commits[0][0] == HEAD


@pytest.mark.parametrize("row", FILES, ids=place)
def test_file_has_the_text_and_fate_that_its_row_gives(
    texts: dict[str, bytes], head: dict[str, bytes], row: dict[str, object]
) -> None:
    path = str(row["path"])
    data = texts[path]
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (row["sha256"], row["bytes"])
    assert (path in head) == (row["state"] in {"present", "empty"})
    assert (row["state"] == "empty") == (data == b"")


def test_every_candidate_file_at_the_head_has_a_row(head: dict[str, bytes]) -> None:
    at_head = {path for path in head if path.startswith("candidates/")}
    named = {str(row["path"]) for row in FILES if row["state"] in {"present", "empty"}}
    assert {path for path in at_head if not path.endswith("/.placeholder")} == named


@pytest.mark.parametrize("row", [row for row in CANDIDACIES if row["git"]], ids=place)
def test_match_tells_how_mail_and_git_differ(texts: dict[str, bytes], row: dict[str, object]) -> None:
    of_git, statement = text(texts[str(row["git"])]), f"{row['statement']}\n"
    if row["match"] == "same":
        assert of_git == statement
    else:
        assert of_git != statement
        assert row["match"] == "other" or len(of_git) < len(statement)


@pytest.mark.parametrize("cycle", ["ocata", "pike"])
@pytest.mark.parametrize("role", ["ptl", "tc"])
def test_results_name_files_of_the_cycle(head: dict[str, bytes], cycle: str, role: str) -> None:
    results = yaml.safe_load(head[f"doc/source/results/{cycle}/{role}.yaml"])
    assert results["election"] == cycle
    for project, people in results["candidates"].items():
        assert project in results["projects"]
        assert any(person["elected"] for person in people)
        for person in people:
            nick = person["ircname"].replace("\\", "")
            assert f"candidates/{cycle}/{project}/{nick}.txt" in head


@pytest.mark.parametrize(
    ("month", "number", "pattern"),
    [
        pytest.param("2016-March", 16, rb"(?m)^>From where", id="escaped from in a statement"),
        pytest.param("2016-September", 11, rb"(?m)^From the first", id="bare from in a statement"),
        pytest.param("2016-March", 23, rb"\nFrom nobody at \S+  Tue .* 2015\nwhich ", id="pasted separator"),
        pytest.param("2017-January", 14, rb"caf\xe9 in Pune", id="byte in no charset"),
        pytest.param("2016-March", 26, rb"\nDate: Thu, 17 March 2016 25:61 JST\n", id="bad date"),
        pytest.param("2016-September", 22, rb"\nDate: .* 2106 ", id="impossible year"),
        pytest.param("2016-October", 1, rb"\(=\?iso-2022-jp\?b\?", id="encoded word in a name"),
        pytest.param("2016-March", 9, rb"Subject: .*\?=\n\t=\?utf-8", id="folded encoded subject"),
        pytest.param("2017-April", 21, rb"\nReferences: <\S+>\n <\S+>\n", id="folded references"),
        pytest.param("2016-March", 18, rb"\n-- \nThat is not a signature", id="delimiter within a statement"),
        pytest.param("2016-March", 11, rb"\n-- \nFunmi Oyelaran\n", id="signature"),
        pytest.param("2016-March", 14, rb"\n- - Upgrades", id="dash-escaped line"),
        pytest.param("2016-March", 17, rb"(?i)candidancy", id="misspelt candidacy"),
        pytest.param("2016-September", 18, rb"\n\+={4,}", id="table"),
        pytest.param("2016-September", 16, rb"\n> To provide a highly", id="author's own quote"),
        pytest.param("2016-March", 25, rb"(?s)not for usage.*not for usage", id="footer twice"),
        pytest.param("2017-April", 13, rb"(?s)OpenStack-dev mailing list.*not for usage", id="both footers"),
        pytest.param("2017-January", 11, rb"\nAn HTML attachment was scrubbed", id="scrubbed html"),
        pytest.param("2016-September", 34, rb"PTL results, and TC nominations", id="official"),
    ],
)
def test_trap_is_where_the_readme_says(month: str, number: int, pattern: bytes) -> None:
    assert re.search(pattern, posts(month)[number - 1])


def test_message_ids_repeat_and_are_missing_as_the_readme_says() -> None:
    ids = [row["message_id"] for row in POSTS]
    assert {value for value in ids if value and ids.count(value) > 1} == {
        row["message_id"] for row in POSTS if row["month"] == "2016-September" and row["number"] in {12, 20}
    }
    assert ids.count(None) == 2


def test_no_reply_keeps_its_re() -> None:
    assert not any(re.search(rb"(?mi)^Subject: \[openstack-dev\] Re:", post(row)) for row in POSTS)


def test_readme_has_the_figures_and_points_at_posts_that_exist() -> None:
    readme = (FIXTURES / "README.md").read_text(encoding="utf-8")
    for month in MONTHS:
        here = [row for row in POSTS if row["month"] == month.stem]
        standing = [row for row in here if row["label"] == "candidacy"]
        assert f"| {month.stem} | {len(here)} | {len(standing)} |" in readme
    years = {path.stem.split("-")[1]: path.stem for path in MONTHS}
    for name, number in re.findall(rf"\b({'|'.join(years)}) (\d+)", readme):
        assert int(number) <= len(posts(years[name])), (name, number)
