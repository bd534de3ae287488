"""Comparing machine and gateway: agreement, lag, disagreement."""

from sekisho.capture.agreement import agreements
from sekisho.capture.plan import Signal
from sekisho.capture.series import Point, Series

SIGNALS = (Signal("execution", "state", "i=1", item="e"), Signal("x", "number", "i=2", item="x"))
STATES = ["READY", "ACTIVE", "FEED_HOLD", "ACTIVE", "PROGRAM_COMPLETED"]


def series(lag=0, states=STATES, slope=1.0):
    """Make ten seconds of a state that changes every two, and of a ramp."""
    made = Series()
    for tenth in range(100):
        at = 1_000_000 + 100 * tenth + lag
        made.add("x", Point(at, slope * tenth, is_good=True))
        if tenth % 20 == 0:
            made.add("execution", Point(at, states[tenth // 20], is_good=True))
    return made


def shares(ours, theirs):
    return {found.signal: (found.permille, found.lag_ms) for found in agreements(ours, theirs, SIGNALS)}


def test_same_series_agree_without_lag():
    """The same values at the same instants agree wholly."""
    assert shares(series(), series()) == {"execution": (1000, 0), "x": (1000, 0)}


def test_late_gateway_agrees_at_its_lag():
    """A gateway 400 ms behind agrees at a lag of 400 ms."""
    assert shares(series(), series(lag=400))["execution"] == (1000, 400)


def test_other_states_and_values_do_not_agree():
    """Another program and another axis are told apart."""
    found = shares(series(), series(states=["STOPPED"] * 5, slope=-3.0))
    assert found["execution"][0] == 0
    assert found["x"][0] < 200


def test_texts_agree_in_any_case():
    """Case and space around a state are no difference."""
    assert shares(series(), series(states=[f" {state.lower()}" for state in STATES]))["execution"][0] == 1000


def test_too_little_in_common_is_not_compared():
    """Series that hardly overlap, or that one side lacks, are left out."""
    assert shares(series(), series(lag=9_500_000)) == {}
    assert shares(series(), Series()) == {}


def test_forged_times_cost_nothing():
    """Instants thousands of years apart are compared at no more instants than any others."""
    ours = series()
    ours.add("x", Point(250_000_000_000_000, 1.0, is_good=True))
    theirs = series()
    theirs.add("x", Point(250_000_000_000_000, 1.0, is_good=True))
    found = agreements(ours, theirs, SIGNALS)
    assert all(agreement.instants <= 700 for agreement in found)
