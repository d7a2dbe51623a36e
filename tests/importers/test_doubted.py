"""A candidacy whose text decoding or cleaning could not settle goes to review."""

import re

import pytest

from importers.examine import examine
from scraper.clean import DOUBTFUL, MOST_LINES
from scraper.model import Origin

HEAD = (
    b"From: ada at works.example (Ada Byron)\nDate: Tue, 13 Sep 2016 10:00:00 +0000\n"
    b"Subject: [election][heat] PTL candidacy\nMessage-ID: <1@works.example>\n\n"
)
TEXT = b"I would like to announce my candidacy for Heat PTL in the Ocata cycle.\n"


def test_a_text_longer_than_cleaning_looks_at_is_for_review() -> None:
    found = examine(HEAD + TEXT + b"word\n" * (MOST_LINES + 1), Origin("file"))
    assert found.verdict.verdict == "review"
    assert DOUBTFUL["too-long"] in found.verdict.reasons


START = HEAD.removesuffix(b"\n")
SMIME = b"MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCABgkqhkiG9w0BBwGggCSABAA=\n"
SEATLESS = re.sub(rb"(?m)^Subject: .*", b"Subject: My candidacy", HEAD)
WITHOUT_TEXT = "the subject stands over no text that can be read"


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        pytest.param(HEAD, WITHOUT_TEXT, id="empty"),
        pytest.param(SEATLESS, WITHOUT_TEXT, id="empty-and-of-no-seat"),
        pytest.param(HEAD + b" \n\t\n", WITHOUT_TEXT, id="blanks-alone"),
        pytest.param(START + b"Content-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n" + SMIME, WITHOUT_TEXT, id="opaque-smime"),
        pytest.param(START + b"Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--\n", WITHOUT_TEXT, id="encrypted"),
        pytest.param(START + b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n", WITHOUT_TEXT, id="an-image-alone"),
        pytest.param(START + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/msword\n\nx\n--b--\n", WITHOUT_TEXT, id="a-document-alone"),
        pytest.param(START + b"Content-Type: multipart/mixed; boundary=b\n\n" + TEXT * 3 + b"\n--b\n\n--b--\n", "text before the first MIME part", id="text-before-the-first-part"),
        pytest.param(HEAD + b"An HTML attachment was scrubbed...\nURL: <http://lists.works.example/a.html>\n", WITHOUT_TEXT, id="a-notice-of-the-archive-alone"),
    ],
)  # fmt: skip
def test_a_subject_over_text_that_cannot_be_read_is_for_review(post: bytes, reason: str) -> None:
    found = examine(post, Origin("file"))
    assert found.verdict.verdict == "review"
    assert any(reason in each for each in found.verdict.reasons)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        pytest.param(b"application/x-foo", TEXT, id="unknown-type"),
        pytest.param(b"plain", TEXT, id="no-subtype"),
        pytest.param(b"text/x-odd", TEXT, id="unknown-text"),
        pytest.param(b"application/octet-stream", TEXT, id="octets"),
    ],
)
def test_a_text_under_an_odd_content_type_is_read(kind: bytes, sent: bytes) -> None:
    found = examine(START + b"Content-Type: " + kind + b"\n\n" + sent, Origin("file"))
    assert (found.verdict.verdict, found.statement) == ("candidacy", sent.decode())


REPLY = HEAD.replace(b"ada at works.example (Ada Byron)", b"bo at mills.example (Bo Mill)").replace(
    b"Message-ID: <1@", b"In-Reply-To: <1@works.example>\nMessage-ID: <2@"
)
PRAISE = b"Good luck, Ada! You would be a fine lead.\n\n"


