"""MTConnect documents as they arrive: devices, streams, assets and errors of schema 1.3 to 2.7; doctypes are refused.

Read straight on expat, without a tree; of a stream only the header: its observations are checked piece by piece beside,
and let go of. Whoever asks for them has them read once more, so that a document held costs its own bytes and no more.
Every shape of the error document is read: an ``Error`` element with its code up to schema 2.5, an element named after
the code from 2.6 on, with or without the attribute.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.parsers import expat

from sekisho.capture.mtconnect.observation import (
    DEEPEST,
    TOO_MUCH,
    MalformedDocumentError,
    Observation,
    count_checked,
    number,
    observations_in,
)
from sekisho.capture.problem import Value

MOST_ELEMENTS = 2_000_000
#: Kind and header stand at the beginning.
HEAD = 2 * 1024
_KINDS = frozenset({"MTConnectDevices", "MTConnectStreams", "MTConnectAssets", "MTConnectError"})


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
    last: int
    next: int
    model_changed: str


@dataclass(frozen=True, slots=True)
class Device:
    """A device as described by ``/probe``; ``is_agent`` where it is the agent's own (schema 1.7 and later)."""

    name: str
    uuid: str
    manufacturer: str
    model: str
    serial: str
    is_agent: bool = False

    def as_json(self) -> dict[str, Value]:
        """Give the device as plain values."""
        return {
            "name": self.name, "uuid": self.uuid, "manufacturer": self.manufacturer, "model": self.model,
            "serial": self.serial,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class DataItem:
    """A data item as declared by ``/probe``; ``within`` are the elements it stands in, from the outermost inwards."""

    id: str
    category: str
    type: str
    units: str
    device: str
    uuid: str
    within: tuple[str, ...]

    @property
    def is_agents(self) -> bool:
        """Say whether it tells of the agent itself and of no machine (schema 1.7 and later)."""
        return self.within[1:2] == ("Agent",)


class Asset(NamedTuple):
    """An asset as ``/assets`` lists it: its id and the name of its element."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An error an agent answered with."""

    code: str
    text: str


@dataclass(slots=True)
class Document:
    """A document of one of four kinds: ``Devices``, ``Streams``, ``Assets`` or ``Error``."""

    kind: str
    header: Header
    devices: list[Device] = field(default_factory=list)
    declared: list[DataItem] = field(default_factory=list)
    assets: list[Asset] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    count: int = 0
    _body: bytes = field(default=b"", repr=False)

    @property
    def items(self) -> set[str]:
        """The ids of the data items declared."""
        return {item.id for item in self.declared}

    @property
    def size(self) -> int:
        """How many things are kept of it."""
        return self.count + len(self.devices) + len(self.declared) + len(self.assets) + len(self.faults)

    @property
    def observations(self) -> Iterator[Observation]:
        """Every observation in the order of the document; read anew each time."""
        return observations_in(self._body) if self.count else iter(())

    @property
    def is_out_of_range(self) -> bool:
        """Say whether the agent no longer holds what was asked for."""
        return any(fault.code == "OUT_OF_RANGE" for fault in self.faults)

    @property
    def says(self) -> str:
        """The errors as one text."""
        return "; ".join(f"{fault.code} {fault.text}".strip() for fault in self.faults)


def is_weak_uuid(uuid: str) -> bool:
    """Say whether a uuid cannot tell two devices apart: too short, or one character all through, as ``000``."""
    # Device files with uuid="000" are in circulation.
    letters = [letter for letter in uuid if letter.isalnum()]
    return len(letters) < 4 or len(set(letters)) == 1


def parse(body: bytes) -> Document:
    """Read a document. Raises MalformedDocumentError."""
    try:
        reader = _Reader(body)
        return reader.document(count_checked(body) if reader.is_stream else 0)
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError) as error:
        raise MalformedDocumentError(str(error)) from error


