"""Show the visits of an inspector: the lines that were entrusted to them, by day and prefecture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.project import read_cases
from sekisho.application.section import applicants_of
from sekisho.application.views import LineRow
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.reminder import VERIFIABLE
from sekisho.domain.inspection.prefecture import prefecture_of
from sekisho.domain.values.finding import Value

#: States of a line in which a visit is planned or done.
VISITED = ("visit_scheduled", "line_verified")


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to one machine: the case, the line, who claims, what stands where, until when it must be verified.

    ``verify_by`` is None for a second look, which no day binds; ``clock`` says whether it ends the ninety days or the
    term of a re-visit. ``number`` counts the visits of the line.
    """

    case: str
    line: str
    claimant: str
    machine: str
    state: str
    visit_on: str
    verify_by: date | None
    clock: str
    prefecture: str
    site: str
    number: int

    @property
    def is_done(self) -> bool:
        """Say whether the line is verified."""
        return self.state == "line_verified"


def _prefecture(line: Line, applicant: Mapping[str, Value]) -> str:
    """Give where a machine stands: as its visit says, else as the application does; empty where neither says."""
    return prefecture_of(line.text("prefecture")) or prefecture_of(str(applicant.get("prefecture") or ""))


def _visit(case: Case, row: LineRow, applicant: Mapping[str, Value]) -> Visit:
    line = case.lines[row.line]
    return Visit(
        case=row.case,
        line=row.line,
        claimant=str(case.applicant.get("name", "")),
        machine=f"{row.maker} {row.model}",
        state=row.state,
        visit_on=line.text("visit_on"),
        verify_by=None if line.text("verified_by") else line.visit_by,
        clock=line.visit_clock,
        prefecture=_prefecture(line, applicant),
        site=line.text("site"),
        number=line.visit,
    )


def _is_entrusted(case: Case, row: LineRow, person: Person) -> bool:
    """Say whether somebody goes or went there: to a case that has ended nobody goes any more."""
    counts = row.state == "line_verified" or case.state in VERIFIABLE
    return counts and case.lines[row.line].text("inspector") == person.id


def show_visits(desk: Desk, person: Person) -> list[Visit]:
    """Give the visits entrusted to a person, those still to come first, by day and prefecture."""
    with desk.store.read() as tx:
        rows = tx.views.lines(states=VISITED)
        cases = read_cases(tx, {row.case for row in rows})
        own = [row for row in rows if _is_entrusted(cases[row.case], row, person)]
        applicants = applicants_of(tx, [cases[case] for case in {row.case for row in own}])
    visits = [_visit(cases[row.case], row, applicants.get(row.case, {})) for row in own]
    return sorted(visits, key=lambda visit: (visit.is_done, visit.visit_on, visit.prefecture, visit.case, visit.line))
