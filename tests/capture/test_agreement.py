"""Comparing machine and gateway: the lag lies within its stated error, wrong values are counted, none invented."""

import random
from bisect import bisect_right

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.capture.judge.agreement import compare
from sekisho.capture.judge.level import AgreementLimits
from sekisho.capture.plan.capture_plan import Signal
from sekisho.capture.replay.points import Point, Points
from sekisho.capture.replay.series import Series

SIGNALS = (Signal("execution", "state", "i=1", item="e"), Signal("x", "number", "i=2", item="x"))
LIMITS = AgreementLimits()
STATES = ("READY", "ACTIVE", "FEED_HOLD", "PROGRAM_COMPLETED")
SECONDS = 60


class Truth:
    """What the machine did: states held for uneven times, an axis that moves while one is active."""

    def __init__(self, seed):
        chance = random.Random(seed)  # noqa: S311 - because a test repeats
        self.times, self.states, at = [0], ["READY"], 0
        while at < SECONDS * 1000 + 10_000:
            at += chance.randint(400, 3000)
            self.times.append(at)
            self.states.append(chance.choice([state for state in STATES if state != self.states[-1]]))

    def state(self, at):
        return self.states[max(0, bisect_right(self.times, at) - 1)]

    def x(self, at):
        return 150.0 + 150.0 * ((at % 7000) / 3500 - 1) * (1 if at % 14_000 < 7000 else -1)


def watched(truth, *, lag=0, cycle=100, wrong=0.0, seed=0, start=1000, jitter=0):
    """Sample the machine as it was ``lag`` before, each cycle; report what changed; spoil a share of the values."""
    chance = random.Random(seed)  # noqa: S311 - because a test repeats
    series, last = Series(), {}
    shown = start
    for at in range(start, start + SECONDS * 1000, cycle):
        shown = max(shown, at - lag - chance.randint(0, jitter))
        for name, right in (("execution", truth.state(shown)), ("x", truth.x(shown))):
            spoilt = chance.choice(STATES) + "?" if name == "execution" else 5000.0 + chance.random()
            value = spoilt if chance.random() < wrong else right
            if value != last.get(name):
                arrived = at + chance.randint(0, 30)
                series.add(name, Point(at, value, True, at - cycle - 50, arrived, is_first=name not in last))
            last[name] = value
        series.until = at
    return series


def compared(ours, theirs, limits=LIMITS):
    return compare(ours, theirs, SIGNALS, limits, ("opcua", "gateway"))


@given(
    seed=st.integers(0, 10_000),
    lag=st.sampled_from([0, 37, 200, 1234, 2000, 4000]),
    wrong=st.sampled_from([0.0, 0.05]),
    cycles=st.tuples(st.sampled_from([50, 100, 130]), st.sampled_from([50, 100, 250])),
)
@settings(max_examples=100)
def test_lag_lies_within_its_error(seed, lag, wrong, cycles):
    """Whatever the lag, the sampling and one value in twenty being wrong: the true lag is never outside the error."""
    truth = Truth(seed)
    ours = watched(truth, cycle=cycles[0], seed=seed + 1)
    found = compared(ours, watched(truth, lag=lag, cycle=cycles[1], wrong=wrong, seed=seed + 2)).lag
    assert abs(found.middle_ms - lag) <= found.error_ms
    assert found.error_ms <= 2 * sum(cycles) + 200


@pytest.mark.parametrize("lag", [0, 200, 2000])
def test_same_values_agree_wholly_and_five_per_cent_wrong_are_counted(lag):
    """Without wrong values all agree; with one in twenty wrong about so many are told, and the limit is missed."""
    truth = Truth(7)
    ours = watched(truth)
    right, wrong = (compared(ours, watched(truth, lag=lag, wrong=share, seed=5)) for share in (0.0, 0.05))
    assert right.permille == 1000
    assert right.shortfalls(LIMITS) == []
    # Of a number every wrong sample is a value of its own; of a state the right one has to be told again.
    (x,) = [one for one in wrong.signals if one.signal == "x"]
    assert 930 <= x.permille <= 970
    assert [problem.code for problem in wrong.shortfalls(LIMITS)] == ["l5.disagrees"]


def test_lag_that_varies_is_told_as_jitter():
    """A gateway that asks the machine only now and then is late by a different time at every change."""
    truth = Truth(3)
    found = compared(watched(truth), watched(truth, lag=100, jitter=900, seed=9))
    assert found.lag.jitter_ms > 50
    assert found.permille >= 950


def test_other_machine_does_not_agree():
    """Another machine's states and axis are no gateway's view of this one."""
    found = compared(watched(Truth(1)), watched(Truth(2), seed=4, start=5000))
    assert found.shortfalls(LIMITS)


def test_texts_agree_in_any_case():
    """Case and space around a state are no difference."""
    truth = Truth(4)
    theirs = watched(truth)
    told = [point._replace(value=f" {point.value.lower()}") for point in theirs.points["execution"]]
    theirs.points["execution"] = Points(told)
    assert compared(watched(truth), theirs).permille == 1000


def test_too_little_in_common_is_not_compared():
    """Where one side has nothing, or nothing changed, no lag is told."""
    truth = Truth(5)
    assert compared(watched(truth), Series()) is None
    still = Series({"execution": [Point(0, "READY", True, 0, 1000, is_first=True)]}, until=60_000)
    found = compared(still, still)
    assert found.lag is None
    assert [problem.code for problem in found.shortfalls(LIMITS)] == ["l5.too_few_changes"]


def test_repeating_signal_names_its_rival():
    """A signal that repeats fits at another lag as well: of the one true and the one nearer to none both are told."""

    def ticking(lag, end):
        series = Series(until=end)
        for at in range(lag, end, 850):
            series.add("execution", Point(at, str(at // 850 % 2), True, at - 100, at, is_first=at == lag))
        return series

    for end in (8000, 60_000):
        found = compared(ticking(0, end), ticking(2040, end)).lag
        told = [found.middle_ms, found.rival_ms]
        assert any(abs(lag - 2040) % 1700 <= found.error_ms for lag in told)
        assert None not in told


def test_forged_times_cost_nothing():
    """Thousands of changes at one instant are compared in bounded work."""
    series = Series(until=10)
    for number in range(20_000):
        series.add("execution", Point(0, str(number % 3), True, 0, 5, is_first=False))
        series.add("x", Point(0, float(number % 7), True, 0, 5, is_first=False))
    assert compared(series, series) is not None
