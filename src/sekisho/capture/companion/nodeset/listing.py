"""Lists of what must be there, one per companion model and version, as this project ships them.

A list is derived by this project's own reader (``python -m sekisho.capture.companion.nodeset``) and names the NodeSet
it came from with its SHA-256; it holds facts, none of the NodeSet's text. A required node is one line, ``class type
data-type mark name``, with what must be there below it; mark ``p`` is a placeholder, ``d`` deprecated, ``-`` neither.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sekisho.capture.companion.nodeset.model import Models, Required
from sekisho.capture.companion.nodeset.reader import NodeKey, NodeSet

FORMAT = "sekisho/required-nodes/v1"
_MARKS = {(False, False): "-", (True, False): "p", (False, True): "d", (True, True): "pd"}


@dataclass(frozen=True, slots=True)
class Listing:
    """What one version of a companion model makes mandatory, by type (``i=13``)."""

    uri: str
    version: str
    published: str
    source: str
    sha256: str
    types: Mapping[str, tuple[Required, ...]]


def version_key(text: str) -> tuple[int, ...]:
    """Give a version in an order: ``1.02`` before ``1.02.1`` before ``1.10``; nothing for what is no version."""
    parts = text.strip().split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return ()
    numbers = [int(part) for part in parts]
    # 1.02 and 1.02.0 are one version.
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


@cache
def listings() -> Mapping[str, tuple[Listing, ...]]:
    """Give every list shipped, by namespace URI, the oldest version first."""
    found: dict[str, list[Listing]] = {}
    for entry in files("sekisho.capture.companion.nodeset").joinpath("data").iterdir():
        if entry.name.endswith(".json"):
            made = read_listing(json.loads(entry.read_text(encoding="utf-8")))
            found.setdefault(made.uri, []).append(made)
    return {uri: tuple(sorted(every, key=lambda one: version_key(one.version))) for uri, every in found.items()}


def nearest(uri: str, version: str) -> tuple[Listing | None, str]:
    """Give the list to check a model's version against, and how near it is.

    ``same``; ``lower``, the nearest lower version; ``higher`` where only later ones are known; ``unstated`` and the
    newest where the server does not say which version it has.
    """
    known = listings().get(uri, ())
    if not known:
        return None, "unknown"
    wanted = version_key(version)
    if not wanted:
        return known[-1], "unstated"
    lower = [one for one in known if version_key(one.version) <= wanted]
    if not lower:
        return known[0], "higher"
    return lower[-1], "same" if version_key(lower[-1].version) == wanted else "lower"


def read_listing(table: Mapping[str, Any]) -> Listing:
    """Read a list from its plain values."""
    uris = table["uris"]
    types = {name.partition(" ")[0]: _read(below, uris) for name, below in table["types"].items()}
    return Listing(table["model"], table["version"], table["published"], table["source"], table["sha256"], types)


def _read(table: Mapping[str, Any], uris: Sequence[str]) -> tuple[Required, ...]:
    return tuple(_required(line, below, uris) for line, below in table.items())


def _required(line: str, below: Mapping[str, Any], uris: Sequence[str]) -> Required:
    node_class, kind, data_type, mark, name = line.split(" ", 4)
    index, _, text = name.partition(":")
    return Required(
        name=(uris[int(index)], text),
        node_class=node_class,
        type=_key(kind, uris),
        data_type=_key(data_type, uris),
        is_placeholder="p" in mark,
        is_deprecated="d" in mark,
        below=_read(below, uris),
    )


def _key(text: str, uris: Sequence[str]) -> NodeKey | None:
    index, _, identifier = text.partition(":")
    return (uris[int(index)], identifier) if identifier else None


def write_listing(nodeset: NodeSet, source: str, models: Models, types: Sequence[str]) -> dict[str, Any]:
    """Give the list of a model as plain values. Raises KeyError for a type the model does not declare."""
    uris: list[str] = []
    required = {
        f"{identifier} {models.nodes[nodeset.uri, identifier].name[1]}": _write(
            models.required((nodeset.uri, identifier)), uris
        )
        for identifier in types
        if (nodeset.uri, identifier) in nodeset.nodes
    }
    return {
        "format": FORMAT, "model": nodeset.uri, "version": nodeset.version, "published": nodeset.published,
        "source": source, "sha256": nodeset.sha256, "uris": uris, "types": required,
    }  # fmt: skip


def _write(required: Sequence[Required], uris: list[str]) -> dict[str, Any]:
    return {_line(one, uris): _write(one.below, uris) for one in required}


def _line(one: Required, uris: list[str]) -> str:
    mark = _MARKS[one.is_placeholder, one.is_deprecated]
    name = f"{_index(one.name[0], uris)}:{one.name[1]}"
    return f"{one.node_class} {_short(one.type, uris)} {_short(one.data_type, uris)} {mark} {name}"


def _short(key: NodeKey | None, uris: list[str]) -> str:
    if key is None:
        return "-"
    if " " in key[1]:
        raise ValueError(f"{key[1]!r} cannot be told in one word")
    return f"{_index(key[0], uris)}:{key[1]}"


def _index(uri: str, uris: list[str]) -> int:
    if uri not in uris:
        uris.append(uri)
    return uris.index(uri)
