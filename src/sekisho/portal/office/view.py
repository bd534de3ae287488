"""What the office's pages show: the queue of cases and the approvals of payments."""

from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A line whose verification is not over; ``level`` says how pressing its day is: calm, due or overdue."""

    case: str
    line: str
    href: str
    claimant: str
    machine: str
    prefecture: str
    state: str
    visit: int
    visit_on: str
    inspector: str
    level: str
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class TripStop:
    """A line on a proposed trip, the day it must be verified by, and why it is on this trip (``trip.<why>``)."""

    case: str
    line: str
    href: str
    machine: str
    prefecture: str
    verify_by: str
    why: str

    @property
    def value(self) -> str:
        """Give what the form that entrusts the trip sends of the stop."""
        return f"{self.case}|{self.line}|{self.prefecture}"


@dataclass(frozen=True, slots=True)
class TripCard:
    """One inspector's proposed day."""

    inspector: str
    inspector_name: str
    on: date
    prefectures: tuple[str, ...]
    stops: tuple[TripStop, ...]
    key: str


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A line no visit could be found for, and why (``left.<why>``)."""

    case: str
    line: str
    href: str
    why: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan of visits: every open line, the proposed trips, and who is left."""

    rows: tuple[PlanRow, ...]
    trips: tuple[TripCard, ...]
    left: tuple[LeftRow, ...]
    refused: tuple[Finding, ...] = ()
    done: bool = False
