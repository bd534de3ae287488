"""Results: the columns of a judged row, the key of its reasons, and how often each combination of reasons occurs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_

import polars as pl

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.ruleset import Kind, Rule, Stage
from sekisho.domain.screening.bind_columns import READABLE, ROW, SUBSIDY
from sekisho.domain.screening.column import ID
from sekisho.domain.screening.criteria import asked_column
from sekisho.domain.values.finding import Outcome

OUTCOME, REASONS = "outcome", "reasons"
OUTCOMES = pl.Enum([one.value for one in (Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED)])
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


class Results:
    """Makes the results of judged rows. ``gates`` are the advisories a row may make gates."""

    def __init__(self, program: ProgramDefinition, gates: Mapping[str, str]) -> None:
        """Choose the rules that can be reasons."""
        self._program, self._gates = program, gates
        self._known: dict[tuple[int, ...], Combination] = {}
        self._rules = program.rules.rules
        self._reasons = [rule for rule in self._rules if rule.kind is Kind.GATE or rule.id in gates]
        self._due = [rule for rule in self._reasons if rule.stage is Stage.APPLICATION]

    def schema(self) -> pl.Schema:
        """Give the columns of a result."""
        fixed = {ROW: pl.Int64(), ID: pl.String(), OUTCOME: OUTCOMES, SUBSIDY: pl.Int64(), REASONS: pl.String()}
        return pl.Schema({**fixed, **dict.fromkeys(self._columns(), pl.Boolean())})

    def _columns(self) -> list[str]:
        asked = [asked_column(rule) for rule in self._rules if rule.applies or rule.from_on or rule.until_on]
        return [*(rule.id for rule in self._rules), *asked, *self._gates.values()]

    def _is_gate(self, rule: Rule) -> pl.Expr:
        return pl.lit(value=True) if rule.kind is Kind.GATE else pl.col(self._gates[rule.id])

    def _marks(self) -> list[pl.Expr]:
        """Give what stands in a row's way: gates that fail, gates due at the application that nobody can know."""
        failed = [(~pl.col(rule.id)).fill_null(value=False) & self._is_gate(rule) for rule in self._reasons]
        unknown = [pl.col(rule.id).is_null() & self._is_gate(rule) for rule in self._due]
        return [*failed, *unknown, ~pl.col(READABLE)]

    def _keys(self) -> list[pl.Expr]:
        """Give the marks of a row as few whole numbers, one where that holds them all."""
        marks = self._marks()
        parts = [marks[n : n + BITS] for n in range(0, len(marks), BITS)]
        return [_number(part).alias(f"marks {n}") for n, part in enumerate(parts)]

    def _combination(self, keys: tuple[int, ...]) -> Combination:
        """Give the combination whose marks some numbers hold."""
        if keys not in self._known:
            marked = sum(key << (n * BITS) for n, key in enumerate(keys))
            names = [*self._reasons, *self._due]
            told = [rule.id for n, rule in enumerate(names) if marked >> n & 1]
            failed = (marked & ((1 << len(self._reasons)) - 1)).bit_count()
            unreadable = bool(marked >> len(names))
            self._known[keys] = Combination(tuple(told[:failed]), tuple(told[failed:]), unreadable)
        return self._known[keys]

    def _subsidy(self) -> pl.Expr:
        gates = [pl.col(rule.id) | ~self._is_gate(rule) for rule in self._reasons]
        # Every gate of every stage: what is not known yet never pays.
        return pl.when(reduce(and_, gates) & pl.col(READABLE)).then(pl.col(SUBSIDY)).alias(SUBSIDY)

    def of(self, judged: pl.LazyFrame) -> tuple[pl.DataFrame, Counter[Combination]]:
        """Give the results of judged rows, and how often each combination of reasons occurs among them."""
        keys = self._keys()
        found = judged.select(ROW, ID, *self._columns(), *keys, self._subsidy()).collect()
        names = [key.meta.output_name() for key in keys]
        counted = found.group_by(names).len()
        combinations = [self._combination(held) for held in counted.select(names).iter_rows()]
        named = counted.select(
            *names,
            pl.Series(REASONS, [one.key for one in combinations], pl.String),
            pl.Series(OUTCOME, [one.outcome.value for one in combinations], OUTCOMES),
        )
        whole = found.join(named, on=names, how="left", maintain_order="left").select(*self.schema().names())
        return whole, Counter(dict(zip(combinations, counted["len"], strict=True)))


def _number(marks: list[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(mark.cast(pl.Int64) * (1 << n) for n, mark in enumerate(marks))
