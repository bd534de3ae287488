"""``sekisho program``: what the program says, each value with its source, and a check of its data."""

import sys
from datetime import date, datetime

import click

from sekisho import bootstrap
from sekisho.cli.output import DOES_NOT_HOLD, HOLDS, spoken, voice
from sekisho.domain.program.definition import ProgramError
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import JST


@click.group()
def program() -> None:
    """Look at the program's definition."""


def _entries(day: date) -> dict[str, Value]:
    shipped = bootstrap.shipped_program()
    entries: dict[str, Value] = {}
    for path, parameter in shipped.parameters.items():
        entry = parameter.entry_on(day)
        if entry:
            entries[path] = {"value": entry.value, "from": entry.from_on.isoformat(), "source": str(entry.citation)}
    return entries


@program.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day whose values to show; today if absent.")
@spoken
def show(day: datetime | None, lang: str, *, as_json: bool) -> None:
    """Show every parameter in force on a day, with its source class and citation."""
    said = voice(lang, as_json=as_json)
    entries = _entries(day.date() if day else datetime.now(JST).date())
    if as_json:
        said.json(entries)
    for path, entry in entries.items():
        if isinstance(entry, dict):
            said.say("program.parameter", path=path, value=str(entry["value"]), source=str(entry["source"]))
    said.say("program.unconfirmed")
    sys.exit(HOLDS)


@program.command()
@spoken
def check(lang: str, *, as_json: bool) -> None:
    """Check the program's data: citations, translations, rules, editions."""
    said = voice(lang, as_json=as_json)
    try:
        shipped = bootstrap.shipped_program()
    except ProgramError as error:
        said.say("program.broken", problem=str(error))
        sys.exit(DOES_NOT_HOLD)
    counts: dict[str, Value] = {
        "facts": len(shipped.facts),
        "questions": len(shipped.questions),
        "parameters": len(shipped.parameters),
        "rules": len(shipped.rules.rules),
        "editions": len(shipped.editions),
    }
    if as_json:
        said.json({"holds": True, **counts})
    said.say("program.whole", **counts)
    sys.exit(HOLDS)
