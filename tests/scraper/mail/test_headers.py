"""Header fields as people, programs and archives have written them."""

from datetime import UTC, datetime, timedelta, timezone
from email.header import Header
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail import headers


@pytest.mark.parametrize(
    ("value", "line"),
    [
        pytest.param("one", "one", id="one-line"),
        pytest.param("one\n two", "one two", id="space"),
        pytest.param("one\n\ttwo", "one two", id="tab"),
        pytest.param("one \r\n  two\r\n", "one two", id="crlf"),
        pytest.param("one\n \n two", "one  two", id="blank-fold"),
        pytest.param("a\tb", "a b", id="tab-within"),
        pytest.param("", "", id="empty"),
    ],
)
def test_unfold(value: str, line: str) -> None:
    assert headers.unfold(value) == line


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("plain", "plain", id="plain"),
        pytest.param("=?utf-8?q?J=C3=B6rg?=", "Jörg", id="q"),
        pytest.param("=?UTF-8?Q?J=c3=b6rg?=", "Jörg", id="lower-case-digits"),
        pytest.param("=?utf-8?b?SsO2cmc=?=", "Jörg", id="b"),
        pytest.param("=?utf-8?q?a_b=5Fc?=", "a b_c", id="underscores"),
        pytest.param("(=?utf-8?q?a?=)", "(a)", id="in-parentheses"),
        pytest.param('"=?utf-8?q?a?="', '"a"', id="in-quotes"),
        pytest.param("[x]=?utf-8?q?a?=b", "[x]ab", id="glued-to-words"),
        pytest.param("=?utf-8?q?a?= =?utf-8?q?b?=", "ab", id="adjacent"),
        pytest.param("=?utf-8?q?a?=\n =?utf-8?b?Yg==?=", "ab", id="adjacent-folded"),
        pytest.param("=?utf-8?q?a?==?utf-8?q?b?=", "ab", id="adjacent-without-space"),
        pytest.param("=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b", id="words-between"),
        pytest.param("=?utf-8?q?a?= x", "a x", id="space-before-a-word-stays"),
        pytest.param("=?utf-8?q?a=C3?= =?utf-8?q?=A9?=", "aé", id="letter-cut-in-two"),
        pytest.param("=?utf-8?b?5Lit5g==?= =?utf-8?b?loc=?=", "中文", id="letter-cut-in-two-b"),
        pytest.param("=?koi8-r?b?8NLJ18XU?= =?utf-8?q?=C3=A9?=", "Приветé", id="two-charsets"),
        pytest.param("=?utf-8?b?SsO2cmc?=", "Jörg", id="padding-missing"),
        pytest.param("=?utf-8?b?SsO2cmcx1?=", "Jörg1", id="letter-over"),
        pytest.param("=?utf-8?b?Ss O2 cmc=?=", "Jörg", id="spaces-in-base64"),
        pytest.param("=?x-nobody?q?a=E9?=", "aé", id="unknown-charset"),
        pytest.param("=?us-ascii?q?a=C3=A9?=", "aé", id="charset-that-lies"),
        pytest.param("=?utf-8*en?q?a?=", "a", id="language"),
        pytest.param("=?utf-8?b?VGVja?= =?utf-8?b?G5pY2Fs?=", "Technical", id="base64-cut-within-a-group"),
        pytest.param("=?utf-8?b?SsO2cm?= =?utf-8?b?cgUGF1bA==?=", "Jörg Paul", id="base64-cut-and-padded"),
        pytest.param("=?utf-8?b?SsO2cmc=?= =?utf-8?b?UGF1bA?=", "JörgPaul", id="base64-each-padded-or-not"),
        pytest.param("=?utf-8?b?UFRMIGNhbmRpZGFjeQ", "PTL candidacy", id="base64-without-its-end"),
        pytest.param("[ptl] =?utf-8?B?UFRMIGNhbmRpZGFj?", "[ptl] PTL candidac", id="base64-cut-off"),
        pytest.param("=?utf-8?q?Really??=", "Really?", id="question-mark"),
        pytest.param("=?utf-8?q?two words?=", "two words", id="spaces-in-q"),
        pytest.param("=?utf-8?q?a", "=?utf-8?q?a", id="no-end"),
        pytest.param("=?utf-8?x?a?=", "=?utf-8?x?a?=", id="no-such-encoding"),
        pytest.param("a =?utf-8?b?*?= b", "a =?utf-8?b?*?= b", id="nothing-in-it"),
        pytest.param(
            "=?utf-8?q?a?= =?utf-8?b?*?= =?utf-8?q?b?=", "a =?utf-8?b?*?= b", id="broken-among-whole"
        ),
        pytest.param("=?utf-8?q??=", "", id="empty"),
        pytest.param("=?utf-8?q?a=0D=0ABcc:_x=00=1B[31m?=", "a  Bcc: x  [31m", id="injection"),
    ],
)
def test_decode_words(value: str, text: str) -> None:
    assert headers.decode_words(value) == text


