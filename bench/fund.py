"""What does the pool's strict order cost beside what the database itself needs for the same rows?

Several clients reserve at once; every reservation waits for the same row, so one after another is all there can be.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bench.figure import Figure, Result, Size, in_turns, per_second, ratio
from bench.server import Server, running_server
from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.open_pool import open_pool
from sekisho.application.ports import Person, PostingRow
from sekisho.application.post import lock_pool, post
from sekisho.bootstrap.package import DEFAULT_PROGRAM
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.event import Event
from sekisho.domain.fund.posting import PostingKind
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import JST

QUESTION = "reservations by several clients at once, beside pgbench doing a bare UPDATE and INSERT of the same rows"
SIZES = {"full": Size(200, 7), "quick": Size(30, 5), "tiny": Size(2, 1)}
CLIENTS = 4
#: The peer is so much quicker that the same number of reservations would be over before it can be timed.
BARE_TIMES = 10
AT = datetime(2026, 7, 15, 12, tzinfo=JST)
FINANCE = bootstrap.NewPerson("p-finance", "Bench (fictional)", "finance", "office", "5990000000004")
SEQUENCE = "CREATE SEQUENCE bench_posting START 1000000000"
#: The rows a reservation writes, and nothing else: no journal entry, no reading, no Python.
BARE = f"""BEGIN;
UPDATE pool SET available = available - 1, reserved = reserved + 1 WHERE program = '{DEFAULT_PROGRAM}';
INSERT INTO posting (program, n, kind, "case", debit, credit, amount)
VALUES ('{DEFAULT_PROGRAM}', nextval('bench_posting'), 'reserve', 'bench', 'available', 'reserved', 1);
END;
"""  # noqa: S608 - because the program's name is a constant of ours


@contextmanager
def _office(server: Server) -> Iterator[Desk]:
    """Open a rehearsal on the server with its pool, as the demo does. Once a process."""
    os.environ["SEKISHO_DATABASE"] = server.address
    with tempfile.TemporaryDirectory() as folder:
        bootstrap.found_rehearsal(Path(folder) / "home", DEFAULT_PROGRAM)
        bootstrap.admit([FINANCE], AT)
        desk = bootstrap.desk()
        opened = open_pool(
            desk, Person(FINANCE.id, FINANCE.role, FINANCE.side, FINANCE.organisation, b"", rehearsal=True)
        )
        assert not isinstance(opened, Refusal), opened
        yield desk


def _by_desk(desk: Desk) -> None:
    """Reserve as a submission does: locked, journalled and posted in one transaction."""
    with desk.store.write() as tx:
        lock_pool(desk, tx, "submit")
        post(desk, tx, "bench", [(PostingKind.RESERVE, Money(1))], Event("slot.reserved", AT, SYSTEM, {}))


class _Port:
    """Reserves by the pool's table alone: one row locked, one posting, one statement that moves the balances."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._next = 2_000_000_000

    def reserve(self) -> None:
        with self._desk.store.write() as tx:
            tx.pool.lock(self._desk.program_id)
            # Under the row's lock no two clients take the same number.
            self._next += 1
            row = PostingRow(self._desk.program_id, self._next, "reserve", "bench", "available", "reserved", 1)
            tx.pool.post(self._desk.program_id, [row])


def _by_many(each: int, work: Callable[[], None]) -> None:
    from django.db import connections  # noqa: PLC0415 - because Django is configured by the home

    def client() -> None:
        for _ in range(each):
            work()
        connections.close_all()

    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(client) for _ in range(CLIENTS)]:
            done.result()


def _measured(server: Server, desk: Desk, size: Size, script: Path) -> dict[str, tuple[float, ...]]:
    count, port = size.work * CLIENTS, _Port(desk)
    return in_turns(
        size.runs,
        {
            "desk": lambda: per_second(count, lambda: _by_many(size.work, lambda: _by_desk(desk))),
            "port": lambda: per_second(count, lambda: _by_many(size.work, port.reserve)),
            "bare": lambda: server.pgbench(script, clients=CLIENTS, each=size.work * BARE_TIMES),
        },
    )


def run(size: Size) -> Result:
    """Reserve by the desk, by the port and by pgbench, in turns, on one PostgreSQL."""
    with running_server() as server, _office(server) as desk, tempfile.TemporaryDirectory() as folder:
        server.execute(SEQUENCE)
        script = Path(folder) / "reserve.sql"
        script.write_text(BARE, encoding="utf-8")
        measured = _measured(server, desk, size, script)
        peer = server.version
    by_desk = Figure("desk_per_second", "1/s", measured["desk"], "with journal entry, as a submission reserves")
    by_port = Figure("port_per_second", "1/s", measured["port"], "row locked, one posting, one statement")
    bare = Figure("pgbench_per_second", "1/s", measured["bare"], "bare UPDATE and INSERT: the limit of the database")
    shares = (
        ratio("desk_share_of_pgbench", by_desk, bare, "1 would be the limit itself"),
        ratio("port_share_of_pgbench", by_port, bare, "1 would be the limit itself"),
    )
    return Result(
        "fund", QUESTION, (by_desk, by_port, bare, *shares), {"pgbench": f"{peer}, {CLIENTS} clients, durable"}
    )
