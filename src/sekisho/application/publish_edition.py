"""Publish an edition of Annex A: one person proposes the file, another publishes it; afterwards it never changes."""

from collections.abc import Iterable

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.record import Recorded
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import OFFICER
from sekisho.domain.casework.event import Event
from sekisho.domain.values.finding import Finding, Outcome, Refusal

IMPORTER = "annex-toml/1"


def stream_of(program_id: str) -> str:
    """Give the stream on which a program's editions and parameters are published."""
    return f"program/{program_id}"


def _finding(code: str, **facts: str) -> Finding:
    return Finding(f"edition.{code}", Outcome.NOT_MET, citation="practice: two persons", facts=dict(facts))


def _officer_findings(person: Person) -> list[Finding]:
    return [] if person.actor.who in OFFICER else [_finding("not_yours", role=person.role, side=person.side)]


def _append(desk: Desk, tx: Transaction, person: Person, kind: str, body: dict[str, str]) -> Recorded:
    stream = stream_of(desk.program_id)
    event = Event(kind, program_now(desk, tx), person.actor, dict(body))
    return tx.journal.append(stream, [event], tx.journal.length(stream))[0]


def _propose(desk: Desk, tx: Transaction, person: Person, name: str, data: bytes) -> Recorded | Refusal:
    findings = _officer_findings(person) + list(desk.programs.problems(tx, name, data))
    if findings:
        return Refusal.of(findings)
    digest = tx.blobs.put(data, media_type="application/toml")
    return _append(desk, tx, person, "edition.proposed", {"name": name, "blob": digest, "importer": IMPORTER})


def propose_edition(desk: Desk, person: Person, name: str, data: bytes) -> Recorded | Refusal:
    """Propose an edition file; its bytes are kept by digest. A file that cannot be read is refused by place."""
    return transact(desk, lambda tx: _propose(desk, tx, person, name, data))


def _proposal(tx: Transaction, program_id: str, digest: str) -> Recorded | None:
    rows = [row for row in tx.journal.read(stream_of(program_id)) if row.type == "edition.proposed"]
    return next((row for row in reversed(rows) if row.event.text("blob") == digest), None)


def _publish(desk: Desk, tx: Transaction, person: Person, digest: str) -> Recorded | Refusal:
    proposal = _proposal(tx, desk.program_id, digest)
    findings = _officer_findings(person)
    if proposal is None:
        return Refusal.of([*findings, _finding("not_proposed", digest=digest)])
    if proposal.actor == person.id:
        findings.append(_finding("same_person"))
    name = proposal.event.text("name")
    # Two proposals for one day may stand side by side: the first that is published takes the name for ever.
    if name in published(tx, desk.program_id):
        findings.append(Finding("edition.published_already", Outcome.NOT_MET, name, "practice: editions are immutable"))
    if findings:
        return Refusal.of(findings)
    return _append(desk, tx, person, "edition.published", {"name": name, "blob": digest})


def publish_edition(desk: Desk, person: Person, digest: str) -> Recorded | Refusal:
    """Publish a proposed edition; the one who proposed it may not."""
    return transact(desk, lambda tx: _publish(desk, tx, person, digest))


def published(tx: Transaction, program_id: str) -> dict[str, str]:
    """Give the published edition files: name to digest, in order of publication."""
    return published_among(tx.journal.read(stream_of(program_id)))


def published_among(rows: Iterable[Recorded]) -> dict[str, str]:
    """Give the edition files published by some entries of the program's stream: name to digest."""
    events = [row.event for row in rows if row.type == "edition.published"]
    return {event.text("name"): event.text("blob") for event in events}
