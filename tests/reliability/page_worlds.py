"""Archives that are read page by page, for the tests of faults."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from scraper.sources.pages import page_name
from tests.reliability.world import Pages, World
from tests.scraper.sources.test_mhonarc import FIXTURES, MASKED, index, name, page
from tests.scraper.sources.test_pages import GITEA
from tests.scraper.sources.test_pages import TEXT as STATEMENT
from tests.scraper.sources.test_pages import listing as links
from tests.scraper.sources.test_pipermail_scrubbed import NOTICE
from tests.servers.pipermail import month_pages, post

CGIT: Final = (FIXTURES / "cgit" / "file.html").read_bytes()
GITWEB: Final = (FIXTURES / "gitweb" / "file.html").read_bytes()
WORDS: Final = (
    b"Cinder PTL candidacy, Newton\n\nI have been a Cinder core reviewer since Kilo (2015), and I maintained two"
    b" vendor\ndrivers before that.\n\nIf I am elected I will work on three things:\n\n1. Replication which can be"
    b" set up from the documentation alone.\n2. Driver CI that tells the truth. A system that does not run tests"
    b" must not\n   report success.\n3. A first answer to every new contributor within three days.\n\nI can work"
    b" upstream full time until the Newton release.\n\nRadoslaw Wieczorek (radekw)\n"
)


def mhonarc(root: Path) -> World:
    """One post to a page, listed by an index."""
    return _listed({0: 7, 1: 7, 2: 8, 3: 8}, {4: 8, 5: 7}, page, name(4), "2021-August", "2021-July")


def mhonarc_index(root: Path) -> World:
    """The same, and the fault strikes the index."""
    world = mhonarc(root)
    return World(
        "mhonarc",
        world.path,
        world.before,
        world.after,
        world.path,
        world.file,
        uncounted=("maillist.html",),
    )


def mail_archive(root: Path) -> World:
    """mail-archive.com's own template."""

    def made(number: int, month: int) -> bytes:
        date = f"Wed, {number + 1:02} {'Jan' if month == 1 else 'Feb'} 2017 01:02:03 -0800"
        return MASKED.replace(b"Wed, 25 Jan 2017 01:02:03 -0800", date.encode()).replace(
            b"CAFquint-77", b"CAFquint-%d" % number
        )

    return _listed({0: 1, 1: 1, 2: 2, 3: 2}, {4: 2, 5: 1}, made, name(4), "2017-February", "2017-January")


def _listed(
    held: dict[int, int],
    news: dict[int, int],
    made: Callable[[int, int], bytes],
    victim: str,
    file: str,
    other: str,
) -> World:
    """Pages below an index, each number in its month."""

    def pages(posts: dict[int, int]) -> Pages:
        listed = index([name(number) for number in reversed(posts)])
        return {
            "/talk/maillist.html": listed,
            **{f"/talk/{name(number)}": made(number, month) for number, month in posts.items()},
        }

    return World(
        "mhonarc",
        "/talk/maillist.html",
        pages(held),
        pages(held | news),
        f"/talk/{victim}",
        f"{file}.pages.mbox.gz",
        f"{other}.pages.mbox.gz",
    )


def pipermail_pages(root: Path) -> World:
    """Months that the index offers as pages alone."""

    def pages(july: int, august: int) -> Pages:
        months = {"2021-July": range(july), "2021-August": range(800, 800 + august)}
        rows = "".join(f"<A href='{month}/thread.html'>[ Thread ]</a>" for month in months)
        found = {"/talk/": f"<html><body>{rows}</body></html>".encode()}
        for month, numbers in months.items():
            shown = month_pages(b"".join(map(post, numbers)))
            found |= {
                f"/talk/{month}/{name}": body for name, body in shown.items() if name != "date.html"
            }  # which would step in for the thread index
        return found

    return World(
        "pipermail",
        "/talk/",
        pages(3, 4),
        pages(4, 5),
        "/talk/2021-August/000104.html",
        "2021-August.pages.mbox.gz",
        "2021-July.pages.mbox.gz",
    )


def pipermail_pages_index(root: Path) -> World:
    """The same, and the fault strikes a month's index."""
    world = pipermail_pages(root)
    victim = "/talk/2021-August/thread.html"
    return World("pipermail", world.path, world.before, world.after, victim, world.file, world.other)


