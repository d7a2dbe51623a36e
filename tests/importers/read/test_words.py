"""The words that stop ordinary posts before they are decoded, and that they stop no other."""

from base64 import b64encode, encodebytes
from binascii import b2a_uu
from collections.abc import Sequence
from html import escape
from quopri import encodestring

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from importers.examine import examine
from importers.identify.patterns import ROLE, STANDING
from importers.read.documents import kept_source, read_document
from importers.read.words import (
    WORDS,
    may_matter,
    speaks_of_elections,
    those_that_may_matter,
    without_names,
)
from scraper.mail.mbox import Bounds
from scraper.mail.prefilter import holds, suspects
from scraper.model import Message, Origin


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to run for PTL.",
        "Subject: [tc] Hello\n\nI am standing.",
        "my candidancy for the Technical Committee",
        "the technical\r\n> committee",
        "I would be honoured to lead, as your tech lead.",
        "as team\n  lead",
        "Please see my PLT nomination.",
        "my canidacy, my conditacy",
        "for the TC.",
        "a self-nomination",
        "my self\nnomming",
        "for the T.C., again",
        "my hat in the ring",
    ],
)
def test_words_of_elections_are_found(text: str) -> None:
    assert holds(text.encode(), WORDS)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"Release candidate 2 is out, and release candidates follow.", id="release candidate"),
        pytest.param(b"The denominator is zero.", id="denominator"),
        pytest.param(b"I select the lead column.", id="select"),
        pytest.param(b"Please commit, condition and contact that.", id="parts of words"),
        pytest.param(b"Red Hat, etc.", id="company"),
        pytest.param(b"Use self.candles, self.nomad and self_nomad.", id="names in a program"),
        pytest.param(b"from t.c.insults import window", id="name of a module"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_stops_ordinary_posts(text: bytes) -> None:
    assert not may_matter(b"From: a@e.org\nSubject: x\n\n" + text)


@given(st.from_regex(rf"\A(?:{ROLE}|{STANDING})\Z").map(lambda text: text.strip("\n")))
def test_no_spelling_that_identification_knows_is_missed(word: str) -> None:
    assume(word.isascii() and "release" not in word)
    assert holds(f"for {word} now".encode(), WORDS)


def test_a_decoded_post_is_judged_by_subject_and_body() -> None:
    message = Message("<a@x.example>", "TC candidacy", None, None, None, None, None, (), (), "Text.")
    assert speaks_of_elections(message)


HEAD = b"From: Ann Lee <ann@e.org>\nDate: Mon, 5 Sep 2016 10:00:00 +0000\nMessage-ID: <1@e.org>\nSubject: "
TEXT = b"I am running for the Technical Committee. Please vote for me if you like what I have done.\n"
NAMED = TEXT.replace(b"Technical Committee", b"%s")
WIDE = "\u3000" * 6
CHINESE = "大家好，谢谢大家的支持和帮助，我们一起努力工作。"
MARKUP = b"<p>I am running for the T<b>echnical</b> &#67;ommittee. Please vote for me if you like what I have done.</p>\n"


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(b"Hello\n\n" + NAMED % (b"Technical\n" + b" " * 20 + b"Committee"), id="indented-line"),
        pytest.param(b"Hello\n\nI am running for Heat's project team\n\t \t \t \tlead, again.\n", id="indented-lead"),
        pytest.param(b"Hello\nContent-Transfer-Encoding: base64\n\n" + encodebytes(TEXT), id="base64"),
        pytest.param(b"Hello\nContent-Transfer-Encoding : base64\n\n" + encodebytes(TEXT), id="blank-before-the-colon"),
        pytest.param(b"Hello\n\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + encodebytes(TEXT), id="declared-below-a-gap"),
        pytest.param(b"Hello\n\n" + encodebytes(TEXT), id="base64-without-its-header"),
        pytest.param(b"Hello\n \t\n" + encodebytes(TEXT), id="base64-below-a-line-of-blanks"),
        pytest.param(b"Hello\n \r\n" + encodebytes(TEXT), id="base64-below-a-blank-and-a-carriage-return"),
        pytest.param(b"Hello\n\n" + encodebytes("Hi \ufffd all,\n".encode() + TEXT), id="base64-of-a-replaced-letter"),
        pytest.param(b"Hello\n\n--cut\nContent-Type: text/plain\n\n" + encodebytes(TEXT) + b"--cut--\n", id="base64-of-a-part-without-its-header"),
        pytest.param(b"Hello\nContent-Transfer-Encoding: quoted-printable\n\n" + NAMED % b"T=65chnical Co=\nmmittee", id="quoted-printable"),
        pytest.param(b"Hello\n\n" + NAMED % b"Technical=C2=A0Committee", id="quoted-printable-without-its-header"),
        pytest.param(b"Hello\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n" + b2a_uu(TEXT[:45]) + b2a_uu(TEXT[45:90]) + b2a_uu(TEXT[90:]) + b"`\nend\n", id="uuencode"),
        pytest.param(b"Hello\nContent-Type: text/html\n\n" + MARKUP, id="markup"),
        pytest.param(b"Hello\n\n<html><body>" + MARKUP + b"</body></html>\n", id="markup-without-its-header"),
        pytest.param(b"Hello\n\n<div>" + MARKUP + b"</div>\n", id="part-of-a-page-without-its-header"),
        pytest.param(b"Hello\n\n" + MARKUP, id="paragraph-without-its-header"),
        pytest.param(b"Hello\nContent-Type: text/enriched\n\n" + NAMED % b"Technical Com<bold>mittee</bold>", id="enriched"),
        pytest.param(b"Hello\nContent-Type: text/plain; charset=utf-7\n\n" + NAMED % b"+AFQAZQBjAGgAbgBpAGMAYQBs- Committee", id="utf-7"),
        pytest.param(b"Hello\nContent-Type: text/plain;\n charset=utf-16\n\n" + TEXT.decode().encode("utf-16"), id="utf-16"),
        pytest.param(b"Hello\nContent-Type: text/plain; format=flowed; delsp=yes\n\n" + NAMED % b"Technical Com \nmittee", id="flowed-within-a-word"),
        pytest.param(b"Hello\n\n" + NAMED % b"Technical\xa0Committee", id="no-break-space-of-latin-1"),
        pytest.param(b"Hello\n\n" + NAMED % "Technical\u00a0Committee".encode(), id="no-break-space"),
        pytest.param(b"Hello\n\n" + NAMED % "Technical Com\u00admittee".encode(), id="soft-hyphen"),
        pytest.param(b"Hello\n\n" + NAMED % "Tech\u200bnical\u2003Committee".encode(), id="zero-width-and-wide-spaces"),
        pytest.param(b"Hello\n\n" + NAMED % b"Technical Com\x00mittee", id="nul"),
        pytest.param(b"Hello\n\n" + NAMED % b"Technical\x1fCommittee", id="separator-of-units"),
        pytest.param(b"Hello\n\n" + NAMED % b"Technical\xa0Com\xadmittee", id="soft-hyphen-beside-a-no-break-space-of-latin-1"),
        pytest.param(b"Hello\n\n" + NAMED % f"Technical{WIDE}Com\u00admittee".encode(), id="soft-hyphen-beside-wide-spaces"),
        pytest.param(b"Hello\n\n" + NAMED % "Technical Com\u00c2\u00admittee".encode(), id="soft-hyphen-that-was-read-as-cp1252"),
        pytest.param(b"Hello\nContent-Type: text/plain; charset=koi8-r\n\n" + NAMED % (b"Technical" + b"\x9a" * 6 + b"Committee"), id="no-break-spaces-of-koi8"),
        pytest.param(b"Hello\n\n" + NAMED % b"Technical\x1b$B!!!!\x1b(BCommittee", id="iso-2022-jp-without-its-header"),
        pytest.param(b"Hello\n\n" + f"{CHINESE}\nI am running for the Technical Com\u00admittee.\n".encode("gb18030"), id="gb-18030-without-its-header"),
        pytest.param(b"Hello\nContent-Type: text/html\n\n<p>" + NAMED % b"Technical<br>Committee", id="line-break-of-markup"),
        pytest.param(b"Hello\nContent-Type: text/html\n\n<p>" + NAMED % b"Technical Com<style>p {color: red}</style>mittee", id="style-within-a-word"),
        pytest.param(b"Hello\nContent-Type: text/html\n\n<p>" + NAMED % b"Technical Com<!-- <b> -->mittee", id="comment-within-a-word"),
        pytest.param(b"Hello\nContent-Type: text/html\n\n<p>" + NAMED % b"Technical Com<span style='display:none'>pu</span>mittee", id="hidden-within-a-word"),
        pytest.param(b"Hello\nContent-Type: text/html\n\n" + b"<span>" * 205 + NAMED % b"team<b>lead</b>", id="nested-too-deep-for-layout"),
        pytest.param(b"Hello\nContent-Type: text/html\n\n<p>" + NAMED % b"team<b>lead</b>" + b"<b>x</b>" * 30_001, id="too-many-elements-for-layout"),
        pytest.param(b"Hello\nContent-Type: application/xhtml+xml\n\n<p>" + NAMED % b"T<b>echnical</b> Com<i>mittee</i>", id="xhtml"),
        pytest.param(b"=?utf-8?b?VGVjaG5pY2FsIENvbW1pdHRlZSBjYW5kaWRhY3k=?=\n\nHere I am once more.\n", id="subject-in-base64"),
        pytest.param(b"Te=?utf-8?q?chnical?=\n =?utf-8?q?_Com?= =?utf-8?q?mittee?= ca=?utf-8?q?ndidacy?=\n\nHere I am once more.\n", id="subject-cut-into-words"),
        pytest.param(b"=?utf-8?q?Hello?=\n(no field)\n =?utf-8?q?_PT?= =?utf-8?q?L_candi?= =?utf-8?q?dacy?=\nTo: x@e.org\n\nHere I am once more.\n", id="subject-over-a-line-that-is-no-field"),
        pytest.param(b"Hello\n\n" + NAMED % b"technical\r\n   committee", id="over-two-lines"),
    ],
)  # fmt: skip
def test_a_word_that_decoding_shows_is_not_missed(post: bytes) -> None:
    raw = HEAD + post
    assert examine(raw, Origin("file")).verdict.verdict != "other"
    assert suspects(raw, [Bounds(0, 0, len(raw))], WORDS) == [0]
    assert may_matter(raw)
    assert speaks_of_elections(read_document(raw))


