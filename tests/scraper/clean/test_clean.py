import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scraper.clean import MOST_LINES, clean, statement, taken_share
from scraper.mail.mbox import split
from scraper.mail.message import decode
from scraper.model import Message, body_lines, labelled
from scraper.pages.readers import read_copied

PLACE = "_" * 47
FOOTER = (
    f"{PLACE}\nExample mailing list\nExample@lists.example.org\nhttps://lists.example.org/listinfo/example\n"
)
PIECES = st.sampled_from(
    [
        "I run for a seat.", "", "", "-- ", "--", "-- Ann", "Ann Example", "> quoted", ">> deep", ">", "Bob wrote:",
        "On Mon, 5 Jan 2015 at 10:00, Bob <b@example.org> wrote:", PLACE, "Example mailing list", "x@lists.example.org",
        "https://lists.example.org/listinfo/example", "-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA1", "- -- ",
        "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----", "iQEcBAEBAgAGBQJWAAoJEOEnSsdsdsdsdsds", "=Ab12",
        "-------------- next part --------------", "An HTML attachment was scrubbed...", "URL: <http://x.example>",
        "-----Original Message-----", "From: Bob", "Sent: 5 May 2015", "To: Ann", "Subject: seat", "Sent from my iPhone",
        "Attachment: a", "Description: b", "51 lines", "2.4 KiB", "Plaintext", "a/b.txt", "Reply via email to", "\u00a0", "\r",
        "This e-mail is confidential and privileged.", "Begin forwarded message:", "Ann c4813b858d Add", "[1] http://x",
    ]
)  # fmt: skip
WORDS = st.lists(
    st.sampled_from(["we", "will", "test", "more", "and", "write", "docs", "for", "users", "next", "year"]),
    min_size=3,
    max_size=12,
)


def plain(body: str) -> Message:
    return Message(
        "<1@x.example>", "seat", "Ann", "a@example.org", None, None, None, (), (("Subject", "seat"),), body
    )


def assert_partition(message: Message) -> None:
    spans = clean(message)
    assert [span.first for span in spans] == [1, *(span.last + 1 for span in spans[:-1])]
    assert all(span.first <= span.last and span.rule for span in spans)
    assert spans[-1].last == len(body_lines(message.body))
    text = statement(message.body, spans)
    assert text == "" or (text.endswith("\n") and not text.startswith("\n") and not text.endswith("\n\n"))
    assert not re.search(r"[ \t]\n", text)


@given(st.text())
def test_any_text_is_partitioned(body: str) -> None:
    assert_partition(plain(body))


@given(st.lists(PIECES, max_size=40))
def test_any_mixture_of_what_programs_write_is_partitioned(lines: list[str]) -> None:
    assert_partition(plain("\n".join(lines)))


@given(st.lists(WORDS, min_size=1, max_size=6), st.booleans())
def test_statement_comes_back_from_under_a_footer(paragraphs: list[list[str]], close: bool) -> None:
    own = "\n\n".join(" ".join(words).capitalize() + "." for words in paragraphs) + "\n"
    body = own + ("" if close else "\n") + FOOTER
    assert statement(body, clean(plain(body))) == own


def test_statement_is_tidied_at_its_ends_only() -> None:
    body = "\n\n  I run.   \n\n\n  - tests\t\n\n"
    assert statement(body, clean(plain(body))) == "  I run.\n\n\n  - tests\n"


def test_nothing_gives_an_empty_statement() -> None:
    for body in ("", "\n \n", FOOTER):
        assert statement(body, clean(plain(body))) == ""


def test_spans_name_label_and_lines() -> None:
    body = f"I run.\n\n-- \nAnn Example\nTel: +49 30 1234567\n\n{FOOTER}"
    taken = [
        (span.label, lines) for span, lines in labelled(body, clean(plain(body))) if span.label != "statement"
    ]
    assert [(label, len(lines)) for label, lines in taken] == [("signature", 4), ("footer", 5)]
    assert taken[0][1] == ["-- ", "Ann Example", "Tel: +49 30 1234567", ""]


def test_signature_that_would_be_nearly_all_is_left_and_says_so() -> None:
    body = "-- \nAnn Example\nEngineer, Example Inc.\nhttps://example.org\n"
    spans = clean(plain(body))
    assert [(span.label, span.rule) for span in spans] == [("statement", "fallback")]
    assert taken_share(body, spans) == 0


def test_taken_share_counts_words_under_a_delimiter() -> None:
    body = "I run again now.\n\n-- \nAnn Example\nann@example.org\n"
    assert taken_share(body, clean(plain(body))) == pytest.approx(0.5)


