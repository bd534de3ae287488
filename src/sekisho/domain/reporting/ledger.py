"""Tie-out: every total of the cases against the pool's own postings. The difference is zero, or the report says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.fund.account import OF_A_CASE
from sekisho.domain.fund.posting import MOVES, Posting, PostingKind
from sekisho.domain.reporting.figure import Figures
from sekisho.domain.reporting.quarter import Quarter
from sekisho.domain.reporting.tally import BALANCE, FLOWS
from sekisho.domain.values.finding import Value

#: Which posting of the pool each measure of the cases has to equal.
POSTED: Mapping[str, PostingKind] = {
    "reserved": PostingKind.RESERVE,
    "decided": PostingKind.COMMIT,
    "fixed": PostingKind.FIX,
    "paid": PostingKind.PAY,
    "reclaimed": PostingKind.ORDER_REPAYMENT,
    "recovered": PostingKind.RECOVER,
}


@dataclass(frozen=True, slots=True)
class DatedPosting:
    """A posting of the pool with the instant of program time at which it was made."""

    posting: Posting
    at: datetime


@dataclass(frozen=True, slots=True)
class Tie:
    """One figure of the cases beside the same figure of the ledger."""

    name: str
    column: str
    cases: int
    ledger: int

    @property
    def difference(self) -> int:
        """Give what the cases say more than the ledger; zero where both hold."""
        return self.cases - self.ledger

    def as_json(self) -> dict[str, Value]:
        """Give the tie as plain values."""
        return {
            "name": self.name,
            "column": self.column,
            "cases": self.cases,
            "ledger": self.ledger,
            "difference": self.difference,
        }


def _posted(postings: Iterable[DatedPosting], kind: PostingKind) -> int:
    return sum(one.posting.amount.yen for one in postings if one.posting.kind is kind)


def balance_of(postings: Iterable[DatedPosting], account: str) -> int:
    """Give the balance of an account after postings."""
    moves = [(one.posting.amount.yen, *MOVES[one.posting.kind]) for one in postings]
    return sum(yen * ((credit == account) - (debit == account)) for yen, debit, credit in moves)


def ties(
    figures: Figures, postings: Iterable[DatedPosting], receipts: Iterable[datetime], quarter: Quarter, as_of: datetime
) -> tuple[Tie, ...]:
    """Hold the report's totals against the ledger: flows of the quarter and to its end, and balances at the instant."""
    known = [one for one in postings if one.at <= as_of]
    ended = [one for one in known if one.at <= quarter.ends_at]
    inside = [one for one in ended if quarter.holds(one.at)]
    spans = {"quarter": inside, "total": ended}
    flows = [
        Tie(measure, f"{span}_yen", figures.at(FLOWS, measure, f"{span}_yen") or 0, _posted(of_span, kind))
        for measure, kind in POSTED.items()
        for span, of_span in spans.items()
    ]
    numbered = sum(at <= min(as_of, quarter.ends_at) for at in receipts)
    received = Tie("applied", "total_cases", figures.at(FLOWS, "applied", "total_cases") or 0, numbered)
    balances = [
        Tie(account.value, "balance", figures.at(BALANCE, account.value, "cases_yen") or 0, balance_of(known, account))
        for account in OF_A_CASE
    ]
    return (received, *flows, *balances)
