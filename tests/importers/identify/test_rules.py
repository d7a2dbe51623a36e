"""Which posts are candidacies: invented wordings, single flaws, and texts without end."""

import json
from collections import Counter
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.identify.evidence import Evidence
from importers.identify.rules import RULES, identify
from importers.identify.text import Text
from importers.model import Verdict
from importers.read.words import speaks_of_elections
from scraper import clean
from scraper.mail import mbox
from scraper.mail.message import decode
from scraper.model import Message

WORDINGS = Path(__file__).resolve().parents[3] / "fixtures" / "wordings"
Row = dict[str, object]


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (WORDINGS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def post(subject: str, body: str, in_reply_to: str | None = None) -> Message:
    return Message(
        "<post@list.example>",
        f"[openstack-dev] {subject}",
        "A Name",
        "a@name.example",
        None,
        None,
        in_reply_to,
        (),
        (),
        body,
    )


def verdict(message: Message) -> Verdict:
    spans = clean.clean(message)
    return identify(message, spans, Text(message.subject, clean.statement(message.body, spans)))


def message(row: Row) -> Message:
    headers = row["headers"]
    assert isinstance(headers, dict)
    return post(str(row["subject"]), str(row["body"]), headers.get("In-Reply-To"))


CANDIDACIES, OTHERS = rows("candidacies"), rows("others")


def test_wordings_are_found_and_no_others() -> None:
    found = Counter((row["verdict"], verdict(message(row)).verdict) for row in CANDIDACIES + OTHERS)
    stands = sum(count for (truth, _), count in found.items() if truth == "candidacy")
    said = sum(count for (_, answer), count in found.items() if answer == "candidacy")
    asked = sum(count for (_, answer), count in found.items() if answer == "review")
    right = found["candidacy", "candidacy"]
    assert right >= 0.98 * stands
    assert right >= 0.99 * said
    assert asked <= 0.02 * sum(found.values())


def test_the_prefilter_loses_none_of_the_wordings() -> None:
    lost = [row["id"] for row in CANDIDACIES if not speaks_of_elections(message(row))]
    assert lost == []


def test_confidence_means_a_share_of_right_answers() -> None:
    right: Counter[float] = Counter()
    every: Counter[float] = Counter()
    for row in CANDIDACIES + OTHERS:
        found = verdict(message(row))
        if found.verdict != "review" and row["verdict"] != "review":
            every[found.confidence] += 1
            right[found.confidence] += found.verdict == row["verdict"]
    assert [told for told in every if right[told] / every[told] < told - 0.05] == []


STAND = "I would like to announce my candidacy for Heat PTL."
SCRUBBED = (
    "An HTML attachment was scrubbed...\nURL: <http://x.example/attachments/20170120/1a2b/attachment.html>\n"
)
QUOTED = "On Tue, Mar 14, 2017 at 9:12 AM, Ana <ana at x.example> wrote:\n> " + STAND + "\n"


@pytest.mark.parametrize(
    ("subject", "body", "answers", "answer", "kind"),
    [
        pytest.param("Hello", STAND, False, "candidacy", "candidacy", id="neutral subject"),
        pytest.param("[heat] PTL candidacy", f"+1\n\n{QUOTED}", True, "other", "reply", id="quoted declaration"),
        pytest.param("[heat] PTL candidacy", f"confirmed\n\n{QUOTED}", True, "other", "official", id="confirmed"),
        pytest.param("[heat] PTL candidacy", QUOTED, True, "other", "reply", id="nothing but a quote"),
        pytest.param("[heat] PTL non-candidacy", "I won't run for Heat PTL again.", False, "other", "not-running", id="negated"),
        pytest.param("Heat PTL", "I withdraw my candidacy for Heat PTL.", False, "other", "withdrawal", id="withdrawn"),
        pytest.param(
            "[heat] candidacy", "After a nomination that I did not ask for, " + STAND[0].lower() + STAND[1:], False,
            "candidacy", "candidacy", id="negation in another clause",
        ),
        pytest.param(
            "[heat] PTL candidacy", "I would like to announce that this is not my candidacy for PTL.", False, "other", None,
            id="negation inside the declaration",
        ),
        pytest.param("[heat] Good texts", f'Ana wrote "{STAND}" and won.', False, "other", None, id="declaration in quotation marks"),
        pytest.param("[heat] Looking back", "When I announced my candidacy for PTL I promised much.", False, "other", None, id="recounted"),
        pytest.param("UC candidacy", "I'd like to announce my candidacy for the User Committee.", False, "other", None, id="another election"),
        pytest.param("[tc] Chair", "I'd like to nominate myself as TC chair.", False, "other", None, id="chair of the committee"),
        pytest.param("[heat] we need a PTL", "I'd like to nominate myself for Heat PTL.", True, "candidacy", "candidacy", id="stands in an answer"),
        pytest.param("[heat] PTL candidacy", "I would like to run for it next cycle, but you have my vote.", True, "other", "reply", id="wish in an answer"),
        pytest.param("Fwd: [heat] PTL candidacy", STAND, False, "review", "candidacy", id="passed on"),
        pytest.param("[tc] Leaderless projects", "I volunteer to be PTL of Zun, which is leaderless.", True, "review", "candidacy", id="offer after the election"),
        pytest.param("[heat] stack update", "My stack fails.", False, "other", "other", id="no word about elections"),
        pytest.param("[heat] stack update", "Mine as well.", True, "other", "reply", id="answer without a word about elections"),
        pytest.param("", "", False, "other", "other", id="empty post"),
        pytest.param("[heat] PTL candidacy", SCRUBBED, False, "review", "candidacy", id="text that an archive took out"),
        pytest.param("[heat] stack update", SCRUBBED, False, "other", "other", id="other text that an archive took out"),
    ],
)  # fmt: skip
def test_one_flaw(subject: str, body: str, answers: bool, answer: str, kind: str | None) -> None:
    found = verdict(post(subject, body, "<opening@list.example>" if answers else None))
    assert (found.verdict, kind or found.kind) == (answer, found.kind)


def test_every_verdict_names_a_rule_and_its_reason() -> None:
    names = {rule.name for rule in RULES} | {"nothing-said", "second-opinion"}
    for row in CANDIDACIES + OTHERS:
        found = verdict(message(row))
        assert found.rule in names
        assert all(found.reasons)
        assert 0 < found.confidence < 1


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("i would like to " * 62_500, id="wish that never ends"),
        pytest.param("i will be honored to continue " * 33_000, id="adverbs"),
        pytest.param("my name " * 125_000, id="my name"),
        pytest.param('"a ' * 333_000, id="open quotation marks"),
        pytest.param("From: x\n" * 125_000, id="headers"),
        pytest.param("ca" * 500_000, id="one word"),
        pytest.param("\n" * 1_000_000, id="blank lines"),
    ],
)
def test_a_megabyte_of_any_text_is_judged_soon(body: str) -> None:
    hostile = post("[election] PTL candidacy", body)
    began = process_time()
    identify(hostile, (), Text("", body))
    assert process_time() - began < 3


