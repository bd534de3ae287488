"""An address space rebuilt from what was browsed: nodes by namespace URI, their types, one fingerprint of all."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sekisho.capture.opcua.binary import DataValue, NodeId
from sekisho.capture.opcua.service import DATA_TYPE, Asked, Reference
from sekisho.capture.opcua.walk import HAS_SUBTYPE, LOST_POINTS, VARIABLE, VARIABLE_TYPE, Found, Walk, walked
from sekisho.capture.problem import Value
from sekisho.capture.replay.history import Connection

UA = "http://opcfoundation.org/UA/"
CLASSES = {
    1: "Object", 2: "Variable", 4: "Method", 8: "ObjectType", 16: "VariableType", 32: "ReferenceType", 64: "DataType",
    128: "View",
}  # fmt: skip
_LETTERS: dict[type, str] = {int: "i", str: "s", UUID: "g", bytes: "b"}
FINGERPRINT = "sekisho/model-fingerprint/v1"
#: Namespace metadata (OPC 10000-5 §6.3.13): the folder, and the properties that tell.
NAMESPACES, TOLD = NodeId(0, 11715), ("NamespaceUri", "NamespaceVersion", "NamespacePublicationDate")


@dataclass(frozen=True, slots=True)
class Namespace:
    """A namespace of the server: URI, what the server says of its version, and how many nodes of it were found."""

    uri: str
    version: str
    published: str
    counts: Mapping[str, int]
    instances: int

    def as_json(self) -> dict[str, Value]:
        """Give the namespace as plain values; ``instances`` counts objects and variables typed by it."""
        counts: dict[str, Value] = dict(self.counts)
        return {
            "uri": self.uri, "version": self.version, "published": self.published, "counts": counts,
            "instances": self.instances,
        }  # fmt: skip


class Space:
    """The nodes of one session with their children, types and what was read of them."""

    def __init__(
        self,
        walk: Walk,
        references: Mapping[NodeId, Sequence[Reference]],
        namespaces: Sequence[str],
        values: Mapping[NodeId, DataValue],
        attributes: Mapping[Asked, DataValue],
        unseen: int = 0,
    ) -> None:
        self.nodes, self.unseen = walk.nodes, unseen
        self.namespaces, self._references = namespaces, references
        self.values, self._attributes = values, attributes
        self._names: dict[NodeId, dict[tuple[str, str], list[tuple[NodeId, Found]]]] = {}
        self._subtypes: dict[NodeId, frozenset[NodeId]] = {}
        self._index = {uri: number for number, uri in reversed(list(enumerate(namespaces)))}

    @classmethod
    def of(cls, session: Connection) -> "Space":
        """Rebuild the space of a session from its sealed answers."""
        lost = {node for node, status in session.refused.items() if status in LOST_POINTS}
        walk, unseen = walked(session.references, session.refused.keys() - lost)
        # What stands behind a continuation point that was not drained was not seen.
        unseen += len({*session.points.values(), *(lost & session.references.keys())})
        return cls(walk, session.references, session.namespaces, session.values, session.attributes, unseen)

    @cached_property
    def supertypes(self) -> dict[NodeId, NodeId]:
        """Give every type's supertype, as the server declares it."""
        return {
            reference.node: node
            for node in self.nodes
            for reference in self._references.get(node, ())
            if reference.kind == HAS_SUBTYPE
        }

    @cached_property
    def instances(self) -> dict[NodeId, list[NodeId]]:
        """Give the instances of every type by its node."""
        found: dict[NodeId, list[NodeId]] = {}
        for node, about in self.nodes.items():
            if about.is_instance:
                found.setdefault(about.type, []).append(node)
        return found

    def is_browsed(self, node: NodeId) -> bool:
        """Say whether what is below a node was asked for and answered."""
        return node in self._references

    def below(self, node: NodeId) -> Iterator[tuple[NodeId, Found]]:
        """Give the nodes right below a node, each once."""
        for other in dict.fromkeys(reference.node for reference in self._references.get(node, ())):
            about = self.nodes.get(other)
            if about is not None:
                yield other, about

    def named(self, node: NodeId, name: tuple[str, str]) -> Sequence[tuple[NodeId, Found]]:
        """Give the nodes right below a node of a name: namespace URI and text."""
        names = self._names.get(node)
        if names is None:
            names = self._names[node] = {}
            for other, about in self.below(node):
                names.setdefault((self.uri_of(about.name[0]), about.name[1]), []).append((other, about))
        return names.get(name, ())

    def node_of(self, uri: str, identifier: str) -> NodeId | None:
        """Give the node of a number (``i=13``) in a namespace; None where the server has no such namespace."""
        index = self._index.get(uri)
        return None if index is None else NodeId(index, int(identifier.removeprefix("i=")))

    def is_a(self, node: NodeId, wanted: NodeId) -> bool:
        """Say whether a type is another one or a subtype of it, by the server's own tree."""
        return node in self.subtypes(wanted)

    def subtypes(self, wanted: NodeId) -> frozenset[NodeId]:
        """Give a type and everything that derives from it; a hostile server's tree may be a ring."""
        known = self._subtypes.get(wanted)
        if known is None:
            found, waiting = {wanted}, [wanted]
            while waiting:
                fresh = [kind for kind in self._derived.get(waiting.pop(), ()) if kind not in found]
                found.update(fresh)
                waiting += fresh
            known = self._subtypes[wanted] = frozenset(found)
        return known

    @cached_property
    def _derived(self) -> dict[NodeId, list[NodeId]]:
        found: dict[NodeId, list[NodeId]] = {}
        for kind, above in self.supertypes.items():
            found.setdefault(above, []).append(kind)
        return found

    def is_known_type(self, node: NodeId) -> bool:
        """Say whether the server's tree tells what a type derives from."""
        return node in self.supertypes

    def uri_of(self, index: int) -> str:
        """Give a namespace's URI; of an index beyond the list, a text that is none."""
        return self.namespaces[index] if 0 <= index < len(self.namespaces) else f"?{index}"

    def text_of(self, node: NodeId) -> str:
        """Give a node for everybody: with the URI of its namespace instead of the index."""
        identifier = node.identifier
        said = identifier.hex() if isinstance(identifier, bytes) else identifier
        return f"nsu={self.uri_of(node.namespace)};{_LETTERS[type(identifier)]}={said}"

    def path_of(self, node: NodeId) -> str:
        """Give the names from Objects down to a node."""
        names: list[str] = []
        at: NodeId | None = node
        while at is not None and (about := self.nodes[at]).above is not None:
            names.append(about.name[1])
            at = about.above
        return "/".join(reversed(names))

    def data_type_of(self, node: NodeId) -> NodeId | None:
        """Give the data type a variable was read to have; None where it was not read."""
        read = self._attributes.get(Asked(node, DATA_TYPE))
        return read.value if read is not None and read.is_good and isinstance(read.value, NodeId) else None

    @cached_property
    def untyped(self) -> int:
        """How many variables' data types were never read."""
        return sum(
            about.node_class in {VARIABLE, VARIABLE_TYPE} and Asked(node, DATA_TYPE) not in self._attributes
            for node, about in self.nodes.items()
        )

    @property
    def fingerprint(self) -> str:
        """Give the SHA-256 over every node in canonical order; empty where the space was not seen whole."""
        # A part of a model would have a fingerprint that no other browse of the same machine ever has.
        if self.unseen or self.untyped:
            return ""
        digest = hashlib.sha256(FINGERPRINT.encode() + b"\n")
        for line in sorted(self._line(node, about) for node, about in self.nodes.items()):
            digest.update(line)
        return digest.hexdigest()

    def _line(self, node: NodeId, about: Found) -> bytes:
        index, name = about.name
        data_type = self.data_type_of(node)
        parts = (
            self.text_of(node), f"{self.uri_of(index)}:{name}", str(about.node_class),
            self.text_of(about.type), self.text_of(data_type) if data_type else "-",
        )  # fmt: skip
        # Each with its length: names may hold any separator.
        return "".join(f"{len(part)}:{part}" for part in parts).encode(errors="replace") + b"\n"

    def described(self) -> list[Namespace]:
        """Give every namespace the server lists, with what it says of it and what was found of it."""
        said = self._metadata
        counts: dict[int, Counter[str]] = {}
        typed: Counter[int] = Counter()
        for node, about in self.nodes.items():
            counts.setdefault(node.namespace, Counter())[CLASSES.get(about.node_class, "?")] += 1
            typed[about.type.namespace] += about.is_instance
        return [
            Namespace(uri, *said.get(uri, ("", "")), dict(sorted(counts.get(number, Counter()).items())), typed[number])
            for number, uri in enumerate(self.namespaces)
        ]

    def version_of(self, uri: str) -> str:
        """Give the NamespaceVersion the server states; empty where it states none."""
        return self._metadata.get(uri, ("", ""))[0]

    @cached_property
    def _metadata(self) -> dict[str, tuple[str, str]]:
        found = {}
        for place, _ in self.below(NAMESPACES):
            said = {about.name[1]: self._said(node) for node, about in self.below(place) if about.name[1] in TOLD}
            uri, version, published = (said.get(name, "") for name in TOLD)
            found[uri] = (version, published[:10])
        return found

    def _said(self, node: NodeId) -> str:
        read = self.values.get(node)
        return str(read.value) if read is not None and read.is_good and read.value is not None else ""

    def tellers(self) -> list[NodeId]:
        """Give the variables that tell of namespaces, to be read."""
        return [
            node for place, _ in self.below(NAMESPACES) for node, about in self.below(place) if about.name[1] in TOLD
        ]
