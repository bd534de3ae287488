"""Guards on clocks: the application's deadline is an instant, the others are days; their last is in time."""

from datetime import date, datetime

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.deadline import DAY, correction_days_left
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import is_day
from sekisho.domain.casework.guard.obstacle import unless
from sekisho.domain.casework.paper import REFUSED
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.time import day_in_japan


def _until(case: Case, clock: str, command: Command) -> bool:
    due = case.clocks.get(clock)
    return due is None or day_in_japan(command.at) <= day_in_japan(due)


def _clock_open(case: Case, clock: str, command: Command, citation: str) -> list[Finding]:
    due = case.clocks.get(clock)
    shown = due.isoformat() if isinstance(due, datetime) else ""
    return unless(_until(case, clock, command), f"{clock}_over", citation, due=shown, at=command.at.isoformat())


def deadline_is_open(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The filing arrives at or before the deadline, to the instant (A4)."""
    due = around.terms.deadline_at
    shown = {"due": due.isoformat(), "at": command.at.isoformat()}
    return unless(command.at <= due, "deadline_over", "assumption: A4", **shown)


def deadline_is_over(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The deadline has passed, so that a draft lapses."""
    return unless(command.at > around.terms.deadline_at, "deadline_open", "assumption: A4")


def within_correction_period(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A returned case is still within its thirty days (A28)."""
    return _clock_open(case, "correction", command, "assumption: A28")


def correction_period_is_over(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A returned case has let its thirty days pass."""
    return unless(not _until(case, "correction", command), "correction_open", "assumption: A28")


def window_is_over(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The window has closed, and so has the time to report a commissioning within it (F5)."""
    until = around.terms.window_told_by
    over = day_in_japan(command.at) > until
    return unless(over, "window_open", "article: ¶2", until=until.isoformat())


def no_machine_came(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """No machine of the case was commissioned: where one was, a person decides what becomes of the others."""
    come = [line.id for line in case.lines.values() if line.text("commissioned_on")]
    return unless(not come, "machine_came", "article: ¶2", lines=", ".join(come))


def machine_can_come(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A machine of the case was commissioned, or can still be and be reported: to no other case money comes (F5)."""
    is_late = not window_is_over(case, command, around) and not no_machine_came(case, command, around)
    return unless(not is_late, "window_over", "article: ¶2", until=around.terms.window_told_by.isoformat())


def claim_period_is_over(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The last day to claim has passed, and the days on which the office still asks for the claim."""
    due = case.clocks.get("claim")
    until = day_in_japan(due) + around.terms.claim_grace_days * DAY if due else None
    over = until is not None and day_in_japan(command.at) > until
    cite = "assumption: an amount nobody claims is given up"
    return unless(over, "claim_open", cite, until=until.isoformat() if until else "")


def waiting_is_over(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """The last day on which money can reach the waiting list has passed (A7), or the machine can come no more (F5)."""
    if machine_can_come(case, command, around):
        # It would stand before others whose machine has come, and be passed by nobody.
        return []
    until = around.terms.pool.waiting_until
    over = day_in_japan(command.at) > until
    return unless(over, "waiting_open", "assumption: A7", until=until.isoformat())


def correction_days_are_left(case: Case, _command: Command, around: Surroundings) -> list[Finding]:
    """The thirty days are given once: a case that has used them is decided, not sent back again (A28)."""
    left, total = correction_days_left(case, around.terms), around.terms.correction_days
    return unless(left > 0, "correction_used_up", "assumption: A28", total=total)


def something_was_corrected(case: Case, _command: Command, _around: Surroundings) -> list[Finding]:
    """What was sent back comes back only once something was changed, filed or declared since (A28)."""
    answered = case.returns and (case.returns[-1].changed or case.returns[-1].brought)
    wanted = ", ".join(case.returned_sections)
    return unless(answered or not case.returns, "nothing_corrected", "assumption: A28", "sections", sections=wanted)


def within_reconsideration_period(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A refusal is contested once, within its term; once it is, papers come as long as it is being reconsidered."""
    if case.state not in REFUSED:
        return []
    citation = "assumption: a refusal is contested as long as a review can be requested"
    ruled = "assumption: reasons can be contested (program rule beyond art. 25)"
    again = unless(not case.is_upheld, "contested_already", ruled)
    return [*again, *_clock_open(case, "reconsideration", command, citation)]


def within_withdrawal_period(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A grantee withdraws within ten days of the decision (Act 179 of 1955, art. 9)."""
    return _clock_open(case, "withdrawal", command, "law: Act 179 of 1955, art. 9")


def within_corrective_period(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The answer to a corrective order comes within its fourteen days (A17)."""
    return _clock_open(case, "corrective_action", command, "assumption: A17")


def suspension_lies_ahead(_case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A suspension of the clock ends on a day still to come, and lasts no longer than the clock itself (A31)."""
    said, today = command.text("until_on"), day_in_japan(command.at)
    if not is_day(said):
        return []
    days, until = around.terms.verification_days, date.fromisoformat(said)
    place = ("assumption: A31", "until_on")
    return [
        *unless(until > today, "suspension_past", *place, until=said),
        *unless(until - today <= days * DAY, "suspension_too_long", *place, until=said, days=days),
    ]


def _visited_from(case: Case, command: Command, fact: str, code: str) -> list[Finding]:
    """Report a visit dated before a day its machine's own facts name."""
    line = case.lines.get(command.line)
    visited, first = command.text("visited_on"), line.text(fact) if line else ""
    facts = {"visited_on": visited, fact: first}
    return unless(not is_day(visited) or visited >= first, code, "article: ¶9", "visited_on", **facts)


def visit_follows_commissioning(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """Nobody verifies a machine before it is commissioned (F16)."""
    return _visited_from(case, command, "commissioned_on", "visit_too_early")


def visit_was_scheduled(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The visit was held on the day it was scheduled for last, or after it: no earlier day is made up later (F16)."""
    # Nothing is scheduled for the past, so that a day not before the scheduled one is not before its scheduling either.
    return _visited_from(case, command, "visit_on", "visit_not_scheduled")


def within_verification_period(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """The visit lies within the line's own 90 days, or its term for a re-visit, and has taken place (F16, A15, A17)."""
    line = case.lines.get(command.line)
    # The ninety days were kept by the first visit; whoever is chosen for a second loses nothing by its day.
    due = date.max if line and line.is_second_look else line.visit_by if line else None
    visited = command.text("visited_on")
    if not is_day(visited):
        return []
    in_time = due is not None and visited <= due.isoformat() and visited <= day_in_japan(command.at).isoformat()
    cite = "assumption: A17" if line and line.visit_clock == "revisit" else "article: ¶9"
    return unless(in_time, "verification_over", cite, "visited_on", due=str(due), visited_on=visited)
