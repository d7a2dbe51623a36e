"""Message pages of mail-archive.com: what is masked stays masked."""

from pathlib import Path

import pytest

from scraper.pages.archives.mail_archive import read_post

PAGE = (
    Path(__file__).resolve().parents[4] / "fixtures" / "pages" / "mail-archive" / "masked.html"
).read_text()
SENDER = '<span itemprop="name">Théodule Quint</span>'


@pytest.mark.parametrize(
    ("shown", "name", "address"),
    [
        pytest.param("Théodule Quint via Openstack-dev", "Théodule Quint", None, id="through-the-list"),
        pytest.param(
            "theodule.qu...@silverpage.example", None, "theodule.qu...@silverpage.example", id="masked"
        ),
        pytest.param("t at silverpage.example", None, "t@silverpage.example", id="spelt-out"),
        pytest.param("", None, None, id="nobody"),
    ],
)
def test_author(shown: str, name: str | None, address: str | None) -> None:
    post = read_post(PAGE.replace(SENDER, f'<span itemprop="name">{shown}</span>').encode(), None)
    assert (post.name, post.address) == (name, address)


def test_comments_with_the_id_come_before_the_form() -> None:
    post = read_post(PAGE.replace("<body>", "<!--X-Message-Id: other@x.example -->\n<body>").replace(
        "<!DOCTYPE html>\n", "<!--X-Message-Id: one@x.example -->\n").encode(), None)  # fmt: skip
    assert post.message_id == "<one@x.example>"


def test_a_page_without_any_id_has_none() -> None:
    assert read_post(PAGE.replace('name="msgid"', 'name="other"').encode(), None).message_id is None
