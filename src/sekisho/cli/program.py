"""``sekisho program``: what the program says, each value with its source, and a check of its data."""

from datetime import date

import click

from sekisho import bootstrap
from sekisho.application.wording import plain_text
from sekisho.cli.casefile import as_of
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.parameter import propose, publish, rescreen, what_if
from sekisho.cli.usage import Command, Group, Option
from sekisho.domain.program.definition import ProgramDefinition, ProgramError
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan


@click.group(cls=Group)
def program() -> None:
    """Look at the program's definition."""


for _command in (propose, publish, what_if, rescreen):
    program.add_command(_command)


def _parameters(shipped: ProgramDefinition, day: date) -> dict[str, Value]:
    """Give every parameter in force on a day; one that begins later is not there yet."""
    dated = {path: parameter.entry_on(day) for path, parameter in shipped.parameters.items()}
    return {
        path: {"value": entry.value, "from": entry.from_on.isoformat(), "source": str(entry.citation)}
        for path, entry in dated.items()
        if entry
    }


def _facts(said: Voice, shipped: ProgramDefinition) -> list[Value]:
    return [{"id": f.id, "text": f.text.within(said.language), "source": str(f.citation)} for f in shipped.facts]


def _questions(said: Voice, shipped: ProgramDefinition) -> list[Value]:
    return [
        {
            "id": question.id,
            "text": question.text.within(said.language),
            "default": question.default.within(said.language),
            "source": str(question.citation),
        }
        for question in shipped.questions
    ]


def _value_text(said: Voice, value: Value) -> str:
    """Write a parameter's value: a table as its names and values, the rest as the language writes it."""
    if isinstance(value, dict):
        return plain_text([f"{name} {plain_text(item, said.language)}" for name, item in value.items()], said.language)
    return plain_text(value, said.language)


def _print_parameters(said: Voice, entries: dict[str, Value]) -> None:
    for path, entry in entries.items():
        if isinstance(entry, dict):
            said.write(_value_text(said, entry["value"]), mark=f"{path} =")
            said.write(said.cited(str(entry["source"])), style="dim", indent=2)


def _print_program(said: Voice, shipped: ProgramDefinition, day: date) -> None:
    said.heading(said.text("program.facts"))
    for fact in shipped.facts:
        said.write(f"{fact.text.within(said.language)}  ({said.cited(str(fact.citation))})", mark=f"{fact.id:<3}")
    said.heading(said.text("program.questions"))
    for question in shipped.questions:
        text, default = question.text.within(said.language), question.default.within(said.language)
        said.write(said.text("program.question", text=text, default=default), mark=f"{question.id:<3}")
    said.heading(said.text("program.parameters", day=day))
    entries = _parameters(shipped, day)
    _print_parameters(said, entries)
    if not entries:
        said.say("program.nothing_yet")
    said.notice()


@program.command(cls=Command)
@click.option("--on", cls=Option, help="values_on")
@spoken
def show(on: str | None, lang: str, *, as_json: bool) -> None:
    """Show what the program is reported to say and every parameter in force on a day, with source and citation."""
    said = voice(lang, as_json=as_json)
    shipped, day = bootstrap.shipped_program(), day_in_japan(as_of(said, on))
    value: dict[str, Value] = {
        "program": shipped.id,
        "on": day.isoformat(),
        "facts": _facts(said, shipped),
        "questions": _questions(said, shipped),
        "parameters": _parameters(shipped, day),
    }
    said.answer(value, lambda: _print_program(said, shipped, day))


@program.command(cls=Command)
@spoken
def check(lang: str, *, as_json: bool) -> None:
    """Check the program's data: citations, translations, rules, editions."""
    said = voice(lang, as_json=as_json)
    try:
        shipped = bootstrap.shipped_program()
    except ProgramError as error:
        problem = str(error)
        said.answer({"problem": problem}, lambda: said.say("program.broken", problem=problem), holds=False)
    counts: dict[str, Value] = {
        "facts": len(shipped.facts),
        "questions": len(shipped.questions),
        "parameters": len(shipped.parameters),
        "rules": len(shipped.rules.rules),
        "editions": len(shipped.editions),
    }
    said.answer(counts, lambda: said.say("program.whole", **counts))
