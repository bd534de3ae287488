"""Customs duty and consumption tax on import, to the yen.

Two chains: the truncated duty and tax of a line exist only as bases of the next tax; the payable totals truncate the
sum of the untruncated line amounts once (関税法基本通達 13の4-2; 国税通則法 118, 119; 地方税法 72の83).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.money import Money, total


@dataclass(frozen=True, slots=True)
class Column:
    """A declaration column (欄): the customs value in whole yen (CIF) and the duty rate."""

    customs_value: Money
    duty_rate: Fraction


@dataclass(frozen=True, slots=True)
class ColumnTax:
    """What a column comes to, before the totals are truncated."""

    duty: Money
    tax_base: Money
    national: Money
    local: Money


@dataclass(frozen=True, slots=True)
class ImportTax:
    """What is payable on a declaration, and the columns behind it."""

    duty: Money
    national: Money
    local: Money
    columns: tuple[ColumnTax, ...]

    @property
    def consumption_tax(self) -> Money:
        """Give national and local consumption tax together: cash flow, not cost, for a taxable enterprise."""
        return self.national + self.local


def _column_tax(column: Column, terms: CostingTerms) -> ColumnTax:
    duty = column.customs_value.truncated(terms.base_unit).share(column.duty_rate)
    base = (column.customs_value + duty.truncated(terms.payable_unit)).truncated(terms.base_unit)
    national = base.share(terms.national_rate)
    local = national.truncated(terms.payable_unit).share(terms.local_share)
    return ColumnTax(duty, base, national, local)


def import_tax(columns: Sequence[Column], terms: CostingTerms) -> ImportTax:
    """Compute duty and consumption tax of one declaration."""
    taxed = tuple(_column_tax(column, terms) for column in columns)
    unit = terms.payable_unit
    return ImportTax(
        total([tax.duty for tax in taxed]).truncated(unit),
        total([tax.national for tax in taxed]).truncated(unit),
        total([tax.local for tax in taxed]).truncated(unit),
        taxed,
    )
