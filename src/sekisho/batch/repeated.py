"""What stands twice in a table: a machine's serial, which only one application can claim (A21), and the id of a row.

A table is read for it once before it is screened: of every row a digest is kept, and of what stands twice the row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from sekisho.batch.table import Table
from sekisho.batch.typed import PROBLEMS, Typing
from sekisho.domain.program.edition import model_key
from sekisho.domain.screening.bind_columns import ROW, SERIAL_FREE
from sekisho.domain.screening.column import APPLICATION_ON, ID, RECEIVED_AT, Column
from sekisho.domain.values.identifier import folded

MACHINE = ("maker", "model", "serial")
#: Which rows name a machine that others of the table name as well, and whether it is theirs to claim.
CLAIMED = pl.Schema({ROW: pl.Int64(), SERIAL_FREE: pl.Boolean()})
_KEY, _DIGEST, _WHEN = "key", "digest", "when"
_ASCII = r"^[\x00-\x7F]*$"
#: Parts maker and model from the serial in a key; no cell holds it.
_BETWEEN = "\x1f"


def _by_value(texts: pl.Series, fold: Callable[[str], str]) -> pl.Series:
    known = texts.drop_nulls().unique()
    return texts.replace_strict(known, [fold(text) for text in known], default=None, return_dtype=pl.String)


def _serials(texts: pl.Series) -> pl.Series:
    """Fold serials as ``identifier.folded`` does; plain ones all at once."""
    fast = texts.str.to_lowercase().str.replace_all("[^a-z0-9]", "")
    plain = texts.str.contains(_ASCII).fill_null(value=True)
    return fast if plain.all() else fast.zip_with(plain, _by_value(texts.set(plain, None), folded))


def _machines(frame: pl.DataFrame) -> pl.Series:
    """Give the machine of each row, as two rows that name the same one name it; nothing without a serial."""
    held = frame.select(pl.col(name) if name in frame.columns else pl.lit("").alias(name) for name in MACHINE)
    spelt = held.select("maker", "model").unique()
    keys = [model_key(maker or "", model or "") for maker, model in spelt.iter_rows()]
    joined = held.join(
        spelt.with_columns(pl.Series(_KEY, keys, pl.String)),
        on=["maker", "model"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    serials = _serials(held["serial"])
    named = joined.select(pl.concat_str(_KEY, serials.set(serials == "", None), separator=_BETWEEN))
    return named.to_series().alias(_KEY)


def _ids(frame: pl.DataFrame) -> pl.Series:
    return frame[ID].alias(_KEY)


@dataclass(frozen=True, slots=True)
class _Search:
    """Searches a table for keys that stand twice."""

    table: Table
    typing: Typing
    columns: tuple[Column, ...]
    key: Callable[[pl.DataFrame], pl.Series]
    size: int

    def _frames(self) -> Iterator[pl.DataFrame]:
        return (self.typing.read(frame)[0] for frame in self.table.frames(self.columns, self.size))

    def found(self, digests: pl.Series) -> pl.DataFrame:
        """Give the rows whose key stands twice, with key and moment of application."""
        twice = digests.filter(digests.is_duplicated()).unique()
        if twice.is_empty():
            return pl.DataFrame(schema={ROW: pl.Int64(), _KEY: pl.String(), _WHEN: pl.Datetime("us")})
        rows = [self._chosen(frame, twice) for frame in self._frames()]
        # Digests of two keys may be the same; the keys themselves decide.
        return pl.concat(rows).filter(pl.col(_KEY).is_duplicated())

    def _chosen(self, frame: pl.DataFrame, twice: pl.Series) -> pl.DataFrame:
        key = self.key(frame)
        chosen = frame.with_columns(key).filter(key.hash().is_in(twice.implode()) & key.is_not_null())
        return chosen.select(pl.col(ROW).cast(pl.Int64), _KEY, _when(chosen))


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


def _told(rows: pl.DataFrame, column: Column, code: str) -> pl.DataFrame:
    value = pl.col(_KEY).str.split(_BETWEEN).list.last()
    named = [pl.lit(None, pl.String).alias(ID), pl.lit(column.heading).alias("column"), value.alias("value")]
    return rows.select(ROW, *named, pl.lit(code).alias("problem")).cast(PROBLEMS)


def repeated(table: Table, typing_of: Callable[[tuple[Column, ...]], Typing], size: int) -> Repeated:
    """Find what stands twice in a table."""
    wanted = table.only(frozenset({ID, *MACHINE, RECEIVED_AT, APPLICATION_ON}))
    typing = typing_of(wanted)
    named = {column.name: column for column in wanted}
    keys = {ID: _ids} | ({"serial": _machines} if "serial" in named else {})
    digests: dict[str, list[pl.Series]] = {name: [] for name in keys}
    for frame in table.frames(wanted, size):
        typed = typing.read(frame)[0]
        for name, key in keys.items():
            digests[name].append(key(typed).drop_nulls().hash())
    found = {
        name: _Search(table, typing, wanted, key, size).found(pl.concat(digests[name])) for name, key in keys.items()
    }
    told = [_told(rows, named[name], f"rows.cell.{name}_twice") for name, rows in found.items()]
    claimed = _claims(found["serial"]) if "serial" in found else pl.DataFrame(schema=CLAIMED)
    return Repeated(claimed.cast(CLAIMED), pl.concat(told))
