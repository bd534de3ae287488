"""How lists are ordered, and which cases claim a serial number; the same on every engine."""

from sekisho.application import views
from sekisho.domain.casework.paper import BEFORE_SUBMISSION, ENDED
from sekisho.domain.evidence.signal.trace import Trace

#: A case in these states claims no serial number: it was never filed, or has come to nothing (A21).
CLAIMS_NOTHING = (*BEFORE_SUBMISSION, *ENDED)


def in_order(rows: list[views.CaseRow]) -> list[views.CaseRow]:
    """Sort cases by receipt, then id by code point; a database would sort ids by the machine's locale."""
    return sorted(rows, key=lambda row: (row.receipt, row.id))


def claims_in_order(claims: list[tuple[int, Trace]]) -> list[Trace]:
    """Sort traces by the receipt of their case, then by case, key and line by code point."""
    return [trace for _, trace in sorted(claims, key=lambda one: (one[0], one[1].case, one[1].key, one[1].line))]


def traces_in_order(traces: list[Trace]) -> list[Trace]:
    """Sort traces by case, kind, key, line and place, by code point as everything else."""
    return sorted(traces, key=lambda one: (one.case, one.kind, one.key, one.line, one.place))
