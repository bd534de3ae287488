"""What a case earns: on its accepted invoices, each once; with the terms of the day it was filed; while they stand."""

from sekisho.application.file_document import Paper, file_document
from sekisho.application.show_case import show_case
from sekisho.domain.values.money import Money
from tests.application.scene import LISTED

PRICE = 20_000_000
TWO = [{"id": name, **LISTED, "origin": "CN", "price": PRICE, "incoterm": "CIF"} for name in ("L1", "L2")]


def invoices(office, case, *said, line=""):
    """File purchase invoices, each with bytes of its own, and accept them."""
    for n, about in enumerate(said):
        paper = Paper("purchase_invoice", f"{n}.txt", f"{line} {n} {about}".encode(), line=line, about=about)
        filed = file_document(office.desk, case, office.people["user"], paper)
        assert filed.recorded, filed
    office.accepts(case)


def earned(office, case):
    """Give what the case has earned, as the office sees it."""
    return show_case(office.desk, case, office.people["officer"]).earned


def granted(office, **changes):
    """Carry a case to its grant."""
    case = office.opens(**changes)
    office.submits(case)
    office.grants(case)
    return case


def test_one_invoice_for_two_lines_is_earned_on_once(memory_office):
    """20 million invoiced for two lines of 20 million earn 3.6 million, where they earned 7.2 million before."""
    case = granted(memory_office, lines=TWO)
    invoices(memory_office, case, {"amount": PRICE, "number": "A"})
    assert earned(memory_office, case) == Money(PRICE * 18 // 100)


def test_invoices_of_instalments_are_earned_on_together(memory_office):
    """6 and 14 million for a machine of 20 million earn 3.6 million, where only the last counted before."""
    case = granted(memory_office)
    invoices(memory_office, case, {"amount": 6_000_000, "number": "A"}, {"amount": 14_000_000, "number": "B"})
    assert earned(memory_office, case) == Money(PRICE * 18 // 100)
