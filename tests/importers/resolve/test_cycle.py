import gzip
import json
import re
import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.identify.text import Text
from importers.model import Role
from importers.reference.tables import load
from importers.resolve.cycle import mentions, named_cycle, resolve_cycle

REFERENCE = load()
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))])


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "role", "cycle"),
    [
        pytest.param("2016-09-14", "PTL", "ocata", id="within-nominations"),
        pytest.param("2016-09-05", "PTL", "ocata", id="a-week-early"),
        pytest.param("2016-09-15", "TC", "ocata", id="committee-while-leads-are-nominated"),
        pytest.param("2017-04-12", "TC", "pike", id="committee-months-after-leads"),
        pytest.param("2017-02-05", "PTL", "pike", id="while-people-vote"),
        pytest.param("2019-02-14", "TC", "train", id="committee-before-leads"),
        pytest.param("2019-03-06", "PTL", "train", id="leads-after-committee"),
        pytest.param("2019-03-10", None, "train", id="role-unknown"),
        pytest.param("2021-04-01", "TC", "xena", id="vacant-seat"),
        pytest.param("2013-11-04", "PTL", "icehouse", id="by-election"),
        pytest.param("2012-09-01", "PTL", "grizzly", id="opening-not-recorded"),
        pytest.param("2013-03-07", "PTL", "havana", id="on-the-last-day"),
        pytest.param("2025-02-20", "TC", "2025.2", id="no-vote-held"),
        pytest.param("2016-06-20", "PTL", None, id="between-elections"),
        pytest.param("2005-01-01", None, None, id="before-all"),
    ],
)
def test_the_date_says_which_election(date: str, role: Role | None, cycle: str | None) -> None:
    answer = resolve_cycle(Text("PTL candidacy", "I am running."), day(date), role, REFERENCE)
    assert answer.value == cycle
    assert answer.reasons
    assert answer.conflict is None


@pytest.mark.parametrize(
    ("subject", "statement", "cycle"),
    [
        pytest.param("[cinder] Rocky PTL candidacy", "Hello.", "rocky", id="subject"),
        pytest.param("[tc] candidacy for zed", "Hello.", "zed", id="subject-small-letters"),
        pytest.param(
            "", "I announce my candidacy for the Manila PTL for the\nRocky cycle.", "rocky", id="declared"
        ),
        pytest.param("", "This is my candidacy for Oslo PTL in the 'U' cycle.", "ussuri", id="quoted-letter"),
        pytest.param("", "I am running for Kolla PTL for the T release.", "train", id="letter"),
        pytest.param(
            "", "I submit my candidacy for Nova PTL for 2024.1 (Caracal).", "2024.1", id="number-and-name"
        ),
        pytest.param("", "I nominate myself as PTL of Trove during the Bugbear cycle.", "bobcat", id="alias"),
        pytest.param("", "I nominate myself as PTL for 2023.2.", "bobcat", id="number-at-the-end"),
        pytest.param(
            "",
            "I was PTL for Pike. I'd like to announce my candidacy for Queens.",
            "queens",
            id="history-first",
        ),
        pytest.param(
            "",
            "Having served as PTL since Juno, I'd like to run for PTL again for Kilo.",
            "kilo",
            id="same-sentence",
        ),
        pytest.param(
            "",
            "I have been PTL in the Train and Ussuri cycles and I would like to continue as PTL.",
            None,
            id="history-in-the-declaring-sentence",
        ),
        pytest.param(
            "", "I want to be PTL. I worked on it even before the Kilo release.", None, id="history-alone"
        ),
        pytest.param("", "I am running for PTL in the next cycle.", None, id="next-is-no-name"),
        pytest.param("", "I am running for PTL of Heat. My goals for Mitaka:", "mitaka", id="plans"),
        pytest.param(
            "",
            "I am running for PTL. My goals for Mitaka stand. In Newton we met.",
            None,
            id="plans-of-an-older-cycle",
        ),
        pytest.param("", "I am running for PTL. We train people to run a pike.", None, id="ordinary-words"),
        pytest.param("Candidacy of Victoria Example for the TC", "Hello.", None, id="first-name-of-a-person"),
        pytest.param(
            "", "I am running for PTL. R&D development is a release matter.", None, id="stray-letters"
        ),
        pytest.param("", "I am running for PTL for the E cycle.", None, id="letter-of-two-cycles"),
        pytest.param("[nova] 2099.1 PTL candidacy", "Hello.", None, id="number-nobody-knows"),
    ],
)
def test_without_a_date_only_a_declaration_counts(subject: str, statement: str, cycle: str | None) -> None:
    answer = resolve_cycle(Text(subject, statement), None, "PTL", REFERENCE)
    assert answer.value == cycle
    assert answer.reasons[0] == "no date"


