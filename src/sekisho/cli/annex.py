"""``sekisho annex``: the illustrative editions of Annex A, shown and compared."""

import sys
from datetime import date, datetime

import click

from sekisho import bootstrap
from sekisho.cli.output import HOLDS, Voice, spoken, voice
from sekisho.domain.program.edition import Edition
from sekisho.domain.values.finding import Value

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def annex() -> None:
    """Look at editions of Annex A. All shipped editions are illustrative: fictional makers and models."""


def _edition(said: Voice, day: date) -> Edition:
    edition = bootstrap.shipped_program().edition_on(day)
    if edition is None:
        said.stop("annex.no_edition", day=day.isoformat())
    return edition


@annex.command()
@click.option("--on", "day", type=DAY, default="2026-05-09", help="A day; the edition in force then is shown.")
@spoken
def show(day: datetime, lang: str, *, as_json: bool) -> None:
    """Show the edition in force on a day."""
    said = voice(lang, as_json=as_json)
    edition = _edition(said, day.date())
    models: list[Value] = [
        {"maker": m.maker, "model": m.model, "category": m.category} for m in edition.models.values()
    ]
    if as_json:
        said.json({"effective_from": edition.effective_from.isoformat(), "illustrative": True, "models": models})
    said.say(
        "annex.heading", edition_on=edition.effective_from, count=len(models), label=edition.label.within(said.language)
    )
    for model in edition.models.values():
        said.say("annex.model", maker=model.maker, model=model.model, category=said.text(f"category.{model.category}"))
    sys.exit(HOLDS)


def _names(edition: Edition) -> set[str]:
    return {f"{model.maker} {model.model}" for model in edition.models.values()}


@annex.command()
@click.argument("before", type=DAY)
@click.argument("after", type=DAY)
@spoken
def diff(before: datetime, after: datetime, lang: str, *, as_json: bool) -> None:
    """Compare the editions in force on two days: models added and removed, and what else the revision says."""
    said = voice(lang, as_json=as_json)
    old, new = _edition(said, before.date()), _edition(said, after.date())
    added, removed = sorted(_names(new) - _names(old)), sorted(_names(old) - _names(new))
    changes = [change.within(said.language) for change in new.changes]
    if as_json:
        said.json({"added": list(added), "removed": list(removed), "changes": list(changes)})
    for name in added:
        said.say("annex.added", model=name)
    for name in removed:
        said.say("annex.removed", model=name)
    for change in changes:
        said.say("annex.change", change=change)
    sys.exit(HOLDS)
