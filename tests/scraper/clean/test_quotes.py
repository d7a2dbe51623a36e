from collections.abc import Callable

import pytest

from scraper.clean.quotes import is_reply

OWN = "Yes, I run again.\n\nThanks,\nAnn\n"
QUOTE = "> Hi,\n> who runs?\n>> me\n>\n> Bob\n"

ATTRIBUTIONS = [
    pytest.param("On Mon, Sep 12, 2016 at 4:00 PM, Bob Sample <bob@example.org> wrote:\n", id="Gmail"),
    pytest.param("On Mon, 12 Sep 2016, at 10:00, Bob Sample\n<bob@example.org> wrote:\n", id="wrapped"),
    pytest.param(
        "On Thu, 19 Jun 2008 08:20:14 -0400\nBob Sample <bob at example.org> wrote:\n\n", id="claws"
    ),
    pytest.param(
        "--On Tuesday, December 14, 2004 11:00 PM +0200 Bob\n<bob@example.org> wrote:\n", id="Mulberry"
    ),
    pytest.param("Bob Sample <bob@example.org> writes:\n", id="Gnus"),
    pytest.param("Bob Sample wrote:\n", id="old Thunderbird"),
    pytest.param("At 2004-11-24 09:51 AM -0700, you wrote:\n", id="Eudora"),
    pytest.param("Excerpts from Bob Sample's message of 2016-09-12 16:00:00 +0200:\n", id="sup"),
    pytest.param("* Bob Sample <bob@example.org> [2016-09-12 16:00:00 +0200]:\n\n", id="mutt"),
    pytest.param("Quoting Bob Sample <bob@example.org>:\n\n", id="Horde"),
    pytest.param('>>>>> "Bob" == Bob Sample <bob@example.org> writes:\n\n', id="Supercite"),
    pytest.param("2016-09-12 16:00 GMT+08:00 Bob Sample <bob@example.org>:\n", id="Gmail without words"),
    pytest.param("Am 12.09.2016 um 16:00 schrieb Bob Sample:\n", id="German"),
    pytest.param("Le lun. 12 sept. 2016 à 16:00, Bob <bob@example.org> a écrit :\n", id="French"),
    pytest.param("El lun., 12 sept. 2016 a las 16:00, Bob (<bob@example.org>) escribió:\n", id="Spanish"),
    pytest.param("Il giorno 12 set 2016, alle ore 16:00, Bob <b@example.org> ha scritto:\n", id="Italian"),
    pytest.param("Em 12 de setembro de 2016 16:00, Bob <b@example.org> escreveu:\n", id="Portuguese"),
    pytest.param("Op 12-09-16 om 16:00 schreef Bob Sample:\n", id="Dutch"),
    pytest.param("W dniu 12.09.2016 o 16:00, Bob Sample pisze:\n", id="Polish"),
    pytest.param("Den 2016-09-12 kl. 16:00, skrev Bob Sample:\n", id="Swedish"),
    pytest.param("12.09.2016 16:00, Bob Sample пишет:\n", id="Russian"),
    pytest.param('12.09.2016, 16:00, "Bob Sample" <bob@example.org>:\n', id="Yandex"),
    pytest.param(
        "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, September 12, 2016 4:00 PM, Bob <bob@example.org> wrote:\n\n",
        id="Proton",
    ),
    pytest.param("在 2016年9月12日，下午4:00，Bob Sample <bob@example.org> 写道：\n", id="Chinese"),
    pytest.param("2016年9月12日(月) 16:00 Bob Sample <bob@example.org>:\n", id="Japanese"),
]

