"""What the pages over everything paid read: as many questions for fifty cases as for one, and no case that is over."""

from dataclasses import replace

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from sekisho.application.owed import show_owed
from sekisho.application.project import CASES
from sekisho.application.reconcile import reconcile
from tests.application.scene import Office
from tests.store.test_rebuild import PROGRAM, desk_on

CASES_PAID = 50
#: What one more case adds to what is reconciled: its payment in the journal, and in the pool.
OF_A_PAYMENT = 2
#: What one more settled order adds to what is owed: its order in the pool, and its completion in the journal.
OF_A_SETTLEMENT = 2


@pytest.fixture
def paid(database: str, tmp_path) -> tuple[Office, str, str]:
    """An office with one paid case that has to pay something back, the database it is on, and the case."""
    office = Office(desk_on(database, tmp_path))
    office.admit()
    (case,) = office.approved()
    office.does(case, "finance2", "pay", transfer="T-1")
    office.does(case, "officer", "order_return", amount=10_000, due_on="2026-12-01", reason="paid above what was fixed")
    return office, database, case


def twins(office: Office, case: str, group: str, count: int = CASES_PAID - 1) -> None:
    """Have more cases stand as one does: the same events in streams of their own, the same postings after the last."""
    with office.desk.store.write() as tx:
        tx.pool.lock(PROGRAM)
        rows = [row.event for row in tx.journal.read(CASES + case)]
        moved = [row for row in tx.pool.postings(PROGRAM) if row.case == case]
        for n in range(count):
            tx.journal.append(f"{CASES}{group}-{n}", rows, 0)
            first = tx.pool.next_posting(PROGRAM)
            tx.pool.post(PROGRAM, [replace(row, n=first + k, case=f"{group}-{n}") for k, row in enumerate(moved)])


def asked(database: str, work) -> tuple[int, int]:
    """Give how many questions a piece of work asks, and how many rows they give."""
    with CaptureQueriesContext(connections[database]) as seen:
        work()
    told = [query["sql"] for query in seen.captured_queries]
    # PostgreSQL reads what may be long through a cursor it declares.
    asking = [sql[sql.index("SELECT") :] for sql in told if sql.startswith(("SELECT", "DECLARE"))]
    with connections[database].cursor() as cursor:
        return len(asking), sum(len(cursor.execute(sql) and cursor.fetchall()) for sql in asking)


def test_fifty_paid_cases_ask_as_much_as_one(paid):
    """What is owed and what is reconciled take the same few questions; of a settled order no case is read again."""
    office, database, case = paid
    owing, tying = (lambda: show_owed(office.desk)), (lambda: reconcile(office.desk))
    (few, _), (questions, rows) = asked(database, owing), asked(database, tying)
    twins(office, case, "OPEN")
    assert len(show_owed(office.desk)) == CASES_PAID
    many, of_open = asked(database, owing)
    assert many == few
    assert asked(database, tying) == (questions, rows + OF_A_PAYMENT * (CASES_PAID - 1))
    office.at("2026-12-01T10:00:00+09:00")
    office.does(case, "finance", "record_repayment", amount=10_000, received_on="2026-12-01")
    office.does(case, "officer", "confirm_recovery")
    _, before = asked(database, owing)
    assert before < of_open
    twins(office, case, "SETTLED")
    assert asked(database, owing) == (few, before + OF_A_SETTLEMENT * (CASES_PAID - 1))
    assert len(show_owed(office.desk)) == CASES_PAID - 1
