"""Quotes: customs value by Incoterm, subsidy, landed cost, payback, and every refusal."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.costing.appraisal import appraise
from sekisho.domain.costing.quote import make_quote, read_lines
from sekisho.domain.costing.subsidy import final_subsidy, subsidy
from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import NOTHING, Money, rate

TERMS = CostingTerms(rate("18 %"), 1, Fraction("0.078"), Fraction(22, 78), 1000, 100, Fraction("0.05"), 9)
LINE = {"id": "L1", "category": "cnc", "price": 20_000_000, "incoterm": "CIF", "yearly_saving": 4_000_000}


def quoted(**changes):
    """Quote one line."""
    lines = read_lines([{**LINE, **changes}], ("line",))
    assert not isinstance(lines, Refusal), lines
    return make_quote(lines, TERMS)


def problems(**changes):
    """Give place and code of everything wrong with one line."""
    lines = read_lines([{**LINE, **changes}], ("line",))
    assert isinstance(lines, Refusal)
    return {(finding.place, finding.code) for finding in lines.findings}


def test_a_cif_price_is_the_customs_value():
    """A CIF price needs nothing added."""
    assert quoted().customs_value == Money(20_000_000)


def test_a_fob_price_gets_freight_and_insurance():
    """A FOB price is raised by freight and insurance to the Japanese port."""
    costs = {"freight": 600_000, "insurance": 40_000}
    assert quoted(incoterm="FOB", costs=costs).customs_value == Money(20_640_000)


def test_a_missing_addition_is_a_question_not_a_zero():
    """A FOB price without freight and insurance is refused, naming both."""
    assert problems(incoterm="FOB") == {
        ("line.L1.costs.freight", "costing.missing_addition"),
        ("line.L1.costs.insurance", "costing.missing_addition"),
    }


def test_carriage_after_arrival_comes_off_a_dap_price():
    """Inland carriage shown separately leaves the customs value of a DAP price."""
    assert quoted(incoterm="DAP", costs={"inland": 300_000}).customs_value == Money(19_700_000)


def test_the_subsidy_is_eighteen_per_cent_of_the_price():
    """Eighteen per cent of 23,456,789 yen is 4,222,222 yen, truncated to one yen."""
    assert quoted(price=23_456_789).subsidy == Money(4_222_222)


def test_truncation_to_a_thousand_yen_is_a_parameter():
    """With the unit at 1,000 yen the same price gives 4,222,000 yen (A3)."""
    assert subsidy([Money(23_456_789)], replace(TERMS, subsidy_unit=1000)) == Money(4_222_000)


def test_installation_counts_for_turnkey_lines_only():
    """Installation enters the eligible cost of a line, not of a machine (A2)."""
    costs = {"installation": 1_000_000}
    assert quoted(costs=costs).subsidy == Money(3_600_000)
    assert quoted(costs=costs, category="line").subsidy == Money(3_780_000)


def test_consumption_tax_stays_out_of_the_landed_cost():
    """Import consumption tax is cash flow; the landed cost does not hold it."""
    assert quoted().landed == Money(20_000_000)
    assert quoted().tax.consumption_tax == Money(2_000_000)


def test_a_foreign_price_is_converted_and_truncated():
    """1,180,000.50 yuan at 20.85 yen are 24,603,010 yen; the fraction is dropped."""
    costs = {"yen_per_unit": "20.85"}
    assert quoted(currency="CNY", price="1180000.50", costs=costs).customs_value == Money(24_603_010)


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"price": -1}, "line.L1.price", "costing.not_yen"),
        ({"price": 1.5}, "line.L1.price", "costing.not_yen"),
        ({"price": "20000000"}, "line.L1.price", "costing.not_yen"),
        ({"price": True}, "line.L1.price", "costing.not_yen"),
        ({"price": 10**30}, "line.L1.price", "costing.not_yen"),
        ({"incoterm": "DAT"}, "line.L1.incoterm", "costing.unknown_incoterm"),
        ({"currency": "CNY", "price": "10"}, "line.L1.costs.yen_per_unit", "costing.no_exchange_rate"),
        ({"currency": "CNY", "price": "ten", "costs": {"yen_per_unit": "20"}}, "line.L1.price", "costing.not_a_number"),
        ({"currency": "CNY", "price": "-3", "costs": {"yen_per_unit": "20"}}, "line.L1.price", "costing.negative"),
        ({"costs": {"fright": 1}}, "line.L1.costs.fright", "costing.unknown_cost"),
        ({"costs": {"duty_rate": "a lot"}}, "line.L1.costs.duty_rate", "costing.not_a_number"),
    ],
)
def test_a_wrong_figure_is_refused_by_place(changes, place, code):
    """Each unusable figure is refused where it stands."""
    assert (place, code) in problems(**changes)


def test_every_problem_is_reported_at_once():
    """A line with three wrong figures is refused for all three."""
    assert len(problems(price=-1, incoterm="XXX", costs={"freight": "much"})) == 3


def test_no_lines_are_refused():
    """A quote of nothing is refused."""
    assert isinstance(read_lines([], ()), Refusal)


def test_the_fixed_amount_never_exceeds_the_decided_one():
    """Higher actual cost does not raise what was decided; lower cost lowers it."""
    assert final_subsidy(Money(1_800_000), [Money(20_000_000)], TERMS) == Money(1_800_000)
    assert final_subsidy(Money(3_600_000), [Money(10_000_000)], TERMS) == Money(1_800_000)


@given(st.integers(0, 10**11))
def test_the_subsidy_never_exceeds_its_rate(price):
    """The subsidy is at most eighteen per cent of the price and less than a yen below it."""
    exact = Fraction(price) * Fraction(18, 100)
    assert 0 <= exact - subsidy([Money(price)], TERMS).yen < 1


@given(st.integers(0, 10**10), st.integers(0, 10**9))
def test_more_price_never_means_less_subsidy(price, more):
    """A higher price never gives a lower subsidy."""
    assert subsidy([Money(price + more)], TERMS) >= subsidy([Money(price)], TERMS)


def test_the_subsidy_shortens_the_payback():
    """Twenty million at four million a year take 60 months, with the subsidy 50."""
    made = quoted()
    assert (made.without_subsidy.payback_months, made.with_subsidy.payback_months) == (60, 50)


def test_without_saving_there_is_no_payback():
    """An investment that saves nothing is never paid back."""
    assert appraise(Money(100), NOTHING, NOTHING, Fraction(0), 0).payback_months is None


def test_present_value_at_no_interest_is_plain_arithmetic():
    """At 0 % ten years of ten yen less a cost of sixty are forty yen."""
    made = appraise(Money(60), NOTHING, Money(10), Fraction(0), 0)
    assert (made.net_present_value, made.required_yearly_saving) == (Money(40), Money(6))


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10**8))
def test_a_grant_never_lowers_the_value(cost, grant, saving):
    """With a grant the present value is never lower, the saving needed never higher."""
    bare = appraise(Money(cost), NOTHING, Money(saving), Fraction(1, 20), 9)
    granted = appraise(Money(cost), Money(min(grant, cost)), Money(saving), Fraction(1, 20), 9)
    assert granted.net_present_value >= bare.net_present_value
    assert granted.required_yearly_saving <= bare.required_yearly_saving
