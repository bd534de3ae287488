"""Who is visited a second time: those with enough risk points, and of the others a share by chance.

The seed is the root of the first checkpoint of the log that covers the verification. Nobody knows it while he acts:
every entry of the log carries a fresh salt, and the checkpoint is signed after the verification was written. Everybody
can reckon it afterwards from the published log. Each line draws a ticket of its own, so that neither the order of
lines nor other cases filed beside it change what it draws.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sekisho.domain.values.finding import Value

#: A ticket is a number below this: 256 bits.
TICKETS = 1 << 256
PERCENT = 100


@dataclass(frozen=True, slots=True)
class DrawTerms:
    """Dated parameters: points by fact, from how many points a line is chosen, and the share drawn in per cent.

    ``points`` are of facts of the line's own record, which its parties know; ``signal_points`` of what does not fit
    together, which the office alone sees.
    """

    points: Mapping[str, int]
    threshold: int
    share_percent: int
    signal_points: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draw:
    """What a line drew: its points by fact and by signal, its ticket, and why it was chosen.

    ``why`` is ``points``, ``chance`` or nothing.
    """

    seed: str
    ticket: str
    points: Mapping[str, int]
    signals: Mapping[str, int]
    why: str

    @property
    def total(self) -> int:
        """Give the sum of all points."""
        return sum(self.points.values()) + sum(self.signals.values())

    @property
    def is_chosen(self) -> bool:
        """Say whether the line is visited a second time."""
        return bool(self.why)

    def as_json(self, terms: DrawTerms) -> dict[str, Value]:
        """Give what is needed to reckon the draw again; no party of the case reads it."""
        return {
            "seed": self.seed,
            "ticket": self.ticket,
            "points": dict(self.points),
            "signals": dict(self.signals),
            "threshold": terms.threshold,
            "share_percent": terms.share_percent,
            "why": self.why,
        }


def ticket_of(seed: str, case: str, line: str) -> str:
    """Give a line's ticket: SHA-256 over seed, case and line, each ended by a line feed, in hex."""
    return hashlib.sha256(f"{seed}\n{case}\n{line}\n".encode()).hexdigest()


def _why(total: int, ticket: str, terms: DrawTerms) -> str:
    if total >= terms.threshold:
        return "points"
    # Whole numbers on both sides: a share rounded as a float would draw another line on another machine.
    return "chance" if int(ticket, 16) * PERCENT < terms.share_percent * TICKETS else ""


def _counted(points: Mapping[str, int], shown: Collection[str]) -> dict[str, int]:
    return {name: points[name] for name in points if name in shown}


def draw(case: str, line: str, shown: Collection[str], seed: str, terms: DrawTerms) -> Draw:
    """Draw for one verified line by the facts and signals it shows; one the parameters give no points counts nothing.

    A signal counts once, however often it is there: ten papers of one slip are no ten reasons.
    """
    facts, signals = _counted(terms.points, shown), _counted(terms.signal_points, shown)
    ticket = ticket_of(seed, case, line)
    total = sum(facts.values()) + sum(signals.values())
    return Draw(seed, ticket, facts, signals, _why(total, ticket, terms))
