"""Posts and files of one candidacy become one record, and two candidacies never do."""

from hashlib import sha256
from itertools import permutations
from pathlib import Path
from time import process_time

import pytest
from msgspec.structs import replace

from importers.archive.decisions import RULE
from importers.archive.entry import Entry
from importers.match.place import Files, place
from importers.model import Resolution
from importers.spool import Finding
from tests.commands import hustings, records, reviews
from tests.findings import NADIA as KNOWN
from tests.findings import OLE as OTHER
from tests.findings import OTHER_WORDS, WORDS, entry, finding, withdrawal
from tests.letters import PLANS, post, written
from tests.repositories import Repository

NADIA = post(1)
OLE = post(2, name="Ole Brandt", address="ole@fjord.example")
BODY = NADIA.partition(b"\n\n")[2].decode()
NOBODY = Resolution(name="heatlist", person="heatlist", email="list@x.example")
LONGER = WORDS + "I would also like to thank everybody who wrote a test, and those who read it.\n"


def standing(folder: Path, *posts: bytes) -> dict[str, int]:
    """The key of each record with the number of its sources."""
    hustings("import", written(folder, "m.txt", *posts), "--archive", folder / "archive")
    return {key: len(row["sources"]) for key, row in records(folder / "archive")}


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        pytest.param([NADIA], {"pike/Zaqar/Nadia_Okonkwo": 1}, id="one post"),
        pytest.param([NADIA, NADIA], {"pike/Zaqar/Nadia_Okonkwo": 1}, id="the same bytes twice"),
        pytest.param([NADIA, post(9)], {"pike/Zaqar/Nadia_Okonkwo": 2}, id="posted again under another id"),
        pytest.param(
            [NADIA, post(9, body=BODY.replace("shorten", "halve"))],
            {"pike/Zaqar/Nadia_Okonkwo": 2},
            id="corrected",
        ),
        pytest.param(
            [NADIA, post(9, address="nadia@elsewhere.example")],
            {"pike/Zaqar/Nadia_Okonkwo": 2},
            id="from another address",
        ),
        pytest.param(
            [NADIA, OLE],
            {"pike/Zaqar/Nadia_Okonkwo": 1, "pike/Zaqar/Ole_Brandt": 1},
            id="two people for one seat",
        ),
        pytest.param(
            [NADIA, post(2, project="Heat")],
            {"pike/Zaqar/Nadia_Okonkwo": 1, "pike/Heat/Nadia_Okonkwo": 1},
            id="one person for two seats",
        ),
        pytest.param(
            [
                NADIA,
                post(
                    -3096,
                    subject="[ptl] {project} PTL candidacy for Ocata",
                    body=BODY.replace("Pike", "Ocata"),
                ),
            ],
            {"pike/Zaqar/Nadia_Okonkwo": 1, "ocata/Zaqar/Nadia_Okonkwo": 1},
            id="one person in two cycles",
        ),
    ],
)
def test_one_candidacy_is_one_record(tmp_path: Path, posts: list[bytes], expected: dict[str, int]) -> None:
    for number, order in enumerate(permutations(posts)):
        assert standing(tmp_path / str(number), *order) == expected


SAID = BODY.replace("{project}", "Zaqar")


@pytest.mark.parametrize(
    ("path", "author", "text", "expected"),
    [
        pytest.param(
            "pike/Zaqar/nadia.txt",
            "Nadia Okonkwo <nadia@harbour.example>",
            SAID,
            {"pike/Zaqar/nadia": 2},
            id="same words",
        ),
        pytest.param(
            "pike/Zaqar/nadia.txt",
            "Nadia Okonkwo <n@other.example>",
            "I stand for Zaqar.\n" + PLANS.format(project="the message queue"),
            {"pike/Zaqar/nadia": 2},
            id="other words, same name",
        ),
        pytest.param(
            "pike/Zaqar/nadia.txt",
            "N. O. <nadia@harbour.example>",
            "Vote for me, please.\n",
            {"pike/Zaqar/nadia": 2},
            id="same address",
        ),
        pytest.param(
            "pike/Zaqar/ole.txt",
            "Ole Brandt <ole@fjord.example>",
            "I would like to serve as PTL of Zaqar, which I have used for years in production.\n",
            {"pike/Zaqar/ole": 1, "pike/Zaqar/Nadia_Okonkwo": 1},
            id="another person's file",
        ),
        pytest.param(
            "pike/Heat/nadia.txt",
            "Nadia Okonkwo <nadia@harbour.example>",
            "I would like to serve as PTL of Heat, which I have used for years in production.\n",
            {"pike/Heat/nadia": 1, "pike/Zaqar/Nadia_Okonkwo": 1},
            id="another seat's file",
        ),
    ],
)
def test_a_post_joins_its_file_and_no_other(
    tmp_path: Path, path: str, author: str, text: str, expected: dict[str, int]
) -> None:
    repository = Repository(tmp_path / "election.git")
    repository.commit({f"candidates/{path}": text.encode()}, "Add candidacy", author=author)
    month = written(tmp_path, "m.txt", NADIA)
    for name, order in {"post": [month, repository.path], "file": [repository.path, month]}.items():
        for each in order:
            hustings("import", each, "--archive", tmp_path / name)
        assert {key: len(row["sources"]) for key, row in records(tmp_path / name)} == expected
        for _, row in records(tmp_path / name):
            if len(row["sources"]) > 1:
                assert any("same" in reason for reason in row["identified"]["reasons"])


