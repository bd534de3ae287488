"""Replay: fold every posting and hold the result against what is stored."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sekisho.domain.fund.account import Account
from sekisho.domain.fund.pool import Balances, Holding, Pool, PoolError, enter
from sekisho.domain.fund.posting import Posting
from sekisho.domain.values.finding import Finding, Outcome, Value

_NOTHING_HELD = Holding()


class Books:
    """The pool while it is folded, in place: copying every holding for every posting would take days for a million."""

    def __init__(self) -> None:
        """Begin with an empty pool."""
        self._balances: Balances = Pool().balances
        self._holdings: dict[str, Holding] = {}
        self._postings = 0

    def enter(self, posting: Posting) -> None:
        """Enter a posting; the same posting again changes nothing. Raises PoolError."""
        entered = enter(self._balances, self._holdings.get(posting.case, _NOTHING_HELD), posting)
        if entered:
            self._balances, self._holdings[posting.case] = entered
            self._postings += 1

    @property
    def pool(self) -> Pool:
        """Give the pool as it stands."""
        return Pool(self._balances, self._postings, dict(self._holdings))


def replay(postings: Iterable[Posting]) -> Pool:
    """Give the pool all postings leave. Raises PoolError where they could not have happened in this order."""
    books = Books()
    for posting in postings:
        books.enter(posting)
    return books.pool


def _finding(code: str, place: str, **facts: Value) -> Finding:
    return Finding(f"fund.{code}", Outcome.NOT_MET, place, facts=dict(facts))


def compare(pool: Pool, stored: Mapping[str, int]) -> list[Finding]:
    """Report each account whose stored balance differs from the replayed one; an empty list means it holds."""
    findings = [_finding("unknown_account", name, account=name) for name in sorted(set(stored) - set(Account))]
    for account in Account:
        found, replayed = stored.get(account.value, 0), pool.balances[account].yen
        if found != replayed:
            findings.append(_finding("differs", account.value, account=account.value, stored=found, replayed=replayed))
    return findings


def _numbering(counted: Mapping[int, int]) -> list[Finding]:
    """Report numbers that stand twice or are missing: the postings of a pool run on from zero without a gap."""
    twice = [_finding("number_twice", str(n), n=n) for n, times in sorted(counted.items()) if times > 1]
    gone = sorted(set(range(max(counted, default=-1) + 1)) - set(counted))
    return twice + [_finding("number_missing", str(n), n=n) for n in gone[:10]]


def _entered(books: Books, posting: Posting) -> list[Finding]:
    try:
        books.enter(posting)
    except PoolError as error:
        facts: dict[str, Value] = {"n": posting.n, "kind": posting.kind.value, "case": posting.case}
        return [_finding("impossible", str(posting.n), reason=str(error), **facts)]
    return []


def verdict(postings: Iterable[Posting], stored: Mapping[str, int]) -> list[Finding]:
    """Report everything that keeps the books from holding: numbers, impossible postings, balances; none: it holds."""
    # Told, not raised: whoever audits books that do not hold wants to see where, and everything that is wrong.
    books, counted, impossible = Books(), Counter[int](), list[Finding]()
    for posting in postings:
        counted[posting.n] += 1
        if not impossible:
            impossible = _entered(books, posting)
    return _numbering(counted) + (impossible or compare(books.pool, stored))
