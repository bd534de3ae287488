"""Replay: fold every posting and hold the result against what is stored."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sekisho.domain.fund.account import Account
from sekisho.domain.fund.pool import Pool, PoolError, apply
from sekisho.domain.fund.posting import Posting
from sekisho.domain.values.finding import Finding, Outcome, Value


def replay(postings: Iterable[Posting]) -> Pool:
    """Give the pool all postings leave. Raises PoolError where they could not have happened in this order."""
    pool = Pool()
    for posting in postings:
        pool = apply(pool, posting)
    return pool


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


def _numbering(postings: Sequence[Posting]) -> list[Finding]:
    """Report numbers that stand twice or are missing: the postings of a pool run on from zero without a gap."""
    counted = Counter(posting.n for posting in postings)
    twice = [_finding("number_twice", str(n), n=n) for n, times in sorted(counted.items()) if times > 1]
    gone = sorted(set(range(max(counted, default=-1) + 1)) - set(counted))
    return twice + [_finding("number_missing", str(n), n=n) for n in gone[:10]]


def verdict(postings: Iterable[Posting], stored: Mapping[str, int]) -> list[Finding]:
    """Report everything that keeps the books from holding: numbers, impossible postings, balances; none: it holds."""
    # Told, not raised: whoever audits books that do not hold wants to see where, and everything that is wrong.
    every = list(postings)
    findings, pool = _numbering(every), Pool()
    for posting in every:
        try:
            pool = apply(pool, posting)
        except PoolError as error:
            facts: dict[str, Value] = {"n": posting.n, "kind": posting.kind.value, "case": posting.case}
            return [*findings, _finding("impossible", str(posting.n), reason=str(error), **facts)]
    return findings + compare(pool, stored)
