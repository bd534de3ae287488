"""``sekisho annex near``: the listed models nearest to one that is not listed, and what differs."""

from collections.abc import Iterable
from pathlib import Path

import click

from sekisho import bootstrap
from sekisho.cli.annex_edition import FIRST, edition_on, editions_held
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Option
from sekisho.domain.program.annex.row import UnknownUnitError, converted
from sekisho.domain.program.annex.words import Words
from sekisho.domain.program.edition import Edition, Model
from sekisho.domain.program.specification import Quantity
from sekisho.domain.screening.near import CITATION, Gap, Relative, nearest_to
from sekisho.domain.values.cell import CellTextError, alike, quantity_of
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value


def _quantity(words: Words, text: str) -> tuple[str, Quantity] | Finding:
    """Read ``name=value``: the quantity by any of its names, the value with any of its units."""
    name, _, value = text.partition("=")
    measured = words.quantities.get(alike(name))
    if measured is None:
        known: list[Value] = [*sorted({one.id for one in words.quantities.values()})]
        return Finding("annex.unknown_quantity", Outcome.NOT_MET, "--spec", facts={"name": name, "known": known})
    try:
        return measured.id, converted(quantity_of(value), measured, "")
    except UnknownUnitError as error:
        facts: dict[str, Value] = {"name": name, "value": value, "unit": measured.unit, "read": str(error)}
        return Finding("annex.spec_unit", Outcome.NOT_MET, "--spec", facts=facts)
    except CellTextError:
        return Finding("annex.spec_value", Outcome.NOT_MET, "--spec", facts={"name": name, "value": value})


def _stated(said: Voice, specs: Iterable[str]) -> dict[str, Quantity]:
    read = [_quantity(bootstrap.edition_words(), text) for text in specs]
    wrong = [one for one in read if isinstance(one, Finding)]
    if wrong:
        said.refuse(Refusal.of(wrong))
    return dict(one for one in read if not isinstance(one, Finding))


def _category(said: Voice, text: str, model: Model | None) -> str:
    """Give the category asked for, else the one the makers' catalogue says; leave where neither is known."""
    if not text:
        if model is None:
            said.stop("annex.near_category")
        return model.category
    found = bootstrap.edition_words().categories.get(alike(text), "")
    if not found:
        said.stop("annex.near_unknown_category", value=text)
    return found


def _gap(said: Voice, gap: Gap) -> str:
    name = said.wording.word("specification", gap.name, said.language)
    return said.text("screen.gap", name=name, mine=gap.mine or "–", theirs=gap.theirs)


def _unknown(said: Voice, relative: Relative) -> list[str]:
    names = ", ".join(said.wording.word("specification", name, said.language) for name in relative.unknown)
    return [said.text("annex.near_unstated", names=names)] if names else []


def _print(said: Voice, wanted: Model, edition: Edition, found: tuple[Relative, ...]) -> None:
    name = f"{wanted.maker} {wanted.model}"
    said.say("annex.near", model=name, edition_on=edition.effective_from)
    for relative in found:
        reasons = [_gap(said, gap) for gap in relative.gaps] + _unknown(said, relative)
        said.finding(relative.finding, reasons=reasons)
    said.write(said.text("annex.near_excluded"), style="bold")
    said.write(said.cited(CITATION), style="dim")
    said.notice()


def _print_listed(said: Voice, wanted: Model, edition: Edition) -> None:
    said.say("annex.near_listed", model=f"{wanted.maker} {wanted.model}", edition_on=edition.effective_from)
    said.notice()


@click.command(cls=Command)
@click.argument("maker")
@click.argument("model")
@click.option("--spec", "specs", cls=Option, multiple=True, metavar="NAME=VALUE", help="near_spec")
@click.option("--category", cls=Option, default="", help="near_category")
@click.option("--on", cls=Option, default=FIRST, help="edition_on")
@click.option("--home", cls=Option, type=click.Path(path_type=Path), help="annex_home")
@spoken
def near(  # noqa: PLR0913, PLR0917 - because every option of the line is one
    maker: str,
    model: str,
    specs: tuple[str, ...],
    category: str,
    on: str,
    home: Path | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Find the listed models nearest to one that is not listed; identical is still excluded."""
    said = voice(lang, as_json=as_json)
    edition, stated = edition_on(said, on, editions_held(said, home)), _stated(said, specs)
    known = bootstrap.shipped_program().catalogue.get(Model(maker, model, "", {}).key)
    name = _category(said, category, edition.models.get(Model(maker, model, "", {}).key) or known)
    wanted = Model(maker, model, name, {**(known.specification if known else {}), **stated})
    if wanted.key in edition.models:
        said.answer({"listed": True, "nearest": []}, lambda: _print_listed(said, wanted, edition))
    found = nearest_to(wanted, edition)
    value: dict[str, Value] = {
        "listed": False,
        "category": name,
        "edition_on": edition.effective_from.isoformat(),
        "excluded_even_if_identical": True,
        "nearest": [one.as_json() for one in found],
    }
    said.answer(value, lambda: _print(said, wanted, edition, found), holds=False)
