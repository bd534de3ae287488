"""Papers against the claim, and the days of a purchase against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.evidence.chronology import PURCHASE
from sekisho.domain.evidence.signal.agreement import Said, agreement_signals
from sekisho.domain.evidence.signal.purchase import purchase_signals

#: The kinds that say what the machine costs, in the order of a purchase.
PRICED = ("quotation", "purchase_order", "purchase_invoice", "payment_proof")
CLAIMED = {"L1": {"buyer": "青葉精密工業株式会社", "maker": "Hailan Co., Ltd.", "model": "HLM-650V", "serial": "SN-1",
                  "quantity": "1"}}  # fmt: skip
DAYS = dict(zip(PURCHASE, ("2026-05-10", "2026-05-11", "2026-05-18", "2026-05-25", "2026-05-29", "2026-06-05",
                           "2026-06-30"), strict=True))  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def told(*papers, claimed=CLAIMED):
    """Give code and place of each signal."""
    return [(one.code, one.place) for one in agreement_signals(papers, claimed, PRICED)]


def test_the_same_thing_in_another_spelling_agrees():
    """Width, spaces, dashes and the company's form are no disagreement, and one of a list suffices."""
    about = {
        "buyer": "㈱青葉精密工業",
        "maker": "HAILAN",
        "model": ["HLM-850V", "ＨＬＭ　650Ｖ"],
        "serial": "sn1",
        "quantity": 1,
    }
    assert told(Said("D1", "purchase_invoice", "L1", about)) == []


@pytest.mark.parametrize(
    ("what", "said"),
    [("buyer", "Tsubame"), ("maker", "Other"), ("model", "HLM-650V2"), ("serial", "SN-2"), ("quantity", 2)],
)
def test_each_disagreement_is_told_of_its_paper(what, said):
    """A name, model, serial or quantity that differs is told with what both say."""
    [found] = agreement_signals([Said("D7", "acceptance_record", "", {what: said})], CLAIMED, PRICED)
    assert (found.code, found.place) == (f"signal.{what}_differs", "D7")
    assert (found.facts["value"], found.facts["claimed"]) == (str(said), CLAIMED["L1"][what])


def test_a_paper_of_another_line_is_held_against_its_own():
    """A paper speaks of its own line; one that names no line speaks only where there is one line."""
    two = {**CLAIMED, "L2": {"model": "HLM-850V"}}
    assert told(Said("D1", "quotation", "L2", {"model": "HLM-850V"}), claimed=two) == []
    assert told(Said("D1", "quotation", "", {"model": "HLM-999"}), claimed=two) == []


def test_amounts_that_differ_are_told_once():
    """Quotation, order, invoice and payment that say different amounts are one signal with least and most."""
    papers = [Said("D1", "quotation", "L1", {"amount": 20}), Said("D2", "purchase_invoice", "L1", {"amount": 19})]
    [found] = agreement_signals(papers, CLAIMED, PRICED)
    assert (found.code, found.facts["least"], found.facts["most"]) == ("signal.amount_differs", 19, 20)
    assert told(papers[0], Said("D3", "payment_proof", "L1", {"amount": 20})) == []


def test_instalments_add_up_and_a_corrected_paper_counts_once():
    """Two invoices and two payments of one machine are held against its quotation by their sums."""
    amounts = (("purchase_invoice", "1", 6), ("purchase_invoice", "2", 13), ("payment_proof", "1", 6),
               ("payment_proof", "2", 13))  # fmt: skip
    papers = [
        Said(f"D{n}", kind, "L1", {"number": number, "amount": amount}, f"bytes {n}")
        for n, (kind, number, amount) in enumerate(amounts)
    ]
    quoted = Said("D8", "quotation", "L1", {"number": "Q", "amount": 19}, "bytes 8")
    again = Said("D9", "purchase_invoice", "L1", {"number": "２", "amount": 13}, "bytes 9")
    assert told(quoted, *papers) == told(quoted, *papers, again) == []
    [found] = agreement_signals([quoted, papers[0]], CLAIMED, PRICED)
    assert (found.facts["least"], found.facts["most"]) == (6, 19)
    assert found.facts["documents"] == ["quotation", "purchase_invoice"]


@pytest.mark.parametrize("what", ["buyer", "maker", "model", "serial", "quantity"])
def test_papers_are_held_against_each_other_where_the_claim_is_silent(what):
    """Of what the claim does not say, two papers that differ are told once; in another spelling they agree."""
    silent = {"L1": {name: value for name, value in CLAIMED["L1"].items() if name != what}}
    one = Said("D1", "quotation", "L1", {what: ["AB-1", "CD-2"]})
    assert told(one, Said("D2", "delivery_note", "L1", {what: "ａｂ－１"}), claimed=silent) == []
    other = Said("D3", "purchase_invoice", "L1", {what: "EF-3"})
    [found] = agreement_signals([one, other], silent, PRICED)
    assert (found.code, found.place, found.facts["what"]) == ("signal.papers_differ", "L1", what)
    assert found.facts["documents"] == ["quotation", "purchase_invoice"]
    assert "signal.papers_differ" not in {code for code, _ in told(one, other)}


def test_a_purchase_in_order_says_nothing():
    """From the quote to the payment every day follows the one before, or is the same."""
    assert purchase_signals("L1", DAYS, []) == []
    assert purchase_signals("L1", dict.fromkeys(PURCHASE, "2026-06-01"), []) == []


@pytest.mark.parametrize("step", PURCHASE[1:])
def test_a_day_before_its_turn_is_told(step):
    """A step that lies before the one it must follow is told, wherever in the chain."""
    found = purchase_signals("L1", {**DAYS, step: "2026-05-01"}, [])
    assert [one.facts["after"] for one in found] == [step]


def test_a_missing_day_hides_no_reversal():
    """Days that are not known are passed over, and those on both sides are still compared."""
    found = purchase_signals("L1", {"quoted_on": "2026-06-20", "paid_on": "2026-06-10"}, [])
    assert [(one.facts["before"], one.facts["after"]) for one in found] == [("quoted_on", "paid_on")]


def test_papers_bear_witness():
    """A paper's day stands in where the case reports none, and is held against the case where it does."""
    late = Said("D1", "quotation", "L1", {"issued_on": "2026-07-01"})
    other = Said("D2", "import_permit", "L1", {"permitted_on": "2026-05-26", "issued_on": "2026-01-01"})
    reported = {name: day for name, day in DAYS.items() if name != "quoted_on"}
    found = [(one.code, one.place) for one in purchase_signals("L1", reported, [late, other])]
    assert found == [("signal.date_reversed", "L1"), ("signal.date_differs", "D2")]


KINDS = st.sampled_from(("quotation", "purchase_invoice", "payment_proof"))
WORDS = st.sampled_from(("buyer", "model", "quantity", "amount", "dated_on", "issued_on", "paid_on"))
PAPERS = st.builds(Said, st.text(max_size=4), KINDS, st.sampled_from(("", "L1")), st.dictionaries(WORDS, JSON))


@given(st.lists(PAPERS, max_size=5))
def test_whatever_papers_say_nothing_breaks(papers):
    """Papers may say anything of themselves; the signals stay texts and whole numbers."""
    for one in [*agreement_signals(papers, CLAIMED, PRICED), *purchase_signals("L1", DAYS, papers)]:
        assert one.finding.as_json()["code"] == one.code
