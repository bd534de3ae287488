"""Feed whose capture it is, and how an inspection compares with the capture made before it."""

from dataclasses import dataclass

from sekisho.domain.evidence.collector import INSPECTION
from sekisho.domain.values.language import Language
from sekisho.portal.inspect.problem import Record, records_of

#: Longer values, as keys and fingerprints are, are shown by their beginning.
SHOWN = 16


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One thing that was compared: ``page.compared.<name>``, how it came out, before and now."""

    name: str
    outcome: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class ComparisonPart:
    """Who enrolled the collector, whether it is an inspection, and the rows of its comparison.

    ``has_earlier`` says that there is a capture it was held against.
    """

    owner: str
    is_inspection: bool
    has_earlier: bool
    rows: tuple[ComparedRow, ...]

    @property
    def differs(self) -> bool:
        """Say whether anything differs: a finding for the officer, and no verdict."""
        return any(row.outcome == "differs" for row in self.rows)


def _short(value: object) -> str:
    text = str(value or "")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _row(said: Record) -> ComparedRow:
    name, outcome = str(said.get("name")), str(said.get("outcome"))
    return ComparedRow(name, outcome, _short(said.get("before")), _short(said.get("now")))


def comparison_part(assessment: Record, _language: Language) -> ComparisonPart | None:
    """Give it; None for a capture that was taken before collectors were enrolled."""
    owner, said = assessment.get("collector_owner"), assessment.get("comparison")
    if not isinstance(owner, str):
        return None
    compared: Record = said if isinstance(said, dict) else {}
    rows = tuple(_row(row) for row in records_of(compared.get("rows")))
    return ComparisonPart(owner, assessment.get("purpose") == INSPECTION, bool(compared.get("with")), rows)
