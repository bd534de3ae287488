"""The answer to: how much, and when is it paid?"""

from collections.abc import Mapping
from dataclasses import replace

from sekisho.application.price import terms_on
from sekisho.domain.costing.quote import LOCAL_COSTS, PricedLine, Quote, make_quote, read_lines
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Finding, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Currency, total
from sekisho.portal.desk import in_program, program, today
from sekisho.portal.open.form import COSTS
from sekisho.portal.open.judge import LINE
from sekisho.portal.open.view import AmountAnswer, AmountRow


def _record(details: Mapping[str, Value]) -> dict[str, Value]:
    """Write the answers as a line of a case file."""
    costs: dict[str, Value] = {name: details[name] for name in COSTS if name in details}
    if "exchange_rate" in details:
        costs["yen_per_unit"] = details["exchange_rate"]
    if "duty_rate" in details:
        costs["duty_rate"] = details["duty_rate"]
    kept = {name: details[name] for name in ("category", "currency", "incoterm", "yearly_saving") if name in details}
    return {"id": LINE, **kept, "price": _price(details), "costs": costs}


def _price(details: Mapping[str, Value]) -> Value:
    """Give the price: whole yen as a number, a foreign price as it was written, without commas."""
    digits = str(details.get("price", "")).replace(",", "")
    return int(digits) if details.get("currency") == Currency.JPY and digits.isdecimal() else digits


def _place(finding: Finding) -> Finding:
    """Put a finding on the question it is about."""
    name = finding.place.rsplit(".", maxsplit=1)[-1]
    return replace(finding, place="exchange_rate" if name == "yen_per_unit" else name)


def _rows(quote: Quote, line: PricedLine, definition: ProgramDefinition) -> tuple[AmountRow, ...]:
    local = total([cost for name, cost in line.costs.items() if name in LOCAL_COSTS])
    tax = definition.entry("tax.national", in_program(today())).citation
    price = definition.entry("subsidy.installation_counts_for", in_program(today())).citation
    return (
        AmountRow("page.amount.price", line.price),
        AmountRow("page.amount.customs_value", quote.customs_value),
        AmountRow("page.amount.duty", quote.tax.duty),
        AmountRow("page.amount.local", local),
        AmountRow("page.amount.landed", quote.landed, "total"),
        AmountRow("page.amount.eligible", line.eligible, citation=str(price)),
        AmountRow("page.amount.subsidy", quote.subsidy, "result"),
        AmountRow("page.amount.net", quote.net, "total"),
        AmountRow("page.amount.consumption_tax", quote.tax.national + quote.tax.local, "take", str(tax)),
    )


def _answer(quote: Quote, definition: ProgramDefinition) -> AmountAnswer:
    day = in_program(today())
    share = definition.entry("subsidy.rate", day)
    return AmountAnswer(
        subsidy=quote.subsidy,
        rate=terms_on(definition, day).subsidy_rate,
        rate_citation=str(share.citation),
        lag_months=definition.number("appraisal.subsidy_lag_months", day),
        lag_citation=str(definition.entry("appraisal.subsidy_lag_months", day).citation),
        rows=_rows(quote, quote.lines[0], definition),
        payback_months=quote.with_subsidy.payback_months,
        payback_months_without=quote.without_subsidy.payback_months,
    )


def amount(details: Mapping[str, Value], _language: Language) -> AmountAnswer | Refusal:
    """Reckon the subsidy, or say what keeps it from being reckoned."""
    day = in_program(today())
    lines = read_lines([_record(details)], program().names("subsidy.installation_counts_for", day))
    if isinstance(lines, Refusal):
        return Refusal.of(_place(finding) for finding in lines.findings)
    return _answer(make_quote(lines, terms_on(program(), day)), program())
