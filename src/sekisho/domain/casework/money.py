"""What each movement of the table does to the case's balance; the fund posts the same steps to the pool."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sekisho.domain.casework.case import Balance
from sekisho.domain.casework.transition import Movement
from sekisho.domain.values.money import NOTHING, Money


def _reserve(balance: Balance, amount: Money) -> Balance:
    return replace(balance, reserved=balance.reserved + amount)


def _commit(balance: Balance, amount: Money) -> Balance:
    return replace(balance, reserved=NOTHING, committed=amount)


def _reduce(balance: Balance, amount: Money) -> Balance:
    """Take a part of what is reserved, decided or fixed; a case holds its money in one of the three."""
    if balance.reserved:
        return replace(balance, reserved=balance.reserved - amount)
    if balance.committed:
        return replace(balance, committed=balance.committed - amount)
    return replace(balance, payable=balance.payable - amount)


def _release(balance: Balance, _amount: Money) -> Balance:
    return replace(balance, reserved=NOTHING, committed=NOTHING, payable=NOTHING)


def _fix(balance: Balance, amount: Money) -> Balance:
    return replace(balance, committed=NOTHING, payable=amount)


def _pay(balance: Balance, _amount: Money) -> Balance:
    return replace(balance, payable=NOTHING, paid=balance.payable)


def _order_repayment(balance: Balance, amount: Money) -> Balance:
    return replace(balance, paid=balance.paid - amount, receivable=balance.receivable + amount)


def _recover(balance: Balance, amount: Money) -> Balance:
    return replace(balance, receivable=balance.receivable - amount, recovered=balance.recovered + amount)


_STEPS: Mapping[Movement, Callable[[Balance, Money], Balance]] = {
    Movement.RESERVE: _reserve,
    Movement.COMMIT: _commit,
    Movement.REDUCE: _reduce,
    Movement.RELEASE: _release,
    Movement.FIX: _fix,
    Movement.PAY: _pay,
    Movement.ORDER_REPAYMENT: _order_repayment,
    Movement.RECOVER: _recover,
}


def moved(balance: Balance, movement: Movement, amount: Money) -> Balance:
    """Give a case's balance after a movement of ``amount``; a movement that takes all it holds ignores it."""
    step = _STEPS.get(movement)
    return step(balance, amount) if step else balance
