"""What the section after payment shows: plain values in the reader's language where they are words."""

from dataclasses import dataclass
from datetime import date, datetime

from sekisho.domain.values.money import Money
from sekisho.portal.components.view import Button, Deadline


@dataclass(frozen=True, slots=True)
class AssetRow:
    """An entry of the register. ``status``: bound, free or gone; amounts only for those who see the price."""

    number: str
    line: str
    name: str
    serial: str
    acquired_on: date
    unit_price: Money | None
    quantity: int
    grant: Money | None
    industry: str
    life: int
    restricted_until: date
    place: str
    is_confirmed: bool
    status: str


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a yearly report, and its change against the baseline; ``tone`` is good, bad or quiet."""

    year: int
    value: int
    change: str
    tone: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator of one line: the baseline (None where none was recorded) and what was reported by year."""

    line: str
    indicator: str
    before: int | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A support incident with its times; ``hours`` and ``minutes`` to the first answer, None while there is
    none.
    """

    number: str
    line: str
    vendor: str
    severity: str
    opened_at: datetime
    problem: str
    answer: str
    solution: str
    answered_at: datetime | None
    solved_at: datetime | None
    hours: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class DisposalRow:
    """A request to dispose of an asset; the repayment only for those who see the price."""

    number: str
    asset: str
    manner: str
    on: date
    repayment: Money | None
    status: str


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """A proposed or carried-out erasure: what, on which basis, by whom."""

    number: str
    items: tuple[str, ...]
    basis: str
    proposed_by: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A legal hold and who placed it."""

    number: str
    placed_by: str
    is_lifted: bool


@dataclass(frozen=True, slots=True)
class AfterSection:
    """Everything of a case after payment; blocks without rows and buttons are not shown."""

    duties: tuple[Deadline, ...] = ()
    assets: tuple[AssetRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    without_baseline: tuple[str, ...] = ()
    tax_method: str = ""
    tax_returned: Money | None = None
    incidents: tuple[IncidentRow, ...] = ()
    disposals: tuple[DisposalRow, ...] = ()
    holds: tuple[HoldRow, ...] = ()
    erasures: tuple[ErasureRow, ...] = ()
    asset_buttons: tuple[Button, ...] = ()
    effect_buttons: tuple[Button, ...] = ()
    support_buttons: tuple[Button, ...] = ()
    disposal_buttons: tuple[Button, ...] = ()
    keeping_buttons: tuple[Button, ...] = ()

    @property
    def is_there(self) -> bool:
        """Say whether there is anything to show."""
        return self.has_assets or self.has_effects or self.has_support or self.has_disposals or self.has_keeping

    @property
    def has_assets(self) -> bool:
        """Say whether the register is shown."""
        return bool(self.assets or self.asset_buttons)

    @property
    def has_effects(self) -> bool:
        """Say whether baseline, effects and tax are shown."""
        return bool(self.indicators or self.tax_method or self.effect_buttons)

    @property
    def has_support(self) -> bool:
        """Say whether support is shown."""
        return bool(self.incidents or self.support_buttons)

    @property
    def has_disposals(self) -> bool:
        """Say whether disposals are shown."""
        return bool(self.disposals or self.disposal_buttons)

    @property
    def has_keeping(self) -> bool:
        """Say whether holds and erasures are shown."""
        return bool(self.holds or self.erasures or self.keeping_buttons)
