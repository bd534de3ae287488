"""Telegraf's OPC UA inputs (``inputs.opcua``, ``inputs.opcua_listener``): the server, and nodes in groups or not.

Keys as documented by the plugin: ``endpoint``, ``nodes``, ``group`` with defaults of its own; a node is ``namespace``,
``identifier_type`` (s, i, g, b) and ``identifier``.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sekisho.capture.configuration.told import Told
from sekisho.capture.toml import table_in

PLUGINS = ("opcua", "opcua_listener")


def inputs_of(text: str) -> Iterator[Told]:
    """Give what the file reads over OPC UA; nothing where it is no such file. Raises ValueError for no TOML."""
    inputs = table_in(text).get("inputs")
    for plugin in PLUGINS:
        for number, table in enumerate(_tables(_table(inputs).get(plugin)), 1):
            place = f"inputs.{plugin}[{number}]"
            endpoint = table.get("endpoint")
            if isinstance(endpoint, str):
                yield Told("server", f"{place}.endpoint", endpoint)
            yield from _nodes(table, f"{place}.nodes", {})
            for count, group in enumerate(_tables(table.get("group")), 1):
                yield from _nodes(group, f"{place}.group[{count}].nodes", group)


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _nodes(table: Mapping[str, Any], place: str, usual: Mapping[str, Any]) -> Iterator[Told]:
    for number, node in enumerate(_tables(table.get("nodes")), 1):
        parts = {name: node.get(name) or usual.get(name) for name in ("namespace", "identifier_type", "identifier")}
        if all(isinstance(part, str | int) for part in parts.values()):
            said = f"ns={parts['namespace']};{parts['identifier_type']}={parts['identifier']}"
            yield Told("node", f"{place}[{number}]", said)