@given(st.text(max_size=300), st.text(max_size=600))
def test_any_text_has_a_verdict(subject: str, body: str) -> None:
    assert verdict(post(subject, body)).verdict in ("candidacy", "review", "other")


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=200))
def test_a_quoted_declaration_is_never_one(own: str) -> None:
    marked = "\n".join(f"> {line}" for line in [STAND, *own.splitlines()])
    assert verdict(post("[heat] PTL candidacy", f"{marked}\n", "<a@list.example>")).verdict == "other"


@pytest.mark.corpus
def test_a_month_of_elections(corpus: Path) -> None:
    import gzip

    lines = (corpus / "month" / "truth.jsonl").read_text("utf-8").splitlines()
    stands = {row["message_id"] for line in lines if (row := json.loads(line))["label"] == "candidacy"}
    wrong = []
    for path in sorted((corpus / "month").rglob("*.gz")):
        for raw in mbox.split(gzip.decompress(path.read_bytes())):
            found = decode(raw)
            truth = "candidacy" if found.message_id in stands else "other"
            if verdict(found).verdict != truth:
                wrong.append(found.message_id)
    assert wrong == []


RULE = {rule.name: rule for rule in RULES}
FULL_QUOTE = "> I would like to run for Heat PTL.\n"
LONG = "Upgrades are my plan, and tests for them, and docs for both. " * 6


def evidence(subject: str, body: str, answers: bool = False) -> Evidence:
    opening = "<opening@x.example>" if answers else None
    message = Message("<a@x.example>", subject, "A", "a@x.example", None, None, opening, (), (), body)
    spans = clean.clean(message)
    return Evidence(message, spans, Text(subject, clean.statement(body, spans)))


