"""What does the pool's strict order cost beside what the database itself needs for the same rows, and does it hold?

Several people reserve at once; every reservation waits for the same row, so one after another is all there can be. Who
comes while others are carried shares a transaction with those who came with him; pgbench commits each by itself.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench.counter import AT, THREADS, WINDOW, amount_of
from bench.figure import Figure, Result, Size, in_turns, per_second, ratio
from bench.server import Server, running_server
from bench.window import Held, Rush, counters, held
from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.open_pool import open_pool
from sekisho.application.ports import Person, PostingRow, Transaction
from sekisho.application.post import postings_of, stream_of
from sekisho.bootstrap.package import DEFAULT_PROGRAM
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.event import Event
from sekisho.domain.fund.posting import PostingKind
from sekisho.domain.fund.replay import replay
from sekisho.domain.values.finding import Refusal, Value

QUESTION = "reservations by several clients at once, beside pgbench doing a bare UPDATE and INSERT of the same rows"
#: Reservations a counter makes in one run; how often; cases filed when the window opens; events replayed.
SIZES = {"full": Size(200, 7), "quick": Size(60, 3), "tiny": Size(2, 1)}
FILED = {200: 20_000, 60: 2_000, 2: 12}
REPLAYED = {200: 1_000_000, 60: 50_000, 2: 100}
#: As many clients as one process of the portal serves at once; processes that file when the window opens.
CLIENTS, PROCESSES = THREADS, 4
#: The peer is so much quicker that the same number of reservations would be over before it can be timed.
BARE_TIMES = 5
MILLION = 1_000_000
FINANCE = bootstrap.NewPerson("p-finance", "Bench (fictional)", "finance", "office", "5990000000004")
REPLAY = "bench-replay"
SEQUENCES = "CREATE SEQUENCE bench_posting START 1000000000; CREATE SEQUENCE bench_event MAXVALUE 2000000000"
_POOL_ROWS = f"""UPDATE pool SET available = available - 1, reserved = reserved + 1, receipts = receipts + 1,
    postings = postings + 1 WHERE program = '{DEFAULT_PROGRAM}';
INSERT INTO posting (program, n, kind, "case", debit, credit, amount)
VALUES ('{DEFAULT_PROGRAM}', nextval('bench_posting'), 'reserve', 'bench', 'available', 'reserved', 1);
"""  # noqa: S608 - because the program's name is a constant of ours
_ENTRY = """(:stream, nextval('bench_event'), :kind, 1, now(), now(), 'system', 'system', repeat('b', {body})::bytea,
    repeat('e', {entry})::bytea, md5(random()::text) || md5(random()::text), '')"""
#: What the rows of a reservation are in bytes: the body and the entry of each of its three events.
_SIZES = (("'pool/bench'", "'receipt.numbered'", 90, 480), ("'pool/bench'", "'pool.posted'", 115, 480),
          ("'case/bench'", "'slot.reserved'", 85, 480))  # fmt: skip
_ENTRIES = ", ".join(
    _ENTRY.replace(":stream", stream).replace(":kind", kind).format(body=body, entry=entry)
    for stream, kind, body, entry in _SIZES
)
#: The rows a reservation writes, all of them and nothing else: no reading, no hashing, no order, no Python.
SAME = f"""BEGIN;
{_POOL_ROWS}INSERT INTO event (stream, seq, type, version, occurred_at, recorded_at, actor, side, body, entry, digest,
    envelopes) VALUES {_ENTRIES};
END;
"""  # noqa: S608 - because every part is a constant of ours
#: The rows of the pool alone, without a journal: what a reservation would cost an office that keeps no record of it.
BARE = f"BEGIN;\n{_POOL_ROWS}END;\n"


@contextmanager
def _office(server: Server) -> Iterator[tuple[Path, Desk]]:
    """Open a rehearsal on the server with its pool, as the demo does. Once a process."""
    os.environ["SEKISHO_DATABASE"] = server.address
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        bootstrap.found_rehearsal(home, DEFAULT_PROGRAM)
        bootstrap.admit([FINANCE], AT)
        desk = bootstrap.desk()
        opened = open_pool(
            desk, Person(FINANCE.id, FINANCE.role, FINANCE.side, FINANCE.organisation, b"", rehearsal=True)
        )
        assert not isinstance(opened, Refusal), opened
        yield home, desk


class _Port:
    """Reserves by the pool's table alone: one row locked, one statement that posts and moves the balances."""

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


def _script(folder: str, name: str, text: str) -> Path:
    place = Path(folder) / f"{name}.sql"
    place.write_text(text, encoding="utf-8")
    return place


def _measured(server: Server, desk: Desk, rush: Rush, size: Size) -> dict[str, tuple[float, ...]]:
    count, port = size.work * CLIENTS, _Port(desk)
    with tempfile.TemporaryDirectory() as folder:
        same, bare = _script(folder, "same", SAME), _script(folder, "bare", BARE)
        return in_turns(
            size.runs,
            {
                "desk": lambda: per_second(count, lambda: rush.does("reserve", count)),
                "same": lambda: server.pgbench(same, clients=CLIENTS, each=size.work * BARE_TIMES),
                "bare": lambda: server.pgbench(bare, clients=CLIENTS, each=size.work * BARE_TIMES),
                "port": lambda: per_second(count, lambda: _by_many(size.work, port.reserve)),
            },
        )


