import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.people.sender import display_name, labelled_nick, person_from, person_part, restored, signed


@pytest.mark.parametrize(
    ("header", "name", "nick", "person"),
    [
        pytest.param("Ada Example", "Ada Example", None, "Ada_Example", id="plain"),
        pytest.param('"Ada Example"', "Ada Example", None, "Ada_Example", id="quoted"),
        pytest.param("Example, Ada", "Ada Example", None, "Ada_Example", id="last-name-first"),
        pytest.param("Ada Example, Jr.", "Ada Example, Jr.", None, "Ada_Example_Jr", id="comma-before-junior"),
        pytest.param("Ada (ada42) Example", "Ada (ada42) Example", "ada42", "Ada_Example", id="nick-between"),
        pytest.param("Ada Example (ada42)", "Ada Example (ada42)", "ada42", "Ada_Example", id="nick-behind"),
        pytest.param('Ada "fern" Example', 'Ada "fern" Example', "fern", "Ada_Example", id="nick-in-quotes"),
        pytest.param("Ada Example (IRC: Ada42)", "Ada Example (IRC: Ada42)", "Ada42", "Ada_Example", id="irc"),
        pytest.param("Ada Example (Big Cloud)", "Ada Example", None, "Ada_Example", id="employer"),
        pytest.param("Example, Ada (Big Cloud)", "Ada Example", None, "Ada_Example", id="turned-and-employer"),
        pytest.param("Ada Example -X (aexampl - FIRM at Big)", "Ada Example (aexampl - FIRM at Big)", "aexampl",
                     "Ada_Example", id="contractor"),
        pytest.param("Ada Example via some-list", "Ada Example", None, "Ada_Example", id="via-list"),
        pytest.param("Zoë Ångström-Łuk", "Zoë Ångström-Łuk", None, "Zoë_Ångström-Łuk", id="letters-kept"),
        pytest.param("山田 花子", "山田 花子", None, "山田_花子", id="other-script"),
        pytest.param("Zoe\u0308 Example", "Zoë Example", None, "Zoë_Example", id="composed"),
        pytest.param("Ada E. Example", "Ada E. Example", None, "Ada_E._Example", id="initial"),
        pytest.param("adaex", "adaex", None, "adaex", id="one-word"),
        pytest.param("../../Ada Example", "../../Ada Example", None, "Ada_Example", id="path"),
        pytest.param("Ada\x1b[31m Example\r\n", "Ada\x1b[31m Example", None, None, id="escape"),
    ],
)  # fmt: skip
def test_the_sender_is_named(header: str, name: str, nick: str | None, person: str | None) -> None:
    answer, _ = person_from(header, "ada at example.org", "", "")
    assert answer.email == "ada@example.org"
    if person is not None:
        assert (answer.name, answer.nick, answer.stem) == (name, nick, person)
    assert answer.stem is not None
    assert "\x1b" not in answer.stem


@pytest.mark.parametrize(
    ("below", "name", "nick"),
    [
        pytest.param("Thanks for listening.\n\n-- Ada Example (adaex", "Ada Example", "adaex", id="cut-off"),
        pytest.param("Thanks,\nAda Example (adaex)", "Ada Example", "adaex", id="nick"),
        pytest.param("Cheers\n\n- Ada Example", "Ada Example", None, id="dash"),
        pytest.param("Best regards,\nAda van der Example", "Ada van der Example", None, id="particles"),
        pytest.param("Thank you,\nAda Example\nIRC: adaex", "Ada Example", "adaex", id="nick-below"),
        pytest.param("Regards, Ada Example", "Ada Example", None, id="on-one-line"),
        pytest.param(
            "Thanks!\n\nAda Example.\n\n[1] https://example.org/a", "Ada Example", None, id="references"
        ),
        pytest.param(
            "My name is Ada Example and I stand.\n\nBye all of you then", "Ada Example", None, id="introduced"
        ),
        pytest.param("Best,\nZoë Ångström", "Zoë Ångström", None, id="letters"),
    ],
)
def test_a_full_name_below_the_text_counts_without_a_sender(below: str, name: str, nick: str | None) -> None:
    answer, _ = person_from(None, None, "", f"I am running.\n\n{below}\n")
    assert (answer.name, answer.nick) == (name, nick)
    assert answer.stem == name.replace(" ", "_")


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("Thanks\nAda.", id="first-name"),
        pytest.param("Best regards,\nAda", id="first-name-after-closing"),
        pytest.param("-ada", id="nick-like"),
        pytest.param("Best Regards", id="closing"),
        pytest.param("Kind Regards,\n\nThe Heat Team", id="team"),
        pytest.param("Thanks,\nSenior Software Engineer", id="title"),
        pytest.param("we met people of\nExample College.", id="end-of-prose"),
        pytest.param("", id="nothing"),
    ],
)
def test_less_than_a_full_name_is_nobody(below: str) -> None:
    answer, reasons = person_from(None, None, "", f"I am running.\n\n{below}")
    assert answer.stem is None
    assert answer.name is None
    assert reasons


