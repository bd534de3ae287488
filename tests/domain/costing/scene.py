"""Terms and lines the costing tests share."""

from fractions import Fraction

from sekisho.domain.costing.line import PricedLine
from sekisho.domain.costing.request import read_lines
from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.finding import Finding, Refusal
from sekisho.domain.values.money import Money

TERMS = CostingTerms(
    subsidy_rate=Fraction(18, 100),
    subsidy_unit=1,
    national_rate=Fraction(78, 1000),
    local_share=Fraction(22, 78),
    base_unit=1000,
    payable_unit=100,
    discount_rate=Fraction(5, 100),
    subsidy_lag_months=9,
)


def record(**changed: object) -> dict[str, object]:
    """A line of 60,000,000 yen under CIF, with changes."""
    return {"id": "L1", "category": "cnc", "price": 60_000_000, "incoterm": "CIF", "costs": {"duty_rate": 0}, **changed}


def read(**changed: object) -> PricedLine:
    """The line, read."""
    lines = read_lines([record(**changed)], ["line"])
    assert not isinstance(lines, Refusal), lines
    return lines[0]


def problems(*records: object) -> list[tuple[str, str]]:
    """Code and place of every problem of some records."""
    refused = read_lines(list(records), ["line"])
    assert isinstance(refused, Refusal)
    return [(finding.code.removeprefix("costing."), finding.place) for finding in refused.findings]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """Codes of findings."""
    return [finding.code.removeprefix("costing.") for finding in findings]


def yen(amount: int) -> Money:
    """So many yen."""
    return Money(amount)
