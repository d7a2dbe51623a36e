import gzip
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.identify.text import Text
from importers.model import Role
from importers.reference.tables import load
from importers.resolve.project import BESIDE, NAMED, TOWARDS, projects_in, resolve_project, resolve_role

REFERENCE = load()


def resolved(
    subject: str, statement: str, cycle: str | None = None, role: Role | None = None
) -> tuple[Role | None, str | None, tuple[str, ...]]:
    """Role and project with the reasons for both; a role that is given is not asked for."""
    text = Text(subject, statement)
    found, why = (role, "given") if role else resolve_role(text, REFERENCE)
    project = resolve_project(text, cycle, found, REFERENCE)
    return found, project.value, (why, *project.reasons)


@pytest.mark.parametrize(
    ("subject", "role", "project"),
    [
        pytest.param("[openstack-dev] [Nova] Nova PTL candidacy", "PTL", "Nova", id="tag-and-word"),
        pytest.param("[Neutron] PTL Candidacy for Icehouse", "PTL", "Neutron", id="tag-before-mitaka"),
        pytest.param("Glance PTL Candidacy", "PTL", "Glance", id="word"),
        pytest.param("Heat ptl", "PTL", "Heat", id="small-letters"),
        pytest.param("PTL candidacy for Ec2 Api", "PTL", "Ec2_Api", id="two-words"),
        pytest.param(
            "Running for Stable Branch Maintenance PTL", "PTL", "Stable_Branch_Maintenance", id="three-words"
        ),
        pytest.param("Savanna PTL candidacy", "PTL", "Sahara", id="former-name"),
        pytest.param(
            "Program Technical Lead for Quantum", "PTL", "Neutron", id="former-name-after-long-position"
        ),
        pytest.param("Block Storage PTL candidacy", "PTL", "Cinder", id="title"),
        pytest.param("[ptl][quality_assurance] Candidacy", "PTL", "Quality_Assurance", id="position-as-tag"),
        pytest.param("[election][cinder] PTL candidacy for Stein", "PTL", "Cinder", id="generic-tag"),
        pytest.param("[election][release] candidacy", "PTL", "Release_Management", id="tag-that-is-a-word"),
        pytest.param("QA PTL", "PTL", "Quality_Assurance", id="acronym"),
        pytest.param("[all][oslo] Self-nomination PTL", "PTL", "Oslo", id="tag-for-all"),
        pytest.param("[puppet-openstack] PTL", "PTL", "Puppet_OpenStack", id="hyphen"),
        pytest.param("[nova,cinder] Cinder PTL candidacy", "PTL", "Cinder", id="two-in-one-tag-word-decides"),
        pytest.param("[tc] PTL candidacy for Trove", "PTL", "Trove", id="words-before-tags"),
        pytest.param("TC Candidacy", "TC", "TC", id="committee"),
        pytest.param("[all][tc][election] Candidacy", "TC", "TC", id="committee-as-tag"),
        pytest.param("Candidacy for the Technical Comittee", "TC", "TC", id="committee-misspelt"),
        pytest.param("[tc][nova] TC candidacy", "TC", "TC", id="committee-beside-a-team"),
        pytest.param("Next release PTL", "PTL", None, id="release-is-no-team-here"),
        pytest.param("Hello", None, None, id="nothing"),
        pytest.param("[chess] PTL candidacy", "PTL", None, id="unknown-team"),
    ],
)
def test_the_subject_decides(subject: str, role: Role | None, project: str | None) -> None:
    found, named, reasons = resolved(subject, "Hello all.")
    assert (found, named) == (role, project)
    assert all(reasons)


