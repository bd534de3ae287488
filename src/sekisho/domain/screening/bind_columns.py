"""Bind many rows: the facts ``bind`` works out of one line, worked out of columns; the same facts, row for row.

A frame of rows has columns of ``column.py`` with the types of ``typed``; what a table lacks is unknown in every row.
Imported by what screens many rows only.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_

import polars as pl

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.columns import schema_of
from sekisho.domain.screening.column import APPLICATION_ON, ID, RECEIVED_AT, SPEC, WORDS, quantities_of
from sekisho.domain.screening.listing import IN_REGISTER, Listing
from sekisho.domain.values.money import LARGEST_YEN, rate
from sekisho.domain.values.time import opening_of, parse_instant

#: Beside the facts: a row's number as people count it, whether every cell of it could be read, and what it would get.
ROW, READABLE, SUBSIDY = "row", "readable", "subsidy_yen"
#: Stands for a partner's number nobody can read: another thing than no partner, which fails the joint filing (F14).
UNREAD = "?"
PRICE, SERIAL_FREE = "price", "serial_free"
_LARGEST_INT = 2**63 - 1
#: A day alone stands for its noon in Japan, and Japan is nine hours ahead, all the year.
_NOON, _AHEAD = timedelta(hours=12), timedelta(hours=9)


def instant_of(at: datetime) -> pl.Expr:
    """Give an instant as a constant column."""
    return pl.lit(at.astimezone(UTC).replace(tzinfo=None), pl.Datetime("us")).dt.replace_time_zone("UTC")


def _dated(program: ProgramDefinition, path: str, made: Callable[[date], pl.Expr]) -> pl.Expr:
    """Give what a parameter says on each row's day of application; what never changed is known without the day."""
    days = [entry.from_on for entry in program.parameters[path].history]
    if len(days) == 1:
        return made(days[0])
    on, found = pl.col(APPLICATION_ON), made(days[0])
    for day in days[1:]:
        found = pl.when(on >= day).then(made(day)).otherwise(found)
    return pl.when(on.is_not_null()).then(found)


def _among(term: pl.Expr, names: Sequence[str]) -> pl.Expr:
    """Say whether a text is one of some names; unknown where there is none. Among no names nothing is."""
    if not names:
        return pl.when(term.is_not_null()).then(pl.lit(value=False))
    return reduce(or_, (term == name for name in names))


@dataclass(frozen=True, slots=True)
class Registers:
    """What the registers hold on the day asked about: keys of models, corporate numbers of partners, channels."""

    models: frozenset[str]
    partners: frozenset[str]
    channels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Where facts come from that a table may leave open.

    ``at`` is when every row applies where the table does not say; ``registers`` were asked, or nobody asked any;
    ``assumed`` takes as registered what is then still open.
    """

    at: datetime
    registers: Registers | None = None
    assumed: bool = False


def _narrowed(program: ProgramDefinition) -> pl.Schema:
    """Give the columns of bound facts; whole numbers in a table's facts are levels from 0 to 5, and fit in a byte."""
    declared, fields = schema_of(program.vocabulary), program.vocabulary.fields
    return pl.Schema({name: pl.Int8() if fields[name] == "int" else kind for name, kind in declared.items()})


