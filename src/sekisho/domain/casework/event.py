"""What happened, in the past tense. The journal keeps it; states are folds of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.casework.actor import Actor
from sekisho.domain.casework.field import is_yen
from sekisho.domain.values.finding import Value


def listed(value: Value | None) -> tuple[str, ...]:
    """Give a list of names; empty where it is no list."""
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream as the domain sees it: type, when in program time, who, and what it says."""

    type: str
    occurred_at: datetime
    actor: Actor
    body: Mapping[str, Value]

    def text(self, name: str) -> str:
        """Give a text of the body; empty where the event does not say it."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """Give a whole number of the body; zero where the event does not say it."""
        value = self.body.get(name)
        return value if type(value) is int else 0

    def record(self, name: str) -> Mapping[str, Value]:
        """Give a nested record of the body; empty where the event does not say it."""
        value = self.body.get(name)
        return value if isinstance(value, dict) else {}

    def names(self, name: str) -> tuple[str, ...]:
        """Give a list of names of the body; empty where the event does not say it."""
        return listed(self.body.get(name))


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asks for, at an instant of program time. ``line`` names an equipment line or is empty."""

    name: str
    actor: Actor
    at: datetime
    details: Mapping[str, Value]
    line: str = ""

    def text(self, name: str) -> str:
        """Give a text detail; empty where it was not given."""
        value = self.details.get(name)
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """Give a whole-number detail; zero where it was not given or is no amount."""
        value = self.details.get(name)
        return value if isinstance(value, int) and is_yen(value) else 0

    def names(self, name: str) -> tuple[str, ...]:
        """Give a list of names among the details; empty where it was not given or is no list."""
        return listed(self.details.get(name))
