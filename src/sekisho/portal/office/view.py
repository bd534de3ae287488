"""What the office's pages show: the queue of cases and the approvals of payments."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.values.finding import Finding
from sekisho.domain.values.money import Money
from sekisho.portal.components.question import Answers
from sekisho.portal.components.view import Button, Deadline, Gauge


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case in the queue, in strict order of receipt; without an amount for those who may not see the price."""

    id: str
    href: str
    receipt: int
    applicant: str
    partner: str
    state: str
    outcome: str
    amount: Money | None
    edition_on: str
    submitted_at: datetime | None = None
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The queue with its filters; ``all`` counts the cases without the filters."""

    filters: Answers
    rows: tuple[QueueRow, ...]
    all: int
    total: Money


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's approval of a payment."""

    person: str
    at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A claimed case that waits for two approvals and the payment."""

    id: str
    href: str
    claimant: str
    amount: Money
    account_sha256: str
    outcome: str
    claimed_at: datetime
    approvals: tuple[Approval, ...] = ()
    blocking: tuple[Finding, ...] = ()
    buttons: tuple[Button, ...] = ()

    @property
    def approved(self) -> int:
        """Count the approvals."""
        return len(self.approvals)


@dataclass(frozen=True, slots=True)
class FinancePage:
    """Payments that wait, and what the pool holds. ``needed`` approvals make a payment possible."""

    rows: tuple[PaymentRow, ...]
    gauge: Gauge | None
    needed: int = 2
    refused: tuple[Finding, ...] = ()
