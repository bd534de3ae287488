"""The switches of the pool: when it is bound, what happens once it is used up, and how its last day is decided."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BoundAt(StrEnum):
    """When the pool is bound (A6)."""

    SUBMISSION = "submission"
    DECISION = "decision"


class Exhausted(StrEnum):
    """What an exhausted pool does with who comes next (A7)."""

    WAITING_LIST = "waiting_list"
    CLOSED = "closed"


class LastDay(StrEnum):
    """How the day on which the pool runs out is decided (A8)."""

    STRICT_ORDER = "strict_order"
    DAY_BEFORE = "day_before"
    LOTTERY = "lottery"


@dataclass(frozen=True, slots=True)
class PoolRules:
    """The readings in force on a day; ``waiting_until`` is the last day on which anybody is promoted (A7)."""

    bound_at: BoundAt
    exhausted: Exhausted
    last_day: LastDay
    waiting_until: date

    @property
    def is_provisional(self) -> bool:
        """Say whether reservations of a day stay provisional until its end."""
        return self.last_day is not LastDay.STRICT_ORDER

    @property
    def lets_wait(self) -> bool:
        """Say whether a case for which nothing is left may wait: for the list, or for the end of the day."""
        return self.exhausted is Exhausted.WAITING_LIST or self.is_provisional
