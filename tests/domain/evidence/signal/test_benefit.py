"""Rebates, commissions and other subsidies: what is declared, and where two sides disagree; vendors' shares."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.evidence.signal.benefit import (
    Benefit,
    Declaration,
    Subsidy,
    benefit_signals,
    benefits_in,
    subsidy_signals,
    tie_signals,
)
from sekisho.domain.evidence.signal.concentration import concentration_signals, shares
from sekisho.domain.evidence.signal.trace import Trace

USER, MAKER, SI = "7123456789012", "7990000000002", "8990000000001"
NAMED = {"aoba": USER, "hailan": MAKER}


def rebate(by, amount, payer=MAKER, receiver=USER):
    """A rebate as one of the two declares it."""
    return Benefit("rebates", by, payer, receiver, amount)


def codes(benefits, declared=(USER, MAKER, SI)):
    """Give the codes."""
    return [one.code for one in benefit_signals(benefits, declared)]


def test_a_rebate_both_sides_declare_alike_is_told_once():
    """Payer and receiver say the same sum, in as many parts as they like."""
    found = [rebate(MAKER, 300), rebate(MAKER, 200), rebate(USER, 500)]
    assert codes(found) == ["signal.benefit_declared"]
    assert benefit_signals(found, (USER, MAKER))[0].facts["amount"] == 500


def test_a_rebate_one_side_is_silent_about_is_disputed():
    """The other side declared and said nothing, or another sum: both sums are told."""
    [_, disputed] = benefit_signals([rebate(MAKER, 500)], (USER, MAKER))
    assert (disputed.code, disputed.facts["paid"], disputed.facts["received"]) == ("signal.benefit_disputed", 500, 0)
    assert codes([rebate(MAKER, 500), rebate(USER, 499)]) == ["signal.benefit_declared", "signal.benefit_disputed"]


def test_who_has_not_declared_yet_disputes_nothing():
    """Silence before one's declaration is no disagreement."""
    assert codes([rebate(MAKER, 500)], (MAKER,)) == ["signal.benefit_declared"]


def test_a_declaration_is_read_from_either_end():
    """Paid and received turn payer and receiver; a name known in the case stands for its number."""
    content = {
        "rebates": [{"with": "Hailan", "direction": "received", "yen": 500}],
        "commissions": [{"with": "somebody else", "direction": "paid", "yen": 7}, "no entry"],
    }
    assert benefits_in(Declaration(USER, content), NAMED) == [
        Benefit("rebates", USER, MAKER, USER, 500),
        Benefit("commissions", USER, USER, "somebody else", 7),
    ]


def test_a_tie_one_side_is_silent_about_is_disputed():
    """A tie is told once a side declares it, and disputed where the other declared and did not name it."""
    tie = {"relations": [{"with": "HAILAN", "nature": "capital"}]}
    silent, back = {"relations": []}, {"relations": [{"with": USER, "nature": "capital"}]}

    def told(*made):
        return [one.code for one in tie_signals([Declaration(*one) for one in made], NAMED)]

    assert told((USER, tie)) == ["signal.tie_declared"]
    assert told((USER, tie), (MAKER, silent)) == ["signal.tie_declared", "signal.tie_disputed"]
    assert told((USER, tie), (MAKER, back)) == ["signal.tie_declared", "signal.tie_declared"]


def test_other_subsidies_are_told_by_line():
    """Each other subsidy on the same equipment is told with its name and amount."""
    [found] = subsidy_signals([Subsidy("L1", "Monozukuri (fictional)", 5)])
    assert (found.code, found.place, found.facts["amount"]) == ("signal.other_subsidy", "L1", 5)


def test_a_vendor_in_most_of_the_money_is_told():
    """A share above the bound is told once the vendor has enough cases; others and small beginnings are not."""
    traces = [Trace("vendor", SI, f"C-{n}", place="integrator", amount=10) for n in range(4)]
    traces += [Trace("vendor", MAKER, "C-9", place="exporter", amount=20)]
    found = shares([*traces, traces[0]])
    assert [(one.vendor, one.amount, one.share) for one in found] == [
        (SI, 40, Fraction(2, 3)),
        (MAKER, 20, Fraction(1, 3)),
    ]
    told = concentration_signals(found, Fraction(1, 4), 3)
    assert [(one.facts["vendor"], one.facts["count"]) for one in told] == [(SI, 4)]
    assert concentration_signals(found, Fraction(2, 3), 1) == []


@given(st.lists(st.builds(Trace, st.just("vendor"), st.sampled_from("abc"), st.sampled_from("123"), st.just(""),
                          st.just(""), st.integers(0, 10**12))))  # fmt: skip
def test_no_share_is_above_the_whole(traces):
    """Whatever vendors have a hand in, no share is negative or above one, and every case is counted once."""
    for one in shares(traces):
        assert 0 <= one.share <= 1
        assert len(one.cases) == len(set(one.cases))
