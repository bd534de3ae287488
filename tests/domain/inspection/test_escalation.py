"""Escalation: which threshold before its end a line has reached, and since when it is over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.inspection.escalation import escalation

DUE = date(2026, 12, 9)
THRESHOLDS = (30, 14, 7, 1)


@pytest.mark.parametrize(
    ("today", "threshold", "level"),
    [
        ("2026-11-08", None, "calm"),
        ("2026-11-09", 30, "due"),
        ("2026-11-24", 30, "due"),
        ("2026-11-25", 14, "due"),
        ("2026-12-02", 7, "due"),
        ("2026-12-08", 1, "due"),
        ("2026-12-09", 1, "due"),
        ("2026-12-10", 0, "overdue"),
    ],
)
def test_each_threshold_is_reached_on_its_day(today, threshold, level):
    """Thirty, fourteen, seven and one day before the end, and the day after it."""
    found = escalation(DUE, date.fromisoformat(today), THRESHOLDS)
    assert (found.threshold, found.level) == (threshold, level)


@given(days=st.integers(-400, 400), thresholds=st.lists(st.integers(1, 200), max_size=6))
def test_time_only_ever_presses_more(days, thresholds):
    """From one day to the next a threshold never grows."""
    today = DUE - timedelta(days=days)
    now, next_day = (escalation(DUE, today + timedelta(days=n), thresholds) for n in (0, 1))
    if now.threshold is not None:
        assert next_day.threshold is not None
        assert next_day.threshold <= now.threshold


def test_without_thresholds_only_the_end_is_told():
    """A program that reminds nobody still says when the day has passed."""
    assert escalation(DUE, DUE, ()).level == "calm"
    assert escalation(DUE, DUE + timedelta(days=1), ()).is_over