def test_body_longer_than_any_post_is_left_and_says_so() -> None:
    body = "> quoted\n" * MOST_LINES
    assert [(span.label, span.rule) for span in clean(plain(body))] == [("statement", "too-long")]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("\n" * 10_000_000, id="line ends"),
        pytest.param("\x80\x00>" * 3_333_333, id="one line of noise"),
        pytest.param(">\n" * 200_000, id="quote marks"),
        pytest.param("> some words of somebody else\n" * 200_000, id="quoted lines"),
        pytest.param(">" * 200_000, id="quote marks in one line"),
        pytest.param("-" * 200_000, id="dashes in one line"),
        pytest.param("-\n" * 200_000, id="dashes"),
        pytest.param("--\n" * 200_000, id="delimiters"),
        pytest.param(("-" * 40 + "\n") * 200_000, id="rule lines"),
        pytest.param("-- \nAnn\n\n" * 66_000, id="signatures"),
        pytest.param("abc def\n" * 1_250_000, id="short lines"),
        pytest.param("On Mon, 5 Jan 2015, Bob <b@example.org> wrote:\n> a\n" * 60_000, id="attributions"),
        pytest.param(("x" * 190 + ":\n> a\n") * 9_900, id="no attributions"),
        pytest.param("From: a\nDate: 1\n" * 100_000, id="headers"),
        pytest.param("From: a\nDate: 1\nTo: b\n\n" * 50_000, id="header blocks"),
        pytest.param("-----BEGIN PGP SIGNATURE-----\n\n" * 100_000, id="armour without end"),
        pytest.param("Sent from my iPhone\n" * 200_000, id="phone lines"),
        pytest.param("a at b a\n" * 200_000, id="addresses"),
        pytest.param("https://x.example/listinfo/a\n" * 200_000, id="footers"),
        pytest.param("12:00:00 lines\n" * 200_000, id="like a page"),
        pytest.param("begin 644 notes.bin\n" * 100_000, id="attachments without end"),
    ],
)
def test_hostile_bodies_take_less_than_two_seconds(body: str) -> None:
    message = plain(body)

    def taken() -> float:
        started = time.process_time()
        statement(body, clean(message))
        return time.process_time() - started

    assert any(taken() < 2 for _ in range(3))  # the least disturbed of three


def test_quotes_of_a_very_long_reply_are_labelled() -> None:
    message = replace(plain("Yes.\n" + "> quoted\n" * 200_000), in_reply_to="<0@x.example>")
    assert [span.label for span in clean(message)] == ["statement", "quote"]


def page(text: str) -> Message:
    return Message(None, "", None, None, None, None, None, (), (), text, page=read_copied(text))


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.corpus
def test_no_published_statement_loses_a_word(corpus: Path, tmp_path: Path) -> None:
    clone = tmp_path / "statements.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", corpus / "election.bundle", clone], check=True)
    command = ["git", "-C", clone, "archive", "HEAD", "candidates"]
    archive = subprocess.run(command, check=True, capture_output=True).stdout
    subprocess.run(["tar", "x", "-C", tmp_path], input=archive, check=True)
    files = [
        path
        for path in (tmp_path / "candidates").rglob("*")
        if path.is_file() and path.name != ".placeholder"
    ]
    assert len(files) >= 1280
    bodies = {path: path.read_bytes().decode("utf-8", "replace") for path in files}
    damaged = [
        str(path)
        for path, body in bodies.items()
        if folded(statement(body, clean(page(body)))) != folded(body)
    ]
    assert damaged == []


@pytest.mark.corpus
def test_wrapped_statements_come_back_exactly(corpus: Path) -> None:
    folder = corpus / "cleaning"
    cases = [
        json.loads(line) for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    posts = [
        decode(raw) for name in ("posts.mbox", "export.txt") for raw in split((folder / name).read_bytes())
    ]
    by_id = {post.message_id: post for post in posts}
    pages = {
        path.name.partition(".")[0]: path.read_text(encoding="utf-8") for path in (folder / "pages").iterdir()
    }
    seen: Counter[str] = Counter()
    exact: Counter[str] = Counter()
    for case in cases:
        message = by_id.get(case["message_id"]) or page(pages[case["id"]])
        got = folded(statement(message.body, clean(message)))
        assert not Counter(case["statement"].split()) - Counter(got.split()), case["id"]
        seen[case["carrier"]] += 1
        exact[case["carrier"]] += got == folded(case["statement"])
    assert sum(seen.values()) == len(cases)
    assert all(exact[carrier] >= 0.985 * seen[carrier] for carrier in seen), exact


def test_statement_of_plain_text_is_the_text(kept: Callable[..., str]) -> None:
    assert kept("I run.\r\nAgain.\r\n", mail=False) == "I run.\nAgain.\n"
