"""``sekisho plan``: can it still be done in time? The back-schedule from the window's end."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click
from rich import box
from rich.cells import cell_len
from rich.table import Table

from sekisho.application.wording import day_text
from sekisho.cli.bars import NARROWEST, Bar, Scale
from sekisho.cli.casefile import as_of, case_file, setting
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Option
from sekisho.domain.screening.progress import SHOWN_DONE, contradictions, shows, steps_done
from sekisho.domain.screening.request import ScreeningRequest, read_request
from sekisho.domain.screening.schedule import (
    LONGEST,
    STEPS,
    BackSchedule,
    DayUnit,
    PlannedStep,
    assumed_leads,
    plan_back,
)
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.time import day_in_japan

#: Any of these shows that the machine is ordered, and that the maker waits for no decision.
ORDERED = ("ordered_on", *SHOWN_DONE)
#: How a lead time names its unit; without one it stays in the step's own.
UNITS = {"d": DayUnit.CALENDAR, "jp": DayUnit.JAPAN, "cn": DayUnit.CHINA}
_STATED = re.compile(r"([0-9]{1,6})(d|jp|cn)?")


class LeadTime(click.ParamType[tuple[int, str]]):
    """A lead time as typed: 40 in the step's own unit, 40d in days of the calendar, 40jp or 40cn in business days."""

    name = "days"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        """Read one lead time, or leave with what is wrong with it."""
        found = _STATED.fullmatch(str(value).strip().lower())
        if not found or int(found[1]) > LONGEST:
            self.fail(f"{value!r} is no lead time of 0 to {LONGEST} days, such as 40, 40d, 40jp or 40cn", param, ctx)
        return int(found[1]), found[2] or ""


def _request(said: Voice, content: Mapping[str, Value]) -> ScreeningRequest:
    """Read the file's form; whether the model is listed is another question than time."""
    request, findings = read_request(content)
    if findings:
        said.refuse(Refusal.of(findings))
    return request


def _row(said: Voice, step: PlannedStep) -> list[str]:
    days = said.text(f"plan.takes.{step.lead.unit.value}", days=step.lead.days)
    mark = "✗" if step.is_late else "●" if step.is_critical else ""
    name, spare = said.text(f"schedule.step.{step.name}"), said.text("plan.takes.calendar", days=step.slack_days)
    return [mark, name, day_text(step.start_by, said.language), day_text(step.end_by, said.language), days, spare]


def _table(said: Voice, schedule: BackSchedule) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), width=said.width)
    table.add_column("", width=1)
    table.add_column(said.text("plan.head.step"), ratio=1)
    begin, end = said.text("plan.head.begin"), said.text("plan.head.end")
    for head in (begin, end, said.text("plan.head.takes"), said.text("plan.head.spare")):
        table.add_column(head, justify="right", no_wrap=True)
    for step in schedule.steps:
        table.add_row(*_row(said, step), style="red" if step.is_late else "")
    return table


def _chart(said: Voice, schedule: BackSchedule) -> None:
    """Draw from when to when each step runs if it begins as soon as it can, and the end that must not be passed."""
    names = {step.name: said.text(f"schedule.step.{step.name}") for step in schedule.steps}
    widest = min(max(cell_len(name) for name in names.values()), said.width - NARROWEST)
    last = max(schedule.last_on, *(step.earliest_end for step in schedule.steps))
    scale = Scale(schedule.today, last, schedule.last_on, max(said.width - widest - 1, NARROWEST))
    said.console.print(" " * (widest + 1) + scale.months(), style="dim", highlight=False)
    for step in schedule.steps:
        bar = Bar(step.earliest_start, step.earliest_end, step.end_by, step.is_critical)
        name = names[step.name]
        label = name + " " * max(widest - cell_len(name), 0)
        said.console.print(f"{label} {scale.line(bar)}", style="red" if step.is_late else "", highlight=False)
    said.say("plan.chart", today=schedule.today, last_on=schedule.last_on)


def _verdict(schedule: BackSchedule) -> str:
    if schedule.contradictions:
        return "plan.contradicted"
    if not schedule.steps:
        return "plan.done"
    return "plan.possible" if schedule.is_possible else "plan.impossible"


def _print(said: Voice, schedule: BackSchedule, source: str) -> None:
    if schedule.steps:
        said.console.print(_table(said, schedule), highlight=False)
        said.say("plan.legend")
        said.heading(said.text("plan.head.chart"))
        _chart(said, schedule)
    if schedule.findings:
        said.heading(said.text("plan.head.contradicts" if schedule.contradictions else "plan.head.late"))
    said.findings(schedule.findings, placed=bool(schedule.contradictions))
    said.heading(said.text(_verdict(schedule), last_on=schedule.last_on, earliest=schedule.earliest_end_on))
    said.say("plan.assumed", source=said.cited(source))
    said.notice()


@click.command(cls=Command)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--as-of", "on", cls=Option, help="plan_from")
@click.option("--done", cls=Option, multiple=True, type=click.Choice(list(STEPS)), help="done")
@click.option(
    "--lead", cls=Option, multiple=True, metavar="STEP DAYS", type=(click.Choice(list(STEPS)), LeadTime()), help="lead"
)
@click.option("--ordered", cls=Option, is_flag=True, help="ordered")
@spoken
def plan(  # noqa: PLR0913 - because each is an option of the line
    path: Path,
    on: str | None,
    done: tuple[str, ...],
    lead: tuple[tuple[str, tuple[int, str]], ...],
    lang: str,
    *,
    ordered: bool,
    as_json: bool,
) -> None:
    """Plan backwards from the end of the window: by when must each step begin?"""
    said = voice(lang, as_json=as_json)
    content = case_file(said, path)
    request, held = _request(said, content), setting(said, None, content, as_of(said, on))
    day = day_in_japan(held.at)
    own = assumed_leads(held.program, day)
    edited = {step: replace(own[step], days=days, unit=UNITS.get(unit, own[step].unit)) for step, (days, unit) in lead}
    is_ordered = ordered or any(shows(request, field) for field in ORDERED)
    behind = steps_done(request, done)
    wrong = contradictions(request, behind, held.program, day)
    schedule = plan_back(held.program, day, behind, edited, is_ordered=is_ordered).given(wrong)
    source = str(held.program.entry("lead.days", day).citation)
    value: dict[str, Value] = {**schedule.as_json(), "findings": said.said(schedule.findings), "source": source}
    said.answer(value, lambda: _print(said, schedule, source), holds=schedule.is_possible)
