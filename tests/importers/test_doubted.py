"""A candidacy whose text decoding or cleaning could not settle goes to review."""

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
WITHOUT_TEXT = "the subject stands over no text that can be read"


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        pytest.param(HEAD, WITHOUT_TEXT, id="empty"),
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


def test_an_ordinary_one_is_not() -> None:
    found = examine(HEAD + TEXT * 3, Origin("file"))
    assert found.verdict.verdict == "candidacy"
