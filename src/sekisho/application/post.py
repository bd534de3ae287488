"""Post what a decision does to the pool: balanced postings, their journal events, and the locked row's balances.

The pool has a stream of its own; its row is locked last, checked and written in the same transaction. The order of its
stream is the order of receipt.
"""

from collections.abc import Iterable, Iterator, Sequence

from sekisho.application.desk import Desk
from sekisho.application.ports import PostingRow, Transaction
from sekisho.application.record import BrokenRecordError, decode
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Balance, Case
from sekisho.domain.casework.decide import Decision
from sekisho.domain.casework.event import Event
from sekisho.domain.casework.table import rows_of, track_of
from sekisho.domain.casework.transition import Movement
from sekisho.domain.fund.posting import Posting, PostingKind
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import Money

#: Commands whose automatic follow-up moves money though their own row does not.
RESERVING = ("submit", "overturn")
Entry = tuple[PostingKind, Money]


def stream_of(program: str) -> str:
    """Give the pool's stream."""
    return f"pool/{program}"


def lock_pool(desk: Desk, tx: Transaction, case: Case, command: str) -> int:
    """Lock the pool's row for a command that moves money or takes a letter's number; give the receipt number.

    A case that reserves for the first time takes its number with the lock; every other keeps the one it has.
    """
    if command in RESERVING and not case.receipt:
        return tx.pool.next_receipt(desk.program_id)
    if command in RESERVING or any(row.movement or row.document for row in rows_of(track_of(command), command)):
        tx.pool.lock(desk.program_id)
    return case.receipt


def _released(before: Balance) -> list[Entry]:
    return [
        (PostingKind.RELEASE_RESERVATION, before.reserved),
        (PostingKind.RELEASE_COMMITMENT, before.committed),
        (PostingKind.REVOKE_UNPAID, before.payable),
    ]


def _committed(before: Balance, amount: Money) -> list[Entry]:
    """Give the postings of a grant; where the pool is bound by the decision only, it reserves in the same breath."""
    if amount > before.reserved:
        return [(PostingKind.RESERVE, amount - before.reserved), (PostingKind.COMMIT, amount)]
    return [(PostingKind.COMMIT, amount), (PostingKind.RELEASE_RESERVATION, before.reserved - amount)]


def _reducing(before: Balance) -> PostingKind:
    """Give the posting that takes a part of what a case holds: reserved, committed or fixed."""
    if before.reserved:
        return PostingKind.RELEASE_RESERVATION
    return PostingKind.RELEASE_COMMITMENT if before.committed else PostingKind.REVOKE_UNPAID


def _entries(movement: Movement, before: Balance, amount: Money) -> list[Entry]:
    """Give the postings of a movement; the part that is not committed or not earned goes back to the pool."""
    steps: dict[Movement, list[Entry]] = {
        Movement.RESERVE: [(PostingKind.RESERVE, amount)],
        Movement.REDUCE: [(_reducing(before), amount)],
        Movement.COMMIT: _committed(before, amount),
        Movement.RELEASE: _released(before),
        Movement.FIX: [(PostingKind.FIX, amount), (PostingKind.RELEASE_SHORTFALL, before.committed - amount)],
        Movement.PAY: [(PostingKind.PAY, before.payable)],
        Movement.ORDER_REPAYMENT: [(PostingKind.ORDER_REPAYMENT, amount)],
        Movement.RECOVER: [(PostingKind.RECOVER, amount)],
    }
    return [entry for entry in steps.get(movement, []) if entry[1]]


def _row(program: str, posting: Posting) -> PostingRow:
    debit, credit = posting.debit.value, posting.credit.value
    return PostingRow(program, posting.n, posting.kind.value, posting.case, debit, credit, posting.amount.yen)


def _event(row: PostingRow, at: Event) -> Event:
    body: dict[str, Value] = {"n": row.n, "kind": row.kind, "case": row.case, "amount": row.amount}
    return Event("pool.posted", at.occurred_at, SYSTEM, body)


def record(desk: Desk, tx: Transaction, events: Sequence[Event]) -> None:
    """Append to the pool's stream; whoever does holds the pool's lock, so that nobody else appends meanwhile."""
    stream = stream_of(desk.program_id)
    if events:
        tx.journal.append(stream, events, tx.journal.length(stream))


def post(
    desk: Desk, tx: Transaction, case: str, entries: Iterable[Entry], at: Event, first: Sequence[Event] = ()
) -> None:
    """Write postings to the pool's stream, its table and its balances; numbers run on without a gap.

    ``first`` are events of the pool's stream that come before them, such as the receipt number a posting rests on.
    """
    program, wanted = desk.program_id, list(entries)
    n = tx.pool.next_posting(program) if wanted else 0
    rows = [_row(program, Posting(kind, amount, case, n + step)) for step, (kind, amount) in enumerate(wanted)]
    record(desk, tx, [*first, *(_event(row, at) for row in rows)])
    if rows:
        tx.pool.post(program, rows)


def post_movement(desk: Desk, tx: Transaction, before: Case, decision: Decision, first: Sequence[Event] = ()) -> None:
    """Post what a decision on a case does to the pool; ``before`` is the case before the decision."""
    entries = _entries(decision.movement, before.balance, decision.amount)
    post(desk, tx, before.id, entries, decision.events[0], first)


def _posting(body: bytes) -> Posting:
    said = decode(body)
    kind, amount, case, n = (said.get(name) for name in ("kind", "amount", "case", "n"))
    if not isinstance(amount, int) or not isinstance(n, int):
        raise BrokenRecordError(f"a posting of {amount!r} yen with the number {n!r}")
    return Posting(PostingKind(str(kind)), Money(amount), str(case), n)


def postings_of(tx: Transaction, program: str) -> Iterator[Posting]:
    """Give every posting the journal holds, in order, without holding them all. Raises BrokenRecordError."""
    return (_posting(body) for body in tx.journal.bodies(stream_of(program), "pool.posted"))
