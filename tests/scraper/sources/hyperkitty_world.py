"""A list in HyperKitty on loopback with a mirror beside it: its page, exports and API."""

import gzip
import json
from pathlib import Path

from scraper.crawl import crawl
from scraper.http.robots import Robots
from scraper.http.session import Manners, Session
from scraper.mirror.store import Held, Mirror, read_index
from scraper.model import Outcome
from scraper.month import NAMES, Month
from scraper.sources.base import Source
from tests.archive_server import Fault, Server
from tests.clock import Clock

ADDRESS = "talk@lists.example.org"
LIST = f"/archives/list/{ADDRESS}/"
API = f"/archives/api/list/{ADDRESS}/"
EMAILS = f"{API}emails/?format=json&limit=200&offset=0"
LOGIN = (
    b'<!DOCTYPE html><html><head><title>Sign In</title></head><body><form method="post"></form></body></html>'
)
CAPTCHA = (
    b"<html><head><title>Just a moment...</title></head><body><script>challenge()</script></body></html>"
)


def overview(*months: Month, address: str = ADDRESS) -> bytes:
    """The part of a list's page that links the months, as HyperKitty 1.3 writes it."""
    items = "".join(
        f'<li><a class="dropdown-item" href="/archives/list/{address}/{month.year}/{month.number}/"\n>'
        f"{month}</a></li>"
        for month in months
    )
    page = f'\n\n\n<!DOCTYPE HTML><html><head><title>List overview</title></head><body><ul role="menu">{items}</ul>'
    return f'{page}<a href="/archives/list/{address}/latest">All</a></body></html>'.encode()


class World:
    """A list with posts from March to August 2021, its server, and a mirror beside it."""

    def __init__(self, root: Path, server: Server) -> None:
        self.server, self.clock, self.root = server, Clock(), root
        self.mirror = Mirror(root, now=self.clock.now)
        self.source = Source("talk", "hyperkitty", server.url + LIST, "talk")
        self.posts: dict[Month, list[int]] = {Month(2021, number): [10, 11] for number in range(3, 9)}
        self.posts[Month(2021, 5)] = []
        self.publish()

    def publish(self) -> None:
        """Put every page where HyperKitty has it."""
        pages = self.server.site.pages
        months = [Month(2021, number) for number in range(3, 9)]
        pages[LIST] = overview(*months)
        for month in months:
            following = Month(2021, month.number + 1)
            self.export(month, following, self.text(month))
        late = [month for month in self.posts if month > months[-1]]
        self.export(Month(2021, 9), None, b"".join(map(self.text, late)))
        for month in late:
            self.export(month, Month(month.year, month.number + 1), self.text(month))
        self.publish_api()

    def export(self, start: Month, end: Month | None, text: bytes) -> None:
        self.server.site.pages[self.path(start, end)] = gzip.compress(text, mtime=0)

    def path(self, start: Month, end: Month | None) -> str:
        until = f"&end={end}-01" if end else ""
        return f"{LIST}export/{ADDRESS}-{start}.mbox.gz?start={start}-01{until}"

    def fault(self, month: Month, kind: str, value: str = "", times: int = 99) -> None:
        path = self.path(month, Month(month.year, month.number + 1))
        self.server.site.faults[path] = Fault(kind, value.replace("SELF", path), times)

    def text(self, month: Month) -> bytes:
        return b"".join(self.text_of(month, day) for day in self.posts[month])

    def text_of(self, month: Month, day: int) -> bytes:
        return (
            f"From ann@example.org Mon Mar {day} 10:00:00 {month.year}\nFrom: Ann <ann@example.org>\n"
            f"Date: Mon, {day} {month_name(month)} {month.year} 10:00:00 +0000\n"
            f"Message-ID: <{month}-{day}@example.org>\n\nwords of {month}\n\n\n"
        ).encode()

    def publish_api(self) -> None:
        pages = self.server.site.pages
        posts = [
            (month, day) for month in sorted(self.posts, reverse=True) for day in reversed(self.posts[month])
        ]
        listed = [api_post(self.server.url, month, day) for month, day in posts]
        pages[f"{API}emails/?format=json&limit=200&offset=0"] = json.dumps(
            {"count": len(listed), "next": None, "previous": None, "results": listed}
        ).encode()
        for month, day in posts:
            post = api_post(self.server.url, month, day) | {
                "content": f"words of {month}\n",
                "attachments": [],
            }
            pages[f"{API}email/{place(month, day)}/?format=json"] = json.dumps(post).encode()

    def scrape(self) -> list[Outcome]:
        self.server.site.asked.clear()
        clock, robots = self.clock, Robots(self.mirror.robots)
        manners = Manners(pace=0, timeout=0.3, retries=1)
        with Session(
            manners, sleep=clock.sleep, monotonic=clock.monotonic, now=clock.now, robots=robots
        ) as session:
            return list(crawl([self.source], session, self.mirror))

    def held(self) -> list[str]:
        return sorted(path.name for path in (self.root / "talk").glob("[0-9]*"))

    def files(self) -> list[str]:
        return sorted(path.name for path in (self.root / "talk").glob("*.gz"))

    def entry(self, name: str) -> Held:
        return read_index(self.root / "talk")[name]

    def read(self, name: str) -> bytes:
        return gzip.decompress(self.mirror.shelf("talk").read(name))


def month_name(month: Month) -> str:
    return NAMES[month.number - 1][:3]


def place(month: Month, day: int) -> str:
    return f"HASH{month.year}{month.number:02d}{day}"


def api_post(url: str, month: Month, day: int) -> dict[str, object]:
    return {
        "url": f"{url}{API}email/{place(month, day)}/",
        "message_id": f"{month}-{day}@example.org",
        "message_id_hash": place(month, day),
        "sender": {"address": "ann (a) example.org", "mailman_id": None, "emails": None},
        "sender_name": "Ann",
        "subject": f"about {month}",
        "date": f"{month}-{day}T10:00:00Z",
        "parent": f"{url}{API}email/{place(month, 10)}/" if day != 10 else None,
        "children": [],
    }


def by_name(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.name: outcome.outcome for outcome in outcomes}
