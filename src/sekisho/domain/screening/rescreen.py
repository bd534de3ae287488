"""Compare two screenings of the same request: which criteria came out differently, and from which edition to which."""

from dataclasses import dataclass

from sekisho.domain.screening.screen import Screening
from sekisho.domain.values.finding import Finding, Outcome, Value


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new edition changes for one request."""

    before: Outcome
    after: Outcome
    edition_before: str
    edition_after: str
    reasons: tuple[Finding, ...]

    @property
    def changes_outcome(self) -> bool:
        """Say whether the outcome itself changes, not only a reason."""
        return self.before is not self.after

    def as_json(self) -> dict[str, Value]:
        """Give the difference as plain values."""
        return {
            "before": self.before.value,
            "after": self.after.value,
            "edition_before": self.edition_before,
            "edition_after": self.edition_after,
            "reasons": [reason.as_json() for reason in self.reasons],
        }


def _outcomes(screening: Screening) -> dict[tuple[str, str], Outcome]:
    return {(line.line, f.code): f.outcome for line in screening.lines for f in line.findings}


def compare(before: Screening, after: Screening) -> Difference:
    """Give the difference between two screenings; its reasons are the later findings that came out differently."""
    earlier = _outcomes(before)
    changed = tuple(
        finding
        for line in after.lines
        for finding in line.findings
        if earlier.get((line.line, finding.code)) is not finding.outcome
    )
    return Difference(before.outcome, after.outcome, before.edition_on, after.edition_on, changed)
