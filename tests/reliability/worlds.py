"""One small archive of every kind that is fetched, before and after it has news, and where a fault may strike."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scraper.gitcommand import Git
from scraper.sources.pages import page_name
from tests.letters import chat, month
from tests.scraper.sources.test_hyperkitty import ADDRESS, LIST, overview
from tests.scraper.sources.test_hyperkitty import Month as Month
from tests.scraper.sources.test_mhonarc import index, name, page
from tests.scraper.sources.test_pages import GITEA
from tests.scraper.sources.test_pages import TEXT as STATEMENT
from tests.scraper.sources.test_pages import listing as links
from tests.scraper.sources.test_public_inbox import manifest
from tests.scraper.test_inbox import built, commit, post

Pages = dict[str, bytes]


@dataclass(frozen=True)
class World:
    """`victim` is the path that a fault strikes (`*` ends a prefix), `file` what it becomes in the mirror.

    `other` is a file of the same source with news that must come all the same, where there is one. `uncounted`
    are copies of indexes that may shrink, so that one cut short is only mended by the next run.
    """

    kind: str
    path: str
    before: Pages
    after: Pages
    victim: str
    file: str
    other: str | None = None
    uncounted: tuple[str, ...] = ()

    @property
    def packed(self) -> bool:
        """Whether the victim is gzip, which tells by itself that it is cut or goes on."""
        return ".gz" in self.victim


def letters(*numbers: int) -> bytes:
    return month(*(chat(number) for number in numbers))


def _packed(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)


def _pipermail(root: Path) -> World:
    def pages(august: bytes, july: bytes) -> Pages:
        rows = "".join(
            f'<a href="{name}">[ Text {len(body)} ]</a>\n'
            for name, body in (("2021-August.txt.gz", august), ("2021-July.txt", july))
        )
        return {
            "/talk/": f"<html><head><title>talk</title></head><body>{rows}</body></html>".encode(),
            "/talk/2021-August.txt.gz": august,
            "/talk/2021-July.txt": july,
        }

    return World(
        "pipermail",
        "/talk/",
        pages(_packed(letters(*range(20))), letters(1, 2)),
        pages(_packed(letters(*range(30))), letters(1, 2, 3)),
        "/talk/2021-August.txt.gz",
        "2021-August.txt.gz",
        "2021-July.txt",
    )


def _pipermail_text(root: Path) -> World:
    world = _pipermail(root)
    return World(
        "pipermail",
        world.path,
        world.before | {"/talk/2021-July.txt": letters(1, 2, 3)},
        world.after | {"/talk/2021-July.txt": letters(1, 2, 3, 4)},
        "/talk/2021-July.txt",
        "2021-July.txt",
        "2021-August.txt.gz",
    )


def _pipermail_index(root: Path) -> World:
    world = _pipermail(root)
    return World("pipermail", world.path, world.before, world.after, "/talk/", "2021-August.txt.gz")


def _exports(august: bytes, july: bytes) -> Pages:
    def export(start: int, text: bytes, end: str = "") -> tuple[str, bytes]:
        return f"{LIST}export/{ADDRESS}-2021-{start:02}.mbox.gz?start=2021-{start:02}-01{end}", _packed(text)

    made = (export(9, b""), export(8, august, "&end=2021-09-01"), export(7, july, "&end=2021-08-01"))
    return {LIST: overview(Month(2021, 7), Month(2021, 8)), **dict(made)}


def _hyperkitty(root: Path) -> World:
    before, after = (
        _exports(letters(*range(20)), letters(1, 2)),
        _exports(letters(*range(30)), letters(1, 2, 3)),
    )
    return World("hyperkitty", LIST, before, after, list(after)[2], "2021-08.mbox.gz", "2021-07.mbox.gz")


def _hyperkitty_index(root: Path) -> World:
    world = _hyperkitty(root)
    return World("hyperkitty", LIST, world.before, world.after, LIST, world.file)


def _mhonarc(root: Path) -> World:
    def pages(*posts: tuple[int, int]) -> Pages:
        listed = index([name(number) for number, _ in reversed(posts)])
        return {
            "/talk/maillist.html": listed,
            **{f"/talk/{name(number)}": page(number, of) for number, of in posts},
        }

    before = ((0, 7), (1, 7), (2, 8), (3, 8))
    return World(
        "mhonarc",
        "/talk/maillist.html",
        pages(*before),
        pages(*before, (4, 8), (5, 7)),
        f"/talk/{name(4)}",
        "2021-August.pages.mbox.gz",
        "2021-July.pages.mbox.gz",
    )


def _mhonarc_index(root: Path) -> World:
    world = _mhonarc(root)
    return World(
        "mhonarc",
        world.path,
        world.before,
        world.after,
        world.path,
        world.file,
        uncounted=("maillist.html",),
    )


_FOLDER: Final = "openstack/election/src/branch/master/candidates/queens"
_RAW: Final = "openstack/election/raw/branch/master/candidates/queens"


def _browser(changed: bool) -> Pages:
    def each(person: str) -> tuple[bytes, bytes]:
        shown, text = GITEA, STATEMENT
        shown = shown.replace(b"oswin-pardoe", person.encode())
        if changed:
            shown, text = (
                shown.replace(b"I am running", b"I am still running"),
                text.replace(b"am", b"am still"),
            )
        return shown, text

    pages = {f"/talk/{_FOLDER}": links(*(f"{_FOLDER}/Zaqar/{who}.txt" for who in ("ann", "bob")))}
    for who in ("ann", "bob"):
        pages[f"/talk/{_FOLDER}/Zaqar/{who}.txt"], pages[f"/talk/{_RAW}/Zaqar/{who}.txt"] = each(who)
    return pages


def _pages(root: Path) -> World:
    return World(
        "pages",
        f"/talk/{_FOLDER}",
        _browser(changed=False),
        _browser(changed=True),
        f"/talk/{_FOLDER}/Zaqar/ann.txt",
        f"{page_name('candidates/queens/Zaqar/ann.txt')}.html",
        f"{page_name('candidates/queens/Zaqar/bob.txt')}.html",
    )


def _pages_raw(root: Path) -> World:
    world = _pages(root)
    file = world.file.removesuffix(".html")
    return World(
        "pages", world.path, world.before, world.after, f"/talk/{_RAW}/Zaqar/ann.txt", file, world.other
    )


def _dumb(folder: Path, at: str, path_of: Callable[[int], str], *numbers: int) -> Pages:
    """A repository as the files that git's dumb protocol asks for; git takes a plain file for the better one."""
    folder.mkdir(parents=True)
    path = built(folder, *(commit((path_of(number), post(number))) for number in numbers))
    Git(timeout=60).run("update-server-info", within=path)
    files = {f"{at}/{f.relative_to(path).as_posix()}": f.read_bytes() for f in path.rglob("*") if f.is_file()}
    return files | {f"{at}/info/refs?service=git-upload-pack": files[f"{at}/info/refs"]}


