"""Make a batch: every payment that is approved and in no batch yet, for one banking day; or take a batch back."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_cases
from sekisho.application.record import sha256
from sekisho.application.surround import surround, terms_of
from sekisho.application.transact import transact
from sekisho.application.transfer_batch import (
    BatchItem,
    TransferBatch,
    account_of,
    bytes_of,
    project_transfers,
    read_batch,
    reference_of,
    stream_of,
    transfers_of,
)
from sekisho.application.transfer_terms import line_ending_on, remitter_on
from sekisho.domain.casework.actor import FINANCE
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.decide import decide
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.field import SHORTEST_REASON
from sekisho.domain.casework.surroundings import Transfer, TransferState
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.calendar import UnpublishedYearError
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan

CLAIMED = "claimed"
_CITE = "practice: Zengin transfer file"


@dataclass(frozen=True, slots=True)
class Held:
    """An approved payment that was left out of a batch, and everything that stands in its way."""

    case: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A batch as it was made, and the approved payments that were left out of it."""

    batch: TransferBatch
    held: tuple[Held, ...]


def not_finance(person: Person) -> list[Finding]:
    """Say that somebody else than finance asks for what finance does."""
    if person.actor.who in FINANCE:
        return []
    facts: dict[str, Value] = {"role": person.role, "side": person.side}
    return [Finding("transfer.not_yours", Outcome.NOT_MET, citation="practice: two persons", facts=facts)]


def _day_problems(program: ProgramDefinition, today: date, on: date) -> list[Finding]:
    facts: dict[str, Value] = {"day": on.isoformat()}
    if on < today:
        return [Finding("transfer.day_past", Outcome.NOT_MET, "transfer_on", _CITE, facts)]
    try:
        works = program.calendar().banks.is_business_day(on)
    except UnpublishedYearError:
        return [Finding("transfer.day_unknown", Outcome.NOT_MET, "transfer_on", _CITE, facts)]
    return [] if works else [Finding("transfer.bank_closed", Outcome.NOT_MET, "transfer_on", _CITE, facts)]


def _obstacles(desk: Desk, tx: Transaction, person: Person, case: Case, number: int) -> list[Finding]:
    """Ask the table whether this payment could be made now: a batch holds nothing that could not be paid."""
    command = Command("pay", person.actor, program_now(desk, tx), {"transfer": reference_of(number)})
    decision = decide(case, command, surround(desk, tx, case, command))
    account = account_of(tx, case.account)
    refused = [one for one in (decision, account) if isinstance(one, Refusal)]
    return [finding for refusal in refused for finding in refusal.findings]


def approved(desk: Desk, tx: Transaction, now: datetime) -> list[Case]:
    """Give the claimed cases with enough approvals that are with no bank, in order of receipt."""
    needed = terms_of(desk.programs.definition(tx), day_in_japan(now)).payment_approvals
    cases = read_cases(tx, [row.id for row in tx.views.cases(states=(CLAIMED,))])
    ready = {id_: case for id_, case in cases.items() if len(set(case.approvals)) >= needed}
    sent = transfers_of(tx, list(ready))
    return [case for id_, case in ready.items() if sent.get(id_, Transfer()).state is not TransferState.UNDER_WAY]


def _gather(
    desk: Desk, tx: Transaction, person: Person, number: int, now: datetime
) -> tuple[list[BatchItem], list[Held]]:
    items: list[BatchItem] = []
    held: list[Held] = []
    for case in approved(desk, tx, now):
        obstacles = _obstacles(desk, tx, person, case, number)
        if obstacles:
            held.append(Held(case.id, tuple(obstacles)))
        else:
            items.append(BatchItem(len(items) + 1, case.id, case.balance.payable, case.account))
    return items, held


