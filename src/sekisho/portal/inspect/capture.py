"""Feed the cards of captures: the evidence vector entry by entry, the gaps, and what the capture does not show."""

from collections.abc import Mapping

from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import parse_instant
from sekisho.portal.inspect.view import CaptureCard, GapRow, VectorRow
from sekisho.portal.words import wording

#: The flag of the assessment that says a simulator answered.
SIMULATED = "S"


def _records(value: Value) -> list[Mapping[str, Value]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _said(reason: Mapping[str, Value], language: Language) -> str:
    facts = reason.get("facts")
    code, place = str(reason.get("code")), str(reason.get("place") or "")
    finding = Finding(code, Outcome.NOT_MET, place, facts=facts if isinstance(facts, dict) else {})
    return wording().say_finding(finding, language) if wording().has(code) else code


def _entry(entry: Mapping[str, Value], language: Language) -> VectorRow:
    """Give one level: observed, or why it was not; never more than that."""
    is_met = entry.get("met") is True
    reasons = [{"code": entry.get("code")}] if is_met else _records(entry.get("reasons"))
    outcome = Outcome.MET if is_met else Outcome.UNDETERMINED
    return VectorRow(str(entry.get("level")), outcome.value, " ".join(_said(one, language) for one in reasons))


def _gap(gap: Mapping[str, Value]) -> GapRow:
    """Give a gap with its length in seconds to a tenth: its ends are instants of the collector's own clock."""
    milliseconds = gap.get("ms")
    tenths = milliseconds // 100 if isinstance(milliseconds, int) else 0
    return GapRow(str(gap.get("stream")), str(gap.get("kind")), f"{tenths // 10}.{tenths % 10}")


def _gaps(assessment: Mapping[str, Value]) -> tuple[GapRow, ...]:
    streams = _records(assessment.get("streams"))
    return tuple(_gap(gap) for stream in streams for gap in _records(stream.get("gaps")))


def capture_card(assessment: Mapping[str, Value], language: Language) -> CaptureCard:
    """Give the card of one capture from its assessment."""
    streams = [str(stream.get("stream")) for stream in _records(assessment.get("streams"))]
    flags = assessment.get("flags")
    return CaptureCard(
        digest=str(assessment.get("digest") or assessment.get("bundle_sha256")),
        started_at=parse_instant(str(assessment.get("started_at"))),
        ended_at=parse_instant(str(assessment.get("ended_at"))),
        protocol=" + ".join(wording().word("page.stream", name, language) for name in streams),
        is_simulated=isinstance(flags, list) and SIMULATED in flags,
        vector=tuple(_entry(entry, language) for entry in _records(assessment.get("vector"))),
        gaps=_gaps(assessment),
    )
