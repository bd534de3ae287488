"""What is owed back in a case, with its charges as they stand on a day: for the case page and the page of finance."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import CASES, read_cases
from sekisho.application.surround import charge_terms_on
from sekisho.domain.casework.case import Case
from sekisho.domain.fund.charge import ChargeKind, ChargeTerms
from sekisho.domain.fund.debt import Debt, charges_on
from sekisho.domain.fund.posting import PostingKind
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan

#: The event that settles the oldest order of a case that is open.
SETTLED = "repayment.completed"


@dataclass(frozen=True, slots=True)
class ChargeStanding:
    """A charge as it stands: what the days come to, what of it is assessed, and what of that is open."""

    kind: ChargeKind
    reckoned: Money
    assessed: Money
    open: Money


@dataclass(frozen=True, slots=True)
class Owed:
    """An order to pay back and its two charges on a day. They are final once the principal is back."""

    case: str
    debt: Debt
    charges: tuple[ChargeStanding, ...]

    @property
    def is_late(self) -> bool:
        """Say whether anything of the principal came after the due day, or bears the charge for it by now."""
        return any(one.kind is ChargeKind.LATE and one.reckoned for one in self.charges)


def _standing(debt: Debt, today: date, terms: ChargeTerms) -> tuple[ChargeStanding, ...]:
    reckoned = charges_on(debt, today, terms)
    return tuple(
        ChargeStanding(kind, reckoned[kind].amount, debt.assessed(kind), debt.owed(kind)) for kind in ChargeKind
    )


def owed_in(case: Case, today: date, terms: ChargeTerms) -> tuple[Owed, ...]:
    """Give the orders to pay back of a case, the settled ones with them."""
    return tuple(Owed(case.id, debt, _standing(debt, today, terms)) for debt in case.debts)


def _owing(tx: Transaction, program: str) -> list[str]:
    """Give the cases that may owe: with more orders among the pool's postings than were settled since."""
    ordered = Counter(row.case for row in tx.pool.postings(program, kinds=(PostingKind.ORDER_REPAYMENT.value,)))
    settled = Counter(row.stream.removeprefix(CASES) for row in tx.journal.told(CASES, SETTLED))
    # Where a recovery settles several orders at once the case is read for nothing; none that owes is left out.
    return list(ordered - settled)


def _open(cases: Iterable[Case], today: date, terms: ChargeTerms) -> list[Owed]:
    every = (one for case in cases for one in owed_in(case, today, terms))
    return sorted((one for one in every if not one.debt.is_settled), key=lambda one: (one.debt.due_on, one.case))


def show_owed(desk: Desk) -> list[Owed]:
    """Give every order to pay back that is not settled, the nearest due day first."""
    with desk.store.read() as tx:
        today = day_in_japan(program_now(desk, tx))
        terms = charge_terms_on(desk.programs.definition(tx), today)
        return _open(read_cases(tx, _owing(tx, desk.program_id)).values(), today, terms)
