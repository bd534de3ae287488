"""``sekisho plan``: can it still be done in time? The back-schedule from the window's end."""

from collections.abc import Mapping
from pathlib import Path

import click
from rich import box
from rich.table import Table

from sekisho.application.wording import day_text
from sekisho.cli.casefile import as_of, case_file, setting
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Option
from sekisho.domain.screening.request import ScreeningRequest, read_request
from sekisho.domain.screening.schedule import STEPS, BackSchedule, PlannedStep, plan_back
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.time import day_in_japan

#: What a date in the case file shows to be done already.
SHOWN_DONE = {
    "ordered_on": ("registration", "partner", "application", "decision"),
    "shipped_on": ("factory",),
    "imported_on": ("shipping", "customs"),
    "delivered_on": ("inland",),
    "commissioned_on": ("installation", "trial_run"),
}
#: The longest lead time one may state, ten years: a longer one is a slip.
LONGEST = 3650


def _request(said: Voice, content: Mapping[str, Value]) -> ScreeningRequest:
    """Read the file's form; whether the model is listed is another question than time."""
    request, findings = read_request(content)
    if findings:
        said.refuse(Refusal.of(findings))
    return request


def steps_done(request: ScreeningRequest, named: tuple[str, ...]) -> frozenset[str]:
    """Give the steps that are done: those named, and those the dates of every line show."""
    dated = [field for field in SHOWN_DONE if all(field in line.days for line in request.lines)]
    return frozenset([*named, *(step for field in dated for step in SHOWN_DONE[field])])


def _row(said: Voice, step: PlannedStep) -> list[str]:
    days = said.text("plan.working_days" if step.is_in_working_days else "plan.days", days=step.days)
    mark = "✗" if step.is_late else "●" if step.is_critical else ""
    name, spare = said.text(f"schedule.step.{step.name}"), said.text("plan.days", days=step.slack_days)
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


def _print(said: Voice, schedule: BackSchedule, source: str) -> None:
    if schedule.steps:
        said.console.print(_table(said, schedule), highlight=False)
        said.say("plan.legend")
    late = [finding for finding in schedule.findings if finding.place]
    # The table shows which steps are late; what to do about it is the same for each.
    if late:
        said.write(said.wording.remedy(late[0], said.language), mark="→")
    said.findings(finding for finding in schedule.findings if finding not in late)
    code = "plan.possible" if schedule.is_possible else "plan.impossible"
    said.heading(said.text(code, last_on=schedule.last_on, earliest=schedule.earliest_end_on))
    said.say("plan.assumed", source=said.cited(source))
    said.notice()


@click.command(cls=Command)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--as-of", "on", cls=Option, help="plan_from")
@click.option("--done", cls=Option, multiple=True, type=click.Choice(list(STEPS)), help="done")
@click.option(
    "--lead",
    cls=Option,
    multiple=True,
    metavar="STEP DAYS",
    type=(click.Choice(list(STEPS)), click.IntRange(0, LONGEST)),
    help="lead",
)
@spoken
def plan(
    path: Path, on: str | None, done: tuple[str, ...], lead: tuple[tuple[str, int], ...], lang: str, *, as_json: bool
) -> None:
    """Plan backwards from the end of the window: by when must each step begin?"""
    said = voice(lang, as_json=as_json)
    content = case_file(said, path)
    request, held = _request(said, content), setting(said, None, content, as_of(said, on))
    day = day_in_japan(held.at)
    schedule = plan_back(held.program, day, steps_done(request, done), dict(lead))
    source = str(held.program.entry("lead.days", day).citation)
    value: dict[str, Value] = {**schedule.as_json(), "findings": said.said(schedule.findings), "source": source}
    said.answer(value, lambda: _print(said, schedule, source), holds=schedule.is_possible)