@pytest.mark.parametrize(
    "attribution",
    [
        pytest.param("On Tuesday, September 13, 2016 10:00 AM, Ada Byron <ada@works.example> wrote:", id="yahoo"),
        pytest.param("Ada Byron/London/Works wrote on 09/13/2016 10:00:00 AM:", id="notes"),
        pytest.param("---- On Tue, 13 Sep 2016 10:00:00 +0000 Ada Byron <ada@works.example> wrote ----", id="zoho"),
        pytest.param("On Tuesday, September 13th, 2016 at 10:00 AM, Ada Byron <ada@works.example> wrote:", id="proton"),
        pytest.param("On 13 Sep 2016, at 10:00, Ada Byron\n<ada@works.example> wrote:", id="wrapped"),
        pytest.param("Le mar. 13 sept. 2016 à 10:00, Ada Byron <ada@works.example>\na écrit :", id="french-wrapped"),
        pytest.param("Am 13.09.2016 um 10:00 schrieb Ada Byron\n<ada@works.example>:", id="german-wrapped"),
        pytest.param("El mar., 13 sept. 2016 a las 10:00, Ada Byron (<\nada@works.example>) escribió:", id="spanish-wrapped"),
        pytest.param("在 2016年9月13日，10:00，Ada Byron <ada@works.example> 写道：", id="chinese"),
        pytest.param("2016年9月13日(火) 10:00 Ada Byron <ada@works.example>:", id="japanese"),
        pytest.param("On 9/13/16 10:00 a.m., Ada Byron wrote:", id="hyperkitty-unfolded"),
        pytest.param('>>>>> "Ada" == Ada Byron <ada@works.example> writes:', id="supercite"),
        pytest.param('[quote="Ada Byron"]', id="board"),
        pytest.param("Ada Byron  10:00 AM", id="chat"),
        pytest.param("<Ada Byron>", id="chat-of-old"),
    ],
)  # fmt: skip
def test_who_answers_over_an_unmarked_quote_does_not_stand(attribution: str) -> None:
    quoted = f"{attribution}\n\nHello everyone,\n\n".encode() + TEXT * 3
    assert examine(REPLY + PRAISE + quoted, Origin("file")).verdict.verdict != "candidacy"
    assert examine(REPLY + quoted + b"\n" + PRAISE, Origin("file")).verdict.verdict != "candidacy"


@pytest.mark.parametrize("mark", ["| ", "|", "% ", ": ", "] ", "» ", "＞ ", "│ ", "} "])
def test_who_answers_a_quote_with_other_marks_does_not_stand(mark: str) -> None:
    quoted = "".join(f"{mark}{line}\n" for line in ["Hello,", "", *TEXT.decode().splitlines(), "Ada"])
    sent = "On 13/09/16 10:00, Ada Byron wrote:\n" + quoted
    found = examine(REPLY + PRAISE + sent.encode(), Origin("file"))
    assert found.verdict.verdict == "other"
    assert found.statement == PRAISE.decode().rstrip("\n") + "\n"


def test_who_stands_above_the_quote_of_a_call_does() -> None:
    call = b"On 13/09/16 10:00, Ada Byron wrote:\n> Who will stand for Heat?\n"
    assert examine(REPLY + TEXT * 3 + call, Origin("file")).verdict.verdict == "candidacy"


def test_an_ordinary_one_is_not() -> None:
    found = examine(HEAD + TEXT * 3, Origin("file"))
    assert found.verdict.verdict == "candidacy"


SENT_BY_BO = (
    HEAD.removesuffix(b"\n").replace(b"ada at works.example (Ada Byron)", b"bo at mills.example (Bo Mill)")
    + b"Content-Type: text/plain; charset=utf-8\n\n"
)


@pytest.mark.parametrize(
    "above",
    [
        pytest.param("Kimden: Ada Byron <ada@works.example>\nGönderildi: 13 Eylül 2016 Salı 10:00\nKime: dev\nKonu: Heat", id="turkish-header"),
        pytest.param("Od: Ada Byron <ada@works.example>\nOdesláno: úterý 13. září 2016 10:00\nKomu: dev\nPředmět: Heat", id="czech-header"),
        pytest.param("No: Ada Byron <ada@works.example>\nNosūtīts: otrdiena, 2016. gada 13. septembris\nKam: dev", id="header-in-an-unknown-language"),
        pytest.param("From: Ada Byron <ada@works.example>\nSent: Tuesday, September 13, 2016 10:00\nTo: dev", id="header-with-nothing-above"),
        pytest.param("Ada Byron <ada@works.example> ezt írta (időpont: 2016. szept. 13., K, 10:00):", id="hungarian"),
        pytest.param("Pe 13 septembrie 2016 10:00, Ada Byron a scris:", id="romanian"),
        pytest.param("13.09.2016 10:00 tarihinde Ada Byron dedi ki:", id="words-nobody-knows"),
        pytest.param("Ada Byron wrote:", id="name-alone"),
        pytest.param("ada@works.example:", id="address-alone"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("opening", ["", "Good luck!\n\n"], ids=["bare", "praised"])
def test_a_text_that_another_wrote_is_not_the_senders_without_any_mark(above: str, opening: str) -> None:
    body = f"{opening}{above}\n\nHello everyone,\n\n".encode() + TEXT * 3 + b"\nThanks,\nAda Byron\n"
    found = examine(SENT_BY_BO + body, Origin("file"))
    assert found.verdict.verdict != "candidacy"


def test_a_header_of_the_senders_own_above_the_text_is_no_doubt() -> None:
    own = b"From: Ada Byron <ada@works.example>\nSent: Tuesday, September 13, 2016 10:00\nTo: dev\n\n"
    assert examine(HEAD + own + TEXT * 3, Origin("file")).verdict.verdict == "candidacy"
