"""Show the pool: what anybody may know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.application.program_time import program_now


@dataclass(frozen=True, slots=True)
class PoolView:
    """The pool's balances in yen by account, as of an instant of program time."""

    program: str
    balances: Mapping[str, int]
    waiting: int
    as_of: datetime
    rehearsal: bool


def pool_view(desk: Desk, tx: Transaction) -> PoolView:
    """Give the pool within a transaction."""
    waiting = tx.views.count(("waiting",))
    balances = dict(tx.pool.balances(desk.program_id))
    return PoolView(desk.program_id, balances, waiting, program_now(desk, tx), desk.is_rehearsal)


def show_pool(desk: Desk) -> PoolView:
    """Give the pool's balances and the length of the waiting list."""
    with desk.store.read() as tx:
        return pool_view(desk, tx)
