"""One transaction that either keeps everything or, on a refusal, nothing at all."""

from collections.abc import Callable
from typing import TypeVar

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.domain.values.finding import Refusal

Result = TypeVar("Result")


class _Abandoned(Exception):  # noqa: N818 - because it is no error: it carries a refusal past the commit
    def __init__(self, refusal: Refusal) -> None:
        super().__init__("refused")
        self.refusal = refusal


def _kept(result: Result | Refusal) -> Result:
    if isinstance(result, Refusal):
        raise _Abandoned(result)
    return result


def transact(desk: Desk, work: Callable[[Transaction], Result | Refusal]) -> Result | Refusal:
    """Run work in a writing transaction; a refusal rolls back whatever was written on the way to it."""
    try:
        with desk.store.write() as tx:
            return _kept(work(tx))
    except _Abandoned as abandoned:
        return abandoned.refusal
