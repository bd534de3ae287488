"""Reminders and escalation: which notices a case's deadlines make due at an instant, and to whom each goes.

A deadline is announced some days before its last day and on it; once it is over the office hears of it, and again
later. Each mark is one notice with a key of its own, so that it is sent once; of several that passed, the newest.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.casework.aftercare import open_duties
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.deadline import end_of
from sekisho.domain.casework.paper import PAID
from sekisho.domain.casework.surroundings import Terms
from sekisho.domain.fund.charge import ChargeKind
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

#: The clock that runs in a state of the paper track and that somebody has to beat.
RUNNING: Mapping[str, str] = {
    "returned": "correction",
    "corrective_action": "corrective_action",
    "verified": "fixing",
    "amount_fixed": "claim",
    "repayment_ordered": "repayment",
}
#: Of these the clocks the office itself has to beat.
OFFICES = ("fixing",)
#: States before the filing, in which the application's own deadline runs.
UNFILED = ("draft", "locked")
#: States in which a machine that is granted for has still to come.
INSTALLING = ("granted", "change_requested", "corrective_action")
#: States in which the machine's ninety days still matter.
VERIFIABLE = ("granted", "change_requested", "corrective_action", "submitted", "under_review", "returned", "waiting")
#: The clocks of visits: the ninety days, and the term of the visit after a correction.
ON_SITE = ("verification", "revisit")
PARTY, OFFICE = "party", "office"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When notices go out: days before the last day (0: on it), and days after it for what is overdue.

    ``verification`` are the days before the end of a machine's ninety days: a visit takes longer to arrange.
    """

    days_before: tuple[int, ...]
    days_overdue: tuple[int, ...]
    verification: tuple[int, ...] = ()

    def before(self, clock: str) -> tuple[int, ...]:
        """Give the days before its end at which a clock is announced."""
        return self.verification if clock in ON_SITE and self.verification else self.days_before

    @property
    def earliest(self) -> int:
        """Give how many days before an end the first notice of any clock goes out."""
        return max((*self.days_before, *self.verification), default=0)


@dataclass(frozen=True, slots=True)
class Duty:
    """A deadline that runs: of which subject, which clock, until when. ``line`` names a machine, or is empty.

    ``is_offices`` is a deadline the office itself has to keep, as a visit or the decision on a registration.
    """

    subject: str
    clock: str
    due_at: datetime
    line: str = ""
    is_offices: bool = False

    def has_passed(self, now: datetime) -> bool:
        """Say whether the deadline is over: an instant right after it, a day only with its midnight."""
        last = day_in_japan(self.due_at)
        return now > self.due_at if self.due_at != end_of(last) else day_in_japan(now) > last

    def key(self, mark: int) -> str:
        """Give what names one notice. A deadline that moved is another one and is announced anew."""
        return f"{self.clock}/{self.line}/{day_in_japan(self.due_at)}/{mark:+d}"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One notice that is due: the duty, the days left (negative: overdue), to the party or the office, and its key."""

    duty: Duty
    days_left: int
    to: tuple[str, ...]
    key: str

    @property
    def code(self) -> str:
        """Give the code of the notice's text."""
        kind = "overdue" if self.days_left < 0 else "today" if self.days_left == 0 else "ahead"
        return f"reminder.{kind}"

    def as_json(self) -> dict[str, Value]:
        """Give the notice as plain values."""
        return {
            "subject": self.duty.subject,
            "clock": self.duty.clock,
            "line": self.duty.line,
            "due": self.duty.due_at.isoformat(),
            "days": self.days_left,
            "to": list(self.to),
            "key": self.key,
        }


def to_visit(case: Case) -> Iterator[Line]:
    """Give the machines whose visit still has a last day; that of a case that has ended binds nobody."""
    if case.state in VERIFIABLE:
        yield from (line for line in case.lines.values() if line.visit_by and not line.text("verified_by"))


def to_come(case: Case) -> tuple[str, ...]:
    """Give the machines of a granted case that are not commissioned: the window closes on them (F5)."""
    if case.state not in INSTALLING:
        return ()
    return tuple(line.id for line in case.lines.values() if not line.text("commissioned_on"))


def after_payment(case: Case) -> dict[str, datetime]:
    """Give what is still to be done once a case is paid, by clock: reports, and money ordered back in part.

    Nothing is asked of a case whose grant was taken back as a whole but the money.
    """
    if case.state not in PAID:
        return {}
    owed = {"repayment": case.debt.due_on} if case.debt and case.balance.receivable else {}
    return {clock: end_of(day) for clock, day in {**open_duties(case.aftercare, tuple(case.lines)), **owed}.items()}


def to_pay(case: Case) -> dict[str, datetime]:
    """Give by when a charge that was assessed is to be paid, by clock, as long as something of one is open."""
    due, debts = case.clocks.get("charge"), [debt for debt in case.debts if not debt.is_settled]
    is_owed = any(debt.owed(kind) for debt in debts for kind in ChargeKind)
    return {"charge": due} if due and is_owed else {}


def duties_of(case: Case, terms: Terms) -> tuple[Duty, ...]:
    """Give the deadlines that run for a case: of its filing, its papers, its machines, and what follows the payment."""
    clock = RUNNING.get(case.state, "")
    paper = [Duty(case.id, clock, case.clocks[clock], is_offices=clock in OFFICES)] if clock in case.clocks else []
    filing = [Duty(case.id, "application", terms.deadline_at)] if case.state in UNFILED else []
    arrivals = [Duty(case.id, "window", end_of(terms.window_closes), line) for line in to_come(case)]
    # The visit is the office's to make, and the claimant has to be ready for it: both are told.
    visits = [
        Duty(case.id, line.visit_clock, end_of(line.visit_by), line.id, True)
        for line in to_visit(case)
        if line.visit_by
    ]
    afterwards = [Duty(case.id, name, due) for name, due in {**after_payment(case), **to_pay(case)}.items()]
    return (*filing, *paper, *arrivals, *visits, *afterwards)


def _mark(clock: str, days_left: int, schedule: Schedule) -> int | None:
    """Give the mark reached last: the days before (0 or more) or, negative, after the last day."""
    if days_left >= 0:
        return min((days for days in schedule.before(clock) if days >= days_left), default=None)
    reached = [days for days in schedule.days_overdue if days <= -days_left]
    return -max(reached) if reached else None


def _receivers(duty: Duty, days_left: int) -> tuple[str, ...]:
    if duty.is_offices and not duty.line:
        return (OFFICE,)
    # Escalation: what is over is no longer between the party and its calendar.
    return (PARTY, OFFICE) if days_left < 0 or duty.is_offices else (PARTY,)


def _days_left(duty: Duty, now: datetime) -> int:
    days = (day_in_japan(duty.due_at) - day_in_japan(now)).days
    # A deadline at an hour of its day is over a second later, though its day is not.
    return -1 if days == 0 and duty.has_passed(now) else days


def reminders_due(
    duties: Iterable[Duty], now: datetime, schedule: Schedule, sent: Collection[str]
) -> tuple[Reminder, ...]:
    """Give the notices that are due at an instant and whose key is not among those sent."""
    found: list[Reminder] = []
    for duty in duties:
        left = _days_left(duty, now)
        mark = _mark(duty.clock, left, schedule)
        if mark is not None and duty.key(mark) not in sent:
            found.append(Reminder(duty, left, _receivers(duty, left), duty.key(mark)))
    return tuple(found)
