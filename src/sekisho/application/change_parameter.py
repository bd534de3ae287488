"""Change parameters: one officer proposes a file of changes, another publishes it; from its day on the new values hold.

What is published stays in the history of its parameter for ever, with both persons and the moment it was recorded. It
holds from a day after the one on which it is published: what was decided before keeps what it was decided by.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.publish_edition import stream_of
from sekisho.application.record import Recorded
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import OFFICER
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.field import check, reason
from sekisho.domain.program.change import Change, judge_changes, read_changes
from sekisho.domain.rules.parameter import DatedValue
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan

IMPORTER = "change-toml/1"
PROPOSED, PUBLISHED, WITHDRAWN = "parameter.proposed", "parameter.published", "parameter.withdrawn"
#: What taking a proposal back has to say.
FIELDS = (reason(),)


class LostChangeError(LookupError):
    """A published file of changes is not in the store: damage, not a refusal."""


#: Where a value stands: its parameter, and the day from which it holds.
Place = tuple[str, date]


def _places(changes: Iterable[Change]) -> frozenset[Place]:
    return frozenset((change.path, change.from_on) for change in changes)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Changes somebody proposed; ``digest`` names the proposal, ``blob`` the file with its bytes as they came.

    ``rivals`` are the digests of other open proposals that want another value for one of its parameters and days.
    """

    digest: str
    blob: str
    changes: tuple[Change, ...]
    person: str
    at: datetime
    rivals: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Value]:
        """Give the proposal as plain values."""
        changes: list[Value] = [change.as_json() for change in self.changes]
        said: dict[str, Value] = {"digest": self.digest, "changes": changes, "person": self.person}
        return {**said, "at": self.at.isoformat(), "rivals": list(self.rivals)}

    @property
    def places(self) -> frozenset[Place]:
        """Give where in which histories its values would stand."""
        return _places(self.changes)


def _finding(code: str, place: str = "", **facts: Value) -> Finding:
    return Finding(f"parameter.{code}", Outcome.NOT_MET, place, "practice: two persons", dict(facts))


def officer_findings(person: Person) -> list[Finding]:
    """Say that only officers change parameters, where somebody else asks."""
    return [] if person.actor.who in OFFICER else [_finding("not_yours", role=person.role, side=person.side)]


def _append(desk: Desk, tx: Transaction, person: Person, kind: str, body: Mapping[str, Value]) -> Recorded:
    stream = stream_of(desk.program_id)
    event = Event(kind, program_now(desk, tx), person.actor, body)
    return tx.journal.append(stream, [event], tx.journal.length(stream))[0]


def _judged(desk: Desk, tx: Transaction, data: bytes) -> tuple[tuple[Change, ...], list[Finding]]:
    judged = judge_changes(desk.programs.definition(tx), data, day_in_japan(program_now(desk, tx)))
    return judged.changes, list(judged.findings)


def _proposal(row: Recorded, changes: tuple[Change, ...]) -> Proposal:
    return Proposal(row.digest, row.event.text("blob"), changes, row.actor, row.occurred_at)


def _propose(desk: Desk, tx: Transaction, person: Person, data: bytes) -> Proposal | Refusal:
    changes, findings = _judged(desk, tx, data)
    findings = [*officer_findings(person), *findings]
    if findings:
        return Refusal.of(findings)
    blob = tx.blobs.put(data, media_type="application/toml")
    paths: list[Value] = [change.path for change in changes]
    row = _append(desk, tx, person, PROPOSED, {"blob": blob, "importer": IMPORTER, "paths": paths})
    return find_proposal(desk, tx, row.digest) or _proposal(row, changes)


def propose_change(desk: Desk, person: Person, data: bytes) -> Proposal | Refusal:
    """Propose a file of changes; its bytes are kept by digest. What cannot hold is refused by place, all at once."""
    return transact(desk, lambda tx: _propose(desk, tx, person, data))


def _changes_in(tx: Transaction, blob: str) -> tuple[Change, ...]:
    data = tx.blobs.get(blob)
    if data is None:
        raise LostChangeError(f"proposed, but not in the store: {blob}")
    return read_changes(data)