def pipermail_scrubbed(root: Path) -> World:
    """Candidacies whose words the archive put into attachments."""

    def place(number: int) -> str:
        return f"attachments/20210701/0a1b2c{number}/attachment.html"

    def pages(*numbers: int) -> Pages:
        notices = (
            post(number, NOTICE.format(url=f"http://lists.old.example/{place(number)}"), "PTL candidacy")
            for number in numbers
        )
        return {
            "/talk/": b"<html><body><A href='2021-July.txt'>[ Text ]</a></body></html>",
            "/talk/2021-July.txt": b"".join(notices),
            **{f"/talk/{place(n)}": b"<html><body><p>Words %d</p></body></html>" % n for n in numbers},
        }

    return World(
        "pipermail",
        "/talk/",
        pages(1, 2),
        pages(1, 2, 3),
        f"/talk/{place(3)}",
        "2021-July.scrubbed.mbox.gz",
        "2021-July.txt",
        may_be_gone=True,
    )


def gitea(root: Path) -> World:
    """A folder of blob pages with the bytes beside them, in Gitea's markup."""
    at = "openstack/election/{}/branch/master/candidates/queens"

    def pages(old: bytes, new: bytes) -> Pages:
        return _folder(
            at.format("src"),
            lambda who: f"{at.format('src')}/Zaqar/{who}.txt",
            lambda who: f"{at.format('raw')}/Zaqar/{who}.txt",
            lambda who: GITEA.replace(b"oswin-pardoe", who.encode()).replace(old, new),
            STATEMENT.replace(old, new),
        )

    return World(
        "pages",
        f"/talk/{at.format('src')}",
        pages(b"running", b"running"),
        pages(b"running", b"still running"),
        f"/talk/{at.format('src')}/Zaqar/ann.txt",
        f"{page_name('candidates/queens/Zaqar/ann.txt')}.html",
        f"{page_name('candidates/queens/Zaqar/bob.txt')}.html",
    )


def gitea_raw(root: Path) -> World:
    """The same, and the fault strikes the bytes."""
    world = gitea(root)
    victim = world.victim.replace("/src/", "/raw/")
    file = world.file.removesuffix(".html")
    return World("pages", world.path, world.before, world.after, victim, file, world.other)


def cgit(root: Path) -> World:
    """The same in cgit's markup."""
    at = "election.git/{}/candidates/newton"
    return _browser(
        CGIT,
        at.format("tree"),
        lambda who: f"{at.format('tree')}/Cinder/{who}.txt",
        lambda who: f"{at.format('plain')}/Cinder/{who}.txt",
    )


def gitweb(root: Path) -> World:
    """The same in gitweb's markup, whose addresses are queries."""
    file = "f=candidates/newton/Cinder/{}.txt;hb=HEAD"
    return _browser(
        GITWEB,
        "gitweb?p=election.git;a=tree;f=candidates/newton;hb=HEAD",
        lambda who: f"gitweb?p=election.git;a=blob;{file.format(who)}",
        lambda who: f"gitweb?p=election.git;{file.format(who)};a=blob_plain",
    )


def _browser(shown: bytes, top: str, blob: Callable[[str], str], raw: Callable[[str], str]) -> World:
    def pages(days: bytes) -> Pages:
        def changed(text: bytes) -> bytes:
            return text.replace(b"three days", days).replace(
                b"three&nbsp;days", days.replace(b" ", b"&nbsp;")
            )

        return _folder(
            top,
            blob,
            raw,
            lambda who: changed(shown).replace(b"Radoslaw_Wieczorek.txt", f"{who}.txt".encode()),
            changed(WORDS),
        )

    ann, bob = (f"{page_name(f'candidates/newton/Cinder/{who}.txt')}.html" for who in ("ann", "bob"))
    return World(
        "pages", f"/talk/{top}", pages(b"three days"), pages(b"four days"), f"/talk/{blob('ann')}", ann, bob
    )


def _folder(
    top: str,
    blob: Callable[[str], str],
    raw: Callable[[str], str],
    shown: Callable[[str], bytes],
    text: bytes,
) -> Pages:
    """A folder's page and its two files, each as a page and as bytes."""
    people = ("ann", "bob")
    pages = {f"/talk/{top}": links(*map(blob, people))}
    for who in people:
        pages |= {f"/talk/{blob(who)}": shown(who), f"/talk/{raw(who)}": text}
    return pages