# The same post in every form that programs give to it.
STATEMENTS = st.sampled_from(
    [
        "I would like to announce my candidacy for PTL of Heat in the Ocata cycle.",
        "I am running for the Technical Committee and ask for your vote.",
        "I'd like to continue as team lead of Heat for another cycle.",
        "Throwing my hat in the ring for PTL, as before.",
        "Please accept my self nomination.",
        "I am running again.",
        "Here is what I want to do for Heat, which I have been reviewing for four cycles.",
    ]
)
SUBJECTS = st.sampled_from(
    ["[heat] PTL candidacy", "Technical Committee candidacy", "Hello", "Stepping down, or not"]
)
SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "\u2003", "\u3000", "\n", "  ", "\x1f", "\x85", "\u200b "])
WITHIN = st.sampled_from(["", "", "\u00ad", "\u200b", "\ufeff", "\u2060", "\u200d", "\x00"])
# What markup may have in the place of a space, and within a word.
BREAKS = st.sampled_from(
    [
        " ",
        "<br>",
        "&nbsp;",
        "<BR/>",
        "\n<div>",
        "&#x2003;",
        " <!-- x > y --> ",
        "<i> </i>",
        "</td><td>",
        "\u00a0",
        "<p title='a>b'>",
    ]
)
PIECES = st.sampled_from(
    [
        "",
        "",
        "&shy;",
        "<wbr>",
        "<!-- x -->",
        "<b></b>",
        '<span title="a > b">',
        "<style>p {color: red}</style>",
        "\u200b",
        "<font size=2>",
    ]
)
CHARSETS = st.sampled_from(
    ["us-ascii", "utf-8", "iso-8859-1", "windows-1252", "koi8-r", "utf-16", "utf-7", "iso-2022-jp", "gb18030", "big5", "shift_jis", "cp037", ""]
)  # fmt: skip
ENCODINGS = {
    "7bit": lambda data: data,
    "": lambda data: data,
    "base64": lambda data: b64encode(data) + b"\n",
    "x-base-64": lambda data: b64encode(data) + b"\n",
    "quoted-printable": lambda data: encodestring(data, quotetabs=True),
    "x-uuencode": lambda data: (
        b"begin 644 x\n"
        + b"".join(b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
        + b"`\nend\n"
    ),
}


def entities(text: str) -> str:
    """Every letter as markup may write it."""
    return "".join(
        letter if letter in "\n " else f"&#{ord(letter)};" if at % 3 else f"<b>{letter}</b>"
        for at, letter in enumerate(text)
    )


def varied(draw: st.DrawFn, text: str, within: st.SearchStrategy[str], spaces: st.SearchStrategy[str]) -> str:
    words = [word[:2] + draw(within) + word[2:] for word in text.split()]
    return "".join(word + draw(spaces) for word in words).rstrip()


@st.composite
def posts(draw: st.DrawFn, marks: Sequence[str] = ("",)) -> bytes:
    """A post; one of the marks stands before each field that says how its text is written, and perhaps on the line below."""
    charset, encoding = draw(CHARSETS), draw(st.sampled_from(list(ENCODINGS)))
    kind, text = draw(st.sampled_from(["plain", "html", "enriched"])), draw(STATEMENTS)
    if kind == "html" and draw(st.booleans()):
        text = f"<p>{varied(draw, text, PIECES, BREAKS)}</p>"
    else:
        text = varied(draw, text, WITHIN, SPACES)
        text = f"<p>{entities(text)}</p>" if kind == "html" else text
    if draw(st.booleans()):
        text = f"Hello,\n\n{text}\n\n{'We all did fine work on it this year. ' * 3}\n"
    flowed = "" if kind != "plain" else draw(st.sampled_from(["", "; format=flowed; delsp=yes"]))
    if flowed:
        text = "".join(letter + " \n" * (at % 4 == 3) for at, letter in enumerate(text))
    body = ENCODINGS[encoding](text.encode(charset or "utf-8", "replace"))
    declared = f"Content-Type: text/{kind}{flowed}" + (f"; charset={charset}" if charset else "")
    mark = draw(st.sampled_from(marks))
    fields = f"{mark}{declared}\n" + (f"{mark}Content-Transfer-Encoding: {encoding}\n" if encoding else "")
    blank = draw(st.sampled_from(["", mark]))
    subject = draw(SUBJECTS)
    cut = draw(st.integers(0, len(subject)))
    shown = draw(
        st.sampled_from(
            [
                subject,
                subject.replace(" ", "\n "),
                f"=?utf-8?b?{b64encode(subject.encode()).decode()}?=",
                f"{subject[:cut]}=?us-ascii?q?{subject[cut:].replace(' ', '_')}?=",
                f"=?utf-8?q?{varied(draw, subject, WITHIN, SPACES).encode().hex('=').upper().join(['=', ''])}?=",
            ]
        )
    )
    header = f"From: Ann Lee <ann@e.org>\nDate: Mon, 5 Sep 2016 10:00:00 +0000\nSubject: {shown}\nMessage-ID: <1@e.org>\n"
    layout = draw(st.sampled_from(["alone", "multipart", "undeclared", "below a gap", "no header"]))
    if layout in ("multipart", "undeclared"):
        boundary = "Content-Type: multipart/mixed; boundary=cut\n" if layout == "multipart" else ""
        return f"{header}{boundary}\n--cut\n{fields}{blank}\n".encode() + body + b"\n--cut--\n"
    between = {"alone": fields, "below a gap": f"\n{fields}", "no header": ""}[layout]
    return f"{header}{between}{blank}\n".encode() + body


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(posts(("", " ", "  ", ">", "> ", "\t", "| ")))
def test_no_post_that_examination_keeps_is_stopped(raw: bytes) -> None:
    speaks = speaks_of_elections(read_document(raw))
    assert speaks or examine(raw, Origin("file")).verdict.verdict == "other"
    assert may_matter(raw) or not speaks
    assert suspects(raw, [Bounds(0, 0, len(raw))], WORDS) == [0] * may_matter(raw)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.one_of(posts(), st.sampled_from([b"", b"<p>T&#67;</p>", b"hat", b"Subject: x\n\nno\n"])),
        max_size=4,
    )
)
def test_many_are_judged_as_each_alone(raws: list[bytes]) -> None:
    assert those_that_may_matter(raws) == [index for index, raw in enumerate(raws) if may_matter(raw)]


