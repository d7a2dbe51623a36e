"""Candidacies from a repository: every file once, with its first commit, and nothing made up."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from importers.repository.candidacies import GitCandidacy, candidacies
from scraper.git.history import Limits
from scraper.git.reading import repository_at
from scraper.model import Skipped
from tests.repositories import ANN, START, Content, Repository

ALIASES = {"u": "ussuri", "u-tba": "ussuri", "2023.1": "antelope"}
TEXT = b"I have led this team for a year, and I would like to go on with the work on upgrades and on tests.\n"
EDITED = TEXT.replace(b"tests", b"documentation")
OTHER = b"Hello everyone, quotas and placement need care; here is what that means for our next six months.\n"
BOB = "Bob Example <bob@example.org>"


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "made.git")


def read(made: Repository, limits: Limits | None = None) -> tuple[list[GitCandidacy], list[Skipped]]:
    with repository_at(made.path) as repository:
        found = candidacies(repository, ALIASES, limits)
    return found.found, found.skipped


def only(made: Repository) -> GitCandidacy:
    (candidacy,), skipped = read(made)
    assert skipped == []
    return candidacy


def minute(number: int) -> datetime:
    return datetime.fromtimestamp(START + 60 * number, UTC)


def test_one_file_is_one_candidacy(made: Repository) -> None:
    commit = made.commit({"candidates/ocata/OpenStack UX/ann.txt": TEXT}, "Adding Ann for UX\n\nMore.")
    found = only(made)
    assert (found.cycle, found.project, found.person, found.role) == ("ocata", "OpenStack UX", "ann", "PTL")
    assert (found.statement, found.file.path) == (TEXT, "candidates/ocata/OpenStack UX/ann.txt")
    first = found.first
    assert (first.author_date, first.commit, first.summary) == (minute(1), commit, "Adding Ann for UX")
    assert (first.author_name, first.author_email) == ("Ann Example", "ann@example.org")
    assert (found.earlier, found.file.removed, found.flags) == ((), False, ())


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("ann.txt", "ann"),
        ("ann@example.org", "ann@example.org"),
        ("ann", "ann"),
        ("ann.b`.txt", "ann.b`"),
        ("Zoë_Ü.txt", "Zoë_Ü"),
        ("a.txt.txt", "a.txt"),
    ],
)
def test_the_person_is_the_file_name(made: Repository, name: str, person: str) -> None:
    made.commit({f"candidates/ocata/TC/{name}": TEXT})
    assert (only(made).person, only(made).role) == (person, "TC")


SAME = "candidates/ocata/Nova/"
FIRST_COMMIT = [
    pytest.param([{SAME + "ann.txt": TEXT}, {SAME + "ann.txt": EDITED}], id="edited later"),
    pytest.param([{SAME + "ann": TEXT}, {SAME + "ann": None, SAME + "ann.txt": TEXT}], id="renamed"),
    pytest.param([{SAME + "annab": TEXT}, {SAME + "annab": None}, {SAME + "anna": EDITED}], id="replaced in two commits"),
    pytest.param([{SAME + "ann": TEXT}, {SAME + "zed": TEXT}, {SAME + "ann": None}], id="copied then removed"),
    pytest.param([{SAME + "ann": TEXT}, {SAME + "ann": None}, {SAME + "ann": OTHER}], id="withdrawn then put back"),
    pytest.param(
        [{"candidates/u/Nova/ann": TEXT}, {"candidates/u/Nova/ann": None, "candidates/ussuri/Nova/ann": EDITED}],
        id="known folder renamed and file edited",
    ),
    pytest.param(
        [{"candidates/q/Nova/ann": TEXT}, {"candidates/q/Nova/ann": None, "candidates/quark/Nova/ann": TEXT}],
        id="unknown folder renamed",
    ),
    pytest.param(
        [{"candidates/ocata/nova/ann": TEXT}, {"candidates/ocata/nova/ann": None, "candidates/ocata/No_va/ann": TEXT}],
        id="project respelled",
    ),
    pytest.param(
        [{"candidates/ocata/Smaug/ann": TEXT}, {"candidates/ocata/Smaug/ann": None, "candidates/ocata/Karbor/ann": TEXT}],
        id="project renamed",
    ),
]  # fmt: skip


@pytest.mark.parametrize("commits", FIRST_COMMIT)
def test_the_first_commit_dates_and_names_a_candidacy(
    made: Repository, commits: list[dict[str, Content]]
) -> None:
    for number, files in enumerate(commits):
        made.commit(files, f"Change {number}", author=BOB if number else ANN)
    found = only(made)
    first = found.first
    assert (first.author_date, first.author_name, first.summary) == (minute(1), "Ann Example", "Change 0")
    assert not found.file.removed
    assert len({event.commit for event in found.file.events}) == len(commits)
    assert found.file.path in commits[-1] or found.file.path in commits[-2]


def test_earlier_wordings_are_kept_once_each(made: Repository) -> None:
    path = SAME + "ann"
    commits = [made.commit({path: text}) for text in (TEXT, EDITED, TEXT, OTHER)]
    found = only(made)
    assert found.statement == OTHER
    assert [(each.blob, each.commit, each.path) for each in found.earlier] == [
        (made.blob(TEXT), commits[0], path),
        (made.blob(EDITED), commits[1], path),
    ]


def test_a_text_put_over_another_cycles_file_by_mistake_is_no_wording_of_it(made: Repository) -> None:
    made.commit({"candidates/ocata/Nova/ann": TEXT})
    made.commit({"candidates/ocata/Nova/ann": OTHER})
    made.commit({"candidates/ocata/Nova/ann": TEXT, "candidates/pike/Nova/ann": OTHER})
    found = {candidacy.cycle: candidacy for candidacy in read(made)[0]}
    assert (found["ocata"].statement, found["ocata"].earlier) == (TEXT, ())
    assert found["pike"].statement == OTHER


def test_a_withdrawn_candidacy_keeps_its_last_text_and_says_when(made: Repository) -> None:
    made.commit({SAME + "ann": TEXT, SAME + "bob": OTHER})
    made.commit({SAME + "ann": EDITED})
    gone = made.commit({SAME + "ann": None})
    found = {candidacy.person: candidacy for candidacy in read(made)[0]}
    assert found["ann"].statement == EDITED
    assert found["ann"].file.removed
    last = found["ann"].file.events[-1]
    assert (last.author_date, last.commit) == (minute(3), gone)
    assert not found["bob"].file.removed


def test_a_removed_folder_is_filed_under_its_alias(made: Repository) -> None:
    made.commit({"candidates/U-TBA/Nova/ann": TEXT, "candidates/ussuri/Nova/bob": OTHER})
    made.commit({"candidates/U-TBA/Nova/ann": None})
    assert {(c.cycle, c.person) for c in read(made)[0]} == {("ussuri", "ann"), ("ussuri", "bob")}


def test_a_folder_at_head_wins_over_aliases(made: Repository) -> None:
    made.commit({"candidates/2023.1/Nova/ann": TEXT, "candidates/antelope/Nova/bob": OTHER})
    assert {(c.cycle, c.person) for c in read(made)[0]} == {("2023.1", "ann"), ("antelope", "bob")}


def test_the_same_text_for_a_new_cycle_is_a_new_candidacy(made: Repository) -> None:
    made.commit({"candidates/ocata/Nova/ann": TEXT})
    made.commit({"candidates/pike/Nova/ann": TEXT, "candidates/pike/TC/ann": TEXT})
    assert [(c.cycle, c.project, c.first.author_date) for c in read(made)[0]] == [
        ("ocata", "Nova", minute(1)),
        ("pike", "Nova", minute(2)),
        ("pike", "TC", minute(2)),
    ]


@pytest.mark.parametrize(
    ("content", "flags"),
    [
        pytest.param(b"", ("empty",), id="empty"),
        pytest.param(b" \r\n\t\n", ("empty",), id="blank"),
        pytest.param(b"Caf\xe9 at eight\n", ("not-utf-8",), id="latin-1"),
        pytest.param(b"\xef\xbb\xbfHello\r\n", (), id="bom and crlf"),
    ],
)
def test_odd_content_is_kept_byte_for_byte_and_flagged(
    made: Repository, content: bytes, flags: tuple[str]
) -> None:
    made.commit({SAME + "ann": content})
    assert (only(made).statement, only(made).flags) == (content, flags)


def test_two_files_of_one_person_are_both_kept_and_flagged(made: Repository) -> None:
    made.commit({SAME + "ann": TEXT, SAME + "ann.txt": OTHER})
    assert [(c.file.path, c.flags) for c in read(made)[0]] == [
        (SAME + "ann", ("shared-name",)),
        (SAME + "ann.txt", ("shared-name",)),
    ]


@pytest.mark.parametrize("name", [".placeholder", ".gitkeep", ".gitignore"])
def test_placeholders_are_ignored(made: Repository, name: str) -> None:
    made.commit(
        {SAME + "ann": TEXT, SAME + name: b"", f"candidates/{name}": b"", "candidates/x/y/z/" + name: b""}
    )
    assert only(made).person == "ann"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        pytest.param("candidates/README.txt", "is not candidates/", id="beside the cycles"),
        pytest.param("candidates/ocata/README.txt", "is not candidates/", id="beside the projects"),
        pytest.param("candidates/ocata/Nova/extra/ann.txt", "is not candidates/", id="too deep"),
        pytest.param("candidates/ocata/.Nova/ann.txt", "safe path component", id="hidden project"),
        pytest.param("candidates/ocata/Nova/.ann.txt", "safe path component", id="hidden file"),
        pytest.param("candidates/ocata/Nova/.txt", "safe path component", id="no name before the ending"),
        pytest.param("candidates/ocata/Nova/ ann.txt", "safe path component", id="padded"),
        pytest.param("candidates/ocata/Nova/a\\b.txt", "safe path component", id="backslash"),
        pytest.param("candidates/ocata/Nova/a\u202eb.txt", "safe path component", id="text direction"),
        pytest.param("candidates/ocata/Nova/a\x1b[31m.txt", "safe path component", id="terminal escape"),
        pytest.param("candidates/ocata/Nova/-ann.txt", "safe path component", id="an option"),
        pytest.param(
            "candidates/ocata/Nova/" + "a" * 196, "safe path component", id="too long with its ending"
        ),
        pytest.param("candidates/ocata/Nova/" + "a" * 240, "safe path component", id="too long"),
        pytest.param("candidates/ocata/Nova/a\udcff.txt", "not UTF-8", id="not UTF-8"),
    ],
)
def test_other_shapes_are_skipped_and_named(made: Repository, path: str, why: str) -> None:
    made.commit({path: TEXT, SAME + "ann": TEXT})
    found, (skipped,) = read(made)
    assert [candidacy.person for candidacy in found] == ["ann"]
    assert why in skipped.why
    assert skipped.where.startswith("candidates/")
    assert (skipped.where + skipped.why).isprintable()
    assert skipped.lost == (path.count("/") > 2)


def test_parents_in_a_tree_lead_nowhere(made: Repository) -> None:
    blob = made.blob(TEXT)
    project = made.tree([("100644", b"..", blob), ("100644", b"ann", blob)])
    cycle = made.tree([("40000", b"..", project), ("40000", b"Nova", project)])
    top = made.tree([("40000", b"ocata", cycle)])
    made.tree_commit(made.tree([("40000", b"candidates", top)]))
    found, skipped = read(made)
    assert [candidacy.file.path for candidacy in found] == ["candidates/ocata/Nova/ann"]
    assert {s.where for s in skipped} == {"candidates/ocata/..", "candidates/ocata/Nova/.."}


@pytest.mark.parametrize("files", [None, {"README": TEXT}])
def test_a_repository_without_candidates_is_one_skip(
    made: Repository, files: dict[str, Content] | None
) -> None:
    if files:
        made.commit(files)
    found, (skipped,) = read(made)
    assert found == []
    assert skipped.where == "candidates"


def test_a_broken_blob_stops_no_other(made: Repository) -> None:
    folder = made.tree([("100644", b"ann", made.blob(TEXT)), ("100644", b"bob", made.tree([]))])
    cycle = made.tree([("40000", b"Nova", folder)])
    made.tree_commit(made.tree([("40000", b"candidates", made.tree([("40000", b"ocata", cycle)]))]))
    found, (skipped,) = read(made)
    assert [candidacy.person for candidacy in found] == ["ann"]
    assert skipped.where == SAME + "bob"


def test_limits_are_passed_on(made: Repository) -> None:
    made.commit({SAME + "ann": TEXT, SAME + "bob": b"x" * 2000})
    found, (skipped,) = read(made, Limits(blob_bytes=1000))
    assert [candidacy.person for candidacy in found] == ["ann"]
    assert skipped.where == SAME + "bob"


@pytest.mark.parametrize(
    "name", ["Chef_OpenStack", "OpenStack UX", "2024.1", "sc`", "a@b.org", "李", "a" * 191]
)
def test_names_that_are_safe(made: Repository, name: str) -> None:
    made.commit({f"candidates/ocata/Nova/{name}.txt": TEXT})
    assert only(made).person == name


def test_a_name_whose_letters_a_system_took_apart_is_composed(made: Repository) -> None:
    made.commit({"candidates/Que\u0301/Nu\u0308va/Jose\u0301.txt": TEXT})
    found = only(made)
    assert (found.cycle, found.project, found.person) == ("Qué", "Nüva", "José")
    assert found.file.path == "candidates/Que\u0301/Nu\u0308va/Jose\u0301.txt"
    made.commit({found.file.path: None, "candidates/Que\u0301/Nu\u0308va/José.txt": OTHER})
    assert [former.path for former in only(made).file.formers] == [found.file.path]


def test_both_forms_of_a_name_are_one_persons_and_need_no_longer_name(made: Repository) -> None:
    made.commit({SAME + "Jose\u0301": TEXT, SAME + "José": OTHER})
    assert [(c.person, c.flags) for c in read(made)[0]] == [("José", ()), ("José", ())]


MANY = [
    pytest.param([{SAME + "ann": b"%d" % n * 100} for n in range(9)], [(SAME + "ann", 5)], 1, id="one file, many texts"),
    pytest.param([{f"{SAME}{n}": b"same" * 25 for n in range(9)}], [(f"{SAME}{n}", 1) for n in range(4, 9)], 4,
                 id="one text, many files"),
    pytest.param([{SAME + "old": TEXT * 2}, {SAME + "old": None}, {f"{SAME}{n}": b"%d" % n * 100 for n in range(4)}],
                 [(SAME + "old", 1)], 4, id="those at HEAD first"),
]  # fmt: skip


@pytest.mark.parametrize(("commits", "unread", "kept"), MANY)
def test_texts_of_a_repository_are_bounded_together_and_what_is_over_is_named(
    made: Repository, commits: list[dict[str, Content]], unread: list[tuple[str, int]], kept: int
) -> None:
    for files in commits:
        made.commit(files)
    with repository_at(made.path) as repository:
        found = candidacies(repository, ALIASES, text_bytes=400)
        assert sum(len(found.texts[str(e.blob)]) for c in found.found for e in c.earlier) <= 300
    assert len(found.found) == kept
    assert [(skip.where, int(skip.why.split()[0]), skip.lost) for skip in found.skipped] == [
        (path, count, True) for path, count in unread
    ]
