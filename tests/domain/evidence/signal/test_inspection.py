"""Inspections that show otherwise: what differs in the newest one is a signal for the officer, and decides nothing."""

import pytest

from sekisho.domain.evidence.signal.inspection import inspection_signals
from sekisho.domain.values.finding import Outcome


def row(name, outcome="differs", before="A", now="B"):
    """Give a row of a comparison."""
    return {"name": name, "outcome": outcome, "before": before, "now": now}


def inspection(*rows, device="CNC-1"):
    """Give an inspector's capture with its comparison."""
    return {"purpose": "inspection", "device": device, "comparison": {"with": "0" * 64, "rows": [*rows]}}


def test_each_thing_that_differs_is_a_signal_of_the_line():
    """What differs is told with both values, keys by their beginning; what is the same or was not seen is none."""
    capture = inspection(
        row("key", before="ab" * 32, now="cd" * 32), row("serial", "same"), row("uuid", "not_comparable")
    )
    (signal,) = inspection_signals("L1", [capture])
    assert (signal.code, signal.place) == ("signal.inspection_differs", "L1")
    assert signal.facts == {
        "document": "CNC-1",
        "what": "key",
        "claimed": "abababababababab…",
        "value": "cdcdcdcdcdcdcdcd…",
    }
    assert signal.finding.outcome is Outcome.UNDETERMINED


def test_the_newest_inspection_of_a_machine_is_looked_at():
    """A second inspection that found everything as it was leaves nothing to ask; each machine has its own."""
    before = [inspection(row("key")), inspection(row("serial"), device="CNC-2"), inspection(row("key", "same"))]
    assert [one.facts["document"] for one in inspection_signals("L1", before)] == ["CNC-2"]


@pytest.mark.parametrize("capture", [
    {"purpose": "commissioning", "comparison": {"rows": [row("key")]}},
    {"purpose": "inspection"},
    {"purpose": "inspection", "comparison": None},
    {"purpose": "inspection", "comparison": {"rows": ["?", {}]}},
])  # fmt: skip
def test_what_was_not_compared_is_no_signal(capture):
    """A capture of the plant, and one that was held against nothing, tell the officer nothing."""
    assert inspection_signals("L1", [capture]) == []
