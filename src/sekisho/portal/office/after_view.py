"""What the office's page after payment shows."""

from dataclasses import dataclass
from datetime import date

from sekisho.domain.values.money import Money
from sekisho.portal.components.view import Deadline


@dataclass(frozen=True, slots=True)
class CaseLink:
    """The case a row is about, with its claimant."""

    id: str
    href: str
    claimant: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """An asset over all cases. ``status``: bound, free or gone."""

    case: CaseLink
    number: str
    name: str
    cost: Money
    grant: Money
    restricted_until: date
    status: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A disposal that waits for approval, with the repayment reckoned."""

    case: CaseLink
    number: str
    asset: str
    manner: str
    on: date
    repayment: Money


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A report that is still to be made."""

    case: CaseLink
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A standing hold and who placed it."""

    case: CaseLink
    number: str
    placed_by: str


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """An erasure, proposed or done."""

    case: CaseLink
    number: str
    basis: str
    count: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """Hours and minutes."""

    hours: int
    minutes: int


@dataclass(frozen=True, slots=True)
class VendorRow:
    """How one vendor responds."""

    vendor: str
    opened: int
    answered: int
    solved: int
    late: int
    to_answer: Spent | None
    to_solve: Spent | None


@dataclass(frozen=True, slots=True)
class AftercarePage:
    """Everything after payment over all cases."""

    requests: tuple[RequestRow, ...]
    duties: tuple[DutyRow, ...]
    assets: tuple[RegisterRow, ...]
    holds: tuple[HoldRow, ...]
    erasures: tuple[ErasureRow, ...]
    vendors: tuple[VendorRow, ...]
