"""LLDP (IEEE 802.1AB): which switch port the collector hangs on, as the system's lldpd heard it. Nothing is sniffed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sekisho.capture.address import address_of, is_ip, mac_of, once

MOST = 16


@dataclass(frozen=True, slots=True)
class Switch:
    """What an LLDP neighbour says it is: the port and the interface of ours it was heard at."""

    name: str
    chassis: str
    addresses: tuple[str, ...]
    port: str
    interface: str


def switches_of(text: str) -> list[Switch]:
    """Read ``lldpctl -f json``; lldpd prints a single table where another version prints a list of them."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [_switch(name, about) for name, about in _interfaces(said)][:MOST]


def _interfaces(said: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    below = said.get("lldp") if isinstance(said, dict) else None
    listed = below.get("interface") if isinstance(below, dict) else None
    for table in listed if isinstance(listed, list) else [listed]:
        for name, about in table.items() if isinstance(table, dict) else ():
            if isinstance(about, dict):
                yield str(name)[:64], about


def _switch(interface: str, about: Mapping[str, Any]) -> Switch:
    name, chassis = _chassis(about.get("chassis"))
    port = _below(about, "port")
    addresses = chassis.get("mgmt-ip")
    listed = addresses if isinstance(addresses, list) else [addresses]
    return Switch(
        name=name,
        chassis=mac_of(_value(chassis, "id")),
        addresses=once(address_of(item) for item in listed[:8] if isinstance(item, str) and is_ip(address_of(item))),
        port=_value(port, "id") or _text(port.get("descr")),
        interface=interface,
    )


def _chassis(chassis: Any) -> tuple[str, Mapping[str, Any]]:
    # Keyed by the system's name, or, where it says none, the table itself.
    if not isinstance(chassis, dict):
        return "", {}
    for name, about in chassis.items():
        if isinstance(about, dict) and "id" in about:
            return str(name)[:120], about
    return "", chassis


def _below(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = table.get(name)
    return value if isinstance(value, dict) else {}


def _value(table: Mapping[str, Any], name: str) -> str:
    return _text(_below(table, name).get("value"))


def _text(value: Any) -> str:
    return value[:120] if isinstance(value, str) else ""
