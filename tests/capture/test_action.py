"""The operator's action: derived from the challenge, found in the data only as it was asked, improbable by chance."""

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.capture.challenge import Purpose
from sekisho.capture.judge.presence import Held, furthest, held_values
from sekisho.capture.plan.action import LETTERS, ActionPlan
from sekisho.capture.plan.capture_plan import CapturePlan, machine_of, parse, render
from sekisho.capture.plan.sequence import one_in, sequence_of, sequences
from sekisho.capture.plan.terms import fixes_action, purpose_of, terms_lines
from sekisho.capture.problem import Refused
from sekisho.capture.replay.points import Point
from sekisho.capture.text import LANGUAGES, describe
from tests.capture.test_plan import MACHINE, PLAN, codes

OVERRIDE = ActionPlan("x", 4, 60, 1000, least=40, most=100, step=5)
NAMES = ActionPlan("execution", 3, 60, 1000, values=("AUTOMATIC", "MANUAL", "SINGLE_BLOCK"))
CODE = ActionPlan("execution", 1, 60, 1000, letters=6)
TABLE = {
    "device": "MC-1", "identity": {"manufacturer": "M", "model": "X", "serial": "1"},
    "mtconnect": {"agent": "http://127.0.0.1:5000"},
    "signals": [{"name": "override", "kind": "number", "item": "ovr"}],
}  # fmt: skip
ACTION = {"signal": "override", "count": 4, "window_s": 60, "hold_ms": 1000, "least": 40, "most": 100, "step": 5}

records = st.binary(min_size=1, max_size=60)
actions = st.sampled_from([OVERRIDE, NAMES, CODE])


@pytest.mark.parametrize("action", [OVERRIDE, NAMES, CODE])
@pytest.mark.parametrize("purpose", ["commissioning", "inspection"])
def test_action_and_purpose_are_read_back_as_they_were_written(action, purpose):
    """A plan keeps its action and its purpose when it is written."""
    plan = replace(PLAN, machine=replace(MACHINE, action=action), purpose=purpose)
    assert parse(render(plan)) == plan


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signal": "feed"}, ("plan.action_signal", "machine.action.signal")),
        ({"values": ["A", "B"]}, ("plan.action_values", "machine.action.step")),
        ({"count": 0}, ("plan.not_within", "machine.action.count")),
        ({"hold_ms": 60_000}, ("plan.action_too_short", "machine.action.window_s")),
        ({"step": 61}, ("plan.action_range", "machine.action.step")),
        ({"most": 40}, ("plan.action_range", "machine.action.step")),
        ({"write": 1}, ("plan.unknown", "machine.action.write")),
    ],
)
def test_wrong_action_is_refused_by_name(change, code):
    """Each field of an action that cannot be asked for is named, with a text in three languages."""
    refused = machine_of({**TABLE, "action": ACTION | change})
    assert code in codes(refused)
    assert all(describe(problem, language) for problem in refused.problems for language in LANGUAGES)


@pytest.mark.parametrize("values", [["A"], ["A", "a "], ["A", ""], ["A", 1], "AB", ["A", "B\n"], []])
def test_names_have_to_differ(values):
    """Names that read the same on a panel, or are no names, cannot be told apart."""
    said = {name: value for name, value in ACTION.items() if name not in {"least", "most", "step"}}
    assert isinstance(machine_of({**TABLE, "action": said | {"values": values}}), Refused)


def test_window_longer_than_the_capture_is_refused():
    """What would be shown after the end would be seen by nobody."""
    machine = replace(MACHINE, action=replace(OVERRIDE, window_s=1801))
    assert codes(parse(render(replace(PLAN, machine=machine)))) == {("plan.action_window", "machine.action")}


@given(records, actions, st.text(max_size=10))
def test_sequence_follows_from_challenge_and_device_and_repeats_nothing(record, action, device):
    """The same challenge gives the same values, all of them allowed, none the one before."""
    found = sequence_of(action, record, device, Purpose.ACTION)
    allowed = {action.value(place) for place in range(action.size)} if not action.letters else None
    assert found == sequence_of(action, record, device, Purpose.ACTION)
    assert len(found) == action.count
    assert all(before != after for before, after in pairwise(found))
    assert set(found) <= allowed if allowed else set("".join(found)) <= set(LETTERS)


def test_sequence_is_another_for_another_challenge_device_or_purpose():
    """Nothing that was prepared for one challenge fits another."""
    longer = replace(OVERRIDE, count=12)
    one = sequence_of(longer, b"a", "MC-1", Purpose.ACTION)
    others = [(b"b", "MC-1", Purpose.ACTION), (b"a", "MC-2", Purpose.ACTION), (b"a", "MC-1", Purpose.OBSERVATION)]
    assert all(sequence_of(longer, *other) != one for other in others)


