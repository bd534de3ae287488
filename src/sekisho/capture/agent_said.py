"""What an MTConnect agent said beside the signals: its run, transport, assets, conditions, path to the control."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from sekisho.capture.history import Fetched, History
from sekisho.capture.mtconnect import Document, Observation, is_weak_uuid
from sekisho.capture.problem import Problem, Value
from sekisho.capture.structure import remarks_on

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
    chain = history.chain
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
        "unavailable_permille": _unavailable(chain),
        "assets": _assets(history),
        "conditions": _conditions(chain),
        "upstream": _upstream(history),
        "weak_uuids": _weak(documents),
    }


def agent_remarks(history: History) -> list[Problem]:
    """Name what the agent's documents break, and identities that tell no two agents or devices apart."""
    documents = [document for _, document in history.documents]
    weak = [Problem("agent.weak_uuid", str(name)) for name in _weak(documents)]
    return remarks_on(document for _, document in history.chain) + weak


def _unavailable(chain: "Sequence[tuple[Fetched, Document]]") -> int:
    values = [one.value for _, document in chain for one in document.observations]
    return 1000 * sum(value == "UNAVAILABLE" for value in values) // len(values) if values else 0


def _assets(history: History) -> Value:
    """Count assets by kind, as ``/assets`` listed them and as observations said they changed; and name them."""
    listed = {asset.id: asset.kind for _, document in history.documents for asset in document.assets}
    for one in _said(history):
        if one.element == "AssetChanged" and one.value not in {"", "UNAVAILABLE"}:
            listed.setdefault(one.value, one.about.get("assetType", ""))
    kinds = sorted(listed.values())
    counts: dict[str, Value] = {kind: len(list(same)) for kind, same in groupby(kinds)}
    ids: list[Value] = [*sorted(listed)[:MOST_LISTED]]
    return {"count": len(listed), "kinds": counts, "ids": ids}


def _said(history: History) -> Iterator[Observation]:
    return (one for _, document in history.documents for one in document.observations)


def _conditions(chain: "Sequence[tuple[Fetched, Document]]") -> Value:
    """Give each condition's states in order, a state that stays told once."""
    series: dict[tuple[str, str], list[str]] = {}
    for _, document in chain:
        for one in document.observations:
            if one.category == "CONDITION":
                series.setdefault((one.item, one.about.get("type", "")), []).append(one.element)
    found: list[Value] = []
    for (item, kind), states in sorted(series.items())[:MOST_LISTED]:
        changes: list[Value] = [state for state, _ in groupby(states)]
        found.append({"item": item, "type": kind, "states": changes[:MOST_LISTED], "last": states[-1]})
    return found


def _upstream(history: History) -> Value:
    said: Mapping[str, Value] = {one.element: one.value for one in _said(history) if one.element in UPSTREAM}
    return dict(sorted(said.items()))


def _weak(documents: "list[Document]") -> list[Value]:
    # The agent's own default follows its address or its start (cppagent #318): equal for two, or new every day.
    named = {d.name or "?": d for document in documents for d in document.devices}
    return [name for name, device in sorted(named.items()) if device.is_agent or is_weak_uuid(device.uuid)]