def _git(root: Path) -> World:
    before, after = (
        _dumb(root / str(len(n)), "/talk.git", "candidates/notes{}".format, *n) for n in ((1, 2), (1, 2, 3))
    )
    return World("git", "/talk.git", before, after, "/talk.git/*", "repository.git")


def _git_objects(root: Path) -> World:
    """Refs come well and objects do not: a transfer that is cut in the middle."""
    world = _git(root)
    return World("git", world.path, world.before, world.after, "/talk.git/objects/*", world.file)


def _inbox(root: Path) -> World:
    def pages(*numbers: int) -> Pages:
        held = _dumb(root / f"inbox{len(numbers)}", "/talk/git/0.git", lambda _: "m", *numbers)
        box = b"".join(b"From mboxrd@z Thu Jan  1 00:00:00 1970\n%s\n" % post(n) for n in numbers)
        return {
            **held,
            "/talk/manifest.js.gz": manifest(talk__git__0_git=str(len(numbers))),
            "/talk/all.mbox.gz": _packed(box),
        }

    return World("public-inbox", "/talk/", pages(1, 2), pages(1, 2, 3), "/talk/*", "0.git")


WORLDS: Final[dict[str, Callable[[Path], World]]] = {
    "pipermail": _pipermail,
    "pipermail-text": _pipermail_text,
    "pipermail-index": _pipermail_index,
    "hyperkitty": _hyperkitty,
    "hyperkitty-index": _hyperkitty_index,
    "mhonarc": _mhonarc,
    "mhonarc-index": _mhonarc_index,
    "pages": _pages,
    "pages-raw": _pages_raw,
    "git": _git,
    "git-objects": _git_objects,
    "public-inbox": _inbox,
}
