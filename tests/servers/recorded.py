"""Programs that serve the invented site's posts and files, for `hustings fixtures refresh` to record their pages.

`python -m tests.servers.recorded NAME` says the address on stdout once it answers, and ends when its stdin does.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from importers.site.server import build_repository, list_pages, site_folder
from scraper.git.command import Git
from scraper.month import Month
from tests.servers.cgit import cgit
from tests.servers.gitweb import gitweb
from tests.servers.hyperkitty import HyperKitty
from tests.servers.mhonarc import mhonarc
from tests.servers.nginx import nginx
from tests.servers.originals import Post, first_of_each_id, mboxo, posts
from tests.servers.public_inbox import PublicInbox

NEWTON = Month(2016, 3)  # the month whose posts are served: a recording needs no more
DAY = 1_494_028_800  # one date for every file that is served, as on the invented site


def _repositories(folder: Path) -> Path:
    place = folder / "repositories"
    place.mkdir()
    build_repository(site_folder() / "election.fast-import", place, Git(timeout=60))
    return place


def _posts() -> list[Post]:
    """The posts of the month, each Message-ID once; HyperKitty and public-inbox keep no other."""
    newton = [post for post in posts() if post.month == NEWTON]
    return [post for post in first_of_each_id(newton) if post.message_id]


def _aged(folder: Path) -> Path:
    for path in folder.rglob("*"):
        os.utime(path, (DAY, DAY))
    return folder


def _cgit(folder: Path) -> AbstractContextManager[str]:
    return cgit(folder / "cgit", _repositories(folder))


def _gitweb(folder: Path) -> AbstractContextManager[str]:
    return gitweb(folder / "gitweb", _repositories(folder))


@contextmanager
def _hyperkitty(folder: Path) -> Iterator[str]:
    site = HyperKitty(folder / "hyperkitty")
    site.load(mboxo(_posts()))
    with site.served():
        yield site.root


@contextmanager
def _mhonarc(folder: Path) -> Iterator[str]:
    mhonarc(folder / "www" / "talk", [post.raw for post in _posts()])
    with nginx(folder / "nginx", _aged(folder / "www")) as url:
        yield f"{url}/talk/"


@contextmanager
def _public_inbox(folder: Path) -> Iterator[str]:
    site = PublicInbox(folder / "inbox")
    site.load(_posts(), len(_posts()))
    with site.served():
        yield site.url


@contextmanager
def _nginx(folder: Path) -> Iterator[str]:
    for path, body in list_pages(site_folder() / "pipermail" / "openstack-dev").items():
        file = folder / "www" / path.lstrip("/")
        if not path.endswith("/"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
    block = "location / { index index.html; }"
    with nginx(folder / "nginx", _aged(folder / "www"), block) as url:
        yield f"{url}/pipermail/openstack-dev/"


PROGRAMS: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "cgit": _cgit,
    "gitweb": _gitweb,
    "hyperkitty": _hyperkitty,
    "mhonarc": _mhonarc,
    "public-inbox": _public_inbox,
    "nginx": _nginx,
}


def main(name: str) -> None:
    """Serves until stdin ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"hustings-{name}-"))
    try:
        with PROGRAMS[name](folder) as url:
            sys.stdout.write(f"{url}\n")
            sys.stdout.flush()
            sys.stdin.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