@pytest.mark.parametrize(
    ("statement", "project"),
    [
        pytest.param(
            "I would like to propose my candidacy for Kuryr PTL position.", "Kuryr", id="before-the-position"
        ),
        pytest.param("I nominated myself to be a candidate of Zun PTL.", "Zun", id="candidate-of"),
        pytest.param(
            "I'd like to be PTL for the Block Storage program.", "Cinder", id="title-after-the-position"
        ),
        pytest.param(
            "I nominate myself to take the role of Heat PTL for the\nOcata cycle.", "Heat", id="role-of"
        ),
        pytest.param(
            "I am running for Project Team Lead of the OpenStack Manila project.", "Manila", id="spelt-out"
        ),
        pytest.param(
            "I work on Nova and Glance and announce my candidacy for Trove PTL.", "Trove", id="after-others"
        ),
        pytest.param("I submit my candidacy for the Mitaka Oslo PTL.", "Oslo", id="cycle-between"),
        pytest.param(
            "I'm running for PTL. I have been the Rally PTL before.", "Rally", id="beside-the-position-only"
        ),
        pytest.param(
            "I'd like to announce my candidacy as Nova and Placement PTL.", "Nova", id="two-at-once"
        ),
        pytest.param(
            "I'm running for PTL again, now that we feel the heat of a security release.", None, id="words"
        ),
        pytest.param(
            "I'd like to serve as the Swift PTL for the next release as PTL.", "Swift", id="release-as-ptl"
        ),
        pytest.param(
            "I am running for PTL. Kolla grew. Kolla works. Kolla shines.", "Kolla", id="numbers-alone"
        ),
        pytest.param("I am running for PTL. Kolla grew with Heat and Nova.", None, id="no-clear-number"),
    ],
)
def test_the_declaring_sentence_decides(statement: str, project: str | None) -> None:
    assert resolved("", statement)[:2] == ("PTL", project)


@pytest.mark.parametrize(
    ("statement", "role"),
    [
        pytest.param(
            "As PTL of Heat I announce my candidacy for the TC.", "TC", id="lead-stands-for-committee"
        ),
        pytest.param(
            "While on the TC I learnt much. I announce my candidacy for Heat PTL.", "PTL", id="the-reverse"
        ),
        pytest.param(
            "I am starting my third cycle as PTL. I announce my candidacy for the TC.", "TC", id="history"
        ),
        pytest.param("I'd like to announce my candidacy for Heat.", "PTL", id="team-without-position"),
        pytest.param("Serving on the Technical Committee is work.", "TC", id="one-position-in-all"),
        pytest.param("The PTL and the TC met.", None, id="both-and-no-declaration"),
        pytest.param("I ran tc on the host.", None, id="a-command"),
    ],
)
def test_the_role(statement: str, role: Role | None) -> None:
    found, reason = resolve_role(Text("", statement), REFERENCE)
    assert found == role
    assert reason


def test_the_folder_is_spelled_as_in_its_cycle() -> None:
    spelled = [resolved("[chef] PTL", "", cycle)[1] for cycle in ("mitaka", "ocata", None)]
    assert spelled == ["ChefOpenstack", "Chef_OpenStack", "Openstack_Chef"]


def test_tags_of_two_teams_name_none_unless_the_text_decides() -> None:
    _, undecided, reasons = resolved("[nova][cinder] PTL candidacy", "Hello.")
    assert undecided is None
    assert reasons[-1] == "the subject's tags name Nova, Cinder"
    text = "I announce my candidacy for Cinder PTL."
    assert resolved("[nova][cinder] PTL candidacy", text)[1] == "Cinder"


def test_a_weak_answer_says_so() -> None:
    text = "I am running for PTL. Kolla grew. Kolla works. Kolla shines."
    assert any("weak" in reason for reason in resolved("", text)[2])


@given(st.sampled_from(REFERENCE.projects), st.sampled_from(REFERENCE.cycles))
def test_every_team_is_found_by_tag_word_and_sentence(project, cycle) -> None:  # type: ignore[no-untyped-def]
    folder = project.directory(cycle.name)
    spoken = project.name.replace("_", " ")
    for subject, text in (
        (f"[election][{project.name.lower()}] PTL candidacy", ""),
        (f"{spoken} PTL candidacy", ""),
        ("", f"I would like to announce my candidacy for PTL of {spoken}."),
    ):
        assert resolved(subject, text, cycle.name)[1] == folder


