"""What the editions of Annex A say of a model, as a table to be joined to rows: listed, asked for, minimum reached.

Only distinct spellings of makers and models are looked at one by one, by the same key that lists and registers them.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from math import ceil, floor
from operator import and_

import polars as pl

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import Edition, Model, model_key
from sekisho.domain.program.specification import Minimum, Relation, ends
from sekisho.domain.screening.column import SPEC
from sekisho.domain.screening.criteria import gate_column
from sekisho.domain.values.finding import Value

#: The smallest part of a unit a quantity is kept in: whole numbers compare as exactly as fractions do.
PARTS = 10**9
LISTED, ASKS_PAPERS = "listed", "row_asks_papers"
IN_REGISTER = "in the register"
_NUMBER, _EDITION, _PLACE = "model number", "edition number", "place in the list"
#: A model no edition and no catalogue knows; it stands in no list, and of its quantities only the row can tell.
_ELSEWHERE = 0


def _holds(minimum: Minimum, model: Model | None) -> bool | None:
    """Say whether a model as listed reaches a minimum; None where nothing is said of the quantity."""
    known = model.specification.get(minimum.name) if model else None
    return None if known is None else minimum.holds(known)


def _all(truths: Sequence[bool | None]) -> bool | None:
    return False if False in truths else None if None in truths else True


def _stated_holds(minimum: Minimum) -> pl.Expr:
    """Say whether the quantity a row states reaches a minimum, over its whole range."""
    low, high = (pl.col(f"{SPEC}{minimum.name}.{end}") for end in ("low", "high"))
    least, most = ends(minimum.value)
    # A limit between two parts is moved to the part beyond it, so that no row is let in or out by rounding.
    if minimum.relation is Relation.COVERS:
        return (low <= floor(least * PARTS)) & (high >= ceil(most * PARTS))
    return low >= ceil(least * PARTS) if minimum.relation is Relation.AT_LEAST else high <= floor(most * PARTS)


class Listing:
    """The editions and the makers' catalogue of a program. ``stated`` are the quantities the rows state themselves,
    ``register`` the keys of the registered models (None: nobody has asked the register).
    """

    def __init__(
        self, program: ProgramDefinition, stated: Sequence[str] = (), register: frozenset[str] | None = None
    ) -> None:
        """Number the models and write the table once for every frame."""
        self._editions, self._catalogue = program.editions, program.catalogue
        self._stated = frozenset(stated)
        keys = dict.fromkeys(key for edition in self._editions for key in edition.models)
        self._numbers = {key: n for n, key in enumerate({**keys, **dict.fromkeys(self._catalogue)}, 1)}
        rules = {rule.id: gate_column(rule) for rule in program.rules.rules}
        named = {name for e in self._editions for model in e.models.values() for name in e.gates_of(model)}
        self._gates = {name: rules[name] for name in rules if name in named}
        self._register = register
        self._in_register = lru_cache(maxsize=200_000)(self._is_registered)
        self._number = lru_cache(maxsize=200_000)(self._number_of)
        self._table = pl.DataFrame(list(self._rows()), self._schema(), strict=False)

    @property
    def gates(self) -> Mapping[str, str]:
        """Give the advisories some edition makes gates, with the columns that say for which rows."""
        return self._gates

    def _number_of(self, maker: str, model: str) -> int | None:
        return self._numbers.get(model_key(maker, model), _ELSEWHERE) if model else None

    def _is_registered(self, maker: str, model: str) -> bool | None:
        return None if self._register is None else model_key(maker, model) in self._register

    def _place(self, edition: int, number: int) -> int:
        return edition * (len(self._numbers) + 1) + number

    def _categories(self) -> list[str]:
        return list(dict.fromkeys(category for edition in self._editions for category in edition.categories))

    def _verdicts(self) -> list[tuple[str, str]]:
        """Give the columns of the table that hold verdicts: a category's as listed, and of each quantity rows state."""
        minima = {(c.id, m.name) for e in self._editions for c in e.categories.values() for m in c.minimum}
        stated = sorted((category, name) for category, name in minima if name in self._stated)
        return [*((category, "") for category in self._categories()), *stated]

    def _schema(self) -> dict[str, pl.DataType]:
        flags = [LISTED, ASKS_PAPERS, *self._gates.values(), *map(_verdict, self._verdicts())]
        return {_PLACE: pl.UInt32(), **dict.fromkeys(flags, pl.Boolean())}

    def _rows(self) -> Iterator[dict[str, Value]]:
        for n, edition in enumerate(self._editions):
            for key, number in (("", _ELSEWHERE), *self._numbers.items()):
                yield {_PLACE: self._place(n, number), **self._row(edition, key)}

    def _row(self, edition: Edition, key: str) -> dict[str, Value]:
        listed = edition.models.get(key)
        raised = edition.gates_of(listed) if listed else ()
        gates = {column: name in raised for name, column in self._gates.items()}
        asks = bool(listed and listed.documents)
        verdicts = {_verdict(one): self._judged(edition, key, *one) for one in self._verdicts()}
        return {LISTED: listed is not None, ASKS_PAPERS: asks, **gates, **verdicts}

    def _judged(self, edition: Edition, key: str, category: str, quantity: str) -> bool | None:
        known, asked = edition.models.get(key) or self._catalogue.get(key), edition.categories.get(category)
        if asked is None:
            return None
        minima = [m for m in asked.minimum if (m.name == quantity if quantity else m.name not in self._stated)]
        return _all([_holds(minimum, known) for minimum in minima])

    def joined(self, frame: pl.DataFrame, day: str) -> pl.LazyFrame:
        """Join to each row what the edition in force on its day says of its model; null without a day or a model."""
        table, wide = self._table.lazy(), len(self._numbers) + 1
        on = [pl.col(day) >= edition.effective_from for edition in self._editions]
        entered = reduce(lambda a, b: a + b, (one.cast(pl.UInt32) for one in on))
        # Rows before the first edition, like rows without a day, find no place: nothing was in force to say yes or no.
        place = pl.when(entered > 0).then((entered - 1) * wide + pl.col(_NUMBER))
        numbered = self._numbered(frame).lazy().with_columns(entered.alias(_EDITION), place.alias(_PLACE))
        return numbered.join(table, on=_PLACE, how="left", validate="m:1", maintain_order="left")

    def _numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give each row the number of its model, and whether the register holds it."""
        names = [pl.col(n).fill_null("") if n in frame.columns else pl.lit("").alias(n) for n in ("maker", "model")]
        frame = frame.with_columns(names)
        spelt = frame.select("maker", "model").unique()
        numbers = pl.Series(_NUMBER, [self._number(maker, model) for maker, model in spelt.iter_rows()], pl.UInt32)
        held = pl.Series(IN_REGISTER, [self._in_register(*names) for names in spelt.iter_rows()], pl.Boolean)
        known = spelt.with_columns(numbers, held)
        return frame.join(known, on=["maker", "model"], how="left", maintain_order="left")

    def specification_met(self, category: pl.Expr) -> pl.Expr:
        """Say whether a row of a joined frame reaches the minimum of its category; null where that is not known."""
        verdict = _chosen([(category == name, self._category_met(name)) for name in self._categories()])
        # Of what is no model in force nothing is said, whatever quantities the row states.
        return pl.when(pl.col(LISTED).is_not_null()).then(verdict)

    def _category_met(self, category: str) -> pl.Expr:
        listed = pl.col(_verdict((category, "")))
        if not self._stated:
            return listed
        numbered = enumerate(self._editions, 1)
        return _chosen([(pl.col(_EDITION) == n, self._all_met(category, edition)) for n, edition in numbered])

    def _all_met(self, category: str, edition: Edition) -> pl.Expr:
        minima = edition.categories[category].minimum if category in edition.categories else ()
        stated = [self._quantity_met(category, minimum) for minimum in minima if minimum.name in self._stated]
        return reduce(and_, stated, pl.col(_verdict((category, ""))))

    def _quantity_met(self, category: str, minimum: Minimum) -> pl.Expr:
        is_stated = pl.col(f"{SPEC}{minimum.name}.low").is_not_null()
        # What the row states of this machine goes before what the list says of the model.
        return pl.when(is_stated).then(_stated_holds(minimum)).otherwise(pl.col(_verdict((category, minimum.name))))


def _chosen(cases: Sequence[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    """Give the value of the case that holds; none where no case does. The cases exclude each other."""
    return reduce(lambda rest, case: pl.when(case[0]).then(case[1]).otherwise(rest), cases, pl.lit(None, pl.Boolean))


def _verdict(of: tuple[str, str]) -> str:
    return "met." + ".".join(filter(None, of))
