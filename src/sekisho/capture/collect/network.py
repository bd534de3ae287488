"""Looking at the network around a machine while it is captured: only the plan's own endpoints are spoken to.

No network is scanned and no table of the plant is copied: recorded is the way to each endpoint (addresses, interface,
next router, the MAC address of the neighbour on that way), how long it took to answer, and which servers it announces.
"""

import asyncio
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from sekisho.capture import plain
from sekisho.capture.address import address_of, is_ip, once, place_of
from sekisho.capture.collect.client import ChallengedClient
from sekisho.capture.collect.hello import Met, meet
from sekisho.capture.collect.session import LOST, STEP_LIMIT_S
from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Value
from sekisho.capture.sealed.record import Kind
from sekisho.capture.sealed.recorder import Recorder
from sekisho.capture.topology import mdns
from sekisho.capture.topology.lldp import switches_of
from sekisho.capture.topology.system import System

RESOLVE_LIMIT_S = 4.0
MOST_ADDRESSES = 16
LARGEST_ANSWER = 256 * 1024


@dataclass(frozen=True, slots=True)
class Survey:
    """What to look at beside the endpoints: the declared topology, and what is done only when it was asked for.

    ``configurations`` are the gateway's files as ``configuration.reading.sealable`` gives them, without secrets.
    """

    declared: bytes = b""
    configurations: tuple[bytes, ...] = ()
    with_lldp: bool = False
    with_mdns: bool = False
    system: System = field(default_factory=System)


def endpoints_of(plan: CapturePlan) -> tuple[str, ...]:
    """Give the URLs a plan names for its machine; nobody else is ever spoken to."""
    machine = plan.machine
    urls = (machine.opcua.endpoint if machine.opcua else "", machine.mtconnect.agent if machine.mtconnect else "")
    return once(urls)


async def observe(plan: CapturePlan, recorder: Recorder, survey: Survey) -> None:
    """Record what was declared as it was given, then what is observed of each endpoint's network."""
    if survey.declared:
        recorder.record(Kind.DECLARED_TOPOLOGY, survey.declared)
    for sealed in survey.configurations:
        recorder.record(Kind.CONFIGURATION, sealed)
    interfaces = [await _endpoint(url, recorder, survey) for url in endpoints_of(plan)]
    if survey.with_lldp:
        await _switches(once(interfaces), recorder, survey.system)


async def _endpoint(url: str, recorder: Recorder, survey: Survey) -> str:
    """Record one endpoint: the way there, the neighbour on it, what it announces; give the interface it is behind."""
    place = place_of(url)
    if place is None:
        return ""
    protocol, host, port = place
    addresses = await _resolved(host, port)
    met = await meet(url, host, port, is_opcua=protocol == "opc-ua")
    peer = address_of(met.peer) or next(iter(addresses), "")
    route = await survey.system.route(peer)
    interface, next_hop = (route.interface, route.next_hop) if route else ("", "")
    about: dict[str, Value] = {
        "url": url, "protocol": protocol, "host": host, "port": port, "addresses": [*addresses],
        "interface": interface, "next_hop": next_hop, **_met(met),
    }  # fmt: skip
    recorder.note(Kind.REACHED, about)
    await _neighbour(next_hop or peer, recorder, survey.system)
    if met.hello_us is not None:
        await _announced(url, recorder)
    if survey.with_mdns and met.connect_us is not None:
        _keep(recorder, url, "mdns", await mdns.ask(peer))
    return interface


def _met(met: Met) -> dict[str, Value]:
    return {
        "peer": address_of(met.peer), "local": address_of(met.local), "connect_us": met.connect_us,
        "hello_us": met.hello_us, "error": met.error,
    }  # fmt: skip


async def _resolved(host: str, port: int) -> tuple[str, ...]:
    if is_ip(host):
        return (host,)
    loop = asyncio.get_running_loop()
    try:
        found = await asyncio.wait_for(loop.getaddrinfo(host, port, type=socket.SOCK_STREAM), RESOLVE_LIMIT_S)
    except (OSError, TimeoutError, UnicodeError):
        return ()
    return once(address_of(str(each[4][0])) for each in found)[:MOST_ADDRESSES]


async def _neighbour(address: str, recorder: Recorder, system: System) -> None:
    # After the connection, when the system has just resolved it; behind a router only the router has one.
    neighbour = await system.neighbour(address)
    if neighbour is not None:
        about: dict[str, Value] = {
            "address": neighbour.address, "mac": neighbour.mac, "interface": neighbour.interface,
        }  # fmt: skip
        recorder.note(Kind.NEIGHBOUR, about)


async def _announced(url: str, recorder: Recorder) -> None:
    """Ask an OPC UA server for the servers it knows (OPC 10000-4 §5.5.2, 5.5.3); both need no session."""
    bodies: list[bytes] = []

    def tap(kind: Kind, data: bytes) -> None:
        # Not into the chain as an answer: the records of the session run beside it, and answers are paired in order.
        if kind is Kind.RESPONSE:
            bodies.append(data)

    for ask in ("connect_and_find_servers", "connect_and_find_servers_on_network"):
        client = ChallengedClient(url, tap, timeout=STEP_LIMIT_S)
        with suppress(*LOST):
            await asyncio.wait_for(getattr(client, ask)(), STEP_LIMIT_S)
    for body in bodies:
        _keep(recorder, url, "opc-ua", body)


def _keep(recorder: Recorder, url: str, source: str, answer: bytes) -> None:
    if answer and len(answer) <= LARGEST_ANSWER:
        recorder.record(Kind.ANNOUNCED, plain.as_bytes({"url": url, "source": source}) + b"\n" + answer)


async def _switches(interfaces: Iterable[str], recorder: Recorder, system: System) -> None:
    """Record the switches heard at the interfaces the endpoints are behind, and at no other."""
    for switch in switches_of(await system.lldp()):
        if switch.interface in interfaces:
            about: dict[str, Value] = {
                "name": switch.name, "chassis": switch.chassis, "addresses": [*switch.addresses], "port": switch.port,
                "interface": switch.interface,
            }  # fmt: skip
            recorder.note(Kind.SWITCH, about)
