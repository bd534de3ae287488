"""Rules as Polars expressions: one nullable boolean a condition, in Kleene's logic, for as many rows as there are.

Imported by what screens many rows only: Polars takes longer to load than one case to screen.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce

import polars as pl

from sekisho.domain.rules.datatype import Enums, enum_values
from sekisho.domain.rules.evaluate import RowError, Truth
from sekisho.domain.rules.fold import Constant
from sekisho.domain.rules.grammar import Vocabulary

_SIGNS: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}
_TYPES: Mapping[str, pl.DataType] = {
    "bool": pl.Boolean(),
    "date": pl.Date(),
    # 64 bits, because 130,000,000 yen times a percentage wraps around in 32 without a word.
    "int": pl.Int64(),
    "yen": pl.Int64(),
    "text": pl.String(),
    "rate": pl.String(),
    "instant": pl.Datetime("us", "UTC"),
}


#: Whole numbers that are only compared may stand in narrower columns: levels of a byte take a third of the time.
NARROWER = (pl.Int8(), pl.Int16(), pl.Int32())


class Columns:
    """The algebra of Polars. ``enums`` are the values of the fields whose columns hold them by number, in order."""

    def __init__(self, enums: Mapping[str, Sequence[str]] | None = None) -> None:
        """Take the values of enums by field; of a field that is not among them values are compared as they are."""
        self._enums = enums or {}

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> "Columns":
        """Give the algebra for frames with the columns that ``schema_of`` declares."""
        kinds = {name: enum_values(kind, vocabulary.enums) for name, kind in vocabulary.fields.items()}
        return cls({name: values for name, values in kinds.items() if values})

    def field(self, name: str) -> pl.Expr:
        return pl.col(name)

    def constant(self, value: Constant) -> pl.Expr:
        # Whole numbers stay untyped, so that a column need not be widened to be compared.
        return pl.lit(value, pl.Date) if isinstance(value, date) else pl.lit(value)

    def known(self, truth: Truth) -> pl.Expr:
        return pl.lit(truth, pl.Boolean)

    def compared(self, sign: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return _SIGNS[sign](left, right)

    def among(self, name: str, values: Sequence[Constant]) -> pl.Expr:
        # Not is_in: what that makes of nothing has changed with its options; equality has only one meaning.
        known = self._enums.get(name, ())
        if not values or any(value not in known for value in values):
            return self.some([pl.col(name) == self.constant(value) for value in values])
        places = sorted({known.index(str(value)) for value in values})
        return self.some([_within(pl.col(name).to_physical(), *run) for run in _runs(places)])

    def opposite(self, condition: pl.Expr) -> pl.Expr:
        return ~condition

    def every(self, conditions: Sequence[pl.Expr]) -> pl.Expr:
        return reduce(operator.and_, conditions)

    def some(self, conditions: Sequence[pl.Expr]) -> pl.Expr:
        return reduce(operator.or_, conditions)

    def listed(self, key: pl.Expr, condition: pl.Expr) -> pl.Expr:
        # when() takes an unknown for false and otherwise gives null: of the key of a table that is just what is meant.
        return pl.when(key).then(condition)

    def settled(self, condition: pl.Expr, default: bool) -> pl.Expr:  # noqa: FBT001 - because it is a truth
        return condition.fill_null(default)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Give the runs of neighbours among places in order, each by its first and its last."""
    starts = [place for place in places if place - 1 not in places]
    ends = [place for place in places if place + 1 not in places]
    return list(zip(starts, ends, strict=True))


def _within(number: pl.Expr, first: int, last: int) -> pl.Expr:
    """Say whether a number that is never negative lies in a run: one comparison wherever one will do."""
    if first == last:
        return number == first
    return number <= last if first == 0 else (number >= first) & (number <= last)


COLUMNS = Columns()


def type_of(kind: str, enums: Enums) -> pl.DataType:
    """Give the type of a field's column. Raises RowError for a type no field has."""
    if kind in _TYPES:
        return _TYPES[kind]
    values = enum_values(kind, enums)
    if not values:
        raise RowError(f"{kind!r} is no type of a field")
    return pl.Enum(values)


def schema_of(vocabulary: Vocabulary) -> pl.Schema:
    """Give the columns of bound facts, declared: guessed from a frame, a fact nobody has would have no type at all."""
    return pl.Schema({name: type_of(kind, vocabulary.enums) for name, kind in vocabulary.fields.items()})


def require_columns(frame: pl.LazyFrame, vocabulary: Vocabulary) -> pl.LazyFrame:
    """Give a frame back if every field stands in it with its type. A column without any value is given its type.

    Raises RowError: a column left out is a slip, not *unknown*, and a text is no day.
    """
    found, wanted = frame.collect_schema(), schema_of(vocabulary)
    for name, kind in wanted.items():
        if name not in found:
            raise RowError(f"{name} is no column of the frame; an unknown fact is a column of nulls")
        narrower = NARROWER if vocabulary.fields[name] == "int" else ()
        if found[name] not in (kind, *narrower, pl.Null()):
            raise RowError(f"column {name} is {found[name]}, no {kind}")
    empty = [pl.col(name).cast(kind) for name, kind in wanted.items() if found[name] == pl.Null()]
    return frame.with_columns(empty) if empty else frame
