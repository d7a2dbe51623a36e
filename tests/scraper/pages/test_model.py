"""Page posts as mail: read back as they were, the same bytes every time, and no line smuggled in."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scraper.mail import mbox
from scraper.mail.compose import as_mbox
from scraper.mail.message import decode
from scraper.pages.model import PagePost

POST = PagePost(
    kind="pipermail",
    url="https://lists.example.org/talk/000001.html",
    message_id="<one@example.org>",
    subject="[talk] Grüße",
    name="Zoë Example",
    address="zoe at example.org",
    date=datetime(2017, 1, 2, 3, 4, 5, tzinfo=UTC),
    date_header="Mon Jan  2 03:04:05 UTC 2017",
    in_reply_to="<zero@example.org>",
    references=("<zero@example.org>",),
    body="Grüße,\nZoë\n",
)


def test_a_post_reads_back_as_it_was() -> None:
    message = decode(POST.as_mail())
    assert (message.message_id, message.subject, message.name) == (
        "<one@example.org>",
        "[talk] Grüße",
        "Zoë Example",
    )
    assert (message.address, message.date) == ("zoe@example.org", POST.date)
    assert (message.in_reply_to, message.references) == ("<zero@example.org>", ("<zero@example.org>",))
    assert message.header("archived-at") == f"<{POST.url}>"
    assert message.body == POST.body


@pytest.mark.parametrize(
    ("change", "absent"),
    [
        pytest.param({"message_id": None}, b"Message-ID", id="no-id"),
        pytest.param({"date": None}, b"\nDate:", id="date-not-certain"),
        pytest.param({"name": None, "address": None}, b"From:", id="nobody"),
        pytest.param({"url": None}, b"Archived-At", id="no-address"),
    ],
)
def test_absent_facts_give_no_header(change: dict[str, None], absent: bytes) -> None:
    assert absent not in b"\n" + replace(POST, **change).as_mail()  # type: ignore[arg-type]


def test_a_masked_address_is_kept_as_it_is() -> None:
    message = decode(replace(POST, address="zo...@example.org").as_mail())
    assert message.address == "zo...@example.org"


LINES = st.text(alphabet=st.sampled_from("aé \n\r\x0b\x0c\x85\u2028:<>()From"), max_size=60)


@given(subject=LINES, name=LINES, header=LINES)
def test_no_header_is_smuggled_in(subject: str, name: str, header: str) -> None:
    raw = replace(POST, subject=subject, name=name, date=None, date_header=header).as_mail()
    names = {line.partition(b":")[0] for line in raw.partition(b"\n\n")[0].split(b"\n")}
    assert names <= {
        b"From",
        b"X-Archive-Date",
        b"Subject",
        b"In-Reply-To",
        b"References",
        b"Message-ID",
        b"Archived-At",
        b"MIME-Version",
        b"Content-Type",
        b"Content-Transfer-Encoding",
    }


@given(
    st.lists(st.text(alphabet=st.sampled_from("ab:\n>F From nobody Thu Jan  1 00:00:00 1970")), max_size=5)
)
def test_every_post_of_a_file_is_told_from_the_next(bodies: list[str]) -> None:
    prose = "From nobody Thu Jan  1 00:00:00 1970\nX: y\n"
    data = as_mbox([replace(POST, body=body + prose).as_mail() for body in bodies])
    assert mbox.count(data) == len(bodies)
    assert as_mbox(list(mbox.split(data))) == data
