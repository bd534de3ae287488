"""Support incidents as the vendor sees them they went to: the machine and the problem, nothing else of the case."""

from dataclasses import dataclass

from sekisho.application.act import act
from sekisho.application.desk import Desk
from sekisho.application.notify import OPENED
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case, read_cases
from sekisho.application.reach import unknown_case
from sekisho.application.register_facts import read_registers
from sekisho.application.request import Request
from sekisho.application.section import content_of
from sekisho.application.vendor import providers_of
from sekisho.domain.aftercare.support import Incident
from sekisho.domain.casework.aftercare import Aftercare
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.time import day_in_japan


@dataclass(frozen=True, slots=True)
class Support:
    """An incident that went to a vendor: of which case and machine, and whether its first answer is late."""

    case: str
    machine: str
    incident: Incident
    is_late: bool


def _own(after: Aftercare, person: Person) -> list[Incident]:
    return [one for one in after.incidents.values() if one.vendor == person.organisation]


def _machine(tx: Transaction, case: str, line: str) -> str:
    row = next((row for row in tx.views.lines(case=case) if row.line == line), None)
    return f"{row.maker} {row.model}".strip() if row else line


def _told(tx: Transaction, person: Person) -> list[str]:
    # The notices are the index: an incident tells its vendor in the transaction that opens it.
    notices = tx.outbox.of(organisation=person.organisation)
    return sorted({notice.case for notice in notices if notice.code == f"event.{OPENED}"})


def show_support(desk: Desk, person: Person) -> list[Support]:
    """Give the incidents that went to a person's organisation, open ones first, the oldest of them first."""
    with desk.store.read() as tx:
        now = program_now(desk, tx)
        hours = desk.programs.definition(tx).number("support.answer_hours", day_in_japan(now))
        found = [
            Support(case.id, _machine(tx, case.id, one.line), one, one.is_late_at(now, hours))
            for case in read_cases(tx, _told(tx, person)).values()
            for one in _own(case.aftercare, person)
        ]
    return sorted(found, key=lambda one: (not one.incident.is_open, one.incident.opened_at, one.case))


def show_providers(desk: Desk, case_id: str) -> dict[str, str]:
    """Give whom a case's incidents can go to, by number: its partner, and the exporters of its machines."""
    with desk.store.read() as tx:
        case = read_case(tx, case_id)
        return providers_of(tx, read_registers(tx), case, content_of(tx, case), day_in_japan(program_now(desk, tx)))


def answer_support(desk: Desk, case_id: str, person: Person, request: Request) -> Incident | Refusal:
    """Answer or resolve an incident that went to a person's organisation; to others the case does not exist."""
    number = str(request.details.get("incident") or "")
    with desk.store.read() as tx:
        own = {one.number for one in _own(read_case(tx, case_id).aftercare, person)}
    if number not in own:
        return unknown_case()
    result = act(desk, case_id, person, request)
    return result if isinstance(result, Refusal) else result.case.aftercare.incidents[number]
