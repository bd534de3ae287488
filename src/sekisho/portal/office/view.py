"""What the office's pages show: the queue of cases and the approvals of payments."""

from dataclasses import dataclass
from datetime import date, datetime

from sekisho.domain.values.finding import Finding
from sekisho.domain.values.money import Money, total
from sekisho.portal.components.question import Answers, Question
from sekisho.portal.components.view import Button, Deadline, FactRow, Gauge


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case in the queue, in strict order of receipt; without an amount for those who may not see the price.

    ``level`` says how pressing the verification of its machines is: due or overdue; empty while it is not.
    """

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
    level: str = ""


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
class ItemRow:
    """A payment of a batch. ``outcome``: under_way, paid, or why the bank returned it."""

    number: int
    case: str
    href: str
    amount: Money
    outcome: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of transfers. ``state``: under_way, answered or withdrawn."""

    number: int
    state: str
    transfer_on: date
    total: Money
    items: tuple[ItemRow, ...]
    file_sha256: str
    file_href: str
    result_href: str
    withdraw_href: str
    questions: tuple[Question, ...] = ()
    is_wrong: bool = False
    basis: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether the bank has still to answer."""
        return self.state == "under_way"


@dataclass(frozen=True, slots=True)
class OwedRow:
    """An order to pay back: its case, what is owed of the principal, by when, and the charges as they stand."""

    case: str
    href: str
    principal: Money
    due_on: date
    is_late: bool
    additional: Money
    late: Money
    basis: str = ""


@dataclass(frozen=True, slots=True)
class FinancePage:
    """Payments that wait, batches, what is owed back, and what the pool holds.

    ``needed`` approvals make a payment possible; ``ready`` payments have them and are in no batch; ``making`` asks for
    the day of the next one. Sums and differences are there once somebody asks for the reconciliation at its address.
    """

    rows: tuple[PaymentRow, ...]
    gauge: Gauge | None
    needed: int = 2
    refused: tuple[Finding, ...] = ()
    ready: tuple[Money, ...] = ()
    making: Answers | None = None
    make_href: str = ""
    batches: tuple[BatchRow, ...] = ()
    sums: tuple[FactRow, ...] = ()
    differences: tuple[Finding, ...] = ()
    owed: tuple[OwedRow, ...] = ()
    done: bool = False
    reconcile_href: str = ""
    older_href: str = ""

    @property
    def ready_total(self) -> Money:
        """Give the sum of the payments that are ready."""
        return total(list(self.ready))


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
