"""The hash by which Mailman 3 calls posts."""

import pytest

from scraper.mail.id_hash import hash_of


@pytest.mark.parametrize(
    "message_id",
    [
        pytest.param("<20160311103012.5c1e77@mail.tarnfell.example>", id="brackets"),
        pytest.param("20160311103012.5c1e77@mail.tarnfell.example", id="bare"),
    ],
)
def test_the_hash_is_the_one_that_pages_show(message_id: str) -> None:
    assert hash_of(message_id) == "PIZDJEU33NMYKFCEDXRCBF2SJRS3Q2LJ"


def test_any_text_has_one() -> None:
    assert len(hash_of("<żółć\udcff@example.org>")) == 32
