"""Enter what was bought with the subsidy in the register of acquired property, as soon as it is paid."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.application.price import actual_costs_of, priced_lines
from sekisho.application.project import CASES
from sekisho.application.record import Recorded
from sekisho.application.section import content_of
from sekisho.application.surround import surround
from sekisho.domain.aftercare.asset import grant_shares, is_registered
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.decide import decide
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan

#: The sector that stands for every sector no industry is named for.
ANY_OTHER = "other"


def _industry(program: ProgramDefinition, content: Mapping[str, Value], day: date) -> str:
    """Give the industry of the final product, from the sector the claimant named."""
    applicant, known = content.get("applicant"), program.words("asset.industry_of_sector", day)
    sector = str(applicant.get("sector")) if isinstance(applicant, dict) else ANY_OTHER
    return known.get(sector, known[ANY_OTHER])


def _entries(
    program: ProgramDefinition, case: Case, content: Mapping[str, Value], day: date
) -> Iterator[dict[str, Value]]:
    """Give the entries of a paid case: each line at or above the limit, with its part of the grant."""
    lines = priced_lines(program, content, day)
    if isinstance(lines, Refusal):
        return
    limit = Money(program.number("asset.disposal_limit_yen", day))
    costs = actual_costs_of(case, lines)
    for priced, cost, grant in zip(lines, costs, grant_shares(case.balance.paid, costs), strict=True):
        line = case.lines.get(priced.id, Line(priced.id))
        if is_registered(cost, limit):
            yield {
                "machine": line.id,
                "name": priced.model or line.id,
                "serial": line.text("serial"),
                "acquired_on": line.text("commissioned_on"),
                "unit_price": cost.yen,
                "quantity": 1,
                "grant": grant.yen,
                "industry": _industry(program, content, day),
            }


def register_assets(desk: Desk, tx: Transaction, case: Case, at: datetime) -> tuple[Case, list[Recorded]]:
    """Enter every asset of a case that was just paid; give the case after it and what was recorded."""
    program, content = desk.programs.definition(tx), content_of(tx, case)
    recorded: list[Recorded] = []
    for details in _entries(program, case, content, day_in_japan(at)):
        command = Command("register_asset", SYSTEM, at, details)
        decision = decide(case, command, surround(desk, tx, case, command))
        if not isinstance(decision, Refusal):
            recorded += tx.journal.append(CASES + case.id, decision.events, case.seq)
            case = evolve(case, decision.events[0])
    return case, recorded