def test_every_sequence_is_about_as_probable_as_any_other():
    """Over many challenges each of the twelve sequences comes up, none far more often than the others."""
    action = replace(NAMES, count=3)
    drawn = [sequence_of(action, str(n).encode(), "MC-1", Purpose.ACTION) for n in range(2400)]
    counts = [drawn.count(one) for one in set(drawn)]
    assert len(counts) == sequences(action) == 12
    assert all(120 < count < 280 for count in counts)


@given(st.lists(st.sampled_from(NAMES.values), max_size=9), st.integers(1, 4))
def test_chance_is_no_greater_than_what_is_stated(values, count):
    """Whatever values were held, they hit at most one in N of all sequences: no luck beats the bound."""
    action = replace(NAMES, count=count)
    held = [Held(value, n * 2000, n * 2000 + 2000) for n, value in enumerate(values)]
    every = [s for s in product(NAMES.values, repeat=count) if all(a != b for a, b in pairwise(s))]
    hits = sum(furthest(action, sequence, held)[1] == count for sequence in every)
    places = len(held) - count + 1
    assert len(every) == sequences(action)
    assert hits <= max(0, places)
    assert one_in(action, places) <= max(1, sequences(action) // max(1, hits))


dials = st.lists(st.sampled_from(range(40, 105, 5)), min_size=1, max_size=8)


@given(dials, dials, st.integers(0, 100_000))
@settings(max_examples=200)
def test_only_values_held_in_order_without_another_between_are_found(before, wanted, start):
    """The sequence is found exactly where its values stand one after the other among those that were held."""
    action = replace(OVERRIDE, count=len(wanted))
    points = [Point(start + n * 1500, float(value), is_good=True) for n, value in enumerate([*before, *wanted])]
    held = held_values(action, points, 0, start + 1500 * len(points))
    stood = [value for n, value in enumerate([*before, *wanted]) if n == 0 or value != [*before, *wanted][n - 1]]
    assert [one.value for one in held] == stood
    asked = [str(value) for value in wanted]
    is_there = any(stood[n : n + len(wanted)] == wanted for n in range(len(stood)))
    assert (furthest(action, asked, held)[1] == len(wanted)) == is_there


def test_values_passed_on_the_way_are_not_held():
    """A dial passes its notches: what stands for less than the time asked counts for nothing, nor as another value."""
    points = [Point(at, value, is_good=True) for at, value in [(0, 40.0), (2000, 45.0), (2100, 50.0), (2200, 55.0)]]
    assert [one.value for one in held_values(OVERRIDE, points, 0, 4000)] == [40.0, 55.0]


def test_the_last_value_stands_as_long_as_we_saw_it():
    """A clock's offset is known to a second; who looks away right after the last value has seen it all the same."""
    points = [Point(10_000, 40.0, is_good=True, seen=500), Point(12_000, 55.0, is_good=True, seen=2500)]
    assert [one.value for one in held_values(OVERRIDE, points, 0, 12_100)] == [40.0]
    assert [one.value for one in held_values(OVERRIDE, points, 0, 12_100, 3400)] == [40.0]
    assert [one.value for one in held_values(OVERRIDE, points, 0, 12_100, 3500)] == [40.0, 55.0]


def test_value_of_bad_quality_is_not_held():
    """While the quality is bad nobody knows what the machine shows."""
    points = [Point(0, 40.0, is_good=True), Point(500, 40.0, is_good=False), Point(5000, 45.0, is_good=True)]
    assert [one.value for one in held_values(OVERRIDE, points, 0, 9000)] == [45.0]


def test_numbers_names_and_codes_are_read_as_panels_show_them():
    """A tenth of a step is forgiven, case too, and a code may stand within a comment."""
    assert OVERRIDE.is_shown(84.6, "85")
    assert not OVERRIDE.is_shown(86.0, "85")
    assert OVERRIDE.is_shown(" 85", "85")
    assert NAMES.is_shown(" automatic", "AUTOMATIC")
    assert CODE.is_shown("(job a7-k2 mq)", "A7K2MQ")
    assert not CODE.is_shown("A7K2M", "A7K2MQ")


def test_record_fixes_purpose_and_action():
    """What the office signed decides: a plan with easier values, or another signal, is another action."""
    machine = replace(MACHINE, action=OVERRIDE)
    record = "\n".join(["sekisho-challenge/v1", *terms_lines("inspection", [machine]), "end"]).encode()
    assert purpose_of(record) == "inspection"
    assert purpose_of(b"sekisho-challenge/v1\ncase C-1\n") == "commissioning"
    assert fixes_action(record, machine)
    assert not fixes_action(record, replace(machine, action=replace(OVERRIDE, count=1)))
    moved = tuple(replace(signal, node="i=2258", path=()) for signal in machine.signals)
    assert not fixes_action(record, replace(machine, signals=moved))


def test_plan_is_a_capture_plan_still():
    """A plan without action or purpose is one of a commissioning."""
    plan = parse(render(PLAN).replace(b'purpose = "commissioning"\n', b""))
    assert isinstance(plan, CapturePlan)
    assert (plan.purpose, plan.machine.action) == ("commissioning", None)
