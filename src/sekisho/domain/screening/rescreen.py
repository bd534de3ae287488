"""Compare two screenings of the same request: which criteria came out differently, from which edition, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sekisho.domain.screening.screen import Screening
from sekisho.domain.values.finding import Finding, Outcome, Value

#: The day of screening itself: it differs by definition and explains nothing.
OWN_DAY = "application_on"


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that differs between two screenings: a code (``rescreen.edition``) with what its text tells."""

    code: str
    facts: Mapping[str, Value]

    def as_json(self) -> dict[str, Value]:
        """Give the cause as plain values."""
        return {"code": self.code, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new edition, new parameters, rules or facts change for one request."""

    before: Outcome
    after: Outcome
    edition_before: str
    edition_after: str
    reasons: tuple[Finding, ...]
    causes: tuple[Cause, ...] = ()

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
            "causes": [cause.as_json() for cause in self.causes],
        }


# Closed decisions are never rewritten: a difference is told, and whoever decides decides again.
def _outcomes(screening: Screening) -> dict[tuple[str, str], tuple[Outcome, Value]]:
    """Give outcome and kind of every finding: an advisory that becomes a gate is a change, even if nothing else is."""
    return {(line.line, f.code): (f.outcome, f.facts["kind"]) for line in screening.lines for f in line.findings}


def _changed_facts(before: Screening, after: Screening) -> list[str]:
    earlier = {line.line: line.inputs for line in before.lines}
    names = {
        name
        for line in after.lines
        for name, value in line.inputs.items()
        if name != OWN_DAY and earlier.get(line.line, {}).get(name) != value
    }
    return sorted(names)


def _causes(before: Screening, after: Screening) -> tuple[Cause, ...]:
    causes = []
    if before.edition_on != after.edition_on:
        causes.append(Cause("rescreen.edition", {"before": before.edition_on, "after": after.edition_on}))
    if before.ruleset_hash != after.ruleset_hash:
        causes.append(Cause("rescreen.rules", {"before": before.ruleset_hash, "after": after.ruleset_hash}))
    if before.parameter_hash != after.parameter_hash:
        causes.append(Cause("rescreen.parameters", {"before": before.parameter_hash, "after": after.parameter_hash}))
    fields: list[Value] = [*_changed_facts(before, after)]
    return (*causes, Cause("rescreen.facts", {"fields": fields})) if fields else tuple(causes)


def _asked_no_more(before: Screening, after: Screening) -> Iterator[Finding]:
    """Give the criteria that are not asked any more of a line that is still there."""
    asked = {line.line: {finding.code for finding in line.findings} for line in after.lines}
    for line in before.lines:
        gone = (one for one in line.findings if line.line in asked and one.code not in asked[line.line])
        yield from (replace(finding, outcome=Outcome.NOT_APPLICABLE) for finding in gone)


def compare(before: Screening, after: Screening) -> Difference:
    """Give the difference between two screenings; its reasons are the later findings that came out differently.

    A criterion that is asked no more is one of them, as not applicable.
    """
    earlier, causes = _outcomes(before), _causes(before, after)
    # Compared by outcome and kind, not by text: a new wording of a criterion touches no case.
    changed = tuple(
        finding
        for line in after.lines
        for finding in line.findings
        if earlier.get((line.line, finding.code)) != (finding.outcome, finding.facts["kind"])
    )
    reasons = (*changed, *_asked_no_more(before, after))
    return Difference(before.outcome, after.outcome, before.edition_on, after.edition_on, reasons, causes)
