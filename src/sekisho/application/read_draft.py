"""Read a draft as one person may see it: the integrator's copy carries no prices."""

from dataclasses import replace

from sekisho.application.desk import Desk
from sekisho.application.ports import DraftRow, Person
from sekisho.application.project import read_case
from sekisho.application.section import join, may_see, split
from sekisho.application.show_case import may_open


def read_draft(desk: Desk, case_id: str, person: Person) -> DraftRow | None:
    """Give a case's draft for one person's eyes; None where there is none or the case is not theirs."""
    with desk.store.read() as tx:
        case, draft = read_case(tx, case_id), tx.drafts.get(case_id)
    if draft is None or not may_open(case, person):
        return None
    seen = {name: section for name, section in split(draft.content).items() if may_see(case, person.side, name)}
    return replace(draft, content=join(seen))
