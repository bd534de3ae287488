"""Frame: the criteria of the program on a data frame of bound facts, and why each row that is not met is not."""

from collections.abc import Mapping

import polars as pl

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.columns import Columns, require_columns
from sekisho.domain.rules.ruleset import Rule
from sekisho.domain.rules.version import Days
from sekisho.domain.screening.criteria import NOT_MET, UNDETERMINED, VERDICT, Criteria, gate_column


def _raised(rules: tuple[Rule, ...], frame: pl.LazyFrame) -> frozenset[str]:
    """Give the advisories of which the frame says for each row whether they are gates."""
    columns = frame.collect_schema()
    return frozenset(rule.id for rule in rules if gate_column(rule) in columns)


def days_of(frame: pl.DataFrame, program: ProgramDefinition) -> dict[str, Days]:
    """Give what a frame knows of the days that choose parameters: rows of one edition need no second set of values."""
    names = sorted({rule.as_of for rule in program.rules.rules})
    return {name: _days(frame.get_column(name)) for name in names}


def _days(column: pl.Series) -> Days:
    first, last = column.cast(pl.Date).min(), column.cast(pl.Date).max()
    return Days(first, last, undated=column.null_count() > 0)  # type: ignore[arg-type]  # the column holds days


def judged(frame: pl.LazyFrame, program: ProgramDefinition, days: Mapping[str, Days] | None = None) -> pl.LazyFrame:
    """Add a nullable boolean a rule, whether it was asked where it may not be, and the verdict (``met``), row by row.

    The frame holds every field of the program as ``columns.schema_of`` declares it, and may hold for an advisory
    whether a row of Annex A makes it a gate (``criteria.gate_column``). Raises RowError where it does not.
    """
    rules, bound = program.rules, require_columns(frame, program.vocabulary)
    criteria = Criteria(rules, program.parameters, Columns.of(program.vocabulary), days or {})
    # The verdict reads the columns, so that no criterion is worked out twice.
    verdict = criteria.verdict(_raised(rules.rules, frame)).alias(VERDICT)
    return bound.with_columns(**criteria.columns()).with_columns(verdict)


def _mask(conditions: list[pl.Expr]) -> pl.Expr:
    """Put truths known of every row into one whole number, the first in its lowest bit."""
    bits = [condition.cast(pl.Int64) * (1 << n) for n, condition in enumerate(conditions)]
    return pl.sum_horizontal(bits)


def reasons(frame: pl.LazyFrame, program: ProgramDefinition) -> pl.LazyFrame:
    """Keep the judged rows that are not met, and add two masks: what does not hold, and what nobody can know yet.

    Bit n stands for the n-th rule of the program, gate or advisory. Both are kept, because a letter that tells only
    what does not hold hides what is missing beside it.
    """
    values = [pl.col(rule.id) for rule in program.rules.rules]
    failed, unknown = [(~value).fill_null(False) for value in values], [value.is_null() for value in values]
    waiting = frame.filter(pl.col(VERDICT).fill_null(False).not_())
    return waiting.with_columns(_mask(failed).alias(NOT_MET), _mask(unknown).alias(UNDETERMINED))


def rules_in(mask: int, program: ProgramDefinition) -> tuple[str, ...]:
    """Give the ids of the rules a mask names."""
    return tuple(rule.id for n, rule in enumerate(program.rules.rules) if mask >> n & 1)
