"""Post what a decision does to the pool: balanced postings, their journal events, and the locked row's balances.

The pool has a stream of its own; its row is locked last, checked and written in the same transaction. The order of its
stream is the order of receipt.
"""

from collections.abc import Iterable

from sekisho.application.desk import Desk
from sekisho.application.ports import PostingRow, Transaction
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


def lock_pool(desk: Desk, tx: Transaction, command: str) -> None:
    """Lock the pool's row for a command that can move money; others do not wait for it."""
    moves = any(row.movement for row in rows_of(track_of(command), command))
    if moves or command in RESERVING:
        tx.pool.lock(desk.program_id)


def _released(before: Balance) -> list[Entry]:
    return [
        (PostingKind.RELEASE_RESERVATION, before.reserved),
        (PostingKind.RELEASE_COMMITMENT, before.committed),
        (PostingKind.REVOKE_UNPAID, before.payable),
    ]


def _entries(movement: Movement, before: Balance, amount: Money) -> list[Entry]:
    """Give the postings of a movement; the part that is not committed or not earned goes back to the pool."""
    steps: dict[Movement, list[Entry]] = {
        Movement.RESERVE: [(PostingKind.RESERVE, amount)],
        Movement.COMMIT: [
            (PostingKind.COMMIT, amount),
            (PostingKind.RELEASE_RESERVATION, before.reserved - amount),
        ],
        Movement.RELEASE: _released(before),
        Movement.FIX: [(PostingKind.FIX, amount), (PostingKind.RELEASE_SHORTFALL, before.committed - amount)],
        Movement.PAY: [(PostingKind.PAY, before.payable)],
        Movement.ORDER_REPAYMENT: [(PostingKind.ORDER_REPAYMENT, before.paid)],
        Movement.ORDER_PART: [(PostingKind.ORDER_REPAYMENT, amount)],
        Movement.RECOVER: [(PostingKind.RECOVER, amount)],
    }
    return [entry for entry in steps.get(movement, []) if entry[1]]


def _row(program: str, posting: Posting) -> PostingRow:
    debit, credit = posting.debit.value, posting.credit.value
    return PostingRow(program, posting.n, posting.kind.value, posting.case, debit, credit, posting.amount.yen)


def _event(row: PostingRow, at: Event) -> Event:
    body: dict[str, Value] = {"n": row.n, "kind": row.kind, "case": row.case, "amount": row.amount}
    return Event("pool.posted", at.occurred_at, SYSTEM, body)


def post(desk: Desk, tx: Transaction, case: str, entries: Iterable[Entry], at: Event) -> None:
    """Write postings to the pool's stream, its table and its balances; numbers run on without a gap."""
    program = desk.program_id
    stream = tx.journal.read(stream_of(program))
    first = sum(row.type == "pool.posted" for row in stream)
    rows = [_row(program, Posting(kind, amount, case, first + n)) for n, (kind, amount) in enumerate(entries)]
    if rows:
        tx.journal.append(stream_of(program), [_event(row, at) for row in rows], len(stream))
        tx.pool.post(program, rows)


def post_movement(desk: Desk, tx: Transaction, before: Case, decision: Decision) -> None:
    """Post what a decision on a case does to the pool; ``before`` is the case before the decision."""
    post(desk, tx, before.id, _entries(decision.movement, before.balance, decision.amount), decision.events[0])


def postings_of(tx: Transaction, program: str) -> list[Posting]:
    """Give every posting the journal holds, in order."""
    events = [row.event for row in tx.journal.read(stream_of(program)) if row.type == "pool.posted"]
    return [
        Posting(PostingKind(e.text("kind")), Money(e.number("amount")), e.text("case"), e.number("n")) for e in events
    ]
