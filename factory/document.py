"""The agent's XML documents: devices, streams and errors, in the namespace of the schema version it plays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from factory.buffer import Observation
from factory.category import Signal

#: From this schema version on an error is an element of its own name in the errors' substitution group.
ERRORS_BY_NAME = (2, 6)
#: The name of the agent's own device, and what it says of the path from the agent to the control.
AGENT_DEVICE = "Agent"
AGENT_DATA = {
    "ADAPTER_URI": "shdr://127.0.0.1:7878", "CONNECTION_STATUS": "ESTABLISHED", "MTCONNECT_VERSION": "1.7",
    "ADAPTER_SOFTWARE_VERSION": "TEST 1.0",
}  # fmt: skip
#: From this one on headers say when the devices' model was changed (those of errors from 2.6).
MODEL_TIME_FROM = (1, 7)


@dataclass(frozen=True, slots=True)
class Item:
    """A data item as published; the signals of the cycle and the three every controller has."""

    id: str
    signal: Signal


@dataclass(frozen=True, slots=True)
class Nameplate:
    """Who the machine says it is."""

    device: str
    uuid: str
    manufacturer: str
    model: str
    serial: str


@dataclass(frozen=True, slots=True)
class Header:
    """What every document of one agent run says about itself."""

    schema: str
    instance: int
    created: str
    buffer_size: int
    first: int
    last: int
    next: int
    is_test: bool
    model_changed: str

    def attributes(self, kind: str) -> dict[str, str]:
        """Give the attributes of a kind of document; sequences stand in streams only."""
        said = {
            "instanceId": str(self.instance),
            "version": f"{self.schema}.0.0",
            "sender": "sekisho-factory-TEST" if self.is_test else "sekisho-factory",
            "creationTime": self.created,
            "bufferSize": str(self.buffer_size),
        }
        if version_of(self.schema) >= (ERRORS_BY_NAME if kind == "Error" else MODEL_TIME_FROM):
            said["deviceModelChangeTime"] = self.model_changed
        if self.is_test:
            said["testIndicator"] = "true"
        if kind == "Streams":
            numbers = {"firstSequence": self.first, "lastSequence": self.last, "nextSequence": self.next}
            said |= {name: str(number) for name, number in numbers.items()}
        return said


def items_of(signals: Iterable[Signal]) -> tuple[Item, ...]:
    """Give the data items: the cycle's signals, then availability, emergency stop and two conditions."""
    extra = (
        Signal("avail", "", "text", "Device:device", "EVENT", "AVAILABILITY"),
        Signal("assetchg", "", "text", "Device:device", "EVENT", "ASSET_CHANGED"),
        Signal("estop", "", "text", "Controller:controller", "EVENT", "EMERGENCY_STOP"),
        Signal("system", "", "text", "Controller:controller", "CONDITION", "SYSTEM"),
        Signal("logic", "", "text", "Controller:controller", "CONDITION", "LOGIC_PROGRAM"),
    )
    return tuple(Item(signal.name, signal) for signal in (*signals, *extra))


def devices(header: Header, plate: Nameplate, items: tuple[Item, ...], agent: str = "") -> bytes:
    """Write the answer to ``/probe``; with a uuid for it, the agent's own device stands beside the machine."""
    root = _root("Devices", header)
    names = {"id": "dev", "name": plate.device, "uuid": plate.uuid}
    holder = SubElement(root, "Devices")
    if agent:
        _agent(holder, agent)
    device = SubElement(holder, "Device", names)
    said = {"manufacturer": plate.manufacturer, "model": plate.model, "serialNumber": plate.serial}
    SubElement(device, "Description", said).text = "TEST machine of the loopback factory"
    _data_items(device, [item for item in items if item.signal.component == "Device:device"])
    components = SubElement(device, "Components")
    axes = SubElement(SubElement(components, "Axes", {"id": "axes", "name": "Axes"}), "Components")
    controller = SubElement(components, "Controller", {"id": "controller", "name": "controller"})
    _data_items(controller, [item for item in items if item.signal.component == "Controller:controller"])
    parents = {"Path": SubElement(controller, "Components"), "Electric": _systems(components)}
    for component in dict.fromkeys(item.signal.component for item in items):
        kind, name = component.split(":")
        if kind not in {"Device", "Controller"}:
            element = SubElement(parents.get(kind, axes), kind, {"id": f"c_{name}", "name": name})
            _data_items(element, [item for item in items if item.signal.component == component])
    return _bytes(root)


def _agent(holder: Element, uuid: str) -> None:
    names = {"id": "agent", "name": AGENT_DEVICE, "uuid": uuid, "mtconnectVersion": "1.7"}
    device = SubElement(holder, "Agent", names)
    items = SubElement(device, "DataItems")
    for kind in AGENT_DATA:
        SubElement(items, "DataItem", {"id": f"a_{kind.lower()}", "category": "EVENT", "type": kind})


