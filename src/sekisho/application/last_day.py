"""What a last day rests on, for whoever shows or sends it: the holidays of its year may be computed, not published."""

from datetime import datetime

from sekisho.application.surround import MOVES
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.time import day_in_japan

#: Clocks that are counted in business days, whatever the office says of those that end on a closed day.
IN_BUSINESS_DAYS = ("registration",)


def basis_on(program: ProgramDefinition, clock: str, due_at: datetime) -> str:
    """Give the source a clock's last day rests on beside the published lists; empty where on none."""
    day = day_in_japan(due_at)
    moves = clock in IN_BUSINESS_DAYS or program.flags(MOVES, day).get(clock, False)
    return program.calendar().offices.basis_of(day) if moves else ""
