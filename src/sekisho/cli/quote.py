"""``sekisho quote``: customs value, taxes, landed cost, subsidy and payback, to the yen."""

from fractions import Fraction
from pathlib import Path

import click
from rich.cells import cell_len

from sekisho.application.price import terms_on
from sekisho.application.wording import percent_text, yen_text
from sekisho.cli.casefile import as_of, case_file, setting
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Option
from sekisho.domain.costing.figure import Figure, Unit
from sekisho.domain.costing.quote import Quote, quote_request, read_request
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan


def _amount(said: Voice, figure: Figure) -> str:
    """Write a figure's value in its unit."""
    if figure.value is None:
        return said.text("quote.never") if figure.unit is Unit.MONTHS else "—"
    if figure.unit is Unit.MONTHS:
        return said.text("quote.months", months=int(figure.value))
    return (
        yen_text(Money(int(figure.value)), said.language)
        if figure.unit is Unit.YEN
        else percent_text(Fraction(figure.value))
    )


def _formula(said: Voice, figure: Figure) -> str:
    return said.text(figure.formula, **figure.facts)


def _figure_json(said: Voice, figure: Figure) -> dict[str, Value]:
    texts = {"text": said.text(figure.code), "amount": _amount(said, figure), "formula_text": _formula(said, figure)}
    return {**figure.as_json(), **texts}


def _json(said: Voice, quote: Quote, rate: str) -> dict[str, Value]:
    figures: list[Value] = [_figure_json(said, figure) for figure in quote.figures()]
    return {**quote.as_json(), "figures": figures, "notes": said.said(quote.notes), "citations": {"subsidy.rate": rate}}


def _print_figure(said: Voice, figure: Figure) -> None:
    name, amount = said.text(figure.code), _amount(said, figure)
    dots = "." * (said.width - cell_len(name) - cell_len(amount) - 2)
    said.write(f"{name} {dots} {amount}" if dots else f"{name}: {amount}")
    said.write(_formula(said, figure), style="dim", indent=2)
    said.write(said.cited(figure.citation), style="dim", indent=2)


def _print(said: Voice, quote: Quote) -> None:
    for figure in quote.figures():
        _print_figure(said, figure)
    if quote.notes:
        said.heading(said.text("quote.notes"))
    said.findings(quote.notes)
    for assumption in quote.assumptions:
        said.write(assumption, mark="·", indent=1)
    said.notice()


@click.command(cls=Command)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--as-of", "on", cls=Option, help="rates_of")
@spoken
def quote(path: Path, on: str | None, lang: str, *, as_json: bool) -> None:
    """Quote a case file: what does it cost landed, what is the subsidy, when is it paid back?"""
    said = voice(lang, as_json=as_json)
    content = case_file(said, path)
    held = setting(said, None, content, as_of(said, on))
    day = day_in_japan(held.at)
    request = read_request(content, held.program.names("subsidy.installation_counts_for", day))
    if isinstance(request, Refusal):
        said.refuse(request)
    made = quote_request(request, terms_on(held.program, day))
    rate = str(held.program.entry("subsidy.rate", day).citation)
    said.answer(_json(said, made, rate), lambda: _print(said, made))