def test_the_same_words_in_two_files_are_for_a_person(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "election.git")
    text = PLANS.format(project="it").encode()
    for name in ("ada", "bea"):
        repository.commit({f"candidates/pike/Heat/{name}.txt": text}, author=f"{name} <{name}@example.org>")
    body = f"I am a candidate for PTL of Heat in Pike.\n\n{PLANS.format(project='it')}"
    month = written(
        tmp_path, "m.txt", post(5, project="Heat", name="heatlist", address="list@x.example", body=body)
    )
    hustings("import", month, repository.path, "--archive", tmp_path / "archive")
    cited = [
        key for key, row in records(tmp_path / "archive") if any(s["kind"] == "file" for s in row["sources"])
    ]
    waiting = list(reviews(tmp_path / "archive"))
    assert cited in ([], ["pike/Heat/heatlist"])
    assert len(cited) + len(waiting) == 1


def found(post: Finding, entries: list[Entry]) -> tuple[str | None, str]:
    """The key of the post's file and the reasons, the same in whatever order the files come."""
    answers = set()
    for order in list(permutations(entries))[:24]:
        index, reasons = Files(order).find(post)
        answers.add((None if index is None else order[index].key, " ".join(reasons)))
    (answer,) = answers
    return answer


@pytest.mark.parametrize(
    ("known", "words", "files", "expected"),
    [
        pytest.param(KNOWN, OTHER_WORDS, [entry()], 0, id="other words, same seat and name"),
        pytest.param(
            replace(KNOWN, name="nokonk", person="nokonk"),
            OTHER_WORDS,
            [entry("nadia@harbour.example")],
            0,
            id="a file called by the address",
        ),
        pytest.param(KNOWN, WORDS, [entry("nokonk")], 0, id="same words, a file called by a nick"),
        pytest.param(OTHER, OTHER_WORDS, [entry()], None, id="another person in the seat"),
        pytest.param(
            replace(KNOWN, name="Nadia Other", person="Nadia_Other", email="no@x.example"),
            OTHER_WORDS,
            [entry()],
            None,
            id="the same first name",
        ),
        pytest.param(
            replace(KNOWN, name="Nadia", person="Nadia", email="n@x.example"),
            OTHER_WORDS,
            [entry("nadia")],
            None,
            id="a first name alone",
        ),
        pytest.param(KNOWN, WORDS, [entry(cycle="ocata")], None, id="same words, another cycle"),
        pytest.param(KNOWN, WORDS, [entry(project="Zun")], None, id="same words, another project"),
        pytest.param(KNOWN, WORDS, [entry(role="TC", project="TC")], None, id="same words, another office"),
        pytest.param(
            KNOWN, OTHER_WORDS, [entry(), entry("nadia", OTHER_WORDS)], 0, id="by name before words"
        ),
        pytest.param(
            KNOWN,
            OTHER_WORDS,
            [entry(), entry("nadia@harbour.example", OTHER_WORDS)],
            1,
            id="two files of one person: the one in their words",
        ),
        pytest.param(
            OTHER, LONGER, [entry("nadia", WORDS, name="Nadia Okonkwo")], None, id="copied and signed"
        ),
        pytest.param(OTHER, WORDS, [entry()], 0, id="posted for somebody else, word for word"),
        pytest.param(OTHER, "I stand.\n", [entry(words="I stand.\n")], None, id="alike because short"),
        pytest.param(KNOWN, WORDS, [], None, id="no files"),
        pytest.param(NOBODY, "", [entry(words="")], None, id="no words at all"),
    ],
)
def test_find(known: Resolution, words: str, files: list[Entry], expected: int | None) -> None:
    key, reason = found(finding(known=known, words=words), files)
    assert key == (None if expected is None else files[expected].key)
    assert bool(reason) is (expected is not None)


