"""What bytes say against what was declared of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.mail.text import decode_bytes

RUSSIAN = "Привет всем, я хотел бы вести проект ещё один цикл.\nСпасибо за внимание."
CHINESE = "大家好，我想继续负责下一个周期的工作。\n谢谢大家的支持。"
TRADITIONAL = "大家好，我想繼續負責下一個週期的工作。\n謝謝大家的支持。"
KOREAN = "안녕하세요, 다음 주기에도 이 일을 맡고 싶습니다.\n감사합니다."
JAPANESE = "皆さん、こんにちは。次のサイクルも担当したいと思います。\nよろしくお願いします。"
GERMAN = "Schöne Grüße — ich möchte weitermachen.\nBis später"


@pytest.mark.parametrize(
    ("data", "declared", "text", "note"),
    [
        pytest.param(b"plain", None, "plain", None, id="ascii"),
        pytest.param("é".encode(), None, "é", None, id="utf-8-undeclared"),
        pytest.param("é".encode(), "UTF-8", "é", None, id="utf-8"),
        pytest.param("é".encode(), "utf8", "é", None, id="utf8-without-hyphen"),
        pytest.param(b"\xe9", "iso-8859-1", "é", None, id="latin-1"),
        pytest.param(b"\x93x\x94", "iso-8859-1", "“x”", None, id="latin-1-that-is-cp1252"),
        pytest.param(
            b"I\x92d \x93say\x94 \xb3",
            "iso-8859-2",
            "I’d “say” ł",
            "charset iso-8859-2; signs that it lacks read as cp1252",
            id="latin-2-with-quotes-of-windows",
        ),
        pytest.param(
            b"I\x92d \x85",
            "iso-8859-15",
            "I’d …",
            "charset iso-8859-15; signs that it lacks read as cp1252",
            id="latin-9-with-quotes-of-windows",
        ),
        pytest.param("né".encode("utf-16") + b"\n", "utf-16", "né", None, id="utf-16-and-half-a-letter"),
        pytest.param(b"\xa1\xa2", "windows-874", "กข", None, id="thai-of-windows"),
        pytest.param(b"\xa1\xa2 \x93x\x94", "TIS-620", "กข “x”", None, id="thai-with-quotes-of-windows"),
        pytest.param(
            "a été là\n".encode("cp037") * 12,
            None,
            "a été là\n" * 12,
            "no charset, read as cp037",
            id="ebcdic",
        ),
        pytest.param("é".encode("cp1252"), "x-windows-1252", "é", None, id="x-before-a-name"),
        pytest.param(
            b"\x1b$B-!\x1b(B \x1b$BF|\x1b(B",
            "iso-2022-jp",
            "① 日",
            "charset iso-2022-jp; signs that it lacks read as well",
            id="iso-2022-jp-with-signs-of-nec",
        ),
        pytest.param(
            b"a\x1b(I1\x1b(B \x1b$B-!\x1b(B",
            "iso-2022-jp",
            "aｱ ①",
            "charset iso-2022-jp; signs that it lacks read as well",
            id="iso-2022-jp-with-half-width-kana",
        ),
        pytest.param(
            b"\xad\xa1 " + "日".encode("euc_jp"),
            "euc-jp",
            "① 日",
            "charset euc-jp; signs that it lacks read as well",
            id="euc-jp-with-signs-of-nec",
        ),
        pytest.param(
            "碁銹裏墻恒粧嫺".encode("cp950"), "big5", "碁銹裏墻恒粧嫺", None, id="big5-with-signs-of-eten"
        ),
        pytest.param(
            "中文㗎".encode("big5hkscs"),
            "big5",
            "中文㗎",
            "charset big5; signs that it lacks read as well",
            id="big5-with-signs-of-hong-kong",
        ),
        pytest.param(
            "Grüße – b".encode() + b"\xe1h",
            "utf-8",
            "Grüße – báh",
            "charset utf-8; bytes that are no utf-8 in 1 lines",
            id="stray-byte-in-utf-8",
        ),
        pytest.param(
            "I’d go to Köln".encode() + b"\xe2\x80",
            "utf-8",
            "I’d go to Köln\ufffd",
            "charset utf-8; bytes that are no utf-8 in 1 lines",
            id="letter-cut-off",
        ),
        pytest.param(
            b"\x81", "iso-8859-1", "\x81", "charset iso-8859-1; 1 lines read as cp1252", id="in-no-cp1252"
        ),
        pytest.param(
            "é".encode(), "iso-8859-1", "é", "charset iso-8859-1, read as utf-8", id="latin-1-that-is-utf-8"
        ),
        pytest.param("é".encode(), "us-ascii", "é", None, id="ascii-that-is-utf-8"),
        pytest.param(
            "中文测试".encode(),
            "gb2312",
            "中文测试",
            "charset gb2312, read as utf-8",
            id="gb2312-that-is-utf-8",
        ),
        pytest.param("中文".encode("gbk"), "gb2312", "中文", None, id="gb2312"),
        pytest.param("안녕".encode("cp949"), "ks_c_5601-1987", "안녕", None, id="korean-by-its-old-name"),
        pytest.param(
            "い".encode("iso2022_jp"),
            None,
            "い",
            "no charset, read as iso2022_jp_2",
            id="iso-2022-jp-undeclared",
        ),
        pytest.param(
            "い".encode("iso2022_jp"),
            "utf-8",
            "い",
            "charset utf-8, read as iso2022_jp_2",
            id="iso-2022-jp-as-utf-8",
        ),
        pytest.param(
            "이".encode("iso2022_kr"),
            None,
            "이",
            "no charset, read as iso2022_kr",
            id="iso-2022-kr-undeclared",
        ),
        pytest.param(b"a\x1b$Bx", None, "a\x1b$Bx", None, id="escape-that-begins-nothing"),
        pytest.param(b"\xc3\xa9", "x-nobody", "é", "charset x-nobody, read as utf-8", id="unknown-name"),
        pytest.param(
            b"plain", "x-nobody", "plain", "charset x-nobody, read as utf-8", id="unknown-name-ascii"
        ),
        pytest.param(
            b"plain", "\x1b[31m", "plain", "charset that is no name, read as utf-8", id="name-for-a-terminal"
        ),
        pytest.param(
            b"plain", "rot13", "plain", "charset rot13, read as utf-8", id="codec-that-is-no-charset"
        ),
        pytest.param(
            b"a-zz", "punycode", "a-zz", "charset punycode, read as utf-8", id="codec-of-host-names"
        ),
        pytest.param(
            b"plain text", "utf-16", "plain text", "charset utf-16, read as utf-8", id="utf-16-that-is-not"
        ),
        pytest.param("né".encode("utf-16"), None, "né", "no charset, read as utf-16", id="utf-16-mark"),
        pytest.param("né".encode("utf-32"), None, "né", "no charset, read as utf-32", id="utf-32-mark"),
        pytest.param("né".encode("utf-16"), "utf-16", "né", None, id="utf-16"),
        pytest.param(
            "né".encode("utf-16"),
            "utf-16be",
            "né",
            "charset utf-16be, read as utf-16",
            id="utf-16-of-the-other-order",
        ),
        pytest.param(b"+AOk-", "utf-7", "é", None, id="utf-7"),
        pytest.param(b"+2AA-", "utf-7", "+2AA-", "charset utf-7, read as utf-8", id="utf-7-half-a-pair"),
        pytest.param(b"\xef\xbb\xbfx", None, "x", None, id="utf-8-mark"),
        pytest.param("\ufeffé".encode(), "utf-8", "é", None, id="utf-8-mark-declared"),
        pytest.param(
            "\ufeffé".encode(),
            "cp1252",
            "é",
            "charset cp1252, read as utf-8-sig",
            id="utf-8-mark-against-cp1252",
        ),
        pytest.param(
            b"caf\xe9", "utf-8", "café", "charset utf-8; charset guessed: cp1252", id="utf-8-that-is-cp1252"
        ),
        pytest.param("Ж".encode("koi8-r"), '"KOI8-R"', "Ж", None, id="quoted-name"),
        pytest.param(
            b"\xff a \xfe b \xfd",
            "ascii",
            "ÿ a þ b ý",
            "charset ascii; charset guessed: cp1252",
            id="nothing-fits",
        ),
    ],
)
def test_decode_bytes(data: bytes, declared: str | None, text: str, note: str | None) -> None:
    assert decode_bytes(data, declared) == (text, note)


@pytest.mark.parametrize(
    ("text", "codec", "guess"),
    [
        pytest.param(RUSSIAN, "koi8-r", "koi8_r", id="koi8-r"),
        pytest.param(RUSSIAN, "cp1251", "cp1251", id="cp1251"),
        pytest.param(CHINESE, "gb18030", "gb18030", id="gb18030"),
        pytest.param(TRADITIONAL, "big5", "big5", id="big5"),
        pytest.param(KOREAN, "euc-kr", "cp949", id="euc-kr"),
        pytest.param(JAPANESE, "shift_jis", "cp932", id="shift_jis"),
        pytest.param(JAPANESE, "euc-jp", "euc_jp", id="euc-jp"),
        pytest.param(GERMAN, "cp1252", "cp1252", id="cp1252"),
    ],
)
@pytest.mark.parametrize(
    "before", ["", "Hello all,\n\nsome words in English come first,\nand more of them.\n\n"]
)
def test_undeclared_text_is_read_in_the_charset_it_was_written_in(
    text: str, codec: str, guess: str, before: str
) -> None:
    assert decode_bytes((before + text).encode(codec)) == (
        before + text,
        f"no charset; charset guessed: {guess}",
    )


def test_a_signature_in_another_charset_leaves_the_other_lines_alone() -> None:
    lines = ["Größe".encode(), "naïve".encode(), b"plain", b"M\xfcller"]
    text, note = decode_bytes(b"\n".join(lines), "utf-8")
    assert text == "Größe\nnaïve\nplain\nMüller"
    assert note == "charset utf-8; 1 lines read as cp1252"


def test_a_quoted_reply_in_koi8_within_utf_8_is_read_line_by_line() -> None:
    own, quoted = "Да, согласен полностью", "> Привет всем, кто ещё читает список"
    data = b"\n".join([*[own.encode()] * 3, quoted.encode("koi8-r")])
    assert decode_bytes(data, "utf-8") == (
        "\n".join([own] * 3 + [quoted]),
        "charset utf-8; 1 lines read as koi8_r",
    )


def test_a_line_that_no_charset_fits_keeps_its_bytes() -> None:
    data = b"\n".join(["ééé".encode(), "ééé".encode(), b"\x81\xff\x81"])
    assert decode_bytes(data, "utf-8")[0].split("\n")[2] == "\x81ÿ\x81"


def test_a_long_text_is_guessed_from_its_beginning_without_a_letter_cut_in_two() -> None:
    text = "大家好，我想继续负责\n" * 5000
    assert decode_bytes(text.encode("gb18030")) == (text, "no charset; charset guessed: gb18030")


@given(
    st.binary(max_size=300),
    st.one_of(
        st.none(), st.text(max_size=20), st.sampled_from(["utf-7", "hz", "koi8-r", "utf-16", "gb2312"])
    ),
)
def test_total_and_encodable(data: bytes, declared: str | None) -> None:
    text, _ = decode_bytes(data, declared)
    assert text.encode().decode() == text


@given(st.text(max_size=200).filter(lambda text: "\x1b" not in text and not text.startswith("\ufeff")))
def test_utf_8_comes_back_whatever_was_declared(text: str) -> None:
    assert decode_bytes(text.encode())[0] == text
    assert decode_bytes(text.encode(), "us-ascii")[0] == text
