"""Every way to one list: the same posts behind each real server and in each local form, ready to be imported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from importers.read.inputs import Inputs, find_inputs, mirrored
from importers.site.server import list_pages
from scraper.month import NAMES
from scraper.sources.base import Source
from tests.repositories import Repository, git
from tests.servers import originals
from tests.servers.hyperkitty import HyperKitty
from tests.servers.mhonarc import mhonarc
from tests.servers.nginx import nginx
from tests.servers.originals import Post
from tests.servers.pipermail import month_pages
from tests.servers.public_inbox import PublicInbox
from tests.servers.scraping import LIST, scrape
from tests.servers.smart_git import smart_http

FORMS = ("mboxo", "mboxrd", "mboxcl2", "maildir", "mh", "eml")
# Sites of which their keepers let only a part out.
_REST = "    location / {{ proxy_pass {site}; proxy_set_header Host $http_host; }}\n"
_MBOX_ALONE = "    location ~ /manifest.js.gz$ {{ return 404; }}\n" + _REST
_NO_EXPORTS = "    location ~ /export/ {{ return 403; }}\n" + _REST


@dataclass(frozen=True)
class Way:
    """What a way brought, and the kind that records cite for it."""

    kind: str
    inputs: Callable[[], Inputs]


def local(posts: Sequence[Post], folder: Path) -> dict[str, Way]:
    """The posts in each form in which mail is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    return {form: Way("file", lambda form=form: find_inputs([kept(form, posts, folder)])) for form in FORMS}


def kept(form: str, posts: Sequence[Post], folder: Path) -> Path:
    """The posts in one form, written once."""
    place = folder / form
    make = getattr(originals, form)
    if not place.exists():
        if form.startswith("mbox"):
            place.write_bytes(make(posts))
        else:
            make(posts, place)
    return place


@contextmanager
def served(posts: Sequence[Post], archived: Sequence[Post], folder: Path) -> Iterator[dict[str, Source]]:
    """Every server that takes posts, started and filled; `archived` are the same as Mailman 2 shows them."""
    www = _folder(posts, archived, folder)
    kitty, inbox = HyperKitty(folder / "kitty"), PublicInbox(folder / "inbox")
    kitty.load(originals.mboxo(list(posts)))
    inbox.load(posts, len(posts))
    with ExitStack() as stack:
        url = stack.enter_context(nginx(folder / "nginx", www, "    index index.html;"))
        stack.enter_context(kitty.served())
        stack.enter_context(inbox.served())
        behind = {
            name: stack.enter_context(nginx(folder / name, www, blocks.format(site=site.rstrip("/"))))
            for name, blocks, site in (
                ("mbox", _MBOX_ALONE, inbox.url.removesuffix("/talk/")),
                ("api", _NO_EXPORTS, kitty.root),
            )
        }
        place = kitty.url.removeprefix(kitty.root)
        since = archived[0].month
        yield {
            "pipermail-months": Source("months", "pipermail", f"{url}/pipermail/openstack-dev/", LIST),
            "pipermail-pages": Source("pages", "pipermail", f"{url}/pages/", LIST),
            "mhonarc": Source("mhonarc", "mhonarc", f"{url}/mhonarc/maillist.html", LIST),
            "hyperkitty": Source("kitty", "hyperkitty", kitty.url, LIST, since=since),
            "hyperkitty-api": Source("api", "hyperkitty", f"{behind['api']}/{place}", LIST, since=since),
            "public-inbox-git": Source("inbox", "public-inbox", inbox.url, LIST),
            "public-inbox-mbox": Source("everything", "public-inbox", f"{behind['mbox']}/talk/", LIST),
        }


KINDS = {"mhonarc": "mail-archive"}


def fetched(sources: Mapping[str, Source], mirror: Path) -> dict[str, Way]:
    """Each source in a mirror, from which its servers may be gone."""
    ways = {}
    for name, source in sources.items():
        results = scrape(source, mirror).results
        assert results <= {"new", "same", "failed"}, (
            name,
            results,
        )  # a manifest that is not there has failed
        ways[name] = Way(
            KINDS.get(source.kind, source.kind),
            lambda source=source: mirrored([source], mirror, [(None, None)]),
        )
    return ways


@contextmanager
def repositories(golden: Mapping[str, Any], folder: Path) -> Iterator[dict[str, Way]]:
    """The candidacies of an archive as files of a repository: over smart HTTP, and as a bundle."""
    made = Repository(folder / "repositories" / "election.git")
    for key, told in golden.items():
        record = told["record"]
        author = f"{record['name'] or record['email']} <{record['email']}>"
        date = f"{int(datetime.fromisoformat(record['submitted']).timestamp())} +0000"
        made.commit({f"{key}.txt": told["text"].encode()}, f"Add {key}", author=author, date=date)
    git(f"--git-dir={made.path}", "bundle", "create", "--quiet", str(folder / "election.bundle"), "master")
    with smart_http(folder / "http", folder / "repositories") as url:
        source = Source("election", "git", f"{url}election.git", "election")
        yield {
            **fetched({"git-http": source}, folder / "mirror"),
            "git-bundle": Way("git", lambda: find_inputs([folder / "election.bundle"])),
        }


def together(ways: Sequence[Way]) -> Inputs:
    """What all of them brought, as one import takes it."""
    every = Inputs()
    for way in ways:
        found = way.inputs()
        every.tasks += found.tasks
        every.repositories += found.repositories
        every.skipped += found.skipped
    return every


def _folder(posts: Sequence[Post], archived: Sequence[Post], folder: Path) -> Path:
    """What nginx serves: Mailman 2's months, its pages, and MHonArc's."""
    www = folder / "www"
    months = originals.pipermail(list(archived), folder / "months")
    for path, body in list_pages(months).items():
        if not path.endswith("/"):
            _put(www / path.lstrip("/"), body)
    links = b""
    for month, _ in originals.by_month(list(archived)):
        stem = f"{month.year}-{NAMES[month.number - 1]}"
        links += b'<a href="%s/thread.html">[ Thread ]</a>' % stem.encode()
        for name, body in month_pages((months / f"{stem}.txt").read_bytes()).items():
            _put(www / "pages" / stem / name, body)
    _put(www / "pages" / "index.html", b"<html>%s</html>" % links)
    mhonarc(www / "mhonarc", [post.raw for post in posts])
    return www


def _put(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
