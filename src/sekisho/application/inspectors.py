"""Inspectors' registers as decisions need them: interests in the parties of a case, and what is looked at on a line."""

from collections.abc import Mapping
from datetime import date

from sekisho.application.ports import Transaction
from sekisho.application.project import read_registrations
from sekisho.application.register_facts import Registers, key_of
from sekisho.domain.casework.actor import Role
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import is_day
from sekisho.domain.casework.inspectorate import fold_roster
from sekisho.domain.inspection.checklist import CheckedItem
from sekisho.domain.inspection.inspector import Inspector
from sekisho.domain.inspection.interest import Interest, conflicts
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

INSPECTORS = "inspector/"
#: Commands that name the day on which an inspector is or was at the machine; of any other it is today.
ON_SITE: Mapping[str, str] = {
    "schedule_visit": "visit_on",
    "record_visit_findings": "visited_on",
    "verify_line": "visited_on",
}
Equipment = Mapping[str, Mapping[str, Value]]


def read_inspector(tx: Transaction, inspector: str) -> Inspector:
    """Give an inspector's register as its events leave it; one who declared nothing has an empty one."""
    return fold_roster(inspector, (row.event for row in tx.journal.read(INSPECTORS + inspector)))


def is_inspector(tx: Transaction, person: str) -> bool:
    """Say whether somebody is an inspector of the office."""
    found = tx.people.get(person) if person else None
    return found is not None and found.role == Role.INSPECTOR.value


def _suppliers(tx: Transaction, registers: Registers, equipment: Equipment) -> set[str]:
    """Give the organisations that had the models of a case registered: maker or exporter (A26)."""
    keys = {key_of(item) for item in equipment.values()}
    rows = [row for row in registers.of("model") if key_of(row.particulars) in keys]
    return {each.applicant for each in read_registrations(tx, [row.id for row in rows])}


def parties_of(tx: Transaction, registers: Registers, case: Case, equipment: Equipment) -> frozenset[str]:
    """Give the numbers of all who gain by a case: applicant, partner, and who supplies its machines."""
    own = {str(party.get("corporate_number") or "") for party in (case.applicant, case.partner)}
    return frozenset(number for number in own | _suppliers(tx, registers, equipment) if number)


def conflicts_of(
    tx: Transaction,
    registers: Registers,
    case: Case,
    equipment: Equipment,
    command: Command,
    program: ProgramDefinition,
) -> tuple[Interest, ...]:
    """Give the interests that keep an inspector from what he does in a case, or is sent to do, on the day it names."""
    if command.actor.role is not Role.INSPECTOR and command.name not in ON_SITE:
        return ()
    inspector = read_inspector(tx, command.text("inspector") or command.actor.person)
    if not inspector.interests:
        return ()
    said, today = command.text(ON_SITE.get(command.name, "")), day_in_japan(command.at)
    day = date.fromisoformat(said) if is_day(said) else today
    years = program.number("inspection.conflict_years", today)
    return conflicts(inspector.interests.values(), parties_of(tx, registers, case, equipment), day, years)


def checklist_for(equipment: Equipment, line: str, program: ProgramDefinition, day: date) -> tuple[CheckedItem, ...]:
    """Give what is looked at on a line, by its category; nothing where the case has no such line."""
    category = str(equipment.get(line, {}).get("category") or "")
    return tuple(CheckedItem(item.id, item.needs_photo) for item in program.checklist_of(category, day))
