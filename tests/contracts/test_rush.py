"""The rush on the day a window opens: 200 submitters from many processes, through the use case that reserves.

Whoever gets money is who strict order of receipt gives it to; nobody is lost, nobody bound twice, also when processes
are killed in the middle of it; and the journal, replayed, gives the stored balances.
"""

import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections

from bench.counter import WINDOW, Counter, amount_of
from bench.window import Held, counters, held
from sekisho.application.desk import Desk
from sekisho.application.ports import PostingRow
from sekisho.application.post import record
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.event import Event
from sekisho.domain.values.finding import Value
from tests.contracts.scene import NOON
from tests.contracts.test_oversell import address_of
from tests.store.test_rebuild import desk_on

PROCESSES, EACH = 5, 40
#: Enough for about six tenths of those who file.
CAP = sum(amount_of(n).yen for n in range(PROCESSES * EACH)) * 6 // 10


@pytest.fixture
def desk(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on a fresh database, whose home other processes can open too; its window has a cap."""
    monkeypatch.setenv("SEKISHO_DATABASE", address_of(database))
    made = desk_on(database, tmp_path)
    opened = replace(made, program_id=WINDOW)
    body: dict[str, Value] = {"n": 0, "kind": "appropriate", "case": "", "amount": CAP}
    with made.store.write() as tx:
        tx.pool.lock(WINDOW)
        tx.pool.post(WINDOW, [PostingRow(WINDOW, 0, "appropriate", "", "appropriation", "available", CAP)])
        record(opened, tx, [Event("pool.posted", NOON, SYSTEM, body)])
    return made


def test_two_hundred_submitters_get_what_strict_order_gives(desk: Desk, tmp_path: Path) -> None:
    """Of 200 who file at once from five processes exactly the rightful win, whole, and nobody skips."""
    with counters(tmp_path / "home", PROCESSES) as rush:
        told = rush.does("crowd", EACH)
    assert len(set(told)) == PROCESSES * EACH
    assert held(desk, told, CAP) == Held(oversold=0, lost=0, duplicated=0)
    with desk.store.read() as tx:
        first_waiting = tx.views.first(("waiting",))
        assert first_waiting is not None
        # The one that waits first did not fit: that is why it waits, and everybody behind it.
        assert tx.pool.balances(WINDOW)["available"] < first_waiting.amount
        assert [row.receipt for row in tx.views.cases()] == list(range(1, PROCESSES * EACH + 1))


def test_killed_in_the_middle_of_the_rush_nothing_is_lost_or_bound_twice(desk: Desk, tmp_path: Path) -> None:
    """Two of three processes are killed while all of them file; what is there is whole, and filing simply goes on."""
    with counters(tmp_path / "home", 3) as rush:
        rush.begins("file", 40)
        while _count(desk) < 20:
            time.sleep(0.01)
        rush.kills(2, signal.SIGKILL)
        told = rush.tells(from_=2)
    with desk.store.read() as tx:
        found = [stream.removeprefix("case/") for stream in tx.journal.streams("case/")]
    assert set(told) <= set(found)
    assert len(told) == 40
    assert held(desk, found, CAP) == Held(oversold=0, lost=0, duplicated=0)
    later = Counter(desk).crowd(9_000, 1)
    assert held(desk, [*found, *later], CAP) == Held(oversold=0, lost=0, duplicated=0)
    connections.close_all()


def _count(desk: Desk) -> int:
    with desk.store.read() as tx:
        return len(tx.views.cases())
