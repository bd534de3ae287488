"""Vendor concentration: how many cases, and how much of the money asked for, one vendor has a hand in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.evidence.signal.trace import Trace
from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class Share:
    """What one vendor has a hand in: its side, its cases, the yen they ask for, and the share of all that is asked."""

    vendor: str
    side: str
    cases: tuple[str, ...]
    amount: int
    share: Fraction


def shares(traces: Iterable[Trace]) -> list[Share]:
    """Give every vendor's share of the amounts, the largest first. A trace of a vendor is one case with its amount."""
    found: dict[str, list[Trace]] = {}
    asked: dict[str, int] = {}
    for one in traces:
        found.setdefault(one.key, []).append(one)
        asked[one.case] = max(one.amount, asked.get(one.case, 0))
    made = [_share(vendor, own, asked) for vendor, own in found.items()]
    return sorted(made, key=lambda one: (-one.amount, -len(one.cases), one.vendor))


def _share(vendor: str, own: list[Trace], asked: Mapping[str, int]) -> Share:
    cases, total = sorted({one.case for one in own}), sum(asked.values())
    amount = sum(asked[case] for case in cases)
    return Share(vendor, own[0].place, tuple(cases), amount, Fraction(amount, total) if total else Fraction(0))


def concentration_signals(found: Iterable[Share], bound: Fraction, fewest_cases: int) -> list[Signal]:
    """Report a vendor whose share is above the bound; among a few cases every share is large and says nothing."""
    return [_signal(one) for one in found if one.share > bound and len(one.cases) >= fewest_cases]


def _signal(one: Share) -> Signal:
    facts: dict[str, Value] = {"vendor": one.vendor, "count": len(one.cases), "share": str(one.share)}
    return Signal("signal.concentration", facts, one.vendor)
