"""Recognising pages: what no program claims, what two claim, and pages made to do harm."""

import json
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.pages import readers
from scraper.pages.model import AmbiguousPageError, PageError, PageFile, PagePost
from scraper.pages.readers import READERS, read
from scraper.pages.tree import MOST_BYTES

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "pages"
PIPERMAIL = (FOLDER / "pipermail" / "own-id.html").read_bytes()
GITEA = (FOLDER / "gitea" / "last-change.html").read_bytes()
DEEP = 100_000


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"plain words", id="text"),
        pytest.param(b"<html><head><title>Down for maintenance</title></head></html>", id="maintenance"),
        pytest.param(
            b"<html><body><form action='/login'><input name='password'></form></body></html>", id="login"
        ),
        pytest.param(b"<html><body><div class='g-recaptcha'></div></body></html>", id="captcha"),
        pytest.param(b"\x1f\x8b\x08\x00" + b"\xff" * 100, id="gzip"),
    ],
)
def test_other_pages_are_nobodys(html: bytes) -> None:
    assert read(html) is None


@pytest.mark.parametrize(
    "page",
    sorted(path for path in FOLDER.glob("*/*.htm*") if path.suffix != ".headers"),
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
@pytest.mark.parametrize("url", [None, "https://host.invalid/a/b/page.html"])
def test_links_that_are_no_addresses_end_nothing(page: Path, url: str | None) -> None:
    html = re.sub(rb"""((?:ur|hre)[lf]=["'])""", rb"\1//[", page.read_bytes(), flags=re.IGNORECASE)
    assert b"//[" in html
    with suppress(PageError):
        for found in read(html, url) or ():
            assert not isinstance(found, PageFile) or "[" not in (found.raw_url or "")


def test_two_claimants_are_an_error_that_names_both() -> None:
    with pytest.raises(AmbiguousPageError, match="pipermail and gitea both"):
        read(PIPERMAIL + GITEA)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param(PIPERMAIL[: PIPERMAIL.index(b"Write to me")], "cut off", id="pipermail-cut"),
        pytest.param(b"<h1>x</h1><!--beginarticle--><pre>y</pre><!--endarticle-->", "no date", id="no-date"),
        pytest.param(
            b"<!--X-Head-of-Message--><!--X-Body-of-Message--><pre>x</pre>", "cut off", id="mhonarc-cut"
        ),
        pytest.param(
            b"<!--X-Head-of-Message--><!--X-Body-of-Message--><pre>x</pre><!--X-Body-of-Message-End-->",
            "missing",
            id="mhonarc-without-facts",
        ),
        pytest.param(
            b'<div itemprop="articleBody"><!--X-Body-of-Message-->x<!--X-Body-of-Message-End-->',
            "no subject",
            id="mail-archive-without-head",
        ),
        pytest.param(b"<div id='cgit'><p>summary</p></div>", "no text file", id="cgit-summary"),
        pytest.param(
            b'<meta name="generator" content="gitweb/2.39.5"/><p>log</p>', "no text file", id="gitweb-log"
        ),
        pytest.param(
            b"<div class='file-view'><p class='lines-code'>", "no text file", id="gitea-without-lines"
        ),
        pytest.param(
            b"github.com <script data-target='react-app.embeddedData'>{\"rawLines\": [</script>",
            "damaged",
            id="github-cut",
        ),
        pytest.param(
            b"github.com <script data-target='react-app.embeddedData'>{\"rawLines\": 5}</script>",
            "no lines",
            id="github-other-type",
        ),
    ],
)
def test_a_page_that_cannot_be_read_says_why(html: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        read(html)


def deep(tag: str) -> bytes:
    """A pipermail page whose body is one tag inside another."""
    body = f"<{tag}>".encode() * DEEP + b"statement" + f"</{tag}>".encode() * DEEP
    head, _, rest = PIPERMAIL.partition(b"<PRE>")
    return head + body + rest[rest.index(b"</PRE>") + 6 :]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(PIPERMAIL.replace(b"Wilma\n", b"x" * (100 << 20)), id="hundred-megabytes"),
        pytest.param(GITEA.replace(b"Oswin\n", b"x" * (MOST_BYTES + 1)), id="one-byte-too-many"),
        *(pytest.param(deep(tag), id=f"nested-{tag}") for tag in ("div", "blockquote", "table", "b", "ul")),
        pytest.param(PIPERMAIL.replace(b"Wilma\n", b"<b>" * 500_000), id="half-a-million-tags"),
        pytest.param(
            b"github.com <script data-target='react-app.embeddedData'>"
            b'{"rawLines": ' + b"[" * DEEP + b"]" * DEEP + b"}</script>",
            id="nested-json",
        ),
    ],
)
def test_a_page_made_to_exhaust_is_refused_in_time(html: bytes) -> None:
    started = time.process_time()
    with pytest.raises(PageError):
        read(html)
    assert time.process_time() - started < 3


def test_scripts_and_entities_stay_text() -> None:
    bomb = b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    html = bomb + PIPERMAIL.replace(b"Wilma\n", b"&c;&lt;script&gt;alert(1)&lt;/script&gt;\n")
    [post] = read(html) or []
    assert isinstance(post, PagePost)
    assert len(post.body) < 500
    assert "<script>alert(1)</script>" in post.body


def test_json_with_too_many_values_is_refused() -> None:
    data = json.dumps({"rawLines": ["x"], "more": [[] for _ in range(250_000)]}).encode()
    with pytest.raises(PageError, match="values"):
        read(b"github.com <script data-target='react-app.embeddedData'>" + data + b"</script>")


MARKS = [
    b"<!--beginarticle-->",
    b"<!--endarticle-->",
    b"<!--X-Body-of-Message-->",
    b"<!--X-Body-of-Message-End-->",
    b"<!--X-Head-of-Message-->",
    b"<!--X-From-R13: ",
    b'itemprop="articleBody"',
    b"<div id='cgit'>",
    b'name="generator" content="gitweb/',
    b"file-view lines-code",
    b"github.com",
    b"react-app.embeddedData",
    b'"rawLines"',
    b"<h1>x</h1><i>",
    b"</i>",
    b"-->",
    b"<span class='subject'>",
    b"<span class='sender pipe'>",
    b"<pre>",
]


@given(st.lists(st.one_of(st.sampled_from(MARKS), st.binary(max_size=40)), max_size=12))
def test_any_bytes_are_read_or_refused(parts: list[bytes]) -> None:
    try:
        items = read(b"".join(parts))
    except PageError:
        return
    assert items is None or all(isinstance(item, PagePost | PageFile) for item in items)


def test_readers_are_modules_that_claim_and_read() -> None:
    assert all(callable(reader.claims) and callable(reader.read) for reader in READERS.values())


@given(st.from_regex(re.compile(readers._COPIED_MARKS.pattern, re.IGNORECASE | re.ASCII)))
def test_no_mark_of_a_copied_page_is_passed_over(text: str) -> None:
    assert readers._is_marked(text) == bool(readers._COPIED_MARKS.search(text))
