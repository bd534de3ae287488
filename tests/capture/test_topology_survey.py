"""Looking at a network: the loopback factory's endpoints, and nobody else."""

import asyncio
import json
import socket
from dataclasses import replace

import pytest

from sekisho.capture.collect.hello import meet
from sekisho.capture.collect.network import Survey, endpoints_of, observe
from sekisho.capture.judge.assess import Assessment
from sekisho.capture.plan.capture_plan import AgentPlan
from sekisho.capture.sealed.recorder import Recorder, Subject
from sekisho.capture.sealed.segment import records_in
from sekisho.capture.topology import mdns
from sekisho.capture.topology.observed import Observed, observed
from tests.capture.conftest import Made, carry_out, plan_for
from tests.capture.network import FILE, network
from tests.capture.test_fault import program
from tests.capture.test_topology_system import IP_NEIGH, LLDP, announcement


@pytest.fixture(scope="module")
def told(tmp_path_factory, collector):
    """Where a running factory is."""
    with program(tmp_path_factory.mktemp("surveyed") / "factory", collector) as (_, told):
        yield told


async def look(plan, collector, survey) -> Observed:
    """Look at a plan's network and fold what was recorded."""
    recorder = Recorder(Subject("C-1", plan.machine.device, ""), collector.key)
    await observe(plan, recorder, survey)
    return observed(records_in(recorder.finish(is_interrupted=False)))


async def test_both_endpoints_are_reached_and_timed(told, collector):
    """Addresses of both ends, the time to connect, and for OPC UA the time to its Hello; the server names itself."""
    found = await look(plan_for(told["machine"]), collector, Survey())
    opcua, agent = found.reaches
    assert (opcua.protocol, opcua.port, opcua.peer, opcua.local) == (
        "opc-ua",
        told["opcua_port"],
        "127.0.0.1",
        "127.0.0.1",
    )
    assert opcua.connect_us is not None
    assert opcua.hello_us is not None
    assert (agent.protocol, agent.port, agent.hello_us) == ("mtconnect", told["mtconnect_port"], None)
    assert {server.uri for server in found.servers} >= {told["application_uri"]}
    assert not found.neighbours
    assert not found.problems


async def test_a_capture_carries_declaration_and_observation(told, collector):
    """The topology file is sealed byte for byte; the judgement compares it with what was observed."""
    file = FILE.replace("192.0.2.11", "127.0.0.1").replace("port = 4840", f"port = {told['opcua_port']}").encode()
    plan = plan_for(told["machine"])
    bundle = await carry_out(plan, collector, survey=Survey(file))
    judged = Made(plan, bundle, collector, told).judge()
    assert isinstance(judged, Assessment)
    topology = judged.as_json()["topology"]
    assert topology["declared"]["title"] == "Line 2"
    rows = {(row["item"], row["subject"]): row["status"] for row in topology["differences"] if row["declared"]}
    assert rows["node", "mc-1"] == rows["link", "collector → mc-1"] == "agrees"
    assert rows["node", "mes"] == "not_observed"


async def test_a_closed_port_is_recorded_as_not_reached(told, collector):
    """What does not answer is recorded with the reason, and nothing more is asked of it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    plan = plan_for({name: value for name, value in told["machine"].items() if name != "opcua"})
    plan = replace(plan, machine=replace(plan.machine, mtconnect=AgentPlan(f"http://127.0.0.1:{port}")))
    found = await look(plan, collector, Survey(with_mdns=True))
    (reach,) = found.reaches
    assert (reach.is_reached, reach.error) == (False, "ConnectionRefusedError")
    assert not found.servers


async def test_a_server_that_speaks_something_else_has_no_hello_time():
    """An answer that is no Acknowledge is said to be none."""

    async def serve(reader, writer):
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    met = await meet(f"opc.tcp://127.0.0.1:{port}", "127.0.0.1", port, is_opcua=True)
    assert met.connect_us is not None
    assert (met.hello_us, met.error) == (None, "no OPC UA")
    server.close()


@pytest.mark.parametrize("with_lldp", [False, True])
async def test_switches_are_recorded_only_when_asked_for(told, collector, with_lldp):
    """Without the switch nothing of LLDP is read; with it only what was heard where an endpoint is."""
    route = '[{"dst":"127.0.0.1","dev":"eth0"}]'
    elsewhere = {"lldp": {"interface": [LLDP["lldp"]["interface"], {"eth9": LLDP["lldp"]["interface"]["eth0"]}]}}
    system = network({"ip -j route": route, "ip -j neigh": IP_NEIGH, "lldpctl": json.dumps(elsewhere)})
    found = await look(plan_for(told["machine"]), collector, Survey(with_lldp=with_lldp, system=system))
    assert [switch.interface for switch in found.switches] == (["eth0"] if with_lldp else [])


async def test_one_address_is_asked_by_mdns_and_silence_means_nothing():
    """The question goes to one port of one address; its answer is read, and no answer is no bytes."""
    loop = asyncio.get_running_loop()

    class Responder(asyncio.DatagramProtocol):
        """Answers one question."""

        def connection_made(self, transport):
            """Keep the transport."""
            self.transport = transport

        def datagram_received(self, data, addr):
            """Answer it."""
            if data == mdns.question():
                self.transport.sendto(announcement(), addr)

    transport, _ = await loop.create_datagram_endpoint(Responder, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    assert mdns.names_of(await mdns.ask("127.0.0.1", port=port)) == ("mc-1",)
    transport.close()
    assert await mdns.ask("127.0.0.1", port=port, wait_s=0.05) == b""


async def test_only_the_plans_endpoints_are_spoken_to(told, collector, monkeypatch):
    """Every connection of a survey goes to an address and port of the plan."""
    loop, spoken = asyncio.get_running_loop(), set()
    connect = loop.sock_connect

    async def noting(sock, address):
        spoken.add(address[:2])
        return await connect(sock, address)

    monkeypatch.setattr(loop, "sock_connect", noting)
    await look(plan_for(told["machine"]), collector, Survey())
    assert spoken == {("127.0.0.1", told["opcua_port"]), ("127.0.0.1", told["mtconnect_port"])}


def test_endpoints_are_those_of_the_plan(told):
    """The list of whom to speak to is the plan's."""
    machine = plan_for(told["machine"]).machine
    assert endpoints_of(plan_for(told["machine"])) == (machine.opcua.endpoint, machine.mtconnect.agent)
