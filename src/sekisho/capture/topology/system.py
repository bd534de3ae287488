"""What the computer's own system knows of a way: route and neighbour of one address, read without sending anything.

Only one address is asked for at a time, never the whole table: whoever else is in the plant's network is nobody's
business here. Windows tells nothing in a stable form but JSON; ``arp -a`` is read by its signs, not by its words,
because those come in the language of the system.
"""

import asyncio
import ipaddress
import json
import re
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sekisho.capture.address import address_of, is_ip, is_loopback, mac_of

ANSWER_LIMIT_S = 3.0
LARGEST_ANSWER = 1024 * 1024
_ARP_LINE = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,3}){3})\s+((?:[0-9a-fA-F]{2}-){5}[0-9a-fA-F]{2})\b")
#: Linux: the flag of an entry whose address was resolved.
_COMPLETE = 0x2


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour on the same segment: address, MAC address, and the interface it was seen at."""

    address: str
    mac: str
    interface: str


@dataclass(frozen=True, slots=True)
class Route:
    """The way to an address: the interface it begins at, and the next router, empty on the same segment."""

    interface: str
    next_hop: str


def _tables(text: str) -> list[Mapping[str, Any]]:
    """Read JSON of one table or a list of them, as both systems print it; nothing where it is something else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _text(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name)
    return value[:200] if isinstance(value, str) else ""


def neighbours_of_ip(text: str) -> list[Neighbour]:
    """Read ``ip -j neigh`` (Linux)."""
    found = [(address_of(_text(t, "dst")), mac_of(_text(t, "lladdr")), _text(t, "dev")) for t in _tables(text)]
    return [Neighbour(*each) for each in found if each[0] and each[1]]


def neighbours_of_arp_file(text: str) -> list[Neighbour]:
    """Read ``/proc/net/arp`` (Linux): address, type, flags, MAC address, mask, device."""
    found = []
    for line in text.splitlines()[1:]:
        fields = line.split()
        if len(fields) == 6 and _hex(fields[2]) & _COMPLETE and address_of(fields[0]) and mac_of(fields[3]):
            found.append(Neighbour(address_of(fields[0]), mac_of(fields[3]), fields[5]))
    return found


def neighbours_of_powershell(text: str) -> list[Neighbour]:
    """Read ``Get-NetNeighbor | ConvertTo-Json`` (Windows)."""
    found = [
        (address_of(_text(t, "IPAddress")), mac_of(_text(t, "LinkLayerAddress")), _text(t, "InterfaceAlias"))
        for t in _tables(text)
    ]
    return [Neighbour(*each) for each in found if each[0] and each[1]]


def neighbours_of_arp(text: str) -> list[Neighbour]:
    """Read ``arp -a`` (Windows) in whatever language: lines of an address and six pairs; the interface is not told."""
    lines = (_ARP_LINE.match(line) for line in text.splitlines())
    found = [(address_of(line[1]), mac_of(line[2])) for line in lines if line]
    return [Neighbour(address, mac, "") for address, mac in found if is_ip(address) and mac]


def route_of_ip(text: str) -> Route | None:
    """Read ``ip -j route get`` (Linux)."""
    for table in _tables(text):
        if _text(table, "dev"):
            return Route(_text(table, "dev"), address_of(_text(table, "gateway")))
    return None


def route_of_route_file(text: str, address: str) -> Route | None:
    """Find the route in ``/proc/net/route`` (Linux, IPv4): the longest mask that holds the address."""
    if not is_ip(address) or ipaddress.ip_address(address).version != 4:
        return None
    wanted = int.from_bytes(ipaddress.ip_address(address).packed, "little")
    found: list[tuple[int, Route]] = []
    for line in text.splitlines()[1:]:
        fields = line.split()
        if len(fields) < 8:
            continue
        target, hop, mask = (_hex(fields[n]) for n in (1, 2, 7))
        if max(target, hop, mask) < 2**32 and wanted & mask == target:
            router = str(ipaddress.IPv4Address(hop.to_bytes(4, "little"))) if hop else ""
            found.append((mask.bit_count(), Route(fields[0], router)))
    return max(found, key=lambda each: each[0])[1] if found else None


def route_of_powershell(text: str) -> Route | None:
    """Read ``Find-NetRoute | ConvertTo-Json`` (Windows): an address's table and a route's, of which one has a hop."""
    for table in _tables(text):
        hop = _text(table, "NextHop")
        if hop and _text(table, "InterfaceAlias"):
            router = address_of(hop)
            return Route(_text(table, "InterfaceAlias"), "" if router in {"0.0.0.0", "::"} else router)  # noqa: S104 - because Windows writes "none" so; nothing binds to it
    return None


def _hex(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return 0


Run = Callable[[Sequence[str]], Awaitable[str]]
Look = Callable[[str], str]


async def run_program(command: Sequence[str]) -> str:
    """Run a program of the system and give what it printed; empty where there is none, it fails or takes too long."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except (OSError, ValueError, NotImplementedError):
        return ""
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), ANSWER_LIMIT_S)
    except TimeoutError:
        return ""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return printed[:LARGEST_ANSWER].decode(errors="replace") if process.returncode == 0 else ""


def _file(path: str) -> str:
    try:
        return Path(path).read_text(errors="replace")[:LARGEST_ANSWER]
    except OSError:
        return ""


def _found(neighbours: Iterable[Neighbour], address: str) -> Neighbour | None:
    return next((each for each in neighbours if each.address == address), None)


@dataclass(frozen=True, slots=True)
class System:
    """The system the collector runs on; other programs and files stand in where a test needs another network."""

    platform: str = sys.platform
    run: Run = run_program
    read: Look = _file

    async def route(self, address: str) -> Route | None:
        """Give the way to an IP address; None where the system tells none."""
        if not is_ip(address):
            return None
        if self.platform == "win32":
            select = "Select-Object InterfaceAlias,NextHop"
            return route_of_powershell(await self._powershell(f"Find-NetRoute -RemoteIPAddress {address} | {select}"))
        told = route_of_ip(await self.run(("ip", "-j", "route", "get", address)))
        return told or route_of_route_file(self.read("/proc/net/route"), address)

    async def neighbour(self, address: str) -> Neighbour | None:
        """Give the neighbour of an IP address; None where it is on no segment of this computer."""
        if not is_ip(address) or is_loopback(address):
            return None
        if self.platform == "win32":
            select = "Select-Object IPAddress,LinkLayerAddress,InterfaceAlias"
            printed = await self._powershell(f"Get-NetNeighbor -IPAddress {address} | {select}")
            told = _found(neighbours_of_powershell(printed), address)
            return told or _found(neighbours_of_arp(await self.run(("arp", "-a", address))), address)
        told = _found(neighbours_of_ip(await self.run(("ip", "-j", "neigh", "show", "to", address))), address)
        return told or _found(neighbours_of_arp_file(self.read("/proc/net/arp")), address)

    async def _powershell(self, command: str) -> str:
        return await self.run(
            ("powershell", "-NoProfile", "-NonInteractive", "-Command", f"{command} | ConvertTo-Json")
        )

    async def lldp(self) -> str:
        """Give what the system's LLDP agent (lldpd) heard, as it prints it; this library never listens itself."""
        return await self.run(("lldpctl", "-f", "json"))