@given(st.text(max_size=100), st.text(max_size=300), st.sampled_from(["PTL", "TC", None]))
def test_any_text_has_an_answer_with_a_reason(subject: str, statement: str, role: Role | None) -> None:
    found, project, reasons = resolved(subject, statement, "ocata", role)
    assert all(reasons)
    assert role is None or found == role
    assert project is None or REFERENCE.directory(project, "ocata") == project


@pytest.mark.corpus
def test_every_candidacy_of_the_known_months_is_resolved(corpus: Path) -> None:
    subjects: dict[str, str] = {}
    for month in sorted((corpus / "month/pipermail/openstack-dev").glob("*.txt.gz")):
        text = gzip.decompress(month.read_bytes()).decode("utf-8", "replace")
        heads = r"^Subject: (.*(?:\n[ \t].*)*)\n(?:[A-Z].*\n(?:[ \t].*\n)*)*?Message-ID: *(\S+)"
        subjects |= {found[2]: found[1] for found in re.finditer(heads, text, re.MULTILINE)}
    truth = [json.loads(line) for line in (corpus / "month/truth.jsonl").read_text("utf-8").splitlines()]
    known = [each for each in truth if each["label"] == "candidacy"]
    wrong = []
    for each in known:
        subject = subjects[each["message_id"]]
        answer = resolved(subject, each["statement"], each["cycle"])
        if answer[:2] != (each["role"], each["project"]):
            wrong.append((subject, answer))
    assert len(known) > 100
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Kolla PTL", [("Kolla", BESIDE)], id="before"),
        pytest.param("the Kolla project's next PTL", [("Kolla", BESIDE)], id="before-with-words-between"),
        pytest.param(
            "PTL role of the OpenStack Kolla team", [("Kolla", BESIDE)], id="after-with-words-between"
        ),
        pytest.param("Kolla Pike PTL", [("Kolla", BESIDE)], id="cycle-between"),
        pytest.param("to lead Kolla", [("Kolla", TOWARDS)], id="lead"),
        pytest.param("the Kolla team", [("Kolla", TOWARDS)], id="team"),
        pytest.param("Kolla grew beyond one PTL", [("Kolla", NAMED)], id="other-words-between"),
        pytest.param("Nova and Placement PTL", [("Nova", BESIDE), ("Placement", BESIDE)], id="two"),
        pytest.param("Nova/Placement PTL", [("Nova", BESIDE), ("Placement", BESIDE)], id="two-with-slash"),
        pytest.param("open-stack_ansible", [("OpenStackAnsible", NAMED)], id="longest-name-inside"),
        pytest.param("OpenStack-Ansible PTL", [("OpenStackAnsible", BESIDE)], id="hyphen"),
        pytest.param("Compute PTL", [("Nova", BESIDE)], id="title"),
        pytest.param("compute nodes and the dashboard", [], id="titles-as-words"),
        pytest.param("the Pike release PTL", [], id="release-of-a-cycle"),
        pytest.param("third release as PTL", [], id="release-as-word"),
        pytest.param("theatre, Novartis, preheat", [], id="inside-words"),
    ],
)
def test_names_and_their_strength(text: str, found: list[tuple[str, int]]) -> None:
    assert [(each.project.name, each.strength) for each in projects_in(text, REFERENCE)] == found


@pytest.mark.parametrize("part", ["Nova ", "PTL ", "the ", "a", "Nova and ", "-"])
def test_time_grows_with_length_and_no_faster(part: str) -> None:
    start = time.process_time()
    projects_in(part * (20_000 // len(part)), REFERENCE)
    assert time.process_time() - start < 2
