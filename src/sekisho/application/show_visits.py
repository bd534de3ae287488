"""Show the visits of an inspector: the lines that were entrusted to them, by day."""

from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.project import read_cases

#: States of a line in which a visit is planned or done.
VISITED = ("visit_scheduled", "line_verified")


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to one machine: the case, the line, who claims, what stands there, until when it must be verified."""

    case: str
    line: str
    claimant: str
    machine: str
    state: str
    visit_on: str
    verify_by: str


def show_visits(desk: Desk, person: Person) -> list[Visit]:
    """Give the visits entrusted to a person, those still to come first, by day."""
    visits = []
    with desk.store.read() as tx:
        rows = tx.views.lines(states=VISITED)
        cases = read_cases(tx, {row.case for row in rows})
        for row in rows:
            case = cases[row.case]
            line = case.lines[row.line]
            if line.text("inspector") == person.id:
                claimant, machine = str(case.applicant.get("name", "")), f"{row.maker} {row.model}"
                day = line.text("visit_on")
                visits.append(Visit(row.case, row.line, claimant, machine, row.state, day, row.verify_by))
    return sorted(visits, key=lambda visit: (visit.state == VISITED[1], visit.visit_on, visit.case))
