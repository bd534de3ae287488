"""How many questions the payments that wait ask the database: as many for twenty as for one, on both databases."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from sekisho.application.make_transfer_batch import approved
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES, project_case, read_case
from sekisho.application.show_case import show_case
from sekisho.application.show_payments import show_payments
from sekisho.application.transfer_batch import page_of_batches
from tests.application.scene import Office
from tests.store.test_rebuild import desk_on

#: All of them for the cases, their contents, the registers, the clock, and how the payments stand with the bank.
MOST = 20
WAITING = 20


@pytest.fixture
def claimed(database: str, tmp_path) -> tuple[Office, str, str]:
    """An office with one approved payment, the database it is on, and the case."""
    made = Office(desk_on(database, tmp_path))
    made.admit()
    (case,) = made.approved()
    return made, database, case


def twins(office: Office, case: str, count: int) -> None:
    """Have more cases wait that went the same way: the same events in streams of their own."""
    with office.desk.store.write() as tx:
        rows = tx.journal.read(CASES + case)
        for n in range(count):
            twin = f"{case}-{n}"
            tx.journal.append(CASES + twin, [row.event for row in rows], 0)
            project_case(office.desk, tx, read_case(tx, twin))


def asked(database: str, office: Office) -> tuple[int, int]:
    """Give how many payments wait and how many questions it takes to show them, and which could go into a batch."""
    with CaptureQueriesContext(connections[database]) as seen:
        waiting = show_payments(office.desk, office.people["finance"])
        with office.desk.store.read() as tx:
            ready = approved(office.desk, tx, program_now(office.desk, tx))
            page_of_batches(tx)
    assert len(ready) == len(waiting)
    return len(waiting), sum(query["sql"].startswith("SELECT") for query in seen.captured_queries)


def test_twenty_payments_ask_as_much_as_one(claimed):
    """The list of payments takes the same few questions for twenty cases as for one, and shows each as it stands."""
    office, database, case = claimed
    alone = asked(database, office)
    twins(office, case, WAITING - 1)
    together = asked(database, office)
    assert (alone[0], together[0]) == (1, WAITING)
    assert alone[1] == together[1] <= MOST
    person = office.people["finance"]
    for payment in show_payments(office.desk, person)[::9]:
        by_itself = show_case(office.desk, payment.view.case.id, person)
        assert (payment.view.gates, payment.view.actions) == (by_itself.gates, by_itself.actions)
