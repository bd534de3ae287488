"""A quote: from the purchase price to customs value, taxes, landed cost, subsidy and payback, each figure explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sekisho.domain.costing.appraisal import Appraisal, appraise
from sekisho.domain.costing.cashflow import discount_factor
from sekisho.domain.costing.customs import ImportTax
from sekisho.domain.costing.figure import Figure, Unit
from sekisho.domain.costing.landed import LandedCost, declaration, landed_cost
from sekisho.domain.costing.line import CUSTOMS_COSTS, LOCAL_COSTS, PricedLine, customs_value
from sekisho.domain.costing.request import QuoteRequest, read_lines, read_request
from sekisho.domain.costing.subsidy import subsidy
from sekisho.domain.costing.terms import CostingTerms
from sekisho.domain.values.citation import Citation, SourceClass
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.money import NOTHING, Money, total

__all__ = [
    "CUSTOMS_COSTS",
    "LOCAL_COSTS",
    "PricedLine",
    "Quote",
    "QuoteRequest",
    "customs_value",
    "make_quote",
    "quote_request",
    "read_lines",
    "read_request",
]

_VALUE = Citation(SourceClass.LAW, "Customs Tariff Act, art. 4")
_DUTY = Citation(SourceClass.LAW, "Customs Act, art. 13-4")
_DUTY_BASE = Citation(SourceClass.LAW, "Basic Circular of the Customs Act 13の4-2")
_TAX_BASE = Citation(SourceClass.LAW, "Basic Circular of the Customs Act 13の4-3")
_OURS = Citation(SourceClass.ASSUMPTION, "ordinary investment arithmetic; the program asks for none of it")
_INPUT_TAX = Citation(SourceClass.ASSUMPTION, "a taxable enterprise on the general method gets import tax back")
_MONTHS = ("payback_months", "payback_months_without")


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
    breakdown: LandedCost
    terms: CostingTerms
    assumptions: tuple[str, ...] = ()

    @property
    def net(self) -> Money:
        """Give the landed cost after the subsidy."""
        return self.landed - self.subsidy

    @property
    def price(self) -> Money:
        """Give the purchase prices together."""
        return total([line.price for line in self.lines])

    @property
    def effective_rate(self) -> Fraction | None:
        """Give the subsidy as a share of the purchase price; None where nothing is paid."""
        return Fraction(self.subsidy.yen, self.price.yen) if self.price else None

    @property
    def effective_rate_today(self) -> Fraction | None:
        """Give the same share of the subsidy's worth today: it arrives late."""
        worth = discount_factor(self.terms.discount_rate, self.terms.subsidy_lag_months)
        return None if self.effective_rate is None else self.effective_rate * worth

    @property
    def break_even_premium(self) -> Fraction | None:
        """Give how much dearer the subsidised price may be than another's and still break even: 1/(1 − rate) − 1."""
        rate = self.effective_rate
        return None if rate is None or rate >= 1 else 1 / (1 - rate) - 1

    @property
    def notes(self) -> tuple[Finding, ...]:
        """Give what was taken for granted while reading the lines."""
        return tuple(note for line in self.lines for note in line.notes)

    def totals(self) -> dict[str, Value]:
        """Give the figures people ask for, in yen and months."""
        return {
            "price": self.price.yen,
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

    def figures(self) -> tuple[Figure, ...]:
        """Give every number with its formula, what went in, and where it is written."""
        counted = [self._counted(name, value) for name, value in self.totals().items()]
        eligible = total([line.eligible for line in self.lines])
        shares = {
            "effective_rate": self.effective_rate,
            "effective_rate_today": self.effective_rate_today,
            "break_even_premium": self.break_even_premium,
        }
        return (
            *counted,
            self._counted("eligible_cost", eligible.yen),
            *(Figure(name, Unit.SHARE, share, self._sources(name), self._facts()) for name, share in shares.items()),
        )

    def _counted(self, name: str, value: Value) -> Figure:
        unit = Unit.MONTHS if name in _MONTHS else Unit.YEN
        return Figure(name, unit, value if isinstance(value, int) else None, self._sources(name), self._facts())

    def _sources(self, name: str) -> tuple[Citation, ...]:
        fixed, terms = _SOURCES.get(name, ((_OURS,), ("discount_rate", "subsidy_lag_months")))
        rates = [line.exchange.citation for line in self.lines if line.exchange and name in {"price", "customs_value"}]
        return (*fixed, *(self.terms.source(term) for term in terms), *rates)

    def _facts(self) -> dict[str, Value]:
        """Give what the texts of the formulas name: the terms, as text where they are rates."""
        terms = self.terms
        return {
            "subsidy_rate": str(terms.subsidy_rate),
            "subsidy_unit": terms.subsidy_unit,
            "national_rate": str(terms.national_rate),
            "local_share": str(terms.local_share),
            "base_unit": terms.base_unit,
            "payable_unit": terms.payable_unit,
            "discount_rate": str(terms.discount_rate),
            "lag": terms.subsidy_lag_months,
            "years": terms.appraisal_years,
        }

    def as_json(self) -> dict[str, Value]:
        """Give the whole quote as plain values: totals, figures, breakdown, lines, notes and assumptions."""
        return {
            "totals": self.totals(),
            "figures": [figure.as_json() for figure in self.figures()],
            "landed": self.breakdown.as_json(),
            "lines": [_line_json(line) for line in self.lines],
            "internal_rates": [str(rate) for rate in self.with_subsidy.internal_rates()],
            "internal_rate_is_ambiguous": self.with_subsidy.is_ambiguous,
            "notes": [note.as_json() for note in self.notes],
            "assumptions": list(self.assumptions),
        }


_TAX_UNITS = ("base_unit", "payable_unit")
#: Sources of each figure: what is fixed by law or ours, and the terms whose citations join.
_SOURCES: Mapping[str, tuple[tuple[Citation, ...], tuple[str, ...]]] = {
    "price": ((Citation(SourceClass.ASSUMPTION, "A21, the claimant's own purchase price"),), ()),
    "customs_value": ((_VALUE,), ()),
    "duty": ((_DUTY, _DUTY_BASE), _TAX_UNITS),
    "consumption_tax_national": ((_TAX_BASE,), ("national_rate", *_TAX_UNITS)),
    "consumption_tax_local": ((_TAX_BASE,), ("local_share", "payable_unit")),
    "landed_cost": ((_INPUT_TAX,), ()),
    "eligible_cost": ((Citation(SourceClass.ASSUMPTION, "A2, free of duty and consumption tax"),), ()),
    "subsidy": ((), ("subsidy_rate", "subsidy_unit")),
    "net_cost": ((_INPUT_TAX,), ("subsidy_rate",)),
    "effective_rate": ((), ("subsidy_rate",)),
    "break_even_premium": ((), ("subsidy_rate",)),
}


def _line_json(line: PricedLine) -> Value:
    exchange = line.exchange
    return {
        "id": line.id,
        "model": line.model,
        "category": line.category,
        "hs_code": line.hs_code,
        "incoterm": line.incoterm,
        "currency": exchange.currency.value if exchange else "JPY",
        "yen_per_unit": str(exchange.yen_per_unit) if exchange else "",
        "price": line.price.yen,
        "costs": {name: amount.yen for name, amount in line.costs.items()},
        "customs_value": customs_value(line).yen,
        "duty_rate": str(line.duty_rate),
        "eligible": line.eligible.yen,
        "yearly_saving": line.yearly_saving.yen,
    }


def _appraised(cost: Money, grant: Money, saving: Money, terms: CostingTerms) -> Appraisal:
    return appraise(cost, grant, saving, terms.discount_rate, terms.subsidy_lag_months, terms.appraisal_years)


def make_quote(lines: tuple[PricedLine, ...], terms: CostingTerms, assumptions: tuple[str, ...] = ()) -> Quote:
    """Quote lines imported in one declaration, a column each."""
    landed = landed_cost(lines, terms)
    grant = subsidy([line.eligible for line in lines], terms)
    saving = total([line.yearly_saving for line in lines])
    return Quote(
        customs_value=total([customs_value(line) for line in lines]),
        tax=declaration(lines, terms),
        landed=landed.total,
        subsidy=grant,
        with_subsidy=_appraised(landed.total, grant, saving, terms),
        without_subsidy=_appraised(landed.total, NOTHING, saving, terms),
        lines=lines,
        breakdown=landed,
        terms=terms,
        assumptions=assumptions,
    )


def quote_request(request: QuoteRequest, terms: CostingTerms) -> Quote:
    """Quote a request."""
    return make_quote(request.lines, terms, request.assumptions)
