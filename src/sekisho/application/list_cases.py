"""List cases: all of them for the office and the auditor, one's own for everybody else."""

from collections.abc import Sequence

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.section import SEEN_BY
from sekisho.application.show_case import INSIDERS
from sekisho.application.views import CaseRow


def list_cases(desk: Desk, person: Person, *, states: Sequence[str] = ()) -> list[CaseRow]:
    """Give the cases a person may see, in order of receipt; those without a receipt come last."""
    organisation = "" if person.side in INSIDERS else person.organisation
    with desk.store.read() as tx:
        found = tx.views.cases(states=states, organisation=organisation)
    return sorted(found, key=lambda row: (not row.receipt, row.receipt, row.id))


def sees_amount(row: CaseRow, person: Person) -> bool:
    """Say whether a person may read the subsidy of a case in a list: it is a published share of the price."""
    buyer = person.side in (*INSIDERS, *SEEN_BY["price"])
    return buyer or row.applicant_number == person.organisation