def kept(source: str) -> bytes:
    """An HTML part as pipermail keeps it."""
    lines = escape(source).replace("&#x27;", "'").replace(" ", "&nbsp;").split("\n")
    return "".join(["<tt>\n", *(f"{line}<br>\n" for line in lines), "</tt>\n"]).encode()


@st.composite
def sources(draw: st.DrawFn) -> str:
    text = draw(STATEMENTS)
    shown = entities(text) if draw(st.booleans()) else varied(draw, text, PIECES, BREAKS)
    again = draw(st.sampled_from([shown, shown, escape(shown)]))
    around = draw(
        st.sampled_from(
            ["<div>{}</div><br>", "<html><body><p>{}</p></body></html>", "<pre>{}</pre>", "{}<br><br>"]
        )
    )
    return around.format(again)


@settings(max_examples=200, deadline=None)
@given(sources())
def test_no_source_that_pipermail_keeps_is_stopped_which_shows_a_word(source: str) -> None:
    raw = kept(f"\n{source}\n")
    message, searched = read_document(raw), kept_source(raw)
    assert not searched or may_matter(searched) or not speaks_of_elections(message)


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("can<i></i>didacy", id="tags"),
        pytest.param("ca&#110;didacy", id="letter spelt as markup may"),
        pytest.param(f"tech<b>lead</b>{'<i></i>' * 40_000}", id="more elements than are laid out"),
    ],
)
def test_a_word_that_the_source_shows_is_not_missed(word: str) -> None:
    raw = kept(f"Hello,<br><br>\nmy {word}.<br>")
    searched = kept_source(raw)
    message = read_document(raw)
    assert not message.bare
    assert speaks_of_elections(message)
    assert searched is None or may_matter(searched)


