"""An assessment as the capture library writes it, for looking at the card of a capture."""

from types import SimpleNamespace

from sekisho.domain.values.language import Language

VISIT = {language: SimpleNamespace(language=language) for language in Language}


def entry(level, *reasons):
    """Give one level of the vector; without reasons it was observed."""
    code = reasons[0]["code"] if reasons else f"{level.lower()}.observed"
    return {"level": level, "met": not reasons, "code": code, "reasons": list(reasons)}


ASSESSMENT = {
    "device": "HL-2026-0417",
    "headline": "L1",
    "bundle_sha256": "ab" * 32,
    "started_at": "2026-10-09T03:13:00+00:00",
    "ended_at": "2026-10-09T03:43:00+00:00",
    "flags": ["C", "G", "S"],
    "vector": [
        entry("L0"),
        entry("L1"),
        entry(
            "L2",
            {"code": "l2.differs", "place": "serial"}
            | {"facts": {"source": "opcua", "claimed": "HL-2026-0418", "expected": "HL-2026-0417"}},
            {"code": "l2.incomplete", "place": "model", "facts": {"source": "mtconnect"}},
        ),
        entry("L3", {"code": "l3.not_checked", "place": "", "facts": {}}),
        entry("L4", {"code": "l4.gaps", "place": "opcua", "facts": {"ms": 41_000, "percent": 1}}),
        entry("L5", {"code": "l5.not_checked", "place": "", "facts": {}}),
    ],
    "streams": [
        {"stream": "opcua", "gaps": [{"stream": "opcua", "kind": "transport-lost", "ms": 41_000}]},
        {"stream": "mtconnect", "gaps": []},
    ],
    "agreement": [{"signal": "execution", "permille": 975, "lag_ms": 150, "instants": 600}],
    "remarks": [{"code": "signature.certificate_not_valid", "place": "", "facts": {}}],
}
