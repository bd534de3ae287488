"""Effects against a baseline, the consumption-tax report, and how fast vendors answer."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.aftercare.effect import changes
from sekisho.domain.aftercare.support import Incident, responses
from sekisho.domain.aftercare.tax import TaxMethod, returned
from sekisho.domain.aftercare.terms import TaxBase
from sekisho.domain.values.money import NOTHING, Money
from sekisho.domain.values.time import parse_instant
from tests.domain.aftercare.scene import AFTERCARE, measured

GRANT = Money(3_510_000)
WITH_TAX = replace(AFTERCARE, tax_base=TaxBase.TAX_INCLUDED)
START = parse_instant("2027-01-10T09:00:00+09:00")
HOUR = timedelta(hours=1)


def test_each_indicator_is_compared_with_its_own_baseline():
    """A shorter cycle and more pieces an hour are better; the change is exact."""
    found = {one.indicator: one for one in changes(measured(), {"cycle_time_ms": 60_000, "output_per_hour": 60})}
    assert found["cycle_time_ms"].rate == Fraction(-1, 3)
    assert found["output_per_hour"].rate == Fraction(1, 2)
    assert all(one.is_better for one in found.values())


def test_what_got_worse_is_said():
    """A longer cycle is worse, the same cycle neither."""
    worse, same = changes(measured(), {"cycle_time_ms": 90_001})[0], changes(measured(), {"cycle_time_ms": 90_000})[0]
    assert (worse.is_better, same.is_better) == (False, None)


@pytest.mark.parametrize("baseline", [None, measured(indicators={}), measured(indicators={"cycle_time_ms": 0})])
def test_without_a_baseline_no_change_is_made_up(baseline):
    """Where no baseline says an indicator, or it was zero, there is a figure and no change."""
    change = changes(baseline, {"cycle_time_ms": 60_000})[0]
    assert (change.after, change.rate) == (60_000, None)


@pytest.mark.parametrize("method", TaxMethod)
def test_a_grant_without_tax_returns_nothing(method):
    """Computed ex tax nothing has to come back, whatever the method; it is reported all the same."""
    assert returned(GRANT, method, 100, AFTERCARE) == NOTHING


@pytest.mark.parametrize(
    ("method", "percent", "expected"),
    [
        (TaxMethod.EXEMPT, 0, 0),
        (TaxMethod.SIMPLIFIED, 100, 0),
        (TaxMethod.FULL, 0, 319_090),  # 3,510,000 × 10 ÷ 110, cut to the yen
        (TaxMethod.PROPORTIONAL, 80, 255_272),
        (TaxMethod.PROPORTIONAL, 0, 0),
    ],
)
def test_a_grant_with_tax_returns_what_was_deducted(method, percent, expected):
    """Computed with tax, the part that was deducted comes back; who deducts nothing returns nothing."""
    assert returned(GRANT, method, percent, WITH_TAX).yen == expected


@given(st.integers(0, 10**11).map(Money), st.sampled_from(TaxMethod), st.integers(0, 100))
def test_never_more_tax_than_the_grant_contains(grant, method, percent):
    """What is returned is never below zero nor above the tax within the grant."""
    assert NOTHING <= returned(grant, method, percent, WITH_TAX) <= grant.share(Fraction(10, 110))


def incident(number, vendor, answered=None, solved=None):
    """An incident opened at the start, answered and solved so many hours later."""
    times = {name: START + hours * HOUR for name, hours in (("answered_at", answered), ("solved_at", solved)) if hours}
    return Incident(number, "L1", vendor, "stopped", START, "user", **times)


def test_response_figures_are_told_by_vendor():
    """Counts, medians of times that occurred, and how many missed the target, each vendor for itself."""
    found = responses(
        [incident("S1", "b", 2, 30), incident("S2", "b", 30), incident("S3", "a"), incident("S4", "b", 5, 6)],
        AFTERCARE.answer_hours,
        START + 48 * HOUR,
    )
    assert [(one.vendor, one.opened, one.answered, one.solved, one.late) for one in found] == [
        ("a", 1, 0, 0, 1),
        ("b", 3, 3, 2, 1),
    ]
    assert (found[0].to_answer, found[1].to_answer, found[1].to_solve) == (None, 5 * HOUR, 6 * HOUR)


def test_the_target_itself_is_in_time():
    """An answer after exactly the target's hours is in time, a second later it is late."""
    opened = incident("S1", "a")
    assert not opened.is_late_at(START + 24 * HOUR, 24)
    assert opened.is_late_at(START + 24 * HOUR + timedelta(seconds=1), 24)
    assert incident("S1", "a", solved=3).is_late_at(START + 90 * HOUR, 24) is False
