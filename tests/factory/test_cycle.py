"""The machining cycle: execution state, motion, drive and power agree with each other at every instant."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory.category import CATEGORIES, Execution
from factory.cycle import BASE_W, Cycle, power_of

CYCLES = {name: Cycle(category) for name, category in CATEGORIES.items()}
names = st.sampled_from(sorted(CATEGORIES))
instants = st.floats(0, 3600, allow_nan=False)
STEP = 1e-4


@given(names, instants)
def test_positions_integrate_the_feed(name, at):
    """Over a short time the path that was travelled is the feed times the time, unless a block ends meanwhile."""
    cycle = CYCLES[name]
    before, after = cycle.at(at), cycle.at(at + STEP)
    travelled = math.dist(before.axes, after.axes)
    if before.rate == after.rate and before.execution == after.execution:
        assert travelled == pytest.approx(before.rate * STEP, abs=2e-3)


@given(names, instants)
def test_positions_never_jump(name, at):
    """The path is continuous, also where the program begins anew."""
    cycle = CYCLES[name]
    fastest = max(block.rate * block.override / 100 for block in cycle.category.blocks)
    assert math.dist(cycle.at(at).axes, cycle.at(at + STEP).axes) <= fastest * STEP + 1e-6


@given(names, instants)
def test_nothing_moves_unless_the_program_is_active(name, at):
    """Outside ACTIVE the feed is zero; while ACTIVE it is not."""
    snapshot = CYCLES[name].at(at)
    assert (snapshot.rate > 0) == (snapshot.execution is Execution.ACTIVE)


@given(names, instants)
def test_power_follows_load_speed_and_feed(name, at):
    """The power is what load, speed and feed draw, never below the base load, and load needs a turning drive."""
    cycle = CYCLES[name]
    snapshot = cycle.at(at)
    full = max(block.speed for block in cycle.category.blocks)
    assert snapshot.power == pytest.approx(power_of(snapshot.load, snapshot.speed, full, snapshot.rate))
    assert snapshot.power >= BASE_W
    assert snapshot.speed > 0 or snapshot.load == 0


@given(names, instants)
def test_same_instant_gives_the_same_snapshot(name, at):
    """The cycle is a pure function of time, and repeats itself."""
    cycle = CYCLES[name]
    assert cycle.at(at) == cycle.at(at)
    assert math.dist(cycle.at(at).axes, cycle.at(at + cycle.period_s).axes) < 1e-2


@pytest.mark.parametrize("name", sorted(CATEGORIES))
def test_every_state_is_met_within_four_seconds(name):
    """A short capture sees every state, and even a very short one a transition."""
    cycle = CYCLES[name]
    seen = {cycle.at(tenth / 10).execution for tenth in range(40)}
    assert cycle.period_s < 4
    assert seen == set(Execution)
    for tenth in range(40):
        assert len({cycle.at((tenth + later) / 10).execution for later in range(15)}) > 1


@pytest.mark.parametrize("name", sorted(CATEGORIES))
def test_every_signal_can_be_read(name):
    """Each category's signals are read from the snapshot under names of their own."""
    category = CATEGORIES[name]
    values = {signal.name: CYCLES[name].at(1.0).read(signal.source) for signal in category.signals}
    assert len(values) == len(category.signals)
    assert values["execution"] == "ACTIVE"
    assert {axis.lower() for axis in category.axes} <= set(values)


def test_override_is_what_the_feed_is_multiplied_by():
    """Under an override of 120 per cent the axes move at 1.2 times the programmed rate."""
    cycle = CYCLES["cnc"]
    rates = {
        cycle.at(tenth / 20).override: cycle.at(tenth / 20).rate for tenth in range(140) if cycle.at(tenth / 20).rate
    }
    assert rates[120] == pytest.approx(216.0)
