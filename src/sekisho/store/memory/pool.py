"""The pool in memory, with the same refusals as the databases' CHECKs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sekisho.application.ports import PostingRow
from sekisho.store.error import UnlockedPoolError
from sekisho.store.memory.table import PoolState, State
from sekisho.store.movement import ACCOUNTS, changes


class MemoryPool:
    """Pools and postings (``ports.PoolTable``)."""

    def __init__(self, state: State) -> None:
        """Take the transaction's tables."""
        self._state = state
        self._locked: set[str] = set()

    def lock(self, program: str) -> Mapping[str, int]:
        """Lock the program's pool; give its balances in yen. A new pool has zeros."""
        if program not in self._state.pools:
            self._state.pools.put(program, PoolState(dict.fromkeys(ACCOUNTS, 0)))
        self._locked.add(program)
        return self.balances(program)

    def _held(self, program: str) -> PoolState:
        held = self._state.pools.get(program)
        if held is None or program not in self._locked:
            raise UnlockedPoolError(f"the pool of {program} is not locked by this transaction")
        return held

    def post(self, program: str, postings: Sequence[PostingRow]) -> None:
        """Write postings and move the balances, one by one in the order given. Raises RefusedByDatabaseError."""
        held = self._held(program)
        for posting in postings:
            self._keep(posting)
            held = replace(held, balances=self._moved(held.balances, posting), postings=held.postings + 1)
        self._state.pools.put(program, held)

    def _moved(self, balances: Mapping[str, int], posting: PostingRow) -> dict[str, int]:
        after = {**balances, **{account: balances[account] + change for account, change in changes(posting).items()}}
        below = [account for account, balance in after.items() if balance < 0]
        if below:
            self._state.refuse(f"{', '.join(below)} would go below zero")
        return after

    def _keep(self, posting: PostingRow) -> None:
        accounts = {posting.debit, posting.credit}
        if posting.amount <= 0 or len(accounts) == 1 or not accounts <= set(ACCOUNTS):
            self._state.refuse(f"a posting of {posting.amount} from {posting.debit} to {posting.credit}")
        key = (posting.program, posting.n)
        if key in self._state.postings:
            self._state.refuse(f"posting {posting.n} of {posting.program} stands already")
        self._state.postings.put(key, posting)

    def next_receipt(self, program: str) -> int:
        """Take the next receipt number; taking it locks the pool."""
        self.lock(program)
        held = self._held(program)
        taken = replace(held, receipts=held.receipts + 1)
        self._state.pools.put(program, taken)
        return taken.receipts

    def next_posting(self, program: str) -> int:
        """Give the number of the next posting; only while the pool is locked."""
        return self._held(program).postings

    def first_waiting(self, program: str) -> int:
        """Give the lowest receipt number on the waiting list, 0 where it is empty; only while the pool is locked."""
        self._held(program)
        rows = self._state.cases.rows()
        return min((row.receipt for row in rows if (row.program, row.state) == (program, "waiting")), default=0)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Do what the block does; memory has no messages to save."""
        yield

    def balances(self, program: str) -> Mapping[str, int]:
        """Give the stored balances without a lock; zeros where there is no pool."""
        held = self._state.pools.get(program)
        return dict(held.balances) if held else dict.fromkeys(ACCOUNTS, 0)

    def postings(self, program: str, *, kinds: Sequence[str] = ()) -> list[PostingRow]:
        """Give postings in order: of some kinds, or every one."""
        every = (posting for posting in self._state.postings.rows() if posting.program == program)
        return [posting for posting in every if not kinds or posting.kind in kinds]
