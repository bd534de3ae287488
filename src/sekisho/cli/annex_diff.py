"""``sekisho annex diff``: what one edition changes of another, down to each quantity, demand, paper and requirement."""

from pathlib import Path

import click

from sekisho.cli.annex_edition import edition_at, editions_held
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Option
from sekisho.domain.program.annex.comparison import CategoryChange, Comparison, ModelChange, Names, Shift, compared
from sekisho.domain.program.edition import Edition
from sekisho.domain.values.finding import Value

#: Past so many models of one kind nobody reads on in a terminal; JSON gives them all.
SHOWN = 100


def _shift(said: Voice, shift: Shift) -> str:
    name = said.wording.word("specification", shift.name, said.language)
    return said.text("annex.shift", name=name, before=shift.before or "–", after=shift.after or "–")


def _names(said: Voice, names: Names, family: str, added: str, removed: str) -> list[str]:
    told = ((added, names.added), (removed, names.removed))
    return [
        said.text(code, names=", ".join(said.wording.word(family, one, said.language) for one in listed))
        for code, listed in told
        if listed
    ]


def _model(said: Voice, change: ModelChange) -> list[str]:
    moved = change.category
    lines = [_shift(said, one) for one in change.quantities]
    if moved:
        names = {one: said.text(f"category.{one}") for one in (moved.before, moved.after)}
        lines.insert(0, said.text("annex.moved", before=names[moved.before], after=names[moved.after]))
    lines += _names(said, change.papers, "document.kind", "annex.paper_added", "annex.paper_removed")
    return lines + _names(said, change.gates, "rule", "annex.gate_added", "annex.gate_removed")


def _category(said: Voice, change: CategoryChange) -> list[str]:
    lines = [_shift(said, one) for one in change.minima]
    return lines + _names(said, change.papers, "document.kind", "annex.paper_added", "annex.paper_removed")


def _more(said: Voice, count: int) -> None:
    if count > SHOWN:
        said.say("annex.more_models", count=count - SHOWN)


def print_comparison(said: Voice, found: Comparison) -> None:
    """Print what changed: demands of categories, models added and removed, models with what changed of them."""
    for category in found.categories:
        said.say("annex.category_changed", category=said.text(f"category.{category.id}"))
        for line in _category(said, category):
            said.write(line, mark="·", indent=2)
    for code, models in (("annex.added", found.added), ("annex.removed", found.removed)):
        for model in models[:SHOWN]:
            said.say(code, model=f"{model.maker} {model.model}")
        _more(said, len(models))
    for change in found.changed[:SHOWN]:
        said.say("annex.changed", model=f"{change.maker} {change.model}")
        for line in _model(said, change):
            said.write(line, mark="·", indent=2)
    _more(said, len(found.changed))
    if found.is_same:
        said.say("annex.same")


def _print(said: Voice, old: Edition, new: Edition, found: Comparison) -> None:
    said.say("annex.compared", before=old.effective_from, after=new.effective_from)
    print_comparison(said, found)
    if new.revision and old.effective_from != new.effective_from:
        said.heading(said.text("annex.revision"))
        for change in new.changes:
            said.write(change.within(said.language), mark="·", indent=1)
    said.notice()


@click.command(cls=Command)
@click.argument("before", metavar="DAY|FILE")
@click.argument("after", metavar="DAY|FILE")
@click.option("--home", cls=Option, type=click.Path(path_type=Path), help="annex_home")
@spoken
def diff(before: str, after: str, home: Path | None, lang: str, *, as_json: bool) -> None:
    """Compare two editions, each named by a day it is in force or by a file."""
    said = voice(lang, as_json=as_json)
    held = editions_held(said, home)
    old, new = edition_at(said, before, held), edition_at(said, after, held)
    found = compared(old, new)
    changes: list[Value] = [change.within(said.language) for change in new.changes]
    value: dict[str, Value] = {
        "before": old.effective_from.isoformat(),
        "after": new.effective_from.isoformat(),
        "illustrative": old.is_illustrative or new.is_illustrative,
        **found.as_json(),
        "changes": changes,
    }
    said.answer(value, lambda: _print(said, old, new, found))
