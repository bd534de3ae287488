"""Duty and consumption tax on import: two chains of truncation, and every wrong variant told apart from them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.costing.customs import Column, ColumnTax, CustomsError, import_tax
from sekisho.domain.values.money import Money, total
from tests.domain.costing.scene import TERMS

THREE = (
    Column(Money(3_521_881), Fraction(33, 1000)),
    Column(Money(1_827_449), Fraction(48, 1000)),
    Column(Money(646_348), Fraction(0)),
)
CIRCULAR = (Column(Money(253_195), Fraction(105, 1000)), Column(Money(321_283), Fraction(126, 1000)))
columns = st.lists(
    st.builds(
        Column,
        st.integers(0, 10**11).map(Money),
        st.integers(0, 300).map(lambda permille: Fraction(permille, 1000)),
    ),
    max_size=8,
).map(tuple)


def sums(taxes: Sequence[ColumnTax], name: str) -> int:
    """Sum one amount over columns."""
    return total([getattr(tax, name) for tax in taxes]).yen


def test_the_published_example_of_the_circular():
    """Two columns at 10.5 % and 12.6 % owe 67,000 yen of duty (関税法基本通達 13の4-2(1))."""
    tax = import_tax(CIRCULAR, TERMS)
    assert [column.duty_base.yen for column in tax.columns] == [253_000, 321_000]
    assert [column.duty.yen for column in tax.columns] == [26_565, 40_446]
    assert tax.duty == Money(67_000)


def test_the_chain_of_bases_column_by_column():
    """Each column's duty and tax are truncated only where they become the next base."""
    rows = [
        [c.duty, c.duty_in_base, c.tax_base, c.national, c.national_in_base, c.local]
        for c in import_tax(THREE, TERMS).columns
    ]
    assert [[amount.yen for amount in row] for row in rows] == [
        [116_193, 116_100, 3_637_000, 283_686, 283_600, 79_989],
        [87_696, 87_600, 1_915_000, 149_370, 149_300, 42_110],
        [0, 0, 646_000, 50_388, 50_300, 14_187],
    ]


def test_the_payable_totals_truncate_the_untruncated_sums_once():
    """Three columns owe 203,800 of duty, 483,400 of national and 136,200 of local consumption tax."""
    tax = import_tax(THREE, TERMS)
    assert (tax.duty.yen, tax.national.yen, tax.local.yen) == (203_800, 483_400, 136_200)
    assert tax.consumption_tax == Money(619_600)


def _national_from(base: Callable[[Column, ColumnTax], Money]) -> int:
    tax = import_tax(THREE, TERMS)
    bases = [base(column, taxed) for column, taxed in zip(THREE, tax.columns, strict=True)]
    return total([b.truncated(1000).share(TERMS.national_rate) for b in bases]).truncated(100).yen


def test_summing_truncated_duties_is_a_different_duty():
    """Wrong variant: the sum of the truncated line duties is 100 yen short."""
    assert sums(import_tax(THREE, TERMS).columns, "duty_in_base") == 203_700


def test_truncating_the_value_before_the_duty_is_added_is_a_different_tax():
    """Wrong variant: a tax base from the truncated customs value gives 483,300."""
    assert _national_from(lambda _column, taxed: taxed.duty_base + taxed.duty_in_base) == 483_300


def test_adding_the_untruncated_duty_is_a_different_tax():
    """Wrong variant: a tax base from the full duty gives 483,500."""
    assert _national_from(lambda column, taxed: column.customs_value + taxed.duty) == 483_500


def test_summing_truncated_national_taxes_is_a_different_tax():
    """Wrong variant: the sum of the truncated line taxes is 483,200."""
    assert sums(import_tax(THREE, TERMS).columns, "national_in_base") == 483_200


def test_summing_truncated_local_taxes_is_a_different_tax():
    """Wrong variant: truncating each line's local tax before summing gives 136,100."""
    assert total([column.local.truncated(100) for column in import_tax(THREE, TERMS).columns]) == Money(136_100)


def test_local_tax_from_the_full_national_tax_is_different():
    """Wrong variant: local tax on the untruncated national tax gives 136,300."""
    full = [column.national.share(TERMS.local_share) for column in import_tax(THREE, TERMS).columns]
    assert total(full).truncated(100) == Money(136_300)


def test_local_tax_as_a_share_of_the_payable_national_tax_is_different():
    """Wrong variant: 22/78 of the payable national tax gives 136,300."""
    assert import_tax(THREE, TERMS).national.share(TERMS.local_share, 100) == Money(136_300)


