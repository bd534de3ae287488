"""Which node is browsed next: the walk over a server's address space, the same for who browses and who judges.

First what stands below Objects, then the types. Of namespace 0, whose declarations the specification fixes, only the
tree of subtypes is walked; what a server's own and its companion models' types declare is walked in full. Diagnostics
come and go with every session and are left out.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sekisho.capture.opcua.binary import NodeId
from sekisho.capture.opcua.service import Reference

OBJECTS, SERVER_DIAGNOSTICS = NodeId(0, 85), NodeId(0, 2274)
HIERARCHICAL, HAS_SUBTYPE = NodeId(0, 33), NodeId(0, 45)
OBJECT, VARIABLE, METHOD, OBJECT_TYPE, VARIABLE_TYPE, REFERENCE_TYPE, DATA_TYPE = 1, 2, 4, 8, 16, 32, 64
#: BaseObjectType, BaseVariableType, BaseDataType, References.
TYPE_ROOTS = {58: OBJECT_TYPE, 62: VARIABLE_TYPE, 24: DATA_TYPE, 31: REFERENCE_TYPE}
_TYPES = frozenset(TYPE_ROOTS.values())
#: Models can be endless (loops, generated folders); beyond these the walk is cut off and says so.
MOST_NODES, DEEPEST = 100_000, 64
#: BadContinuationPointInvalid, BadNoContinuationPoints: the rest of a node's references was lost, not refused.
LOST_POINTS = frozenset({0x804A0000, 0x804B0000})


@dataclass(slots=True)
class Found:
    """A node that was found: below which one, and how many references lie between it and its root."""

    name: tuple[int, str]
    node_class: int
    type: NodeId
    above: NodeId | None
    depth: int
    is_instance: bool


class Walk:
    """The nodes found so far, and those that are to be browsed."""

    def __init__(self, most: int = MOST_NODES, deepest: int = DEEPEST) -> None:
        self.nodes: dict[NodeId, Found] = {
            OBJECTS: Found((0, "Objects"), OBJECT, NodeId(0, 61), None, 0, is_instance=True)
        }
        self.cut = 0
        self._most, self._deepest = most, deepest
        self._instances, self._types = deque([OBJECTS]), deque[NodeId]()
        for number, node_class in TYPE_ROOTS.items():
            root = NodeId(0, number)
            self.nodes[root] = Found((0, ""), node_class, NodeId(0, 0), None, 0, is_instance=False)
            self._types.append(root)

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left to be browsed."""
        return not self._instances and not self._types

    @property
    def waiting(self) -> int:
        """How many nodes are known and were not browsed."""
        return len(self._instances) + len(self._types)

    def take(self, most: int) -> tuple[list[NodeId], NodeId]:
        """Give some nodes to browse, all of them by the same type of reference, which comes with them."""
        queue = self._instances or self._types
        kind = self._kind(queue[0])
        taken: list[NodeId] = []
        while queue and len(taken) < most and self._kind(queue[0]) == kind:
            taken.append(queue.popleft())
        return taken, kind

    def give_back(self, nodes: Sequence[NodeId]) -> None:
        """Put nodes back that were taken and not browsed."""
        is_instance = bool(nodes) and self.nodes[nodes[0]].is_instance
        (self._instances if is_instance else self._types).extendleft(reversed(nodes))

    def _kind(self, node: NodeId) -> NodeId:
        is_fixed = node.namespace == 0 and self.nodes[node].node_class in _TYPES
        return HAS_SUBTYPE if is_fixed else HIERARCHICAL

    def found(self, node: NodeId, references: Iterable[Reference]) -> None:
        """Take what was found below a node."""
        above = self.nodes[node]
        for reference in references:
            below = reference.node
            if below in self.nodes:
                continue
            if len(self.nodes) >= self._most or above.depth >= self._deepest:
                self.cut += 1
                continue
            is_type = reference.node_class in _TYPES
            # A type that hangs below an object is still a type, and what it declares is no instance.
            is_instance = above.is_instance and not is_type
            self.nodes[below] = Found(
                reference.name, reference.node_class, reference.type_definition, node, above.depth + 1, is_instance
            )
            if below != SERVER_DIAGNOSTICS:
                (self._instances if is_instance else self._types).append(below)


def walked(references: Mapping[NodeId, Sequence[Reference]], refused: Collection[NodeId]) -> tuple[Walk, int]:
    """Walk through what was recorded; give the walk and how many of its nodes were not browsed or were cut off.

    ``refused`` are nodes the server would not browse: they were asked for, and have nothing below them for us.
    """
    walk = Walk()
    unseen = 0
    while not walk.is_done:
        for node in walk.take(1)[0]:
            below = references.get(node)
            if below is not None:
                walk.found(node, below)
            elif node not in refused:
                unseen += 1
    return walk, unseen + walk.cut
