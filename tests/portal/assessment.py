"""An assessment as the capture library writes it, for looking at the card of a capture."""

from dataclasses import replace
from types import SimpleNamespace

from sekisho.capture.topology.compared import compare
from sekisho.capture.topology.declared import Declared, Link, Node, Zone
from sekisho.capture.topology.observed import Observed, Reach
from sekisho.capture.topology.system import Neighbour
from sekisho.domain.values.language import Language

VISIT = {language: SimpleNamespace(language=language) for language in Language}


def entry(level, *reasons):
    """Give one level of the vector; without reasons it was observed."""
    code = reasons[0]["code"] if reasons else f"{level.lower()}.observed"
    return {"level": level, "met": not reasons, "code": code, "reasons": list(reasons)}


def row(path, status="observed", **more):
    """Give one mandatory node as the model check tells it."""
    return {"instance": "Machines/MC-1", "path": path, "status": status} | more


def model(specification, version, *rows):
    """Give a companion model as checked, with these rows."""
    observed = sum(one["status"] in {"observed", "deprecated"} for one in rows)
    presence = "observed" if observed == len(rows) else "incomplete"
    return {
        "specification": specification, "checked_against": version, "presence": presence, "rows": [*rows],
        "observed": observed, "of": len(rows), "claim": "not_claimed",
    }  # fmt: skip


def topology():
    """Give a line's network as declared and as a capture observed it: one MAC address differs, one node is new."""
    zones = (Zone("site", "製造管理", "3"), Zone("dmz", "工場DMZ", "3.5"), Zone("cell", "加工セル2", "1"))
    nodes = (
        Node("mes", "製造実行システム", "mes", "site", ("192.0.2.20",)),
        Node("fw", "境界ファイアウォール", "firewall", "dmz", ("192.0.2.254",)),
        Node("mc-1", "立形マシニングセンタ HL-500", "machine", "cell", ("192.0.2.11",), ("00:00:5e:00:53:01",)),
        Node("gw", "<ゲートウェイ>", "gateway", "cell", ("192.0.2.14",)),
        Node("pc", "収集端末", "collector", "cell"),
    )
    links = (
        Link("mes", "fw", "https", 443),
        Link("mes", "gw", "mtconnect", 5000),
        Link("pc", "mc-1", "opc-ua", 4840),
    )
    opcua = Reach("opc.tcp://192.0.2.11:4840", "opc-ua", "192.0.2.11", 4840, peer="192.0.2.11", local="192.0.2.77")
    agent = Reach("http://192.0.2.15:5000", "mtconnect", "192.0.2.15", 5000, peer="192.0.2.15", local="192.0.2.77")
    seen = Observed(
        reaches=[replace(opcua, connect_us=900, hello_us=1500), replace(agent, connect_us=700)],
        neighbours=[Neighbour("192.0.2.11", "00:00:5e:00:53:99", "eth0")],
    )
    return compare(Declared("", zones, nodes, links, "cd" * 32), seen, "HL-2026-0417").as_json()


TOPOLOGY = topology()
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
    "purpose": "inspection",
    "collector_owner": "i-tanaka",
    "comparison": {
        "with": "ef" * 32,
        "rows": [
            {"name": "key", "outcome": "same", "before": "ab" * 32, "now": "ab" * 32},
            {"name": "serial", "outcome": "differs", "before": "HL-2026-0417", "now": "HL-2026-0418"},
            {"name": "product_instance", "outcome": "same", "before": "urn:hailan:417", "now": "urn:hailan:417"},
            {"name": "uuid", "outcome": "not_comparable", "before": "", "now": "HL.417"},
            {"name": "model", "outcome": "same", "before": "cd" * 32, "now": "cd" * 32},
        ],
    },
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
    "integration": {
        "state": "integrated",
        "clients": {
            "diagnostics": "read",
            "sessions": 2,
            "foreign": [
                {"application_uri": "urn:plant:mes", "application_name": "MES (fictional)", "session_name": "mes-1"}
                | {"since": "2026-10-09T02:50:00+00:00", "seen": 180, "readings": 181}
            ],
        },
        "gateway": {
            "device": "GW-2",
            "endpoint": "opc.tcp://192.0.2.14:4840",
            "challenge_bound": False,
            "certificate_sha256": "cd" * 32,
            "problems": [{"code": "l1.not_secured", "place": "", "facts": {}}],
        },
        "configurations": [
            {
                "name": "agent.cfg",
                "kind": "agent",
                "problems": [],
                "rows": [
                    {"item": "agent", "place": "Port", "said": "5000", "status": "observed"},
                    {"item": "adapter", "place": "Adapters.MC", "said": "192.0.2.11:7878", "status": "not_observed"},
                ],
            },
        ],
    },
    "topology": TOPOLOGY,
    "model": {
        "nodes": 2776,
        "truncated": 0,
        "fingerprint": "aff166128c652f41" * 4,
        "profiles": [
            model("OPC 40001-1", "1.04.1", row("Manufacturer"), row("SerialNumber", "bad_status", code="0x808B0000")),
            model("OPC 40501-1", "1.02.0", row("Monitoring"), row("Production", "deprecated"))
            | {"claim": "claimed", "facet_observed": 1, "facet_of": 1},
            model("OPC 10031-4", "2.0.0") | {"presence": "declared_only"},
        ],
        "items": [{"path": "EXECUTION", "status": "observed"}, {"path": "Linear/POSITION", "status": "absent"}],
    },
    "remarks": [{"code": "signature.certificate_not_valid", "place": "", "facts": {}}],
}
