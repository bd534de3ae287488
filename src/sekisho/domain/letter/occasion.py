"""What a letter is written on: the case after the decision, the event, the program, and where its record stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Event
from sekisho.domain.fund.charge import ChargeTerms
from sekisho.domain.letter.number import LetterNumber
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the event a letter tells of stands: stream, place, digest of its entry, envelopes, newest checkpoint."""

    stream: str
    seq: int
    digest: str
    envelopes: tuple[str, ...]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """Everything a letter is composed from. ``history`` holds the case's events up to the one it tells of.

    ``gates`` are the findings of the gates as the decision saw them; ``equipment`` the lines of the filing;
    ``charge`` how charges on what is paid back are reckoned; ``cost`` is the eligible cost shown by then and ``earned``
    what the formula gives of it, None where nobody can say.
    """

    kind: str
    number: LetterNumber
    issued_on: date
    case: Case
    event: Event
    history: Sequence[Event]
    cite: str
    program: ProgramDefinition
    equipment: Mapping[str, Mapping[str, Value]]
    gates: Sequence[Finding]
    receipt: int
    charge: ChargeTerms
    proof: Proof
    rehearsal: bool
    cost: Money | None = None
    earned: Money | None = None

    @property
    def day(self) -> date:
        """Give the day in Japan the event fell on: parameters are those of that day."""
        return day_in_japan(self.event.occurred_at)

    @property
    def reckoned_on(self) -> date:
        """Give the day whose rates the amounts follow: that of the submission, before it the event's own (A16)."""
        return day_in_japan(self.case.submitted_at) if self.case.submitted_at else self.day

    def last(self, *types: str) -> Event | None:
        """Give the newest event of some types."""
        return next((event for event in reversed(self.history) if event.type in types), None)

    def day_of(self, *types: str) -> str:
        """Give the day of the newest event of some types; empty where there was none."""
        event = self.last(*types)
        return day_in_japan(event.occurred_at).isoformat() if event else ""
