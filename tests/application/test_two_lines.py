"""Two processes that carry groups at the same time: their lines share the database and nothing else."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import connections

from sekisho.application.desk import Once
from sekisho.application.group_commit import GroupCommit
from sekisho.application.open_pool import open_pool
from sekisho.application.ports import ConflictError
from sekisho.application.transact import AlreadyAnswered, transact_in_line
from sekisho.domain.values.finding import Refusal

ON_POSTGRES = pytest.mark.parametrize("office", ["postgres"], indirect=True)
WAIT = 20


@dataclass
class Process:
    """A process with a line of its own: requests under a key, each carried in a thread of its own."""

    office: Any
    line: GroupCommit = field(default_factory=GroupCommit)

    def carries(self, key, work):
        """Carry a request in line; give what came of it, an exception as its type."""
        once = Once("user", key, "aa" * 32, lambda result: str(result).encode())
        desk = replace(self.office.desk, line=self.line, once=once)
        try:
            return transact_in_line(desk, lambda _tx: None, lambda tx, _plan: work(tx))
        except (AlreadyAnswered, ConflictError) as told:
            return type(told)
        finally:
            connections.close_all()

    def waits_for(self, length):
        """Wait until so many stand in line."""
        until = time.monotonic() + WAIT
        while len(self.line._line) < length and time.monotonic() < until:
            time.sleep(0.001)


@ON_POSTGRES
def test_two_processes_never_wait_for_each_other(office):
    """A group that holds the pool meets the twin of a request that waits for the pool: both are carried once.

    It waited for its twin, and the twin for the pool: the database ended one of them as a deadlock.
    """
    office.at("2026-05-11T09:00:00+09:00")
    assert not isinstance(open_pool(office.desk, office.people["finance"]), Refusal)
    one, other = Process(office), Process(office)
    all_in_line, pool_is_held, twin_has_key = (threading.Event() for _ in range(3))
    carried = []

    def opening(_tx):
        all_in_line.wait(WAIT)
        return "opening"

    def holding(tx):
        tx.pool.lock(office.desk.program_id)
        pool_is_held.set()
        twin_has_key.wait(WAIT)
        # The twin asks for the pool next; who waits longest is the one the database would end.
        time.sleep(0.2)
        return "holding"

    def twin(tx):
        twin_has_key.set()
        tx.pool.lock(office.desk.program_id)
        carried.append("twin")
        return "twin"

    with ThreadPoolExecutor(4) as people:
        asked = []
        for length, (key, work) in enumerate({"first": opening, "second": holding, "same": twin}.items(), start=1):
            asked.append(people.submit(one.carries, key, work))
            one.waits_for(length)
        all_in_line.set()
        pool_is_held.wait(WAIT)
        asked.append(people.submit(other.carries, "same", twin))
        first, second, same, again = (one.result(WAIT) for one in asked)
    assert (first, second, again) == ("opening", "holding", "twin")
    assert same in {AlreadyAnswered, ConflictError}
    assert carried == ["twin"]
