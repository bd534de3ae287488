"""Reconcile: batches, the bank's answers, the cases' payments and the pool's postings, held against each other."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES
from sekisho.application.transfer_batch import BatchItem, TransferBatch, read_batches, reference_of
from sekisho.domain.casework.surroundings import TransferState
from sekisho.domain.fund.posting import PostingKind
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.money import Money, total
from sekisho.domain.values.time import day_in_japan

_CITE = "practice: Zengin transfer file"


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as its case tells it: the reference it stands under, and the amount."""

    case: str
    transfer: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Sums on every side, and each difference; none that is not met: everything ties out."""

    batched: Money
    paid_by_bank: Money
    returned: Money
    under_way: Money
    paid_in_cases: Money
    posted: Money
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Say whether nothing differs."""
        return all(finding.outcome is not Outcome.NOT_MET for finding in self.findings)


def _payments(tx: Transaction) -> list[Payment]:
    return [
        Payment(row.stream.removeprefix(CASES), row.event.text("transfer"), Money(row.event.number("amount")))
        for row in tx.journal.told(CASES, "payment.made")
    ]


def _finding(code: str, case: str, outcome: Outcome = Outcome.NOT_MET, **facts: Value) -> Finding:
    return Finding(f"reconcile.{code}", outcome, case, _CITE, {"case": case, **facts})


def _item(batch: TransferBatch, item: BatchItem, paid: Mapping[tuple[str, str], Money]) -> list[Finding]:
    """Hold one item against its case: paid by the bank and there, returned and not there, the amount the same."""
    amount, state = paid.get((item.case, reference_of(batch.number))), batch.state_of(item)
    number, yen = batch.number, item.amount.yen
    if state is TransferState.PAID and amount is None:
        return [_finding("paid_not_told", item.case, batch=number, amount=yen)]
    if state is not TransferState.PAID and amount is not None:
        return [_finding("told_not_paid", item.case, batch=number, amount=yen)]
    if amount is not None and amount != item.amount:
        return [_finding("amount_differs", item.case, batch=number, amount=yen, told=amount.yen)]
    return []


def _late(batch: TransferBatch, today: date) -> list[Finding]:
    if not batch.is_open or batch.transfer_on >= today:
        return []
    facts: dict[str, Value] = {"batch": batch.number, "day": batch.transfer_on.isoformat()}
    return [Finding("reconcile.unanswered", Outcome.UNDETERMINED, str(batch.number), _CITE, facts)]


def _outside(payments: Iterable[Payment], batches: Iterable[TransferBatch]) -> list[Finding]:
    """Name payments that went by no batch: somebody has to show their voucher."""
    known = {reference_of(batch.number) for batch in batches}
    return [
        _finding("outside", one.case, Outcome.UNDETERMINED, transfer=one.transfer, amount=one.amount.yen)
        for one in payments
        if one.transfer not in known
    ]


def _ledger(payments: Iterable[Payment], posted: Mapping[str, Money]) -> list[Finding]:
    """Hold what the cases tell against what the pool moved to paid, case by case."""
    told = {one.case: one.amount for one in payments}
    return [
        _finding("ledger_differs", case, told=told.get(case, Money(0)).yen, posted=posted.get(case, Money(0)).yen)
        for case in sorted({*told, *posted})
        if told.get(case) != posted.get(case)
    ]


def _twice(payments: Iterable[Payment]) -> list[Finding]:
    counted = Counter(one.case for one in payments)
    return [_finding("paid_twice", case, times=times) for case, times in sorted(counted.items()) if times > 1]


def _sum(batches: Iterable[TransferBatch], state: TransferState) -> Money:
    return total([item.amount for batch in batches for item in batch.items if batch.state_of(item) is state])


def _reconciled(desk: Desk, tx: Transaction) -> Reconciliation:
    batches, payments = read_batches(tx), _payments(tx)
    posted = {row.case: Money(row.amount) for row in tx.pool.postings(desk.program_id, kinds=(PostingKind.PAY.value,))}
    paid = {(one.case, one.transfer): one.amount for one in payments}
    today = day_in_japan(program_now(desk, tx))
    findings = [
        *(finding for batch in batches for item in batch.items for finding in _item(batch, item, paid)),
        *(finding for batch in batches for finding in _late(batch, today)),
        *_twice(payments),
        *_ledger(payments, posted),
        *_outside(payments, batches),
    ]
    return Reconciliation(
        batched=total([batch.total for batch in batches if not batch.withdrawn]),
        paid_by_bank=_sum(batches, TransferState.PAID),
        returned=_sum(batches, TransferState.RETURNED),
        under_way=_sum(batches, TransferState.UNDER_WAY),
        paid_in_cases=total([one.amount for one in payments]),
        posted=total(list(posted.values())),
        findings=tuple(findings),
    )


def reconcile(desk: Desk) -> Reconciliation:
    """Hold every batch against the bank's answers, the cases and the pool; report each difference."""
    with desk.store.read() as tx:
        return _reconciled(desk, tx)
