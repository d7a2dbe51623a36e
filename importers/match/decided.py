"""Applies decisions to findings: some become candidacies, some go, and a decision without effect is told."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from importers.archive.decisions import NAME, RULE, Decision
from importers.likeness import same_words
from importers.model import Resolution, Verdict
from importers.people.same import Person, same_person
from importers.people.sender import person_part
from importers.reference.tables import load
from importers.spool import Finding


class Decided(msgspec.Struct):
    """Findings after the decisions: those that go on, those that were rejected, and remarks on decisions."""

    findings: list[Finding] = msgspec.field(default_factory=list)
    rejected: list[Finding] = msgspec.field(default_factory=list)
    remarks: list[str] = msgspec.field(default_factory=list)


def apply(findings: Iterable[Finding], decisions: Mapping[str, Decision]) -> Decided:
    """Findings as the decisions want them; a copy of a decided post (same Message-ID, same words) is decided with it."""
    decided = Decided()
    found = list(findings)
    by_message_id: dict[str, Finding] = {}
    for finding in sorted(found, key=lambda each: each.sha256) if decisions else ():
        if finding.id in decisions and finding.message_id:
            by_message_id.setdefault(finding.message_id, finding)
    met: dict[str, Finding] = {}
    for finding in found:
        decision = decisions.get(finding.id)
        if decision:
            met.setdefault(decision.id, finding)
        elif copy := by_message_id.get(finding.message_id or ""):
            decision = decisions[copy.id] if same_words(copy.statement, finding.statement) else None
        if decision and decision.answer == "accept":
            decided.findings.append(accepted(finding, decision))
        elif decision:
            decided.rejected.append(finding)
        elif finding.verdict.matters:  # else it was kept since a person had rejected it, and so do the rules
            decided.findings.append(finding)
    decided.remarks.extend(_remarks(decisions, met))
    return decided


def accepted(finding: Finding, decision: Decision) -> Finding:
    """The finding as the decision wants it; a decision that names a seat drops the post's other ones."""
    reason = f"{NAME} accepts {decision.id}"
    if decision.seat:
        reason += f" as {', '.join(f'{key} {value}' for key, value in decision.seat.items())}"
    if decision.note:
        reason += f": {decision.note}"
    reasons = (reason, *finding.verdict.reasons)
    if finding.verdict.kind == "withdrawal":
        verdict = Verdict("other", "withdrawal", RULE, reasons, 1.0)
    else:
        verdict = Verdict("candidacy", "candidacy", RULE, reasons, 1.0)
    resolution = _as_decided(finding.resolution, decision)
    return finding.with_changes(
        verdict=verdict, resolution=resolution, also=() if decision.seat else finding.also
    )


def _as_decided(known: Resolution, decision: Decision) -> Resolution:
    """What is known of a post, with what the decision says instead."""
    cycle = decision.cycle or known.cycle
    project = decision.project or ("TC" if decision.role == "TC" else known.project)
    if decision.role == "PTL" and not decision.project and project == "TC":
        project = None
    role = decision.role or known.role
    if decision.project and not decision.role:
        role = "TC" if decision.project == "TC" else "PTL"
    if project and (decision.cycle or decision.project):
        # The decision alone may not say the cycle on which the spelling of the folder depends.
        project = load().directory(project, cycle) or project
    known = replace(known, cycle=cycle, project=project, role=role)
    return _of_person(known, decision) if decision.name or decision.person else known


def _of_person(known: Resolution, decision: Decision) -> Resolution:
    """The person whom the decision names; the sender may have posted for them, and their address is then not known."""
    person, stem = decision.person or person_part(decision.name or ""), decision.person or ""
    spoken = stem.replace("_", " ") if "_" in stem and "@" not in stem else None
    name = decision.name or spoken or known.name
    sender = Person(known.name, known.email, known.nick, other_names=known.other_names)
    if name == known.name or same_person(sender, Person(name, stem=person))[0]:
        return replace(known, person=person, name=name)
    return replace(known, person=person, name=name, email=None, nick=None, other_names=())


def _remarks(decisions: Mapping[str, Decision], met: Mapping[str, Finding]) -> Iterator[str]:
    """The decisions that change nothing, each with the reason."""
    for id_ in sorted(decisions):
        decision, finding = decisions[id_], met.get(id_)
        if finding is None:
            yield f"decision {id_} ({decision.answer}) no longer applies: no such post among those read or kept"
            continue
        verdict, known = finding.verdict, finding.resolution
        if decision.answer == "reject":
            moot, what = not verdict.matters, "none"
        else:
            stands = verdict.verdict == "candidacy" and not known.missing
            moot, what = stands and _as_decided(known, decision) == known, "a candidacy"
        if moot:
            why = f"rule {verdict.rule} says by itself that it is {what}"
            yield f"decision {id_} ({decision.answer}) no longer applies: {why}"
