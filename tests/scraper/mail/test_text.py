"""What programs did to the text of a post: format=flowed, `>From `, UTF-8 read as cp1252, odd spaces."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.message import decode
from scraper.mail.text import narrow, plain, restore_from_lines, undo_mojibake, unflow


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        pytest.param("one \ntwo", "one two", id="soft-break"),
        pytest.param("one\ntwo", "one\ntwo", id="hard-break"),
        pytest.param("one \r\ntwo\r\n", "one two\n", id="crlf"),
        pytest.param("one \ntwo \nthree\nfour", "one two three\nfour", id="paragraph"),
        pytest.param(" >no quote\n From here", ">no quote\nFrom here", id="stuffed"),
        pytest.param("> one \n> two", "> one two", id="quote"),
        pytest.param(">one \n>two", "> one two", id="quote-without-space"),
        pytest.param(">> a \n> b", ">> a \n> b", id="depths-never-join"),
        pytest.param("text \n-- \nJo", "text \n-- \nJo", id="signature-mark"),
        pytest.param("> text \n> -- \n> Jo", "> text \n> -- \n> Jo", id="quoted-signature-mark"),
        pytest.param("one \n\ntwo", "one \n\ntwo", id="blank-line-after-a-soft-break"),
        pytest.param(">\n> a", ">\n> a", id="blank-line-of-a-quote"),
        pytest.param("end ", "end ", id="soft-break-at-the-end"),
        pytest.param("", "", id="empty"),
    ],
)
def test_unflow(text: str, whole: str) -> None:
    assert unflow(text) == whole


def test_delsp_drops_the_space_that_marks_a_break() -> None:
    assert unflow("これは \n続く", delsp=True) == "これは続く"


WORDS = st.lists(st.text("abcxyz>", min_size=1, max_size=8), min_size=1, max_size=30)
PARAGRAPHS = st.lists(st.tuples(st.integers(0, 3), WORDS), min_size=1, max_size=8)


def flow(depth: int, words: list[str]) -> list[str]:
    """A paragraph as a sender writes it: broken after each third word, stuffed where RFC 3676 asks."""
    pieces = [" ".join(words[start : start + 3]) for start in range(0, len(words), 3)]
    stuffed = [f" {piece}" if depth or piece.startswith((">", " ", "From ")) else piece for piece in pieces]
    soft = [f"{piece} " for piece in stuffed[:-1]]
    return [">" * depth + piece for piece in [*soft, stuffed[-1]]]


@given(PARAGRAPHS)
def test_what_a_sender_flows_comes_back(paragraphs: list[tuple[int, list[str]]]) -> None:
    sent = "\n".join(line for depth, words in paragraphs for line in flow(depth, words))
    expected = [">" * depth + (" " if depth else "") + " ".join(words) for depth, words in paragraphs]
    assert unflow(sent).split("\n") == expected


@given(st.text("ab> -\n\r", max_size=80), st.booleans())
def test_no_letter_is_lost(text: str, delsp: bool) -> None:
    assert [c for c in unflow(text, delsp) if c in "ab-"] == [c for c in text if c in "ab-"]


@given(st.text("ab> -\n", max_size=60))
def test_a_text_without_soft_breaks_keeps_its_lines(text: str) -> None:
    fixed = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    assert len(unflow(fixed).split("\n")) == len(fixed.split("\n"))


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        pytest.param(">From now on", "From now on", id="first-line"),
        pytest.param("Hello\n\n>From now on\n", "Hello\n\nFrom now on\n", id="paragraph"),
        pytest.param("as seen\n>From here\nit is", "as seen\nFrom here\nit is", id="within-a-paragraph"),
        pytest.param("a\n>>From b\n", "a\n>From b\n", id="escaped-twice"),
        pytest.param(">From a\n\n>From b\n", "From a\n\nFrom b\n", id="several"),
        pytest.param("> a\n>From b\n", "> a\n>From b\n", id="end-of-a-quote"),
        pytest.param(">From b\n> c\n", ">From b\n> c\n", id="start-of-a-quote"),
        pytest.param("Ann wrote:\n>From b\n", "Ann wrote:\n>From b\n", id="below-an-attribution"),
        pytest.param(
            "Ann wrote:\n\n>From b\n", "Ann wrote:\n\n>From b\n", id="below-an-attribution-and-a-blank-line"
        ),
        pytest.param("> >From b\n", "> >From b\n", id="quoted"),
        pytest.param("a >From b\n", "a >From b\n", id="within-a-line"),
        pytest.param(">Fromage\n", ">Fromage\n", id="another-word"),
        pytest.param("From b\n", "From b\n", id="not-escaped"),
    ],
)
def test_restore(text: str, restored: str) -> None:
    notes: list[str] = []
    assert restore_from_lines(text, notes) == restored
    assert bool(notes) == (text != restored)


LINES = st.lists(st.sampled_from(["From a", "text", "", ">From b", ">>From c"]), max_size=10)


@given(LINES)
def test_what_a_writer_escapes_comes_back(lines: list[str]) -> None:
    # A blank line between lines, so that none is taken for a quote.
    escaped = [f">{line}" if line.lstrip(">").startswith("From ") else line for line in lines]
    assert restore_from_lines("\n\n".join(escaped), []) == "\n\n".join(lines)


def mangled(text: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("it’s the team’s choice", id="apostrophes"),
        pytest.param("“quoted” – and so on…", id="quotes and dashes"),
        pytest.param("José Müller, Zoë Åkesson", id="letters"),
        pytest.param("5 € a day", id="euro"),
        pytest.param("non\u00a0breaking", id="no-break space"),
    ],
)
def test_mangled_text_comes_back(text: str) -> None:
    notes: list[str] = []
    assert undo_mojibake(mangled(text), notes) == text
    assert notes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("plain words", id="ascii"),
        pytest.param("José’s café – “here”", id="text that is right"),
        pytest.param("Ã is a letter, and so is Â", id="the letters themselves"),
        pytest.param("SÃO PAULO", id="capitals"),
        pytest.param("â€ and 日本", id="signs that cp1252 has not"),
        pytest.param("Ã© but Ã also alone", id="half mangled"),
    ],
)
def test_other_text_stays(text: str) -> None:
    notes: list[str] = []
    assert undo_mojibake(text, notes) == text
    assert notes == []


@given(st.text(max_size=200))
def test_lines_are_kept_apart_and_mending_twice_is_mending_once_more_at_most(text: str) -> None:
    assert undo_mojibake(text, []).count("\n") == text.count("\n")


def test_a_post_is_mended_with_a_note() -> None:
    raw = "From: a at b.example (A)\nSubject: x\n\n" + mangled("it’s mine") + "\n"
    message = decode(raw.encode())
    assert message.body.strip() == "it’s mine"
    assert any("cp1252 by another program" in note for note in message.notes)


OWN = "I am running for a seat.\n\nThanks,\nAnn\n"
FOOTER = f"{'_' * 47}\nExample mailing list\nExample@lists.example.org\nhttps://lists.example.org/listinfo/example\n"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        pytest.param("more\u00a0tests", "more tests", id="no-break space"),
        pytest.param("10\u202f000", "10 000", id="narrow no-break space"),
        pytest.param("docu\u00admentation", "documentation", id="soft hyphen"),
        pytest.param("\ufeffHi", "Hi", id="byte order mark"),
        pytest.param("https://example.org/\u200ba", "https://example.org/a", id="zero-width space"),
        pytest.param("Open\u200dStack", "OpenStack", id="zero-width joiner in Latin"),
        pytest.param("\u200cHi", "Hi", id="zero-width non-joiner at the start"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="non-joiner in Persian"),
        pytest.param("क्\u200dष", "क्\u200dष", id="joiner in Devanagari"),
        pytest.param("👩\u200d💻", "👩\u200d💻", id="joiner in an emoji"),
        pytest.param("P\ufe0fT\U000e0041L", "PTL", id="selectors and tags in Latin"),
        pytest.param("❤\ufe0f", "❤\ufe0f", id="selector of an emoji"),
        pytest.param("P\u034fT\u2063L\u3164of", "PTL of", id="joiners and fillers that show nothing"),
        pytest.param("naïve “café” — Ωmega", "naïve “café” — Ωmega", id="letters, quotes and dashes"),
        pytest.param("donâ€™t", "donâ€™t", id="mojibake is not guessed at"),
        pytest.param("a\u3000b\u2003c", "a\u3000b\u2003c", id="other wide spaces"),
        pytest.param("non\u2011stop", "non\u2011stop", id="no-break hyphen shows"),
    ],
)
def test_what_does_not_show_goes_and_all_else_stays(kept: Callable[..., str], line: str, shown: str) -> None:
    assert plain(line) == shown
    assert kept(f"Hello {line}\n") == f"Hello {shown}\n"


@given(st.text())
def test_nothing_that_shows_is_touched(text: str) -> None:
    unseen = set("\u00a0\u202f\u2007\u00ad\u200b\u2060\ufeff\u200c\u200d")
    assert [each for each in plain(text) if each not in unseen | {" "}] == [
        each for each in text if each not in unseen | {" "}
    ]


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(f"--\u00a0\n{'Ann Example'}\nTel: +49 30 1234567\n", id="delimiter with a no-break space"),
        pytest.param("-- \nAnn\u00a0Example\nTel:\u00a0+49 30 1234567\n", id="no-break spaces in a card"),
        pytest.param("\u200b-- \nAnn Example\nTel: +49 30 1234567\n", id="zero-width space before the delimiter"),
        pytest.param("Sent\u00a0from\u00a0my\u00a0iPhone\n", id="phone line"),
        pytest.param("Sent from my i\u00adPhone\n", id="soft hyphen in a phone line"),
        pytest.param(FOOTER.replace(" ", "\u00a0"), id="footer"),
        pytest.param("\ufeff" + FOOTER, id="byte order mark before a footer"),
        pytest.param(
            "On\u00a0Mon, 5\u00a0Jan 2015 at\u00a010:00\u202fAM, Bob <b@example.org> wrote:\n>\u00a0quoted\n",
            id="attribution and quote",
        ),
    ],
)  # fmt: skip
def test_rules_see_through_them(kept: Callable[..., str], added: str) -> None:
    assert kept(f"{OWN}\n{added}") == OWN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\uff30\uff34\uff2c\u3092\u3001\uff12", "PTL\u3092\u30012", id="full-width"),
        pytest.param(
            "\U0001d40f\U0001d413\U0001d40b \u00bd\u2026", "PTL \u00bd\u2026", id="mathematical-bold"
        ),
        pytest.param("PTL", "PTL", id="plain"),
    ],
)
def test_letters_of_other_shapes(text: str, shown: str) -> None:
    assert narrow(text) == shown
