"""Enter what was bought with the subsidy in the register of acquired property, as soon as it is paid."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.application.price import actual_costs_of, costing_day, priced_lines
from sekisho.application.project import CASES, equipment_of
from sekisho.application.record import Recorded
from sekisho.application.section import content_of
from sekisho.application.surround import surround
from sekisho.domain.aftercare.asset import is_registered
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.decide import decide
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.costing.quote import PricedLine
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.money import Money, apportioned
from sekisho.domain.values.time import day_in_japan

_Costs = tuple[tuple[PricedLine, ...], tuple[Money, ...]]
#: The sector that stands for every sector no industry is named for.
ANY_OTHER = "other"


def _industry(program: ProgramDefinition, content: Mapping[str, Value], day: date) -> str:
    """Give the industry of the final product, from the sector the claimant named."""
    applicant, known = content.get("applicant"), program.words("asset.industry_of_sector", day)
    sector = str(applicant.get("sector")) if isinstance(applicant, dict) else ANY_OTHER
    return known.get(sector, known[ANY_OTHER])


class AssetError(RuntimeError):
    """A paid case whose assets cannot be entered: a fault of the program, for nothing is paid without a known cost."""


def pieces_of(item: Mapping[str, Value]) -> int:
    """Give how many pieces a line of the content is; one, unless it says more."""
    said = item.get("quantity")
    return max(said, 1) if type(said) is int else 1


def _costs(program: ProgramDefinition, case: Case, content: Mapping[str, Value], day: date) -> _Costs:
    """Give the lines of a paid case with what they cost. Raises AssetError where nothing is known of that."""
    lines = priced_lines(program, content, day)
    if isinstance(lines, Refusal):
        raise AssetError(f"{case.id}: prices {', '.join(finding.code for finding in lines.findings)}")
    costs = actual_costs_of(case, lines)
    if not any(costs):
        raise AssetError(f"{case.id}: {case.balance.paid} was paid and no cost is known")
    return lines, costs


def _entries(
    program: ProgramDefinition, case: Case, content: Mapping[str, Value], at: datetime
) -> Iterator[dict[str, Value]]:
    """Give the entries of a paid case: each line with a unit price from the limit on, and its part of the grant."""
    day, equipment = day_in_japan(at), equipment_of(content)
    limit = Money(program.number("asset.disposal_limit_yen", day))
    lines, costs = _costs(program, case, content, costing_day(case, at))
    for priced, cost, grant in zip(lines, costs, apportioned(case.balance.paid, costs), strict=True):
        line, quantity = case.lines.get(priced.id, Line(priced.id)), pieces_of(equipment[priced.id])
        unit_price = Money(cost.yen // quantity)
        if is_registered(unit_price, limit):
            yield {
                "machine": line.id,
                "name": priced.model or line.id,
                "serial": line.text("serial"),
                "acquired_on": line.text("commissioned_on"),
                "unit_price": unit_price.yen,
                "quantity": quantity,
                "cost": cost.yen,
                "grant": grant.yen,
                "industry": _industry(program, content, day),
            }


def register_assets(desk: Desk, tx: Transaction, case: Case, at: datetime) -> tuple[Case, list[Recorded]]:
    """Enter every asset of a case that was just paid; give the case after it and what was recorded.

    Raises AssetError.
    """
    program, content = desk.programs.definition(tx), content_of(tx, case)
    recorded: list[Recorded] = []
    for details in _entries(program, case, content, at):
        command = Command("register_asset", SYSTEM, at, details)
        decision = decide(case, command, surround(desk, tx, case, command))
        if isinstance(decision, Refusal):
            raise AssetError(f"{case.id}: entry {', '.join(finding.code for finding in decision.findings)}")
        recorded += tx.journal.append(CASES + case.id, decision.events, case.seq)
        case = evolve(case, decision.events[0])
    return case, recorded
