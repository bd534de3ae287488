"""What a verification came to: every check by name, with one of three results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Result(StrEnum):
    """How a check came out. What was not checked is said, never silently passed."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a dossier: its name, its result, and what was wrong or why it was not done."""

    name: str
    result: Result
    problems: Sequence[str] = ()

    def as_json(self) -> dict[str, object]:
        """Give the check as plain values."""
        return {"check": self.name, "result": self.result.value, "problems": list(self.problems)}


def judged(name: str, problems: Sequence[str]) -> Check:
    """Give a check that fails where there are problems."""
    return Check(name, Result.FAILS if problems else Result.HOLDS, tuple(problems))


def left_out(name: str, why: str) -> Check:
    """Give a check that was not done, and why."""
    return Check(name, Result.NOT_CHECKED, (why,))


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one dossier, and what it says about itself."""

    case: str
    mode: str
    checks: tuple[Check, ...]
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Say whether nothing failed."""
        return all(check.result is not Result.FAILS for check in self.checks)

    @property
    def exit_code(self) -> int:
        """Give 0 where the dossier holds, 1 where any check fails."""
        return 0 if self.holds else 1

    def as_json(self) -> dict[str, object]:
        """Give the report as plain values."""
        return {
            "case": self.case,
            "mode": self.mode,
            "holds": self.holds,
            "facts": dict(self.facts),
            "checks": [check.as_json() for check in self.checks],
        }
