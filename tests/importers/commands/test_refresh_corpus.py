"""Real months recorded as a stranger's: nobody who wrote is named in what is kept, and it reads as it did."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from importers.identify.rules import identify
from importers.identify.text import Text
from importers.site import manifest
from importers.site.name_lists import name_lists
from importers.site.server import FixtureSite
from scraper.clean import clean, statement
from scraper.mail import mbox
from scraper.mail.headers import decode_words
from scraper.mail.message import decode
from tests.commands import hustings
from tests.conftest import SHARED

LIST = "pipermail/twisted-web"
MONTHS = (
    "2003-December",
    "2004-March",
    "2005-November",
    "2006-January",
    "2007-May",
    "2010-August",
    "2016-April",
)
AUTHOR = re.compile(r"^From: (\S+(?: at |@)\S+) \(([^()\n]{3,80})", re.MULTILINE)
WRITTEN = re.compile(r"[^\W\d_]{3,}")
ADDRESS = re.compile(r"[\w.+-]+(?:@| at )(?:[\w-]+\.)+[A-Za-z]{2,}")
PHONE = re.compile(r"\+[1-9]\d{0,2}[ .(-]\d[\d ().-]{6,14}\d|(?<!\d)[1-9]\d\d[-.]\d{3}[-.]\d{4}(?!\d)")
# Of two posts in a thousand lines fall otherwise: names that were broken over quoted lines, and spam.
ALIKE = 0.995


def without_ids(text: str) -> str:
    return re.sub(r"(?m)^(?:Message-ID|In-Reply-To|References):.*(?:\n[ \t].*)*", "", text)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, bytes]]]:
    """A folder that was refreshed from months served on loopback, and the months."""
    months = SHARED / "corpus" / LIST
    if not months.exists():
        pytest.skip("the shared corpus is not beside this checkout")
    folder = tmp_path_factory.mktemp("stranger")
    served = {month: (months / f"{month}.txt.gz").read_bytes() for month in MONTHS}
    with FixtureSite() as site:
        site.pages.update({f"/{LIST}/{month}.txt.gz": body for month, body in served.items()})
        files = {
            f"kept/{month}.txt": {"source": "list", "url": f"{month}.txt.gz", "shows": "x"}
            for month in MONTHS
        }
        place = {"kind": "remote", "url": f"{site.url}/{LIST}/", "pace": 0}
        content = {"salt": "pepper", "sources": {"list": place}, "files": files}
        (folder / manifest.NAME).write_text(yaml.safe_dump(content), "utf-8")
        assert hustings("fixtures", "refresh", "--fixtures", folder).code == 0
        assert hustings("fixtures", "refresh", "--fixtures", folder, "--check").code == 0
        yield folder / "kept", {month: gzip.decompress(body) for month, body in served.items()}


def authors(months: dict[str, bytes]) -> tuple[set[str], set[str]]:
    """The addresses and the words of the names that head the posts, without words that are none."""
    found = [
        match
        for raw in months.values()
        for match in AUTHOR.findall(decode_words(raw.decode("utf-8", "replace")))
    ]
    lists = name_lists()
    plain = lists.ordinary | lists.calendar | lists.anybody | {name.casefold() for name in lists.first}
    words = {word for _, name in found for word in WRITTEN.findall(name) if "@" not in name}
    nobody = {"twisted", "web", "aka"}
    return {address for address, _ in found}, {
        word for word in words if word[:1].isupper() and word.casefold() not in plain | nobody
    }


@pytest.mark.corpus
def test_no_author_is_left(recorded: tuple[Path, dict[str, bytes]]) -> None:
    folder, months = recorded
    addresses, words = authors(months)
    assert len(words) > 150
    own = {address for address in addresses if not address.startswith("twisted-web")}
    for month in months:
        text = without_ids(decode_words((folder / f"{month}.txt").read_text("utf-8", "replace")))
        assert not own & set(ADDRESS.findall(text)), month
        assert not words & set(WRITTEN.findall(text)), month
        assert not PHONE.findall(text), month


@pytest.mark.corpus
def test_the_months_read_as_they_did(recorded: tuple[Path, dict[str, bytes]]) -> None:
    folder, months = recorded
    same = posts = 0
    for month, raw in months.items():
        before, after = list(mbox.split(raw)), list(mbox.split((folder / f"{month}.txt").read_bytes()))
        assert len(before) == len(after)
        posts += len(before)
        same += sum(reading(one) == reading(other) for one, other in zip(before, after, strict=True))
    assert posts > 200
    assert same / posts >= ALIKE


def reading(raw: bytes) -> object:
    """What cleaning and identification make of a post, without its words."""
    message = decode(raw)
    spans = clean(message)
    verdict = identify(message, spans, Text(message.subject, statement(message.body, spans)))
    answers = message.in_reply_to is not None, len(message.references)
    return [(span.label, span.first, span.last) for span in spans], verdict.verdict, message.date, answers
