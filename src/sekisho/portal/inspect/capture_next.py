"""Feed what a capture comes to: the flags beside its level, what the next level lacks and how to mend it."""

from dataclasses import dataclass

from sekisho.domain.values.finding import Finding
from sekisho.domain.values.language import Language
from sekisho.portal.inspect.problem import Record, finding_of, records_of
from sekisho.portal.words import wording

#: Said beside what is missing, and nothing that is missing itself.
BESIDE = frozenset({"l3.generic"})


@dataclass(frozen=True, slots=True)
class NextPart:
    """The first level that was not observed with everything it lacks, the flags, and remarks that keep no level."""

    level: str
    missing: tuple[Finding, ...]
    flags: tuple[str, ...]
    remarks: tuple[Finding, ...]


def _said(problems: list[Record], language: Language) -> tuple[Finding, ...]:
    found = (finding_of(problem, language) for problem in problems)
    return tuple(finding for finding in found if wording().has(finding.code))


def next_part(assessment: Record, language: Language) -> NextPart:
    """Give what the first level that was not observed lacks: the ones above it wait for it."""
    entries = records_of(assessment.get("vector"))
    ahead = next((entry for entry in entries if entry.get("met") is not True), {})
    flags = assessment.get("flags")
    return NextPart(
        level=str(ahead.get("level") or ""),
        missing=_said([one for one in records_of(ahead.get("reasons")) if one.get("code") not in BESIDE], language),
        flags=tuple(str(flag) for flag in flags) if isinstance(flags, list) else (),
        remarks=_said(records_of(assessment.get("remarks")), language),
    )
