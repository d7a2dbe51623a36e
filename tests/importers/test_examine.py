"""One post from raw bytes to everything that is found out about it, and again from what the archive keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.examine import examine, find
from importers.model import Facts
from importers.read.documents import read_document
from scraper import clean
from scraper.files import sha256
from scraper.model import Origin, body_lines
from tests.letters import chat, post

HERE = Origin("file", path="m.txt")


def test_a_candidacy_is_found_with_what_a_record_needs() -> None:
    raw = post(1)
    found = find(raw, read_document(raw), HERE)
    assert found is not None
    assert (found.sha256, found.message_id) == (sha256(raw), "<00000001@harbour.example>")
    known = found.resolution
    assert (known.cycle, known.role, known.project, known.person) == ("pike", "PTL", "Zaqar", "Nadia_Okonkwo")
    assert found.statement.startswith("Hello,\n")
    assert found.statement.endswith("Nadia Okonkwo\n")


def test_talk_is_not_found() -> None:
    assert find(chat(1), read_document(chat(1)), HERE) is None


@pytest.mark.parametrize("given", ["ocata", None])
def test_the_post_itself_goes_before_the_given_cycle(given: str | None) -> None:
    assert examine(post(1), HERE, given).resolution.cycle == "pike"


@given(raw=st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda tail: post(1) + tail)))
def test_spans_are_the_body_whatever_the_bytes(raw: bytes) -> None:
    found = examine(raw, HERE)
    lines = [line for span in found.spans for line in range(span.first, span.last + 1)]
    assert lines == list(range(1, len(body_lines(found.message.body)) + 1))
    found.statement.encode()
    for part in (found.resolution.person, found.resolution.project, found.resolution.cycle):
        assert part is None or ("/" not in part and not part.startswith("."))


def patch(path: str, change: str = "--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+Vote well.\n") -> bytes:
    return f"diff --git a/{path} b/{path}\n{change.format(path=path)}".encode()


EDIT = "--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-Vote.\n+Vote well.\n"
SAYS = "--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+I would like to run for Nova PTL in Pike. Write it so.\n"


@pytest.mark.parametrize(
    ("raw", "verdict", "rule"),
    [
        pytest.param(patch("candidates/pike/Nova/ann@x.example"), "candidacy", "page-path", id="new file"),
        pytest.param(patch("candidates/pike/Nova/ann.txt", EDIT), "review", "page-change", id="edited file"),
        pytest.param(patch("README.rst", SAYS), "other", "page-elsewhere", id="file above the folder"),
        pytest.param(
            patch("doc/source/candidates.rst", SAYS), "other", "page-elsewhere", id="file beside it"
        ),
    ],
)
def test_a_page_is_judged_by_the_place_of_its_file(raw: bytes, verdict: str, rule: str) -> None:
    found = examine(raw, HERE).verdict
    assert (found.verdict, found.rule) == (verdict, rule)


def test_a_patch_sent_by_mail_shows_a_file_and_whose_it_is() -> None:
    head = b"From: Ann Bee <ann@x.example>\nDate: Fri, 20 Jan 2017 09:00:00 +0000\nSubject: [PATCH] Add Ann\n\n---\n\n"
    found = examine(head + patch("candidates/pike/Nova/ann@x.example") + b"-- \n2.17.1\n", HERE)
    assert found.verdict.rule == "page-path"
    assert (found.resolution.name, found.resolution.cycle, found.statement) == (
        "Ann Bee",
        "pike",
        "Vote well.\n",
    )


def test_a_diff_in_a_discussion_is_no_page() -> None:
    head = b"From: Ann Bee <ann@x.example>\nDate: Fri, 20 Jan 2017 09:00:00 +0000\nSubject: docs\n\nHi, look:\n\n"
    assert examine(head + patch("README.rst", SAYS), HERE).message.page is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(None, None, id="whole"),
        pytest.param("[The attachment was removed by the scanner]\n", "remark in brackets", id="remark"),
        pytest.param("> I stand for PTL of Zaqar in Pike.\n>\n\n> Vote.\n", "marked as a quote", id="quoted"),
    ],
)
def test_a_text_that_may_be_nobodys_own_is_for_a_person(body: str | None, why: str | None) -> None:
    found = examine(post(1, body=body) if body else post(1), HERE).verdict
    assert found.verdict == ("review" if why else "candidacy")
    assert not why or any(why in reason for reason in found.reasons)


SENT_ON = "Hello,\n\nI would like to announce my candidacy for Heat PTL in the Ocata cycle.\n\n  - tests\n\nAda Byron\n"
FIELDS = "From: Ada Byron <ada@works.example>\nDate: Tue, 13 Sep 2016 09:00:00 +0000\nSubject: [heat] PTL candidacy\nTo: x@e.org\n\n"


def test_a_candidacy_within_a_mail_that_is_attached_is_not_of_who_sends_it_on() -> None:
    raw = (
        b"From: Bo Mill <bo@x.example>\nSubject: Fwd: [heat] PTL candidacy\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
        b"This came to me alone.\n--b\nContent-Type: message/rfc822\n\nFrom: Ann Bee <ann@x.example>\nSubject: [heat] PTL candidacy\n"
        b"Message-ID: <a@x.example>\n\nI nominate myself for Heat PTL.\n--b--\n"
    )
    found = examine(raw, HERE)
    assert (found.verdict.verdict, found.verdict.rule, found.resolution.name) == ("review", "passed-on", None)


def test_an_answer_that_a_program_sent_is_none() -> None:
    raw = (
        b"From: Bo Mill <bo@x.example>\nAuto-Submitted: auto-replied\nSubject: [heat] PTL candidacy\n\nI am away until Monday and read "
        b"no mail.\n"
    )
    assert examine(raw, HERE).verdict.kind == "reply"


@pytest.mark.parametrize(
    "passed_on",
    [
        pytest.param(f"---------- Forwarded message ----------\n{FIELDS}{SENT_ON}", id="gmail"),
        pytest.param(f"-------- Original Message --------\n{FIELDS}{SENT_ON}", id="thunderbird"),
        pytest.param(FIELDS + SENT_ON, id="fields-alone"),
        pytest.param("On 13/09/16 10:00, Ada Byron wrote:\n" + "".join(f"> {line}\n" for line in SENT_ON.splitlines()), id="quoted"),
    ],
)  # fmt: skip
def test_of_a_candidacy_that_is_passed_on_the_forwarded_text_is_the_statement(passed_on: str) -> None:
    head = post(
        1, subject="Fwd: [heat] PTL candidacy", body="I post this on behalf of Ada, whose mail bounced.\n\n"
    )
    found = examine(head + passed_on.encode(), HERE)
    assert (found.verdict.verdict, found.verdict.rule) == ("review", "passed-on")
    assert found.statement == SENT_ON
    assert clean.statement(found.message.body.replace("> ", ""), found.spans) == SENT_ON
    taken = "\n".join(each.text for each in Facts.of(head, found).removed).replace("> ", "").split("\n")
    assert "I post this on behalf of Ada, whose mail bounced." in taken
    assert not [line for line in SENT_ON.split("\n") if line and line in taken]
    known = found.resolution
    assert (known.role, known.project) == ("PTL", "Heat")
    assert (known.person, known.name, known.email) == (None, None, None)
