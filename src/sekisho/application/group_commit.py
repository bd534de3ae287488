"""Group commit: writers who come at the same time share a transaction, one lock of the pool and one wait for the disk.

Whoever comes first carries what everybody in line asks for, in order of arrival, and commits once; each is answered
only after that commit. A work that is refused or fails takes nobody with it: the group is rolled back, and each of its
works is carried alone, with the answer it would have had alone.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition
from typing import Any, TypeVar

from sekisho.application.ports import Store, Transaction

Result = TypeVar("Result")
Work = Callable[[Transaction], Any]

#: How many works share a transaction at most: whoever is last in a group should not wait for a whole rush.
MOST = 64


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """Somebody in line: what is to be done, and the answer once it is known."""

    work: Work
    answer: "Future[Any]" = field(default_factory=Future)


class GroupCommit:
    """The line of those who write at the same time; one for all threads that share a store."""

    def __init__(self) -> None:
        """Begin with nobody in line."""
        self._line: list[_Waiting] = []
        self._is_led = False
        self._changed = Condition()

    def carry(self, store: Store, work: Callable[[Transaction], Result]) -> Result:
        """Run work in a writing transaction, alone or with others; give what it gives once that is committed.

        Raises what the work raises, and then nothing of it is kept. It may run twice, the first time for nothing, and
        so must change nothing but what it is given.
        """
        mine = _Waiting(work)
        if self._leads(mine):
            self._lead(store, mine)
        answer: Result = mine.answer.result()
        return answer

    def _leads(self, mine: _Waiting) -> bool:
        """Stand in line until the answer is there or nobody leads; say whether it falls to this one to lead."""
        with self._changed:
            self._line.append(mine)
            self._changed.wait_for(lambda: mine.answer.done() or not self._is_led)
            falls_to_me = not mine.answer.done()
            self._is_led = self._is_led or falls_to_me
        return falls_to_me

    def _lead(self, store: Store, mine: _Waiting) -> None:
        """Carry groups until the own work is answered, then leave the lead to whoever has come meanwhile."""
        try:
            while not mine.answer.done():
                group = self._line[:MOST]
                _carry(store, group)
                del self._line[: len(group)]
        except BaseException:
            # The process is told to end: whoever leads leaves the line, and so do those who have their answer; the
            # others still stand in it.
            self._line[:] = [waiting for waiting in self._line if waiting is not mine and not waiting.answer.done()]
            raise
        finally:
            with self._changed:
                self._is_led = False
                self._changed.notify_all()


def _carry(store: Store, group: Sequence[_Waiting]) -> None:
    try:
        with store.write() as tx, tx.pool.at_once():
            results = [waiting.work(tx) for waiting in group]
    except Exception as error:  # noqa: BLE001 - because whatever it is belongs to one of the group, not to all of them
        _carry_each(store, group, error)
    else:
        for waiting, result in zip(group, results, strict=True):
            waiting.answer.set_result(result)


def _carry_each(store: Store, group: Sequence[_Waiting], error: Exception) -> None:
    """Answer a group that cannot be carried together: one alone has met its own error, several are carried apart."""
    if len(group) == 1:
        group[0].answer.set_exception(error)
        return
    for waiting in group:
        _carry(store, [waiting])
