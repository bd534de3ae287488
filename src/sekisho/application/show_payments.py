"""Show the payments that wait: claimed cases with the approvals given so far and the gates that stand in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.project import CASES, read_cases
from sekisho.application.read_ahead import ahead, read_ahead
from sekisho.application.record import Recorded
from sekisho.application.show_case import CaseView, Told, may_open, seen

CLAIMED = "claimed"
#: After these nobody has approved yet.
VOIDING = ("payment.claimed", "payment.failed", "account.corrected")


@dataclass(frozen=True, slots=True)
class Approved:
    """One approval: by whom, and when in program time."""

    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """A claimed case: its view, when it was claimed, the account by digest, and its approvals."""

    view: CaseView
    claimed_at: datetime
    account: str
    approvals: tuple[Approved, ...]


def _payment(view: CaseView, rows: Sequence[Recorded]) -> Payment:
    claims = [row for row in rows if row.type == "payment.claimed"]
    return Payment(view, claims[-1].occurred_at, view.case.account, _approvals(rows))


def _approvals(rows: Sequence[Recorded]) -> tuple[Approved, ...]:
    """Give the approvals that stand: those since the claim, and since the bank returned the payment."""
    since = max(row.seq for row in rows if row.type in VOIDING)
    given = (row for row in rows if row.type == "payment.approved" and row.seq > since)
    return tuple(Approved(row.actor, row.occurred_at) for row in given)


def show_payments(desk: Desk, person: Person) -> list[Payment]:
    """Give the cases that wait for a payment, in order of receipt; as many questions for many as for one."""
    with desk.store.read() as opened:
        tx = ahead(opened)
        cases = read_cases(tx, [row.id for row in tx.views.cases(states=(CLAIMED,))])
        own = {id_: case for id_, case in cases.items() if may_open(case, person)}
        read_ahead(tx, own.values())
        rows = tx.journal.read_all([CASES + id_ for id_ in own])
        return [
            _payment(seen(desk, tx, Told(case, rows[CASES + id_]), person), rows[CASES + id_])
            for id_, case in own.items()
        ]
