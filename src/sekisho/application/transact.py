"""One transaction that keeps everything or, on a refusal, nothing; and the same request sent twice is one request."""

from collections.abc import Callable
from typing import TypeVar

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.domain.values.finding import Refusal

Result = TypeVar("Result")
Plan = TypeVar("Plan")
Work = Callable[[Transaction], Result | Refusal]


class _Abandoned(Exception):  # noqa: N818 - because it is no error: it carries a refusal past the commit
    def __init__(self, refusal: Refusal) -> None:
        super().__init__("refused")
        self.refusal = refusal


class AlreadyAnswered(Exception):  # noqa: N818 - because it is no error: it carries the first answer
    """This request was carried out before, under the same key; ``answer`` is what was answered then."""

    def __init__(self, answer: bytes) -> None:
        """Carry the first answer."""
        super().__init__("answered before")
        self.answer = answer


def _recall(desk: Desk, tx: Transaction, *, wait: bool = True) -> None:
    once = desk.once
    answer = tx.answers.find(once.person, once.key, once.request_sha256, wait=wait) if once else None
    if answer is not None:
        raise AlreadyAnswered(answer)


def _kept(desk: Desk, tx: Transaction, result: Result | Refusal) -> Result:
    if isinstance(result, Refusal):
        raise _Abandoned(result)
    if desk.once:
        once = desk.once
        tx.answers.keep(once.person, once.key, once.request_sha256, once.render(result))
    return result


def _once(desk: Desk, work: Work[Result], *, wait: bool = True) -> Callable[[Transaction], Result]:
    """Give work that is carried once, and that a refusal takes back."""

    def carried(tx: Transaction) -> Result:
        _recall(desk, tx, wait=wait)
        return _kept(desk, tx, work(tx))

    return carried


def transact(desk: Desk, work: Work[Result]) -> Result | Refusal:
    """Run work in a writing transaction; a refusal rolls back whatever was written on the way to it.

    Raises AlreadyAnswered where the desk carries an idempotency key under which the same request was answered.
    """
    try:
        with desk.store.write() as tx:
            return _once(desk, work)(tx)
    except _Abandoned as abandoned:
        return abandoned.refusal


def transact_in_line(
    desk: Desk, prepare: Callable[[Transaction], Plan | Refusal], work: Callable[[Transaction, Plan], Result | Refusal]
) -> Result | Refusal:
    """Prepare in a reading transaction, then run work in a writing one, which others who come meanwhile share.

    What takes long is prepared while nobody waits. Work asks again what it has to see under the lock; all else is as it
    was when it was prepared. Raises AlreadyAnswered like ``transact``, and ConflictError where the same request is just
    being carried out by another process.
    """
    with desk.store.read() as tx:
        _recall(desk, tx)
        plan = prepare(tx)
    if isinstance(plan, Refusal):
        return plan
    try:
        # Nobody waits for a twin here: a group keeps the pool locked, and the twin in another process may wait for it.
        return desk.line.carry(desk.store, _once(desk, lambda tx: work(tx, plan), wait=False))
    except _Abandoned as abandoned:
        return abandoned.refusal


def answer_once(desk: Desk, work: Callable[[], Result | Refusal]) -> Result | Refusal:
    """Run work of several transactions and keep its answer; such work has to come out the same when it is repeated.

    Raises AlreadyAnswered like ``transact``: also to whoever sent the same request meanwhile and was second.
    """
    if desk.once is None:
        return work()
    with desk.store.read() as tx:
        _recall(desk, tx)
    result = work()
    return result if isinstance(result, Refusal) else transact(desk, lambda _tx: result)