def test_the_same_words_in_several_files_are_for_a_person_who_is_told_which() -> None:
    key, reason = found(finding(known=NOBODY), [entry("ada"), entry("bea", project="Zun")])
    assert key is None
    assert "pike/Zaqar/ada, pike/Zun/bea" in reason


def test_a_text_used_again_in_many_cycles_still_finds_its_own() -> None:
    cycles = ["kilo", "liberty", "mitaka", "newton", "ocata", "queens", "rocky", "stein", "pike"]
    files = [entry("nokonk", cycle=cycle) for cycle in cycles]
    assert found(finding(known=replace(KNOWN, project=None)), files)[0] == "pike/Zaqar/nokonk"


def test_a_doubtful_post_needs_words_beside_the_name() -> None:
    assert found(finding(words=OTHER_WORDS, verdict="review"), [entry()])[0] is None
    assert found(finding(verdict="review"), [entry()])[0] == "pike/Zaqar/Nadia_Okonkwo"


class TestDecided:
    def test_the_file_of_the_person_named(self) -> None:
        post = finding(known=replace(NOBODY, cycle="pike", project="zaqar", person="ada"), rule=RULE)
        assert found(post, [entry("ada", OTHER_WORDS), entry("bea")])[0] == "pike/Zaqar/ada"

    def test_words_do_not_outweigh_it(self) -> None:
        assert found(finding(known=OTHER, rule=RULE), [entry()])[0] is None


EMPTY = "An HTML attachment was scrubbed...\nURL: <http://lists.example/attachments/20170120/1a2b/attachment.html>\n"


def test_a_post_whose_text_was_taken_out_joins_the_same_post_with_its_text(tmp_path: Path) -> None:
    assert standing(tmp_path, NADIA, post(1, body=EMPTY)) == {"pike/Zaqar/Nadia_Okonkwo": 2}
    assert list(reviews(tmp_path / "archive")) == []


def test_a_post_whose_text_nobody_has_is_for_a_person(tmp_path: Path) -> None:
    assert standing(tmp_path, post(1, body=EMPTY)) == {}
    assert [row["rule"] for _, row in reviews(tmp_path / "archive")] == ["subject-without-text"]


def crowd(count: int, **more: str) -> list[Resolution]:
    return [
        replace(KNOWN, **{"person": f"Ann_{n}x", "name": f"Ann {n}x", "email": f"ann@{n}.example"} | more)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("people", "words", "groups"),
    [
        pytest.param(crowd(1500), "I stand.\n", 1500, id="a-seat-with-a-mailbox-and-a-first-name-in-common"),
        pytest.param(crowd(1500), LONGER, 1, id="a-seat-in-the-same-long-words"),
        pytest.param(crowd(1500, email="ann@x.example"), "I stand.\n", 1, id="one-address"),
        pytest.param(crowd(300, name="Ann", person="ann"), "", 300, id="no-full-name"),
    ],
)
def test_time_grows_with_the_number_of_people(people: list[Resolution], words: str, groups: int) -> None:
    posts = [
        finding(number, known, words or sha256(b"%d" % number).hexdigest() * 9)
        for number, known in enumerate(people)
    ]
    before = process_time()
    placed = place(posts, [])
    assert process_time() - before < 8  # measured below 2
    assert (len(placed.groups), len(placed.reviews)) == (groups, 0)


def test_time_grows_with_the_number_of_files_and_of_withdrawals() -> None:
    people = crowd(800)
    files = [entry(str(known.person), f"Words of {known.name}.\n", email=known.email) for known in people]
    posts = [finding(number, known, "I stand.\n") for number, known in enumerate(people)]
    back = [withdrawal(900 + number, known) for number, known in enumerate(people)]
    before = process_time()
    placed = place([*posts, *back], files)
    assert process_time() - before < 8  # measured below 2
    assert all(len(group.posts) == len(group.withdrawals) == 1 for group in placed.groups)
    assert placed.reviews == []