def _filled(desk: Desk, program: str, cap: int) -> None:
    """Give a pool of this bench its cap."""
    with desk.store.write() as tx:
        tx.pool.lock(program)
        tx.pool.post(program, [PostingRow(program, 0, "appropriate", "", "appropriation", "available", cap)])
        tx.journal.append(stream_of(program), [_posted(0, PostingKind.APPROPRIATE, "", cap)], 0)


def _posted(n: int, kind: PostingKind, case: str, amount: int) -> Event:
    body: dict[str, Value] = {"n": n, "kind": kind.value, "case": case, "amount": amount}
    return Event("pool.posted", AT, SYSTEM, body)


def _opened(desk: Desk, rush: Rush, count: int) -> tuple[float, Held]:
    """Let so many cases be filed at once, with a pool for six tenths of them; give the rate and what it left."""
    cap = sum(amount_of(n).yen for n in range(count)) * 6 // 10
    _filled(desk, WINDOW, cap)
    started = time.perf_counter()
    told = rush.does("file", count // PROCESSES)
    rate = count / (time.perf_counter() - started)
    return rate, held(desk, told, cap)


def _movement(n: int) -> Event:
    """Give the pool's opening, then reservations that are committed in turn."""
    kind = (PostingKind.COMMIT, PostingKind.RESERVE)[n % 2] if n else PostingKind.APPROPRIATE
    return _posted(n, kind, f"RBENCH-{(n + 1) // 2:07d}" if n else "", 1_000 if n else MILLION * 1_000)


def _write(tx: Transaction, first: int, count: int) -> None:
    tx.journal.append(stream_of(REPLAY), [_movement(n) for n in range(first, first + count)], first)


def _replayed(desk: Desk, count: int) -> float:
    """Write so many events into the journal, then read and fold them; give the seconds a million take."""
    batch = min(count, 10_000)
    for first in range(0, count, batch):
        with desk.store.write() as tx:
            _write(tx, first, batch)
    started = time.perf_counter()
    with desk.store.read() as tx:
        pool = replay(postings_of(tx, REPLAY))
    assert pool.postings == count
    assert pool.is_whole
    return (time.perf_counter() - started) * MILLION / count


def _rates(measured: dict[str, tuple[float, ...]]) -> tuple[Figure, ...]:
    by_desk = Figure("desk_per_second", "1/s", measured["desk"], "as a submission reserves: receipt, journal, posting")
    by_port = Figure("port_per_second", "1/s", measured["port"], "the pool's table alone: locked, posted, moved")
    same = Figure("pgbench_per_second", "1/s", measured["same"], "bare UPDATE and INSERT of the same rows: the limit")
    bare = Figure("pgbench_pool_per_second", "1/s", measured["bare"], "bare UPDATE and INSERT of the pool's rows alone")
    shares = (
        ratio("reserve_pgbench_share", by_desk, same, "desk beside pgbench with the same rows; 1 would be the limit"),
        ratio("desk_share_of_pool_rows", by_desk, bare, "desk, which keeps a journal, beside pgbench without one"),
        ratio("port_share_of_pool_rows", by_port, bare, "port beside pgbench, neither with a journal"),
    )
    return (*shares, by_desk, by_port, same, bare)


def _counts(rate: float, left: Held, count: int) -> tuple[Figure, ...]:
    says = f"of {count:,} cases filed at once, pool for six tenths"
    return (
        Figure("oversold", "cases", (left.oversold,), f"reserved without a right to it, {says}"),
        Figure("lost", "cases", (left.lost,), f"filed and not to be found, {says}"),
        Figure("duplicated", "cases", (left.duplicated,), f"numbered or bound twice, {says}"),
        Figure("window_per_second", "1/s", (rate,), f"filed, {says}"),
    )


def run(size: Size) -> Result:
    """Reserve by the desk, by the port and by pgbench in turns; open the window; replay the journal."""
    filed, replayed = FILED[size.work], REPLAYED[size.work]
    with running_server() as server, _office(server) as (home, desk):
        server.execute(SEQUENCES)
        with counters(home, 1) as portal:
            measured = _measured(server, desk, portal, size)
        with counters(home, PROCESSES) as rush:
            rate, left = _opened(desk, rush, filed)
        seconds = _replayed(desk, replayed)
        peer = server.version
    said = f"seconds to read and fold a million events of the journal, reckoned from {replayed:,}"
    figures = (*_rates(measured), *_counts(rate, left, filed), Figure("replay_million_s", "s", (seconds,), said))
    return Result("fund", QUESTION, figures, {"pgbench": f"{peer}, {CLIENTS} clients, durable"})
