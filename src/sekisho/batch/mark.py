"""Marks: what stands in a row's way, in any engine, and the combination of reasons some marks make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.fold import Algebra, Made
from sekisho.domain.rules.ruleset import Kind, Rule, Stage
from sekisho.domain.screening.bind_columns import READABLE
from sekisho.domain.screening.criteria import asked_column
from sekisho.domain.values.finding import Outcome

#: Stands in a key of reasons for a cell that could not be read; the table of problems says which.
UNREADABLE = "!"
#: So many marks stand in one signed whole number of 64 bits.
BITS = 62


@dataclass(frozen=True, slots=True)
class Combination:
    """Rows with the same reasons: what they do not meet, what is not known, and whether a cell could not be read."""

    not_met: tuple[str, ...]
    undetermined: tuple[str, ...]
    unreadable: bool

    @property
    def key(self) -> str:
        """Give the reasons in one word a rule: R03 fails, R10? is not known."""
        unknown = (f"{name}?" for name in self.undetermined)
        return " ".join((*self.not_met, *unknown, *([UNREADABLE] if self.unreadable else [])))

    @property
    def outcome(self) -> Outcome:
        """Give the outcome these reasons make."""
        if self.not_met:
            return Outcome.NOT_MET
        return Outcome.UNDETERMINED if self.undetermined or self.unreadable else Outcome.MET


@dataclass(frozen=True, slots=True)
class Marks(Generic[Made]):
    """The marks of a program's rules for an engine. ``gates`` are the advisories a row may make gates, by column."""

    program: ProgramDefinition
    gates: Mapping[str, str]
    algebra: Algebra[Made]

    @property
    def columns(self) -> list[str]:
        """Give the columns a result keeps: a truth a rule, whether it is asked, and what is a gate for this row."""
        rules = self.program.rules.rules
        asked = [asked_column(rule) for rule in rules if rule.applies or rule.from_on or rule.until_on]
        return [*(rule.id for rule in rules), *asked, *self.gates.values()]

    @property
    def reasons(self) -> list[Rule]:
        """Give the rules that may be the reason of an outcome."""
        return [rule for rule in self.program.rules.rules if rule.kind is Kind.GATE or rule.id in self.gates]

    @property
    def due(self) -> list[Rule]:
        """Give those of them that are due at the application; of the others only a failure counts."""
        return [rule for rule in self.reasons if rule.stage is Stage.APPLICATION]

    def _where_gate(self, rule: Rule, condition: Made) -> Made:
        if rule.kind is Kind.GATE:
            return condition
        return self.algebra.every([condition, self.algebra.field(self.gates[rule.id])])

    def _failed(self, rule: Rule) -> Made:
        value = self.algebra.settled(self.algebra.field(rule.id), default=True)
        return self._where_gate(rule, self.algebra.opposite(value))

    def _unknown(self, rule: Rule) -> Made:
        # What may be taken for either is neither.
        value, algebra = self.algebra.field(rule.id), self.algebra
        either = [algebra.settled(value, default=True), algebra.opposite(algebra.settled(value, default=False))]
        return self._where_gate(rule, algebra.every(either))

    def _holds(self, rule: Rule) -> Made:
        value = self.algebra.settled(self.algebra.field(rule.id), default=False)
        if rule.kind is Kind.GATE:
            return value
        return self.algebra.some([value, self.algebra.opposite(self.algebra.field(self.gates[rule.id]))])

    def conditions(self) -> list[Made]:
        """Give the marks, each known of every row: gates that fail, gates that nobody can know, a cell not readable."""
        unreadable = self.algebra.opposite(self.algebra.field(READABLE))
        return [*map(self._failed, self.reasons), *map(self._unknown, self.due), unreadable]

    def payable(self) -> Made:
        """Say whether every gate of every stage holds: what is not known yet never pays."""
        return self.algebra.every([*map(self._holds, self.reasons), self.algebra.field(READABLE)])

    def combination(self, keys: Sequence[int]) -> Combination:
        """Give the combination whose marks some whole numbers hold, the first mark in the lowest bit of the first."""
        marked = sum(key << (n * BITS) for n, key in enumerate(keys))
        reasons, due = self.reasons, self.due
        failed = tuple(rule.id for n, rule in enumerate(reasons) if marked >> n & 1)
        unknown = tuple(rule.id for n, rule in enumerate(due, len(reasons)) if marked >> n & 1)
        return Combination(failed, unknown, unreadable=bool(marked >> (len(reasons) + len(due)) & 1))


def parted(marks: Sequence[Made]) -> dict[str, Sequence[Made]]:
    """Part marks into as many as one whole number holds, by the name of its column."""
    return {f"marks_{n // BITS}": marks[n : n + BITS] for n in range(0, len(marks), BITS)}