class ColumnBinder:
    """Binds frames that have the same columns.

    ``columns`` are those of the table, by name.
    """

    def __init__(self, program: ProgramDefinition, columns: Iterable[str], asked: Asked) -> None:
        """Prepare once for every frame."""
        self._program, self._columns, self._asked = program, frozenset(columns), asked
        self._schema = _narrowed(program)
        stated = [name for name in quantities_of(program) if f"{SPEC}{name}" in self._columns]
        self._listing = Listing(program, stated, asked.registers.models if asked.registers else None)

    @property
    def gates(self) -> Mapping[str, str]:
        """Give the advisories a row's listing may make gates, with the columns of a bound frame that say so."""
        return self._listing.gates

    @property
    def schema(self) -> pl.Schema:
        """Give the columns of a bound frame."""
        kept = {ROW: pl.Int64(), ID: pl.String(), READABLE: pl.Boolean(), SUBSIDY: pl.Int64()}
        return pl.Schema({**kept, **self._schema, **dict.fromkeys(self.gates.values(), pl.Boolean())})

    def bound(self, frame: pl.DataFrame, claimed: pl.DataFrame) -> pl.LazyFrame:
        """Bind a frame. ``claimed`` are the rows (``row``, ``serial_free``) whose serial others of the table name."""
        whole = frame.with_columns(*self._moment(), _serial_free(frame, claimed))
        joined = self._listing.joined(whole, APPLICATION_ON)
        facts = [made.alias(name) for name, made in self._facts().items()]
        gates = [pl.col(name).fill_null(value=False) for name in self.gates.values()]
        kept = [pl.col(ROW).cast(pl.Int64), pl.col(ID), pl.col(READABLE), self._subsidy().alias(SUBSIDY)]
        return joined.select(*kept, *facts, *gates)

    def _subsidy(self) -> pl.Expr:
        return subsidy(self._program) if self._has(PRICE) else pl.lit(None, pl.Int64)

    def _has(self, name: str) -> bool:
        return name in self._columns

    def _given(self, name: str) -> pl.Expr:
        """Give a column as the table states it; of one it lacks nothing is known."""
        kind = self._schema.get(name, pl.String())
        return pl.col(name).cast(kind) if self._has(name) else pl.lit(None, kind)

    def _text(self, name: str) -> pl.Expr:
        return pl.col(name).replace("", None) if self._has(name) else pl.lit(None, pl.String)

    def _day(self, name: str) -> pl.Expr:
        return pl.col(name) if self._has(name) else pl.lit(None, pl.Date)

    def _moment(self) -> list[pl.Expr]:
        """Give instant and day of each application: as stated, a day's noon, or the same for the whole table."""
        at = instant_of(self._asked.at)
        if self._has(RECEIVED_AT):
            at = pl.col(RECEIVED_AT)
        elif self._has(APPLICATION_ON):
            at = (pl.col(APPLICATION_ON).cast(pl.Datetime("us")) + (_NOON - _AHEAD)).dt.replace_time_zone("UTC")
        return [at.alias(RECEIVED_AT), (at + _AHEAD).dt.date().alias(APPLICATION_ON)]

    def _facts(self) -> Mapping[str, pl.Expr]:
        """Give every field the rules may name, in their order."""
        made = {**self._filing(), **self._machine(), **self._annex()}
        return {name: made.get(name, self._given(name)) for name in self._schema}

    def _filing(self) -> dict[str, pl.Expr]:
        program, agreed = self._program, self._day("agreement_on")
        side = self._given("applicant_class").cast(pl.String)
        # Who names no class needs no partner yet: which of them it is, another criterion asks.
        needed = _dated(program, "claim.partner_needed_for", lambda d: _among(side, self._names(d)))
        channel = _dated(program, "intake.channels", lambda d: _among(self._text("channel"), self._channels(d)))
        early = _dated(program, "agreement.early_before", lambda d: agreed < program.day("agreement.early_before", d))
        return {
            APPLICATION_ON: pl.col(APPLICATION_ON),
            "partner_needed": needed.fill_null(value=False),
            "partner_registered": self._partner(),
            "channel_approved": channel,
            "received_in_time": self._in_time(),
            "agreement_early": early,
        }

    def _names(self, day: date) -> tuple[str, ...]:
        return self._program.names("claim.partner_needed_for", day)

    def _channels(self, day: date) -> tuple[str, ...]:
        registered = self._asked.registers.channels if self._asked.registers else frozenset()
        return (*self._program.names("intake.channels", day), *sorted(registered))

    def _open(self, fact: pl.Expr) -> pl.Expr:
        """Take as registered what is open, where that is assumed."""
        return fact.fill_null(value=True) if self._asked.assumed else fact

    def _model(self) -> pl.Expr:
        # A register that was asked goes before what a table says of it.
        return self._open(pl.col(IN_REGISTER) if self._asked.registers else self._given("registered"))

    def _partner(self) -> pl.Expr:
        stated, number = self._open(self._given("partner_registered")), self._text("partner_number")
        if not self._has("partner_number"):
            return stated
        if self._asked.registers:
            stated = _among(number, sorted(self._asked.registers.partners))
        # Who names no partner has none, which fails the joint filing (F14).
        named = pl.when(number != UNREAD).then(stated)
        return pl.when(number.is_null()).then(pl.lit(value=False)).otherwise(named)

    def _in_time(self) -> pl.Expr:
        program, at = self._program, pl.col(RECEIVED_AT)

        def ends_on(day: date) -> pl.Expr:
            return at <= instant_of(parse_instant(program.text("application.deadline", day)))

        def begins_on(day: date) -> pl.Expr:
            return at >= instant_of(opening_of(program.day("window.opens", day)))

        begun = _dated(program, "window.opens", begins_on)
        return begun & _dated(program, "application.deadline", ends_on)

    def _machine(self) -> dict[str, pl.Expr]:
        program, origin = self._program, self._text("origin").str.to_uppercase()
        imported, ordered, granted = self._day("imported_on"), self._day("ordered_on"), self._day("granted_on")
        eligible = _dated(program, "origin.countries", lambda d: _among(origin, program.names("origin.countries", d)))
        after = pl.when(ordered.is_not_null()).then((ordered >= granted).fill_null(value=False))
        return {
            **{name: self._given(name) for name in WORDS},
            "registered": self._model(),
            "origin_eligible": eligible,
            SERIAL_FREE: pl.col(SERIAL_FREE),
            "first_imported_on": _dated(program, "customs.import_event", lambda d: self._first(d, imported)),
            "ordered_after_decision": after,
        }

    def _first(self, day: date, imported: pl.Expr) -> pl.Expr:
        if self._program.text("customs.import_event", day) == "last_column":
            return imported
        return pl.coalesce(self._day("first_imported_on"), imported)

    def _annex(self) -> dict[str, pl.Expr]:
        return {
            "listed": pl.col("listed"),
            "row_asks_papers": pl.col("row_asks_papers"),
            "specification_met": self._listing.specification_met(self._given("category")),
        }


