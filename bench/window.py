"""The rush: several counters file at once; afterwards the journal is held against strict order of receipt."""

import json
import subprocess
import sys
from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.counter import WINDOW, amount_of
from sekisho.application.desk import Desk
from sekisho.application.post import postings_of, stream_of
from sekisho.application.project import CASES
from sekisho.application.record import decode
from sekisho.domain.fund.posting import Posting, PostingKind
from sekisho.domain.fund.replay import verdict

ROOT = Path(__file__).parents[1]


class Rush:
    """Counters in processes of their own, all started at the same line."""

    def __init__(self, processes: Sequence["subprocess.Popen[str]"]) -> None:
        """Take processes that are ready."""
        self._processes = processes
        self._next = 0

    def does(self, what: str, each: int) -> list[str]:
        """Have every counter do so many of something at once; give the cases they say are done."""
        self.begins(what, each)
        return self.tells()

    def begins(self, what: str, each: int) -> None:
        """Let every counter begin with so many of something."""
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write(json.dumps([what, self._next, each]) + "\n")
            process.stdin.flush()
            self._next += each

    def tells(self, from_: int = 0) -> list[str]:
        """Wait for the counters, all or from one on; give the cases they say are done."""
        return [case for process in self._processes[from_:] for case in json.loads(_heard(process))]

    def kills(self, count: int, signal: int) -> None:
        """Kill the first counters wherever they are."""
        for process in self._processes[:count]:
            process.send_signal(signal)
            process.wait()


def _heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@contextmanager
def counters(home: Path, count: int) -> Iterator[Rush]:
    """Start so many counters on a home; they end when their input does."""
    called = [sys.executable, "-m", "bench.counter", str(home)]
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(called, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for _ in range(count)
        ]
        assert [_heard(process).strip() for process in started] == ["ready"] * count
        yield Rush(started)
        for process in started:
            assert process.stdin is not None
            with suppress(BrokenPipeError):
                process.stdin.close()


@dataclass(frozen=True, slots=True)
class Held:
    """What the rush left, counted in cases: each of these is zero where the pool holds."""

    oversold: int
    lost: int
    duplicated: int


def _rightful(order: Sequence[str], cap: int) -> set[str]:
    """Give the cases strict order gives the pool to: from the first receipt on, up to the first that does not fit."""
    rightful = set()
    for case in order:
        cap -= amount_of(int(case.rpartition("-")[2])).yen
        if cap < 0:
            break
        rightful.add(case)
    return rightful


def _numbered(rows: Sequence[Mapping[str, object]]) -> tuple[list[str], list[int]]:
    return [str(row["case"]) for row in rows], [int(str(row["receipt"])) for row in rows]


def _twice(items: Sequence[object]) -> int:
    return sum(times - 1 for times in Tally(items).values())


def held(desk: Desk, told: Sequence[str], cap: int) -> Held:
    """Hold what the journal says against what the counters said was done, and against strict order of receipt."""
    with desk.store.read() as tx:
        numbered = [decode(body) for body in tx.journal.bodies(stream_of(WINDOW), "receipt.numbered")]
        postings: list[Posting] = list(postings_of(tx, WINDOW))
        books = verdict(postings, tx.pool.balances(WINDOW))
        kept = tx.journal.read_all([CASES + case for case in told[:: max(len(told) // 500, 1)]])
    assert books == [], books
    cases, receipts = _numbered(numbered)
    bound = [posting.case for posting in postings if posting.kind is PostingKind.RESERVE]
    rightful = _rightful(cases, cap)
    placed = ("slot.reserved", "case.wait_listed")
    unplaced = [stream for stream, rows in kept.items() if sum(row.type in placed for row in rows) != 1]
    return Held(
        oversold=len(set(bound) - rightful),
        lost=len(set(told) - set(cases)) + len(rightful - set(bound)) + len(unplaced),
        duplicated=_twice(cases) + _twice(receipts) + _twice(bound),
    )
