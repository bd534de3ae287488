"""``sekisho quote``: customs value, taxes, landed cost, subsidy and payback, to the yen."""

import sys
from pathlib import Path

import click

from sekisho.application.price import priced_lines, terms_on
from sekisho.cli.casefile import case_file, setting
from sekisho.cli.output import HOLDS, spoken, voice
from sekisho.domain.costing.quote import make_quote
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.time import day_in_japan

MONTHS = ("payback_months", "payback_months_without")


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--as-of", help="The day whose rates count; today if absent.")
@spoken
def quote(path: Path, as_of: str | None, lang: str, *, as_json: bool) -> None:
    """Quote a case file: what does it cost landed, what is the subsidy, when is it paid back?"""
    said = voice(lang, as_json=as_json)
    content = case_file(said, path)
    held = setting(said, None, content, as_of)
    day = day_in_japan(held.at)
    lines = priced_lines(held.program, content, day)
    if isinstance(lines, Refusal):
        said.refuse(lines)
    made = make_quote(lines, terms_on(held.program, day))
    totals = made.totals()
    if as_json:
        cited: dict[str, Value] = {path: str(held.program.entry(path, day).citation) for path in ("subsidy.rate",)}
        said.json({"totals": totals, "citations": cited})
    for name, value in totals.items():
        code = "quote.months" if name in MONTHS else "quote.yen"
        shown = value if value is not None else "—"
        said.say(code, what=said.text(f"quote.{name}"), value=shown)
    sys.exit(HOLDS)
