"""What types of companion models make mandatory: InstanceDeclarations walked through supertypes and interfaces.

OPC 10000-3 §6.2 to 6.4: what a type declares is inherited, may be refined further down, and comes again with the type
of each component. Rules: Mandatory, and MandatoryPlaceholder for at least one of a kind.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sekisho.capture.companion.nodeset.reader import UA, Declared, Name, NodeKey, NodeSet

DEEPEST = 12


def _ua(number: int) -> NodeKey:
    return UA, f"i={number}"


HAS_TYPE, HAS_SUBTYPE, HAS_RULE = _ua(40), _ua(45), _ua(37)
AGGREGATES, HAS_INTERFACE, IS_DEPRECATED = _ua(44), _ua(17603), _ua(23562)
MANDATORY, MANDATORY_PLACEHOLDER = _ua(78), _ua(11510)


@dataclass(frozen=True, slots=True)
class Required:
    """A node that must be there below an instance of a type, and what must be there below it.

    ``type`` is the TypeDefinition of objects and variables, ``data_type`` that of variables; ``is_placeholder`` asks
    for at least one node of the type under any name; ``is_deprecated`` says that the model itself abandons the node.
    """

    name: Name
    node_class: str
    type: NodeKey | None = None
    data_type: NodeKey | None = None
    is_placeholder: bool = False
    is_deprecated: bool = False
    below: tuple["Required", ...] = ()


@dataclass(slots=True)
class Models:
    """Several NodeSets as one: every node, its children, its supertype."""

    nodes: dict[NodeKey, Declared] = field(default_factory=dict)
    _forward: dict[NodeKey, list[tuple[NodeKey, NodeKey]]] = field(default_factory=dict)
    _parents: dict[NodeKey, NodeKey] = field(default_factory=dict)

    @classmethod
    def of(cls, nodesets: Iterable[NodeSet]) -> "Models":
        """Put NodeSets together; a reference counts whichever of its two ends states it."""
        made = cls()
        for nodeset in nodesets:
            made.nodes |= nodeset.nodes
        for node in made.nodes.values():
            for kind, is_forward, other in node.references:
                source, target = (node.key, other) if is_forward else (other, node.key)
                made._forward.setdefault(source, []).append((kind, target))
                if kind == HAS_SUBTYPE:
                    made._parents[target] = source
        return made

    def ancestry(self, key: NodeKey) -> list[NodeKey]:
        """Give a type's supertypes, the most general first, and the type itself last."""
        found = [key]
        while (above := self._parents.get(found[0])) is not None and above not in found:
            found.insert(0, above)
        return found

    def _targets(self, key: NodeKey, kind: NodeKey) -> list[NodeKey]:
        return [target for found, target in self._forward.get(key, ()) if found == kind]

    def _children(self, key: NodeKey) -> Iterator[NodeKey]:
        seen = set()
        for kind, target in self._forward.get(key, ()):
            if AGGREGATES in self.ancestry(kind) and target in self.nodes and target not in seen:
                seen.add(target)
                yield target

    def _declaring(self, type_key: NodeKey) -> list[NodeKey]:
        """Give every node that declares members for a type: its supertypes, their interfaces, itself."""
        return [source for above in self.ancestry(type_key) for source in (*self._interfaces(above), above)]

    def _interfaces(self, key: NodeKey) -> list[NodeKey]:
        return [above for interface in self._targets(key, HAS_INTERFACE) for above in self.ancestry(interface)]

    def required(self, type_key: NodeKey) -> tuple[Required, ...]:
        """Give what must be there below an instance of a type."""
        return self._walk(self._declaring(type_key), 0)

    def _walk(self, declaring: Sequence[NodeKey], depth: int) -> tuple[Required, ...]:
        members: dict[Name, list[NodeKey]] = {}
        for source in declaring:
            for child in self._children(source):
                members.setdefault(self.nodes[child].name, []).append(child)
        made = (self._member(name, found, depth) for name, found in members.items())
        return tuple(one for one in made if one is not None)

    def _member(self, name: Name, found: Sequence[NodeKey], depth: int) -> Required | None:
        rules = {rule for key in found for rule in self._targets(key, HAS_RULE)}
        if rules.isdisjoint({MANDATORY, MANDATORY_PLACEHOLDER}):
            return None
        # The most special declaration says what the node is; the more general ones still add to what is below it.
        node = self.nodes[found[-1]]
        return Required(
            name=name,
            node_class=node.node_class,
            type=self._type(found),
            data_type=node.data_type or (_ua(24) if node.node_class == "Variable" else None),
            is_placeholder=MANDATORY_PLACEHOLDER in rules,
            is_deprecated=any(self._targets(key, IS_DEPRECATED) for key in found),
            below=self._below(found, depth) if node.node_class != "Method" and depth < DEEPEST else (),
        )

    def _type(self, found: Sequence[NodeKey]) -> NodeKey | None:
        """Give the type of the most special declaration that states one."""
        return next((kind for key in reversed(found) for kind in self._targets(key, HAS_TYPE)[:1]), None)

    def _below(self, found: Sequence[NodeKey], depth: int) -> tuple[Required, ...]:
        declaring: list[NodeKey] = []
        for key in found:
            for kind in self._targets(key, HAS_TYPE)[:1]:
                declaring += self._declaring(kind)
            declaring += [*self._interfaces(key), key]
        return self._walk(declaring, depth + 1)
