"""How fast is the pool replayed from the journal? The limits: decoding the same bytes alone, and reading them."""

import json
import platform
import tempfile
from datetime import datetime
from pathlib import Path

from bench.figure import Figure, Result, Size, in_turns, per_second, ratio
from sekisho.application.ports import Mode
from sekisho.application.post import postings_of, stream_of
from sekisho.bootstrap.clock import WallClock
from sekisho.bootstrap.sealing import SealScribe
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.event import Event
from sekisho.domain.fund.posting import PostingKind
from sekisho.domain.fund.replay import replay
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import JST
from sekisho.store.memory.memory_store import MemoryStore

QUESTION = "the pool folded from the journal, beside decoding the same bytes as JSON, and beside reading them"
SIZES = {"full": Size(50_000, 7), "quick": Size(10_000, 5), "tiny": Size(100, 1)}
PROGRAM, CAP = "bench", 12_800_000_000
AT = datetime(2026, 7, 15, 12, tzinfo=JST)


def _posted(n: int) -> Event:
    """Give the pool's opening, then reservations that are committed in turn."""
    kind = (PostingKind.COMMIT, PostingKind.RESERVE)[n % 2] if n else PostingKind.APPROPRIATE
    case, amount = f"RSF26-{(n + 1) // 2:05}" if n else "", 1_000 if n else CAP
    body: dict[str, Value] = {"n": n, "kind": kind.value, "case": case, "amount": amount}
    return Event("pool.posted", AT, SYSTEM, body)


def _journal(count: int) -> MemoryStore:
    store = MemoryStore(Mode.REHEARSAL, SealScribe("bench.example"), WallClock())
    with store.write() as tx:
        tx.journal.append(stream_of(PROGRAM), [_posted(n) for n in range(count)], 0)
    return store


def _fold(store: MemoryStore) -> None:
    with store.read() as tx:
        replay(postings_of(tx, PROGRAM))


def _bodies(store: MemoryStore) -> list[bytes]:
    with store.read() as tx:
        return [row.body for row in tx.journal.read(stream_of(PROGRAM))]


def _decode(bodies: list[bytes]) -> None:
    for body in bodies:
        json.loads(body)


def _read(path: Path) -> None:
    with path.open("rb") as file:
        for _line in file:
            pass


def run(size: Size) -> Result:
    """Fold so many postings, decode the same bodies, and read them from a file, in turns."""
    store = _journal(size.work)
    bodies = _bodies(store)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bodies"
        path.write_bytes(b"\n".join(bodies))
        measured = in_turns(
            size.runs,
            {
                "ours": lambda: per_second(size.work, lambda: _fold(store)),
                "json": lambda: per_second(size.work, lambda: _decode(bodies)),
                "read": lambda: per_second(size.work, lambda: _read(path)),
            },
        )
    ours = Figure("events_per_second", "1/s", measured["ours"], "events read from the store in memory, decoded, folded")
    decoded = Figure("json_per_second", "1/s", measured["json"], "the same bodies, decoded and nothing else")
    limit = Figure(
        "limit_per_second", "1/s", measured["read"], "the same bodies, read line by line from the page cache"
    )
    figures = (
        *(ours, decoded, limit),
        ratio("share_of_json", ours, decoded, "1 would be decoding alone"),
        ratio("share_of_limit", ours, limit, "1 would be reading alone"),
    )
    return Result("replay", QUESTION, figures, {"json": f"the standard library's, Python {platform.python_version()}"})