def test_one_base_for_the_whole_declaration_is_different():
    """Wrong variant: taxing the sum of the columns instead of each gives another national tax."""
    tax = import_tax(THREE, TERMS)
    whole = total([column.customs_value for column in THREE]) + tax.duty
    assert whole.truncated(1000).share(TERMS.national_rate, 100) == Money(483_500)


@pytest.mark.parametrize(
    ("value", "national", "local"),
    [
        (20_000_000, 1_560_000, 440_000),
        (35_432_999, 2_763_600, 779_400),
        (128_345_678, 10_010_900, 2_823_500),
    ],
)
def test_a_single_machine_free_of_duty(value, national, local):
    """A machine free of duty owes consumption tax on its truncated customs value alone."""
    tax = import_tax([Column(Money(value), Fraction(0))], TERMS)
    assert (tax.duty.yen, tax.national.yen, tax.local.yen) == (0, national, local)


@pytest.mark.parametrize(
    ("value", "national", "local"), [(999, 0, 0), (1_000, 0, 0), (1_999, 0, 0), (2_000, 100, 0), (5_000, 300, 0)]
)
def test_small_bases_and_taxes_vanish(value, national, local):
    """A base below 1,000 yen and a tax below 100 yen are dropped whole."""
    tax = import_tax([Column(Money(value), Fraction(0))], TERMS)
    assert (tax.national.yen, tax.local.yen) == (national, local)


def test_a_small_value_owes_no_duty_either():
    """999 yen at 10 % have no duty base, and nothing is owed (関税法 13の4, 国税通則法 118(1))."""
    tax = import_tax([Column(Money(999), Fraction(1, 10))], TERMS)
    assert (tax.duty, tax.consumption_tax) == (Money(0), Money(0))


def test_nothing_declared_owes_nothing():
    """A declaration without columns owes nothing."""
    assert import_tax([], TERMS).consumption_tax == Money(0)


@pytest.mark.parametrize(("value", "rate"), [(-1, Fraction(0)), (1, Fraction(-1, 100))])
def test_a_column_below_zero_is_no_column(value, rate):
    """A customs value or duty rate below zero cannot be declared."""
    with pytest.raises(CustomsError, match="below zero"):
        Column(Money(value), rate)


@given(columns)
def test_no_tax_exceeds_its_exact_value(declared):
    """Truncation only ever takes away: no total is above the exact arithmetic."""
    tax = import_tax(declared, TERMS)
    duty = sum((column.customs_value.yen * column.duty_rate for column in declared), Fraction(0))
    value = sum(column.customs_value.yen for column in declared)
    assert tax.duty.yen <= duty
    assert tax.national.yen <= (value + duty) * TERMS.national_rate
    assert tax.local.yen <= (value + duty) * TERMS.national_rate * TERMS.local_share


@given(columns)
def test_no_tax_falls_short_by_more_than_its_truncations(declared):
    """What truncation takes is bounded: 1,000 yen of base a column, a yen a column, 100 yen of the total."""
    tax, count = import_tax(declared, TERMS), len(declared)
    duty = sum((column.customs_value.yen * column.duty_rate for column in declared), Fraction(0))
    lost = sum((1000 * column.duty_rate + 1 for column in declared), Fraction(0))
    assert duty - tax.duty.yen < lost + 100
    base = sum(column.tax_base.yen for column in tax.columns)
    assert base * TERMS.national_rate - tax.national.yen < count + 100


@given(columns)
def test_the_two_chains_never_give_less_than_the_truncated_lines(declared):
    """The payable duty and tax are at least the sums of the truncated lines, and less than 100 yen a column above."""
    tax = import_tax(declared, TERMS)
    for payable, name in ((tax.duty, "duty_in_base"), (tax.national, "national_in_base")):
        assert 0 <= payable.yen - sums(tax.columns, name) <= 100 * len(declared)


@given(columns.filter(bool), st.integers(0, 10**9))
def test_a_higher_value_never_owes_less(declared, more):
    """Duty and taxes are monotone in the customs value."""
    raised = (replace(declared[0], customs_value=declared[0].customs_value + Money(more)), *declared[1:])
    before, after = import_tax(declared, TERMS), import_tax(raised, TERMS)
    assert (before.duty, before.national, before.local) <= (after.duty, after.national, after.local)
    assert before.national <= after.national
    assert before.local <= after.local


@given(columns, columns)
def test_payable_amounts_are_whole_hundreds(first, second):
    """Every payable total is a multiple of 100 yen, however many columns there are."""
    tax = import_tax((*first, *second), TERMS)
    assert [amount.yen % 100 for amount in (tax.duty, tax.national, tax.local)] == [0, 0, 0]
