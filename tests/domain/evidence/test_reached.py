"""Levels of a line: the lowest of its machines, and never more than every machine shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.evidence.reached import LEVELS, MachineLevel, Shown, headline, line_level, machine_levels

REACHED = st.frozensets(st.sampled_from(LEVELS))


def shown(serial, *reached):
    """A capture of one machine."""
    return Shown(frozenset({serial}), frozenset(reached))


@pytest.mark.parametrize(("reached", "level"), [
    ((), ""), (("L1", "L2"), ""), (("L0",), "L0"), (("L0", "L1", "L2", "L4"), "L2"), (LEVELS, "L5"),
])  # fmt: skip
def test_the_headline_is_the_highest_level_above_no_hole(reached, level):
    """A level counts where every lower one was met as well."""
    assert headline(reached) == level


def test_a_line_stands_where_its_lowest_machine_stands():
    """One machine at L2 and one at L0 make a line at L0; one without a capture makes a line without a level."""
    captures = [shown("s1", "L0", "L1", "L2"), shown("s2", "L0")]
    assert line_level(["s1", "s2"], captures) == "L0"
    assert line_level(["s1", "s2", "s3"], captures) == ""
    assert machine_levels(["s1", "s3"], captures) == (MachineLevel("s1", "L2", 1), MachineLevel("s3", "", 0))


def test_a_later_capture_that_shows_less_takes_nothing_back():
    """Of several captures of one machine the best counts, whichever came last."""
    captures = [shown("s1", "L0", "L1"), shown("s1", "L0")]
    assert machine_levels(["s1"], captures) == (MachineLevel("s1", "L1", 2),)


def test_a_line_that_is_one_machine_has_the_best_of_its_captures():
    """Without a list of machines there is one, and its captures are the line's."""
    assert line_level([], [shown("s1", "L0"), shown("s1", "L0", "L1")]) == "L1"
    assert line_level([], []) == ""


@given(st.lists(st.sampled_from("abc"), unique=True, min_size=1), st.lists(st.tuples(st.sampled_from("abc"), REACHED)))
def test_no_machine_is_below_its_line(serials, captured):
    """Whatever was captured, the line's level is that of some machine, and no machine of it stands lower."""
    captures = [Shown(frozenset({serial}), reached) for serial, reached in captured]
    levels = [row.level for row in machine_levels(serials, captures)]
    assert line_level(serials, captures) in levels
    assert all(level >= line_level(serials, captures) for level in levels)
