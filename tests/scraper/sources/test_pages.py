"""Repository browsers as sources: a file, a folder, bytes against page, and answers that are neither."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.files import MAX_COMPONENT, safe_component
from scraper.sources.pages import page_name
from tests.archive_server import MAINTENANCE, Server, Site
from tests.scraper.sources.page_world import CAPTCHA, LOGIN, NO_LINKS, World, world

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "pages"
GITEA = (FIXTURES / "gitea" / "last-change.html").read_bytes()
TEXT = b"Hello,\n\n    I am running for <Zaqar> & its client.\n\nOswin\n"
REPO = "openstack/election"
FOLDER = f"{REPO}/src/branch/master/candidates/queens"
PATH = "candidates/queens/Zaqar/oswin-pardoe.txt"
NAME = page_name(PATH)


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[World]:
    """One folder with one file below, in Gitea's markup."""
    with Server(Site()) as server:
        made = world(tmp_path, server, "pages", f"/talk/{FOLDER}/Zaqar/oswin-pardoe.txt")
        made.serve(
            {
                f"{FOLDER}/Zaqar/oswin-pardoe.txt": GITEA,
                f"{REPO}/raw/branch/master/{PATH}": TEXT,
                FOLDER: listing(
                    f"{FOLDER}/Zaqar", f"{FOLDER}/../pike", f"{REPO}/src/branch/other/candidates/queens/x"
                ),
                f"{FOLDER}/Zaqar": listing(f"{FOLDER}/Zaqar/oswin-pardoe.txt", "https://elsewhere.example/x"),
            }
        )
        yield made


def listing(*paths: str) -> bytes:
    links = "".join(f'<a href="{path if ":" in path else f"/talk/{path}"}">x</a>' for path in paths)
    return f"<html><head><title>election</title></head><body>{links}</body></html>".encode()


def test_a_page_is_kept_with_the_bytes_beside_it(talk: World) -> None:
    outcomes = talk.scrape()
    assert {key: outcome.outcome for key, outcome in outcomes.items()} == {f"{NAME}.html": "new", NAME: "new"}
    assert (talk.mirror / NAME).read_bytes() == TEXT
    assert (talk.mirror / f"{NAME}.html").read_bytes() == GITEA
    assert {outcome.outcome for outcome in talk.scrape().values()} == {"same"}
    assert talk.site.sent == 0


def test_bytes_in_another_charset_are_taken(talk: World) -> None:
    page = GITEA.replace(b"Oswin\n", "Oswin \ufffd\n".encode())
    talk.serve(
        {f"{FOLDER}/Zaqar/oswin-pardoe.txt": page, f"{REPO}/raw/branch/master/{PATH}": TEXT[:-1] + b" \xe9\n"}
    )
    assert talk.scrape()[NAME].outcome == "new"
    assert (talk.mirror / NAME).read_bytes().endswith(b"\xe9\n")


def test_a_folder_is_walked_below_itself_only(tmp_path: Path, talk: World) -> None:
    walked = world(tmp_path / "2", talk.server, "pages", f"/talk/{FOLDER}")
    outcomes = walked.scrape()
    assert set(outcomes) == {f"{NAME}.html", NAME}
    assert walked.asked() == [
        "/robots.txt",
        FOLDER,
        f"{FOLDER}/Zaqar",
        f"{FOLDER}/Zaqar/oswin-pardoe.txt",
        f"{REPO}/raw/branch/master/{PATH}",
    ]


BAD: dict[str, Callable[[World, str], object]] = {
    "login-page": lambda talk, path: talk.serve({path: LOGIN}),
    "maintenance-page": lambda talk, path: talk.serve({path: MAINTENANCE}),
    "captcha": lambda talk, path: talk.serve({path: CAPTCHA}),
    "without-links": lambda talk, path: talk.serve({path: NO_LINKS}),
    "empty": lambda talk, path: talk.serve({path: b""}),
    "redirects-for-ever": lambda talk, path: talk.fault(path, "redirect", f"/talk/{path}"),
    "missing": lambda talk, path: talk.fault(path, "status", "404"),
    "cut": lambda talk, path: talk.fault(path, "cut"),
    "other-charset": lambda talk, path: talk.serve({path: "Grüße".encode("utf-16")}),
}


@pytest.mark.parametrize("spoil", [pytest.param(spoil, id=key) for key, spoil in BAD.items()])
def test_a_bad_page_is_told_and_what_is_held_stays(
    talk: World, spoil: Callable[[World, str], object]
) -> None:
    talk.scrape()
    spoil(talk, f"{FOLDER}/Zaqar/oswin-pardoe.txt")
    outcomes = talk.scrape()
    assert {outcome.outcome for outcome in outcomes.values()} <= {"refused", "failed"}
    assert (talk.mirror / f"{NAME}.html").read_bytes() == GITEA
    assert (talk.mirror / NAME).read_bytes() == TEXT


def test_a_page_that_shows_no_file_is_told_though_it_links_the_folders_above_it(
    tmp_path: Path, talk: World
) -> None:
    """As of a file that is too large to show, and as of any page that the reader does not know."""
    walked = world(tmp_path / "2", talk.server, "pages", f"/talk/{FOLDER}")
    talk.serve({f"{FOLDER}/Zaqar/oswin-pardoe.txt": listing(FOLDER, f"{FOLDER}/Zaqar")})
    outcomes = walked.scrape()
    assert outcomes["oswin-pardoe.txt"].outcome == "refused"
    assert "neither a file nor a folder" in outcomes["oswin-pardoe.txt"].reason


@pytest.mark.parametrize("spoil", [pytest.param(spoil, id=key) for key, spoil in BAD.items()])
def test_bytes_that_are_not_what_the_page_shows_are_refused(
    talk: World, spoil: Callable[[World, str], object]
) -> None:
    talk.scrape()
    spoil(talk, f"{REPO}/raw/branch/master/{PATH}")
    outcomes = talk.scrape()
    assert outcomes[NAME].outcome in ("refused", "failed")
    assert outcomes[f"{NAME}.html"].outcome == "same"
    assert (talk.mirror / NAME).read_bytes() == TEXT


@given(st.text(max_size=300))
def test_a_path_becomes_a_safe_name(path: str) -> None:
    if path and path.isprintable():
        name = f"{page_name(path)}.html"
        assert safe_component(name) == name
        assert len(name) <= MAX_COMPONENT
