"""Show the sealed record of a case: its rows as they stand in the journal, and the newest checkpoint over them."""

from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.ports import CheckpointRow, Person
from sekisho.application.project import CASES
from sekisho.application.record import Recorded
from sekisho.application.show_case import may_open
from sekisho.domain.casework.evolve import fold


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """The rows of one case and the newest checkpoint of the log; None before the first."""

    rows: tuple[Recorded, ...]
    checkpoint: CheckpointRow | None


def show_record(desk: Desk, case_id: str, person: Person) -> CaseRecord | None:
    """Give the record of a case; None where there is none or the person may not see it."""
    with desk.store.read() as tx:
        rows = tx.journal.read(CASES + case_id)
        case = fold(case_id, (row.event for row in rows))
        return CaseRecord(tuple(rows), tx.checkpoints.newest()) if rows and may_open(case, person) else None
