"""What every contract test needs: a scribe, a clock, events, and people who all start at once."""

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connections

from sekisho.application.ports import Header, PostingRow, Store, Transaction
from sekisho.application.views import CaseRow, LineRow
from sekisho.domain.casework.actor import Actor, Role, Side
from sekisho.domain.casework.event import Event
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import JST

NOON = datetime(2026, 7, 15, 12, 0, 0, 123456, JST)
ACTOR = Actor("person/7", Role.SIGNATORY, Side.END_USER, "1010001000006")
PROGRAM = "smart-factory-2026"
CAP = 12_800_000_000
Answer = TypeVar("Answer")


class LineScribe:
    """Writes an entry as one ``name value`` pair a line, with a fresh salt."""

    def write(self, header: Header) -> bytes:
        """Give the entry's bytes."""
        pairs = [(each.name, getattr(header, each.name)) for each in fields(header)]
        lines = [f"{name} {value}\n" for name, value in [*pairs, ("salt", secrets.token_hex(16))]]
        return "".join(lines).encode()


class TickingClock:
    """A wall clock that goes on by a second at every look."""

    def __init__(self) -> None:
        self._now = NOON

    def now(self) -> datetime:
        """Give the next second."""
        self._now += timedelta(seconds=1)
        return self._now


def happened(name: str = "case.opened", **body: Value) -> Event:
    """Give an event that happened at noon."""
    return Event(name, NOON, ACTOR, body)


def append(store: Store, stream: str, *events: Event) -> list[str]:
    """Append events at the end of a stream in a transaction of their own; give their digests."""
    with store.write() as tx:
        rows = tx.journal.append(stream, events or [happened()], len(tx.journal.read(stream)))
    return [row.digest for row in rows]


def posting(n: int, kind: str, debit: str, credit: str, amount: int) -> PostingRow:
    """Give a posting of the pool."""
    return PostingRow(PROGRAM, n, kind, "case-1", debit, credit, amount)


def post(store: Store, *rows: PostingRow) -> None:
    """Lock the pool and post in a transaction of their own."""
    with store.write() as tx:
        tx.pool.lock(PROGRAM)
        tx.pool.post(PROGRAM, rows)


def appropriate(store: Store, amount: int = CAP) -> None:
    """Fill the pool."""
    post(store, posting(0, "appropriate", "appropriation", "available", amount))


def reserve(tx: Transaction, amount: int, pause: float = 0) -> bool:
    """Reserve from the pool as a use case does: lock, look, write. Say whether there was enough."""
    free = tx.pool.lock(PROGRAM)["available"]
    time.sleep(pause)
    if free < amount:
        return False
    tx.pool.post(PROGRAM, [posting(len(tx.pool.postings(PROGRAM)), "reserve", "available", "reserved", amount)])
    return True


def case_row(case: str, **given: object) -> CaseRow:
    """Give a case's row; what is not given stands for itself."""
    usual: dict[str, object] = {
        "id": case,
        "program": PROGRAM,
        "state": "submitted",
        "applicant": "架空精密株式会社",
        "applicant_number": "1010001000006",
        "partner": "",
        "partner_number": "",
        "amount": 1_800_000,
        "receipt": 1,
        "outcome": "met",
        "edition_on": "2026-05-09",
        "submitted_at": NOON,
        "due_at": None,
        "due_what": "",
        "seq": 3,
    }
    return CaseRow(**{**usual, **given})  # type: ignore[arg-type]


def line_row(case: str, line: str = "1", state: str = "ordered", serial: str = "SN-1") -> LineRow:
    """Give a line's row."""
    return LineRow(case, line, state, "架空機械", "VMC-500", serial, "2026-12-01")


def all_at_once(workers: int, work: Callable[[int], Answer]) -> list[Answer]:
    """Run work in so many threads, each with a connection of its own, all started together."""
    barrier = threading.Barrier(workers, timeout=30)

    def run(n: int) -> Answer:
        barrier.wait()
        try:
            return work(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))


def everything_in(store: Store) -> Mapping[str, Sequence[object]]:
    """Give what a store holds, for comparing before and after."""
    with store.read() as tx:
        return {
            "events": list(tx.journal.everything()),
            "leaves": tx.journal.leaves(),
            "balances": sorted(tx.pool.balances(PROGRAM).items()),
            "postings": tx.pool.postings(PROGRAM),
            "draft": [tx.drafts.get("case-1")],
            "cases": tx.views.cases(),
            "lines": tx.views.lines(),
            "registrations": tx.views.registrations(),
            "traces": tx.views.traces(),
            "transfers": tx.views.transfers(),
            "notices": tx.outbox.of(),
            "people": tx.people.all(),
            "checkpoints": tx.checkpoints.all(),
        }
