"""What lines really cost: every accepted invoice counted once, and on no more than one line."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.costing.invoiced import Bill, actual_costs, invoiced_costs, standing
from sekisho.domain.values.money import Money, apportioned
from tests.domain.costing.scene import read

TWO = (read(id="L1", price=20), read(id="L2", price=20))


def invoice(amount: int, line: str = "", number: str = "", issuer: str = "", digest: str = "") -> Bill:
    """An accepted invoice; unless its bytes are named they are nobody else's."""
    return Bill(number, issuer, digest or f"{number} {issuer} {line} {amount}", line, Money(amount))


def costs(*invoices: Bill) -> list[int]:
    """Give the costs of the two lines of 20 yen."""
    return [cost.yen for cost in actual_costs(TWO, invoices)]


def test_an_invoice_for_the_whole_case_counts_once():
    """20 yen for two lines of 20 are 20 yen together, where each line was taken to have cost all of it before."""
    assert costs(invoice(20)) == [10, 10]
    assert costs(invoice(40)) == [20, 20]
    assert costs(invoice(99)) == [20, 20]


def test_instalments_of_a_line_add_up():
    """6 and 14 yen of one machine are its 20 yen, where only the last counted before."""
    assert costs(invoice(6, "L1", "A"), invoice(14, "L1", "B")) == [20, 0]
    assert costs(invoice(6, "L1", "A"), invoice(15, "L1", "B")) == [20, 0]


def test_an_invoice_for_the_whole_case_fills_what_the_lines_have_left():
    """What a line's own invoice covers is not covered twice."""
    assert costs(invoice(20, "L1", "A"), invoice(10, number="B")) == [20, 10]
    assert costs(invoice(15, "L1", "A"), invoice(10, number="B")) == [17, 8]


def test_the_same_invoice_twice_counts_once():
    """Filed again, for another line, or with its issuer left out, it is the same invoice."""
    first = invoice(20, "L1", "inv1", "maker")
    for again in (
        invoice(20, "L2", "inv1", "maker"),
        invoice(20, "L2", "inv1"),
        invoice(20, "L2", "other", digest=first.digest),
    ):
        assert costs(first, again) == [0, 20]


def test_a_corrected_invoice_takes_the_place_of_the_older_one():
    """The newest paper of an invoice counts alone, whichever amount is higher."""
    older = invoice(20, "L1", "INV-1", "maker")
    assert costs(older, invoice(12, "L1", "INV-1", "maker")) == [12, 0]
    assert costs(invoice(12, "L1", "INV-1", "maker"), older) == [20, 0]


def test_papers_without_a_number_are_corrections_of_each_other():
    """Nothing tells two of them on one line apart, and an amount is rather counted once than twice."""
    assert costs(invoice(6, "L1"), invoice(14, "L1")) == [14, 0]
    assert costs(invoice(40), invoice(14, "L1")) == [14, 0]
    assert costs(invoice(6, "L1"), invoice(14, "L2")) == [6, 14]


def test_two_sellers_may_number_alike():
    """One number of two issuers is two invoices."""
    assert costs(invoice(6, "L1", "1", "maker"), invoice(14, "L1", "1", "dealer")) == [20, 0]


def test_what_is_invoiced_beyond_the_declared_price_is_known():
    """No cost counts above what was declared, yet what was invoiced is told in full, instalment by instalment."""
    found = invoiced_costs(TWO, [invoice(6, "L1", "A"), invoice(24, "L1", "B"), invoice(25, number="C")])
    assert [cost.yen for cost in found] == [30, 25]
    assert [cost.yen for cost in invoiced_costs(TWO, [invoice(50, number="A")])] == [25, 25]


names = st.sampled_from(["", "A", "B", "C"])
lines = st.sampled_from(["", "L1", "L2", "L9"])
invoices = st.lists(st.builds(invoice, st.integers(1, 60), lines, names, names, names), max_size=6)


@given(invoices)
def test_the_lines_never_cost_more_than_was_invoiced_or_declared(papers):
    """Whatever is filed, the total stays within what stands invoiced and each line within what was declared."""
    found = costs(*papers)
    assert sum(found) <= sum(one.amount.yen for one in standing(papers))
    assert all(0 <= cost <= 20 for cost in found)


@given(st.integers(0, 100), st.lists(st.integers(0, 50).map(Money), max_size=6))
def test_parts_add_up_and_none_exceeds_its_weight(amount, weights):
    """An amount within the sum of its weights is parted to the yen, and no part is larger than its weight."""
    whole = min(amount, sum(weight.yen for weight in weights))
    parts = apportioned(Money(whole), weights)
    assert sum(part.yen for part in parts) == whole
    assert all(part <= weight for part, weight in zip(parts, weights, strict=True))
