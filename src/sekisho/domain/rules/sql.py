"""Rules as SQL: one condition a rule, for DuckDB, PostgreSQL, Spark and SQLite, every node in brackets of its own.

``CASE`` takes an unknown condition for false, and a missing day would read as a criterion not met. So it stands only
around a table, on the field being one of its keys and without ``ELSE``: a key unknown or without entry gives null.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sekisho.domain.rules.evaluate import Truth
from sekisho.domain.rules.fold import Constant


class Dialect(StrEnum):
    """A database that runs rules."""

    DUCKDB = "duckdb"
    POSTGRESQL = "postgresql"
    SPARK = "spark"
    SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Sql:
    """The algebra of a dialect of SQL. Names and texts are quoted as it quotes them."""

    dialect: Dialect

    def field(self, name: str) -> str:
        quote = "`" if self.dialect is Dialect.SPARK else '"'
        return f"{quote}{name.replace(quote, quote * 2)}{quote}"

    def _text(self, value: str) -> str:
        # Spark reads a backslash as the beginning of a sign, and two quotes as two texts side by side.
        if self.dialect is Dialect.SPARK:
            value = value.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{value}'"
        return "'" + value.replace("'", "''") + "'"

    def constant(self, value: Constant) -> str:
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, date):
            # SQLite knows no days; as ISO text they compare as days do.
            return f"'{value}'" if self.dialect is Dialect.SQLITE else f"DATE '{value}'"
        return str(value) if isinstance(value, int) else self._text(value)

    def known(self, truth: Truth) -> str:
        return "CAST(NULL AS BOOLEAN)" if truth is None else str(truth).upper()

    def compared(self, sign: str, left: str, right: str) -> str:
        return f"({left} {'=' if sign == '==' else sign} {right})"

    def among(self, name: str, values: Sequence[Constant]) -> str:
        return f"({self.field(name)} IN ({', '.join(map(self.constant, values))}))"

    def opposite(self, condition: str) -> str:
        return f"(NOT {condition})"

    def every(self, conditions: Sequence[str]) -> str:
        return f"({' AND '.join(conditions)})"

    def some(self, conditions: Sequence[str]) -> str:
        return f"({' OR '.join(conditions)})"

    def listed(self, key: str, condition: str) -> str:
        return f"(CASE WHEN {key} THEN {condition} END)"

    def settled(self, condition: str, default: bool) -> str:  # noqa: FBT001 - because it is a truth, not a switch
        return f"COALESCE({condition}, {self.known(default)})"