@given(
    st.text(
        st.characters(min_codepoint=33, blacklist_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]),
        min_size=1,
        max_size=60,
    )
)
def test_what_a_program_encodes_comes_back(text: str) -> None:
    encoded = Header(text, "utf-8", maxlinelen=50).encode()
    assert headers.decode_words(headers.unfold(encoded)) == text


@given(st.text(max_size=100))
def test_decoding_words_is_total(text: str) -> None:
    headers.decode_words("=?" + text + "?=").encode()


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        pytest.param("ann at e.org (Ann Lee)", "Ann Lee", "ann@e.org", id="pipermail"),
        pytest.param("ann@e.org (Ann Lee)", "Ann Lee", "ann@e.org", id="old-pipermail"),
        pytest.param("ann at e.org (Ann Lee(al))", "Ann Lee(al)", "ann@e.org", id="parentheses-within"),
        pytest.param(
            "ann at e.org (Ann (al) Lee)", "Ann (al) Lee", "ann@e.org", id="parentheses-in-the-middle"
        ),
        pytest.param("ann dot lee at e dot org (Ann Lee)", "Ann Lee", "ann.lee@e.org", id="dots-in-words"),
        pytest.param("ann at e.org ()", None, "ann@e.org", id="empty-name"),
        pytest.param("ann at e.org", None, "ann@e.org", id="no-name"),
        pytest.param("ann at e.org (ann@e.org)", None, "ann@e.org", id="name-is-the-address"),
        pytest.param("ann at e.org (ann at e.org)", None, "ann@e.org", id="name-is-the-address-masked"),
        pytest.param("ann@e.org (ann(a)E.org)", None, "ann@e.org", id="name-is-the-address-otherwise-masked"),
        pytest.param("ann(a)e.org", None, "ann@e.org", id="hyperkitty"),
        pytest.param("ann (at) e.org (Ann)", "Ann", "ann@e.org", id="at-in-parentheses"),
        pytest.param("ann[at]e.org", None, "ann@e.org", id="at-in-brackets"),
        pytest.param("ann AT e.org", None, "ann@e.org", id="upper-case"),
        pytest.param("Ann Lee <ann@e.org>", "Ann Lee", "ann@e.org", id="angle"),
        pytest.param("Ann Lee <ann at e.org>", "Ann Lee", "ann@e.org", id="angle-masked"),
        pytest.param("Ann Lee<ann@e.org>", "Ann Lee", "ann@e.org", id="no-space"),
        pytest.param("<ann@e.org>", None, "ann@e.org", id="angle-only"),
        pytest.param('"Lee, Ann" <ann@e.org>', "Lee, Ann", "ann@e.org", id="last-name-first"),
        pytest.param("Lee, Ann <ann@e.org>", "Lee, Ann", "ann@e.org", id="last-name-first-unquoted"),
        pytest.param("'Ann Lee' <ann@e.org>", "Ann Lee", "ann@e.org", id="single-quotes"),
        pytest.param('"Ann \\"al\\" Lee" <ann@e.org>', 'Ann "al" Lee', "ann@e.org", id="escaped-quotes"),
        pytest.param("Ann (al) Lee <ann@e.org>", "Ann (al) Lee", "ann@e.org", id="angle-with-parentheses"),
        pytest.param("ann at e.org (=?utf-8?q?J=C3=B6?= Lee)", "Jö Lee", "ann@e.org", id="encoded"),
        pytest.param("ann at e.org\n (Ann\n Lee)", "Ann Lee", "ann@e.org", id="folded"),
        pytest.param("Ann <ann@e.org>, Bob <bob@e.org>", "Ann", "ann@e.org", id="several"),
        pytest.param("ann@e.org, bob@e.org", None, "ann@e.org", id="several-bare"),
        pytest.param(
            '"Ann <al> Lee" <ann@e.org>', "Ann <al> Lee", "ann@e.org", id="brackets-in-a-quoted-name"
        ),
        pytest.param("Ann <al> Lee <ann@e.org>", "Ann <al> Lee", "ann@e.org", id="brackets-in-a-name"),
        pytest.param('"ann@old.org" <ann@e.org>', "ann@old.org", "ann@e.org", id="address-as-the-name"),
        pytest.param("Ann Lee <ann@e.org", "Ann Lee", "ann@e.org", id="bracket-not-closed"),
        pytest.param("Ann Lee <<ann@e.org>>", "Ann Lee", "ann@e.org", id="doubled-brackets"),
        pytest.param("Ann Lee ann@e.org", "Ann Lee", "ann@e.org", id="no-brackets"),
        pytest.param("Ann Lee ann at e.org", "Ann Lee", "ann@e.org", id="no-brackets-and-masked"),
        pytest.param("Ann Lee at Works", "Ann Lee at Works", None, id="at-in-a-name"),
        pytest.param("Ann Lee ann@e.org>", "Ann Lee", "ann@e.org", id="bracket-not-opened"),
        pytest.param('"Ann Lee" ann@e.org', "Ann Lee", "ann@e.org", id="quoted-name-and-no-brackets"),
        pytest.param("Ann Lee [mailto:ann@e.org]", "Ann Lee", "ann@e.org", id="square-brackets"),
        pytest.param("<ann@e.org> (Ann Lee)", "Ann Lee", "ann@e.org", id="name-behind-the-brackets"),
        pytest.param("Heat: Ann Lee <ann@e.org>, Bob <bob@e.org>;", "Ann Lee", "ann@e.org", id="group"),
        pytest.param("Undisclosed recipients:;", None, None, id="empty-group"),
        pytest.param("Ann via talk <talk@e.org>", "Ann", "talk@e.org", id="via"),
        pytest.param("'Ann Lee' via Big Talk <talk@e.org>", "Ann Lee", "talk@e.org", id="via-quoted"),
        pytest.param("Ann &amp; Lee &lt;ann@e.org&gt;", "Ann & Lee", "ann@e.org", id="source-of-a-page"),
        pytest.param(
            "=?utf-8?q?Ann_Lee_=3Cann=40e=2Eorg=3E?=", "Ann Lee", "ann@e.org", id="encoded-as-a-whole"
        ),
        pytest.param(
            "=?utf-8?q?Ann_Lee_<ann=40e.org>?=", "Ann Lee", "ann@e.org", id="encoded-with-its-brackets"
        ),
        pytest.param("=?utf-8?q?Ann_=40_work?=", "Ann @ work", None, id="at-in-an-encoded-name"),
        pytest.param("Ann Lee", "Ann Lee", None, id="only-a-name"),
        pytest.param("Ann Lee <a***@e.org>", "Ann Lee", None, id="address-with-stars"),
        pytest.param("Ann Lee <ann@e...>", "Ann Lee", None, id="address-cut-short"),
        pytest.param("Ann Lee <address@hidden>", "Ann Lee", None, id="address-hidden"),
        pytest.param("Ann Lee <ann@xxxxxxx>", "Ann Lee", None, id="host-crossed-out"),
        pytest.param("Ann Lee <ann=e.org@dmarc.talk.org>", "Ann Lee", "ann@e.org", id="rewritten-for-dmarc"),
        pytest.param(
            "Ann Lee <ann=40e.org@dmarc.ietf.org>",
            "Ann Lee",
            "ann@e.org",
            id="rewritten-for-dmarc-with-its-sign",
        ),
        pytest.param(
            '"Ann Lee <ann@e.org>" <ann@e.org>', "Ann Lee", "ann@e.org", id="address-in-the-name-too"
        ),
        pytest.param("Ann Lee &amp;lt;ann@e.org&amp;gt;", "Ann Lee", "ann@e.org", id="escaped-twice"),
        pytest.param("(Ann Lee)", "Ann Lee", None, id="only-a-comment"),
        pytest.param("ann@", None, None, id="broken-address"),
        pytest.param("Ann <none>", "Ann", None, id="no-address-in-angles"),
        pytest.param("<>", None, None, id="empty-angles"),
        pytest.param("", None, None, id="empty"),
    ],
)
def test_sender(value: str, name: str | None, address: str | None) -> None:
    assert headers.sender(value)[:2] == (name, address)


