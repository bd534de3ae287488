"""Scenes many tests begin after: each is played once an engine and copied for every test (``conftest.after``)."""

from datetime import date

from sekisho.application.make_transfer_batch import Made, make_transfer_batch
from sekisho.domain.values.finding import Refusal
from tests.application.scene import Office

MONDAY = date(2026, 10, 26)
AMOUNT = 19_500_000 * 18 // 100


def batch(office: Office, on: date = MONDAY) -> Made:
    """Make a batch that must be made."""
    made = make_transfer_batch(office.desk, office.people["finance"], on)
    assert not isinstance(made, Refusal), made
    return made


def two_submitted(office: Office) -> list[str]:
    """Have two submitted cases."""
    cases = [office.opens(), office.case()]
    for case in cases:
        office.submits(case)
    return cases


def amount_fixed(office: Office) -> str:
    """Carry a case to its fixed amount."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    office.verifies(case)
    office.does(case, "officer", "fix_amount", amount=AMOUNT)
    return case


def approved(office: Office) -> str:
    """Carry a case to a payment that two persons approved."""
    return office.approved()[0]


def two_approved(office: Office) -> list[str]:
    """Carry two cases to payments that two persons approved."""
    return office.approved(2)


def sent_to_the_bank(office: Office) -> str:
    """Have a payment in a batch that is with the bank, on the day of the transfer."""
    case = approved(office)
    batch(office)
    office.at("2026-10-26T18:00:00+09:00")
    return case


def paid(office: Office) -> str:
    """Have a case that was paid on 21 October 2026."""
    case = approved(office)
    office.at("2026-10-21T10:00:00+09:00")
    office.does(case, "finance", "pay", transfer="T-1")
    return case