def _open_rows(rows: Sequence[Recorded]) -> list[Recorded]:
    closed = {row.event.text("proposal") for row in rows if row.type in (PUBLISHED, WITHDRAWN)}
    return [row for row in rows if row.type == PROPOSED and row.digest not in closed]


def open_proposals(desk: Desk, tx: Transaction) -> tuple[Proposal, ...]:
    """Give the proposals that nobody has published or taken back, oldest first."""
    rows = _open_rows(tx.journal.read(stream_of(desk.program_id)))
    found = [_proposal(row, _changes_in(tx, row.event.text("blob"))) for row in rows]
    return tuple(replace(one, rivals=_rivals(one, found)) for one in found)


def _rivals(proposal: Proposal, others: Iterable[Proposal]) -> tuple[str, ...]:
    return tuple(one.digest for one in others if one != proposal and one.places & proposal.places)


def find_proposal(desk: Desk, tx: Transaction, digest: str) -> Proposal | None:
    """Give an open proposal by its digest."""
    return next((one for one in open_proposals(desk, tx) if one.digest == digest), None)


def _overtaken(desk: Desk, tx: Transaction, proposal: Proposal) -> list[Finding]:
    """Say of which values another was published since: what the proposal would do was weighed without it."""
    rows = tx.journal.read(stream_of(desk.program_id))
    since = rows[next(n for n, row in enumerate(rows) if row.digest == proposal.digest) :]
    blobs = [row.event.text("blob") for row in since if row.type == PUBLISHED]
    taken = _places(change for blob in blobs for change in _changes_in(tx, blob))
    both = sorted(proposal.places & taken)
    return [_finding("overtaken", path, path=path, day=day.isoformat()) for path, day in both]


def _publish(desk: Desk, tx: Transaction, person: Person, digest: str) -> Recorded | Refusal:
    proposal, findings = find_proposal(desk, tx, digest), officer_findings(person)
    if proposal is None:
        return Refusal.of([*findings, not_proposed(digest)])
    if proposal.person == person.id:
        findings.append(_finding("same_person"))
    findings += _overtaken(desk, tx, proposal)
    # Once more: its day may have come meanwhile, or another value may have been published.
    findings += _judged(desk, tx, tx.blobs.get(proposal.blob) or b"")[1]
    if findings:
        return Refusal.of(findings)
    paths: list[Value] = [change.path for change in proposal.changes]
    return _append(desk, tx, person, PUBLISHED, {"blob": proposal.blob, "proposal": digest, "paths": paths})


def not_proposed(digest: str) -> Finding:
    """Say that no such proposal is open."""
    return _finding("not_proposed", digest=digest[:80])


def publish_change(desk: Desk, person: Person, digest: str) -> Recorded | Refusal:
    """Publish a proposed change; the one who proposed it may not."""
    return transact(desk, lambda tx: _publish(desk, tx, person, digest))


def _withdraw(
    desk: Desk, tx: Transaction, person: Person, digest: str, details: Mapping[str, Value]
) -> Recorded | Refusal:
    findings = [*officer_findings(person), *check(FIELDS, details)]
    if find_proposal(desk, tx, digest) is None:
        findings.append(not_proposed(digest))
    if findings:
        return Refusal.of(findings)
    return _append(desk, tx, person, WITHDRAWN, {"proposal": digest, **details})


def withdraw_change(desk: Desk, person: Person, digest: str, details: Mapping[str, Value]) -> Recorded | Refusal:
    """Take a proposal back, or turn it down: any officer may, with the reason."""
    return transact(desk, lambda tx: _withdraw(desk, tx, person, digest, details))


def _entries(tx: Transaction, row: Recorded, proposer: str) -> list[tuple[str, DatedValue]]:
    changes = _changes_in(tx, row.event.text("blob"))
    return [(one.path, one.published(proposer, row.actor, row.recorded_at)) for one in changes]


def published_values(tx: Transaction, rows: Iterable[Recorded]) -> list[tuple[str, DatedValue]]:
    """Give the values published by some entries of the program's stream, each with both persons and its moment."""
    known = list(rows)
    proposers = {row.digest: row.actor for row in known if row.type == PROPOSED}
    made = [(row, proposers[row.event.text("proposal")]) for row in known if row.type == PUBLISHED]
    return [entry for row, proposer in made for entry in _entries(tx, row, proposer)]
