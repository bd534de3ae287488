"""The desk of the home this portal serves; without a home only what the package ships can be shown."""

from datetime import UTC, date, datetime

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.program_time import program_now
from sekisho.bootstrap.home import HomeError
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.time import day_in_japan


def desk() -> Desk | None:
    """Give the desk; None where this process serves no home."""
    try:
        return bootstrap.desk()
    except HomeError:
        return None


def program() -> ProgramDefinition:
    """Give the program as published at the desk, else as the package ships it."""
    at = desk()
    if at is None:
        return bootstrap.shipped_program()
    with at.store.read() as tx:
        return at.programs.definition(tx)


def now() -> datetime:
    """Give the present instant of program time: in a rehearsal, where its clock stands."""
    at = desk()
    if at is None:
        return datetime.now(UTC)
    with at.store.read() as tx:
        return program_now(at, tx)


def today() -> date:
    """Give the day in Japan."""
    return day_in_japan(now())


def in_program(day: date) -> date:
    """Give the day, or the first day the program says anything about."""
    return max(day, program().editions[0].effective_from)