def test_all_senders() -> None:
    assert headers.all_senders('"Lee, Ann" <ann@e.org>, Bob <bob at e.org>') == [
        ("Lee, Ann", "ann@e.org", None),
        ("Bob", "bob@e.org", None),
    ]
    assert headers.all_senders("ann@e.org, bob@e.org") == [
        (None, "ann@e.org", None),
        (None, "bob@e.org", None),
    ]
    assert headers.all_senders("") == [(None, None, None)]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        pytest.param("Ann via talk <talk@e.org>", "talk", id="angle"),
        pytest.param('"Ann via Big Talk" <talk@e.org>', "Big Talk", id="quoted"),
        pytest.param("talk at e.org (Ann via talk)", "talk", id="pipermail"),
        pytest.param("=?utf-8?q?J=C3=B6_via_talk?= <talk@e.org>", "talk", id="encoded"),
        pytest.param("Ann via talk", "talk", id="no-address"),
        pytest.param("Via Verde <via@e.org>", None, id="a-name"),
        pytest.param("ann at e.org", None, id="no-name"),
        pytest.param("", None, id="empty"),
    ],
)
def test_via(value: str, names: str | None) -> None:
    assert headers.sender(value).via == names


@given(st.text(max_size=100))
def test_senders_are_total(text: str) -> None:
    for value in (text, f"{text} <{text}>", f"a at b ({text})"):
        for name, address, _ in (headers.sender(value), *headers.all_senders(value)):
            assert name != ""
            assert address is None or "@" in address


