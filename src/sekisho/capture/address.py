"""Addresses on a network: IP addresses, host names, MAC addresses, each in one form, so that they can be compared."""

import ipaddress
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")
_MAC = re.compile(r"(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}")
#: What a URL of ours speaks, by its scheme, and at which port where it names none.
PROTOCOLS = {"opc.tcp": ("opc-ua", 4840), "http": ("mtconnect", 80), "https": ("mtconnect", 443)}


def address_of(text: str) -> str:
    """Give an IP address or host name in its one form, without an interface's scope; empty for what is neither."""
    lowered = text.strip().lower().partition("%")[0]
    try:
        return str(ipaddress.ip_address(lowered))
    except ValueError:
        return lowered if HOST.fullmatch(lowered) else ""


def is_ip(text: str) -> bool:
    """Say whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(text: str) -> bool:
    """Say whether an address never leaves its own computer."""
    return is_ip(text) and ipaddress.ip_address(text).is_loopback


def mac_of(text: str) -> str:
    """Give a MAC address as six pairs with colons; empty for what is none, and for the one of all zeros or all ones."""
    lowered = text.strip().lower()
    if not _MAC.fullmatch(lowered):
        return ""
    mac = ":".join(pair.zfill(2) for pair in re.split("[:-]", lowered))
    return "" if mac in {"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"} else mac


class Place(NamedTuple):
    """What is spoken at which port of which host."""

    protocol: str
    host: str
    port: int


def place_of(url: str) -> Place | None:
    """Give what a URL speaks, its host and its port; None for one this library does not speak."""
    try:
        parts = urlsplit(url)
        known, port = PROTOCOLS.get(parts.scheme), parts.port
    except ValueError:
        return None
    host = address_of(parts.hostname or "")
    return Place(known[0], host, port or known[1]) if known and host else None


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """Give texts in their order, each once, empty ones left out."""
    return tuple(dict.fromkeys(text for text in texts if text))
