"""Addresses of repository browsers: where the bytes are, what is named, and what is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.pages.browsers.addresses import raw_url, view


@pytest.mark.parametrize(
    ("url", "raw"),
    [
        pytest.param(
            "https://opendev.org/openstack/election/src/branch/master/candidates/queens/Zun/hongbin.txt",
            "https://opendev.org/openstack/election/raw/branch/master/candidates/queens/Zun/hongbin.txt",
            id="gitea-branch",
        ),
        pytest.param(
            "https://codeberg.org/a/b/src/commit/0123456789abcdef/x%20y.txt#L3",
            "https://codeberg.org/a/b/raw/commit/0123456789abcdef/x%20y.txt",
            id="forgejo-commit",
        ),
        pytest.param(
            "https://opendev.org/a/b/raw/tag/1.0/x.txt",
            "https://opendev.org/a/b/raw/tag/1.0/x.txt",
            id="gitea-raw",
        ),
        pytest.param(
            "https://git.openstack.org/cgit/openstack/election/tree/candidates/x.txt?h=master&id=0123456789",
            "https://git.openstack.org/cgit/openstack/election/plain/candidates/x.txt?h=master&id=0123456789",
            id="cgit",
        ),
        pytest.param(
            "https://git.example.org/?p=election.git;a=blob;f=candidates/x.txt;hb=HEAD",
            "https://git.example.org/?p=election.git;f=candidates/x.txt;hb=HEAD;a=blob_plain",
            id="gitweb",
        ),
        pytest.param(
            "https://git.example.org/gitweb/election.git/blob/HEAD:/candidates/x.txt",
            "https://git.example.org/gitweb/election.git/blob_plain/HEAD:/candidates/x.txt",
            id="gitweb-path",
        ),
        pytest.param(
            "https://github.com/openstack/election/blob/master/candidates/x.txt?plain=1",
            "https://raw.githubusercontent.com/openstack/election/master/candidates/x.txt",
            id="github",
        ),
        pytest.param(
            "https://raw.githubusercontent.com/o/r/refs/heads/main/a/x.txt",
            "https://raw.githubusercontent.com/o/r/refs/heads/main/a/x.txt",
            id="github-raw",
        ),
        pytest.param("https://github.com/openstack/election/issues/5", None, id="github-other"),
        pytest.param(
            "https://github.com/openstack/election/tree/master/candidates", None, id="github-folder"
        ),
        pytest.param(
            "https://git.example.org/?p=election.git;a=tree;f=candidates;hb=HEAD", None, id="gitweb-folder"
        ),
        pytest.param("https://opendev.org/openstack/election/src/branch/master", None, id="gitea-top"),
        pytest.param("https://lists.example.org/pipermail/talk/", None, id="no-repository"),
        pytest.param("ftp://opendev.org/a/b/src/branch/master/x.txt", None, id="another-scheme"),
        pytest.param("https://[broken/src/branch/master/x.txt", None, id="no-address"),
        pytest.param("", None, id="empty"),
    ],
)
def test_raw_url(url: str, raw: str | None) -> None:
    assert raw_url(url) == raw
    assert raw is None or raw_url(raw) == raw


def test_view_names_path_and_commit() -> None:
    shown = view("https://opendev.org/o/e/src/commit/0123456789abcdef/candidates/pike/Zun/a%20b.txt")
    assert shown is not None
    assert (shown.program, shown.path, shown.commit) == (
        "gitea",
        "candidates/pike/Zun/a b.txt",
        "0123456789abcdef",
    )


@given(st.text(max_size=80))
def test_any_address_is_read_or_not(url: str) -> None:
    for text in (
        url,
        f"https://github.com/{url}",
        f"https://e.org/a/src/branch/{url}",
        f"https://e.org/?p=x;{url}",
    ):
        raw_url(text)