def test_a_first_name_alone_is_given_as_the_reason() -> None:
    assert "Ada" in person_from(None, None, "", "I am running.\n\nThanks\nAda.")[1][0]


def test_a_signature_is_read_before_the_statement() -> None:
    assert (
        person_from(None, None, "-- \nAda Example", "Hello.\n\nThanks,\nBert Other")[0].name == "Ada Example"
    )


def test_an_address_stands_in_where_nobody_is_named() -> None:
    answer, _ = person_from("ada at example.org", "ada at example.org", "", "Hello.")
    assert (answer.name, answer.stem) == (None, "ada@example.org")


@pytest.mark.parametrize(
    ("shown", "address"),
    [
        pytest.param("ada at example.org", "ada@example.org", id="at"),
        pytest.param("<ada@example.org>", "ada@example.org", id="brackets"),
        pytest.param("ada (at) example.org", "ada@example.org", id="at-in-brackets"),
        pytest.param("ad...@example.org", None, id="masked"),
        pytest.param("ada", None, id="no-host"),
        pytest.param("a b@example.org", None, id="blank"),
        pytest.param("../x@../../etc", None, id="path"),
        pytest.param(None, None, id="none"),
    ],
)
def test_addresses(shown: str | None, address: str | None) -> None:
    assert restored(shown) == address


TEXT = st.text(max_size=60)


@given(TEXT, TEXT, TEXT, TEXT)
def test_every_person_is_one_safe_path_component(name: str, address: str, below: str, text: str) -> None:
    answer, reasons = person_from(name, address, below, text)
    assert reasons
    if answer.stem is not None:
        assert answer.stem not in ("", ".", "..")
        assert not set(answer.stem) & set('/\\\x00\n\r\t :*?"<>|')
        assert answer.stem.isprintable()
        assert len(answer.stem.encode()) < 250


def test_the_last_full_name_signs() -> None:
    assert signed("Bert Other wrote once.\n\nThanks,\nAda Example\n").name == "Ada Example"


def test_a_nick_on_its_own_line_belongs_to_the_name_above() -> None:
    found = signed("Thanks,\nAda Example\nIRC: adaex")
    assert (found.name, found.nick) == ("Ada Example", "adaex")


def test_a_first_name_is_told_from_a_full_one() -> None:
    found = signed("Thanks,\nAda.")
    assert (found.name, found.short, found.line) == (None, "Ada", "Ada.")


def test_a_name_far_above_the_end_signs_nothing() -> None:
    assert signed("Ada Example\n" + "\nmore prose here." * 20).name is None


@pytest.mark.parametrize(
    "part", ["\n", "A ", "Ada Example\n", "My name is ", "(", "thanks ", "- ", "[1]", "a://"]
)
def test_time_grows_with_length_and_no_faster(part: str) -> None:
    start = time.process_time()
    signed(part * (200_000 // len(part)))
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("line", "nick"),
    [
        pytest.param("IRC: AdaX", "AdaX", id="label"),
        pytest.param("irc nick: ada_", "ada_", id="long-label"),
        pytest.param("@ada", None, id="at-alone"),
        pytest.param("ada", None, id="no-label"),
        pytest.param("IRC: every day at nine", None, id="prose"),
    ],
)
def test_labelled_nicks(line: str, nick: str | None) -> None:
    assert labelled_nick(line) == nick


@pytest.mark.parametrize("text", ["", "...", "-", "/", "\u202e", "()", "\x00"])
def test_nothing_safe_is_no_person(text: str) -> None:
    assert person_part(text) is None


@given(st.text(max_size=60))
def test_a_person_folds_to_its_own_name(text: str) -> None:
    part = person_part(text)
    assert part is None or person_part(part) == part


@pytest.mark.parametrize("part", [" ", "(", '"', " via ", "a(", "-X ", "[a]"])
def test_names_are_taken_apart_in_linear_time(part: str) -> None:
    start = time.process_time()
    display_name(part * 100_000)
    assert time.process_time() - start < 1
