"""What a verification came to: every check by name, with one of three results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sekisho.seal.problem import Problem
from sekisho.seal.text import say


class Result(StrEnum):
    """How a check came out. What was not checked is said, never silently passed."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a dossier: its name, its result, and what was wrong or why it was not done.

    Where the trust file demands a check, leaving it undone is as bad as failing it.
    """

    name: str
    result: Result
    problems: Sequence[Problem] = ()
    is_demanded: bool = False

    @property
    def stands(self) -> bool:
        """Say whether the dossier can hold with this result."""
        # Redacted parts are named and do not fail (sealing.md §2.8); what was to be checked and was not, does.
        return self.result is Result.HOLDS or (self.result is Result.NOT_CHECKED and not self.is_demanded)

    def as_json(self, language: str) -> dict[str, object]:
        """Give the check as plain values, its findings by code and said in a language."""
        problems = [{**problem.as_json(), "text": say(problem, language)} for problem in self.problems]
        return {"check": self.name, "result": self.result.value, "problems": problems}


def judged(name: str, problems: Sequence[Problem]) -> Check:
    """Give a check that fails where there are problems."""
    return Check(name, Result.FAILS if problems else Result.HOLDS, tuple(problems))


def left_out(name: str, *why: Problem, is_demanded: bool = False) -> Check:
    """Give a check that was not done, and why."""
    return Check(name, Result.NOT_CHECKED, why, is_demanded)


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one dossier, and what it says about itself."""

    case: str
    mode: str
    checks: tuple[Check, ...]
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Say whether nothing failed, and nothing demanded was left undone."""
        return all(check.stands for check in self.checks)

    @property
    def exit_code(self) -> int:
        """Give 0 where the dossier holds, 1 where any check fails."""
        return 0 if self.holds else 1

    def as_json(self, language: str = "en") -> dict[str, object]:
        """Give the report as plain values."""
        return {
            "case": self.case,
            "mode": self.mode,
            "holds": self.holds,
            "facts": dict(self.facts),
            "checks": [check.as_json(language) for check in self.checks],
        }
