"""What is asked of a plant without an interface follows from the challenge and from nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.capture.plan.observation import ask_line, asked_of

NUMBERS = {"least": 40, "most": 100, "step": 5, "count": 4, "letters": 6}


def record(random="00", **change):
    return "\n".join(["sekisho-challenge/v1", f"random {random}", ask_line(NUMBERS | change), ""]).encode()


def test_values_follow_from_the_record_and_the_line():
    """The same record gives the same values; another challenge or another line gives others."""
    asked = asked_of(record(), "L1")
    assert asked == asked_of(record(), "L1")
    assert (len(asked.numbers), len(asked.code)) == (4, 6)
    assert all(40 <= int(value) <= 100 and int(value) % 5 == 0 for value in asked.numbers)
    assert asked.code not in {asked_of(record("01"), "L1").code, asked_of(record(), "L2").code}


@pytest.mark.parametrize("change", [{"step": 0}, {"most": 40}, {"count": 0}, {"letters": 0}, {"most": 10}])
def test_numbers_that_give_no_values_ask_for_nothing(change):
    """A record whose numbers leave nothing to choose from asks for nothing."""
    assert asked_of(record(**change), "L1") is None


@given(st.binary(max_size=200))
def test_any_bytes_ask_for_nothing_or_for_values(data):
    """A record of another kind asks for nothing, and no bytes break the reading."""
    assert asked_of(data, "L1") is None
