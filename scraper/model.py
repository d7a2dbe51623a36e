"""What crosses the modules of this package: frozen, typed, free of behaviour.

Structs, here as everywhere: to define a dataclass takes ten times as long, at every start.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

Result = Literal["new", "same", "changed", "refused", "failed"]
Label = Literal["statement", "signature", "footer", "quote", "attribution", "pgp", "notice", "chrome"]


class UserError(Exception):
    """One sentence for the user that says what is wrong and what to do; `exit_code` is 1 or 2."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class Origin(msgspec.Struct, frozen=True):
    """Where bytes were found; holds no path of the machine that read them.

    `kind` is pipermail, hyperkitty, mail-archive, git, blob-page or file. `url` is the public
    address, null for a local file, whose base name is then `path`.
    """

    kind: str
    url: str | None = None
    list_name: str | None = None
    path: str | None = None

    @property
    def label(self) -> str:
        """The address or file name, for tables and messages."""
        return self.url or self.path or self.kind


class Skipped(msgspec.Struct, frozen=True):
    """Something that could not be read or was refused: where it was and why, in words.

    `lost` is true where content was lost to it, which makes the run exit 1.
    """

    where: str
    why: str
    lost: bool = True


ID_HASH: Final = "Message-ID-Hash"
"""The field that Mailman 3 adds to what it hands out: what its pages call a post, whose id they may hide."""

QUOTES_MARKED: Final = "quotes marked by the mail program"
HTML_RENDERED = "html rendered as text"
"""The note of a `Message` whose HTML said which text is quoted from another."""

CLEANING_VERSION: Final = "2"
"""Of the rules of `scraper.clean`: it stands on each record, so that a changed rule names the statements to be made again."""
FILE_PAGE: Final = "blob-page"
"""The `Page.kind` of a repository file, whatever program showed it."""


class Page(msgspec.Struct, frozen=True):
    """What a web page shows around a text: of a file its path and commit, of a post its author, date and subject.

    `first` and `last` are the 1-based lines of the text itself within the body; `kind` is `FILE_PAGE` or the
    archive that shows the post. `numbered` are the first and last line that have a line number before their
    text, `added` those that have a `+` as well or alone, as diffs do. `part` says that a change of a file is shown,
    and not the file. `address` is as shown, unmasked where the archive's mask can be undone. `summary` is the commit's title.
    """

    kind: str
    first: int
    last: int
    path: str | None = None
    author: str | None = None
    commit: str | None = None
    summary: str | None = None
    date: datetime | None = None
    subject: str | None = None
    address: str | None = None
    numbered: tuple[int, int] | None = None
    added: tuple[int, int] | None = None
    part: bool = False


class Message(msgspec.Struct, frozen=True):
    """A decoded post (RFC 5322, MIME).

    `body` is the text as the author saw it: decoded, unflowed, LF line ends. `date` is None where the
    header cannot be read, and `date_header` keeps what stood there. `notes` say what decoding had to do
    (`charset guessed: cp1252`, `html rendered`). `page` is the web page that the body was taken from.
    """

    message_id: str | None
    subject: str
    name: str | None
    address: str | None
    date: datetime | None
    date_header: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    body: str
    notes: tuple[str, ...] = ()
    page: Page | None = None

    @property
    def bare(self) -> bool:
        """Whether it is text by itself, without header, page or markup."""
        return not (self.headers or self.message_id or self.page or HTML_RENDERED in self.notes)

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class Outcome(msgspec.Struct, frozen=True):
    """What became of one file of a source in a run; `reason` is for people, `size` counts bytes transferred.

    `smaller` says that it was refused for no other reason than that it lacks posts of the copy before, `replaced`
    that it was taken and the copy before set aside.
    """

    source: str
    name: str
    url: str
    outcome: Result
    reason: str = ""
    size: int = 0
    smaller: bool = False
    replaced: bool = False

    @property
    def bad(self) -> bool:
        """Whether the file could not be had, or not be taken."""
        return self.outcome in ("refused", "failed")

    def because(self, *reasons: str) -> "Outcome":
        """The same outcome with more reasons behind its own; empty ones count for nothing."""
        return replace(self, reason="; ".join(filter(None, (self.reason, *reasons))))


class Span(msgspec.Struct, frozen=True):
    """Lines `first` to `last` (1-based, inclusive) of a body under one label, and the rule that gave it."""

    label: Label
    first: int
    last: int
    rule: str


def body_lines(body: str) -> list[str]:
    """The lines that spans number: split at LF alone, so that joining them with LF gives the body back."""
    return body.split("\n")


def labelled(body: str, spans: Sequence[Span]) -> Iterator[tuple[Span, list[str]]]:
    """Each span with its lines."""
    lines = body_lines(body)
    for span in spans:
        yield span, lines[span.first - 1 : span.last]
