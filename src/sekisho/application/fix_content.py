"""Fix the content of a case for signing: lock a draft, correct a returned filing, or ask for a change of the plan.

Each gives a new root, which every side signs.
"""

from collections.abc import Mapping

from sekisho.application.act import act_within
from sekisho.application.content_fault import content_faults, exchanged_lines
from sekisho.application.declared import declared_subsidies
from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.price import costing_day, requested_amount
from sekisho.application.program_time import program_now
from sekisho.application.project import equipment_of, read_case
from sekisho.application.request import Accepted, Request
from sekisho.application.section import changed_sections, content_of, draft_of, store_sections
from sekisho.application.transact import transact
from sekisho.domain.casework.case import Case
from sekisho.domain.values.finding import Refusal, Value

CHANGING = "request_change"


def _fixed(
    desk: Desk, tx: Transaction, case: Case, content: Mapping[str, Value], said: Mapping[str, Value]
) -> dict[str, Value] | Refusal:
    """Give a content as the journal names it: its sections and lines, and what it asks for by the rates of the day."""
    sections = store_sections(desk, tx, content, said)
    lines: list[Value] = list(equipment_of(content))
    program, day = desk.programs.definition(tx), costing_day(case, program_now(desk, tx))
    amount = requested_amount(program, content, day, declared_subsidies(tx, case))
    if isinstance(amount, Refusal):
        return amount
    return {"root": sections.root, "sections": sections.named, "lines": lines, "amount": amount.yen}


def _corrected(tx: Transaction, case: Case, content: Mapping[str, Value]) -> dict[str, Value]:
    """Name what a correction changes, so that only what was sent back is."""
    changed: list[Value] = [*changed_sections(tx, case, content)]
    return {"changed": changed} if changed else {}


def _fix(desk: Desk, tx: Transaction, case_id: str, person: Person, request: Request) -> Accepted | Refusal:
    case = read_case(tx, case_id)
    content = draft_of(tx, case)
    faults = content_faults(case, content, request.details)
    if request.command == CHANGING and not faults:
        faults = exchanged_lines(content_of(tx, case), content)
    if faults:
        return Refusal.of(faults)
    fixed = _fixed(desk, tx, case, content, request.details)
    if isinstance(fixed, Refusal):
        return fixed
    more = _corrected(tx, case, content) if request.command == "correct" else {}
    return act_within(desk, tx, case, person, Request(request.command, {**request.details, **fixed, **more}))


def lock_case(desk: Desk, case_id: str, person: Person) -> Accepted | Refusal:
    """Lock a draft for signing: its sections are salted, stored and hashed, and both sides sign the same root."""
    return transact(desk, lambda tx: _fix(desk, tx, case_id, person, Request("lock")))


def correct_case(desk: Desk, case_id: str, person: Person) -> Accepted | Refusal:
    """Take the corrected draft of a returned case: every signature is void and both sides sign anew."""
    return transact(desk, lambda tx: _fix(desk, tx, case_id, person, Request("correct")))


def request_change(desk: Desk, case_id: str, person: Person, change: str, reason: str) -> Accepted | Refusal:
    """Ask for a change of the plan as granted (Act 179 of 1955, art. 7): the draft is the filing it would leave."""
    request = Request(CHANGING, {"change": change, "reason": reason})
    return transact(desk, lambda tx: _fix(desk, tx, case_id, person, request))
