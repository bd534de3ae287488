"""The answer to: can I still make it?"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sekisho.domain.screening.schedule import (
    CITATION,
    LONGEST,
    BackSchedule,
    DayUnit,
    Lead,
    PlannedStep,
    assumed_leads,
    plan_back,
)
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import opening_of, parse_day
from sekisho.portal.components.view import NEAR_DAYS, Deadline
from sekisho.portal.desk import in_program, program, today
from sekisho.portal.open.form import lead_field, unit_field
from sekisho.portal.open.judge import text
from sekisho.portal.open.view import Chart, ChartBar, ChartTick, ScheduleAnswer, ScheduleStep

#: Steps of the back-schedule that are behind somebody at a stage of the machine and of the papers.
SHIPPED = ("factory", "export")
PERMITTED = (*SHIPPED, "shipping", "customs")
MACHINE_DONE: Mapping[str, tuple[str, ...]] = {
    "shipped": SHIPPED,
    "import_permitted": PERMITTED,
    "delivered": (*PERMITTED, "inland"),
    "commissioned": (*PERMITTED, "inland", "installation", "trial_run"),
}
PREPARED = ("registration", "certificate", "partner")
PAPERS_DONE: Mapping[str, tuple[str, ...]] = {
    "prepared": PREPARED,
    "filed": (*PREPARED, "application"),
    "decided": (*PREPARED, "application", "decision"),
}
#: Before this stage nobody has ordered anything, and the maker waits for the decision.
PLANNED = "planned"
#: As many months as have room for a name at the width of a telephone.
MOST_TICKS = 8


def _step(step: PlannedStep) -> ScheduleStep:
    return ScheduleStep(
        code=f"schedule.step.{step.name}",
        days=step.lead.days,
        unit=step.lead.unit.value,
        start_by=step.start_by,
        end_by=step.end_by,
        slack_days=step.slack_days,
        is_critical=step.is_critical,
        is_late=step.is_late,
    )


def _share(day: date, first: date, last: date) -> str:
    """Give where a day stands between two others, in per cent as SVG writes it."""
    return f"{(day - first).days * 10_000 // max((last - first).days, 1) / 100:.2f}%"


def _ticks(first: date, last: date) -> Iterable[ChartTick]:
    """Mark the first of months, all of them or every second or third as there is room."""
    months = [day for n in range((last - first).days + 1) if (day := first + timedelta(days=n)).day == 1]
    apart = -(-len(months) // MOST_TICKS) or 1
    return [ChartTick(_share(day, first, last), f"page.schedule.month.{day.month}") for day in months[::apart]]


def _bar(step: PlannedStep, first: date, last: date) -> ChartBar:
    # Nothing is drawn before the first day: the start that was missed stands in words beside the bar.
    spare = max(step.end_by, step.earliest_end)
    return ChartBar(
        step=_step(step),
        start=_share(step.earliest_start, first, last),
        width=_share(first + (step.earliest_end - step.earliest_start), first, last),
        spare_start=_share(step.earliest_end, first, last),
        spare_width=_share(first + (spare - step.earliest_end), first, last),
    )


def _chart(plan: BackSchedule) -> Chart:
    """Draw every step as it runs if it begins as soon as it can, with the time to spare after it."""
    first, last = plan.today, max(plan.last_on, *(step.earliest_end for step in plan.steps))
    bars = tuple(_bar(step, first, last) for step in plan.steps)
    return Chart(bars, tuple(_ticks(first, last)), _share(plan.last_on, first, last), first, plan.last_on)


def _pace(plan: BackSchedule) -> Outcome:
    """Too late, tight, or in time: tight is less slack than a deadline needs to be far."""
    if not plan.is_possible:
        return Outcome.NOT_MET
    slack = min((step.slack_days for step in plan.steps), default=NEAR_DAYS)
    return Outcome.MET if slack >= NEAR_DAYS else Outcome.UNDETERMINED


def _done(details: Mapping[str, Value]) -> frozenset[str]:
    machine, papers = text(details, "stage"), text(details, "filing")
    return frozenset((*MACHINE_DONE.get(machine, ()), *PAPERS_DONE.get(papers, ())))


def _edited(details: Mapping[str, Value], day: date) -> dict[str, Lead]:
    """Give the lead times as the form says them; what is left empty stays as the program assumes it."""
    own = assumed_leads(program(), day)
    found = {}
    for step, lead in own.items():
        days, unit = details.get(lead_field(step)), text(details, unit_field(step))
        found[step] = Lead(days if isinstance(days, int) else lead.days, DayUnit(unit) if unit else lead.unit)
    return found


def _too_long(edited: Mapping[str, Lead]) -> list[Finding]:
    facts: dict[str, Value] = {"most": LONGEST}
    long = [step for step, lead in edited.items() if lead.days > LONGEST]
    return [Finding("page.schedule.too_long", Outcome.NOT_MET, lead_field(step), facts=facts) for step in long]


def schedule(details: Mapping[str, Value], _language: Language) -> ScheduleAnswer | Refusal:
    """Plan backwards from the end of the window."""
    start = parse_day(text(details, "starts_on")) if "starts_on" in details else today()
    day = in_program(start)
    edited = _edited(details, day)
    if wrong := _too_long(edited):
        return Refusal.of(wrong)
    is_ordered = text(details, "stage") != PLANNED
    plan = plan_back(program(), day, _done(details), edited, is_ordered=is_ordered)
    due_at = opening_of(plan.last_on + timedelta(days=1)) - timedelta(minutes=1)
    return ScheduleAnswer(
        outcome=_pace(plan),
        steps=tuple(_step(step) for step in plan.steps),
        ends_on=plan.earliest_end_on,
        deadline=Deadline("page.schedule.end", due_at, opening_of(start), CITATION),
        chart=_chart(plan) if plan.steps else None,
        late=plan.late,
        notes=plan.notes,
        source=str(program().entry("lead.days", day).citation),
        is_edited=edited != assumed_leads(program(), day),
    )
