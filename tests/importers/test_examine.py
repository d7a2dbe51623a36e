"""One post from raw bytes to everything that is found out about it, and again from what the archive keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.examine import examine, find
from importers.read.documents import read_document
from scraper.files import sha256
from scraper.model import Origin, body_lines
from tests.letters import chat, post

HERE = Origin("file", path="m.txt")


def test_a_candidacy_is_found_with_what_a_record_needs() -> None:
    raw = post(1)
    found = find(raw, read_document(raw), HERE)
    assert found is not None
    assert (found.raw, found.sha256, found.message_id) == (raw, sha256(raw), "<00000001@harbour.example>")
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
