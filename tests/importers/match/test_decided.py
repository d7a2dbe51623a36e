"""What a decision makes of a post and of its copies, and what is said where it makes nothing."""

from typing import Any

import pytest
from msgspec.structs import replace

from importers.archive.decisions import Decision
from importers.match.decided import accepted, apply
from importers.model import Resolution
from importers.spool import Finding
from tests.findings import NADIA, OTHER_WORDS, finding, withdrawal

POST = finding(1, verdict="review", known=replace(NADIA, project=None))


def decision(post: Finding, answer: Any, **seat: Any) -> dict[str, Decision]:
    return {post.id: Decision(post.id, answer, **seat)}


@pytest.mark.parametrize(
    ("known", "seat", "expected"),
    [
        pytest.param(NADIA, {}, NADIA, id="as found"),
        pytest.param(
            NADIA, {"role": "TC"}, replace(NADIA, project="TC", role="TC"), id="an office is a seat"
        ),
        pytest.param(
            replace(NADIA, project="TC", role="TC"),
            {"role": "PTL"},
            replace(NADIA, project=None),
            id="of the other office no project is known",
        ),
        pytest.param(
            replace(NADIA, cycle="mitaka"),
            {"project": "Telemetry"},
            replace(NADIA, cycle="mitaka", project="Ceilometer"),
            id="the folder as the post's cycle spells it",
        ),
        pytest.param(
            replace(NADIA, project="Puppet_OpenStack"),
            {"cycle": "mitaka"},
            replace(NADIA, cycle="mitaka", project="PuppetOpenStack"),
            id="the folder as the decision's cycle spells it",
        ),
        pytest.param(NADIA, {"project": "Zorilla"}, replace(NADIA, project="Zorilla"), id="a new project"),
        pytest.param(
            NADIA,
            {"person": "nokonk"},
            replace(NADIA, person="nokonk"),
            id="another file name, the same person",
        ),
        pytest.param(
            NADIA,
            {"name": "Ole Brandt"},
            replace(NADIA, name="Ole Brandt", person="Ole_Brandt", email=None),
            id="posted for somebody else, whose address it is not",
        ),
        pytest.param(
            NADIA,
            {"name": "Nadia Q. Okonkwo"},
            replace(NADIA, name="Nadia Q. Okonkwo", person="Nadia_Q._Okonkwo"),
            id="a fuller name keeps the address",
        ),
    ],
)
def test_accepted(known: Resolution, seat: dict[str, Any], expected: Resolution) -> None:
    post = accepted(POST.with_changes(resolution=known), Decision(POST.id, "accept", **seat))
    assert post.resolution == expected
    assert (post.verdict.verdict, post.verdict.rule, post.verdict.confidence) == ("candidacy", "decided", 1.0)


def test_a_seat_that_is_said_is_the_only_one() -> None:
    twice = POST.with_changes(also=(replace(NADIA, project="Zun"),))
    assert accepted(twice, Decision(POST.id, "accept")).also == twice.also
    assert accepted(twice, Decision(POST.id, "accept", project="Heat")).also == ()


def test_an_accepted_withdrawal_is_still_one() -> None:
    back = withdrawal(9)
    (found,) = apply([back], decision(back, "accept", project="Zun")).findings
    assert (found.verdict.verdict, found.verdict.kind, found.resolution.project) == (
        "other",
        "withdrawal",
        "Zun",
    )


@pytest.mark.parametrize("answer", ["accept", "reject"])
@pytest.mark.parametrize(
    ("other", "together"),
    [
        pytest.param(
            finding(7, message_id=POST.message_id, verdict="review"), True, id="same id, same words"
        ),
        pytest.param(
            finding(7, words=OTHER_WORDS, message_id=POST.message_id, verdict="review"),
            False,
            id="same id, other words",
        ),
        pytest.param(finding(7, verdict="review"), False, id="same words, another id"),
    ],
)
def test_a_copy_is_decided_with_its_post(other: Finding, together: bool, answer: str) -> None:
    for posts in ([POST, other], [other, POST]):
        done = apply(posts, decision(POST, answer))
        decided = [each for each in done.findings if each.verdict.rule == "decided"] + done.rejected
        assert len(decided) == 1 + together
        assert len(done.findings) + len(done.rejected) == 2
        assert not done.remarks


@pytest.mark.parametrize(
    ("post", "answer", "seat", "why"),
    [
        pytest.param(finding(), "accept", {}, "by itself that it is a candidacy", id="is one already"),
        pytest.param(finding(), "accept", {"project": "zaqar"}, "by itself", id="says what is known"),
        pytest.param(finding(verdict="other", kind="reply"), "reject", {}, "that it is none", id="is none"),
    ],
)
def test_a_decision_without_effect_is_told(
    post: Finding, answer: str, seat: dict[str, str], why: str
) -> None:
    (said,) = apply([post], decision(post, answer, **seat)).remarks
    assert post.id in said
    assert why in said


def test_a_decision_about_a_post_that_is_not_there_is_told_and_the_others_stay() -> None:
    done = apply([finding()], decision(finding(5), "reject"))
    assert [each.id for each in done.findings] == [finding().id]
    assert "no such post" in done.remarks[0]
