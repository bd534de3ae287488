"""``sekisho plan``: can it still be done in time? The back-schedule from the window's end."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from sekisho.cli.casefile import case_file, setting
from sekisho.cli.output import DOES_NOT_HOLD, HOLDS, Voice, spoken, voice
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.schedule import STEPS, BackSchedule, back_schedule
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

#: What a date in the case file shows to be done already.
SHOWN_DONE = {
    "ordered_on": ("registration", "partner", "application", "decision"),
    "shipped_on": ("factory",),
    "imported_on": ("shipping", "customs"),
    "delivered_on": ("inland",),
    "commissioned_on": ("installation", "trial_run"),
}


def lead_days(program: ProgramDefinition, day: date, edited: Mapping[str, int]) -> dict[str, int]:
    """Give the lead time of every step: the program's dated assumption, or what the user says."""
    value = program.entry("lead.days", day).value
    stated = value if isinstance(value, dict) else {}
    assumed = {name: days for name, days in stated.items() if isinstance(days, int)}
    return {name: edited.get(name, assumed.get(name, 0)) for name in STEPS}


def steps_done(content: Mapping[str, Value], named: tuple[str, ...]) -> frozenset[str]:
    """Give the steps that are done: those named, and those the first line's dates show."""
    lines = content.get("lines")
    first = lines[0] if isinstance(lines, list) and lines and isinstance(lines[0], dict) else {}
    shown = [step for field, steps in SHOWN_DONE.items() if first.get(field) for step in steps]
    return frozenset([*named, *shown])


def _print(said: Voice, schedule: BackSchedule) -> None:
    for step in schedule.steps:
        code = "plan.late" if step.is_late else ("plan.critical" if step.is_critical else "plan.step")
        name = said.text(f"schedule.step.{step.name}")
        said.say(code, step=name, start_by=step.start_by, end_by=step.end_by, days=step.days, slack=step.slack_days)
    code = "plan.possible" if schedule.is_possible else "plan.impossible"
    said.say(code, last_on=schedule.last_on, earliest=schedule.earliest_end_on)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--as-of", help="The day to plan from; today if absent.")
@click.option("--done", multiple=True, type=click.Choice(list(STEPS)), help="A step that is done already.")
@click.option("--lead", multiple=True, type=(click.Choice(list(STEPS)), int), help="Your own lead time: STEP DAYS.")
@spoken
def plan(
    path: Path, as_of: str | None, done: tuple[str, ...], lead: tuple[tuple[str, int], ...], lang: str, *, as_json: bool
) -> None:
    """Plan backwards from the end of the window: by when must each step begin?"""
    said = voice(lang, as_json=as_json)
    content = case_file(said, path)
    held = setting(said, None, content, as_of)
    day = day_in_japan(held.at)
    leads = lead_days(held.program, day, dict(lead))
    last_on = held.program.day("window.closes", day)
    schedule = back_schedule(leads, steps_done(content, done), last_on, day)
    if as_json:
        said.json(schedule.as_json())
    else:
        _print(said, schedule)
    sys.exit(HOLDS if schedule.is_possible else DOES_NOT_HOLD)
