"""The answer to: can I still make it?"""

from collections.abc import Mapping
from datetime import timedelta

from sekisho.domain.screening.schedule import CITATION, BackSchedule, PlannedStep, plan_back
from sekisho.domain.values.finding import Outcome, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import opening_of, parse_day
from sekisho.portal.components.view import NEAR_DAYS, Deadline
from sekisho.portal.desk import in_program, program, today
from sekisho.portal.open.judge import text
from sekisho.portal.open.view import ScheduleAnswer, ScheduleStep

#: Steps of the back-schedule that are behind somebody at a stage of the machine and of the papers.
MACHINE_DONE: Mapping[str, tuple[str, ...]] = {
    "shipped": ("factory",),
    "import_permitted": ("factory", "shipping", "customs"),
    "delivered": ("factory", "shipping", "customs", "inland"),
    "commissioned": ("factory", "shipping", "customs", "inland", "installation", "trial_run"),
}
PREPARED = ("registration", "certificate", "partner")
PAPERS_DONE: Mapping[str, tuple[str, ...]] = {
    "prepared": PREPARED,
    "filed": (*PREPARED, "application"),
    "decided": (*PREPARED, "application", "decision"),
}


def _step(step: PlannedStep) -> ScheduleStep:
    code = f"schedule.step.{step.name}"
    return ScheduleStep(
        code, step.days, step.start_by, step.end_by, step.slack_days, step.is_critical, step.is_in_working_days
    )


def _pace(plan: BackSchedule) -> Outcome:
    """Too late, tight, or in time: tight is less slack than a deadline needs to be far."""
    if not plan.is_possible:
        return Outcome.NOT_MET
    slack = min((step.slack_days for step in plan.steps), default=NEAR_DAYS)
    return Outcome.MET if slack >= NEAR_DAYS else Outcome.UNDETERMINED


def _done(details: Mapping[str, Value]) -> frozenset[str]:
    machine, papers = text(details, "stage"), text(details, "filing")
    return frozenset((*MACHINE_DONE.get(machine, ()), *PAPERS_DONE.get(papers, ())))


def schedule(details: Mapping[str, Value], _language: Language) -> ScheduleAnswer:
    """Plan backwards from the end of the window."""
    start = parse_day(text(details, "starts_on")) if "starts_on" in details else today()
    plan = plan_back(program(), in_program(start), _done(details))
    due_at = opening_of(plan.last_on + timedelta(days=1)) - timedelta(minutes=1)
    deadline = Deadline("page.schedule.end", due_at, opening_of(start), CITATION)
    return ScheduleAnswer(_pace(plan), tuple(_step(step) for step in plan.steps), plan.earliest_end_on, deadline)
