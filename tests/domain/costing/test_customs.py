"""Duty and consumption tax: the two chains, every published vector, every wrong variant told apart."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.costing.customs import Column, import_tax
from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.money import Money, rate

TERMS = CostingTerms(rate("18 %"), 1, Fraction("0.078"), Fraction(22, 78), 1000, 100, Fraction("0.05"), 9)
THREE = [
    Column(Money(3_521_881), rate("3.3 %")),
    Column(Money(1_827_449), rate("4.8 %")),
    Column(Money(646_348), Fraction(0)),
]
columns = st.lists(
    st.builds(Column, st.builds(Money, st.integers(0, 10**10)), st.fractions(0, Fraction(1, 4), max_denominator=1000)),
    min_size=1,
    max_size=6,
)


def test_the_circulars_own_example():
    """253,195 at 10.5 % and 321,283 at 12.6 % come to a payable duty of 67,000 yen (関税法基本通達 13の4-2)."""
    tax = import_tax([Column(Money(253_195), rate("10.5 %")), Column(Money(321_283), rate("12.6 %"))], TERMS)
    assert [column.duty.yen for column in tax.columns] == [26_565, 40_446]
    assert tax.duty == Money(67_000)


def test_three_columns_come_to_the_derived_totals():
    """Three columns give 203,800 duty, 483,400 national and 136,200 local tax."""
    tax = import_tax(THREE, TERMS)
    assert (tax.duty.yen, tax.national.yen, tax.local.yen) == (203_800, 483_400, 136_200)


def test_every_step_of_three_columns():
    """Each column's own duty, base, national and local amount is the one of the worked table."""
    steps = [(c.duty.yen, c.tax_base.yen, c.national.yen, c.local.yen) for c in import_tax(THREE, TERMS).columns]
    assert steps == [
        (116_193, 3_637_000, 283_686, 79_989),
        (87_696, 1_915_000, 149_370, 42_110),
        (0, 646_000, 50_388, 14_187),
    ]


@pytest.mark.parametrize(
    ("variant", "wrong"),
    [
        ("sum of truncated duties", 203_700),
        ("sum of truncated national taxes", 483_200),
        ("local on full tax", 136_300),
    ],
)
def test_wrong_variants_give_other_totals(variant, wrong):
    """The totals of the wrong variants that pass casual tests are not ours."""
    tax = import_tax(THREE, TERMS)
    assert wrong not in (tax.duty.yen, tax.national.yen, tax.local.yen), variant


@pytest.mark.parametrize(
    ("value", "national", "local"),
    [(20_000_000, 1_560_000, 440_000), (35_432_999, 2_763_600, 779_400), (128_345_678, 10_010_900, 2_823_500)],
)
def test_a_single_free_column(value, national, local):
    """A machine free of duty gives the derived national and local tax."""
    tax = import_tax([Column(Money(value), Fraction(0))], TERMS)
    assert (tax.duty.yen, tax.national.yen, tax.local.yen) == (0, national, local)


def test_a_base_below_a_thousand_yen_bears_no_tax():
    """A base below 1,000 yen is dropped whole (国税通則法 118(1))."""
    tax = import_tax([Column(Money(999), rate("10 %"))], TERMS)
    assert tax.duty == tax.consumption_tax == Money(0)


@given(columns)
def test_truncation_never_exceeds_the_exact_amount(declared):
    """What is payable is never above the exact tax, and a multiple of 100 yen."""
    tax = import_tax(declared, TERMS)
    exact = sum(Fraction(column.customs_value.yen) * column.duty_rate for column in declared)
    assert tax.duty.yen <= exact
    assert tax.duty.yen % 100 == tax.national.yen % 100 == tax.local.yen % 100 == 0


@given(columns, st.integers(0, 10**9))
def test_more_value_never_means_less_tax(declared, more):
    """Raising a customs value never lowers what is payable."""
    raised = [Column(declared[0].customs_value + Money(more), declared[0].duty_rate), *declared[1:]]
    before, after = import_tax(declared, TERMS), import_tax(raised, TERMS)
    assert after.duty >= before.duty
    assert after.national >= before.national
