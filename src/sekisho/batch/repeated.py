"""What stands twice in a table: a machine's serial, which only one application can claim (A21), and the id of a row.

A table is gone through for it before it is screened. Of each row only a digest is kept, eight bytes; rows whose digest
stands twice are then read as they are screened, and their keys compared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from sekisho.batch.ahead import ahead
from sekisho.batch.cell import name_of
from sekisho.batch.table import Table
from sekisho.batch.typed import PROBLEMS, Typing
from sekisho.domain.program.edition import model_key
from sekisho.domain.screening.bind_columns import ROW, SERIAL_FREE
from sekisho.domain.screening.column import APPLICATION_ON, ID, RECEIVED_AT, Column
from sekisho.domain.values.identifier import folded

SERIAL = "serial"
MACHINE = ("maker", "model", SERIAL)
#: Which rows name a machine that others of the table name as well, and whether it is theirs to claim.
CLAIMED = pl.Schema({ROW: pl.Int64(), SERIAL_FREE: pl.Boolean()})
_KEY, _WHEN = "key", "when"
_FOUND = pl.Schema(
    {ROW: pl.Int64(), ID: pl.String(), "value": pl.String(), _KEY: pl.String(), _WHEN: pl.Datetime("us")}
)
_PLAIN = "^[0-9a-z]*$"


def _texts(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        return pl.repeat("", frame.height, dtype=pl.String, eager=True)
    return frame[name].cast(pl.String)


def _serial(text: str) -> str:
    return folded(name_of(text.strip()) or "")


def _serials(texts: pl.Series) -> pl.Series:
    """Fold serials as they are compared: plain ones all at once, every other by itself."""
    fast = texts.str.to_lowercase().str.replace_all("-", "", literal=True)
    plain = fast.str.contains(_PLAIN).fill_null(value=True)
    if not plain.all():
        odd = texts.set(plain, None)
        known = odd.drop_nulls().unique()
        read = [_serial(text) for text in known]
        fast = fast.zip_with(plain, odd.replace_strict(known, read, default=None, return_dtype=pl.String))
    return fast.set(fast == "", None)


def _name(text: str | None) -> str:
    return name_of((text or "").strip()) or ""


def _models(frame: pl.DataFrame) -> pl.Series:
    """Give the key of each row's model; each spelling is looked at once."""
    held = pl.DataFrame({name: _texts(frame, name) for name in ("maker", "model")})
    spelt = held.unique()
    keys = [model_key(_name(maker), _name(model)) for maker, model in spelt.iter_rows()]
    known = spelt.with_columns(pl.Series(_KEY, keys, pl.String))
    return held.join(known, on=held.columns, how="left", nulls_equal=True, maintain_order="left")[_KEY]


def _machine_digest(frame: pl.DataFrame) -> pl.Series:
    """Give the digest of each row's machine: the same of two rows that name one, and hardly ever of others."""
    return _serials(_texts(frame, SERIAL)).hash() ^ _models(frame).hash()


def _machine_key(frame: pl.DataFrame) -> pl.Series:
    # What parts model from serial stands in no cell that could be read.
    parts = pl.DataFrame({"m": _models(frame), "s": _serials(_texts(frame, SERIAL))})
    return parts.select(pl.concat_str("m", "s", separator="\n")).to_series()


def _id_digest(frame: pl.DataFrame) -> pl.Series:
    return _id_key(frame).hash()


def _id_key(frame: pl.DataFrame) -> pl.Series:
    return _texts(frame, ID).str.strip_chars()


@dataclass(frozen=True, slots=True)
class _Kind:
    """One thing that may stand twice: its column, the digest of raw rows, and the key of rows as they were read."""

    column: Column
    digest: Callable[[pl.DataFrame], pl.Series]
    key: Callable[[pl.DataFrame], pl.Series]

    def chosen(self, frame: pl.DataFrame, twice: pl.Series, typing: Typing) -> pl.DataFrame:
        """Give the rows of a raw frame whose digest stands twice, with key and moment of application."""
        rows = frame.filter(self.digest(frame).is_in(twice.implode()))
        if rows.is_empty():
            return _FOUND.to_frame()
        typed = typing.read(rows)[0]
        shown = pl.col(self.column.name).cast(pl.String).alias("value")
        found = typed.select(pl.col(ROW).cast(pl.Int64), ID, shown, self.key(typed).alias(_KEY), _when(typed))
        return found.drop_nulls(_KEY)


