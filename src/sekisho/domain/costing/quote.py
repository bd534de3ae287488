"""A quote: from the purchase price to customs value, taxes, landed cost, subsidy and payback, each figure explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.costing.appraisal import Appraisal, appraise
from sekisho.domain.costing.customs import Column, ImportTax, import_tax
from sekisho.domain.costing.incoterm import NEEDED, SEPARABLE, missing
from sekisho.domain.costing.subsidy import subsidy
from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.money import LARGEST_YEN, NOTHING, Money, MoneyError, rate, total

CUSTOMS_COSTS = ("origin_inland", "freight", "insurance", "royalty", "assists", "packing")
LOCAL_COSTS = ("clearance", "inland", "installation", "conformity", "integration")


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line to quote: its price in yen and what comes on top, in yen; costs not stated are absent, not zero."""

    id: str
    price: Money
    incoterm: str
    duty_rate: Fraction
    costs: Mapping[str, Money]
    yearly_saving: Money
    eligible: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """What the lines come to together."""

    customs_value: Money
    tax: ImportTax
    landed: Money
    subsidy: Money
    with_subsidy: Appraisal
    without_subsidy: Appraisal
    lines: tuple[PricedLine, ...]

    @property
    def net(self) -> Money:
        """Give the landed cost after the subsidy."""
        return self.landed - self.subsidy

    def totals(self) -> dict[str, Value]:
        """Give the figures people ask for, in yen and months."""
        return {
            "price": total([line.price for line in self.lines]).yen,
            "customs_value": self.customs_value.yen,
            "duty": self.tax.duty.yen,
            "consumption_tax_national": self.tax.national.yen,
            "consumption_tax_local": self.tax.local.yen,
            "landed_cost": self.landed.yen,
            "subsidy": self.subsidy.yen,
            "net_cost": self.net.yen,
            "payback_months": self.with_subsidy.payback_months,
            "payback_months_without": self.without_subsidy.payback_months,
            "npv": self.with_subsidy.net_present_value.yen,
            "npv_without": self.without_subsidy.net_present_value.yen,
            "required_yearly_saving": self.with_subsidy.required_yearly_saving.yen,
        }


class _Reader:
    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def wrong(self, code: str, place: str, **facts: Value) -> None:
        self.findings.append(Finding(f"costing.{code}", Outcome.NOT_MET, place, facts=dict(facts)))

    def yen(self, value: Value, place: str) -> Money:
        """Read whole yen, not negative."""
        if type(value) is not int or not 0 <= value <= LARGEST_YEN:
            self.wrong("not_yen", place, value=str(value)[:40])
            return NOTHING
        return Money(value)

    def fraction(self, value: Value, place: str) -> Fraction:
        """Read a rate or foreign amount written as text or whole number."""
        try:
            found = rate(str(value))
        except MoneyError:
            self.wrong("not_a_number", place, value=str(value)[:40])
            return Fraction(0)
        if found < 0:
            self.wrong("negative", place, value=str(value)[:40])
        return found


def _price(reader: _Reader, line: Mapping[str, Value], place: str) -> Money:
    currency = str(line.get("currency") or "JPY")
    if currency == "JPY":
        return reader.yen(line.get("price"), f"{place}.price")
    costs = line.get("costs")
    yen_per_unit = costs.get("yen_per_unit") if isinstance(costs, dict) else None
    if yen_per_unit is None:
        reader.wrong("no_exchange_rate", f"{place}.costs.yen_per_unit", currency=currency)
        return NOTHING
    amount = reader.fraction(line.get("price"), f"{place}.price")
    exact = amount * reader.fraction(yen_per_unit, f"{place}.costs.yen_per_unit")
    return Money(min(int(exact // 1), LARGEST_YEN))


def _costs(reader: _Reader, line: Mapping[str, Value], place: str) -> tuple[dict[str, Money], Fraction]:
    stated = line.get("costs")
    stated = stated if isinstance(stated, dict) else {}
    known = (*CUSTOMS_COSTS, *LOCAL_COSTS)
    for name in sorted(set(stated) - {*known, "duty_rate", "yen_per_unit"}):
        reader.wrong("unknown_cost", f"{place}.costs.{name}", value=name)
    costs = {name: reader.yen(stated[name], f"{place}.costs.{name}") for name in known if name in stated}
    return costs, reader.fraction(stated.get("duty_rate", 0), f"{place}.costs.duty_rate")


def _incoterm(reader: _Reader, line: Mapping[str, Value], costs: Mapping[str, Money], place: str) -> str:
    term = str(line.get("incoterm") or "CIF").upper()
    if term not in NEEDED:
        reader.wrong("unknown_incoterm", f"{place}.incoterm", value=term, known=", ".join(NEEDED))
        return "CIF"
    for name in missing(term, costs):
        reader.wrong("missing_addition", f"{place}.costs.{name}", incoterm=term, cost=name)
    return term


def _line(reader: _Reader, line: Mapping[str, Value], counts_installation: Sequence[str]) -> PricedLine:
    name = str(line.get("id") or "?")
    place = f"line.{name}"
    price = _price(reader, line, place)
    costs, duty_rate = _costs(reader, line, place)
    term = _incoterm(reader, line, costs, place)
    saving = reader.yen(line.get("yearly_saving", 0), f"{place}.yearly_saving")
    counts = str(line.get("category")) in counts_installation
    extra = [costs[k] for k in ("installation", "integration") if counts and k in costs]
    return PricedLine(name, price, term, duty_rate, costs, saving, total([price, *extra]))


def read_lines(
    records: Sequence[Mapping[str, Value]], counts_installation: Sequence[str]
) -> tuple[PricedLine, ...] | Refusal:
    """Read priced lines from plain values, or refuse them with every problem and its place."""
    reader = _Reader()
    lines = tuple(_line(reader, record, counts_installation) for record in records)
    if not lines:
        reader.wrong("no_lines", "lines")
    return Refusal.of(reader.findings) if reader.findings else lines


def customs_value(line: PricedLine) -> Money:
    """Give a line's CIF value: the price, plus what the term leaves out, less what is shown apart as after arrival."""
    added = [cost for name, cost in line.costs.items() if name in CUSTOMS_COSTS]
    taken = [line.costs[name] for name in SEPARABLE.get(line.incoterm, ()) if name in line.costs]
    return total([line.price, *added]) - total(taken)


def make_quote(lines: tuple[PricedLine, ...], terms: CostingTerms) -> Quote:
    """Quote lines imported in one declaration, a column each."""
    values = [customs_value(line) for line in lines]
    tax = import_tax([Column(v, line.duty_rate) for v, line in zip(values, lines, strict=True)], terms)
    local = [cost for line in lines for name, cost in line.costs.items() if name in LOCAL_COSTS]
    landed = total([*values, tax.duty, *local])
    grant = subsidy([line.eligible for line in lines], terms)
    saving = total([line.yearly_saving for line in lines])
    appraised = [appraise(landed, g, saving, terms.discount_rate, terms.subsidy_lag_months) for g in (grant, NOTHING)]
    return Quote(total(values), tax, landed, grant, appraised[0], appraised[1], lines)
