"""A second opinion: Perceval reads the same loopback sites, and whatever differs has a cause that is not a loss.

Each comparison insists on two things: the posts and Message-IDs that Perceval gives are those that follow from
the posts that hustings holds, one by one; and every difference is of a kind that `Cause` names. The hostile answers
show what either keeps of a list that was well before.
"""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.site.server import build_repository, list_pages, site_folder
from scraper.git.command import Git
from scraper.git.history import file_histories
from scraper.git.reading import repository_at
from scraper.month import Month
from scraper.sources.base import Source
from tests.letters import chat
from tests.servers import both, originals, second_opinion_git
from tests.servers.hyperkitty import HyperKitty
from tests.servers.nginx import nginx
from tests.servers.perceval import Perceval
from tests.servers.public_inbox import PublicInbox
from tests.servers.scraping import LIST, scrape
from tests.servers.second_opinion import Cause, Opinion, compare

pytestmark = pytest.mark.servers

POSTS = originals.posts()
FIRST = Month(2016, 3)
MBOXES = ("mboxo", "mboxrd", "mboxcl2")
FOLDERS = ("maildir", "mh", "eml")


@pytest.fixture
def perceval(tmp_path: Path) -> Perceval:
    return Perceval(tmp_path / "perceval")


def agree(opinion: Opinion, **causes: int) -> None:
    """Nothing is unexplained, and the causes are these, each so many times."""
    assert opinion.unexplained == []
    assert {cause.name: number for cause, number in opinion.causes.items()} == causes


def mirrored(source: Source, folder: Path) -> Path:
    """What hustings has of the source after one run that went well."""
    run = scrape(source, folder / "mirror")
    assert run.results <= {"new", "same"}
    return folder / "mirror" / source.name


@pytest.fixture
def fixture_site(tmp_path: Path) -> Iterator[str]:
    """The list of the fixture site behind nginx."""
    for path, body in list_pages(site_folder() / "pipermail" / "openstack-dev").items():
        file = tmp_path / "site" / (path + "index.html" if path.endswith("/") else path).lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    with nginx(tmp_path / "nginx", tmp_path / "site") as url:
        yield f"{url}/pipermail/openstack-dev/"


def test_pipermail(perceval: Perceval, fixture_site: str, tmp_path: Path) -> None:
    told = perceval.pipermail(fixture_site)
    seen = both.in_mirror(mirrored(Source("talk", "pipermail", fixture_site, LIST), tmp_path))
    assert len(seen) == len(POSTS)
    agree(compare(seen, told), PROSE=3, NO_ID=2, ODD_DATE=1, FAR=1)
    assert told.code == 0
    assert compare(seen[1:], told).unexplained == [f"hustings lacks {seen[0].message_id}"]


@pytest.mark.corpus
def test_a_real_list_of_many_years(perceval: Perceval, corpus: Path, tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(corpus / "pipermail" / "twisted-web", root / "talk")
    with nginx(tmp_path / "nginx", root) as url:
        told = perceval.pipermail(f"{url}/talk/")
        folder = mirrored(Source("talk", "pipermail", f"{url}/talk/", LIST), tmp_path)
    seen = both.in_mirror(folder)
    opinion = compare(seen, told)
    assert opinion.unexplained == []
    assert opinion.causes.keys() <= {Cause.PROSE, Cause.SCRUBBED, Cause.NO_ID, Cause.ODD_DATE}
    # the text behind a notice is the second reading of a post that both have
    months = [post for post in seen if post.kept == "mbox"]
    lost = opinion.causes[Cause.NO_ID] + opinion.causes[Cause.ODD_DATE]
    assert len(months) == len(told.items) + lost > 5000


@pytest.mark.xdist_group("hyperkitty")
def test_hyperkitty(perceval: Perceval, tmp_path: Path) -> None:
    site = HyperKitty(tmp_path / "site")
    site.load(originals.mboxo(POSTS))
    with site.served():
        told = perceval.hyperkitty(site.url, f"{FIRST}-01")
        folder = mirrored(Source("talk", "hyperkitty", site.url, LIST, since=FIRST), tmp_path)
    seen = both.in_mirror(folder)
    # of two with one id the site keeps one, and one that a clock at zero wrote is older than the first month
    assert len(seen) == len(originals.first_of_each_id(POSTS)) - 1
    agree(compare(seen, told, not_asked=[None]), NOT_ASKED=1)


@pytest.mark.parametrize("form", MBOXES)
def test_files_of_posts(perceval: Perceval, tmp_path: Path, form: str) -> None:
    file = tmp_path / form
    file.write_bytes(getattr(originals, form)(POSTS))
    seen = list(both.in_text(file.read_bytes()))
    assert len(seen) == len(POSTS)
    cut = {"PROSE": 5} if form == "mboxcl2" else {}
    agree(compare(seen, perceval.mbox(file)), NO_ID=2, ODD_DATE=1, FAR=1, **cut)


@pytest.mark.parametrize("form", FOLDERS)
def test_folders_of_posts(perceval: Perceval, tmp_path: Path, form: str) -> None:
    folder = getattr(originals, form)(POSTS, tmp_path / form)
    seen = both.in_folder(folder)
    told = perceval.mbox(folder)
    assert len(seen) == len(POSTS)
    agree(compare(seen, told), SINGLE=len(POSTS), PROSE=5)
    assert told.items == []


@pytest.mark.xdist_group("public-inbox")
def test_public_inbox(perceval: Perceval, tmp_path: Path) -> None:
    broken = originals.Post(FIRST, chat(1).replace(b"\n\n", "\n\nCafé, ".encode() + b"caf\xe9. ", 1))
    taken = originals.Post(FIRST, chat(2))
    site = PublicInbox(tmp_path / "site")
    given = [*POSTS, broken, taken]
    site.load(given, len(given))
    site.take_away(taken.raw)
    with site.served():
        folder = mirrored(Source("talk", "public-inbox", site.url, LIST), tmp_path)
        clone = tmp_path / "clone.git"
        subprocess.run(["git", "clone", "-q", "--mirror", f"{site.url}git/0.git", clone], check=True)
        told = perceval.public_inbox(site.url, clone)
    seen = both.in_inbox(folder / "0.git")
    assert len(seen) == len(given) - 1
    away = both.Seen("None", taken.raw, taken.message_id, kept="blob")
    agree(compare(seen, told, taken_out=[away]), ODD_DATE=1, TWO_CHARSETS=1, TAKEN_OUT=1)


def history_told_twice(repository: Path, perceval: Perceval) -> Counter[second_opinion_git.Cause]:
    told = perceval.git(repository.as_uri())
    with repository_at(repository) as repo:
        found = file_histories(repo, "candidates")
    assert found.skipped == ()
    causes, unexplained = second_opinion_git.compare(found.files, told, "candidates/")
    assert unexplained == []
    assert len(told.items) > 50
    return causes


def test_git(perceval: Perceval, tmp_path: Path) -> None:
    repository = build_repository(site_folder() / "election.fast-import", tmp_path, Git(timeout=60))
    causes = history_told_twice(repository, perceval)
    assert {cause.name: number for cause, number in causes.items()} == {"RENAMED": 1, "MERGED": 4}


@pytest.mark.corpus
def test_a_real_repository(perceval: Perceval, corpus: Path, tmp_path: Path) -> None:
    repository = tmp_path / "election.git"
    subprocess.run(["git", "clone", "-q", "--mirror", corpus / "election.bundle", repository], check=True)
    causes = history_told_twice(repository, perceval)
    assert causes.keys() == set(second_opinion_git.Cause)
