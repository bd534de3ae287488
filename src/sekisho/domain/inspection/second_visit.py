"""Who is visited a second time: those with enough risk points, and of the others a share by chance.

The seed is the root of the first checkpoint of the log that covers the verification. Nobody knows it while he acts:
every entry of the log carries a fresh salt, and the checkpoint is signed after the verification was written. Everybody
can reckon it afterwards from the published log. Each line draws a ticket of its own, so that neither the order of
lines nor other cases filed beside it change what it draws.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sekisho.domain.values.finding import Value

#: A ticket is a number below this: 256 bits.
TICKETS = 1 << 256
PERCENT = 100


@dataclass(frozen=True, slots=True)
class DrawTerms:
    """Dated parameters: points by signal, from how many points a line is chosen, and the share drawn in per cent."""

    points: Mapping[str, int]
    threshold: int
    share_percent: int


@dataclass(frozen=True, slots=True)
class Draw:
    """What a line drew: its points by signal, its ticket, and why it was chosen: ``points``, ``chance`` or nothing."""

    seed: str
    ticket: str
    points: Mapping[str, int]
    why: str

    @property
    def total(self) -> int:
        """Give the sum of the points."""
        return sum(self.points.values())

    @property
    def is_chosen(self) -> bool:
        """Say whether the line is visited a second time."""
        return bool(self.why)

    def as_json(self, terms: DrawTerms) -> dict[str, Value]:
        """Give everything needed to reckon the draw again."""
        return {
            "seed": self.seed,
            "ticket": self.ticket,
            "points": dict(self.points),
            "total": self.total,
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


def draw(case: str, line: str, signals: Collection[str], seed: str, terms: DrawTerms) -> Draw:
    """Draw for one verified line. A signal the parameters give no points to counts nothing."""
    points = {name: terms.points[name] for name in terms.points if name in signals}
    ticket = ticket_of(seed, case, line)
    return Draw(seed, ticket, points, _why(sum(points.values()), ticket, terms))
