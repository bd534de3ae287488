"""``sekisho annex``: the illustrative editions of Annex A, shown and compared."""

from collections.abc import Iterable
from datetime import date

import click

from sekisho import bootstrap
from sekisho.cli.casefile import as_of
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Group, Option
from sekisho.domain.program.edition import Edition, Model
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

FIRST = "2026-05-09"


@click.group(cls=Group)
def annex() -> None:
    """Look at editions of Annex A. All shipped editions are illustrative: fictional makers and models."""


def _edition(said: Voice, text: str) -> Edition:
    """Give the edition in force on a day, or leave: there is none."""
    day: date = day_in_japan(as_of(said, text))
    edition = bootstrap.shipped_program().edition_on(day)
    if edition is None:
        said.stop("annex.no_edition", day=day.isoformat())
    return edition


def _print_edition(said: Voice, edition: Edition) -> None:
    count, label = len(edition.models), edition.label.within(said.language)
    said.say("annex.heading", edition_on=edition.effective_from, count=count, label=label)
    for category in edition.categories:
        models = [model for model in edition.models.values() if model.category == category]
        said.heading(said.text("annex.category", category=said.text(f"category.{category}"), count=len(models)))
        for model in models:
            said.write(model.maker, mark=f"{model.model:<10}", indent=2)
    said.notice()


@annex.command(cls=Command)
@click.option("--on", cls=Option, default=FIRST, help="edition_on")
@spoken
def show(on: str, lang: str, *, as_json: bool) -> None:
    """Show the edition in force on a day."""
    said = voice(lang, as_json=as_json)
    edition = _edition(said, on)
    models: list[Value] = [
        {"maker": m.maker, "model": m.model, "category": m.category} for m in edition.models.values()
    ]
    value: dict[str, Value] = {
        "effective_from": edition.effective_from.isoformat(),
        "illustrative": True,
        "label": edition.label.within(said.language),
        "models": models,
    }
    said.answer(value, lambda: _print_edition(said, edition))


def _names(models: Iterable[Model]) -> list[str]:
    return sorted(f"{model.maker} {model.model}" for model in models)


def _compared(old: Edition, new: Edition) -> dict[str, list[str]]:
    """Give the models a revision adds, removes, and lists with other quantities or papers."""
    kept = [(model, new.models[key]) for key, model in old.models.items() if key in new.models]
    return {
        "added": _names(model for key, model in new.models.items() if key not in old.models),
        "removed": _names(model for key, model in old.models.items() if key not in new.models),
        "changed": _names(after for before, after in kept if before != after),
    }


def _print_comparison(said: Voice, old: Edition, new: Edition) -> None:
    said.say("annex.compared", before=old.effective_from, after=new.effective_from)
    found = _compared(old, new)
    for model in found["added"]:
        said.say("annex.added", model=model)
    for model in found["removed"]:
        said.say("annex.removed", model=model)
    for model in found["changed"]:
        said.say("annex.changed", model=model)
    if new.revision and old.effective_from != new.effective_from:
        said.heading(said.text("annex.revision"))
        for change in new.changes:
            said.write(change.within(said.language), mark="·", indent=1)
    if not any(found.values()):
        said.say("annex.same")
    said.notice()


@annex.command(cls=Command)
@click.argument("before", metavar="DAY")
@click.argument("after", metavar="DAY")
@spoken
def diff(before: str, after: str, lang: str, *, as_json: bool) -> None:
    """Compare the editions in force on two days: models added, removed and changed, and what the revision says."""
    said = voice(lang, as_json=as_json)
    old, new = _edition(said, before), _edition(said, after)
    days: dict[str, Value] = {"before": old.effective_from.isoformat(), "after": new.effective_from.isoformat()}
    found: dict[str, Value] = {name: list(models) for name, models in _compared(old, new).items()}
    changes: list[Value] = [change.within(said.language) for change in new.changes]
    value: dict[str, Value] = {**days, "illustrative": True, **found, "changes": changes}
    said.answer(value, lambda: _print_comparison(said, old, new))
