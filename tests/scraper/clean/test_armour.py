from collections.abc import Callable

import pytest

OWN = "I am running for a seat.\n\n- tests\n- docs\n\nThanks,\nAnn\n"
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
    assert kept(f"{FRAME}{escaped(OWN)}{armour(lines)}") == OWN


def test_signature_inside_the_signed_text_goes(kept: Callable[..., str]) -> None:
    signed = escaped(f"{OWN}\n-- \nAnn Example\nGPG: 0x8EB32FC8\n")
    assert kept(f"{FRAME}{signed}{armour(8)}\n{FOOTER}") == OWN


def test_text_after_the_signature_stays_as_written(kept: Callable[..., str]) -> None:
    assert kept(f"{FRAME}{escaped(OWN)}{armour(3)}- one more item\n") == f"{OWN}- one more item\n"


def test_text_after_a_cut_off_signature_stays(kept: Callable[..., str]) -> None:
    body = f"{FRAME}{escaped(OWN)}-----BEGIN PGP SIGNATURE-----\n\n{LINE * 2}\nMore of mine.\n"
    assert kept(body).split() == f"{OWN} More of mine.".split()


def test_public_key_goes(taken: Callable[..., list[tuple[str, str, str]]], kept: Callable[..., str]) -> None:
    key = f"-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: mine\n\n{LINE * 30}=Ab57\n-----END PGP PUBLIC KEY BLOCK-----\n"
    assert kept(f"{OWN}\n{key}") == OWN
    assert taken(f"{OWN}\n{key}") == [("pgp", "pgp-block", "-----BEGIN PGP PUBLIC KEY BLOCK-----")]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Use -----BEGIN PGP SIGNED MESSAGE----- with care.\n", id="named in prose"),
        pytest.param("- - nested dashes stay outside signed text\n", id="dash-escape lookalike"),
    ],
)
def test_own_text_stays(kept: Callable[..., str], body: str) -> None:
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
    assert kept(f"{OWN}\n{block}") == (f"{OWN}\n{left}" if left else OWN)
