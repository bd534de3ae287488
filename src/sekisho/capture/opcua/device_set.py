"""DeviceSet of OPC 10000-100: which nodes are devices with a nameplate, the same for who reads and who judges.

What stands directly in DeviceSet is a device, and so are the motion devices of a robot's system (OPC 40010-1) and the
resources of a controller's configuration (OPC 30000). Whatever else stands below a device is a part of it: motors,
axes, a robot's controllers and safety states have nameplates too, and none of them is the machine's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sekisho.capture.opcua.binary import NodeId
from sekisho.capture.opcua.service import Reference
from sekisho.capture.opcua.walk import OBJECT, VARIABLE

MACHINERY, DI = "http://opcfoundation.org/UA/Machinery/", "http://opcfoundation.org/UA/DI/"
ROBOTICS, PLCOPEN = "http://opcfoundation.org/UA/Robotics/", "http://PLCopen.org/OpcUa/IEC61131-3/"
DEVICE_SET = 5001
#: Which of a nameplate's properties (IVendorNameplateType, ITagNameplateType) tell a device from others, and the rest.
TELLING = ("Manufacturer", "Model", "SerialNumber", "ProductInstanceUri")
BESIDE = (
    "ManufacturerUri", "ProductCode", "DeviceClass", "DeviceManual", "DeviceRevision", "HardwareRevision",
    "SoftwareRevision", "SoftwareReleaseDate", "PatchIdentifiers", "RevisionCounter", "AssetId", "ComponentName",
)  # fmt: skip
IDENTIFICATION = (DI, "Identification")
#: Folders whose members are the device itself, and those whose members are parts of it and no devices.
MEMBERS = ((ROBOTICS, "MotionDevices"), (PLCOPEN, "Resources"))
PARTS = ((ROBOTICS, "Controllers"), (ROBOTICS, "SafetyStates"))
#: Types that are parts wherever they stand: controller, task, safety state, load, motor, gear, axis, power train,
#: auxiliary component and drive of a robot; software and blocks of any device.
PART_TYPES = frozenset({
    *((ROBOTICS, number) for number in (1003, 1011, 1013, 1018, 1019, 1022, 16601, 16794, 17725, 17793)),
    (DI, 15106), (DI, 1003),
})  # fmt: skip
#: MachineryComponentIdentificationType (OPC 40001-1): what is identified by it says that it is a component.
COMPONENT = (MACHINERY, 1005)
#: So many devices, and so many members of theirs, are looked at; of one node so many references; and so many values.
MOST_DEVICES, MOST_REFERENCES, MOST_VALUES = 200, 2000, 2000


@dataclass(frozen=True, slots=True)
class Plate:
    """A device: its names from DeviceSet down, and the variables of its nameplate by name."""

    path: tuple[str, ...]
    variables: Mapping[str, NodeId]


class DeviceSet:
    """What was browsed of a server's DeviceSet so far; ``references`` may grow in the meantime."""

    def __init__(self, namespaces: Sequence[str], references: Mapping[NodeId, Sequence[Reference]]) -> None:
        self._namespaces, self._references = namespaces, references

    def unseen(self) -> list[NodeId]:
        """Give the nodes that are to be browsed next; none where nothing is left."""
        return [node for node in dict.fromkeys(self._needed()) if node not in self._references]

    def plates(self) -> list[Plate]:
        """Give every device that has any property of a nameplate, each once."""
        parts = {one.node for device in self._devices() for name in PARTS for one in self._in(device, name)}
        found: dict[NodeId, Plate] = {}
        for device in self._devices():
            if device.node not in parts and not self._is_identified_as_part(device):
                places = [device.node, *(one.node for one in self._named(device.node, IDENTIFICATION))]
                found.setdefault(device.node, Plate((device.name[1],), self._variables(places)))
        for path, member in self._members():
            found.setdefault(member.node, Plate(path, self._variables([member.node])))
        return [plate for plate in found.values() if plate.variables]

    def wanted(self) -> list[NodeId]:
        """Give the variables to be read: what tells devices apart first, of all of them."""
        plates = self.plates()
        listed = [plate.variables.get(name) for names in (TELLING, BESIDE) for plate in plates for name in names]
        return [*dict.fromkeys(node for node in listed if node is not None)][:MOST_VALUES]

    def _needed(self) -> Iterator[NodeId]:
        if DI not in self._namespaces:
            return
        yield self._root
        for device in self._devices():
            yield device.node
            for name in (IDENTIFICATION, *MEMBERS, *PARTS):
                yield from (one.node for one in self._named(device.node, name))
        yield from (member.node for _, member in self._members())

    @property
    def _root(self) -> NodeId:
        return NodeId(self._namespaces.index(DI), DEVICE_SET)

    def _devices(self) -> list[Reference]:
        return list(islice(self._objects(self._root), MOST_DEVICES)) if DI in self._namespaces else []

    def _members(self) -> list[tuple[tuple[str, ...], Reference]]:
        found = (
            ((device.name[1], name[1], member.name[1]), member)
            for device in self._devices()
            for name in MEMBERS
            for member in self._in(device, name)
        )
        return list(islice(found, MOST_DEVICES))

    def _in(self, device: Reference, name: tuple[str, str]) -> Iterator[Reference]:
        for folder in self._named(device.node, name):
            yield from islice(self._objects(folder.node), MOST_DEVICES)

    def _named(self, node: NodeId, name: tuple[str, str]) -> Iterator[Reference]:
        """Give the object of a name right below a node: the first, where there are several."""
        below = islice(self._references.get(node, ()), MOST_REFERENCES)
        return islice((one for one in below if one.node_class == OBJECT and self._name(one.name) == name), 1)

    def _objects(self, node: NodeId) -> Iterator[Reference]:
        seen: set[NodeId] = set()
        for one in self._references.get(node, ()):
            if one.node_class == OBJECT and one.node not in seen and self._type(one) not in PART_TYPES:
                seen.add(one.node)
                yield one

    def _variables(self, places: Sequence[NodeId]) -> dict[str, NodeId]:
        found: dict[str, NodeId] = {}
        for place in places:
            for one in islice(self._references.get(place, ()), MOST_REFERENCES):
                uri, name = self._name(one.name)
                if one.node_class == VARIABLE and uri == DI and name in {*TELLING, *BESIDE}:
                    found.setdefault(name, one.node)
        return found

    def _is_identified_as_part(self, device: Reference) -> bool:
        return any(self._type(one) == COMPONENT for one in self._named(device.node, IDENTIFICATION))

    def _type(self, one: Reference) -> tuple[str, object]:
        return self._uri(one.type_definition.namespace), one.type_definition.identifier

    def _name(self, name: tuple[int, str]) -> tuple[str, str]:
        return self._uri(name[0]), name[1]

    def _uri(self, index: int) -> str:
        return self._namespaces[index] if index < len(self._namespaces) else ""
