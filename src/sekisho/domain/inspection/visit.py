"""What a visit found: findings on items of the checklist, their severity, and what was answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sekisho.domain.values.finding import Value


class Severity(StrEnum):
    """How much a finding weighs; which of them have to be corrected is a dated parameter."""

    NOTE = "note"
    MINOR = "minor"
    MAJOR = "major"


@dataclass(frozen=True, slots=True)
class VisitFinding:
    """One finding of a visit. ``photos`` are digests of filed photos; ``answer`` is empty until the claimant answers.

    ``papers`` are the numbers of the papers the answer rests on, ``found_on`` is the day of the visit.
    """

    id: str
    visit: int
    item: str
    severity: str
    note: str
    photos: tuple[str, ...] = ()
    answer: str = ""
    papers: tuple[str, ...] = ()
    found_on: str = ""

    def stands_open(self, visit: int, to_correct: Collection[str]) -> bool:
        """Say whether the finding keeps the line from being verified at a visit.

        What has to be corrected is settled by an answer *and* a later visit: a paper alone shows no machine (A17).
        """
        return self.severity in to_correct and not (self.answer and self.visit < visit)


def read_finding(finding_id: str, visit: int, said: Mapping[str, Value], found_on: str = "") -> VisitFinding:
    """Read a finding from what a command or an event says of it."""
    photos = said.get("photos")
    return VisitFinding(
        finding_id,
        visit,
        str(said.get("item") or ""),
        str(said.get("severity") or ""),
        str(said.get("note") or "").strip(),
        tuple(str(photo) for photo in photos) if isinstance(photos, list) else (),
        found_on=found_on,
    )
