"""The order of things along a purchase: order, shipment, import permit, delivery, acceptance after trial run.

Dates out of order along the evidence chain (証憑) are the first thing an inspector of the Board of Audit looks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sekisho.domain.values.finding import Finding, Outcome

#: The machine track's dates in the order in which they can only happen.
CHAIN = ("ordered_on", "shipped_on", "permitted_on", "delivered_on", "commissioned_on")
CITATION = "practice: evidence chain"


@dataclass(frozen=True, slots=True)
class Dated:
    """A named day of the chain."""

    name: str
    on: date


def _chain(days: Mapping[str, str]) -> list[Dated]:
    return [Dated(name, date.fromisoformat(days[name])) for name in CHAIN if days.get(name)]


def _reversed(before: Dated, after: Dated) -> Finding:
    facts = {"before": before.name, "early": before.on.isoformat(), "late": after.on.isoformat()}
    return Finding("chronology.reversed", Outcome.NOT_MET, after.name, CITATION, dict(facts))


def _ahead(dated: Dated, today: date) -> Finding:
    facts = {"day": dated.on.isoformat(), "today": today.isoformat()}
    return Finding("chronology.ahead", Outcome.NOT_MET, dated.name, CITATION, dict(facts))


def check(days: Mapping[str, str], today: date) -> list[Finding]:
    """Report every day that lies before the one it must follow, and every day that has not come yet."""
    # Neighbours among the days that are known: a paper still missing must not hide a reversal on both its sides.
    chain = _chain(days)
    wrong = [_reversed(before, after) for before, after in pairwise(chain) if after.on < before.on]
    return wrong + [_ahead(dated, today) for dated in chain if dated.on > today]
