import sqlite3
from contextlib import closing
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.people.same import (
    Directory,
    Person,
    StoredDirectory,
    folded_name,
    grouped,
    may_be_one_name,
    same_person,
)

TEXT = st.text(max_size=60)
ADA = Person("Ada Example", "ada@example.org", "adaex", "Ada_Example")


@pytest.mark.parametrize(
    ("other", "word"),
    [
        pytest.param(Person("A. Nonym", "ADA@example.org"), "address", id="address-folded"),
        pytest.param(Person(stem="ada@example.org"), "address", id="stem-is-the-address"),
        pytest.param(Person("Somebody", other_emails=("ada@example.org",)), "address", id="other-address"),
        pytest.param(Person("EXAMPLE Ada", "x@example.com"), "name", id="order-and-case"),
        pytest.param(Person("Áda Exämple"), "name", id="accents"),
        pytest.param(Person("Ada M. Example"), "name", id="initial"),
        pytest.param(Person("adaex2", other_names=("Ada Example",)), "name", id="other-name"),
        pytest.param(Person(stem="Ada_Example"), "name", id="stem-is-the-name"),
        pytest.param(Person(stem="adaex"), "nick", id="stem-is-the-nick"),
        pytest.param(Person("Q", "adaex@example.com"), "nick", id="nick-is-the-mailbox"),
        pytest.param(Person(email="ada.example@example.com"), "spells", id="mailbox-spells-the-name"),
        pytest.param(Person("Ada Example", "ad...@example.org"), "masked", id="masked-and-name"),
    ],
)
def test_one_person(other: Person, word: str) -> None:
    same, reason = same_person(ADA, other)
    assert same
    assert word in reason
    assert same_person(other, ADA)[0]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Person("Ada"), id="first-name"),
        pytest.param(Person("Ada Other", "ada@example.com"), id="first-name-as-mailbox"),
        pytest.param(Person("Bert Example"), id="last-name"),
        pytest.param(Person("Bert Other", "ad...@example.org"), id="masked-without-the-name"),
        pytest.param(Person(stem="ada"), id="first-name-as-stem"),
        pytest.param(Person(), id="nothing"),
    ],
)
def test_not_one_person(other: Person) -> None:
    assert same_person(ADA, other)[0] is False
    assert same_person(other, ADA)[0] is False


def test_first_names_alone_never_join() -> None:
    assert not same_person(Person("Ada", stem="Ada"), Person("Ada", "x@example.org"))[0]
    assert not same_person(Person("Ada", stem="Ada"), Person("Ada", stem="Ada"))[0]


PEOPLE = st.builds(
    Person,
    st.none() | TEXT,
    st.none() | st.emails(),
    st.none() | TEXT,
    st.none() | TEXT,
)


@given(PEOPLE, PEOPLE)
def test_sameness_is_symmetric(a: Person, b: Person) -> None:
    assert same_person(a, b) == same_person(b, a)


FEW = (
    "ada@example.org",
    "adaex@example.com",
    "ada.example@example.net",
    "ad...@example.org",
    "Ada Example",
    "adaexample",
    "adaex",
)
ALIKE = st.builds(Person, *[st.sampled_from([None, *FEW])] * 4)


@given(st.lists(ALIKE, max_size=6))
def test_groups_are_those_who_are_one_by_way_of_others(people: list[Person]) -> None:
    wanted = list(range(len(people)))
    for _ in people:
        for one, other in product(range(len(people)), repeat=2):
            if same_person(people[one], people[other])[0]:
                wanted[other] = wanted[one] = min(wanted[one], wanted[other])
    assert grouped(len(people), people.__getitem__, Directory()) == wanted
    with closing(sqlite3.connect(":memory:")) as connection:
        assert grouped(len(people), people.__getitem__, StoredDirectory(connection)) == wanted


@given(st.lists(ALIKE, max_size=6), ALIKE)
def test_the_directory_misses_nobody_who_is_one_with_somebody(people: list[Person], person: Person) -> None:
    directory = Directory()
    for number, other in enumerate(people):
        directory.add(number, other)
    one = {number for number, other in enumerate(people) if same_person(person, other)[0]}
    assert one <= directory.near(person)


def test_people_who_share_a_mailbox_a_host_or_a_first_name_are_not_near() -> None:
    directory = Directory()
    people = [Person("Ada Example", "ada@example.org"), Person("Ada Beispiel", "ada@example.net", "adab")]
    for number, person in enumerate(people):
        directory.add(number, person)
    assert directory.near(Person("Ada Voorbeeld", "ada@example.com")) == set()
    assert directory.near(Person("Ada B", "adab@example.net")) == {1}


def test_an_address_joins_what_a_name_does_not() -> None:
    married = Person("Ada Beispiel", "ada@example.org")
    later = Person("Ada Beispiel", "ada.beispiel@example.com")
    people = [ADA, Person("Bert Other"), later, married]
    assert grouped(len(people), people.__getitem__, Directory()) == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Zoë Łuk", "zoe luk", id="accents"),
        pytest.param("Ada Example", "EXAMPLE ADA", id="order"),
        pytest.param("Ada B. Example", "Ada Example", id="initial"),
        pytest.param("Jean-Luc Example", "Jean Luc Example", id="hyphen"),
        pytest.param("Straße Ö", "strasse o", id="sharp-s"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)


def test_two_names_stay_two() -> None:
    assert folded_name("Ada Example") != folded_name("Ida Example")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("Alex Levin", "Alexandre Levin", True, id="short first name"),
        pytest.param("Howard Huang", "Huang Zhipeng", True, id="last name first, another first name"),
        pytest.param("Erik K", "Erik Kaori", True, id="last name cut"),
        pytest.param("Ying Chan", "Chanying Chanying", True, id="one word for both"),
        pytest.param("Andriy Kurilo", "Andriy Kurylo", True, id="misprint"),
        pytest.param("Zhao Chao", "赵超", True, id="two scripts"),
        pytest.param("Maren Holt", "Maren Oldeland", False, id="first name alone"),
        pytest.param("Maren Holt", "Ole Brandt", False, id="nothing in common"),
        pytest.param("Иван Петров", "Мария Орлова", False, id="nothing in common, in one script"),
    ],
)
def test_two_names_on_one_address(one: str, other: str, expected: bool) -> None:
    assert may_be_one_name(one, other) is expected
    assert may_be_one_name(other, one) is expected