def _when(frame: pl.DataFrame) -> pl.Expr:
    name = next((name for name in (RECEIVED_AT, APPLICATION_ON) if name in frame.columns), "")
    moment = pl.col(name).cast(pl.Datetime("us")) if name else pl.lit(None, pl.Datetime("us"))
    return moment.alias(_WHEN)


def _claims(rows: pl.DataFrame) -> pl.DataFrame:
    """Say of rows that name one machine whose it is: the first application's; where none is the first, nobody knows."""
    first, undated = pl.col(_WHEN).min().over(_KEY), pl.col(_WHEN).is_null().any().over(_KEY)
    alone = ((pl.col(_WHEN) == first).sum().over(_KEY) == 1) & ~undated
    # Later than another that is dated is late, whoever else may have come before.
    late = pl.col(_WHEN) > first
    free = pl.when(late).then(pl.lit(value=False)).when(alone & (pl.col(_WHEN) == first)).then(pl.lit(value=True))
    return rows.select(ROW, free.alias(SERIAL_FREE))


@dataclass(frozen=True, slots=True)
class Repeated:
    """What stands twice: the claims on machines, and the problems to tell."""

    claimed: pl.DataFrame
    problems: pl.DataFrame


def _told(rows: pl.DataFrame, column: Column) -> pl.DataFrame:
    code = f"rows.cell.{column.name}_twice"
    named = [pl.lit(column.heading).alias("column"), "value", pl.lit(code).alias("problem")]
    return rows.select(ROW, ID, *named).cast(PROBLEMS)


def _kinds(table: Table) -> list[_Kind]:
    named = {column.name: column for column in table.columns}
    kinds = [_Kind(named[ID], _id_digest, _id_key)]
    return [*kinds, _Kind(named[SERIAL], _machine_digest, _machine_key)] if SERIAL in named else kinds


def _digests(table: Table, kinds: list[_Kind], size: int) -> Mapping[str, pl.Series]:
    """Give, by column, the digests that stand twice."""
    wanted = table.only(frozenset({ID, *MACHINE} if len(kinds) > 1 else {ID}))
    found: dict[str, list[pl.Series]] = {kind.column.name: [] for kind in kinds}

    def digests(frame: pl.DataFrame) -> dict[str, pl.Series]:
        return {kind.column.name: kind.digest(frame).drop_nulls() for kind in kinds}

    for made in ahead(digests, table.frames(wanted, size)):
        for name, held in made.items():
            found[name].append(held)
    # One after the other, so that no more than one whole column is held beside the parts.
    return {kind.column.name: _twice(pl.concat(found.pop(kind.column.name)).sort()) for kind in kinds}


def _twice(ordered: pl.Series) -> pl.Series:
    return ordered.filter(ordered == ordered.shift(1)).unique()


def repeated(table: Table, typing_of: Callable[[tuple[Column, ...]], Typing], size: int) -> Repeated:
    """Find what stands twice in a table."""
    kinds = _kinds(table)
    twice = {name: found for name, found in _digests(table, kinds, size).items() if not found.is_empty()}
    rows = {name: [_FOUND.to_frame()] for name in (kind.column.name for kind in kinds)}
    wanted = table.only(frozenset({ID, *MACHINE, RECEIVED_AT, APPLICATION_ON}))
    typing = typing_of(wanted)
    for frame in table.frames(wanted, size) if twice else ():
        for kind in (kind for kind in kinds if kind.column.name in twice):
            rows[kind.column.name].append(kind.chosen(frame, twice[kind.column.name], typing))
    # Two keys may have one digest; the keys themselves decide.
    found = {name: pl.concat(parts).filter(pl.col(_KEY).is_duplicated()) for name, parts in rows.items()}
    claimed = _claims(found[SERIAL]) if SERIAL in found else CLAIMED.to_frame()
    return Repeated(claimed, pl.concat([_told(found[kind.column.name], kind.column) for kind in kinds]))
