"""What time it is for the pages before sign-in, and what the pool holds."""

from datetime import UTC, date, datetime

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.components.view import Gauge
from sekisho.portal.words import program


def now() -> datetime:
    """Give the present instant of program time."""
    return datetime.now(UTC)


def today() -> date:
    """Give the day in Japan."""
    return day_in_japan(now())


def in_program(day: date) -> date:
    """Give the day, or the first day the program says anything about."""
    return max(day, _first_day(program()))


def _first_day(definition: ProgramDefinition) -> date:
    return definition.editions[0].effective_from


def pool() -> Gauge | None:
    """Give the pool for everybody to see; None before the office has opened it."""
    return None


def cap_citation() -> str:
    """Give the source of the pool's cap."""
    return str(program().entry("pool.appropriation", in_program(today())).citation)
