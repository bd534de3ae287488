"""Twenty writers for five slots: exactly five win, and the control that must oversell does."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connections

from sekisho.application.ports import Store
from sekisho.store.django_store import DjangoStore
from tests.contracts.rush import rush
from tests.contracts.scene import PROGRAM, all_at_once, appropriate

WRITERS, SLOTS, PROCESSES = 20, 5, 4
ROOT = Path(__file__).parents[2]
#: Models can be imported only once Django is set up.
JOIN = "import django; django.setup(); from tests.contracts.rush import join; "


def require_exactly(slots: int, won: int, store: Store) -> None:
    """Check that as many won as there were slots, and that the books say the same."""
    assert won == slots
    with store.read() as tx:
        balances = tx.pool.balances(PROGRAM)
        numbers = [row.n for row in tx.pool.postings(PROGRAM)]
    assert (balances["available"], balances["reserved"]) == (0, slots)
    assert numbers == list(range(slots + 1))


def test_exactly_as_many_win_as_there_are_slots(store: Store) -> None:
    """Of twenty threads that want five slots at once, five get one: not one more, not one less."""
    appropriate(store, SLOTS)
    require_exactly(SLOTS, rush(store, WRITERS), store)


def address_of(alias: str) -> str:
    """Give the address of the database an alias points at."""
    settings = connections.settings[alias]
    if alias == "default":
        return f"sqlite:///{settings['NAME']}"
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"


def start(alias: str) -> "subprocess.Popen[str]":
    """Start a process that joins the rush when it is told."""
    return subprocess.Popen(
        [sys.executable, "-c", f"{JOIN}join({WRITERS // PROCESSES})"],
        cwd=ROOT,
        env={**os.environ, "SEKISHO_DATABASE": address_of(alias), "DJANGO_SETTINGS_MODULE": "sekisho.portal.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def say(process: "subprocess.Popen[str]", line: str) -> None:
    """Write a line to a process."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def hear(process: "subprocess.Popen[str]") -> str:
    """Read a line from a process."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_processes_win_no_more_than_threads(django_store: DjangoStore, database: str) -> None:
    """Of twenty writers in four processes, five get a slot."""
    appropriate(django_store, SLOTS)
    with ExitStack() as stack:
        processes = [stack.enter_context(start(database)) for _ in range(PROCESSES)]
        assert [hear(process) for process in processes] == ["ready"] * PROCESSES
        for process in processes:
            say(process, "go")
        won = sum(int(hear(process)) for process in processes)
    require_exactly(SLOTS, won, django_store)


def grab_carelessly(alias: str) -> bool:
    """Read, think, and write what was read less one: each statement a transaction of its own."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT available FROM careless_pool")
        free = int(cursor.fetchone()[0])
        time.sleep(0.1)
        if free < 1:
            return False
        cursor.execute("UPDATE careless_pool SET available = %s", [free - 1])
        cursor.execute("INSERT INTO careless_posting (n) VALUES (%s)", [SLOTS - free + 1])
    return True


@pytest.fixture
def careless_database(database: str) -> str:
    """A pool without CHECK and postings without a unique number."""
    with connections[database].cursor() as cursor:
        cursor.execute("CREATE TABLE careless_pool (available bigint)")
        cursor.execute("CREATE TABLE careless_posting (n bigint)")
        cursor.execute("INSERT INTO careless_pool VALUES (%s)", [SLOTS])
    return database


def test_control_oversells(careless_database: str) -> None:
    """Without lock, CHECK and unique number more than five win: the race of the tests above is a real one."""
    won = sum(all_at_once(WRITERS, lambda _: grab_carelessly(careless_database)))
    with connections[careless_database].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM careless_posting")
        assert cursor.fetchone()[0] == won
    assert won > SLOTS, "the control did not oversell, so the tests beside it prove nothing"