@pytest.mark.parametrize(
    ("name", "subject", "body", "answers"),
    [
        ("passed-on", "Fwd: [heat] PTL candidacy", "I would like to run for Heat PTL.", False),
        ("unrelated-answer", "[heat] bug", "Same here.", True),
        ("unrelated", "[heat] bug", "It fails.", False),
        ("nothing-own", "[heat] PTL candidacy", FULL_QUOTE, True),
        ("confirms", "[heat] PTL candidacy", f"confirmed\n\n{FULL_QUOTE}", True),
        ("withdraws", "[tc] Hello", "I withdraw my candidacy for the TC.", False),
        ("declines-in-subject", "[heat] Stepping down as PTL", "It was an honour.", False),
        ("declines", "[heat] PTL", "I'm not running for PTL again.", False),
        ("official", "[all][elections] Nominations are open", "Nominations for PTLs are now open.", False),
        ("other-office", "Board of Directors candidacy", "I am running for Director.", False),
        ("thanks", "[heat] Thank you", "I am honoured to serve as your PTL.", False),
        ("proposes-other", "[heat] PTL", "I'd like to nominate Ana for PTL.", False),
        ("asks-others", "[heat] PTL", "We have no candidate for PTL. Please consider running.", False),
        ("asks-about-procedure", "My candidacy was rejected", "What is wrong with it?", False),
        ("answers-only", "[heat] PTL candidacy", "You have my vote.", True),
        ("leaderless", "[tc] Leaderless projects", "I volunteer as PTL of Zun.", True),
        ("answers-as-candidate", "[tc] Questions", f"I'm running for the TC to learn. {LONG}", True),
        ("answer-stands", "[heat] we need a PTL", "I nominate myself for Heat PTL.", True),
        ("subject-and-words", "[heat] PTL candidacy", "I would like to run for Heat PTL.", False),
        ("words-alone", "Hello", "I would like to run for Heat PTL.", False),
        ("subject-and-style", "[heat] PTL candidacy", LONG, False),
        ("subject-over-little", "[heat] PTL candidacy", "Do my best to keep it alive.", False),
        ("subject-doubtful", "[heat] PTL candidacy", "I'm in!", False),
        ("subject-doubtful", "[heat] I'm running for Heat PTL", "See subject.", False),
        ("subject-doubtful", "[heat] I'm running for Heat PTL", ".", False),
        ("answer-may-stand", "Re: [nova] PTL candidacy", "Sorry, I meant Heat. I am running for PTL of Heat.", True),
        ("passed-on", "[heat] PTL candidacy", "+1\n\nI would like to run for Heat PTL.", False),
        ("passed-on", "[heat] Liberty", "From: Ann Bee\nTo: all\nSubject: Liberty\n\nI would like to run for Heat PTL.", False),
        ("words-without-seat", "Hello", "I announce my candidacy.", False),
    ],
)  # fmt: skip
def test_a_rule_holds(name: str, subject: str, body: str, answers: bool) -> None:
    assert RULE[name].when(evidence(subject, body, answers))


@pytest.mark.parametrize(
    ("name", "subject", "body", "answers"),
    [
        ("passed-on", "Fwd: bug", "I would like to run it.", False),
        ("unrelated", "[heat] PTL candidacy", "It fails.", False),
        ("withdraws", "[tc] Hello", "I withdraw my candidacy for PTL. I'm running for the TC.", False),
        ("declines", "[tc] candidacy", "I won't run for Nova PTL again. I'm running for the TC.", False),
        ("official", "[tc] candidacy", "Polls are open on Friday. I'm running for the TC.", False),
        ("other-office", "[api-sig][tc] candidacy", "I chair the SIG and run for the TC.", False),
        ("thanks", "[heat] Thank you", "I nominate myself as PTL.", False),
        ("answers-only", "[heat] PTL candidacy", "You have my vote.", False),
        ("leaderless", "[heat] PTL candidacy", "I nominate myself as PTL.", False),
        ("answer-stands", "[heat] PTL candidacy", "I nominate myself for Heat PTL.", False),
        ("subject-over-little", "[heat] PTL candidacy", "Good luck to you, Ana, and thanks.", False),
        ("words-without-seat", "Hello", "I nominate myself for the award.", False),
        ("talks-of-elections", "[heat] bug", "It fails.", False),
    ],
)  # fmt: skip
def test_a_rule_does_not_hold(name: str, subject: str, body: str, answers: bool) -> None:
    assert not RULE[name].when(evidence(subject, body, answers))
