"""Projections: what lists show, computed from a case or registration and written in the same transaction."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sekisho.application.desk import Desk
from sekisho.application.invoice import invoices_of
from sekisho.application.ports import Transaction
from sekisho.application.program_time import program_now
from sekisho.application.section import content_of
from sekisho.application.views import CaseRow, LineRow, RegistrationRow
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.deadline import end_of
from sekisho.domain.casework.evolve import fold
from sekisho.domain.casework.evolve_registration import fold_registration
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.reminder import RUNNING, after_payment, to_come, to_pay, to_visit
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

CASES = "case/"
REGISTRATIONS = "registration/"


def _text(record: Mapping[str, Value], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _next_due(case: Case, window_closes: date | None) -> tuple[str, datetime | None]:
    lines = [(line.visit_clock, end_of(line.visit_by)) for line in to_visit(case) if line.visit_by]
    clocks = [(name, due) for name, due in case.clocks.items() if name == _running_clock(case.state)]
    arrivals = [("window", end_of(window_closes))] if window_closes and to_come(case) else []
    duties = [*after_payment(case).items(), *to_pay(case).items()]
    every = sorted([*lines, *clocks, *arrivals, *duties], key=lambda clock: clock[1])
    return every[0] if every else ("", None)


def _running_clock(state: str) -> str:
    return {**RUNNING, "waiting": "waiting", "closed": "retention"}.get(state, "")


def case_row(case: Case, program: str, window_closes: date | None = None) -> CaseRow:
    """Give the row a list shows of a case; ``window_closes`` is the last day for a machine that has still to come."""
    due_what, due_at = _next_due(case, window_closes)
    held = case.balance
    amount = held.paid or held.payable or held.committed or held.reserved or held.requested
    return CaseRow(
        id=case.id,
        program=program,
        state=case.state,
        applicant=_text(case.applicant, "name"),
        applicant_number=_text(case.applicant, "corporate_number"),
        partner=_text(case.partner, "name"),
        partner_number=_text(case.partner, "corporate_number"),
        amount=amount.yen,
        receipt=case.receipt,
        outcome=_text(case.screening, "outcome"),
        edition_on=case.edition_on,
        submitted_at=case.submitted_at,
        due_at=due_at,
        due_what=due_what,
        seq=case.seq,
    )


def _line_row(case: Case, line: Line, equipment: Mapping[str, Mapping[str, Value]]) -> LineRow:
    item = equipment.get(line.id, {})
    verify_by = line.visit_by.isoformat() if line.visit_by else ""
    serial = line.text("serial") or _text(item, "serial")
    return LineRow(case.id, line.id, line.state, _text(item, "maker"), _text(item, "model"), serial, verify_by)


def equipment_of(content: Mapping[str, Value]) -> dict[str, Mapping[str, Value]]:
    """Give the equipment lines of a case's content by their id."""
    lines = content.get("lines")
    items = [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    return {str(line.get("id")): line for line in items}


def _window_closes(desk: Desk, tx: Transaction, case: Case) -> date | None:
    """Give the last day for a machine that has still to come; None where nobody waits for one."""
    # Only where it is asked for: the definition is read for it, and most commands write this row.
    if not to_come(case):
        return None
    return desk.programs.definition(tx).day("window.closes", day_in_japan(program_now(desk, tx)))


def project_case(desk: Desk, tx: Transaction, case: Case) -> None:
    """Write a case's rows."""
    # Never the draft of a case that is filed: what is typed into it claims no serial number.
    equipment = equipment_of(content_of(tx, case))
    lines = [_line_row(case, line, equipment) for line in case.lines.values()]
    tx.views.put_case(case_row(case, desk.program_id, _window_closes(desk, tx, case)), lines, invoices_of(case))


def project_registration(tx: Transaction, registration: Registration) -> None:
    """Write a registration's row."""
    name = _text(registration.particulars, "name")
    row = RegistrationRow(
        registration.id,
        registration.subject,
        registration.key,
        registration.state,
        name,
        registration.history,
        registration.particulars,
    )
    tx.views.put_registration(row)


def read_case(tx: Transaction, case_id: str) -> Case:
    """Give a case as its events leave it; a case without events is new."""
    return fold(case_id, (row.event for row in tx.journal.read(CASES + case_id)))


def read_cases(tx: Transaction, case_ids: Iterable[str]) -> dict[str, Case]:
    """Give several cases by id, read at once."""
    names = {CASES + case_id: case_id for case_id in case_ids}
    rows = tx.journal.read_all(list(names))
    return {case_id: fold(case_id, (row.event for row in rows[stream])) for stream, case_id in names.items()}


def read_registration(tx: Transaction, registration_id: str) -> Registration:
    """Give a registration as its events leave it."""
    rows = tx.journal.read(REGISTRATIONS + registration_id)
    return fold_registration(registration_id, (row.event for row in rows))


def read_registrations(tx: Transaction, registration_ids: Iterable[str]) -> list[Registration]:
    """Give several registrations in the order asked for, read at once."""
    names = {REGISTRATIONS + registration_id: registration_id for registration_id in registration_ids}
    rows = tx.journal.read_all(list(names))
    return [fold_registration(name, (row.event for row in rows[stream])) for stream, name in names.items()]
