"""Posts of HyperKitty's pages: names and addresses, ids that are proven or not told, parents, and broken pages."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.message import decode
from scraper.pages.archives import hyperkitty
from scraper.pages.archives.hyperkitty import missing_answers, threaded
from scraper.pages.model import AmbiguousPageError, PageError, PagePost
from scraper.pages.readers import claimants, read

FOLDER = Path(__file__).resolve().parents[4] / "fixtures" / "pages" / "hyperkitty"
MESSAGE = (FOLDER / "message.html").read_text("utf-8")
THREAD = (FOLDER / "thread.html").read_bytes()
WITHOUT_ANSWERS = (FOLDER / "thread-without-answers.htm").read_bytes()
NAME = "Alva Rosenquist"


def posts(html: bytes, url: str | None = None) -> list[PagePost]:
    return [post for post in hyperkitty.read(html, url) if isinstance(post, PagePost)]


@pytest.mark.parametrize(
    ("shown", "name", "address"),
    [
        pytest.param("Zoë March", "Zoë March", None, id="name"),
        pytest.param("zoe\uff20example.org", None, "zoe@example.org", id="address-in-its-place"),
        pytest.param("zoe@example.org", None, "zoe@example.org", id="address-unmasked"),
        pytest.param("Zoë (zoe\uff20example.org)", "Zoë (zoe@example.org)", None, id="address-in-a-name"),
        pytest.param('<a href="/users/1/" title="See">Zoë March</a>', "Zoë March", None, id="linked"),
        pytest.param("", None, None, id="nobody"),
    ],
)
def test_who_wrote_it(shown: str, name: str | None, address: str | None) -> None:
    post = posts(MESSAGE.replace(f"       {NAME}\n", f"       {shown}\n").encode())[0]
    assert (post.name, post.address) == (name, address)


def test_an_id_that_the_pages_hash_does_not_prove_is_not_known() -> None:
    post = posts(MESSAGE.replace("20160311103012.5c1e77", "another").encode())[0]
    assert post.message_id is None
    assert post.id_hash == "PIZDJEU33NMYKFCEDXRCBF2SJRS3Q2LJ"


def test_the_page_of_a_post_that_hides_its_id_names_it_by_its_hash_in_mail() -> None:
    post = posts((FOLDER / "without-id.html").read_bytes())[0]
    assert decode(post.as_mail()).header("Message-ID-Hash") == post.id_hash
    assert decode(posts(MESSAGE.encode())[0].as_mail()).header("Message-ID-Hash") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(None, None, id="unknown"),
        pytest.param(
            "https://lists.example.org/list/openstack-dev@lists.example.org/thread/X/",
            "https://lists.example.org/list/openstack-dev@lists.example.org/message/PIZDJEU33NMYKFCEDXRCBF2SJRS3Q2LJ/",
            id="thread",
        ),
    ],
)
def test_a_post_has_the_address_of_its_own_page(url: str | None, expected: str | None) -> None:
    assert posts(THREAD, url)[0].url == expected


def test_a_page_that_a_browser_saved_tells_its_own_address() -> None:
    saved = MESSAGE.replace('href="/list/', 'href="https://lists.example.org/archives/list/')
    url = posts(saved.encode())[0].url
    assert url is not None
    assert url.startswith(
        "https://lists.example.org/archives/list/openstack-dev@lists.example.org/message/PIZDJEU33"
    )


def test_levels_stand_in_margins_before_one_point_three() -> None:
    whole = posts(THREAD)
    top, _, _ = THREAD.decode().partition('<div class="odd ">')
    for name in ("replies.json", "replies-older.json"):
        answers = json.loads((FOLDER / name).read_bytes())["replies_html"]
        found = posts(f"{top}{answers}</body></html>".encode())
        assert [(post.message_id, post.in_reply_to, post.date) for post in found] == [
            (post.message_id, post.in_reply_to, post.date) for post in whole
        ]


def letter(name: str) -> PagePost:
    return PagePost("hyperkitty", None, f"<{name}>", "x", None, None, None, None, None, (), "")


def test_below_the_deepest_indent_only_the_thread_is_certain() -> None:
    levels = [-1, 0, 1, 2, 3, 4, 5, 5, 1]
    found = threaded((letter(str(number)), level) for number, level in enumerate(levels))
    assert [post.in_reply_to for post in found] == [
        None, "<0>", "<1>", "<2>", "<3>", "<4>", "<5>", None, "<1>",
    ]  # fmt: skip
    assert [post.references for post in found][6:] == [(), ("<0>",), ()]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda page: page[: len(page) // 2], "cut off", id="half-a-page"),
        pytest.param(
            lambda page: page.replace(' class="email-body ', ' class="other '), "lacks", id="no-text"
        ),
        pytest.param(lambda page: page.replace('id="PIZDJ', 'id="../PIZDJ'), "lacks", id="name-that-is-none"),
        pytest.param(lambda page: page.replace('class="email email-first"', ""), "no post", id="no-box"),
        pytest.param(lambda page: "", "cut off", id="empty"),
    ],
)
def test_a_broken_page_is_refused(spoil: object, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        posts(spoil(MESSAGE).encode())[0]  # type: ignore[operator]


@pytest.mark.parametrize("name", ["month.htm", "month-older.htm"])
def test_a_list_of_threads_is_nobodys_post(name: str) -> None:
    assert claimants((FOLDER / name).read_bytes()) == []


def test_two_programs_that_claim_a_page_are_both_named() -> None:
    with pytest.raises(AmbiguousPageError, match="pipermail and hyperkitty"):
        read(MESSAGE.replace("<body>", "<body><!--beginarticle-->", 1).encode())


def test_a_thread_page_whose_script_did_not_run_says_what_it_lacks() -> None:
    assert (missing_answers(WITHOUT_ANSWERS) or "").startswith("3 answers of the thread are not on the page")
    assert [missing_answers(page) for page in (THREAD, MESSAGE.encode(), b"<html></html>")] == [None] * 3


@given(st.binary(max_size=300), st.integers(0, 3000), st.integers(0, 300))
def test_a_hostile_page_is_read_or_refused(extra: bytes, at: int, cut: int) -> None:
    page = MESSAGE.encode()
    start = page.index(b'class="email email-first"') + at
    spoilt = page[:start] + extra + page[start + cut :]
    try:
        found = posts(spoilt, "https://x.example/")
    except PageError:
        return
    for post in found:
        assert decode(post.as_mail()).headers
