"""``sekisho annex``: editions of Annex A shown, compared, searched for near misses, and imported from tables."""

from pathlib import Path

import click

from sekisho.cli.annex_diff import diff
from sekisho.cli.annex_edition import FIRST, edition_on, editions_held
from sekisho.cli.annex_import import import_command
from sekisho.cli.annex_near import near
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Group, Option
from sekisho.domain.program.edition import Edition
from sekisho.domain.values.finding import Value


@click.group(cls=Group)
def annex() -> None:
    """Look at editions of Annex A. All shipped editions are illustrative: fictional makers and models."""


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
@click.option("--home", cls=Option, type=click.Path(path_type=Path), help="annex_home")
@spoken
def show(on: str, home: Path | None, lang: str, *, as_json: bool) -> None:
    """Show the edition in force on a day."""
    said = voice(lang, as_json=as_json)
    edition = edition_on(said, on, editions_held(said, home))
    models: list[Value] = [
        {"maker": m.maker, "model": m.model, "category": m.category} for m in edition.models.values()
    ]
    value: dict[str, Value] = {
        "effective_from": edition.effective_from.isoformat(),
        "illustrative": edition.is_illustrative,
        "label": edition.label.within(said.language),
        "models": models,
    }
    said.answer(value, lambda: _print_edition(said, edition))


annex.add_command(diff)
annex.add_command(near)
annex.add_command(import_command)
