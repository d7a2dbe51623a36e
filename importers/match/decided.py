"""Applies decisions to findings: some become candidacies, some go, and a decision without effect is told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from importers.archive.decisions import NAME, RULE, Decision
from importers.likeness import same_words
from importers.model import Finding, Resolution, Role, Verdict
from importers.people.names import person_part
from importers.people.same import Person, same_person
from importers.reference.tables import load


@dataclass(slots=True)
class Decided:
    """Findings after the decisions: those that go on, those that were rejected, and remarks on decisions."""

    findings: list[Finding] = field(default_factory=list)
    rejected: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def apply(findings: Iterable[Finding], decisions: Mapping[str, Decision]) -> Decided:
    """Sorts the findings; a copy of a decided post (same Message-ID, same words) is decided with it."""
    decided = Decided()
    found = list(findings)
    if not decisions:
        decided.findings = [each for each in found if _lives(each)]
        return decided
    copies = _Copies(found, decisions)
    met: dict[str, Finding] = {}
    for finding in found:
        decision = copies.decision(finding)
        if decision is None:
            decided.findings.extend([finding] if _lives(finding) else [])
            continue
        if finding.id == decision.id:
            met.setdefault(decision.id, finding)
        if decision.answer == "reject":
            decided.rejected.append(finding)
        else:
            decided.findings.append(accepted(finding, decision))
    decided.remarks.extend(_remarks(decisions, met))
    return decided


def _lives(finding: Finding) -> bool:
    """Rejected posts that the rules reject too come here only from the archive's own keeping."""
    return finding.verdict.verdict != "other" or finding.verdict.kind == "withdrawal"


class _Copies:
    """Decisions by id, and by Message-ID for the copies of a post that other lists carry."""

    def __init__(self, findings: Iterable[Finding], decisions: Mapping[str, Decision]) -> None:
        self._decisions = decisions
        self._posts: dict[str, Finding] = {}
        for finding in sorted(findings, key=lambda each: each.sha256):
            if finding.id in decisions and finding.message_id:
                self._posts.setdefault(finding.message_id, finding)

    def decision(self, finding: Finding) -> Decision | None:
        own = self._decisions.get(finding.id)
        if own or not finding.message_id:
            return own
        other = self._posts.get(finding.message_id)
        if other and same_words(other.statement, finding.statement):
            return self._decisions[other.id]
        return None


def accepted(finding: Finding, decision: Decision) -> Finding:
    """The finding as the decision wants it; one that says a seat means that seat alone."""
    reason = f"{NAME} accepts {decision.id}"
    if decision.seat:
        reason += f" as {', '.join(f'{key} {value}' for key, value in decision.seat.items())}"
    if decision.note:
        reason += f": {decision.note}"
    withdrawal = finding.verdict.kind == "withdrawal"
    verdict = Verdict(
        "other" if withdrawal else "candidacy",
        "withdrawal" if withdrawal else "candidacy",
        RULE,
        (reason, *finding.verdict.reasons),
        1.0,
    )
    seat = _seat(finding.resolution, decision)
    return replace(finding, verdict=verdict, resolution=seat, also=() if decision.seat else finding.also)


def _seat(known: Resolution, decision: Decision) -> Resolution:
    project = decision.project or ("TC" if decision.role == "TC" else known.project)
    role = decision.role or (_role(decision.project) if decision.project else known.role)
    if decision.role == "PTL" and not decision.project and project == "TC":
        project = None
    cycle = decision.cycle or known.cycle
    if project and (decision.cycle or decision.project):
        # The decision alone may not say the cycle on which the spelling of the folder depends.
        project = load().directory(project, cycle) or project
    named = replace(known, cycle=cycle, project=project, role=role)
    if decision.name is None and decision.person is None:
        return named
    person = decision.person or person_part(decision.name or "")
    name = decision.name or _spoken(decision.person or "") or known.name
    # The sender may have posted for somebody else, whose address is then not known.
    sender = Person(known.name, known.email, known.nick, other_names=known.other_names)
    himself = same_person(sender, Person(name, stem=person))[0] or name == known.name
    if himself:
        return replace(named, person=person, name=name)
    return replace(named, person=person, name=name, email=None, nick=None, other_names=())


def _role(project: str) -> Role:
    return "TC" if project == "TC" else "PTL"


def _spoken(person: str) -> str | None:
    return person.replace("_", " ") if "_" in person and "@" not in person else None


def _remarks(decisions: Mapping[str, Decision], met: Mapping[str, Finding]) -> Iterator[str]:
    for id_ in sorted(decisions):
        why = _moot(decisions[id_], met.get(id_))
        if why:
            yield f"decision {id_} ({decisions[id_].answer}) no longer applies: {why}"


def _moot(decision: Decision, finding: Finding | None) -> str | None:
    """Why a decision changes nothing, or None where it does."""
    if finding is None:
        return "no such post among those read or kept"
    verdict, known = finding.verdict, finding.resolution
    if decision.answer == "reject":
        return None if _lives(finding) else f"rule {verdict.rule} says by itself that it is none"
    if verdict.verdict != "candidacy" or known.missing:
        return None
    changed = _seat(known, decision) != known
    return None if changed else f"rule {verdict.rule} says by itself that it is a candidacy"