class _Reader:
    """Expat's handlers: of a stream as far as its header, of any other document everything."""

    def __init__(self, body: bytes) -> None:
        """Read. Raises ExpatError, ValueError and LookupError."""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._root
        # A document type declaration is where entities are defined; without one none can expand.
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._kind = self._schema = ""
        self._header: Header | None = None
        self._opened = self._depth = 0
        self._content, self._body = _Content(), body
        view = memoryview(body)
        self._parser.Parse(view[:HEAD], False)
        if not (self.is_stream and self._opened > 1):
            self._parser.Parse(view[HEAD:], True)

    @property
    def is_stream(self) -> bool:
        """Say whether it is a document of observations."""
        return self._kind == "Streams"

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if local not in _KINDS:
            raise MalformedDocumentError(f"a document of kind {local[:40]}")
        self._kind, self._schema = local.removeprefix("MTConnect"), space.rpartition(":")[2]
        self._opened = self._depth = 1
        self._parser.StartElementHandler = self._start
        if not self.is_stream:
            self._parser.CharacterDataHandler = self._content.text
            self._parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._opened, self._depth = self._opened + 1, self._depth + 1
        if self._depth > DEEPEST or self._opened > MOST_ELEMENTS:
            raise MalformedDocumentError(TOO_MUCH)
        local = name.rpartition(" ")[2]
        if local == "Header" and self._opened == 2:
            self._header = _header(attributes, self._schema)
        elif not self.is_stream:
            self._content.start(local, attributes)
        if self.is_stream:
            self._parser.StartElementHandler = None

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._content.end(name.rpartition(" ")[2])

    def document(self, count: int) -> Document:
        """Give the document, of so many observations. Raises MalformedDocumentError where it has no header."""
        if self._header is None:
            raise MalformedDocumentError("no MTConnect document with a header")
        content = self._content
        faults = content.faults if self._kind == "Error" else []
        body = self._body if count else b""
        return Document(
            self._kind, self._header, content.devices, content.declared, content.assets, faults, count, body
        )  # fmt: skip


def _refuse_doctype(*_: object) -> None:
    raise MalformedDocumentError("a document type declaration is refused")


class _Content:
    """What a document other than a stream holds: devices with their items, assets, errors."""

    def __init__(self) -> None:
        self.devices: list[Device] = []
        self.declared: list[DataItem] = []
        self.assets: list[Asset] = []
        self.faults: list[Fault] = []
        self._path: list[str] = []
        self._device: Mapping[str, str] = {}
        self._texts: list[str] = []

    def start(self, local: str, attributes: dict[str, str]) -> None:
        parent = self._path[-1] if self._path else ""
        if local in {"Device", "Agent"} and parent == "Devices":
            self._device = attributes
            self.devices.append(_device(attributes, {}, is_agent=local == "Agent"))
        # A component has a Description too; the machine's nameplate is the one directly below its Device.
        elif local == "Description" and parent in {"Device", "Agent"} and self.devices:
            self.devices[-1] = _device(self._device, attributes, is_agent=parent == "Agent")
        elif local == "DataItem":
            self.declared.append(_item(attributes, self._device, self._path))
        elif parent == "Assets":
            self.assets.append(Asset(attributes.get("assetId", ""), local))
        elif parent == "Errors":
            self.faults.append(Fault(attributes.get("errorCode", "") or _code_of(local), ""))
        self._path.append(local)
        self._texts = []

    def text(self, text: str) -> None:
        self._texts.append(text)

    def end(self, local: str) -> None:
        if not self._path or self._path.pop() != local:
            return
        said = "".join(self._texts).strip()
        self._texts = []
        is_fault = bool(self._path) and (self._path[-1] == "Errors" or local == "ErrorMessage")
        if is_fault and self.faults and said:
            self.faults[-1] = Fault(self.faults[-1].code, said)


def _code_of(element: str) -> str:
    """Give the code an element is named after: from schema 2.6 on the name alone may say it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", element).upper()


def _header(attributes: Mapping[str, str], schema: str) -> Header:
    numbers = {name: number(attributes.get(name, "0")) for name in _NUMBERS}
    return Header(
        instance=numbers["instanceId"],
        # The namespace says it in every version; agents of the 2.x line repeat it as an attribute.
        schema=schema or attributes.get("schemaVersion", ""),
        sender=attributes.get("sender", ""),
        created=attributes.get("creationTime", ""),
        is_test=attributes.get("testIndicator", "").lower() in {"true", "1"},
        buffer_size=numbers["bufferSize"],
        first=numbers["firstSequence"],
        last=numbers["lastSequence"],
        next=numbers["nextSequence"],
        model_changed=attributes.get("deviceModelChangeTime", ""),
    )


_NUMBERS = ("instanceId", "bufferSize", "firstSequence", "lastSequence", "nextSequence")


def _device(attributes: Mapping[str, str], described: Mapping[str, str], *, is_agent: bool) -> Device:
    return Device(
        attributes.get("name", ""),
        attributes.get("uuid", ""),
        described.get("manufacturer", ""),
        described.get("model", ""),
        described.get("serialNumber", ""),
        is_agent,
    )


def _item(attributes: Mapping[str, str], device: Mapping[str, str], within: Sequence[str]) -> DataItem:
    return DataItem(
        id=attributes.get("id", ""),
        category=attributes.get("category", ""),
        type=attributes.get("type", ""),
        units=attributes.get("units", ""),
        device=device.get("name", ""),
        uuid=device.get("uuid", ""),
        within=tuple(within),
    )