def agent_device(header: Header, verb: str, uuid: str) -> bytes:
    """Write what the agent says of itself (schema 1.7 and later): its devices, or the path to its adapter."""
    if verb == "probe":
        root = _root("Devices", header)
        _agent(SubElement(root, "Devices"), uuid)
        return _bytes(root)
    root = _root("Streams", header)
    device = SubElement(SubElement(root, "Streams"), "DeviceStream", {"name": AGENT_DEVICE, "uuid": uuid})
    about = {"component": "Adapter", "name": "adapter", "componentId": "adapter"}
    events = SubElement(SubElement(device, "ComponentStream", about), "Events")
    for number, (kind, value) in enumerate(AGENT_DATA.items(), 1):
        said = {"dataItemId": f"a_{kind.lower()}", "sequence": str(number), "timestamp": header.created}
        SubElement(events, _element_of(kind), said).text = value
    return _bytes(root)


def assets(header: Header, plate: Nameplate, known: Mapping[str, str]) -> bytes:
    """Write the answer to ``/assets``."""
    root = _root("Assets", header)
    holder = SubElement(root, "Assets")
    for asset, kind in known.items():
        SubElement(holder, kind, {"assetId": asset, "deviceUuid": plate.uuid, "timestamp": header.created})
    return _bytes(root)


def _element_of(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))


def _systems(components: Element) -> Element:
    return SubElement(SubElement(components, "Systems", {"id": "systems", "name": "systems"}), "Components")


def _data_items(parent: Element, items: list[Item]) -> None:
    holder = SubElement(parent, "DataItems")
    for item in items:
        said = {"id": item.id, "category": item.signal.category, "type": item.signal.type}
        optional = {"subType": item.signal.sub_type, "units": item.signal.units}
        SubElement(holder, "DataItem", said | {name: value for name, value in optional.items() if value})


def streams(
    header: Header,
    plate: Nameplate,
    items: tuple[Item, ...],
    observations: Iterable[Observation],
    kinds: Mapping[str, str],
) -> bytes:
    """Write the answer to ``/current`` or ``/sample``; ``kinds`` are those of the assets by id."""
    root = _root("Streams", header)
    device = SubElement(SubElement(root, "Streams"), "DeviceStream", {"name": plate.device, "uuid": plate.uuid})
    by_id = {item.id: item for item in items}
    holders: dict[tuple[str, str], Element] = {}
    for observation in observations:
        item = by_id[observation.item]
        element = _observation(_holder(device, holders, item.signal), item, observation)
        if item.signal.type == "ASSET_CHANGED":
            element.set("assetType", kinds.get(observation.value, ""))
    return _bytes(root)


def _holder(device: Element, holders: dict[tuple[str, str], Element], signal: Signal) -> Element:
    place = (signal.component, "")
    if place not in holders:
        kind, name = signal.component.split(":")
        said = {"component": kind, "name": name, "componentId": f"c_{name}"}
        holders[place] = SubElement(device, "ComponentStream", said)
    within = (signal.component, signal.category)
    if within not in holders:
        group = {"SAMPLE": "Samples", "EVENT": "Events", "CONDITION": "Condition"}[signal.category]
        holders[within] = SubElement(holders[place], group)
    return holders[within]


def _observation(holder: Element, item: Item, observation: Observation) -> Element:
    said = {"dataItemId": item.id, "sequence": str(observation.sequence), "timestamp": observation.timestamp}
    if item.signal.category == "CONDITION":
        # A condition says its state by its element's name, where other items say it in their text.
        name = "Unavailable" if observation.value == "UNAVAILABLE" else observation.value
        return SubElement(holder, name, said | {"type": item.signal.type})
    said |= {"subType": item.signal.sub_type} if item.signal.sub_type else {}
    element = SubElement(holder, _element_of(item.signal.type), said)
    element.text = observation.value
    return element


def errors(header: Header, code: str, text: str, uri: str, *, with_code: bool = True) -> bytes:
    """Write an error document in the shape of the schema version.

    From 2.6 on agents in the field repeat the code as an attribute, which the schema does not know (``with_code``).
    """
    root = _root("Error", header)
    holder = SubElement(root, "Errors")
    if version_of(header.schema) < ERRORS_BY_NAME:
        SubElement(holder, "Error", {"errorCode": code}).text = text
        return _bytes(root)
    element = SubElement(holder, _element_of(code), {"errorCode": code} if with_code else {})
    if code == "OUT_OF_RANGE":
        SubElement(SubElement(element, "QueryParameter", {"name": "from"}), "Value").text = _from(uri)
    SubElement(element, "URI").text = uri
    SubElement(element, "ErrorMessage").text = text
    return _bytes(root)


def _from(uri: str) -> str:
    return parse_qs(urlsplit(uri).query).get("from", [""])[-1]


def version_of(schema: str) -> tuple[int, int]:
    """Give a schema version as numbers."""
    major, minor = schema.split(".")
    return int(major), int(minor)


def _root(kind: str, header: Header) -> Element:
    root = Element(f"MTConnect{kind}", {"xmlns": f"urn:mtconnect.org:MTConnect{kind}:{header.schema}"})
    SubElement(root, "Header", header.attributes(kind))
    return root


def _bytes(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written
