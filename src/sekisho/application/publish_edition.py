"""Publish an edition of Annex A: one person proposes the file, another publishes it; afterwards it never changes."""

from collections.abc import Iterable
from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.record import Recorded
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import OFFICER
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.field import check, reason
from sekisho.domain.program.edition import Edition, parse_edition
from sekisho.domain.program.table import read_table
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan, opening_of

IMPORTER = "annex-toml/1"
#: What saying why an edition reaches back has to be.
FIELDS = (reason(),)
#: An edition's own file of twenty thousand models is smaller; what is larger is no edition.
LARGEST = 8 * 1024 * 1024
#: How much of a file's name is kept.
LONGEST_NAME = 200


def stream_of(program_id: str) -> str:
    """Give the stream on which a program's editions and parameters are published."""
    return f"program/{program_id}"


def _finding(code: str, **facts: str) -> Finding:
    return Finding(f"edition.{code}", Outcome.NOT_MET, citation="practice: two persons", facts=dict(facts))


def officer_findings(person: Person) -> list[Finding]:
    """Say that only officers publish editions, where somebody else asks."""
    return [] if person.actor.who in OFFICER else [_finding("not_yours", role=person.role, side=person.side)]


def _append(desk: Desk, tx: Transaction, person: Person, kind: str, body: dict[str, str]) -> Recorded:
    stream = stream_of(desk.program_id)
    event = Event(kind, program_now(desk, tx), person.actor, dict(body))
    return tx.journal.append(stream, [event], tx.journal.length(stream))[0]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a proposed edition comes from: what made its file of which source, and why it may reach back."""

    importer: str = IMPORTER
    source: bytes = b""
    source_name: str = ""
    reason: str = ""


def oversized(name: str, size: int) -> list[Finding]:
    """Say that a file is larger than any edition in the program's own form; nothing of it is read then."""
    facts: dict[str, Value] = {"name": name[:LONGEST_NAME], "size": size, "limit": LARGEST}
    return [Finding("edition.too_large", Outcome.NOT_MET, name[:LONGEST_NAME], facts=facts)] if size > LARGEST else []


def edition_in(name: str, data: bytes) -> Edition:
    """Read an edition's file. Raises EditionError and TableError."""
    return parse_edition(read_table({name: data}, name))


def begun(desk: Desk, tx: Transaction, edition: Edition, reason: str) -> list[Finding]:
    """Say that an edition's day has come already, where that would change what held since and nobody says why.

    What was submitted keeps the edition it was submitted under (A16); drafts would be judged anew without warning.
    """
    now = program_now(desk, tx)
    if opening_of(edition.effective_from) > now or reason.strip():
        return []
    if desk.programs.definition(tx).edition_on(edition.effective_from) == edition:
        return []
    today, day = day_in_japan(now).isoformat(), edition.effective_from.isoformat()
    return [Finding("edition.begun", Outcome.NOT_MET, "reason", "assumption: A16", {"day": day, "today": today})]


def _uncovered(desk: Desk, tx: Transaction, edition: Edition) -> list[Finding]:
    """Say that the first edition published leaves days of the window without any: the shipped ones go with it."""
    opens = desk.programs.definition(tx).day("window.opens", day_in_japan(program_now(desk, tx)))
    if published(tx, desk.program_id) or edition.effective_from <= opens:
        return []
    facts: dict[str, Value] = {"opens": opens.isoformat(), "day": edition.effective_from.isoformat()}
    return [Finding("edition.leaves_gap", Outcome.NOT_MET, citation="practice: editions are immutable", facts=facts)]


def obstacles(desk: Desk, tx: Transaction, name: str, data: bytes, reason: str) -> list[Finding]:
    """Give everything that keeps an edition's file from being proposed."""
    found = oversized(name, len(data)) or list(desk.programs.problems(tx, name, data))
    if found:
        return found
    edition = edition_in(name, data)
    said = check(FIELDS, {"reason": reason}) if reason.strip() else []
    return [*said, *begun(desk, tx, edition, reason), *_uncovered(desk, tx, edition)]


def _body(tx: Transaction, name: str, digest: str, origin: Origin) -> dict[str, str]:
    body = {"name": name, "blob": digest, "importer": origin.importer}
    if origin.source:
        # As it came, so that anybody can read it again and hold the edition against it.
        body |= {"source": tx.blobs.put(origin.source), "source_name": origin.source_name[:LONGEST_NAME]}
    return body | ({"reason": origin.reason.strip()} if origin.reason.strip() else {})


def _propose(desk: Desk, tx: Transaction, person: Person, name: str, data: bytes, origin: Origin) -> Recorded | Refusal:
    findings = officer_findings(person) + obstacles(desk, tx, name, data, origin.reason)
    if findings:
        return Refusal.of(findings)
    digest = tx.blobs.put(data, media_type="application/toml")
    return _append(desk, tx, person, "edition.proposed", _body(tx, name, digest, origin))


def propose_edition(
    desk: Desk, person: Person, name: str, data: bytes, origin: Origin | None = None
) -> Recorded | Refusal:
    """Propose an edition file; its bytes are kept by digest. A file that cannot be read is refused by place."""
    return transact(desk, lambda tx: _propose(desk, tx, person, name, data, origin or Origin()))


def _proposal(tx: Transaction, program_id: str, digest: str) -> Recorded | None:
    rows = [row for row in tx.journal.read(stream_of(program_id)) if row.type == "edition.proposed"]
    return next((row for row in reversed(rows) if row.event.text("blob") == digest), None)


def not_proposed(digest: str) -> Finding:
    """Say that nobody has proposed this edition."""
    return _finding("not_proposed", digest=digest[:80])


def _publish(desk: Desk, tx: Transaction, person: Person, digest: str) -> Recorded | Refusal:
    proposal = _proposal(tx, desk.program_id, digest)
    findings = officer_findings(person)
    if proposal is None:
        return Refusal.of([*findings, not_proposed(digest)])
    if proposal.actor == person.id:
        findings.append(_finding("same_person"))
    name = proposal.event.text("name")
    # Two proposals for one day may stand side by side: the first that is published takes the name for ever.
    if name in published(tx, desk.program_id):
        findings.append(Finding("edition.published_already", Outcome.NOT_MET, name, "practice: editions are immutable"))
    else:
        # Once more: its day may have come while the proposal waited.
        findings += obstacles(desk, tx, name, tx.blobs.get(digest) or b"", proposal.event.text("reason"))
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
