"""The order of things along a purchase: order, shipment, import permit, delivery, acceptance after trial run.

Dates out of order along the evidence chain (証憑) are the first thing an inspector of the Board of Audit looks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sekisho.domain.values.finding import Finding, Outcome

#: The machine track's dates in the order in which they can only happen.
CHAIN = ("ordered_on", "shipped_on", "permitted_on", "delivered_on", "commissioned_on")
#: The same with the visit, at which nothing can be seen that is not commissioned yet (F16).
SEEN = (*CHAIN, "visited_on")
#: The whole purchase: the quote before the order, the payment after the acceptance.
PURCHASE = ("quoted_on", *CHAIN, "paid_on")
CITATION = "practice: evidence chain"


@dataclass(frozen=True, slots=True)
class Dated:
    """A named day of the chain."""

    name: str
    on: date


def _chain(days: Mapping[str, str], steps: Sequence[str]) -> list[Dated]:
    return [Dated(name, date.fromisoformat(days[name])) for name in steps if days.get(name)]


def _reversed(before: Dated, after: Dated) -> Finding:
    facts = {"before": before.name, "after": after.name, "early": before.on.isoformat(), "late": after.on.isoformat()}
    return Finding("chronology.reversed", Outcome.NOT_MET, after.name, CITATION, dict(facts))


def _ahead(dated: Dated, today: date) -> Finding:
    facts = {"day": dated.on.isoformat(), "today": today.isoformat()}
    return Finding("chronology.ahead", Outcome.NOT_MET, dated.name, CITATION, dict(facts))


def _out_of_order(chain: Sequence[Dated]) -> list[Finding]:
    # Neighbours among the days that are known: a paper still missing must not hide a reversal on both its sides.
    return [_reversed(before, after) for before, after in pairwise(chain) if after.on < before.on]


def check(days: Mapping[str, str], today: date) -> list[Finding]:
    """Report every day that lies before the one it must follow, and every day that has not come yet."""
    chain = _chain(days, SEEN)
    return _out_of_order(chain) + [_ahead(dated, today) for dated in chain if dated.on > today]


def reversals(days: Mapping[str, str]) -> list[Finding]:
    """Report every day of the whole purchase that lies before the one it must follow."""
    return _out_of_order(_chain(days, PURCHASE))
