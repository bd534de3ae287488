"""Fix the content of a case for signing: lock a draft, or correct a returned filing. Both give a new root."""

from sekisho.application.act import act_within
from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.price import requested_amount
from sekisho.application.project import equipment_of, read_case
from sekisho.application.request import Accepted, Request
from sekisho.application.section import store_sections
from sekisho.application.transact import transact
from sekisho.domain.casework.case import Case
from sekisho.domain.values.finding import Refusal, Value


def _details(desk: Desk, tx: Transaction, case: Case) -> dict[str, Value] | Refusal:
    draft = tx.drafts.get(case.id)
    content = draft.content if draft else {}
    sections = store_sections(desk, tx, content)
    lines: list[Value] = list(equipment_of(content))
    amount = requested_amount(desk, tx, content)
    if isinstance(amount, Refusal):
        return amount
    return {"root": sections.root, "sections": sections.named, "lines": lines, "amount": amount.yen}


def _fix(desk: Desk, tx: Transaction, case_id: str, person: Person, command: str) -> Accepted | Refusal:
    case = read_case(tx, case_id)
    details = _details(desk, tx, case)
    return details if isinstance(details, Refusal) else act_within(desk, tx, case, person, Request(command, details))


def lock_case(desk: Desk, case_id: str, person: Person) -> Accepted | Refusal:
    """Lock a draft for signing: its sections are salted, stored and hashed, and both sides sign the same root."""
    return transact(desk, lambda tx: _fix(desk, tx, case_id, person, "lock"))


def correct_case(desk: Desk, case_id: str, person: Person) -> Accepted | Refusal:
    """Take the corrected draft of a returned case: every signature is void and both sides sign anew."""
    return transact(desk, lambda tx: _fix(desk, tx, case_id, person, "correct"))