def _serial_free(frame: pl.DataFrame, claimed: pl.DataFrame) -> pl.Series:
    """Say of each row whether its machine is its own to claim; of nearly all it is."""
    near = claimed.filter(pl.col(ROW).is_between(frame[ROW].min(), frame[ROW].max()))
    if near.is_empty():
        return pl.repeat(value=True, n=frame.height, dtype=pl.Boolean, eager=True).alias(SERIAL_FREE)
    marked = near.with_columns(pl.lit(value=True).alias("claimed"))
    rows = frame.select(pl.col(ROW).cast(pl.Int64)).join(marked, on=ROW, how="left", maintain_order="left")
    free = pl.when(pl.col("claimed").is_null()).then(pl.lit(value=True)).otherwise(pl.col(SERIAL_FREE))
    return rows.select(free.alias(SERIAL_FREE)).to_series()


def subsidy(program: ProgramDefinition) -> pl.Expr:
    """Give the subsidy on a row's price, in yen: the rate of its day, truncated as of its day (A1, A3)."""

    def share(day: date) -> pl.Expr:
        of = rate(program.text("subsidy.rate", day))
        # Divided last, and wide enough that no price times the rate can wrap around.
        wide = pl.Int64() if of.numerator * LARGEST_YEN <= _LARGEST_INT else pl.Int128()
        return (pl.col(PRICE).cast(wide) * of.numerator // of.denominator).cast(pl.Int64)

    def truncated(day: date) -> pl.Expr:
        unit = program.number("subsidy.truncation_yen", day)
        whole = _dated(program, "subsidy.rate", share)
        return whole if unit == 1 else whole // unit * unit

    return _dated(program, "subsidy.truncation_yen", truncated)
