"""Raw cells to typed columns; whatever cannot be read is told by row and column, and leaves its row undetermined.

Texts are read by their distinct values, one by one and exactly: a million rows hold a few hundred days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from sekisho.batch.cell import (
    LONGEST,
    calendar_day_of,
    corporate_number_of,
    flag_of,
    level_of,
    moment_of,
    name_of,
    quantity_reader,
    word_reader,
    yen_of,
)
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.datatype import OTHER
from sekisho.domain.screening.bind_columns import READABLE, ROW, UNREAD
from sekisho.domain.screening.column import ID, PARTNER_NUMBER, WORDS, Column, Holds, units_of
from sekisho.domain.screening.listing import PARTS
from sekisho.domain.screening.reader import SHOWN
from sekisho.domain.values.cell import DITTO, is_nothing
from sekisho.domain.values.money import LARGEST_YEN
from sekisho.domain.values.time import FIRST_YEAR, LAST_YEAR

PROBLEMS = pl.Schema(
    {ROW: pl.Int64(), ID: pl.String(), "column": pl.String(), "value": pl.String(), "problem": pl.String()}
)
_WHOLE = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
_TEXTS = (pl.String, pl.Categorical, pl.Enum)
#: The types a column may have beside text, by what it holds.
NATIVE: Mapping[Holds, tuple[type[pl.DataType], ...]] = {
    Holds.TEXT: _WHOLE,
    Holds.WORD: (),
    Holds.DAY: (pl.Date, pl.Datetime),
    Holds.MOMENT: (pl.Datetime,),
    Holds.FLAG: (pl.Boolean,),
    Holds.LEVEL: _WHOLE,
    # No binary number for yen: most decimals have none.
    Holds.YEN: (*_WHOLE, pl.Decimal),
    Holds.QUANTITY: (*_WHOLE, pl.Float32, pl.Float64, pl.Decimal),
}
HIGHEST_LEVEL = 5
#: Columns with a word of their own for what cannot be read.
_WRONG = {ID: "no_id", PARTNER_NUMBER: PARTNER_NUMBER}
_SPAN = pl.Struct({"low": pl.Int64(), "high": pl.Int64()})
_MOMENT = pl.Datetime("us", "UTC")
#: Codes as machines print them: one form only, so that nothing has to be folded. Words for "nothing" have no digit.
_PLAIN_CODE = r"^[A-Za-z0-9][A-Za-z_./:-]{0,40}[0-9][A-Za-z0-9_./:-]{0,100}$"
#: Signs in front (+2026-06-01) are left to the readers of single cells, which refuse them.
_PLAIN_DAY, _PLAIN_YEN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", r"^[0-9]{1,18}$"
_MARKS = sorted(DITTO)
#: A column's distinct values are read where each stands in so many rows or more.
SELDOM = 4


def fits(column: Column, kind: pl.DataType) -> bool:
    """Say whether a column of a type can be read as what it holds."""
    # A zone is what makes an instant one; without it nobody knows which.
    if column.holds is Holds.MOMENT and isinstance(kind, pl.Datetime) and kind.time_zone is None:
        return False
    return isinstance(kind, (pl.Null, *_TEXTS, *NATIVE[column.holds]))


@dataclass(frozen=True, slots=True)
class _Read:
    """A column read: its values; which cells could not be read; which hold a word nobody knows, which is only told."""

    values: pl.Series
    unreadable: pl.Series | None = None
    unknown: pl.Series | None = None


def _inside(values: pl.Series, low: object, high: object) -> pl.Series:
    """Keep what lies between two ends; the rest becomes nothing."""
    return values.set(~values.is_between(low, high), None)


def _in_years(days: pl.Series) -> pl.Series:
    return _inside(days, date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


def _day(values: pl.Series) -> pl.Series:
    if not isinstance(values.dtype, pl.Datetime):
        return _in_years(values.cast(pl.Date))
    # An instant is a day in Japan; without its zone it is one only at midnight, as spreadsheets write days.
    if values.dtype.time_zone:
        return _in_years(values.dt.convert_time_zone("Asia/Tokyo").dt.date())
    return _in_years(values.set(values.dt.truncate("1d") != values, None).dt.date())


def _whole(values: pl.Series) -> pl.Series:
    # A decimal with a fraction is no whole number, and is not made one by leaving it out.
    whole = values.cast(pl.Int64, strict=False)
    return whole.set(whole != values, None) if isinstance(values.dtype, pl.Decimal) else whole


def _quantity(values: pl.Series) -> pl.Series:
    parts = _inside(values.cast(pl.Int64, strict=False), -PARTS * 9, PARTS * 9) * PARTS
    return pl.DataFrame({"low": parts, "high": parts}).to_struct().set(parts.is_null(), None)


def _by_value(texts: pl.Series, read: Callable[[str], object], kind: pl.DataType) -> tuple[pl.Series, pl.Series]:
    """Read texts by their distinct values: give what they say, and which of them say that there is nothing."""
    known = texts.drop_nulls().unique()
    said = [read(text) for text in known]
    nothing = [found is None and is_nothing(text) for text, found in zip(known, said, strict=True)]
    values = texts.replace_strict(known, pl.Series(said, dtype=kind), default=None, return_dtype=kind)
    return values, texts.replace_strict(known, pl.Series(nothing, dtype=pl.Boolean), default=None)


def _stripped(values: pl.Series) -> pl.Series:
    texts = values.cast(pl.String).str.strip_chars()
    return texts.set(texts == "", None)


class Typing:
    """Reads the columns of one table, frame by frame.

    ``words`` are, by column, the words people write for the values of an enum, folded.
    """

    def __init__(
        self,
        program: ProgramDefinition,
        columns: Sequence[Column],
        words: Mapping[str, Mapping[str, str]],
        *,
        from_1904: bool = False,
    ) -> None:
        """Choose each column's reader."""
        self._columns = tuple(columns)
        day, units = partial(calendar_day_of, from_1904=from_1904), units_of(program)
        fixed: Mapping[Holds, tuple[Callable[[str], object], pl.DataType]] = {
            Holds.TEXT: (name_of, pl.String()),
            Holds.DAY: (day, pl.Date()),
            Holds.MOMENT: (moment_of, _MOMENT),
            Holds.FLAG: (flag_of, pl.Boolean()),
            Holds.LEVEL: (level_of, pl.Int64()),
            Holds.YEN: (yen_of, pl.Int64()),
        }
        self._readers = {column.name: fixed[column.holds] for column in columns if column.holds in fixed}
        for column in columns:
            if column.name == PARTNER_NUMBER:
                self._readers[column.name] = (corporate_number_of, pl.String())
            if column.holds is Holds.WORD:
                values = program.vocabulary.enums[WORDS[column.name]]
                known = {**words.get(column.name, {}), **{value: value for value in values}}
                self._readers[column.name] = (word_reader(known), pl.Enum(values))
            if column.holds is Holds.QUANTITY:
                self._readers[column.name] = (quantity_reader(units[column.quantity]), _SPAN)

    def read(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Give a frame with typed columns and whether each row is readable, and the table of its problems."""
        read = {column.name: self._column(column, frame[column.name]) for column in self._columns}
        if PARTNER_NUMBER in read:
            read[PARTNER_NUMBER] = _with_unread(read[PARTNER_NUMBER])
        made = [part for column in self._columns for part in _parts_of(column, read[column.name].values)]
        bad = [one.unreadable for one in read.values() if one.unreadable is not None]
        typed = pl.DataFrame([frame[ROW], *made]).with_columns(
            (~pl.any_horizontal(*bad) if bad else pl.lit(value=True)).alias(READABLE)
        )
        told = [_problems(column, frame, typed[ID], read[column.name]) for column in self._columns]
        return typed, pl.concat([part for parts in told for part in parts] or [PROBLEMS.to_frame()])

    def _column(self, column: Column, values: pl.Series) -> _Read:
        if column.name == ID:
            return _read_id(values)
        kind = self._readers[column.name][1]
        # An enum of the program's own words needs no reading.
        if isinstance(values.dtype, pl.Null) or (isinstance(kind, pl.Enum) and values.dtype == kind):
            return _Read(values.cast(kind))
        return self._texts(column, values) if _is_text(column, values.dtype) else _native(column, values)

    def _texts(self, column: Column, values: pl.Series) -> _Read:
        texts = values.cast(pl.String)
        known = texts.drop_nulls().unique()
        # Where few values stand in many rows each is read once, whatever form it has.
        if len(known) * SELDOM <= len(texts):
            return _spread(self._read_texts(column, known), known, texts)
        return self._read_texts(column, texts)

    def _read_texts(self, column: Column, texts: pl.Series) -> _Read:
        read, kind = self._readers[column.name]
        fast = _fast(column, texts)
        left = _stripped(texts if fast is None else texts.set(fast.is_not_null(), None))
        slow, nothing = _by_value(left, read, kind)
        found = slow if fast is None else fast.zip_with(fast.is_not_null(), slow)
        unreadable = left.is_not_null() & found.is_null() & ~nothing.fill_null(value=False)
        if column.holds is not Holds.WORD:
            return _Read(found, _any(unreadable))
        # An enum's own word for whatever the program does not name is known to it, and so not told.
        return _Read(found, _any(unreadable), _any((found == OTHER).fill_null(value=False) & (left != OTHER)))


def _spread(read: _Read, known: pl.Series, texts: pl.Series) -> _Read:
    """Give the rows of some texts what was read of each distinct one."""

    def marked(mask: pl.Series | None) -> pl.Series | None:
        return None if mask is None else texts.is_in(known.filter(mask).implode()).fill_null(value=False)

    kind = read.values.dtype
    values = texts.replace_strict(known, read.values, default=None, return_dtype=kind)
    return _Read(values, marked(read.unreadable), marked(read.unknown))


def _with_unread(read: _Read) -> _Read:
    if read.unreadable is None:
        return read
    return _Read(read.values.set(read.unreadable, UNREAD), read.unreadable)


def _any(mask: pl.Series) -> pl.Series | None:
    return mask if mask.any() else None


def _is_text(column: Column, kind: pl.DataType) -> bool:
    # Numbers with fractions are read by the digits that write them: 0.1, not the binary number beside it.
    by_digits = column.holds is Holds.QUANTITY and not isinstance(kind, _WHOLE)
    return isinstance(kind, _TEXTS) or by_digits or column.holds is Holds.TEXT


def _fast(column: Column, texts: pl.Series) -> pl.Series | None:
    """Read what is written in the one form that needs no care; the rest stays nothing."""
    if column.holds is Holds.DAY:
        return _in_years(_plain(texts, _PLAIN_DAY).str.to_date("%Y-%m-%d", strict=False))
    if column.holds is Holds.YEN:
        return _inside(_plain(texts, _PLAIN_YEN).cast(pl.Int64, strict=False), 0, LARGEST_YEN)
    if column.holds is Holds.TEXT and column.name != PARTNER_NUMBER:
        return _plain(texts, _PLAIN_CODE)
    return None


def _plain(texts: pl.Series, form: str) -> pl.Series:
    return texts.set(~texts.str.contains(form), None)


def _read_id(values: pl.Series) -> _Read:
    """Read an id as it stands: it is only ever held against itself."""
    texts = _stripped(values)
    kept = texts.set((texts.str.len_chars() > LONGEST) | texts.is_in(_MARKS), None)
    return _Read(kept, _any(kept.is_null()))


def _native(column: Column, values: pl.Series) -> _Read:
    made: Mapping[Holds, Callable[[pl.Series], pl.Series]] = {
        Holds.DAY: _day,
        Holds.MOMENT: lambda found: found.dt.convert_time_zone("UTC").cast(_MOMENT),
        Holds.FLAG: lambda found: found,
        Holds.LEVEL: lambda found: _inside(_whole(found), 0, HIGHEST_LEVEL),
        Holds.YEN: lambda found: _inside(_whole(found), 0, LARGEST_YEN),
        Holds.QUANTITY: _quantity,
    }
    read = made[column.holds](values)
    return _Read(read, _any(values.is_not_null() & read.is_null()))


def _parts_of(column: Column, values: pl.Series) -> list[pl.Series]:
    if column.holds is not Holds.QUANTITY:
        return [values.alias(column.name)]
    return [values.struct.field(end).alias(f"{column.name}.{end}") for end in ("low", "high")]


def _problems(column: Column, frame: pl.DataFrame, ids: pl.Series, read: _Read) -> list[pl.DataFrame]:
    wrong = _WRONG.get(column.name, column.holds.value)
    told = [(wrong, read.unreadable), ("unknown_word", read.unknown)]
    whole = frame.select(ROW, ids.alias(ID), pl.col(column.name).alias("value"))
    return [_rows(whole.filter(mask), column, f"rows.cell.{code}") for code, mask in told if mask is not None]


def _rows(found: pl.DataFrame, column: Column, code: str) -> pl.DataFrame:
    shown = pl.col("value").cast(pl.String).str.slice(0, SHOWN)
    named = [pl.lit(column.heading).alias("column"), shown, pl.lit(code).alias("problem")]
    return found.select(pl.col(ROW).cast(pl.Int64), ID, *named).cast(PROBLEMS)
