"""How a guard says what stands in the way."""

from collections.abc import Callable

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.field import legible
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding, Outcome, Value

Guard = Callable[[Case, Command, Surroundings], list[Finding]]


def refuse(code: str, citation: str = "", place: str = "", **facts: str | int) -> list[Finding]:
    """Give one finding that stands in the way."""
    quoted: dict[str, Value] = {name: legible(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return [Finding(f"guard.{code}", Outcome.NOT_MET, legible(place), citation, quoted)]


def unless(holds: object, code: str, citation: str = "", place: str = "", **facts: str | int) -> list[Finding]:
    """Give the finding unless the condition holds."""
    return [] if holds else refuse(code, citation, place, **facts)
