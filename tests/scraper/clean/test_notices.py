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
        pytest.param(
            "CAUTION: This email originated from outside of the company.\n", id="banner of a gateway"
        ),
        pytest.param("[EXTERNAL] External email: think before you click.\n", id="banner in brackets"),
        pytest.param("[Moderator's note: approved late.]\n", id="moderator"),
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


LISTED = "I am running for a seat.\n\n- tests\n- docs\n\nThanks,\nAnn\n"
FRAME = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
LINE = "ZnHbqoX18gKk45xmti+il4thTwoxTMA0bwJpdEOi8RnVSUMdYUG8AqnzOPH6EUrW\n"
FOOTER = (
    "_" * 47
    + "\nExample mailing list\nExample@lists.example.org\nhttps://lists.example.org/listinfo/example\n"
)


def armour(lines: int) -> str:
    return f"-----BEGIN PGP SIGNATURE-----\nVersion: GnuPG v2\n\n{LINE * lines}=Ab57\n-----END PGP SIGNATURE-----\n"


def escaped(text: str) -> str:
    return "".join(f"- {line}" if line.startswith("-") else line for line in text.splitlines(keepends=True))


@pytest.mark.parametrize("lines", [1, 8, 400], ids=["short", "usual", "long"])
def test_clear_signed_text_loses_frame_and_dash_escapes(kept: Callable[..., str], lines: int) -> None:
    assert kept(f"{FRAME}{escaped(LISTED)}{armour(lines)}") == LISTED


def test_signature_inside_the_signed_text_goes(kept: Callable[..., str]) -> None:
    signed = escaped(f"{LISTED}\n-- \nAnn Example\nGPG: 0x8EB32FC8\n")
    assert kept(f"{FRAME}{signed}{armour(8)}\n{FOOTER}") == LISTED


def test_text_after_the_signature_stays_as_written(kept: Callable[..., str]) -> None:
    assert kept(f"{FRAME}{escaped(LISTED)}{armour(3)}- one more item\n") == f"{LISTED}- one more item\n"


def test_text_after_a_cut_off_signature_stays(kept: Callable[..., str]) -> None:
    body = f"{FRAME}{escaped(LISTED)}-----BEGIN PGP SIGNATURE-----\n\n{LINE * 2}\nMore of mine.\n"
    assert kept(body).split() == f"{LISTED} More of mine.".split()


def test_public_key_goes(taken: Callable[..., list[tuple[str, str, str]]], kept: Callable[..., str]) -> None:
    key = f"-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: mine\n\n{LINE * 30}=Ab57\n-----END PGP PUBLIC KEY BLOCK-----\n"
    assert kept(f"{LISTED}\n{key}") == LISTED
    assert taken(f"{LISTED}\n{key}") == [("pgp", "pgp-block", "-----BEGIN PGP PUBLIC KEY BLOCK-----")]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Use -----BEGIN PGP SIGNED MESSAGE----- with care.\n", id="named in prose"),
        pytest.param("- - nested dashes stay outside signed text\n", id="dash-escape lookalike"),
    ],
)
def test_what_only_looks_like_armour_stays(kept: Callable[..., str], body: str) -> None:
    assert kept(body) == body


UUENCODED = "begin 644 statement.txt\nM2&5L;&\\@979E<GEO;F4L\"@I)('=O=6QD\n`\nend\n"
YENC = "=ybegin line=128 size=3 name=x\n:;<\n=yend size=3\n"
MIXED = "VGhpcyBpcyBhIHRlc3QgMTIzNDU2Nzg5MCBhbmQgbW9yZSB3b3Jkcy4gVGhpcyBp\n"
DIGESTS = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n"


@pytest.mark.parametrize(
    ("block", "left"),
    [
        pytest.param(UUENCODED, "", id="uuencode"),
        pytest.param(YENC, "", id="yenc"),
        pytest.param(MIXED * 3 + "c3RhdGVtZW50Lg==\n", "", id="base64-with-its-last-line"),
        pytest.param(MIXED * 5, "", id="base64-of-whole-lines"),
        pytest.param(MIXED * 2, MIXED * 2, id="two-lines-may-be-tokens"),
        pytest.param(DIGESTS * 4, DIGESTS * 4, id="digests"),
        pytest.param("begin 644 the day\nand no line closes it\n", "begin 644 the day\nand no line closes it\n", id="uuencode-without-end"),
    ],
)  # fmt: skip
def test_encoded_attachments_go(kept: Callable[..., str], block: str, left: str) -> None:
    assert kept(f"{LISTED}\n{block}") == (f"{LISTED}\n{left}" if left else LISTED)
