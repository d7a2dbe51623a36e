from collections.abc import Callable

import pytest

OWN = "I am running for a seat.\n\nThanks,\nAnn\n"
NEXT = "-------------- next part --------------\n"


@pytest.mark.parametrize(
    "notice",
    [
        pytest.param(
            f"{NEXT}An HTML attachment was scrubbed...\n"
            "URL: <http://lists.example.org/pipermail/x/attachments/20160912/3e45/attachment.html>\n",
            id="HTML",
        ),
        pytest.param(
            f"{NEXT}A non-text attachment was scrubbed...\nName: signature.asc\nType: application/pgp-signature\n"
            "Size: 819 bytes\nDesc: OpenPGP digital signature\nURL: <http://lists.example.org/x/attachment.pgp>\n",
            id="signature",
        ),
        pytest.param(
            f"{NEXT}A non-text attachment was scrubbed...\nName: not available\nType: application/pgp-signature\n"
            "Size: 197 bytes\nDesc: Digital signature\nUrl : http://lists.example.org/x/attachment.pgp\n",
            id="older Mailman",
        ),
        pytest.param(
            f"{NEXT}An embedded and charset-unspecified text was scrubbed...\nName: trace.txt\nURL: <http://x.example>\n",
            id="embedded text",
        ),
        pytest.param("Skipped content of type multipart/alternative\n", id="skipped"),
        pytest.param("Attachment: signature.asc\nDescription: PGP signature\n", id="mail-archive.com"),
        pytest.param(
            "Attachments:\n  signature.asc (application/pgp-signature — 833 bytes)\n", id="HyperKitty"
        ),
        pytest.param("[-- PGP output follows (current time: Mon 05 Jan 2015) --]\n", id="mutt"),
    ],
)
def test_notice_goes(
    kept: Callable[..., str], taken: Callable[..., list[tuple[str, str, str]]], notice: str
) -> None:
    assert kept(f"{OWN}\n{notice}") == OWN
    assert {label for label, _, _ in taken(f"{OWN}\n{notice}")} == {"notice"}


def test_text_of_a_part_that_was_not_scrubbed_stays(kept: Callable[..., str]) -> None:
    assert kept(f"{OWN}{NEXT}And my plan follows.\n").split() == f"{OWN} And my plan follows.".split()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Attachment: my record\nI did much.\n", id="attachment in prose"),
        pytest.param(
            "Name: Ann Example\nType: human\nURL: https://example.org\n", id="fields of the author's own"
        ),
        pytest.param("Attachments:\n\n* my record\n", id="heading"),
    ],
)
def test_own_text_stays(kept: Callable[..., str], body: str) -> None:
    assert kept(body) == body
