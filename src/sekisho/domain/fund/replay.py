"""Replay: fold every posting and hold the result against what is stored."""

from collections.abc import Iterable, Mapping

from sekisho.domain.fund.account import Account
from sekisho.domain.fund.pool import Pool, apply
from sekisho.domain.fund.posting import Posting
from sekisho.domain.values.finding import Finding, Outcome, Value


def replay(postings: Iterable[Posting]) -> Pool:
    """Give the pool all postings leave. Raises OverdrawnError where they could not have happened in this order."""
    pool = Pool()
    for posting in postings:
        pool = apply(pool, posting)
    return pool


def compare(pool: Pool, stored: Mapping[str, int]) -> list[Finding]:
    """Report each account whose stored balance differs from the replayed one; an empty list means it holds."""
    findings = []
    for account in Account:
        found = stored.get(account.value, 0)
        if found != pool.balances[account].yen:
            facts: dict[str, Value] = {
                "account": account.value,
                "stored": found,
                "replayed": pool.balances[account].yen,
            }
            findings.append(Finding("fund.differs", Outcome.NOT_MET, account.value, facts=facts))
    return findings
