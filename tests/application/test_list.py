"""Lists of cases: in order of receipt, for those who may see them."""

from sekisho.application.list_cases import list_cases
from tests.application.scene import FILE


def test_the_queue_stands_in_order_of_receipt_and_drafts_come_last(office):
    """Whatever was opened first, the list follows the receipts; what has none stands behind."""
    draft = office.opens()
    later, first = (office.case(lines=[office_line(n)]) for n in (1, 2))
    for case in (first, later):
        office.submits(case)
    assert [row.id for row in list_cases(office.desk, office.people["officer"])] == [first, later, draft]
    assert list_cases(office.desk, office.people["stranger"]) == []


def office_line(n):
    """Give the usual machine with a serial number of its own."""
    return {**FILE["lines"][0], "serial": f"SN-{n}"}
