"""Checking a server's instances against what a companion model makes mandatory, node by node.

Types are matched by namespace URI and identifier, nodes by browse path, placeholders by type; subtypes are accepted,
by the server's own tree. Every node gets a row; what was not looked at is never called absent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from sekisho.capture.companion.nodeset.listing import Listing, nearest
from sekisho.capture.companion.nodeset.model import Required
from sekisho.capture.companion.nodeset.reader import NodeKey
from sekisho.capture.companion.profile import Entry, Profile
from sekisho.capture.opcua.binary import NodeId
from sekisho.capture.opcua.walk import Found
from sekisho.capture.problem import Value
from sekisho.capture.replay.space import CLASSES, Space

#: BadUserAccessDenied, BadNotReadable, BadSecurityModeInsufficient: there, and not for us to read.
_CLOSED = frozenset({0x801F0000, 0x803A0000, 0x80E60000})
#: A hostile or very large server must not fill the office's journal; rows beyond these are counted, not listed.
MOST_INSTANCES, MOST_ROWS = 64, 400
#: Placeholders below placeholders multiply: beyond so many nodes a check is cut off and says so.
MOST_CHECKED = 20_000


class Status(StrEnum):
    """What was seen of a mandatory node."""

    OBSERVED = "observed"
    BAD_STATUS = "bad_status"
    ABSENT = "absent"
    WRONG_TYPE = "wrong_type"
    DEPRECATED = "deprecated"
    NOT_READABLE = "not_readable"


class Presence(StrEnum):
    """What was seen of a companion model as a whole."""

    OBSERVED = "observed"
    INCOMPLETE = "incomplete"
    DECLARED_ONLY = "declared_only"
    NOT_DECLARED = "not_declared"


class Claim(StrEnum):
    """What the server says of a profile in its ServerProfileArray, held against what was seen."""

    CLAIMED = "claimed"
    NOT_CLAIMED = "not_claimed"
    NOT_SUPPORTED = "claim_not_supported"


@dataclass(frozen=True, slots=True)
class Row:
    """A mandatory node of an instance; ``code`` is a status as read, ``found`` what stood there instead."""

    instance: str
    path: str
    node_class: str
    status: Status
    code: int = 0
    found: str = ""

    @property
    def is_met(self) -> bool:
        """Say whether the node, or what the model puts in its place, was observed."""
        return self.status in {Status.OBSERVED, Status.DEPRECATED}

    def as_json(self) -> dict[str, Value]:
        """Give the row as plain values."""
        said: dict[str, Value] = {
            "instance": self.instance, "path": self.path, "class": self.node_class, "status": self.status.value,
        }  # fmt: skip
        said |= {"code": f"0x{self.code:08X}"} if self.code else {}
        return said | ({"found": self.found} if self.found else {})


@dataclass(frozen=True, slots=True)
class Checked:
    """A profile held against a server: the version it states, the list taken, and every row."""

    profile: Profile
    version: str
    listing: Listing | None
    nearness: str
    presence: Presence
    claim: Claim
    rows: tuple[Row, ...]

    @property
    def is_met(self) -> bool:
        """Say whether the mandatory nodes were observed, all of them."""
        return self.presence is Presence.OBSERVED

    @property
    def missing(self) -> tuple[Row, ...]:
        """The rows that were not observed."""
        return tuple(row for row in self.rows if not row.is_met)

    @property
    def observed(self) -> int:
        """How many mandatory nodes were observed."""
        return len(self.rows) - len(self.missing)

    def as_json(self) -> dict[str, Value]:
        """Give the result as plain values; rows that were not observed come first and are the last to be cut."""
        told = sorted(self.rows, key=lambda row: row.is_met)[:MOST_ROWS]
        rows: list[Value] = [row.as_json() for row in told]
        return {
            "profile": self.profile.id, "specification": self.profile.specification, "namespace": self.profile.model,
            "version": self.version, "checked_against": self.listing.version if self.listing else "",
            "nearness": self.nearness, "presence": self.presence.value, "claim": self.claim.value,
            "observed": self.observed, "of": len(self.rows), "rows": rows, "rows_cut": len(self.rows) - len(told),
            "beyond": list(self.profile.beyond), **self._facet(),
        }  # fmt: skip

    def _facet(self) -> dict[str, Value]:
        """Give the second reading where the profile leaves optional what the model makes mandatory."""
        if not self.profile.facet_optional:
            return {}
        asked = [row for row in self.rows if self.profile.facet_optional.isdisjoint(row.path.split("/"))]
        return {"facet_observed": sum(row.is_met for row in asked), "facet_of": len(asked)}


def check(space: Space, profile: Profile, claimed: Sequence[str] = ()) -> Checked:
    """Hold a profile against a server; ``claimed`` is its ServerProfileArray."""
    version = space.version_of(profile.model)
    listing, nearness = nearest(profile.model, version)
    checking = _Checking(space, profile, listing)
    checking.run()
    rows = tuple(checking.rows)
    presence = _presence(space, profile, checking)
    nearness = "" if presence is Presence.NOT_DECLARED else nearness
    return Checked(profile, version, listing, nearness, presence, _claim(space, profile, presence, claimed), rows)


def wanted(space: Space, profiles: Sequence[Profile]) -> list[NodeId]:
    """Give the variables whose values a check of these profiles will ask for."""
    found: dict[NodeId, None] = dict.fromkeys(space.tellers())
    for profile in profiles:
        checking = _Checking(space, profile, nearest(profile.model, space.version_of(profile.model))[0])
        checking.run()
        found |= dict.fromkeys(checking.variables)
    return list(found)


def _presence(space: Space, profile: Profile, checking: "_Checking") -> Presence:
    if profile.model not in space.namespaces:
        return Presence.NOT_DECLARED
    is_optional = not any(entry.is_needed for entry in profile.entries)
    if not checking.instances and (is_optional or not _has_instances(space, profile)):
        # Where the browse was cut off, instances may stand in what was not seen.
        return Presence.INCOMPLETE if space.unseen else Presence.DECLARED_ONLY
    is_whole = bool(checking.rows) and not checking.is_cut and all(row.is_met for row in checking.rows)
    return Presence.OBSERVED if is_whole else Presence.INCOMPLETE


def _has_instances(space: Space, profile: Profile) -> bool:
    index = space.namespaces.index(profile.model)
    return any(kind.namespace == index for kind in space.instances)


def _claim(space: Space, profile: Profile, presence: Presence, claimed: Sequence[str]) -> Claim:
    # Specifications print profile URIs with stray spaces (OPC 40100-1), and servers copy them so or mended.
    wanted_uri = "".join(profile.uri.split())
    if not wanted_uri or wanted_uri not in {"".join(uri.split()) for uri in claimed}:
        return Claim.NOT_CLAIMED
    # A browse that was cut off contradicts nobody.
    return Claim.CLAIMED if presence is Presence.OBSERVED or space.unseen else Claim.NOT_SUPPORTED


@dataclass(slots=True)
class _Checking:
    space: Space
    profile: Profile
    listing: Listing | None
    rows: list[Row] = field(default_factory=list)
    variables: list[NodeId] = field(default_factory=list)
    instances: int = 0
    is_cut: bool = False
    _label: str = ""

    def run(self) -> None:
        if self.listing is None or self.profile.model not in self.space.namespaces:
            return
        if self.profile.folder:
            self._folder()
        for entry in self.profile.entries:
            self._entry(entry, self.listing.types.get(entry.type, ()))

    def _folder(self) -> None:
        """Ask that the well-known folder references an instance (OPC 40001-1, "Find Machines")."""
        folder = self.space.node_of(self.profile.model, self.profile.folder)
        name = self.space.nodes[folder].name[1] if folder in self.space.nodes else self.profile.folder
        below = list(self.space.below(folder)) if folder in self.space.nodes else []
        for _, about in below[:MOST_INSTANCES]:
            self.rows.append(Row("", f"{name}/{about.name[1]}", "Object", Status.OBSERVED))
        if not below:
            self.rows.append(Row("", f"{name}/<>", "Object", self._unseen(folder)))

    def _entry(self, entry: Entry, required: Sequence[Required]) -> None:
        wanted_type = self.space.node_of(self.profile.model, entry.type)
        kinds = self.space.subtypes(wanted_type) if wanted_type is not None else ()
        found = [node for kind, nodes in self.space.instances.items() if kind in kinds for node in nodes]
        self.instances += len(found)
        if not found and entry.is_needed:
            status = Status.NOT_READABLE if self.space.unseen else Status.ABSENT
            self.rows.append(Row("", f"<{entry.name}>", "Object", status))
        for node in found[:MOST_INSTANCES]:
            self._label = self.space.path_of(node)
            self._all(node, required, "", is_deprecated=False)

    def _all(self, above: NodeId | None, required: Sequence[Required], path: str, *, is_deprecated: bool) -> None:
        for one in required:
            self._one(above, one, path, is_deprecated=is_deprecated or one.is_deprecated)

    def _one(self, above: NodeId | None, one: Required, path: str, *, is_deprecated: bool) -> None:
        if len(self.rows) >= MOST_CHECKED:
            self.is_cut = True
            return
        matching = list(islice(self._matching(above, one), MOST_INSTANCES))
        for node, about in matching:
            at = f"{path}/{about.name[1]}".lstrip("/")
            self.rows.append(self._seen(node, about, one, at, is_deprecated=is_deprecated))
            self._all(node, one.below, at, is_deprecated=is_deprecated)
        if not matching:
            at = f"{path}/{one.name[1]}".lstrip("/")
            self.rows.append(self._missing(above, one, at, is_deprecated=is_deprecated))
            self._all(None, one.below, at, is_deprecated=is_deprecated)

    def _matching(self, above: NodeId | None, one: Required) -> Iterator[tuple[NodeId, Found]]:
        if above is None:
            return iter(())
        if one.is_placeholder:
            return ((node, about) for node, about in self.space.below(above) if self._is_typed(about, one))
        return iter(self.space.named(above, one.name))

    def _is_typed(self, about: Found, one: Required) -> bool:
        if CLASSES.get(about.node_class) != one.node_class:
            return False
        wanted_type = self._node(one.type)
        return one.type is None or (wanted_type is not None and self.space.is_a(about.type, wanted_type))

    def _node(self, key: NodeKey | None) -> NodeId | None:
        return self.space.node_of(*key) if key else None

    def _missing(self, above: NodeId | None, one: Required, path: str, *, is_deprecated: bool) -> Row:
        if is_deprecated and (successor := self._successor(path)):
            return Row(self._label, path, one.node_class, Status.DEPRECATED, found=successor)
        return Row(self._label, path, one.node_class, self._unseen(above))

    def _unseen(self, above: NodeId | None) -> Status:
        # Below an absent node everything is absent; below one that was not browsed nothing is known.
        is_known = above is None or self.space.is_browsed(above)
        return Status.ABSENT if is_known else Status.NOT_READABLE

    def _successor(self, path: str) -> str:
        """Give an instance of the type that takes a deprecated node's place; empty where there is none."""
        key = self.profile.successors.get(path.partition("/")[0])
        kind = self._node(key)
        found = self.space.instances.get(kind, []) if kind is not None else []
        return self.space.path_of(found[0]) if found else ""

    def _seen(self, node: NodeId, about: Found, one: Required, path: str, *, is_deprecated: bool) -> Row:
        status, code, found = self._typed(node, about, one)
        if status is Status.OBSERVED and one.node_class == "Variable":
            self.variables.append(node)
            status, code = self._read(node)
        if status is Status.OBSERVED and is_deprecated:
            status = Status.DEPRECATED
        return Row(self._label, path, one.node_class, status, code, found)

    def _typed(self, node: NodeId, about: Found, one: Required) -> tuple[Status, int, str]:
        found_class = CLASSES.get(about.node_class, "?")
        if found_class != one.node_class:
            return Status.WRONG_TYPE, 0, found_class
        if one.type is not None and not self._is_typed(about, one):
            return self._other(about.type), 0, self.space.text_of(about.type)
        if one.data_type is None:
            return Status.OBSERVED, 0, ""
        return self._data_typed(node, one.data_type)

    def _data_typed(self, node: NodeId, wanted_key: NodeKey) -> tuple[Status, int, str]:
        read, wanted_type = self.space.data_type_of(node), self._node(wanted_key)
        if read is None:
            self.variables.append(node)
            return Status.NOT_READABLE, 0, ""
        if wanted_type is not None and self.space.is_a(read, wanted_type):
            return Status.OBSERVED, 0, ""
        return self._other(read), 0, self.space.text_of(read)

    def _other(self, kind: NodeId) -> Status:
        # A type whose place in the server's tree was not seen may yet be a subtype of the one wanted.
        is_cut = self.space.unseen and not self.space.is_known_type(kind)
        return Status.NOT_READABLE if is_cut else Status.WRONG_TYPE

    def _read(self, node: NodeId) -> tuple[Status, int]:
        read = self.space.values.get(node)
        if read is None:
            return Status.NOT_READABLE, 0
        if read.is_good:
            return Status.OBSERVED, 0
        return (Status.NOT_READABLE if read.status in _CLOSED else Status.BAD_STATUS), read.status
