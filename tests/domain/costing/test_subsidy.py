"""The subsidy to the yen: per line, under the ceiling, truncated, never above the decision."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.costing.subsidy import final_subsidy, subsidy
from sekisho.domain.costing.terms import PARAMETERS, CostingTerms, TermsError
from sekisho.domain.values.citation import Citation
from sekisho.domain.values.money import Money
from tests.domain.costing.scene import TERMS

costs = st.lists(st.integers(0, 10**10).map(Money), max_size=6)
units = st.sampled_from([1, 100, 1000])


@pytest.mark.parametrize(("unit", "amount"), [(1, 4_222_222), (1000, 4_222_000)])
def test_the_share_is_exact_before_it_is_cut(unit, amount):
    """23,456,789 yen at 18 % are 4,222,222.02: cut to 1 yen or to 1,000 yen (A3)."""
    assert subsidy([Money(23_456_789)], replace(TERMS, subsidy_unit=unit)) == Money(amount)


def test_each_line_is_cut_before_the_sum():
    """Three lines of 3 yen at 18 % earn nothing each, though together they would earn a yen."""
    assert subsidy([Money(3)] * 3, TERMS) == Money(0)
    assert subsidy([Money(9)], TERMS) == Money(1)


def test_a_ceiling_is_cut_as_well():
    """The ceiling goes before the truncation: 1,999,999 at 1,000 yen are 1,999,000."""
    terms = replace(TERMS, subsidy_ceiling=Money(1_999_999), subsidy_unit=1000)
    assert subsidy([Money(60_000_000)], terms) == Money(1_999_000)


def test_the_average_machine_of_the_reference():
    """A purchase of 60 million yen earns 10.8 million."""
    assert subsidy([Money(60_000_000)], TERMS) == Money(10_800_000)


def test_a_line_below_zero_takes_nothing_from_the_others():
    """A deduction larger than the line's cost does not eat another line's subsidy."""
    assert subsidy([Money(-1_000_000), Money(1_000_000)], TERMS) == Money(180_000)


@pytest.mark.parametrize(
    ("actual", "fixed"), [(59_000_000, 10_620_000), (60_000_000, 10_800_000), (61_000_000, 10_800_000)]
)
def test_the_final_amount_follows_actual_cost_up_to_the_decision(actual, fixed):
    """A dearer machine earns no more than was decided, a cheaper one less."""
    assert final_subsidy(Money(10_800_000), [Money(actual)], TERMS) == Money(fixed)


@given(costs, units)
def test_the_subsidy_never_exceeds_the_rate_of_the_cost(eligible, unit):
    """Whatever the lines and the unit, the subsidy is at most 18 % of the cost and short by less than its cuts."""
    amount = subsidy(eligible, replace(TERMS, subsidy_unit=unit))
    exact = sum(cost.yen for cost in eligible) * TERMS.subsidy_rate
    assert 0 <= exact - amount.yen < len(eligible) + unit
    assert amount.yen % unit == 0


@given(costs.filter(bool), st.integers(0, 10**9))
def test_more_cost_never_earns_less(eligible, more):
    """The subsidy is monotone in every line's cost."""
    assert subsidy([eligible[0] + Money(more), *eligible[1:]], TERMS) >= subsidy(eligible, TERMS)


@given(st.integers(0, 10**10).map(Money), costs)
def test_the_final_amount_is_bounded_by_both(decided, actual):
    """The final amount is never above the decision nor above the formula on actual cost."""
    fixed = final_subsidy(decided, actual, TERMS)
    assert fixed in {decided, subsidy(actual, TERMS)}
    assert fixed <= decided


@pytest.mark.parametrize(
    "wrong",
    [
        {"subsidy_rate": Fraction(18)},
        {"national_rate": Fraction(-1, 10)},
        {"base_unit": 0},
        {"appraisal_years": 0},
        {"subsidy_lag_months": -1},
    ],
)
def test_terms_that_make_no_sense_are_refused(wrong):
    """A rate of 1,800 %, a negative rate, a unit of zero, no years and a lag into the past are no terms."""
    with pytest.raises(TermsError, match=next(iter(wrong))):
        replace(TERMS, **wrong)


def test_a_term_without_a_source_says_so():
    """A term's citation is the one given with it; a term nobody cited is an assumption that says so."""
    cited = replace(TERMS, sources={"subsidy_rate": Citation.parse("article: ¶2")})
    assert str(cited.source("subsidy_rate")) == "article: ¶2"
    assert "no source was given" in str(cited.source("base_unit"))


def test_every_term_with_a_parameter_is_a_term():
    """The table of parameters names only terms there are."""
    assert set(PARAMETERS) <= set(CostingTerms.__dataclass_fields__)
