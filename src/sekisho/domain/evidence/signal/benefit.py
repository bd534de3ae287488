"""Ties, rebates, commissions and other subsidies as the sides declare them: sums, and where two sides disagree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.evidence.signal.spelling import name
from sekisho.domain.values.finding import Value


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one organisation declared: its number, and the lists of its declaration."""

    by: str
    content: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Benefit:
    """A rebate or commission one organisation declares: from whom to whom, in yen."""

    kind: str
    declared_by: str
    payer: str
    receiver: str
    amount: int


@dataclass(frozen=True, slots=True)
class Subsidy:
    """Another subsidy a side declares on an equipment line."""

    line: str
    name: str
    amount: int


def _sums(benefits: Iterable[Benefit]) -> dict[tuple[str, str, str, str], int]:
    sums: dict[tuple[str, str, str, str], int] = {}
    for one in benefits:
        key = (one.kind, one.payer, one.receiver, one.declared_by)
        sums[key] = sums.get(key, 0) + one.amount
    return sums


def _told(benefits: Sequence[Benefit]) -> Iterator[Signal]:
    """Give what was declared at all: a rebate lowers what the machine really cost (A2)."""
    pairs = {(one.kind, one.payer, one.receiver) for one in benefits}
    sums = _sums(benefits)
    for kind, payer, receiver in sorted(pairs):
        amount = max(sums.get((kind, payer, receiver, who), 0) for who in (payer, receiver))
        facts: dict[str, Value] = {"kind": f"benefit.{kind}", "payer": payer, "receiver": receiver, "amount": amount}
        yield Signal("signal.benefit_declared", facts, payer)


def _disagreeing(benefits: Sequence[Benefit], declared: Iterable[str]) -> Iterator[Signal]:
    sums, both = _sums(benefits), set(declared)
    for kind, payer, receiver in sorted({(one.kind, one.payer, one.receiver) for one in benefits}):
        if {payer, receiver} <= both:
            paid, received = (sums.get((kind, payer, receiver, who), 0) for who in (payer, receiver))
            if paid != received:
                facts: dict[str, Value] = {"payer": payer, "receiver": receiver, "paid": paid, "received": received}
                yield Signal("signal.benefit_disputed", {"kind": f"benefit.{kind}", **facts}, payer)


def benefit_signals(benefits: Sequence[Benefit], declared: Iterable[str]) -> list[Signal]:
    """Report every declared rebate or commission, and each that the other side declares otherwise.

    ``declared`` are the organisations that have declared; silence of one that has not yet is no disagreement.
    """
    return [*_told(benefits), *_disagreeing(benefits, declared)]


def subsidy_signals(subsidies: Iterable[Subsidy]) -> list[Signal]:
    """Report other subsidies declared on the same equipment (A34)."""
    return [
        Signal("signal.other_subsidy", {"name": one.name, "amount": one.amount}, one.line, citation="assumption: A34")
        for one in subsidies
    ]


def _entries(content: Mapping[str, Value], part: str) -> list[Mapping[str, Value]]:
    listed = content.get(part)
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _benefit(kind: str, made: Declaration, entry: Mapping[str, Value], named: Mapping[str, str]) -> Benefit:
    other, amount = _other(entry, named), entry.get("yen")
    payer, receiver = (made.by, other) if entry.get("direction") == "paid" else (other, made.by)
    return Benefit(kind, made.by, payer, receiver, amount if type(amount) is int else 0)


def _other(entry: Mapping[str, Value], named: Mapping[str, str]) -> str:
    """Give whom an entry names: by number, or by a name the case knows; else as it was written."""
    said = str(entry.get("with") or "")
    return named.get(name(said), said)


def benefits_in(made: Declaration, named: Mapping[str, str]) -> list[Benefit]:
    """Read the rebates and commissions of one declaration; ``named`` gives numbers for folded names."""
    parts = ("rebates", "commissions")
    return [_benefit(kind, made, entry, named) for kind in parts for entry in _entries(made.content, kind)]


def tie_signals(declarations: Sequence[Declaration], named: Mapping[str, str]) -> list[Signal]:
    """Report ties the sides declare, and each that the other organisation, which declared as well, does not."""
    ties = {
        (one.by, _other(entry, named)): entry for one in declarations for entry in _entries(one.content, "relations")
    }
    declared, found = {one.by for one in declarations}, []
    for (by, other), entry in ties.items():
        facts: dict[str, Value] = {"by": by, "other": other, "nature": str(entry.get("nature") or "")}
        found.append(Signal("signal.tie_declared", facts, by))
        if other in declared and (other, by) not in ties:
            found.append(Signal("signal.tie_disputed", facts, by))
    return found
