"""``sekisho due``: what the clock has made due, done now; for a timer of the machine."""

from pathlib import Path

import click

from sekisho import bootstrap
from sekisho.application.rescreen import Rescreened
from sekisho.application.run_due import Due
from sekisho.cli.home import opened
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Option
from sekisho.domain.casework.reminder import Reminder
from sekisho.domain.values.finding import Value


def _json(due: Due) -> dict[str, Value]:
    return {
        "lapsed": list(due.lapsed),
        "changes": [change.as_json() for change in due.changes],
        "registrations": [model.as_json() for one in due.rescreened for model in one.models],
        "reminded": [reminder.as_json() for reminder in due.reminded],
        "unknown": list(due.unknown),
    }


def _reminded(said: Voice, reminder: Reminder) -> None:
    duty = reminder.duty
    place = f"{duty.subject} {duty.line}".strip()
    said.say("due.reminded", subject=place, clock=duty.clock, due=duty.due_at, to=list(reminder.to))


def _rescreened(said: Voice, found: Rescreened) -> None:
    turn = found.turn
    for change in found.changes:
        if turn.edition_on:
            said.say("due.changed", case=change.case, edition_on=turn.edition_on)
        else:
            said.say("due.changed.parameters", case=change.case, on=turn.on, paths=list(turn.names))
    for model in found.models:
        said.say("due.model", model=model.model, on=turn.on, listed=model.after)


def _print(said: Voice, due: Due) -> None:
    for case in due.lapsed:
        said.say("due.lapsed", case=case)
    for one in due.rescreened:
        _rescreened(said, one)
    for reminder in due.reminded:
        _reminded(said, reminder)
    for subject in due.unknown:
        said.say("due.unknown", subject=subject)
    if not (due.lapsed or due.changes or due.reminded):
        said.say("due.nothing")


@click.command(cls=Command)
@click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
@spoken
def due(home: Path, lang: str, *, as_json: bool) -> None:
    """Do what has become due: lapse cases, re-screen under a new edition, send reminders."""
    said = voice(lang, as_json=as_json)
    with opened(said, home), said.working(said.text("due.working")):
        done = bootstrap.due_now()
    said.answer(_json(done), lambda: _print(said, done))
