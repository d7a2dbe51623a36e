"""What a saved or fetched web page holds: a post or a repository file, with the facts around it."""

from datetime import datetime
from email.utils import format_datetime
from typing import Protocol

import msgspec

from scraper.mail.compose import one_line, with_headers
from scraper.model import FILE_PAGE, ID_HASH, Page


class PageError(ValueError):
    """Says in one clause why the page cannot be read for what its markup claims."""


class AmbiguousPageError(PageError):
    """Two readers know the markup as theirs; the sentence names both."""


class PagePost(msgspec.Struct, frozen=True):
    """A post as its page shows it.

    `address` is spelt as shown: `a at b` or masked (`some...@example.org`); `date_header` is what stood
    there, `date` the instant where the page or its index tells it, None where the zone is unknown. A date
    without zone is by the clock of a site that does not say where it is, and that mostly keeps UTC.
    `id_hash` is what the page calls the post where it hides the Message-ID: the hash that Mailman 3 makes of it.
    """

    kind: str
    url: str | None
    message_id: str | None
    subject: str
    name: str | None
    address: str | None
    date: datetime | None
    date_header: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    body: str
    id_hash: str | None = None

    def as_mail(self) -> bytes:
        """The post as RFC 5322 spells one, the same bytes every time; absent facts give no header.

        A date whose instant is not certain stands in `X-Archive-Date`, since `Date` would claim more; one by a
        site's clock stands without a zone.
        """
        # As pipermail spells authors, which keeps masked addresses masked and readable.
        address, name = one_line(self.address or ""), one_line(self.name or "")
        date = format_datetime(self.date).removesuffix(" -0000") if self.date else ""
        fields = {
            "From": f"{address} ({name})" if address and name and name != address else address or name,
            "Date": date,
            "X-Archive-Date": "" if date else self.date_header or "",
            "Subject": self.subject,
            "In-Reply-To": self.in_reply_to or "",
            "References": " ".join(self.references),
            "Message-ID": self.message_id or "",
            ID_HASH: "" if self.message_id else self.id_hash or "",
            "Archived-At": f"<{self.url}>" if self.url else "",
        }
        return with_headers(fields.items(), self.body)


class PageFile(msgspec.Struct, frozen=True):
    """A file of a repository as its page shows it; `content` is the file's text in UTF-8.

    `path` is the one inside the repository. `commit` may be shortened, and is the commit that is shown or
    that last changed the file, as the page has it. `raw_url` leads to the bytes themselves.
    """

    kind: str
    url: str | None
    path: str | None
    content: bytes
    commit: str | None = None
    author: str | None = None
    date: datetime | None = None
    summary: str | None = None
    raw_url: str | None = None

    def around(self, lines: int) -> Page:
        """What the page shows around the file, whose text has this number of lines."""
        return Page(FILE_PAGE, 1, lines, self.path, self.author, self.commit, self.summary, date=self.date)


class PageReader(Protocol):
    """Satisfied by a module, one per program that writes pages."""

    def claims(self, html: bytes) -> bool:
        """Whether the bytes carry this program's marks; cheap, and True for no other program's page."""
        ...

    def read(self, html: bytes, url: str | None) -> list[PagePost | PageFile]:
        """What the page holds; PageError where the marks are there and the content is not."""
        ...