def _event(batch: TransferBatch, person: Person, now: datetime) -> Event:
    items: list[Value] = [
        {"item": item.number, "case": item.case, "amount": item.amount.yen, "account": item.account}
        for item in batch.items
    ]
    body: dict[str, Value] = {
        "number": batch.number,
        "transfer_on": batch.transfer_on.isoformat(),
        **({"transfer_on_cite": batch.day_cite} if batch.day_cite else {}),
        "remitter": {**batch.remitter},
        "ending": batch.ending,
        "items": items,
        "count": len(batch.items),
        "total": batch.total.yen,
        "file": batch.file_sha256,
    }
    return Event("transfer.batched", now, person.actor, body)


def _written(tx: Transaction, batch: TransferBatch) -> TransferBatch | Refusal:
    data = bytes_of(tx, batch)
    if isinstance(data, Refusal):
        return data
    return replace(batch, file_sha256=sha256(data))


def _make(desk: Desk, tx: Transaction, person: Person, on: date) -> Made | Refusal:
    # The pool's row is locked first: whoever revokes or pays meanwhile waits, and then sees the batch.
    tx.pool.lock(desk.program_id)
    now, program = program_now(desk, tx), desk.programs.definition(tx)
    remitter = remitter_on(program, on)
    problems = not_finance(person) + _day_problems(program, day_in_japan(now), on)
    if problems or isinstance(remitter, Refusal):
        return Refusal.of([*problems, *(remitter.findings if isinstance(remitter, Refusal) else ())])
    number = tx.views.last_batch() + 1
    items, held = _gather(desk, tx, person, number, now)
    if not items:
        nothing = Finding("transfer.nothing_to_pay", Outcome.NOT_MET, citation=_CITE, facts={"held": len(held)})
        return Refusal.of([nothing, *(finding for one in held for finding in one.findings)])
    basis = program.calendar().banks.basis_of(on)
    ending = line_ending_on(program, on)
    batch = _written(tx, TransferBatch(number, on, remitter, ending, tuple(items), "", day_cite=basis))
    if isinstance(batch, Refusal):
        return batch
    tx.journal.append(stream_of(number), [_event(batch, person, now)], 0)
    return Made(project_transfers(tx, number), tuple(held))


def make_transfer_batch(desk: Desk, person: Person, transfer_on: date) -> Made | Refusal:
    """Put every approved payment that is in no batch into a new one; the day is one on which banks work."""
    return transact(desk, lambda tx: _make(desk, tx, person, transfer_on))


def _withdraw(desk: Desk, tx: Transaction, person: Person, number: int, reason: str) -> TransferBatch | Refusal:
    tx.pool.lock(desk.program_id)
    batch = read_batch(tx, number)
    problems = [*not_finance(person), *unopened(batch, number)]
    if len(reason.strip()) < SHORTEST_REASON:
        problems.append(Finding("field.wrong.reason", Outcome.NOT_MET, "reason", facts={"value": reason[:80]}))
    if problems or batch is None:
        return Refusal.of(problems)
    body: dict[str, Value] = {"number": number, "reason": reason.strip()}
    event = Event("transfer.withdrawn", program_now(desk, tx), person.actor, body)
    tx.journal.append(stream_of(number), [event], 1)
    return project_transfers(tx, number)


def unopened(batch: TransferBatch | None, number: int) -> list[Finding]:
    """Say why a batch waits for no answer: there is none, it was answered, or it was withdrawn."""
    facts: dict[str, Value] = {"number": number}
    if batch is None:
        return [Finding("transfer.unknown", Outcome.NOT_MET, "number", facts=facts)]
    if batch.answers is not None:
        return [Finding("transfer.answered_already", Outcome.NOT_MET, "number", _CITE, facts)]
    return [Finding("transfer.withdrawn_already", Outcome.NOT_MET, "number", _CITE, facts)] if batch.withdrawn else []


def withdraw_transfer_batch(desk: Desk, person: Person, number: int, reason: str) -> TransferBatch | Refusal:
    """Take a batch back that was never sent to the bank, with a reason; its payments wait for the next one."""
    return transact(desk, lambda tx: _withdraw(desk, tx, person, number, reason))