HEADER_BLOCKS = [
    pytest.param(
        "-----Original Message-----\nFrom: Bob Sample [mailto:bob@example.org]\nSent: Monday, September 12, 2016 4:00 PM\n"
        "To: Example\nSubject: nominations open\n\n",
        "original-message",
        id="Outlook",
    ),
    pytest.param(
        "-----Original Message-----\nFrom: list-bounces at lists.example.org\n[mailto:list-bounces at lists.example.org] On Behalf Of Bob S.\n"
        "Sample\nSent: Wednesday, February 24, 2010 9:34 AM\nTo: Example World\nSubject: Re: [x] Who runs?\n\n",
        "original-message",
        id="Outlook, on behalf of, wrapped",
    ),
    pytest.param(
        "________________________________\nFrom: Bob Sample <bob@example.org>\nSent: Monday, September 12, 2016 4:00 PM\n"
        "To: Example\nSubject: nominations\n\n",
        "underscores-and-headers",
        id="Outlook on the web",
    ),
    pytest.param(
        'From: Bob Sample <bob@example.org>\nReply-To: "Example list" <x@lists.example.org>\n'
        'Date: Monday, September 12, 2016 at 4:00 PM\nTo: "Ann Example"\n<ann@example.org>\nSubject: nominations\n\n',
        "header-block",
        id="Outlook for Mac, wrapped",
    ),
    pytest.param(
        "Von: Bob Sample\nGesendet: Montag, 12. September 2016 16:00\nAn: Ann\nBetreff: Wahl\n\n",
        "header-block",
        id="German Outlook",
    ),
    pytest.param(
        '------------------ 原始邮件 ------------------\n发件人: "Bob"<bob@example.org>;\n发送时间: 2016年9月12日(星期一) 凌晨1:45\n收件人: "Ann"<ann@example.org>;\n主题: 选举\n\n',
        "original-message",
        id="Chinese webmail",
    ),
    pytest.param(
        "发件人: Bob\n发送时间: 2016年9月12日 16:00\n收件人: Ann\n主题: 选举\n\n",
        "header-block",
        id="Chinese Outlook",
    ),
    pytest.param(
        "---------- Forwarded message ----------\nFrom: Bob <bob@example.org>\nDate: Mon, Sep 12, 2016\n"
        "Subject: nominations\nTo: x@lists.example.org\n\n",
        "forwarded-message",
        id="Gmail forward",
    ),
    pytest.param(
        "Begin forwarded message:\n\nFrom: Bob <bob@example.org>\nSubject: nominations\nDate: September 12, 2016\n\n",
        "forwarded-message",
        id="Apple forward",
    ),
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_quote_and_attribution_go(
    kept: Callable[..., str], taken: Callable[..., list[tuple[str, str, str]]], attribution: str
) -> None:
    for body in (f"{attribution}{QUOTE}\n{OWN}", f"{OWN}\n{attribution}{QUOTE}"):
        assert kept(body, reply=True) == OWN
        assert {label for label, _, _ in taken(body, reply=True)} == {"attribution", "quote"}


@pytest.mark.parametrize(("block", "rule"), HEADER_BLOCKS)
def test_everything_after_a_header_block_goes(
    kept: Callable[..., str], taken: Callable[..., list[tuple[str, str, str]]], block: str, rule: str
) -> None:
    body = f"{OWN}\n{block}Nominations are open.\nBob\n"
    assert kept(body) == OWN
    assert [(label, by) for label, by, _ in taken(body)] == [("attribution", rule), ("quote", rule)]


def test_forward_without_own_text_keeps_what_was_forwarded(kept: Callable[..., str]) -> None:
    block = (
        "Begin forwarded message:\n\nFrom: Ann <a@example.org>\nSubject: seat\nDate: September 12, 2016\n\n"
    )
    assert kept(f"{block}{OWN}") == OWN


def test_a_header_above_all_text_goes_whole(kept: Callable[..., str]) -> None:
    head = "From: Bob\nDate: Mon, 12 Sep 2016 16:00:00\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain\n"
    assert kept(f"{head}\n{OWN}", reply=True) == OWN


def test_interleaved_answers_stay(kept: Callable[..., str]) -> None:
    body = "On 12 Sep 2016, at 16:00, Bob <b@example.org> wrote:\n> Tests?\n\nMore.\n\n> Docs?\n\nBetter.\n"
    assert kept(body).split() == ["More.", "Better."]


def test_initials_before_quoted_lines_go_in_a_reply(kept: Callable[..., str]) -> None:
    body = "Bob Sample <bob@example.org> writes:\n> Hi\n\nBS> Tests?\n\nMore.\n"
    assert kept(body, reply=True).split() == ["More."]


def test_attribution_reaches_no_further_than_text_that_is_still_the_authors(kept: Callable[..., str]) -> None:
    body = "> one\nOn Mon, 12 Sep 2016, at 16:00, Bob <b@example.org> wrote:\n> two\n\nMore.\n"
    assert kept(body, reply=True).split() == ["More."]


def test_lines_far_too_long_for_an_attribution_stay(kept: Callable[..., str]) -> None:
    own = "On Mon, 12 Sep 2016 " + "we met and " * 60 + "Bob wrote:\n"
    assert kept(f"{own}> two\n", reply=True) == own


def test_attribution_whose_quote_was_cut_goes(kept: Callable[..., str]) -> None:
    body = "On Thu, 03 Aug 2006 17:54:54 -0500, Bob\n<bob@example.org> wrote:\n\n[snip]\n\nI agree.\n"
    assert kept(body, reply=True).split() == ["[snip]", "I", "agree."]


@pytest.mark.parametrize(
    ("body", "own"),
    [
        pytest.param("> Who tests?\n\nWe do.\n", "We do.", id="a quote opens it"),
        pytest.param("Well.\n\n> Who tests the images, and when?\n\nWe do.\n", "Well.\n\nWe do.", id="mostly quotes"),
        pytest.param("Ana Maria Lund wrote:\n> Who?\n\nWe, of our team, do it.\n", "We, of our team, do it.", id="a name and wrote"),
    ],
)  # fmt: skip
def test_an_answer_of_which_no_header_is_left_shows_it(kept: Callable[..., str], body: str, own: str) -> None:
    assert kept(body).split() == own.split()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "I run.\n\n> To be simple.\n\nThat I will follow up.\n", id="fewer quoted words than own"
        ),
        pytest.param("> I run for the seat.\n", id="nothing but marked lines"),
        pytest.param(
            "Our mission statement says it all:\n\n> To produce the platform\n> that is simple.\n\nI will work on that.\n",
            id="mission statement",
        ),
        pytest.param("As Bob wrote:\n\n> Be kind.\n\nI will be.\n", id="quote that the author introduces"),
        pytest.param(
            "I will.\n\nSend a mail with\nSubject: idea\nTo: the list\nand we talk.\n",
            id="header words in prose",
        ),
        pytest.param(
            "I will.\n\nFrom: last year\nTo: next year\nwe have come far.\n", id="from and to in prose"
        ),
        pytest.param("On Monday we met and Bob wrote:\n\nthe spec is fine. I agree.\n", id="wrote in prose"),
        pytest.param("I wrote:\n\n    >>> 1 + 1\n    2\n\nAnn\n", id="Python at its prompt"),
        pytest.param("    $ cat\n    > file\n\nThat is how.\n", id="shell"),
    ],
)
def test_own_text_stays(kept: Callable[..., str], body: str) -> None:
    assert kept(body).strip() == body.strip()


@pytest.mark.parametrize("subject", ["Re: seat", "[x] Re: seat", "AW: seat", "RE[2]: seat", "回复: seat"])
def test_subject_shows_a_reply(post: Callable[..., object], subject: str) -> None:
    assert is_reply(post("", subject=subject))


def test_subject_that_only_begins_like_one_does_not(post: Callable[..., object]) -> None:
    assert not is_reply(post("", subject="Release management"))
