"""Open a case: give it a number and keep the draft it starts from."""

from collections.abc import Mapping

from sekisho.application.act import act_within
from sekisho.application.desk import Desk
from sekisho.application.ports import ConflictError, Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES
from sekisho.application.request import Accepted, Request
from sekisho.application.transact import transact
from sekisho.domain.casework.case import Case
from sekisho.domain.values.finding import Refusal, Value

#: As many who open a case at the same instant each find a number of their own.
TRIES = 20


def _next_number(desk: Desk, tx: Transaction) -> str:
    count = len(tx.journal.streams(CASES)) + 1
    mark = "R" if desk.is_rehearsal else ""
    return f"{mark}{desk.programs.definition(tx).case_prefix}-{count:05d}"


def _party(content: Mapping[str, Value], name: str) -> dict[str, Value]:
    party = content.get(name)
    return dict(party) if isinstance(party, dict) else {}


def _open(desk: Desk, tx: Transaction, person: Person, content: Mapping[str, Value]) -> Accepted | Refusal:
    details: dict[str, Value] = {
        "applicant": _party(content, "applicant"),
        "channel": str(content.get("channel") or ""),
    }
    if partner := _party(content, "partner"):
        details["partner"] = partner
    case = Case(_next_number(desk, tx))
    opened = act_within(desk, tx, case, person, Request("open", details))
    if not isinstance(opened, Refusal):
        tx.drafts.put(case.id, dict(content), 0, program_now(desk, tx))
    return opened


def open_case(desk: Desk, person: Person, content: Mapping[str, Value]) -> Accepted | Refusal:
    """Open a case for the applicant and partner a case file names; the whole file becomes the draft."""
    for _ in range(TRIES):
        try:
            return transact(desk, lambda tx: _open(desk, tx, person, content))
        except ConflictError:
            # Somebody took this number meanwhile; nothing of ours was written, and the next number is free.
            continue
    return transact(desk, lambda tx: _open(desk, tx, person, content))
