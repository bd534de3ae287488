"""A registration as its events leave it, and on which days it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sekisho.domain.casework.case import Document, nothing_said
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import JST, Period

#: What a registration's history says of its last day, which still counts.
ENDS = "ends"
DAY = timedelta(days=1)
#: Sorts after every instant of its day: a day is asked about with all that was decided on it.
WHOLE_DAY = "T24"
#: How many signs of a turn are its day.
DAY_SIGNS = len("2026-05-09")
#: What takes a registration away. It counts from its own decision on, never before (A16).
LOSSES = ("suspended", "removed")


def turn_at(day: str, state: str, decided_at: datetime) -> str:
    """Give when a decision takes effect: the day it names, a loss not before the instant it was decided at."""
    return max(day, decided_at.astimezone(JST).isoformat()) if state in LOSSES else day


def _sign(moment: date) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(JST).isoformat()
    return moment.isoformat() + WHOLE_DAY


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration as its events leave it: who applied, who confirmed it, its papers, and its history.

    ``history`` pairs a turn, a day or an instant in Japan, with the state from then on. ``corrected_from`` is an
    earlier first day one officer has proposed and nobody has confirmed yet, ``corrected_by`` is that officer.
    """

    id: str
    state: str = "new"
    seq: int = 0
    subject: str = ""
    key: str = ""
    particulars: Mapping[str, Value] = field(default_factory=nothing_said)
    applicant: str = ""
    side: str = ""
    applied_at: datetime | None = None
    applied_by: str = ""
    papers: tuple[Document, ...] = ()
    confirmed_by: str = ""
    given_up: bool = False
    deciders: tuple[str, ...] = ()
    corrected_from: str = ""
    corrected_by: str = ""
    history: tuple[tuple[str, str], ...] = ()

    def is_valid_on(self, moment: date) -> bool:
        """Say whether the registration stood on a day or at an instant: decided so last, not past its own last day.

        At an instant of a filing what was taken away later that day still stood (A16).
        """
        on = _sign(moment)
        states = [state for from_on, state in self.history if from_on <= on and state != ENDS]
        # The end was fixed with the registration; a suspension lifted later does not lengthen it.
        ended = any(until_on < on[:DAY_SIGNS] for until_on, state in self.history if state == ENDS)
        return states[-1:] == ["registered"] and not ended

    @property
    def first_day(self) -> str:
        """Give the first day on which it was to stand; empty where it never was."""
        return min((turn[:DAY_SIGNS] for turn, state in self.history if state == "registered"), default="")

    def periods(self) -> tuple[Period, ...]:
        """Give the stretches of days on which the registration stood, cut where anything changed."""
        days = [(date.fromisoformat(turn[:DAY_SIGNS]), state) for turn, state in self.history]
        # A last day without a day after it is what somebody once wrote for "without end".
        turns = [day + (DAY if state == ENDS and day < date.max else timedelta(0)) for day, state in days]
        starts = sorted(set(turns))
        ends = [*(start - DAY for start in starts[1:]), date.max]
        # One that was only applied for has no days: there is an end without a start.
        return tuple(Period(first, last) for first, last in zip(starts, ends, strict=False) if self.is_valid_on(first))

    def binds(self, organisation: str) -> bool:
        """Say whether it is an organisation's own: it applied, or it is the other side of an agreement."""
        sides = (self.particulars.get("exporter"), self.particulars.get("integrator"))
        return bool(organisation) and (self.applicant == organisation or organisation in sides)
