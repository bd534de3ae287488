"""How many questions the payments that wait ask the database: as many for twenty as for one, on both databases."""

from dataclasses import replace

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from sekisho.application.make_transfer_batch import approved
from sekisho.application.ports import Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES, project_case, read_case
from sekisho.application.record import as_bytes, decode
from sekisho.application.section import content_of, store_sections
from sekisho.application.show_case import show_case
from sekisho.application.show_payments import show_payments
from sekisho.application.transfer_batch import page_of_batches
from sekisho.domain.casework.event import Event
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
    made.files(case, "component_trace", "maker", number="CT-1")
    return made, database, case


def own(tx: Transaction, event: Event, n: int) -> Event:
    """Give an event of a twin: what it names is the twin's own, so that nothing of it is known from another case."""
    body = {**event.body, **({"serial": f"TWIN-{n}"} if event.text("serial") else {})}
    for name in ("said", "declaration"):
        if digest := event.text(name):
            record = {**decode(tx.blobs.get(digest) or b""), "twin": n}
            body[name] = tx.blobs.put(as_bytes(record), media_type="application/json", private=True)
    return replace(event, body=body)


def twins(office: Office, case: str, count: int) -> None:
    """Have more cases wait that went the same way: the same events in streams of their own, each with its contents."""
    with office.desk.store.write() as tx:
        rows, content = tx.journal.read(CASES + case), content_of(tx, read_case(tx, case))
        for n in range(count):
            twin = f"{case}-{n}"
            sections = store_sections(office.desk, tx, {**content, "assumptions": {"twin": n}}).named
            events = [own(tx, row.event, n) for row in rows]
            locked = [
                replace(e, body={**e.body, "sections": sections}) if e.body.get("sections") else e for e in events
            ]
            tx.journal.append(CASES + twin, locked, 0)
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
