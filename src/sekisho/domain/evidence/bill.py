"""Papers that say an amount, as they are counted: one that was filed again or corrected is the same paper."""

from sekisho.domain.costing.invoiced import Bill
from sekisho.domain.evidence.invoice import named
from sekisho.domain.values.finding import Facts
from sekisho.domain.values.money import LARGEST_YEN, Money


def bill_of(about: Facts, digest: str, line: str) -> Bill | None:
    """Give a paper with the amount it says; None where it says none, or one that no money can be."""
    amount, who = about.get("amount"), named(about)
    if type(amount) is not int or not 0 < amount <= LARGEST_YEN:
        return None
    return Bill(who.number, who.issuer, digest, line, Money(amount))
