"""Customs duty and consumption tax on import, to the yen.

Two chains: the truncated duty and tax of a line exist only as bases of the next tax; the payable totals truncate the
sum of the untruncated line amounts once (関税法基本通達 13の4-2; 国税通則法 118, 119; 地方税法 72の83).

Ad valorem duty only. The exemption of consignments up to 10,000 yen and the simplified tariff up to 200,000 yen are
left out: they concern spare parts, not machines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.money import NOTHING, Money, total


class CustomsError(ValueError):
    """A declaration column that is none: a customs value or duty rate below zero."""


@dataclass(frozen=True, slots=True)
class Column:
    """A declaration column (欄): the customs value in whole yen (CIF) and the duty rate. Raises CustomsError."""

    customs_value: Money
    duty_rate: Fraction

    def __post_init__(self) -> None:
        """Refuse a value or rate below zero."""
        if self.customs_value < NOTHING or self.duty_rate < 0:
            raise CustomsError(f"customs value {self.customs_value} at {self.duty_rate}: neither may be below zero")


@dataclass(frozen=True, slots=True)
class ColumnTax:
    """What a column comes to, before the totals are truncated.

    ``duty_in_base`` (d') and ``national_in_base`` (n') are truncated to 100 yen and serve only as bases.
    """

    duty_base: Money
    duty: Money
    duty_in_base: Money
    tax_base: Money
    national: Money
    national_in_base: Money
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
    base = column.customs_value.truncated(terms.base_unit)
    duty = base.share(column.duty_rate)
    # d' and n' are never paid: they only carry the truncation into the base of the next tax.
    duty_in_base = duty.truncated(terms.payable_unit)
    # The value goes in whole and the duty truncated; truncating the value first loses up to 999 yen of base.
    tax_base = (column.customs_value + duty_in_base).truncated(terms.base_unit)
    national = tax_base.share(terms.national_rate)
    national_in_base = national.truncated(terms.payable_unit)
    local = national_in_base.share(terms.local_share)
    return ColumnTax(base, duty, duty_in_base, tax_base, national, national_in_base, local)


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
