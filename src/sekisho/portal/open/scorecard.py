"""The scorecards of models and vendors as anybody may read them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sekisho.application.show_scorecards import LEAST, Scorecards, show_public_scorecards
from sekisho.domain.reporting.scorecard import Card
from sekisho.portal.desk import desk, in_program, program, today


@dataclass(frozen=True, slots=True)
class Part:
    """The cards of models, or of vendors, each with its name."""

    name: str
    cards: tuple[tuple[str, Card], ...]


def parts_of(found: Scorecards | None) -> tuple[Part, ...]:
    """Lay the cards out for a page; without a home there are none."""
    sides = {"models": found.models if found else (), "vendors": found.vendors if found else ()}
    return tuple(
        Part(name, tuple((found.name(card), card) for card in cards) if found else ()) for name, cards in sides.items()
    )


@require_safe
def scorecards(request: HttpRequest) -> HttpResponse:
    """Show what enough cases carry of each model and vendor."""
    at, least = desk(), program().entry(LEAST, in_program(today()))
    found = show_public_scorecards(at) if at else None
    values = {"parts": parts_of(found), "least": least.value, "citation": str(least.citation)}
    return render(request, "open/scorecards.html", values)
