"""Deciding a day whose reservations were provisional (A8): everybody of the day, or whoever is drawn, or nobody.

The draw is a hash: whoever knows the seed draws the same order with ordinary tools, and nobody chooses it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sekisho.domain.fund.rules import LastDay
from sekisho.domain.values.money import Money, total


@dataclass(frozen=True, slots=True)
class Filing:
    """A case filed on the day that is decided: what it asks for, and whether it holds a provisional reservation."""

    case: str
    receipt_no: int
    amount: Money
    is_reserved: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a day comes to: the order in which it was decided, who loses a reservation, and who is given one.

    ``is_exhausted`` says that the day asked for more than there was; otherwise every reservation simply stands.
    """

    is_exhausted: bool
    order: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    placed: tuple[str, ...] = ()


def ticket(seed: str, case: str) -> str:
    """Give a case's ticket in a draw: the SHA-256 of seed, a line end and the case; the lowest is drawn first."""
    return hashlib.sha256(f"{seed}\n{case}".encode()).hexdigest()


def _drawn(filings: Iterable[Filing], seed: str) -> list[Filing]:
    return sorted(filings, key=lambda filing: (ticket(seed, filing.case), filing.case))


def _winners(drawn: Iterable[Filing], budget: Money) -> set[str]:
    """Serve in the order drawn, up to the first that does not fit: a smaller one behind it would be skipping."""
    winners: set[str] = set()
    for filing in drawn:
        if filing.amount > budget:
            break
        budget = budget - filing.amount
        winners.add(filing.case)
    return winners


def settle(rule: LastDay, filings: Iterable[Filing], available: Money, seed: str) -> Settlement:
    """Decide a day from its filings and what is free beside their reservations; order and chance of input do not tell.

    Nothing is decided where everybody of the day was served, or where the rule is strict order.
    """
    every = sorted(filings, key=lambda filing: filing.receipt_no)
    exhausted = any(not filing.is_reserved for filing in every)
    if not exhausted or rule is LastDay.STRICT_ORDER:
        return Settlement(exhausted)
    drawn = _drawn(every, seed) if rule is LastDay.LOTTERY else every
    budget = available + total([filing.amount for filing in every if filing.is_reserved])
    # On the day the budget is reached only filings up to the day before count: nobody of the day is served.
    winners = _winners(drawn, budget) if rule is LastDay.LOTTERY else set()
    return Settlement(
        is_exhausted=True,
        order=tuple(filing.case for filing in drawn),
        released=tuple(one.case for one in drawn if one.is_reserved and one.case not in winners),
        placed=tuple(one.case for one in drawn if not one.is_reserved and one.case in winners),
    )
