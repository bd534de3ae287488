"""Show the sealed record of a case: its rows as they stand in the journal, and the newest checkpoint over them."""

from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.ports import CheckpointRow, Person
from sekisho.application.project import CASES
from sekisho.application.readable import closed_to, paper_kinds
from sekisho.application.record import Recorded
from sekisho.application.section import may_see
from sekisho.application.show_case import may_open
from sekisho.domain.casework.evolve import fold


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """The rows of one case and the newest checkpoint of the log; None before the first.

    ``sees_price``: whether the reader may see what tells the price; who shows the rows conceals it else.
    ``telling``: the places of the events that say of a paper in clear what this reader may not read.
    """

    rows: tuple[Recorded, ...]
    checkpoint: CheckpointRow | None
    sees_price: bool
    telling: frozenset[int] = frozenset()


def show_record(desk: Desk, case_id: str, person: Person) -> CaseRecord | None:
    """Give the record of a case; None where there is none or the person may not see it."""
    with desk.store.read() as tx:
        rows = tx.journal.read(CASES + case_id)
        case = fold(case_id, (row.event for row in rows))
        if not rows or not may_open(case, person):
            return None
        closed = closed_to(case, person, paper_kinds(desk, tx))
        return CaseRecord(tuple(rows), tx.checkpoints.newest(), may_see(case, person.side, "price"), closed.rows)
