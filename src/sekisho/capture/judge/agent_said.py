"""What an MTConnect agent said beside the signals: its run, transport, assets, conditions, path to the control."""

from collections import Counter
from dataclasses import dataclass, field

from sekisho.capture.mtconnect.document import Document, is_weak_uuid
from sekisho.capture.mtconnect.observation import UNAVAILABLE, Observation
from sekisho.capture.mtconnect.structure import remarks_on
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import History

#: What the agent's own device says about the way from the control to it (schema 1.7 and later).
UPSTREAM = frozenset(
    {"AdapterURI", "AdapterUri", "ConnectionStatus", "ObservationUpdateRate", "AdapterSoftwareVersion",
     "MTConnectVersion", "MtconnectVersion"}
)  # fmt: skip
MOST_LISTED = 100


def agent_of(history: History) -> dict[str, Value] | None:
    """Give what the agent said; None where none answered."""
    documents = [document for _, document in history.documents if document.kind in {"Streams", "Devices"}]
    if not documents:
        return None
    chain, said = history.chain, _said(history)
    parts = sum(fetched.is_part for fetched, _ in chain)
    silent = sum(1 for fetched, document in chain if fetched.is_part and not document.count)
    instances: list[Value] = [*dict.fromkeys(str(document.header.instance) for _, document in chain)]
    return {
        "schema": documents[-1].header.schema,
        "transport": "stream" if parts else "poll",
        "documents": len(chain),
        "heartbeats": silent,
        "instances": instances,
        "observations": sum(document.count for _, document in chain),
        "unavailable_permille": 1000 * said.unavailable // said.count if said.count else 0,
        "assets": said.assets_as_json(),
        "conditions": said.conditions_as_json(),
        "upstream": dict(sorted(said.upstream.items())),
        "weak_uuids": _weak(documents),
    }


def agent_remarks(history: History) -> list[Problem]:
    """Name what the agent's documents break, and identities that tell no two agents or devices apart."""
    documents = [document for _, document in history.documents]
    weak = [Problem("agent.weak_uuid", str(name)) for name in _weak(documents)]
    return remarks_on(document for _, document in history.chain) + weak


@dataclass(slots=True)
class _State:
    """The states of one condition in order, a state that stays told once; no more of them than are listed."""

    changes: list[Value] = field(default_factory=list)
    last: str = ""

    def take(self, state: str) -> None:
        if state != self.last and len(self.changes) < MOST_LISTED:
            self.changes.append(state)
        self.last = state


@dataclass(slots=True)
class _Said:
    """What the observations of every document say together, each of them looked at once."""

    assets: dict[str, str]
    conditions: dict[tuple[str, str], _State] = field(default_factory=dict)
    upstream: dict[str, Value] = field(default_factory=dict)
    count: int = 0
    unavailable: int = 0

    def take(self, one: Observation, *, is_chained: bool) -> None:
        if one.element in UPSTREAM:
            self.upstream[one.element] = one.value
        elif one.element == "AssetChanged" and one.value not in {"", UNAVAILABLE}:
            self.assets.setdefault(one.value, one.about.get("assetType", ""))
        if not is_chained:
            return
        self.count += 1
        self.unavailable += one.value == UNAVAILABLE
        if one.category == "CONDITION":
            self.conditions.setdefault((one.item, one.about.get("type", "")), _State()).take(one.element)

    def assets_as_json(self) -> Value:
        """Count assets by kind, as ``/assets`` listed them and as observations said they changed; and name them."""
        counts: dict[str, Value] = dict(sorted(Counter(self.assets.values()).items()))
        ids: list[Value] = [*sorted(self.assets)[:MOST_LISTED]]
        return {"count": len(self.assets), "kinds": counts, "ids": ids}

    def conditions_as_json(self) -> Value:
        """Give each condition's states."""
        return [
            {"item": item, "type": kind, "states": [*state.changes], "last": state.last}
            for (item, kind), state in sorted(self.conditions.items())[:MOST_LISTED]
        ]


def _said(history: History) -> _Said:
    said = _Said({asset.id: asset.kind for _, document in history.documents for asset in document.assets})
    for fetched, document in history.documents:
        is_chained = document.kind == "Streams" and not fetched.is_aside
        for one in document.observations:
            said.take(one, is_chained=is_chained)
    return said


def _weak(documents: "list[Document]") -> list[Value]:
    # The agent's own default follows its address or its start (cppagent #318): equal for two, or new every day.
    named = {d.name or "?": d for document in documents for d in document.devices}
    return [name for name, device in sorted(named.items()) if device.is_agent or is_weak_uuid(device.uuid)]
