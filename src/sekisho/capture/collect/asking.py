"""Questions put to an OPC UA server: reads and browses in batches that shrink when the server finds them too large."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from asyncua import ua
from asyncua.ua.attribute_ids import AttributeIds
from asyncua.ua.object_ids import ObjectIds

from sekisho.capture.collect.client import ChallengedClient
from sekisho.capture.opcua.binary import NodeId
from sekisho.capture.opcua.device_set import MACHINERY, DeviceSet
from sekisho.capture.opcua.service import Reference
from sekisho.capture.plan.capture_plan import Signal
from sekisho.capture.sealed.record import Clock

T = TypeVar("T")
U = TypeVar("U")

ANSWER_LIMIT_S = 4.0
#: Limits a server does not state, or states as 0, are not unlimited: start small.
FIRST_BATCH = 50
MOST_REFERENCES = 1000
#: Models can be endless (loops, generated folders); beyond these the browse is cut off and says so.
MOST_PAGES, MOST_NODES = 50, 2000
_TOO_LARGE = (ua.uaerrors.BadTooManyOperations, ua.uaerrors.BadResponseTooLarge, ua.uaerrors.BadEncodingLimitsExceeded)

STATUS, STATE, CURRENT_TIME, NAMESPACES, ITEMS_PER_CALL = 2256, 2259, 2258, 2255, 11714
START_TIME = 2257
#: What stands for the state of a server that does not tell it.
NO_STATE = -1
#: OPC 10000-5: what the server says about itself; read once per session, judged from the stored answers.
ABOUT = (
    NAMESPACES, START_TIME, CURRENT_TIME, STATE, 2261, 2262, 2263, 2264, 2265, 2266, 2267, 2269,
    11705, 11710, 11712, ITEMS_PER_CALL, 24095, 24096, 24098, 24097, 24104, 31916, 2735, 2272, 11702, 11703, 12911,
    24101, 2294,
)  # fmt: skip
MACHINES = 1001


def node(number: int, namespace: int = 0) -> ua.NodeId:
    """Give a numeric node id."""
    return ua.NodeId(ua.Int32(number), ua.Int16(namespace))


def ua_node(place: NodeId) -> ua.NodeId:
    """Give a node id as the library has it."""
    # The library tells the four kinds of identifiers apart by their Python types, as this package does.
    return ua.NodeId(cast("ua.Int32", place.identifier), ua.Int16(place.namespace))


def _own_node(place: ua.NodeId) -> NodeId:
    return NodeId(place.NamespaceIndex, place.Identifier)


def _own(found: ua.ReferenceDescription) -> Reference:
    name = (found.BrowseName.NamespaceIndex, found.BrowseName.Name or "")
    nodes = [_own_node(place) for place in (found.ReferenceTypeId, found.NodeId, found.TypeDefinition)]
    return Reference(nodes[0], nodes[1], name, int(found.NodeClass), nodes[2])


def _value(data: ua.DataValue) -> Any:
    return data.Value.Value if data.Value is not None else None


class Asking:
    """Reads and browses over one session, one request in flight."""

    def __init__(self, client: ChallengedClient) -> None:
        self._session = client.uaclient.session
        self.namespaces: list[str] = []
        self.limits: dict[int, int] = {}
        self.is_truncated = False
        self.started: Any = None
        #: How many monitored items a call may make, as far as the server states it.
        self.most_items = FIRST_BATCH

    async def batched(
        self, items: Sequence[T], ask: "Callable[[Sequence[T]], Coroutine[Any, Any, list[U]]]", most: int = FIRST_BATCH
    ) -> list[U]:
        """Ask about items so many at a time, fewer where the server finds them too many; give an answer for each."""
        found: list[U] = []
        size = most
        while len(found) < len(items):
            some = items[len(found) : len(found) + size]
            try:
                answers = await asyncio.wait_for(ask(some), ANSWER_LIMIT_S)
            except _TOO_LARGE:
                if size == 1:
                    raise
                # A server may enforce less than it states (open62541 #6119): halve until it answers.
                size //= 2
                continue
            if len(answers) != len(some):
                raise ValueError(f"{len(answers)} answers to {len(some)} questions")
            found += answers
        return found

    async def read(self, nodes: Sequence[ua.NodeId]) -> list[ua.DataValue]:
        """Read the values of nodes, with both timestamps."""

        async def ask(some: Sequence[ua.NodeId]) -> list[ua.DataValue]:
            wanted = [ua.ReadValueId(NodeId=place, AttributeId=AttributeIds.Value) for place in some]
            both = ua.TimestampsToReturn.Both
            return await self._session.read(ua.ReadParameters(NodesToRead=wanted, TimestampsToReturn=both))

        return await self.batched(nodes, ask)

    async def browse(self, nodes: Sequence[ua.NodeId]) -> list[ua.BrowseResult]:
        """Give the hierarchical references of nodes, continuation points drained."""

        async def ask(some: Sequence[ua.NodeId]) -> list[ua.BrowseResult]:
            wanted = [
                ua.BrowseDescription(
                    NodeId=place,
                    BrowseDirection=ua.BrowseDirection.Forward,
                    ReferenceTypeId=node(ObjectIds.HierarchicalReferences),
                    IncludeSubtypes=True,
                    ResultMask=ua.BrowseResultMask.All,
                )
                for place in some
            ]
            return await self._session.browse(
                ua.BrowseParameters(RequestedMaxReferencesPerNode=MOST_REFERENCES, NodesToBrowse=wanted)
            )

        results = await self.batched(nodes[:MOST_NODES], ask)
        self.is_truncated |= len(nodes) > MOST_NODES
        for result in results:
            await self._drain(result)
        return results

    async def _drain(self, result: ua.BrowseResult) -> None:
        # A short list is never a success: what stands behind a continuation point belongs to the answer.
        point: bytes | None = result.ContinuationPoint
        for page in range(MOST_PAGES):
            if not point:
                return
            is_last = page == MOST_PAGES - 1
            asked = ua.BrowseNextParameters(cast("ua.Boolean", is_last), [cast("ua.ByteString", point)])
            (answer,) = await asyncio.wait_for(self._session.browse_next(asked), ANSWER_LIMIT_S)
            self.is_truncated |= is_last
            result.References = [*result.References, *answer.References]
            point = answer.ContinuationPoint

    async def about(self) -> int:
        """Read what the server says about itself; give its state (0 is Running)."""
        values = await self.read([node(number) for number in ABOUT])
        said = dict(zip(ABOUT, values, strict=True))
        namespaces, state, items = (_value(said[number]) for number in (NAMESPACES, STATE, ITEMS_PER_CALL))
        self.most_items = items if isinstance(items, int) and items > 0 else FIRST_BATCH
        self.namespaces = [str(uri) for uri in namespaces] if isinstance(namespaces, list) else []
        numbers = {number: _value(data) for number, data in said.items()}
        self.limits = {number: value for number, value in numbers.items() if type(value) is int}
        self.started = numbers[START_TIME]
        return state if isinstance(state, int) else NO_STATE

    async def offset_ms(self, clock: Clock) -> int | None:
        """Read the server's clock; give how far it lies after ours, in milliseconds, None where it has none."""
        asked = clock.wall()
        (data,) = await self.read([node(CURRENT_TIME)])
        middle, said = (asked + clock.wall()) // 2, _value(data)
        # The library gives naive instants in UTC.
        at = said.replace(tzinfo=UTC).timestamp() if isinstance(said, datetime) else None
        return None if at is None else round(at * 1000) - middle // 1_000_000

    async def identify(self) -> int:
        """Read the identification of every machine (OPC 40001-1 §8); give how many there are."""
        if MACHINERY not in self.namespaces:
            return 0
        folder = node(MACHINES, self.namespaces.index(MACHINERY))
        machines = [reference.NodeId for result in await self.browse([folder]) for reference in result.References]
        below = await self.browse(machines) if machines else []
        places = [
            reference.NodeId
            for result in below
            for reference in result.References
            if reference.BrowseName.Name == "Identification"
        ]
        properties = [
            reference.NodeId
            for result in (await self.browse(places) if places else [])
            for reference in result.References
            if reference.NodeClass == ua.NodeClass.Variable
        ]
        if properties:
            await self.read(properties[:MOST_NODES])
        return len(places)

    async def read_nameplates(self) -> None:
        """Read the nameplates of the devices in DeviceSet (OPC 10000-100)."""
        seen: dict[NodeId, list[Reference]] = {}
        devices = DeviceSet(self.namespaces, seen)
        while unseen := devices.unseen():
            for place, found in zip(unseen, await self.browse([ua_node(one) for one in unseen]), strict=False):
                seen[place] = [_own(reference) for reference in found.References]
            # What was not answered is not asked for again.
            seen |= {place: [] for place in unseen if place not in seen}
        if wanted := devices.wanted():
            await self.read([ua_node(one) for one in wanted])

    async def locate(self, signals: Sequence[Signal]) -> list[ua.NodeId | None]:
        """Give the node of each signal, None where the server has none."""
        return [await self._walk(signal.path) if signal.path else self._node(signal.node) for signal in signals]

    def _node(self, text: str) -> ua.NodeId | None:
        if not text.startswith("nsu="):
            return ua.NodeId.from_string(text)
        uri, _, rest = text.removeprefix("nsu=").partition(";")
        return ua.NodeId.from_string(f"ns={self.namespaces.index(uri)};{rest}") if uri in self.namespaces else None

    async def _walk(self, path: Sequence[str]) -> ua.NodeId | None:
        steps = [name for step in path if (name := self._name(step))]
        if len(steps) < len(path):
            return None
        elements = [
            ua.RelativePathElement(
                ReferenceTypeId=node(ObjectIds.HierarchicalReferences),
                IsInverse=cast("ua.Boolean", False),
                IncludeSubtypes=cast("ua.Boolean", True),
                TargetName=step,
            )
            for step in steps
        ]
        wanted = ua.BrowsePath(node(ObjectIds.ObjectsFolder), ua.RelativePath(elements))
        result = await asyncio.wait_for(self._session.translate_browsepaths_to_nodeids([wanted]), ANSWER_LIMIT_S)
        targets = result[0].Targets if result and result[0].StatusCode.is_good() else []
        return targets[0].TargetId if targets else None

    def _name(self, step: str) -> ua.QualifiedName | None:
        if not step.startswith("{"):
            return ua.QualifiedName(step, 0)
        uri, _, name = step[1:].partition("}")
        return ua.QualifiedName(name, self.namespaces.index(uri)) if uri in self.namespaces else None
