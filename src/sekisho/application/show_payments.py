"""Show the payments that wait: claimed cases with the approvals given so far and the gates that stand in the way."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.project import CASES
from sekisho.application.record import Recorded
from sekisho.application.show_case import CaseView, view_of

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


def _payment(desk: Desk, tx: Transaction, case: str, person: Person) -> Payment | None:
    rows = tx.journal.read(CASES + case)
    claims = [row for row in rows if row.type == "payment.claimed"]
    view = view_of(desk, tx, case, person)
    if view is None or not claims:
        return None
    return Payment(view, claims[-1].occurred_at, view.case.account, _approvals(rows))


def _approvals(rows: list[Recorded]) -> tuple[Approved, ...]:
    """Give the approvals that stand: those since the claim, and since the bank returned the payment."""
    since = max(row.seq for row in rows if row.type in VOIDING)
    given = (row for row in rows if row.type == "payment.approved" and row.seq > since)
    return tuple(Approved(row.actor, row.occurred_at) for row in given)


def show_payments(desk: Desk, person: Person) -> list[Payment]:
    """Give the cases that wait for a payment, in order of receipt."""
    with desk.store.read() as tx:
        found = (_payment(desk, tx, row.id, person) for row in tx.views.cases(states=(CLAIMED,)))
        return [payment for payment in found if payment]
