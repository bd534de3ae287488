"""The counter: a process that files cases, several at once, as ``act`` does once they are screened and signed.

It is told by a line what to do, and answers by a line. Several of them are the rush on the day a window opens.
"""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import connections

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.follow_up import Turn, follow_up
from sekisho.application.ports import Transaction
from sekisho.application.post import lock_pool
from sekisho.application.project import CASES, project_case
from sekisho.application.surround import terms_of
from sekisho.domain.casework.actor import Actor, Role, Side
from sekisho.domain.casework.case import Balance, Case
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import JST, day_in_japan

AT = datetime(2026, 7, 15, 12, tzinfo=JST)
SIGNATORY = Actor("p-bench", Role.SIGNATORY, Side.END_USER, "7123456789012")
WINDOW = "bench-window"
#: How many people one process serves at once; so many threads ``sekisho serve`` has.
THREADS = 8


def amount_of(n: int) -> Money:
    """Give what the n-th case of the rush asks for: from 0.5 to 4.5 million yen, mixed."""
    return Money(500_000 + n * 7919 % 9 * 500_000)


def _turn(desk: Desk, tx: Transaction, case: Case, around: Surroundings) -> Turn:
    command = Command("submit", SIGNATORY, AT, {})
    return Turn(desk, tx, command, around, lock_pool(desk, tx, case, command.name))


class Counter:
    """A desk, and what surrounds a decision on a day on which every gate is met."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk of the home this process works on."""
        with desk.store.read() as tx:
            self._around = Surroundings(terms_of(desk.programs.definition(tx), day_in_japan(AT)))
        self._desk, self._window = desk, replace(desk, program_id=WINDOW)
        self._threads = ThreadPoolExecutor(THREADS)

    def reserve(self, first: int, count: int) -> list[str]:
        """Reserve one yen for so many submitted cases: lock, receipt number, three journal entries, one posting."""
        return list(self._threads.map(self._reserve, range(first, first + count)))

    def file(self, first: int, count: int) -> list[str]:
        """File so many cases in the window: submitted, reserved or wait-listed, and shown in the list."""
        return list(self._threads.map(self._file, range(first, first + count)))

    def crowd(self, first: int, count: int) -> list[str]:
        """File like ``file``, but every case by a thread of its own, all of them at once."""
        start = threading.Barrier(count)

        def submitter(n: int) -> str:
            start.wait()
            try:
                return self._file(n)
            finally:
                # As a server does: many people, fewer connections. PostgreSQL as it is installed takes a hundred.
                connections.close_all()

        with ThreadPoolExecutor(count) as crowd:
            return list(crowd.map(submitter, range(first, first + count)))

    def _reserve(self, n: int) -> str:
        case = Case(f"RBENCH-{n:07d}", "submitted", balance=Balance(requested=Money(1)))
        desk, around = self._desk, self._around
        desk.line.carry(desk.store, lambda tx: follow_up(_turn(desk, tx, case, around), case))
        return case.id

    def _file(self, n: int) -> str:
        case = Case(f"RWINDOW-{n:07d}", "submitted", 1, balance=Balance(requested=amount_of(n)))
        self._window.line.carry(self._window.store, lambda tx: self._taken_in(tx, case))
        return case.id

    def _taken_in(self, tx: Transaction, case: Case) -> None:
        turn = _turn(self._window, tx, case, self._around)
        tx.journal.append(CASES + case.id, [Event("case.submitted", AT, SIGNATORY, {"root": "0" * 64})], 0)
        followed = follow_up(turn, case)
        assert not isinstance(followed, Refusal), followed
        project_case(self._window, tx, followed[0])


def main() -> None:
    """Do what the lines of the standard input say, on the home named by the first argument."""
    bootstrap.use_home(Path(sys.argv[1]))
    counter = Counter(bootstrap.desk())
    works = {"reserve": counter.reserve, "file": counter.file, "crowd": counter.crowd}
    print("ready", flush=True)
    for line in sys.stdin:
        what, first, count = json.loads(line)
        print(json.dumps(works[what](first, count)), flush=True)


if __name__ == "__main__":
    main()
