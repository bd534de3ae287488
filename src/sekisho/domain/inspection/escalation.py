"""Escalation of the 90-day clock: how pressing a line is, before and after the day it must be verified by (F16).

The thresholds are a dated parameter. Days are calendar days in Japan, like the clock itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Escalation:
    """How a line stands to its day: ``days_left`` is negative once it is over.

    ``threshold`` is the smallest number of days before the end that has been reached, 0 once the day is over, and None
    while the line is not pressing yet.
    """

    due_on: date
    days_left: int
    threshold: int | None

    @property
    def is_over(self) -> bool:
        """Say whether the last day has passed."""
        return self.days_left < 0

    @property
    def level(self) -> str:
        """Give the level as pages and lists sort by it: calm, due or overdue."""
        if self.threshold is None:
            return "calm"
        return "overdue" if self.is_over else "due"


def escalation(due_on: date, today: date, thresholds: Iterable[int]) -> Escalation:
    """Give how pressing a day is, seen from today; ``thresholds`` are days before it at which somebody is told."""
    days_left = (due_on - today).days
    if days_left < 0:
        return Escalation(due_on, days_left, 0)
    reached = [days for days in thresholds if days_left <= days]
    return Escalation(due_on, days_left, min(reached, default=None))
