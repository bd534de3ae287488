"""Results: the columns of a judged row, the key of its reasons, and how often each combination of reasons occurs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

import polars as pl

from sekisho.batch.mark import Combination, Marks, parted
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.columns import COLUMNS
from sekisho.domain.screening.bind_columns import ROW, SUBSIDY
from sekisho.domain.screening.column import ID
from sekisho.domain.values.finding import Outcome

OUTCOME, REASONS = "outcome", "reasons"
OUTCOMES = pl.Enum([one.value for one in (Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED)])


class Results:
    """Makes the results of judged rows. ``gates`` are the advisories a row may make gates."""

    def __init__(self, program: ProgramDefinition, gates: Mapping[str, str]) -> None:
        """Prepare once for every frame."""
        self._marks = Marks(program, gates, COLUMNS)
        self._known: dict[tuple[int, ...], Combination] = {}
        self._keys = {name: _number(marks) for name, marks in parted(self._marks.conditions()).items()}

    def schema(self) -> pl.Schema:
        """Give the columns of a result."""
        fixed = {ROW: pl.Int64(), ID: pl.String(), OUTCOME: OUTCOMES, SUBSIDY: pl.Int64(), REASONS: pl.String()}
        return pl.Schema({**fixed, **dict.fromkeys(self._marks.columns, pl.Boolean())})

    def _combination(self, keys: tuple[int, ...]) -> Combination:
        if keys not in self._known:
            self._known[keys] = self._marks.combination(keys)
        return self._known[keys]

    def of(self, judged: pl.LazyFrame) -> tuple[pl.DataFrame, Counter[Combination]]:
        """Give the results of judged rows, and how often each combination of reasons occurs among them."""
        subsidy = pl.when(self._marks.payable()).then(pl.col(SUBSIDY)).alias(SUBSIDY)
        found = judged.select(ROW, ID, *self._marks.columns, subsidy, **self._keys).collect()
        counted = found.group_by(*self._keys).len()
        combinations = [self._combination(held) for held in counted.select(*self._keys).iter_rows()]
        named = self.named(found.lazy(), counted, combinations).collect()
        return named, Counter(dict(zip(combinations, counted["len"], strict=True)))

    def named(self, found: pl.LazyFrame, counted: pl.DataFrame, combinations: Sequence[Combination]) -> pl.LazyFrame:
        """Give rows their outcome and the key of their reasons, by the combination their marks make."""
        named = counted.select(
            *self._keys,
            pl.Series(REASONS, [one.key for one in combinations], pl.String),
            pl.Series(OUTCOME, [one.outcome.value for one in combinations], OUTCOMES),
        )
        whole = found.join(named.lazy(), on=list(self._keys), how="left", maintain_order="left")
        return whole.select(*self.schema())


def _number(marks: Sequence[pl.Expr]) -> pl.Expr:
    """Put truths known of every row into one whole number, the first in its lowest bit."""
    # By way of single bytes: an eighth of the memory is moved.
    octets = [marks[n : n + 8] for n in range(0, len(marks), 8)]
    return reduce(or_, (_octet(held).cast(pl.Int64) * (1 << 8 * n) for n, held in enumerate(octets)))


def _octet(marks: Sequence[pl.Expr]) -> pl.Expr:
    return reduce(or_, (mark.cast(pl.UInt8) * pl.lit(1 << n, pl.UInt8) for n, mark in enumerate(marks)))
