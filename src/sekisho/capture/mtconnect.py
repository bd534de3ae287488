"""MTConnect documents as they arrive: devices, streams and errors, read with expat; document types are refused.

Every shape of the error document is read: an ``Error`` element with its code up to schema 2.5, an element named after
the code from 2.6 on, with or without the attribute.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from sekisho.capture.problem import Value

UNAVAILABLE = "UNAVAILABLE"
DEEPEST = 64
MOST_ELEMENTS = 2_000_000
_GROUPS = frozenset({"Samples", "Events", "Condition"})


class MalformedDocumentError(ValueError):
    """Bytes that are no MTConnect document."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a document says about the agent's run; instance 0 is invalid and kept as it came."""

    instance: int
    schema: str
    sender: str
    created: str
    is_test: bool
    buffer_size: int
    first: int
    next: int


@dataclass(frozen=True, slots=True)
class Observation:
    """One value with its sequence; ``timestamp`` is the agent's text."""

    item: str
    sequence: int
    timestamp: str
    value: str


@dataclass(frozen=True, slots=True)
class Device:
    """A device as described by ``/probe``."""

    name: str
    uuid: str
    manufacturer: str
    model: str
    serial: str

    def as_json(self) -> dict[str, Value]:
        """Give the device as plain values."""
        return {
            "name": self.name, "uuid": self.uuid, "manufacturer": self.manufacturer, "model": self.model,
            "serial": self.serial,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """An error an agent answered with."""

    code: str
    text: str


@dataclass(slots=True)
class Document:
    """A document of one of three kinds: ``Devices``, ``Streams`` or ``Error``."""

    kind: str
    header: Header
    devices: list[Device] = field(default_factory=list)
    items: set[str] = field(default_factory=set)
    observations: list[Observation] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_out_of_range(self) -> bool:
        """Say whether the agent no longer holds what was asked for."""
        return any(fault.code == "OUT_OF_RANGE" for fault in self.faults)


def is_weak_uuid(uuid: str) -> bool:
    """Say whether a uuid cannot tell two devices apart: too short, or one character all through, as ``000``."""
    # Device files with uuid="000" are in circulation; an agent's own default follows its address or its start.
    letters = [letter for letter in uuid if letter.isalnum()]
    return len(letters) < 4 or len(set(letters)) == 1


def parse(body: bytes) -> Document:
    """Read a document. Raises MalformedDocumentError."""
    builder = _Builder()
    # Straight on expat: no tree is built, and document types are refused before an entity can expand.
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.refuse_doctype
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise MalformedDocumentError(str(error)) from error
    if builder.document is None:
        raise MalformedDocumentError("no MTConnect document with a header")
    return builder.document


class _Builder:
    def __init__(self) -> None:
        self.document: Document | None = None
        self._kind = self._schema = ""
        self._path: list[str] = []
        self._texts: list[str] = []
        self._attributes: Mapping[str, str] = {}
        self._device: Mapping[str, str] = {}
        self._elements = 0

    def refuse_doctype(self, *_: object) -> None:
        raise MalformedDocumentError("a document type declaration is refused")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self._elements += 1
        if len(self._path) >= DEEPEST or self._elements > MOST_ELEMENTS:
            raise MalformedDocumentError("too deep or too many elements")
        if not self._path:
            self._begin(space, local)
        elif local == "Header" and len(self._path) == 1:
            self.document = Document(self._kind, _header(attributes, self._schema))
        elif self.document is not None:
            self._inside(self.document, local, attributes)
        self._path.append(local)
        self._texts, self._attributes = [], attributes

    def _begin(self, space: str, local: str) -> None:
        if local not in {"MTConnectDevices", "MTConnectStreams", "MTConnectError"}:
            raise MalformedDocumentError(f"a document of kind {local[:40]}")
        self._kind, self._schema = local.removeprefix("MTConnect"), space.rpartition(":")[2]

    def _inside(self, document: Document, local: str, attributes: dict[str, str]) -> None:
        if local == "Device":
            self._device = attributes
            document.devices.append(_device(attributes, {}))
        # A component has a Description too; the machine's nameplate is the one directly below its Device.
        elif local == "Description" and self._path[-1] == "Device" and document.devices:
            document.devices[-1] = _device(self._device, attributes)
        elif local == "DataItem":
            document.items.add(attributes.get("id", ""))
        elif self._path[-1] == "Errors":
            document.faults.append(Fault(attributes.get("errorCode", "") or _code_of(local), ""))

    def text(self, text: str) -> None:
        self._texts.append(text)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._path.pop()
        document = self.document
        if document is None or not self._path:
            return
        said = "".join(self._texts).strip()
        if self._path[-1] in _GROUPS and document.kind == "Streams":
            self._observe(document, local, said)
        elif document.faults and (self._path[-1] == "Errors" or local == "ErrorMessage") and said:
            document.faults[-1] = Fault(document.faults[-1].code, said)
        self._texts = []

    def _observe(self, document: Document, local: str, said: str) -> None:
        attributes = self._attributes
        # A condition says its state by the name of its element: Normal, Warning, Fault, Unavailable.
        value = local.upper() if self._path[-1] == "Condition" else said
        sequence = _number(attributes.get("sequence", ""))
        observation = Observation(attributes.get("dataItemId", ""), sequence, attributes.get("timestamp", ""), value)
        document.observations.append(observation)


def _code_of(element: str) -> str:
    """Give the code an element is named after: from schema 2.6 on the name alone may say it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", element).upper()


def _header(attributes: Mapping[str, str], schema: str) -> Header:
    return Header(
        instance=_number(attributes.get("instanceId", "0")),
        schema=schema,
        sender=attributes.get("sender", ""),
        created=attributes.get("creationTime", ""),
        is_test=attributes.get("testIndicator", "").lower() in {"true", "1"},
        buffer_size=_number(attributes.get("bufferSize", "0")),
        first=_number(attributes.get("firstSequence", "0")),
        next=_number(attributes.get("nextSequence", "0")),
    )


def _device(attributes: Mapping[str, str], described: Mapping[str, str]) -> Device:
    return Device(
        attributes.get("name", ""),
        attributes.get("uuid", ""),
        described.get("manufacturer", ""),
        described.get("model", ""),
        described.get("serialNumber", ""),
    )


def _number(text: str) -> int:
    # The schema's range ends below 2^64; twenty digits hold it, and Python would read other scripts' digits too.
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise MalformedDocumentError(f"{text[:40]!r} is no sequence or instance number")
    return int(text)
