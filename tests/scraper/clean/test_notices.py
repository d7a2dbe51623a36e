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
        pytest.param(
            "smime.p7s\nDescription: S/MIME cryptographic signature\n", id="mail-archive.com without a link"
        ),
        pytest.param(
            "Attachments:\n\n\n  smime.p7s (application/pkcs7-signature — 4.8 KB)\n", id="HyperKitty, copied"
        ),
        pytest.param("[image: Inline image 1]\n", id="Gmail's picture"),
        pytest.param("[cid:image001.png@01D20D9E.5B2A9F30]\n", id="Outlook's picture"),
        pytest.param("S/MIME Cryptographic Signature\n", id="S/MIME part by its name"),
        pytest.param("[S/MIME signature that could not be verified]\n", id="S/MIME gateway"),
        pytest.param("This is a cryptographically signed message in MIME format.\n", id="S/MIME preamble"),
        pytest.param(
            "Skipped content of type multipart/mixed-------------- next part --------------\n",
            id="skipped, in one line",
        ),
        pytest.param("--text follows this line--\n", id="Emacs"),
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
        pytest.param("S/MIME signature support is what I built.\n", id="S/MIME in prose"),
        pytest.param("My record is in\nhistory.txt\nand I stand by it.\n", id="file name alone"),
        pytest.param("I like *bold* plans: <https://example.org/plan>\n", id="stars and angle brackets"),
        pytest.param("Attachments:\n\n* my record\n", id="heading"),
    ],
)
def test_own_text_stays(kept: Callable[..., str], body: str) -> None:
    assert kept(body) == body
