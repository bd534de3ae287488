"""Query: the criteria of the program as one statement of SQL over a table of bound facts."""

from collections.abc import Iterable, Sequence

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.rules.sql import Dialect, Sql
from sekisho.domain.screening.criteria import NOT_MET, UNDETERMINED, VERDICT, Criteria


def _mask(conditions: Sequence[str]) -> str:
    """Put truths known of every row into one whole number, the first in its lowest bit."""
    # By way of INTEGER, because PostgreSQL turns a truth into no wider number at once.
    bits = [f"CAST(CAST({condition} AS INTEGER) AS BIGINT) * {1 << n}" for n, condition in enumerate(conditions)]
    return f"({' + '.join(bits)})"


def _named(columns: Iterable[tuple[str, str]], sql: Sql) -> str:
    return ", ".join(f"{made} AS {sql.field(name)}" for name, made in columns)


def query(source: str, program: ProgramDefinition, dialect: Dialect, gated: frozenset[str] = frozenset()) -> str:
    """Give a statement that judges every row of a table: what ``frame.judged`` and ``frame.reasons`` add, at once.

    ``source`` is the quoted name of the table; it holds every field of the program, and for each advisory in
    ``gated`` whether a row of Annex A makes it a gate. Both masks are 0 where a row is met.
    """
    sql = Sql(dialect)
    criteria = Criteria(program.rules, program.parameters, sql, {})
    values = [sql.field(rule.id) for rule in program.rules.rules]
    stands = sql.opposite(sql.settled(sql.field(VERDICT), default=False))
    failed = [sql.every([stands, sql.settled(sql.opposite(value), default=False)]) for value in values]
    unknown = [sql.every([stands, f"({value} IS NULL)"]) for value in values]
    # Each step reads the columns of the one before, so that no criterion is written out twice.
    columns = f"SELECT *, {_named(criteria.columns().items(), sql)} FROM {source}"  # noqa: S608 - because every name is quoted
    verdict = f"SELECT *, {_named([(VERDICT, criteria.verdict(gated))], sql)} FROM ({columns}) AS judged"  # noqa: S608 - because of the same
    masks = _named([(NOT_MET, _mask(failed)), (UNDETERMINED, _mask(unknown))], sql)
    return f"SELECT *, {masks} FROM ({verdict}) AS decided"  # noqa: S608 - because of the same
