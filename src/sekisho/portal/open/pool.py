"""The pool for everybody to see."""

from sekisho.application.show_pool import PoolView, show_pool
from sekisho.domain.fund.account import Account
from sekisho.domain.values.money import Money
from sekisho.portal.components.view import Gauge, gauge_of
from sekisho.portal.desk import desk, in_program, program, today

#: The accounts in the order of the gauge: what is gone first, what is left last.
SHOWN = (
    Account.PAID,
    Account.PAYABLE,
    Account.COMMITTED,
    Account.RESERVED,
    Account.RECEIVABLE,
    Account.RECOVERED,
    Account.AVAILABLE,
)


def gauge_from(view: PoolView) -> Gauge | None:
    """Lay out what a pool holds; None before it was opened."""
    cap = view.balances.get(Account.APPROPRIATION.value, 0)
    if not cap:
        return None
    accounts = [(account.value, Money(view.balances.get(account.value, 0))) for account in SHOWN]
    return gauge_of(Money(cap), accounts, view.as_of)


def pool() -> Gauge | None:
    """Give the pool; None before the office has opened it."""
    at = desk()
    return gauge_from(show_pool(at)) if at else None


def cap_citation() -> str:
    """Give the source of the pool's cap."""
    return str(program().entry("pool.appropriation", in_program(today())).citation)
