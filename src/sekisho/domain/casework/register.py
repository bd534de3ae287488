"""A registration as its events leave it, and on which days it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sekisho.domain.casework.case import Document, nothing_said
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import Period

#: What a registration's history says of its last day, which still counts.
ENDS = "ends"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration as its events leave it: who applied, who confirmed it, its papers, and its history."""

    id: str
    state: str = "new"
    seq: int = 0
    subject: str = ""
    key: str = ""
    particulars: Mapping[str, Value] = field(default_factory=nothing_said)
    applicant: str = ""
    side: str = ""
    applied_at: datetime | None = None
    papers: tuple[Document, ...] = ()
    confirmed_by: str = ""
    given_up: bool = False
    deciders: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()

    def is_valid_on(self, day: date) -> bool:
        """Say whether the registration stood on a day: decided so last, and not past its own last day."""
        on = day.isoformat()
        states = [state for from_on, state in self.history if from_on <= on and state != ENDS]
        # The end was fixed with the registration; a suspension lifted later does not lengthen it.
        ended = any(until_on < on for until_on, state in self.history if state == ENDS)
        return states[-1:] == ["registered"] and not ended

    def periods(self) -> tuple[Period, ...]:
        """Give the stretches of days on which the registration stood, cut where anything changed."""
        turns = [date.fromisoformat(day) + (DAY if state == ENDS else timedelta(0)) for day, state in self.history]
        starts = sorted(set(turns))
        ends = [*(start - DAY for start in starts[1:]), date.max]
        return tuple(Period(first, last) for first, last in zip(starts, ends, strict=True) if self.is_valid_on(first))

    def binds(self, organisation: str) -> bool:
        """Say whether it is an organisation's own: it applied, or it is the other side of an agreement."""
        sides = (self.particulars.get("exporter"), self.particulars.get("integrator"))
        return bool(organisation) and (self.applicant == organisation or organisation in sides)
