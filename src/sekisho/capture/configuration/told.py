"""What a configuration file sets up: whom a gateway reads, and what of it."""

from dataclasses import dataclass

#: So much of a file is held against a capture; a plant's gateway has hundreds of nodes, not thousands.
MOST = 5000


@dataclass(frozen=True, slots=True)
class Told:
    """One thing of a file: an OPC UA ``server``, an ``agent``, an ``adapter``, a ``node`` or a ``data_item``.

    ``place`` says where in the file, ``said`` what stands there: a URL, a port, host and port, a NodeId, an id.
    """

    item: str
    place: str
    said: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration file as it was sealed: its name, what kind it is, and what it sets up."""

    name: str
    kind: str
    told: tuple[Told, ...]
