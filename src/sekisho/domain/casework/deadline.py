"""Computed ends: each length is a dated parameter, each end is a day in Japan and lasts until its last second."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sekisho.domain.aftercare.calendar import MONTHS, after_fiscal_year, months_after
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import is_day
from sekisho.domain.casework.surroundings import Terms
from sekisho.domain.values.calendar import Calendar
from sekisho.domain.values.time import JST, day_in_japan

DAY = timedelta(days=1)


def end_of(day: date) -> datetime:
    """Give the last second of a day in Japan; guards compare days, so that its last instant is still in time."""
    return datetime.combine(day, time(23, 59, 59), JST)


def later(start: datetime, days: int) -> datetime:
    """Give the end of the day ``days`` calendar days after an instant; the day of the instant does not count."""
    return end_of(day_in_japan(start) + days * DAY)


def retained_until(completed_on: date, terms: Terms) -> date:
    """Give the last day of retention: whole years from the end of the fiscal year of completion (practice, A35)."""
    return after_fiscal_year(completed_on, terms.fiscal_year_first_month, terms.retention_years * MONTHS)


def _moved(clock: str, end: datetime, terms: Terms) -> datetime:
    """Give the end of a period past days on which the offices are closed (Act 91 of 1988, art. 2)."""
    # The program's own deadline is an instant somebody fixed, not a period that ends; it never comes this way.
    return end_of(terms.calendar.on_or_after(end.date())) if clock in terms.moving_clocks else end


def due_at(clock: str, start: datetime, terms: Terms) -> datetime | None:
    """Give the end of a clock of the paper track that starts at an instant; None where it ends elsewhere.

    Raises UnpublishedYearError where the end would have to move in a year whose holidays nobody can know.
    """
    days: Mapping[str, int] = {
        "withdrawal": terms.withdrawal_days,
        "correction": terms.correction_days,
        "corrective_action": terms.corrective_days,
        "fixing": terms.fixing_days,
        "claim": terms.claim_days,
        "disposal_repayment": terms.aftercare.repayment_days,
        "charge": terms.charge_days,
        "repayment": 0,
    }
    if clock == "waiting":
        return end_of(terms.pool.waiting_until)
    if clock == "reconsideration":
        return _moved(clock, end_of(months_after(day_in_japan(start), terms.reconsideration_months)), terms)
    if clock == "retention":
        return end_of(retained_until(day_in_japan(start), terms))
    return _moved(clock, later(start, days[clock]), terms) if clock in days else None


def basis_of(clock: str, due: datetime, terms: Terms) -> str:
    """Give the source a clock's last day rests on beside the law and the published holidays; empty where on none."""
    return terms.calendar.basis_of(day_in_japan(due)) if clock in terms.moving_clocks else ""


def correction_days_left(case: Case, terms: Terms) -> int:
    """Give how many of the days for corrections are left: they are given once, however often a case is returned."""
    used = sum((day_in_japan(one.answered_at) - day_in_japan(one.at)).days for one in case.returns if one.answered_at)
    return terms.correction_days - used


def start_of(clock: str, command: Command) -> datetime:
    """Give the instant a clock counts from: when the command is given, for a repayment the day the order names."""
    named = command.text("due_on")
    return end_of(date.fromisoformat(named)) if clock == "repayment" and is_day(named) else command.at


def registration_due(applied_at: datetime, business_days: int, calendar: Calendar) -> datetime:
    """Give the end of the business day by which the office wants to decide on a registration (A26)."""
    return end_of(calendar.add_business_days(day_in_japan(applied_at), business_days))


def _verification_end(commissioned_on: date, terms: Terms) -> date:
    return min(commissioned_on + terms.verification_days * DAY, terms.verification_latest_on)


def revisit_by(ordered_at: datetime, terms: Terms) -> date:
    """Give the last day of the visit after a correction: so many days after the last one for its answer (A17)."""
    answered_by = due_at("corrective_action", ordered_at, terms) or ordered_at
    return day_in_japan(answered_by) + terms.revisit_days * DAY


def _suspended(line: Line, until_on: date, today: date) -> date:
    """Give the day to verify by after a suspension: the days the office takes are not the claimant's (A31)."""
    due = line.visit_by or today
    if due < today:
        return max(due, until_on)
    # A second suspension counts only what the first has not given yet.
    given = date.fromisoformat(line.text("until_on")) if line.text("until_on") else today
    return due + max(until_on - max(today, given), 0 * DAY)


def _amended(line: Line, commissioned_on: date, terms: Terms) -> date:
    """Give the day to verify by after the commissioning day was corrected; suspensions stay granted."""
    before = _verification_end(date.fromisoformat(line.text("commissioned_on")), terms)
    return _verification_end(commissioned_on, terms) + ((line.verify_by or before) - before)


def commissioning_day(command: Command, terms: Terms) -> str:
    """Give the day a line counts as commissioned: the acceptance, or where the program says so the first run (A18)."""
    return command.text("trial_run_on" if terms.commissioning_event == "first_operation" else "commissioned_on")


def verify_by(line: Line, command: Command, terms: Terms) -> date | None:
    """Give the day a line must be verified by after a command; None where the command does not move it (F16, A15)."""
    if command.name == "commission":
        return _verification_end(date.fromisoformat(commissioning_day(command, terms)), terms)
    if command.name == "suspend_clock":
        return _suspended(line, date.fromisoformat(command.text("until_on")), day_in_japan(command.at))
    if command.name == "amend_line" and command.text("field") == "commissioned_on":
        return _amended(line, date.fromisoformat(command.text("value")), terms)
    return None
