"""A list archive on loopback with a mirror beside it, for the sources that read pages."""

from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from scraper.compression import gunzip
from scraper.crawl import crawl
from scraper.http.robots import Robots
from scraper.http.session import Manners, Session
from scraper.mail import mbox
from scraper.mail.message import decode
from scraper.mirror.store import Mirror
from scraper.model import Message, Outcome
from scraper.sources.base import Source
from tests.archive_server import Fault, Server, Site
from tests.clock import Clock

LOGIN = b"<html><head><title>Log in</title></head><body><form><input name='password'></form></body></html>"
CAPTCHA = b"<html><head><title>Just a moment...</title></head><body><div class='g-recaptcha'></body></html>"
NO_LINKS = b"<html><head><title>Archives</title></head><body><p>Nothing here.</p></body></html>"


@dataclass
class World:
    """Pages by path below `/talk/`, and what a source of one kind makes of them."""

    root: Path
    server: Server
    source: Source
    clock: Clock = field(default_factory=Clock)

    @property
    def site(self) -> Site:
        return self.server.site

    @property
    def mirror(self) -> Path:
        return self.root / "mirror" / self.source.name

    def serve(self, pages: dict[str, bytes], folder: str = "") -> None:
        self.site.pages |= {f"/talk/{folder}{name}": body for name, body in pages.items()}

    def fault(self, name: str, kind: str, value: str = "", times: int = 99) -> None:
        self.site.faults["/talk/" + name] = Fault(kind, value, times)

    def scrape(self) -> dict[str, Outcome]:
        self.site.asked.clear()
        clock = self.clock
        mirror = Mirror(self.root / "mirror", now=clock.now)
        with Session(
            Manners(pace=0, timeout=0.5, retries=0),
            sleep=clock.sleep,
            monotonic=clock.monotonic,
            now=clock.now,
            robots=Robots(mirror.robots),
        ) as session:
            return {outcome.name: outcome for outcome in crawl([self.source], session, mirror)}

    def posts(self, name: str) -> list[Message]:
        """The posts of a file on the shelf."""
        return [decode(raw) for raw in mbox.split(gunzip((self.mirror / name).read_bytes(), 1 << 30))]

    def asked(self) -> list[str]:
        return [path.removeprefix("/talk/") for path in self.site.paths]


def world(root: Path, server: Server, kind: str, path: str = "/talk/", **more: object) -> World:
    """A world whose source is of the kind."""
    source = Source("talk", kind, server.url + path, "talk")
    return World(root, server, replace(source, **more) if more else source)  # type: ignore[arg-type]
