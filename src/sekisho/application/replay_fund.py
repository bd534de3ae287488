"""Replay the pool from the journal and hold it against what is stored."""

from sekisho.application.desk import Desk
from sekisho.application.post import postings_of
from sekisho.domain.fund.replay import verdict
from sekisho.domain.values.finding import Finding


def replay_fund(desk: Desk) -> tuple[Finding, ...]:
    """Fold every posting in the journal and report each account whose stored balance differs; none: it holds."""
    with desk.store.read() as tx:
        return tuple(verdict(postings_of(tx, desk.program_id), tx.pool.balances(desk.program_id)))
