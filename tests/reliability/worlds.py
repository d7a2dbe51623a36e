"""One small archive of every kind that is fetched, before and after it has news, and where a fault may strike."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from scraper.git.command import Git
from scraper.month import Month
from tests.reliability import page_worlds
from tests.reliability.world import Pages, World, letters, packed
from tests.scraper.git.test_inbox import built, commit, post
from tests.scraper.sources.hyperkitty_world import ADDRESS, API, EMAILS, LIST, api_post, overview, place
from tests.scraper.sources.test_public_inbox import manifest

__all__ = ["PACKED", "WORLDS", "World", "letters"]


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
        pages(packed(letters(*range(20))), letters(1, 2)),
        pages(packed(letters(*range(30))), letters(1, 2, 3)),
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
        return f"{LIST}export/{ADDRESS}-2021-{start:02}.mbox.gz?start=2021-{start:02}-01{end}", packed(text)

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


def _hyperkitty_api(root: Path) -> World:
    """Exports are forbidden, and posts come one by one."""

    def pages(july: int, august: int) -> Pages:
        posts = [
            (Month(2021, number), day)
            for number, count in ((7, july), (8, august))
            for day in range(10, 10 + count)
        ]
        listed = [api_post("", month, day) for month, day in posts]
        answers = {
            f"{API}email/{place(month, day)}/?format=json": {**shown, "content": "words\n", "attachments": []}
            for (month, day), shown in zip(posts, listed, strict=True)
        }
        answers[EMAILS] = {"count": len(listed), "next": None, "previous": None, "results": listed}
        made = {path: json.dumps(answer).encode() for path, answer in answers.items()}
        return {LIST: overview(Month(2021, 7), Month(2021, 8)), **made}

    return World(
        "hyperkitty",
        LIST,
        pages(2, 2),
        pages(3, 3),
        f"{API}email/{place(Month(2021, 8), 12)}/?format=json",
        "2021-08.api.mbox.gz",
        "2021-07.api.mbox.gz",
    )


def _hyperkitty_api_index(root: Path) -> World:
    world = _hyperkitty_api(root)
    return World("hyperkitty", LIST, world.before, world.after, EMAILS, world.file)


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


def _inbox(root: Path, victim: str = "/talk/*") -> World:
    def pages(*numbers: int) -> Pages:
        held = _dumb(root / f"inbox{len(numbers)}", "/talk/git/0.git", lambda _: "m", *numbers)
        box = b"".join(b"From mboxrd@z Thu Jan  1 00:00:00 1970\n%s\n" % post(n) for n in numbers)
        return {
            **held,
            "/talk/manifest.js.gz": manifest(talk__git__0_git=str(len(numbers))),
            "/talk/all.mbox.gz": packed(box),
        }

    return World("public-inbox", "/talk/", pages(1, 2), pages(1, 2, 3), victim, "0.git")


def _inbox_git(root: Path) -> World:
    """The manifest comes well and git does not, so that the mbox is asked for beside the repository."""
    return _inbox(root, "/talk/git/*")


def _inbox_manifest(root: Path) -> World:
    return _inbox(root, "/talk/manifest.js.gz")


WORLDS: Final[dict[str, Callable[[Path], World]]] = {
    "pipermail": _pipermail,
    "pipermail-text": _pipermail_text,
    "pipermail-index": _pipermail_index,
    "pipermail-pages": page_worlds.pipermail_pages,
    "pipermail-pages-index": page_worlds.pipermail_pages_index,
    "pipermail-scrubbed": page_worlds.pipermail_scrubbed,
    "hyperkitty": _hyperkitty,
    "hyperkitty-index": _hyperkitty_index,
    "hyperkitty-api": _hyperkitty_api,
    "hyperkitty-api-index": _hyperkitty_api_index,
    "mhonarc": page_worlds.mhonarc,
    "mhonarc-index": page_worlds.mhonarc_index,
    "mail-archive": page_worlds.mail_archive,
    "pages": page_worlds.gitea,
    "pages-raw": page_worlds.gitea_raw,
    "pages-cgit": page_worlds.cgit,
    "pages-gitweb": page_worlds.gitweb,
    "git": _git,
    "git-objects": _git_objects,
    "public-inbox": _inbox,
    "public-inbox-git": _inbox_git,
    "public-inbox-manifest": _inbox_manifest,
}
PACKED: Final = frozenset({"pipermail", "hyperkitty", "public-inbox-manifest"})
"""The worlds whose victim is gzip, known before any is built."""
