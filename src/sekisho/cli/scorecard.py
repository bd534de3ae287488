"""``sekisho scorecard``: what all captures and cases show of each model and vendor."""

from collections.abc import Mapping
from pathlib import Path

import click

from sekisho.application.show_scorecards import Scorecards, show_public_scorecards, show_scorecards
from sekisho.application.wording import percent_text
from sekisho.cli.home import opened
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Option
from sekisho.domain.reporting.scorecard import Card, Rate


def _counts(said: Voice, family: str, counts: Mapping[str, int] | None) -> str:
    if counts is None:
        return said.text("scorecard.withheld")
    return ", ".join(f"{said.wording.word(family, name, said.language)} {n}" for name, n in counts.items()) or "–"


def _days(said: Voice, days: int | None) -> str:
    return said.text("scorecard.withheld") if days is None else said.text("scorecard.days_count", days=days)


def _rate(said: Voice, rate: Rate) -> str:
    if rate.share is None:
        return said.text("scorecard.withheld")
    return f"{rate.kept}/{rate.of} ({percent_text(rate.share)})"


def _print_card(said: Voice, name: str, card: Card) -> None:
    said.heading(said.text("scorecard.cases", name=name, cases=card.cases, lines=card.lines))
    rows = {
        "headlines": _counts(said, "scorecard.level", card.headlines),
        "reached": _counts(said, "scorecard.level", card.reached),
        "readiness": _counts(said, "readiness.verdict", card.readiness),
        "mismatches": said.text("scorecard.withheld") if card.mismatches is None else str(card.mismatches),
        "to_commission": _days(said, card.to_commission),
        "first_visit": _rate(said, card.first_visit),
        "corrective": _days(said, card.corrective),
        "support": _rate(said, card.support),
    }
    for row, text in rows.items():
        said.write(f"{said.text(f'scorecard.row.{row}')}: {text}", indent=2)


def _print(said: Voice, cards: Scorecards) -> None:
    for part, found in (("models", cards.models), ("vendors", cards.vendors)):
        said.heading(said.text(f"scorecard.{part}"))
        for card in found:
            _print_card(said, cards.name(card), card)
        if not found:
            said.say("scorecard.none")
    said.heading(said.text("scorecard.note", least=cards.least))


@click.command(cls=Command)
@click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
@click.option("--public", "is_public", cls=Option, is_flag=True, help="scorecard_public")
@spoken
def scorecard(home: Path, lang: str, *, is_public: bool, as_json: bool) -> None:
    """Show the scorecards, folded from every case; no price and no claimant stands in them."""
    said = voice(lang, as_json=as_json)
    with opened(said, home) as desk:
        cards = show_public_scorecards(desk) if is_public else show_scorecards(desk)
    said.answer(cards.as_json(), lambda: _print(said, cards))
