"""What every answer of the pages has in common, and what happens when the index is replaced."""

from pathlib import Path

import pytest

from importers.archive import index
from importers.web.app import POLICY, Pages
from tests.golden import browsable
from tests.web import ADDRESS, ask


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return browsable(tmp_path_factory.mktemp("app"))


@pytest.fixture(scope="module")
def pages(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(archive, tmp_path_factory.mktemp("copies"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/data", 200),
        ("/data/candidacy", 200),
        ("/data/candidacy.json", 200),
        ("/data/by-words?words=upgrade", 200),
        ("/static/style.css", 200),
        ("/nowhere", 404),
        ("/data/nowhere", 404),
        ("/-/versions", 404),
        ("/-/databases.json", 404),
    ],
)
def test_every_answer_has_the_policy(pages: Pages, path: str, status: int) -> None:
    answer = ask(pages, path)
    assert answer.status == status
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in answer.body
    assert " style=" not in answer.body


def test_only_reading_is_allowed(pages: Pages) -> None:
    assert ask(pages, "/", "POST").status == 405
    assert ask(pages, "/", "HEAD").status == 200


def test_sql_is_off_unless_asked_for(archive: Path, pages: Pages, tmp_path: Path) -> None:
    assert ask(pages, "/data?sql=select+1").status == 403
    assert ask(pages, "/data/candidacy?_where=1").status in (400, 403)
    assert ask(Pages(archive, tmp_path, sql=True), "/data.json?sql=select+41%2B1+as+n").status == 200


def test_addresses_are_masked_everywhere_unless_configured(
    archive: Path, pages: Pages, tmp_path: Path
) -> None:
    path = "/data/candidacy.csv?_size=max"
    assert ADDRESS.findall(ask(pages, path).body) == []
    assert ADDRESS.search(ask(Pages(archive, tmp_path, addresses=True), path).body)


def test_a_new_index_is_shown_at_once_and_a_missing_one_goes_on(tmp_path: Path) -> None:
    archive = browsable(tmp_path)
    (tmp_path / "copies").mkdir()
    pages = Pages(archive, tmp_path / "copies")
    assert ask(pages, "/statement/pike/Zun/Han_Ji-woo").status == 200
    (archive / "candidates/pike/Zun/jiwoo.json").unlink()
    assert index.build(archive) == "built"
    assert ask(pages, "/statement/pike/Zun/Han_Ji-woo").status == 404
    (archive / index.NAME).unlink()
    assert ask(pages, "/cycle/pike").status == 200
