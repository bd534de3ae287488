"""What the events of a verified line show that counts towards a second visit."""

from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.domain.casework.case import Case, Line
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan


@dataclass(frozen=True, slots=True)
class SecondLookTerms:
    """Dated parameters: how near the end a visit is late (days), and from which grant on a case is large."""

    late_days: int
    large: Money


def _day(line: Line, name: str) -> date | None:
    return date.fromisoformat(line.text(name)) if line.text(name) else None


def _is_retrospective(case: Case, line: Line) -> bool:
    commissioned = _day(line, "commissioned_on")
    return bool(commissioned and case.submitted_at and commissioned < day_in_japan(case.submitted_at))


def _is_late(line: Line, terms: SecondLookTerms) -> bool:
    visited = _day(line, "visited_on")
    return bool(visited and line.verify_by and line.verify_by - visited <= timedelta(days=terms.late_days))


def facts_shown(case: Case, line: Line, terms: SecondLookTerms) -> tuple[str, ...]:
    """Give what a verified line shows: each is a fact of its events, none an opinion."""
    shown = {
        "retrospective": _is_retrospective(case, line),
        "without_capture": not line.captures,
        "corrected": any(finding.answer for finding in line.findings),
        "amended": line.facts.get("amended") is True,
        "late": _is_late(line, terms),
        "large": case.decided >= terms.large,
    }
    return tuple(name for name, holds in shown.items() if holds)
