"""NodeSet2 files (OPC 10000-6, annex F): every node with its references, resolved by namespace URI.

An importer of the client's library loses nodes without a word (PLCopen 10 of 93, CNC 806 of 1104); a check of what
must be there cannot rest on it, therefore this reader. Files come from strangers: document types are refused,
entities are never resolved, and sizes are bounded.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

LARGEST = 64 * 1024 * 1024
MOST_NODES = 500_000
UA = "http://opcfoundation.org/UA/"
_SPACE = "{http://opcfoundation.org/UA/2011/03/UANodeSet.xsd}"
_CLASSES = ("Object", "Variable", "Method", "ObjectType", "VariableType", "ReferenceType", "DataType", "View")
_NODE_ID = re.compile(r"(?:ns=(\d{1,5});)?([isgb]=.+)", re.DOTALL)

#: A node for everybody: the URI of its namespace and its identifier as text, as ``i=13``.
NodeKey: TypeAlias = tuple[str, str]
#: A browse name for everybody: the URI of its namespace and the name.
Name: TypeAlias = tuple[str, str]


class UnusableNodeSetError(ValueError):
    """A file that is no NodeSet2, or one nobody should read; says what and where."""


@dataclass(slots=True)
class Declared:
    """A node as declared; ``references`` are type, whether forward, and the other node."""

    key: NodeKey
    node_class: str
    name: Name
    data_type: NodeKey | None
    references: list[tuple[NodeKey, bool, NodeKey]]


@dataclass(slots=True)
class NodeSet:
    """One model: its namespace, the version and publication date it states, and the SHA-256 of the file."""

    uri: str
    version: str
    published: str
    sha256: str
    nodes: dict[NodeKey, Declared] = field(default_factory=dict)


def read_nodeset(data: bytes) -> NodeSet:
    """Read a file. Raises UnusableNodeSetError."""
    if len(data) > LARGEST:
        raise UnusableNodeSetError(f"{len(data)} bytes; {LARGEST} are read")
    try:
        return _Reading(data).read()
    except etree.XMLSyntaxError as error:
        raise UnusableNodeSetError(str(error)) from error


class _Reading:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._uris = [UA]
        self._aliases: dict[str, str] = {}
        self._made = NodeSet("", "", "", hashlib.sha256(data).hexdigest())

    def read(self) -> NodeSet:
        for element in self._children():
            tag = str(element.tag).removeprefix(_SPACE)
            if tag == "NamespaceUris":
                self._uris += [(uri.text or "").strip() for uri in element.iterfind(f"{_SPACE}Uri")]
            elif tag == "Models":
                self._model(element)
            elif tag == "Aliases":
                self._aliases |= {alias.get("Alias", ""): (alias.text or "").strip() for alias in element}
            elif tag.removeprefix("UA") in _CLASSES:
                self._node(element, tag.removeprefix("UA"))
            # A model of fifty megabytes must not stand in memory twice.
            element.clear()
        if not self._made.uri:
            raise UnusableNodeSetError("the file states no model and version (Models/Model)")
        return self._made

    def _children(self) -> Iterator[etree._Element]:
        """Give the elements right below the root, one by one, each whole."""
        reading = etree.iterparse(
            io.BytesIO(self._data), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        )
        depth = 0
        for event, element in reading:
            if event == "start":
                depth += 1
                if depth == 1:
                    _check_root(element)
                continue
            depth -= 1
            if depth == 1:
                yield element

    def _model(self, models: etree._Element) -> None:
        model = models.find(f"{_SPACE}Model")
        if model is not None and not self._made.uri:
            self._made.uri, self._made.version = model.get("ModelUri", ""), model.get("Version", "")
            self._made.published = model.get("PublicationDate", "")[:10]

    def _node(self, element: etree._Element, node_class: str) -> None:
        if len(self._made.nodes) >= MOST_NODES:
            raise UnusableNodeSetError(f"more than {MOST_NODES} nodes")
        key = self._key(element.get("NodeId", ""))
        data_type = element.get("DataType")
        found = Declared(
            key, node_class, self._name(element.get("BrowseName", "")), self._key(data_type) if data_type else None, []
        )
        for reference in element.iterfind(f"{_SPACE}References/{_SPACE}Reference"):
            kind, other = self._key(reference.get("ReferenceType", "")), self._key((reference.text or "").strip())
            found.references.append((kind, reference.get("IsForward", "true") not in {"false", "0"}, other))
        self._made.nodes[key] = found

    def _key(self, text: str) -> NodeKey:
        read = _NODE_ID.fullmatch(self._aliases.get(text, text))
        if read is None:
            raise UnusableNodeSetError(f"{text[:80]!r} is neither a node id nor an alias")
        return self._uri(int(read[1] or 0)), read[2]

    def _name(self, text: str) -> Name:
        index, colon, name = text.partition(":")
        return (self._uri(int(index)), name) if colon and index.isascii() and index.isdigit() else (UA, text)

    def _uri(self, index: int) -> str:
        if index >= len(self._uris):
            raise UnusableNodeSetError(f"namespace {index} is not among the {len(self._uris)} named")
        return self._uris[index]


def _check_root(root: etree._Element) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnusableNodeSetError("a document type declaration is refused")
    if root.tag != f"{_SPACE}UANodeSet":
        raise UnusableNodeSetError(f"the root is {str(root.tag)[:80]}, not UANodeSet")
