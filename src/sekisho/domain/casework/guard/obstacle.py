"""How a guard says what stands in the way."""

from collections.abc import Callable

from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.surroundings import Surroundings
from sekisho.domain.values.finding import Finding, Outcome

Guard = Callable[[Case, Command, Surroundings], list[Finding]]


def refuse(code: str, citation: str = "", place: str = "", **facts: str | int) -> list[Finding]:
    """Give one finding that stands in the way."""
    return [Finding(f"guard.{code}", Outcome.NOT_MET, place, citation, dict(facts))]


def unless(holds: object, code: str, citation: str = "", place: str = "", **facts: str | int) -> list[Finding]:
    """Give the finding unless the condition holds."""
    return [] if holds else refuse(code, citation, place, **facts)
