"""A list in HyperKitty whose keeper forbids exports and API, and allows pages."""

from pathlib import Path

from scraper.mail import mbox
from scraper.mail.message import decode
from scraper.mirror.store import Outcome
from scraper.model import Message
from scraper.month import Month
from tests.archive_server import Fault, Server
from tests.scraper.sources.hyperkitty_site import FOLDER, Letter, at, pages_of
from tests.scraper.sources.hyperkitty_world import API, LIST, World

MONTHS = [Month(2021, number) for number in range(3, 9)]
APRIL, MAY, JUNE = MONTHS[1:4]
GATHERED = "2021-04.pages.mbox.gz"
FIRST = Letter(
    "first@example.org", at(10, second=7), "about it", "a line\n\n> quoted\n> > twice\n\nan answer"
)
FIRST.html = (
    '<p>a line</p>\n<div class="quoted-switch"><a href="#">...</a></div><blockquote class="blockquote quoted-text">'
    '<p>quoted</p>\n<div class="quoted-switch"><a href="#">...</a></div><blockquote class="blockquote quoted-text">'
    "<p>twice</p>\n</blockquote></blockquote><p>an answer</p>"
)
REPLY = Letter("reply@example.org", at(11), "Re: about it", "yes", above=FIRST)
AGAIN = Letter("again@example.org", at(12), "Re: about it", "no", above=REPLY)
ALONE = Letter("alone@example.org", at(20, second=42), "something else", "on\n\n\n  its own")
LETTERS = [FIRST, REPLY, AGAIN, ALONE]


class Pages(World):
    """Paths are below the list's page."""

    def __init__(self, root: Path, server: Server) -> None:
        super().__init__(root, server)
        self.letters = list(LETTERS)
        self.shut()

    def shut(self) -> None:
        site = self.server.site
        site.faults[f"{LIST}export/*"] = Fault("status", "400")
        site.faults[f"{API}*"] = Fault("status", "403")
        self.write()

    def write(self) -> None:
        self.server.site.pages |= pages_of(self.letters, [*MONTHS, Month(2021, 2), Month(2021, 9)])

    def put(self, path: str, body: bytes) -> None:
        self.server.site.pages[FOLDER + path] = body

    def spoil(self, path: str, kind: str, value: str = "", times: int = 99) -> None:
        self.server.site.faults[FOLDER + path] = Fault(kind, value.replace("SELF", FOLDER + path), times)

    def run(self) -> dict[str, Outcome]:
        return {outcome.name: outcome for outcome in self.scrape()}

    def mails(self, name: str = GATHERED) -> list[Message]:
        return [decode(raw) for raw in mbox.split(self.read(name))]

    def asked(self, part: str) -> list[str]:
        return [path.removeprefix(FOLDER) for path in self.server.site.paths if part in path]
