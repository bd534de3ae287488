"""The statement of SQL that judges bound rows: a truth a rule, the marks of its reasons, what it would get."""

from collections.abc import Mapping, Sequence

from sekisho.batch.mark import Marks, parted
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.sql import Dialect, Sql
from sekisho.domain.screening.bind_columns import ROW, SUBSIDY
from sekisho.domain.screening.column import ID
from sekisho.domain.screening.query import query


def _number(conditions: Sequence[str]) -> str:
    bits = [f"CAST(CAST({condition} AS INTEGER) AS BIGINT) * {1 << n}" for n, condition in enumerate(conditions)]
    return f"({' + '.join(bits)})"


def marks_of(program: ProgramDefinition, gates: Mapping[str, str], dialect: Dialect) -> Marks[str]:
    """Give the marks of a program in a dialect."""
    return Marks(program, gates, Sql(dialect))


def statement(source: str, marks: Marks[str], dialect: Dialect) -> str:
    """Give the statement over a table of bound rows, by its quoted name."""
    sql, program = Sql(dialect), marks.program
    kept = ", ".join(sql.field(name) for name in (ROW, ID, *marks.columns))
    keys = ", ".join(f"{_number(held)} AS {sql.field(name)}" for name, held in parted(marks.conditions()).items())
    # A condition that is known of every row may stand in CASE; a rule never does.
    amount = f"CASE WHEN {marks.payable()} THEN {sql.field(SUBSIDY)} END AS {sql.field(SUBSIDY)}"
    judged = query(source, program, dialect, frozenset(marks.gates))
    return f"SELECT {kept}, {amount}, {keys} FROM ({judged}) AS told"  # noqa: S608 - because every name is quoted
