"""Page posts as mail: the same post gives the same bytes on every machine, so that archives may cite them."""

import re
from email.utils import format_datetime
from typing import Final

from scraper.mail import id_hash, mbox
from scraper.pages.model import PagePost

_NO_ZONE: Final = " -0000"
_LINE: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def as_mail(post: PagePost) -> bytes:
    """The post as RFC 5322 spells one, headers in UTF-8 as RFC 6532 allows; absent facts give no header.

    A date whose instant is not certain stands in `X-Archive-Date`, since `Date` would claim more; one by a
    site's clock stands without a zone.
    """
    fields = [("From", _author(post))]
    if post.date is not None:
        fields.append(("Date", format_datetime(post.date).removesuffix(_NO_ZONE)))
    elif post.date_header:
        fields.append(("X-Archive-Date", post.date_header))
    fields.append(("Subject", post.subject))
    fields.append(("In-Reply-To", post.in_reply_to or ""))
    fields.append(("References", " ".join(post.references)))
    fields.append(("Message-ID", post.message_id or ""))
    fields.append((id_hash.HEADER, "" if post.message_id else post.id_hash or ""))
    fields.append(("Archived-At", f"<{post.url}>" if post.url else ""))
    head = "".join(f"{name}: {line}\n" for name, value in fields if (line := _line(value)))
    if not post.body.isascii():
        head += (
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        )
    return f"{head}\n{post.body}".encode("utf-8", "replace")


def as_mbox(posts: list[bytes]) -> bytes:
    """Posts one after another, in mboxrd's manner where a line of theirs would pass for a separator."""
    return b"".join(_entry(post) for post in posts)


def _entry(post: bytes) -> bytes:
    separator = b"From nobody Thu Jan  1 00:00:00 1970\n"
    entry = separator + post.rstrip(b"\n") + b"\n\n"
    if mbox.count(entry) != 1:
        entry = separator + re.sub(rb"(?m)^(?=>*From )", b">", post.rstrip(b"\n")) + b"\n\n"
    return entry


def _author(post: PagePost) -> str:
    """As pipermail spells authors, which keeps masked addresses masked and readable."""
    address = _line(post.address or "")
    name = _line(post.name or "")
    if not address:
        return _line(post.name or "")
    return f"{address} ({name})" if name and name != address else address


def _line(text: str) -> str:
    """No line end gets into a header, whatever a page shows."""
    return _LINE.sub(" ", text).strip()
