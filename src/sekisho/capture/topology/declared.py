"""The declared topology: a TOML file in which the integrator names zones, nodes and links. Read strictly.

The zones are those of IEC 62443; their level is the one of the Purdue model (ISA-95), ``3.5`` the DMZ. The format
stands in ``docs/reference/topology-file.md``. What is declared is intent; evidence is how the observed differs from it.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sekisho.capture.address import address_of, mac_of
from sekisho.capture.field import Fields
from sekisho.capture.problem import Problem, Refused
from sekisho.capture.toml import read_table

FORMAT = "sekisho/topology/v1"
LARGEST = 64 * 1024
LEVELS = ("5", "4", "3.5", "3", "2", "1", "0")
KINDS = frozenset({"machine", "gateway", "mes", "scada", "switch", "firewall", "collector"})
MOST_ZONES, MOST_NODES, MOST_LINKS, MOST_ADDRESSES = 20, 200, 400, 8
LONGEST_NAME = 120
_ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
_PROTOCOL = r"[a-z0-9][a-z0-9.+-]{0,31}"


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of IEC 62443 at a level of the Purdue model."""

    id: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node: what it is, in which zone, at which addresses; ``device`` is the plan's name of a machine."""

    id: str
    name: str
    kind: str
    zone: str
    addresses: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()
    device: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Who speaks to whom, by which protocol, at which port of the node spoken to (0 where there is none)."""

    source: str
    target: str
    protocol: str
    port: int = 0


@dataclass(frozen=True, slots=True)
class Declared:
    """A topology as declared; ``sha256`` is the digest of the file."""

    title: str
    zones: tuple[Zone, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    sha256: str = ""


def parse(data: bytes) -> Declared | Refused:
    """Read a topology file, or say everything that is wrong with it."""
    table = read_table(data, "topology", LARGEST)
    if isinstance(table, Problem):
        return Refused.of([table])
    problems: list[Problem] = []
    declared = _declared(Fields(table, "", problems), hashlib.sha256(data).hexdigest())
    return Refused.of(problems) if problems else declared


def _declared(fields: Fields, digest: str) -> Declared:
    fields.choice("format", {FORMAT})
    title = _name(fields, "title", optional=True)
    zones = tuple(_zone(each) for each in _tables(fields, "zones", MOST_ZONES))
    nodes = tuple(_node(each, zones) for each in _tables(fields, "nodes", MOST_NODES))
    links = tuple(_link(each, nodes) for each in _tables(fields, "links", MOST_LINKS)) if fields.has("links") else ()
    _each_once(fields, "zones", (zone.id for zone in zones))
    _each_once(fields, "nodes", (node.id for node in nodes))
    _each_once(fields, "nodes", (address for node in nodes for address in node.addresses))
    _each_once(fields, "nodes", (node.device for node in nodes))
    _each_once(fields, "links", (f"{link.source} → {link.target} {link.protocol} {link.port}" for link in links))
    fields.done()
    return Declared(title, zones, nodes, links, digest)


def _tables(fields: Fields, name: str, most: int) -> list[Fields]:
    tables = fields.tables(name)
    if len(tables) > most:
        fields.wrong(name, "plan.too_many", found=len(tables), most=most)
        return []
    return tables


def _each_once(fields: Fields, name: str, found: Iterable[str]) -> None:
    seen: set[str] = set()
    for text in found:
        if text and text in seen:
            fields.wrong(name, "plan.twice", found=text[:80])
        seen.add(text)


def _name(fields: Fields, name: str, *, optional: bool = False) -> str:
    text = fields.text(name, optional=optional)
    # A sign that turns the direction or shows nothing can make one name look like another.
    if any(unicodedata.category(sign) in {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"} for sign in text):
        fields.wrong(name, "topology.hidden_sign", found=ascii(text)[:80])
    elif len(text) > LONGEST_NAME:
        fields.wrong(name, "topology.name_too_long", found=len(text), most=LONGEST_NAME)
    return text


def _zone(fields: Fields) -> Zone:
    zone = Zone(fields.text("id", like=_ID), _name(fields, "name"), fields.choice("level", LEVELS))
    fields.done()
    return zone


def _node(fields: Fields, zones: tuple[Zone, ...]) -> Node:
    node = Node(
        fields.text("id", like=_ID),
        _name(fields, "name"),
        fields.choice("kind", KINDS),
        fields.text("zone"),
        _list(fields, "addresses", "topology.no_address", address_of),
        _list(fields, "macs", "topology.no_mac", mac_of),
        _name(fields, "device", optional=True),
    )
    if node.zone and node.zone not in {zone.id for zone in zones}:
        fields.wrong("zone", "topology.unknown_zone", found=node.zone[:80])
    fields.done()
    return node


def _list(fields: Fields, name: str, code: str, read: Callable[[str], str]) -> tuple[str, ...]:
    """Read a list of addresses, each in its one form; it may be left out."""
    value = fields.raw(name) or []
    if not isinstance(value, list) or len(value) > MOST_ADDRESSES:
        fields.wrong(name, "topology.no_list", found=str(value)[:80], most=MOST_ADDRESSES)
        return ()
    read_ones = [(item, read(item) if isinstance(item, str) else "") for item in value]
    for number, (item, one) in enumerate(read_ones, 1):
        if not one:
            fields.wrong(f"{name}.{number}", code, found=str(item)[:80])
    return tuple(one for _, one in read_ones if one)


def _link(fields: Fields, nodes: tuple[Node, ...]) -> Link:
    source, target = fields.text("from"), fields.text("to")
    known = {node.id for node in nodes}
    for name, found in (("from", source), ("to", target)):
        if found and found not in known:
            fields.wrong(name, "topology.unknown_node", found=found[:80])
    if source and source == target:
        fields.wrong("to", "topology.link_to_itself", found=source[:80])
    protocol = fields.text("protocol", like=_PROTOCOL)
    link = Link(source, target, protocol, fields.whole("port", 1, 65535) if fields.has("port") else 0)
    fields.done()
    return link
