"""Read the bank's answer to a batch: what was paid is paid, what came back says why, or nothing changes at all."""

from dataclasses import dataclass
from datetime import date

from sekisho.application.act import act_within
from sekisho.application.desk import Desk
from sekisho.application.file_document import obstacles
from sekisho.application.make_transfer_batch import not_finance, unopened
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case
from sekisho.application.request import Request
from sekisho.application.transact import transact
from sekisho.application.transfer_batch import (
    TransferBatch,
    project_transfers,
    read_batch,
    reference_of,
    stream_of,
    zengin_batch,
)
from sekisho.application.transfer_terms import result_layout_on
from sekisho.domain.casework.event import Event
from sekisho.domain.fund.zengin.result import Answered, read_result
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.money import Money, total
from sekisho.domain.values.time import day_in_japan

#: What the file of an answer is called where a refusal names it.
FILE = "result"


@dataclass(frozen=True, slots=True)
class Answer:
    """The bank's answer as it was taken: the batch, and what was paid and what came back."""

    batch: TransferBatch
    paid: Money
    returned: Money


def _too_early(batch: TransferBatch, today: date) -> list[Finding]:
    if batch.transfer_on <= today:
        return []
    facts: dict[str, Value] = {"day": batch.transfer_on.isoformat(), "today": today.isoformat()}
    return [Finding("transfer.too_early", Outcome.NOT_MET, "number", "practice: two clocks", facts)]


def _request(batch: TransferBatch, one: Answered) -> Request:
    """Give the command an answer comes to: the payment, or its failure with the bank's reason."""
    reference: dict[str, Value] = {"transfer": reference_of(batch.number)}
    if one.is_paid:
        return Request("pay", {**reference, "paid_on": batch.transfer_on.isoformat()})
    return Request("fail_payment", {**reference, "cause": one.reason})


def _event(
    desk: Desk, tx: Transaction, person: Person, batch: TransferBatch, read: tuple[Answered, ...], file: str
) -> Event:
    cases = {item.number: item.case for item in batch.items}
    answers: list[Value] = [{"item": one.number, "case": cases[one.number], "reason": one.reason} for one in read]
    body: dict[str, Value] = {"number": batch.number, "answers": answers, "file": file}
    return Event("transfer.answered", program_now(desk, tx), person.actor, body)


def _carry_out(
    desk: Desk, tx: Transaction, person: Person, batch: TransferBatch, read: tuple[Answered, ...]
) -> list[Finding]:
    """Carry what the bank says into each case; what the table refuses keeps the whole answer from being taken."""
    cases = {item.number: item.case for item in batch.items}
    made = [act_within(desk, tx, read_case(tx, cases[one.number]), person, _request(batch, one)) for one in read]
    return [finding for one in made if isinstance(one, Refusal) for finding in one.findings]


def _judged(desk: Desk, tx: Transaction, batch: TransferBatch, data: bytes) -> tuple[Answered, ...] | Refusal:
    layout = result_layout_on(desk.programs.definition(tx), batch.transfer_on)
    if isinstance(layout, Refusal):
        return layout
    whole = zengin_batch(tx, batch)
    return whole if isinstance(whole, Refusal) else read_result(data, whole, layout)


def _take(desk: Desk, tx: Transaction, person: Person, number: int, data: bytes) -> Answer | Refusal:
    tx.pool.lock(desk.program_id)
    batch = read_batch(tx, number)
    problems = [*not_finance(person), *unopened(batch, number), *obstacles(FILE, len(data))]
    if batch:
        problems += _too_early(batch, day_in_japan(program_now(desk, tx)))
    if problems or batch is None:
        return Refusal.of(problems)
    read = _judged(desk, tx, batch, data)
    if isinstance(read, Refusal):
        return read
    # The answer comes first: from then on the payments are with the bank no more, and each case may be told.
    file = tx.blobs.put(data, private=True)
    tx.journal.append(stream_of(number), [_event(desk, tx, person, batch, read, file)], 1)
    answered = project_transfers(tx, number)
    refused = _carry_out(desk, tx, person, batch, read)
    return Refusal.of(refused) if refused else _answer(answered, read)


def _answer(batch: TransferBatch, read: tuple[Answered, ...]) -> Answer:
    gone = {one.number for one in read if one.is_paid}
    paid = total([item.amount for item in batch.items if item.number in gone])
    return Answer(batch, paid, batch.total - paid)


def read_transfer_result(desk: Desk, person: Person, number: int, data: bytes) -> Answer | Refusal:
    """Take the bank's answer to a batch, once and whole. A refused file changes nothing."""
    return transact(desk, lambda tx: _take(desk, tx, person, number, data))