def test_a_letter_of_two_cycles_is_told_by_the_date() -> None:
    text = "I am running for PTL for the E cycle."
    assert resolve_cycle(Text("", text), day("2024-11-30"), "PTL", REFERENCE).value == "2025.1"


def test_history_is_named_as_such() -> None:
    text = "I want to be PTL. I worked on it even before the Kilo release."
    assert any("kilo" in reason and "history" in reason for reason in _reasons(text, None))


def test_the_election_wins_over_the_text_and_says_so() -> None:
    answer = resolve_cycle(Text("[heat] Newton PTL candidacy", "Hello."), day("2016-09-14"), "PTL", REFERENCE)
    assert answer.value == "ocata"
    assert answer.conflict is not None
    assert "newton" in answer.conflict


def test_text_and_date_that_agree_are_both_given() -> None:
    answer = resolve_cycle(Text("[heat] Ocata PTL candidacy", "Hello."), day("2016-09-14"), "PTL", REFERENCE)
    assert answer.value == "ocata"
    assert len(answer.reasons) == 2
    assert answer.conflict is None


@pytest.mark.parametrize(
    ("date", "cycle", "conflict"),
    [
        pytest.param("2016-11-20", "ocata", False, id="weeks-late"),
        pytest.param("2016-08-10", "ocata", False, id="weeks-early"),
        pytest.param("1970-01-01", "ocata", False, id="clock-at-zero"),
        pytest.param("2038-01-19", "ocata", False, id="clock-ahead"),
        pytest.param("2018-06-01", None, True, id="another-year"),
    ],
)
def test_outside_every_election_the_text_counts_when_near(
    date: str, cycle: str | None, conflict: bool
) -> None:
    answer = resolve_cycle(Text("[heat] Ocata PTL candidacy", "Hello."), day(date), "PTL", REFERENCE)
    assert answer.value == cycle
    assert (answer.conflict is not None) is conflict


def test_a_date_without_a_zone_is_read_as_utc() -> None:
    date = day("2016-09-14").replace(tzinfo=None)
    assert resolve_cycle(Text("", ""), date, "PTL", REFERENCE).value == "ocata"


def _reasons(text: str, date: datetime | None) -> tuple[str, ...]:
    return resolve_cycle(Text("", text), date, "PTL", REFERENCE).reasons


@given(
    st.text(max_size=80),
    st.text(max_size=200),
    st.none() | st.datetimes(timezones=ZONES),
    st.sampled_from(["PTL", "TC", None]),
)
def test_every_answer_is_a_known_folder_or_none_with_a_reason(
    subject: str, statement: str, date: datetime | None, role: Role | None
) -> None:
    answer = resolve_cycle(Text(subject, statement), date, role, REFERENCE)
    assert answer.reasons
    assert answer.value is None or answer.value in {cycle.name for cycle in REFERENCE.cycles}


@given(st.sampled_from(REFERENCE.elections()), st.floats(0, 1))
def test_every_moment_of_an_election_is_its_cycle(held: tuple, part: float) -> None:  # type: ignore[type-arg]
    cycle, vote = held
    moment = vote.opens + part * (vote.closes - vote.opens)
    role = "TC" if vote.kind == "TC" else "PTL"
    assert resolve_cycle(Text("", ""), moment, role, REFERENCE).value == cycle.name
    assert resolve_cycle(Text("", ""), vote.opens - timedelta(days=10), role, REFERENCE).value == cycle.name