@pytest.mark.parametrize(
    ("value", "iso", "zone"),
    [
        pytest.param("Mon, 5 Sep 2016 10:00:00 +0000", "2016-09-05T10:00:00", True, id="utc"),
        pytest.param("Mon, 5 Sep 2016 10:00:00 -0730", "2016-09-05T17:30:00", True, id="negative-zone"),
        pytest.param("Mon, 5 Sep 2016 10:00:00 +0200 (CEST)", "2016-09-05T08:00:00", True, id="comment"),
        pytest.param(
            "Mon (first), 5 Sep 2016 10:00:00 +0200", "2016-09-05T08:00:00", True, id="comment-in-the-middle"
        ),
        pytest.param("Mon, 5 Sep 2016\n 10:00:00 +0200", "2016-09-05T08:00:00", True, id="folded"),
        pytest.param("Mon, 5 Sep 16 10:00:00 GMT", "2016-09-05T10:00:00", True, id="two-digit-year"),
        pytest.param("Mon, 5 Sep 2016 10:00:00 EST", "2016-09-05T15:00:00", True, id="zone-by-name"),
        pytest.param(
            "Mon, 5 Sep 2016 10:00:00 CEST", "2016-09-05T10:00:00", False, id="zone-by-unknown-name"
        ),
        pytest.param(
            "Mon, 5 Sep 2016 10:00:00 GMT +0100", "2016-09-05T09:00:00", True, id="gmt-and-an-offset"
        ),
        pytest.param(
            "Mon, 5 Sep 2016 10:00:00 GMT+0100 (CET)", "2016-09-05T09:00:00", True, id="gmt-with-an-offset"
        ),
        pytest.param("Mon, 5 Sep 2016 10:00:00 UTC+2", "2016-09-05T08:00:00", True, id="hours-alone"),
        pytest.param(
            "Mon, 5 Sep 2016 10:00:00 +02:00", "2016-09-05T08:00:00", True, id="offset-with-a-colon"
        ),
        pytest.param(
            "Mon, 5 Sep 2016 10:00:00 +5:30", "2016-09-05T04:30:00", True, id="offset-of-three-digits"
        ),
        pytest.param("Mon Sep 05 2016 10:00:00 GMT+0100", "2016-09-05T09:00:00", True, id="javascript"),
        pytest.param("Mon, 5 Sep 2016 10:00:00", "2016-09-05T10:00:00", False, id="no-zone"),
        pytest.param("Mon Sep  5 10:00:00 2016", "2016-09-05T10:00:00", False, id="pipermail"),
        pytest.param("5 Sep 2016 10:00 +0000", "2016-09-05T10:00:00", True, id="no-seconds"),
        pytest.param("Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59", True, id="leap-second"),
        pytest.param("2016-09-05T10:00:00Z", "2016-09-05T10:00:00", True, id="iso"),
        pytest.param("2016-09-05 10:00:00+02:00", "2016-09-05T08:00:00", True, id="iso-with-zone"),
        pytest.param("2016-09-05 10:00:00", "2016-09-05T10:00:00", False, id="iso-without-zone"),
        pytest.param("Mon, 31 Dec 1945 10:00:00 +0000", None, True, id="before-mail"),
        pytest.param("Tue, 19 Jan 2038 03:14:08 +0000", None, True, id="2038"),
        pytest.param("Fri, 1 Jan 9999 00:00:00 +0000", None, True, id="9999"),
        pytest.param("Mon, 5 Sep 2016 10:00:00 +9900", None, True, id="zone-off-the-map"),
        pytest.param("Mon, 32 Sep 2016 10:00:00 +0000", None, True, id="no-such-day"),
        pytest.param("Mon, 5 Sep 2016 25:00:00 +0000", None, True, id="no-such-hour"),
        pytest.param("yesterday", None, False, id="words"),
        pytest.param("x" * 100_000, None, False, id="long"),
        pytest.param("", None, False, id="empty"),
    ],
)
def test_dates(value: str, iso: str | None, zone: bool) -> None:
    expected = datetime.fromisoformat(iso).replace(tzinfo=UTC) if iso else None
    assert headers.parse_date(value) == expected
    assert headers.has_zone(value) is zone


