"""Amounts of a case: what is asked for, and what was earned, from the content's prices and dated parameters."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sekisho.application.project import equipment_of
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.declaration import OtherSubsidy
from sekisho.domain.costing.invoiced import INVOICE, Bill, actual_costs
from sekisho.domain.costing.quote import PricedLine, read_lines
from sekisho.domain.costing.subsidy import final_subsidy, subsidy
from sekisho.domain.costing.terms import PARAMETERS, CostingTerms
from sekisho.domain.evidence.bill import bill_of
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.money import NOTHING, Money, rate
from sekisho.domain.values.time import day_in_japan

#: What the amount a case can ask for is reckoned with, beside its prices.
PRICED_BY = (
    *("subsidy.rate", "subsidy.truncation_yen", "subsidy.installation_counts_for", "claim.other_subsidy"),
    *("tax.national", "tax.local_share", "tax.base_unit_yen", "tax.payable_unit_yen"),
)


def terms_on(program: ProgramDefinition, day: date) -> CostingTerms:
    """Give the rates and truncations in force on a day."""
    known = program.parameters
    return CostingTerms(
        subsidy_rate=rate(program.text("subsidy.rate", day)),
        subsidy_unit=program.number("subsidy.truncation_yen", day),
        national_rate=rate(program.text("tax.national", day)),
        local_share=rate(program.text("tax.local_share", day)),
        base_unit=program.number("tax.base_unit_yen", day),
        payable_unit=program.number("tax.payable_unit_yen", day),
        discount_rate=rate(program.text("appraisal.discount_rate", day)),
        subsidy_lag_months=program.number("appraisal.subsidy_lag_months", day),
        sources={term: program.entry(path, day).citation for term, path in PARAMETERS.items() if path in known},
    )


def priced_lines(
    program: ProgramDefinition, content: Mapping[str, Value], day: date
) -> tuple[PricedLine, ...] | Refusal:
    """Read the priced lines of a content, or refuse them with every problem."""
    counts = program.names("subsidy.installation_counts_for", day)
    return read_lines(list(equipment_of(content).values()), counts)


def _left(program: ProgramDefinition, day: date, cost: Money, line: str, others: Sequence[OtherSubsidy]) -> Money:
    """Give a line's cost less what other national subsidies bear of it, where the program takes that off (A34)."""
    if program.text("claim.other_subsidy", day) != "reduced":
        return cost
    borne = sum((one.amount for one in others if one.line == line), NOTHING)
    return max(cost - borne, NOTHING)


def _subsidy(
    program: ProgramDefinition, lines: Iterable[PricedLine], day: date, others: Sequence[OtherSubsidy]
) -> Money:
    costs = [_left(program, day, line.eligible, line.id, others) for line in lines]
    return subsidy(costs, terms_on(program, day))


def costing_day(case: Case, now: datetime) -> date:
    """Give the day whose rates and rules a case's amounts follow: that of its submission, until then today (A16)."""
    return day_in_japan(case.submitted_at or now)


def requested_amount(
    program: ProgramDefinition, content: Mapping[str, Value], day: date, others: Sequence[OtherSubsidy] = ()
) -> Money | Refusal:
    """Give the subsidy a content asks for, or the problems of its prices; ``others`` as was declared (A34)."""
    lines = priced_lines(program, content, day)
    return lines if isinstance(lines, Refusal) else _subsidy(program, lines, day, others)


def claimable_amount(
    program: ProgramDefinition, content: Mapping[str, Value], day: date, others: Sequence[OtherSubsidy]
) -> Money | None:
    """Give the most a content can ask for with other subsidies taken off; None where its prices cannot be read."""
    amount = requested_amount(program, content, day, others)
    return None if isinstance(amount, Refusal) else amount


def invoices_in(case: Case) -> tuple[Bill, ...]:
    """Give the accepted purchase invoices that say an amount, in the order of filing."""
    papers = (d for d in case.documents.values() if d.kind == INVOICE and d.status == "accepted")
    return tuple(bill for paper in papers if (bill := bill_of(paper.about, paper.digest, paper.line)))


def actual_costs_of(case: Case, lines: Sequence[PricedLine]) -> tuple[Money, ...]:
    """Give the lines' actual eligible costs: what accepted invoices say, else nothing is known of them."""
    return actual_costs(lines, invoices_in(case))


def shown_cost(
    program: ProgramDefinition,
    case: Case,
    content: Mapping[str, Value],
    day: date,
    others: Sequence[OtherSubsidy] = (),
) -> Money | None:
    """Give the actual eligible cost of all lines, as the formula takes it; None where the prices cannot be read."""
    lines = priced_lines(program, content, day)
    if isinstance(lines, Refusal):
        return None
    return sum(_costs(program, case, lines, day, others), NOTHING)


def _costs(
    program: ProgramDefinition, case: Case, lines: Sequence[PricedLine], day: date, others: Sequence[OtherSubsidy]
) -> list[Money]:
    """Give what counts of each line's actual cost, with other subsidies taken off where the program does (A34)."""
    paid = zip(lines, actual_costs_of(case, lines), strict=True)
    return [_left(program, day, cost, line.id, others) for line, cost in paid]


def earned_amount(
    program: ProgramDefinition,
    case: Case,
    content: Mapping[str, Value],
    day: date,
    others: Sequence[OtherSubsidy] = (),
) -> Money | None:
    """Give the amount a case has earned: the formula on actual cost, never above what was decided.

    None before the decision, and once nothing of it waits to be paid any more.
    """
    lines = priced_lines(program, content, day)
    if isinstance(lines, Refusal) or not (case.balance.committed or case.balance.payable):
        return None
    return final_subsidy(case.decided, _costs(program, case, lines, day, others), terms_on(program, day))
