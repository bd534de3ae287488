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
    "presence": {
        "asked": {
            "signal": "override",
            "count": 3,
            "window_s": 60,
            "hold_ms": 2000,
            "least": 40,
            "most": 100,
            "step": 5,
        },
        "sequence": ["85", "40", "70"],
        "observed": True,
        "weaker": True,
        "window": {"from_ms": 1_791_515_580_000, "until_ms": 1_791_515_640_000},
        "streams": [
            {"stream": "opcua", "observed": False, "entered_ms": [1_791_515_590_000], "one_in": 0}
            | {
                "reasons": [
                    {"code": "p.not_in_order", "place": "opcua"}
                    | {"facts": {"signal": "override", "seen": 1, "count": 3}}
                ]
            },
            {"stream": "mtconnect", "observed": True, "one_in": 1872, "reasons": []}
            | {"entered_ms": [1_791_515_590_000, 1_791_515_601_000, 1_791_515_612_000]},
        ],
        "reasons": [],
    },
    "remarks": [{"code": "signature.certificate_not_valid", "place": "", "facts": {}}],
}
