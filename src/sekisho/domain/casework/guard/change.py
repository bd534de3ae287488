"""Guards on a change of the plan: every side signs what it would leave, and no machine that is on its way vanishes."""

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.casework.guard.obstacle import refuse
from sekisho.domain.casework.guard.party import every_side_has_signed, root_is_current, side_has_not_signed
from sekisho.domain.casework.machine import ON_THE_WAY, PLANNED
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


def _asked(case: Case, command: Command) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the lines that stay or come, and those that take another machine: as asked for just now, or before."""
    change = case.change
    return (change.lines, change.exchanged) if change else (command.names("lines"), command.names("exchanged"))


def moving_machines_stay(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A line is given up until its machine is in the country; it takes another machine until one is ordered."""
    wanted, exchanged = _asked(case, command)
    # An older journal holds changes that are words alone; they give up no line.
    gone = [line for line in case.lines.values() if wanted and line.id not in wanted and line.state not in ON_THE_WAY]
    other = [case.lines[name] for name in exchanged if name in case.lines and case.lines[name].state != PLANNED]
    stay = [*(("machine_has_come", one) for one in gone), *(("machine_is_ordered", one) for one in other)]
    return [f for code, one in stay for f in refuse(code, CITATION, "lines", line=one.id, line_state=one.state)]


def no_line_comes_back(case: Case, command: Command, _around: Surroundings) -> list[Finding]:
    """A new line has a name of its own: under the name of one that was given up its papers still stand."""
    again = [name for name in _asked(case, command)[0] if name in case.dropped]
    return [finding for name in again for finding in refuse("line_was_dropped", CITATION, "lines", line=name)]
