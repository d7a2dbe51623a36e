"""Index pages of MHonArc archives."""

import pytest

from scraper.pages.archives.mhonarc_index import number, read_list

URL = "https://www.example.org/talk@lists.example.org/maillist.html"


@pytest.mark.parametrize(
    ("href", "part"),
    [
        pytest.param("msg00001.html", "posts", id="post"),
        pytest.param("./msg00001.html#x", "posts", id="dot-and-fragment"),
        pytest.param("mail2.html", "by_date", id="by-date"),
        pytest.param("thrd12.html", "by_thread", id="by-thread"),
        pytest.param("../other/msg00001.html", None, id="another-folder"),
        pytest.param("https://elsewhere.example/msg00001.html", None, id="another-host"),
        pytest.param("msg00001.exe", None, id="another-kind"),
        pytest.param("https://[broken/msg1.html", None, id="no-address"),
    ],
)
def test_links(href: str, part: str | None) -> None:
    page = read_list(f'<html><a href="{href}">x</a></html>'.encode(), URL)
    assert {name for name in ("posts", "by_date", "by_thread") if getattr(page, name)} == (
        {part} if part else set()
    )


def test_number() -> None:
    assert sorted(["a/msg00010.html", "a/msg00009.html", "a/msg100000.html"], key=number) == [
        "a/msg00009.html",
        "a/msg00010.html",
        "a/msg100000.html",
    ]
