"""Guards on a change of the plan: every side signs what it would leave, and no machine that is on its way vanishes."""

from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.field import is_yen
from sekisho.domain.casework.guard.obstacle import refuse, unless
from sekisho.domain.casework.guard.party import every_side_has_signed, root_is_current, side_has_not_signed
from sekisho.domain.casework.machine import ON_THE_WAY
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding

CITATION = "law: Act 179 of 1955, art. 7"


def change_is_current(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """What is signed is the filing as the change that is asked for now would leave it."""
    return root_is_current(as_changed(case), command, around)


def change_is_not_signed_yet(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """A side signs a change once; who signed the filing has not signed the change."""
    return side_has_not_signed(as_changed(case), command, around)


def change_is_signed(case: Case, command: Command, around: Surroundings) -> list[Finding]:
    """Every side has signed the change, as it has signed the filing (F14)."""
    return every_side_has_signed(as_changed(case), command, around)


def _lines(case: Case, command: Command) -> tuple[str, ...]:
    """Give the lines that stay or come, as asked for just now, or before."""
    return case.change.lines if case.change else command.names("lines")


def _has_come(line: Line) -> bool:
    """Say whether a machine of a line, or a part of it, is in the country."""
    return line.state not in ON_THE_WAY or any(one.imported_on for one in line.shipments)


def moving_machines_stay(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A line is given up as long as nothing of its machine is in the country."""
    wanted = _lines(case, command)
    # An older journal holds changes that are words alone; they give up no line.
    gone = [line for line in case.lines.values() if wanted and line.id not in wanted and _has_come(line)]
    return [f for x in gone for f in refuse("machine_has_come", CITATION, "lines", line=x.id, line_state=x.state)]


def change_asks_for_money(_case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A plan that needs no subsidy is no plan: the project is discontinued instead."""
    amount = command.details.get("amount")
    return unless(not is_yen(amount) or amount, "change_to_nothing", CITATION, "amount")


def no_line_comes_back(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A new line has a name of its own: under the name of one that was given up its papers still stand."""
    again = [name for name in _lines(case, command) if name in case.dropped]
    return [finding for name in again for finding in refuse("line_was_dropped", CITATION, "lines", line=name)]
