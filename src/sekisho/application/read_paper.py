"""Read a paper's bytes: only for those who may see the case it belongs to."""

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.project import read_case
from sekisho.application.readable import may_read, paper_kinds
from sekisho.application.show_case import may_open
from sekisho.domain.casework.case import Document


def read_paper(desk: Desk, case_id: str, person: Person, document: str) -> tuple[Document, bytes] | None:
    """Give a paper and its bytes; None where there is none, it was erased, or the person may not see case or paper."""
    with desk.store.read() as tx:
        case = read_case(tx, case_id)
        paper = case.documents.get(document)
        if paper is None or not may_open(case, person) or not may_read(case, person, paper, paper_kinds(desk, tx)):
            return None
        data = tx.blobs.get(paper.digest)
        return (paper, data) if data is not None else None
