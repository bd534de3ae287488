"""The effect of the equipment: a baseline measured before installation, and yearly reports against it.

Indicators are whole numbers in small units (milliseconds, pieces, hours, parts per million, watt-hours), so that no
figure is rounded before it is compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sekisho.domain.aftercare.calendar import DAY, after_fiscal_year, end_of_fiscal_year, years_after
from sekisho.domain.aftercare.terms import AftercareTerms

#: Indicators of which more is better; of all others less is.
MORE_IS_BETTER = frozenset({"output_per_hour"})


@dataclass(frozen=True, slots=True)
class Measurement:
    """Indicators of one equipment line as measured on a day, and how they were measured."""

    line: str
    measured_on: date
    method: str
    indicators: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator before and after; ``before`` is None where no baseline says it."""

    indicator: str
    before: int | None
    after: int

    @property
    def rate(self) -> Fraction | None:
        """Give the change as a share of the baseline; None where there is none, or it was zero."""
        return Fraction(self.after - self.before, self.before) if self.before else None

    @property
    def is_better(self) -> bool | None:
        """Say whether things got better; None where nothing changed or nothing is known."""
        if self.before is None or self.before == self.after:
            return None
        return (self.after > self.before) is (self.indicator in MORE_IS_BETTER)


def changes(baseline: Measurement | None, after: Mapping[str, int]) -> tuple[Change, ...]:
    """Compare what is reported with the baseline, indicator by indicator; a missing baseline is said, not guessed."""
    before = baseline.indicators if baseline else {}
    return tuple(Change(name, before.get(name), value) for name, value in after.items())


def reported_year(paid_on: date, number: int, terms: AftercareTerms) -> tuple[date, date]:
    """Give the first and last day of the fiscal year a report is about: the first one begins after the payment's."""
    ended = end_of_fiscal_year(paid_on, terms.fiscal_year_first_month)
    first = years_after(ended + DAY, number - 1)
    return first, years_after(first, 1) - DAY


def report_due_on(paid_on: date, number: int, terms: AftercareTerms) -> date:
    """Give the last day for a yearly report: whole months after the fiscal year it is about."""
    _first, last = reported_year(paid_on, number, terms)
    return after_fiscal_year(last, terms.fiscal_year_first_month, terms.effect_due_months)