def test_no_date() -> None:
    assert headers.parse_date(None) is None


@given(st.integers(631_300_000, 2_145_800_000), st.integers(-12 * 60, 14 * 60))
def test_a_written_date_comes_back(seconds: int, minutes: int) -> None:
    date = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes)))
    assert headers.parse_date(format_datetime(date)) == date


@given(st.text(max_size=60))
def test_dates_are_total(text: str) -> None:
    for value in (text, f"Mon, 5 Sep {text} 10:00:00 +0000", f"5 Sep 2016 {text}"):
        date = headers.parse_date(value)
        assert date is None or date.utcoffset() is not None


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        pytest.param("<a@b>", ("<a@b>",), id="one"),
        pytest.param("<a at b> <c@d>\n <a@b>", ("<a@b>", "<c@d>"), id="masked-folded-and-repeated"),
        pytest.param("Message of Monday <a@b>", ("<a@b>",), id="words-before"),
        pytest.param("=?utf-8?q?=3Cabc=2Edef?=\n =?utf-8?q?=40host=3E?=", ("<abc.def@host>",), id="encoded"),
        pytest.param("<abc\n def@host>", ("<abcdef@host>",), id="folded-within"),
        pytest.param("Your mail of <Monday 5 September>", (), id="words-in-brackets"),
        pytest.param("none", (), id="none"),
        pytest.param(None, (), id="missing"),
    ],
)
def test_message_ids(value: str | None, ids: tuple[str, ...]) -> None:
    assert headers.message_ids(value) == ids


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param("a@b", "<a@b>", id="bare"),
        pytest.param(" a at b ", "<a@b>", id="masked"),
        pytest.param("<a@b", "<a@b>", id="not-closed"),
        pytest.param("not an id", None, id="words"),
        pytest.param("", None, id="empty"),
    ],
)
def test_bare_id(value: str, found: str | None) -> None:
    assert headers.bare_id(value) == found


@pytest.mark.parametrize(
    "message_id",
    [
        pytest.param("<20160311103012.5c1e77@mail.tarnfell.example>", id="brackets"),
        pytest.param("20160311103012.5c1e77@mail.tarnfell.example", id="bare"),
    ],
)
def test_the_hash_is_the_one_that_pages_show(message_id: str) -> None:
    assert headers.id_hash(message_id) == "PIZDJEU33NMYKFCEDXRCBF2SJRS3Q2LJ"


def test_any_text_has_one() -> None:
    assert len(headers.id_hash("<żółć\udcff@example.org>")) == 32