@pytest.mark.corpus
def test_every_candidacy_of_the_known_months_falls_in_its_election(corpus: Path) -> None:
    dates: dict[str, datetime] = {}
    for month in sorted((corpus / "month/pipermail/openstack-dev").glob("*.txt.gz")):
        text = gzip.decompress(month.read_bytes()).decode("utf-8", "replace")
        heads = r"^Date: (.*)\n(?:[A-Z].*\n(?:[ \t].*\n)*)*?Message-ID: *(\S+)"
        dates |= {
            found[2]: parsedate_to_datetime(found[1]) for found in re.finditer(heads, text, re.MULTILINE)
        }
    truth = [json.loads(line) for line in (corpus / "month/truth.jsonl").read_text("utf-8").splitlines()]
    known = [each for each in truth if each["label"] == "candidacy"]
    for role in (True, False):
        answers = [
            resolve_cycle(
                Text("", each["statement"]),
                dates[each["message_id"]],
                each["role"] if role else None,
                REFERENCE,
            )
            for each in known
        ]
        assert [answer.value for answer in answers] == [each["cycle"] for each in known]


@pytest.mark.parametrize(
    ("text", "cycles"),
    [
        pytest.param(
            "Pike and 2025.1, then Caracal", ["pike", "2025.1", "2024.1"], id="names-numbers-aliases"
        ),
        pytest.param("version 12025.1 or 2025.10", [], id="longer-numbers"),
        pytest.param("oslo.train and pre-pike", [], id="parts-of-names"),
        pytest.param("the 'S' cycle", ["stein"], id="letter"),
        pytest.param("A release and a cycle", [], id="article"),
        pytest.param("Rocky Example spoke", [], id="first-name"),
        pytest.param("Rocky Nova PTL", ["rocky"], id="team-after-the-cycle"),
    ],
)
def test_mentions(text: str, cycles: list[str]) -> None:
    assert [found.cycle for found in mentions(text, None, REFERENCE)] == cycles


def test_small_letters_are_a_cycle_only_beside_its_word() -> None:
    found = list(mentions("the train to the train cycle", None, REFERENCE))
    assert [each.sure for each in found] == [False, True]


def test_the_newest_of_several_in_a_subject_is_taken_and_the_others_named() -> None:
    found = named_cycle(Text("After Pike: Queens PTL candidacy", ""), None, "PTL", REFERENCE)
    assert found.value == "queens"
    assert "pike" in found.reasons[0]


def test_plans_of_a_committee_candidate_name_no_cycle() -> None:
    text = "I stand for the TC. My goals for Mitaka are many."
    assert named_cycle(Text("", text), None, "TC", REFERENCE).value is None


@pytest.mark.parametrize(
    ("text", "role", "cycle"),
    [
        pytest.param("If you make me PTL for Newton I plan to begin with what was left.", "PTL", "newton", id="past behind the plan"),
        pytest.param("My focus for Stein will be the work that was started in Rocky.", "PTL", "stein", id="an older cycle recalled"),
        pytest.param("Looking forward to the Queens cycle, the current work goes on.", "PTL", "queens", id="another clause recalls"),
        pytest.param("Since Queens was planned I worked on docs.", "PTL", None, id="past alone"),
        pytest.param("I want to continue as Heat PTL for the Queen’s release.", "PTL", "queens", id="apostrophe"),
        pytest.param("I am serving as chair of the TC in the Xena cycle. In Yoga I want to go on.", "TC", "yoga", id="holds it today"),
        pytest.param("We did much for the community goal in the Train cycle, and I will go on.", "TC", None, id="no plan of one's own"),
    ],
)  # fmt: skip
def test_the_clause_of_a_cycle_says_whether_it_is_planned_for(
    text: str, role: Role, cycle: str | None
) -> None:
    assert named_cycle(Text("", text), None, role, REFERENCE).value == cycle


def test_a_letter_goes_to_the_cycle_near_the_date() -> None:
    early, late = datetime(2012, 9, 1, tzinfo=UTC), datetime(2025, 9, 1, tzinfo=UTC)
    read = [[found.cycle for found in mentions("the G cycle", date, REFERENCE)] for date in (early, late)]
    assert read == [["grizzly"], ["2026.1"]]


@pytest.mark.parametrize("part", ["Pike ", "for the ", "I plan for Pike, ", "'U' cycle ", "was ", "2025.1"])
def test_time_grows_with_length_and_no_faster(part: str) -> None:
    start = time.process_time()
    named_cycle(Text("", part * (60_000 // len(part))), None, "PTL", REFERENCE)
    assert time.process_time() - start < 2
