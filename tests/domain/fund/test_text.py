"""Every refusal of the pool has its words, with its facts and a remedy, in three languages."""

import pytest

from sekisho.bootstrap.package import all_wording
from sekisho.domain.fund.account import Account
from sekisho.domain.fund.charge import Entry
from sekisho.domain.fund.movement import decide_cap, decide_move
from sekisho.domain.fund.pool import Pool, apply
from sekisho.domain.fund.posting import Posting, PostingKind
from sekisho.domain.fund.replay import verdict
from sekisho.domain.fund.reservation import decide_reserve, enact
from sekisho.domain.values.finding import Finding, Refusal
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money

CAP = Posting(PostingKind.APPROPRIATE, Money(1000), "", 0)


def everything() -> list[Finding]:
    """Findings of every code the pool knows."""
    pool = apply(Pool(), CAP)
    for case, amount, receipt in (("A", 900, 1), ("B", 200, 2)):
        pool = enact(pool, decide_reserve(pool, case, Money(amount), receipt))
    refusals = [
        decide_reserve(pool, "", Money(0), 0),
        decide_reserve(pool, "A", Money(2000), 2),
        decide_reserve(pool, "B", Money(1), 3),
        decide_move(pool, PostingKind.COMMIT, "A", Money(1000)),
        decide_move(pool, PostingKind.COMMIT, "A", Money(0)),
        decide_cap(pool, Money(-1)),
        decide_cap(pool, Money(1000)),
    ]
    wrong = [CAP, CAP, Posting(PostingKind.RESERVE, Money(2000), "A", 2)]
    books = verdict(wrong, {}) + verdict([CAP], {"pocket": 1})
    return [f for refusal in refusals if isinstance(refusal, Refusal) for f in refusal.findings] + books


def test_the_findings_of_this_test_are_all_there_are():
    """Every code of the room's texts that has a remedy is one that was provoked here, and the reverse."""
    spoken = {
        c.removesuffix(".remedy") for c in all_wording().codes() if c.startswith("fund.") and c.endswith(".remedy")
    }
    assert {finding.code for finding in everything()} == spoken


@pytest.mark.parametrize("language", list(Language))
def test_every_finding_is_said_without_a_gap(language):
    """Each finding's sentence and remedy carry all their facts."""
    for finding in everything():
        said = all_wording().say_finding(finding, language) + all_wording().remedy(finding, language)
        gap = "—" in said and finding.facts.get("case") != ""
        assert not gap, said


def test_every_kind_account_and_entry_has_a_name():
    """Accounts, kinds of movement and entries of the charges are words, not codes."""
    wanted = [f"account.{a}" for a in Account] + [f"fund.kind.{k}" for k in PostingKind]
    wanted += [f"fund.charge.{e}" for e in (*Entry, "additional", "late")]
    assert [code for code in wanted if not all_wording().has(code)] == []
