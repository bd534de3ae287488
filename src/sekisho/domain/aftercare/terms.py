"""The dated parameters of the time after payment, as in force on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sekisho.domain.aftercare.depreciation import Schedule
from sekisho.domain.values.money import Money


class Basis(StrEnum):
    """From what a repayment is reckoned: residual book value, the price received, the higher of both, or nothing."""

    BOOK = "book"
    PRICE = "price"
    HIGHER = "higher"
    NONE = "none"


class TaxBase(StrEnum):
    """Whether the grant was computed on prices without consumption tax or with it."""

    EX_TAX = "ex_tax"
    TAX_INCLUDED = "tax_included"


@dataclass(frozen=True, slots=True)
class AftercareTerms:
    """Limits, lives, rates and due dates.

    ``lives`` are years by the industry of the final product (Useful Lives Ordinance, appended table 2), ``industries``
    the industry of each sector a claimant names; ``tax_rate`` is national and local consumption tax together.
    """

    disposal_limit: Money
    lives: Mapping[str, int]
    industries: Mapping[str, str]
    schedule: Schedule
    basis: Mapping[str, Basis]
    repayment_unit: int
    repayment_days: int
    indicators: tuple[str, ...]
    effect_reports: int
    effect_due_months: int
    tax_base: TaxBase
    tax_rate: Fraction
    tax_due_months: int
    answer_hours: int
    fiscal_year_first_month: int
