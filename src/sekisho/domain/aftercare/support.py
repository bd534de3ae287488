"""Support of the machine after deployment (F20): incidents with their times, and how fast each vendor answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median_low

HOUR = timedelta(hours=1)


class Severity(StrEnum):
    """What an incident means to the plant."""

    STOPPED = "stopped"
    LIMITED = "limited"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident of one machine: to which vendor it went, when it was opened, answered and solved, and by whom."""

    number: str
    line: str
    vendor: str
    severity: str
    opened_at: datetime
    opened_by: str
    answered_at: datetime | None = None
    answered_by: str = ""
    solved_at: datetime | None = None
    solved_by: str = ""
    problem: str = ""
    answer: str = ""
    solution: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for its solution."""
        return self.solved_at is None

    def is_late_at(self, now: datetime, answer_hours: int) -> bool:
        """Say whether the first answer came, or is still to come, later than the target."""
        return (self.answered_at or self.solved_at or now) - self.opened_at > answer_hours * HOUR


@dataclass(frozen=True, slots=True)
class Response:
    """How one vendor answers: counts, and the median times of those answered and solved."""

    vendor: str
    opened: int
    answered: int
    solved: int
    late: int
    to_answer: timedelta | None
    to_solve: timedelta | None


def _median(spans: Iterable[timedelta]) -> timedelta | None:
    # The lower of two middle values, so that every figure shown is one that really occurred.
    known = list(spans)
    return median_low(known) if known else None


def _response(vendor: str, incidents: list[Incident], answer_hours: int, now: datetime) -> Response:
    answered = [one.answered_at - one.opened_at for one in incidents if one.answered_at]
    solved = [one.solved_at - one.opened_at for one in incidents if one.solved_at]
    late = sum(one.is_late_at(now, answer_hours) for one in incidents)
    return Response(vendor, len(incidents), len(answered), len(solved), late, _median(answered), _median(solved))


def responses(incidents: Iterable[Incident], answer_hours: int, now: datetime) -> tuple[Response, ...]:
    """Give the figures of each vendor, by vendor."""
    by_vendor: dict[str, list[Incident]] = {}
    for incident in incidents:
        by_vendor.setdefault(incident.vendor, []).append(incident)
    return tuple(_response(vendor, found, answer_hours, now) for vendor, found in sorted(by_vendor.items()))