def test_sources_of_ordinary_posts_are_stopped_before_they_are_parsed() -> None:
    searched = kept_source(kept("<html><body><p>It's the&nbsp;build that fails.</p>\n</body></html>"))
    assert searched
    assert not may_matter(searched)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"<tt>\nIt &lt;i&gt;fails&lt;/i&gt;.<br>\n</tt>\n", id="text"),
        pytest.param(kept("<p>It fails.\n</p>").replace(b"It", b"<b>It</b>"), id="other markup"),
        pytest.param(kept("<p>It fails.\n</p>").replace(b"It", b"&Iuml;t"), id="other letters"),
        pytest.param(b"<p>It</p><p>fails.</p>", id="no archive's"),
    ],
)
def test_of_other_pages_nothing_is_said(raw: bytes) -> None:
    assert kept_source(raw) is None


ASKED = b"From: Ann Lee <ann@tc.example.org>\nDate: Mon, 5 Sep 2016 10:00:00 +0000\nMessage-ID: <1@ptl.example.org>\n"


@pytest.mark.parametrize(
    ("raw", "stopped"),
    [
        pytest.param(ASKED + b"Subject: x\n\nno\n", True, id="names-alone"),
        pytest.param(ASKED + b"References: <1@e.org>\n\t<tc@e.org>\nSubject: x\n\nno\n", True, id="folded"),
        pytest.param(ASKED + b"Subject: PTL\n\nno\n", False, id="subject"),
        pytest.param(ASKED + b"Subject: x\n\nour PTL\n", False, id="text"),
        pytest.param(ASKED + b"Subject: x\n\n" + encodebytes(TEXT), False, id="base64"),
        pytest.param(b"From: a@tc.e.org\nMessage-ID: <1@e.org>\n\n" + encodebytes(TEXT), False, id="base64-below-names-alone"),
        pytest.param(ASKED + b"Content-Transfer-Encoding: base64\n\n" + encodebytes(TEXT), False, id="declared"),
        pytest.param(ASKED + b"Newsgroups: gmane.x\n\nno\n", False, id="shown-by-gmane"),
        pytest.param(ASKED + b"\n--- /dev/null\n+++ b/x\n", False, id="patch"),
        pytest.param(b"To: tc@e.org\n\nour text\n", False, id="no-post"),
    ],
)  # fmt: skip
def test_words_in_names_say_nothing(raw: bytes, stopped: bool) -> None:
    assert may_matter(raw) or not stopped
    searched = without_names(raw)
    assert (searched is not None and not may_matter(searched)) is stopped


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(posts())
def test_no_post_is_stopped_for_its_names_that_speaks(raw: bytes) -> None:
    raw = raw.replace(b"ann@e.org", b"ann@tc.e.org", 1)
    searched = without_names(raw)
    assert searched is not None
    assert may_matter(searched) or not speaks_of_elections(read_document(raw))
