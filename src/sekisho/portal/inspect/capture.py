"""Feed the cards of captures: the evidence vector entry by entry, the gaps, and what the capture does not show."""

from collections.abc import Callable, Mapping, Sequence

from sekisho.domain.casework.case import Case
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import parse_instant
from sekisho.portal.inspect.capture_agreement import agreement_part
from sekisho.portal.inspect.capture_comparison import comparison_part
from sekisho.portal.inspect.capture_model import model_part
from sekisho.portal.inspect.capture_next import next_part
from sekisho.portal.inspect.capture_plant import plant_part
from sekisho.portal.inspect.capture_presence import presence_part
from sekisho.portal.inspect.capture_topology import topology_part
from sekisho.portal.inspect.problem import Record, finding_of, records_of
from sekisho.portal.inspect.view import CaptureCard, CaptureLink, CapturesPart, GapRow, Section, VectorRow
from sekisho.portal.words import wording

#: The flag of the assessment that says a simulator answered.
SIMULATED = "S"
UNNAMED: Mapping[str, str] = {}
MOST_REASONS = 5
#: So many captures stand on a page in full, each with its drawings; the others are listed.
IN_FULL = 10
#: What stands on the card below the vector, in this order: a template and what feeds it; None leaves it out.
SECTIONS: tuple[tuple[str, Callable[[Record, Language], object | None]], ...] = (
    ("inspect/capture_next.html", next_part),
    ("inspect/capture_presence.html", presence_part),
    ("inspect/capture_comparison.html", comparison_part),
    ("inspect/capture_model.html", model_part),
    ("inspect/capture_agreement.html", agreement_part),
    ("inspect/capture_plant.html", plant_part),
    ("inspect/capture_topology.html", topology_part),
)


def _said(reason: Record, language: Language) -> str:
    finding = finding_of(reason, language)
    return wording().say_finding(finding, language) if wording().has(finding.code) else finding.code


def _note(reasons: Sequence[Record], language: Language) -> str:
    """Give why an entry was not observed: the first reasons, for the list below the vector has them with remedies."""
    said, rest = [_said(one, language) for one in reasons[:MOST_REASONS]], len(reasons) - MOST_REASONS
    return " ".join([*said, *([wording().say("page.capture.beyond", language, count=rest)] if rest > 0 else [])])


def _entry(entry: Record, language: Language) -> VectorRow:
    """Give one level: observed, or why it was not; never more than that."""
    is_met = entry.get("met") is True
    reasons = [{"code": entry.get("code")}] if is_met else records_of(entry.get("reasons"))
    outcome = Outcome.MET if is_met else Outcome.UNDETERMINED
    return VectorRow(str(entry.get("level")), outcome.value, _note(reasons, language))


def _gap(gap: Record) -> GapRow:
    """Give a gap with its length in seconds to a tenth: its ends are instants of the collector's own clock."""
    milliseconds = gap.get("ms")
    tenths = milliseconds // 100 if isinstance(milliseconds, int) else 0
    return GapRow(str(gap.get("stream")), str(gap.get("kind")), f"{tenths // 10}.{tenths % 10}")


def _gaps(assessment: Record) -> tuple[GapRow, ...]:
    streams = records_of(assessment.get("streams"))
    return tuple(_gap(gap) for stream in streams for gap in records_of(stream.get("gaps")))


def _sections(assessment: Record, language: Language) -> tuple[Section, ...]:
    fed = ((template, part(assessment, language)) for template, part in SECTIONS)
    return tuple(Section(template, part) for template, part in fed if part is not None)


def owner_names(case: Case) -> dict[str, str]:
    """Give what the parties of a case are called, by the number they enrol collectors under."""
    parties = [party for party in (case.applicant, case.partner) if party]
    return {str(party.get("corporate_number")): str(party["name"]) for party in parties if party.get("name")}


def _owned(assessment: Record, names: Mapping[str, str]) -> Record:
    """Give an assessment with the owner of its collector by name, where the case knows it."""
    owner = assessment.get("collector_owner")
    return {**assessment, "collector_owner": names[owner]} if isinstance(owner, str) and owner in names else assessment


def capture_card(assessment: Record, language: Language, names: Mapping[str, str] = UNNAMED) -> CaptureCard:
    """Give the card of one capture from its assessment; ``names`` are those of the case's parties by their number."""
    streams = [str(stream.get("stream")) for stream in records_of(assessment.get("streams"))]
    flags = assessment.get("flags")
    return CaptureCard(
        digest=str(assessment.get("digest") or assessment.get("bundle_sha256")),
        started_at=parse_instant(str(assessment.get("started_at"))),
        ended_at=parse_instant(str(assessment.get("ended_at"))),
        protocol=" + ".join(wording().word("page.stream", name, language) for name in streams),
        is_simulated=isinstance(flags, list) and SIMULATED in flags,
        vector=tuple(_entry(entry, language) for entry in records_of(assessment.get("vector"))),
        gaps=_gaps(assessment),
        device=str(assessment.get("device") or ""),
        headline=str(assessment.get("headline") or ""),
        sections=_sections(_owned(assessment, names), language),
    )


def _link(assessment: Record) -> CaptureLink:
    return CaptureLink(
        digest=str(assessment.get("digest") or assessment.get("bundle_sha256")),
        started_at=parse_instant(str(assessment.get("started_at"))),
        device=str(assessment.get("device") or ""),
        headline=str(assessment.get("headline") or ""),
    )


def captures_part(taken: Sequence[Record], wanted: str, card: Callable[[Record], CaptureCard]) -> CapturesPart:
    """Give the captures of a line, the newest first: the one that is wanted in full, else the newest of them."""
    newest = [*reversed(taken)]
    asked = [one for one in newest if wanted and one.get("digest") == wanted]
    full = asked or newest[:IN_FULL]
    return CapturesPart(tuple(map(card, full)), tuple(_link(one) for one in newest if one not in full))
