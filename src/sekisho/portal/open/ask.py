"""The thin line between pages before sign-in and what the program says: questions in, answers out."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from sekisho.domain.program.definition import ProgramDefinition, parse_program
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.components.view import Gauge
from sekisho.portal.open.view import AmountAnswer, EligibilityAnswer, MissingAnswer, ScheduleAnswer

PROGRAM = "smart-factory-2026"


@cache
def program() -> ProgramDefinition:
    """Give the program as the package ships it."""
    folder = files("sekisho") / "domain" / "program" / "data" / PROGRAM
    return parse_program({file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()})


def today() -> date:
    """Give the day in Japan."""
    return day_in_japan(datetime.now(UTC))


def pool() -> Gauge | None:
    """Give the pool for everybody to see; None before the office has opened it."""
    return None


def cap_citation() -> str:
    """Give the source of the pool's cap."""
    return str(program().entry("pool.appropriation", program().editions[0].effective_from).citation)


def eligibility(details: Mapping[str, Value], language: Language) -> EligibilityAnswer | None:
    """Judge equipment as entered."""


def amount(details: Mapping[str, Value], language: Language) -> AmountAnswer | None:
    """Reckon the subsidy."""


def missing(details: Mapping[str, Value], language: Language) -> MissingAnswer | None:
    """List the papers."""


def schedule(details: Mapping[str, Value], language: Language) -> ScheduleAnswer | None:
    """Plan backwards."""
