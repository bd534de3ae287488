"""The dated parameters of the time after payment, read from the program's definition."""

from datetime import date

from sekisho.domain.aftercare.depreciation import Method, Rates, Schedule
from sekisho.domain.aftercare.terms import AftercareTerms, Basis, TaxBase
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.money import Money, rate


def _schedule(program: ProgramDefinition, day: date) -> Schedule:
    straight, declining = program.words("asset.straight_line_rate", day), program.words("asset.declining_rate", day)
    revised, guarantee = program.words("asset.revised_rate", day), program.words("asset.guarantee_rate", day)
    known = straight.keys() & declining.keys() & revised.keys() & guarantee.keys()
    rates = {
        int(life): Rates(rate(straight[life]), rate(declining[life]), rate(revised[life]), rate(guarantee[life]))
        for life in known
    }
    method = Method(program.text("asset.depreciation", day))
    return Schedule(method, rates, Money(program.number("asset.memo_yen", day)))


def aftercare_terms(program: ProgramDefinition, day: date) -> AftercareTerms:
    """Give what holds after payment on a day."""
    national = rate(program.text("tax.national", day))
    return AftercareTerms(
        disposal_limit=Money(program.number("asset.disposal_limit_yen", day)),
        lives=program.numbers("asset.life_years", day),
        industries=program.words("asset.industry_of_sector", day),
        schedule=_schedule(program, day),
        basis={kind: Basis(basis) for kind, basis in program.words("disposal.basis", day).items()},
        repayment_unit=program.number("disposal.unit_yen", day),
        repayment_days=program.number("disposal.repayment_days", day),
        indicators=program.names("effect.indicators", day),
        effect_reports=program.number("effect.reports", day),
        effect_due_months=program.number("effect.due_months", day),
        tax_base=TaxBase(program.text("tax_report.base", day)),
        tax_rate=national * (1 + rate(program.text("tax.local_share", day))),
        tax_due_months=program.number("tax_report.due_months", day),
        answer_hours=program.number("support.answer_hours", day),
        fiscal_year_first_month=program.number("record.fiscal_year_first_month", day),
    )
