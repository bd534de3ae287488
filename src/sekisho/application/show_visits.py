"""Show the visits of an inspector: the lines that were entrusted to them, by day and prefecture."""

from dataclasses import dataclass
from datetime import date

from sekisho.application.desk import Desk
from sekisho.application.ports import LineRow, Person, Transaction
from sekisho.application.project import read_cases
from sekisho.application.section import content_of
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.inspection.prefecture import prefecture_of

#: States of a line in which a visit is planned or done.
VISITED = ("visit_scheduled", "line_verified")


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to one machine: the case, the line, who claims, what stands where, until when it must be verified.

    ``verify_by`` is None for a second look, which no day binds. ``number`` counts the visits of the line.
    """

    case: str
    line: str
    claimant: str
    machine: str
    state: str
    visit_on: str
    verify_by: date | None
    prefecture: str
    site: str
    number: int

    @property
    def is_done(self) -> bool:
        """Say whether the line is verified."""
        return self.state == "line_verified"


def prefecture_at(tx: Transaction, case: Case, line: Line) -> str:
    """Give where a machine stands: as its visit says, else as the application does; empty where neither says."""
    said = prefecture_of(line.text("prefecture"))
    if said:
        return said
    applicant = content_of(tx, case).get("applicant")
    return prefecture_of(str(applicant.get("prefecture") or "")) if isinstance(applicant, dict) else ""


def _visit(tx: Transaction, case: Case, row: LineRow) -> Visit:
    line = case.lines[row.line]
    return Visit(
        case=row.case,
        line=row.line,
        claimant=str(case.applicant.get("name", "")),
        machine=f"{row.maker} {row.model}",
        state=row.state,
        visit_on=line.text("visit_on"),
        verify_by=None if line.text("verified_by") else line.verify_by,
        prefecture=prefecture_at(tx, case, line),
        site=line.text("site"),
        number=line.visit,
    )


def show_visits(desk: Desk, person: Person) -> list[Visit]:
    """Give the visits entrusted to a person, those still to come first, by day and prefecture."""
    with desk.store.read() as tx:
        rows = tx.views.lines(states=VISITED)
        cases = read_cases(tx, {row.case for row in rows})
        own = [row for row in rows if cases[row.case].lines[row.line].text("inspector") == person.id]
        visits = [_visit(tx, cases[row.case], row) for row in own]
    return sorted(visits, key=lambda visit: (visit.is_done, visit.visit_on, visit.prefecture, visit.case, visit.line))
