"""How lists are ordered, and which cases claim a serial number; the same on every engine."""

from sekisho.application import ports
from sekisho.domain.casework.paper import BEFORE_SUBMISSION, ENDED

#: A case in these states claims no serial number: it was never filed, or has come to nothing (A21).
CLAIMS_NOTHING = (*BEFORE_SUBMISSION, *ENDED)


def in_order(rows: list[ports.CaseRow]) -> list[ports.CaseRow]:
    """Sort cases by receipt, then id by code point; a database would sort ids by the machine's locale."""
    return sorted(rows, key=lambda row: (row.receipt, row.id))
