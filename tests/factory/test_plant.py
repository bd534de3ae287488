"""The plant as a program and in this process: secured, loopback only, machine and gateway telling the same."""

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import psutil
import pytest
from asyncua import Client, ua
from cryptography import x509

from factory.category import CATEGORIES
from factory.certificate import write_certificate
from factory.cycle import Cycle
from factory.plant import Plant, Wish


@pytest.fixture
async def plant(tmp_path):
    plant = Plant(tmp_path, Wish())
    await plant.start()
    yield plant
    await plant.stop()


async def connect(plant, tmp_path):
    certificate, key = write_certificate(tmp_path / "client", "urn:example.org:FreeOpcUa:opcua-asyncio", "client")
    client = Client(plant.machine.endpoint)
    await client.set_security_string(f"Basic256Sha256,SignAndEncrypt,{certificate},{key}")
    return client, certificate


async def test_only_signed_and_encrypted_sessions_are_offered(plant):
    """Basic256Sha256 with SignAndEncrypt is the only endpoint."""
    endpoints = await Client(plant.machine.endpoint).connect_and_get_server_endpoints()
    offered = {(e.SecurityPolicyUri.rpartition("#")[2], e.SecurityMode.name) for e in endpoints}
    assert offered == {("Basic256Sha256", "SignAndEncrypt")}


async def test_unknown_clients_are_refused_until_their_certificate_is_dropped_in(plant, tmp_path):
    """Trust is read anew at each connection, so that it can be given while the machine runs."""
    client, certificate = await connect(plant, tmp_path)
    with pytest.raises(ua.uaerrors.BadCertificateUntrusted):
        await client.connect()
    (plant.machine.trust.folder / "client.der").write_bytes(certificate.read_bytes())
    again, _ = client, None
    client = Client(again.server_url.geturl())
    key = tmp_path / "client" / "key.pem"
    await client.set_security_string(f"Basic256Sha256,SignAndEncrypt,{certificate},{key}")
    async with client:
        namespaces = await client.get_namespace_array()
        folder = client.get_node(ua.NodeId(1001, namespaces.index("http://opcfoundation.org/UA/Machinery/")))
        (machine,) = await folder.get_children()
        assert (await machine.read_browse_name()).Name == plant.wish.plate.device


async def test_certificate_names_the_application(plant):
    """The SAN of the server's certificate is its application URI, which marks a test."""
    read = x509.load_der_x509_certificate(plant.machine.certificate.read_bytes())
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [plant.machine.application_uri]
    assert plant.machine.application_uri.startswith("urn:test:")


async def test_machine_and_gateway_publish_the_same_cycle(plant):
    """What the OPC UA nodes hold and what the agent says is one snapshot."""
    await plant._show()
    said = {item: observation.value for item, observation in plant.agent.buffer._latest.items()}
    for name, node in plant.machine._nodes.items():
        assert str(await node.read_value()) == said[name]


@pytest.mark.parametrize("category", ["robot", "line"])
async def test_another_category_can_be_shown(tmp_path, category):
    """Another category starts with its own signals and device name."""
    plant = Plant(tmp_path, Wish(category=category, serial="S-7"))
    await plant.start()
    told = plant.told()
    await plant.stop()
    assert told["machine"]["device"] == f"{category.upper()}-1"
    assert told["machine"]["identity"]["serial"] == "S-7"
    assert len(told["machine"]["signals"]) == len(Cycle(CATEGORIES[category]).category.signals)


def test_program_tells_where_it_is_and_stops_when_told(tmp_path):
    """``python -m factory`` writes factory.json, prints ready, listens on 127.0.0.1 only and stops on SIGTERM."""
    command = [sys.executable, "-m", "factory", "--dir", str(tmp_path), "--serial", "S-9", "--category", "robot"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        told = json.loads((tmp_path / "factory.json").read_text())
        listening = [c.laddr for c in psutil.Process(process.pid).net_connections() if c.status == "LISTEN"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert {address.port for address in listening} == {told["opcua_port"], told["mtconnect_port"]}
    assert told["machine"]["identity"]["serial"] == "S-9"


def test_old_factory_json_does_not_deceive(tmp_path):
    """Whoever waits for factory.json never reads that of an earlier run."""
    (tmp_path / "factory.json").write_text("old")
    command = [sys.executable, "-m", "factory", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        told = json.loads((tmp_path / "factory.json").read_text())
        process.terminate()
    assert told["pid"] == process.pid


def test_time_stamps_are_the_snapshots(tmp_path):
    """The agent publishes the control's instant, not its own."""
    plant = Plant(tmp_path, Wish())
    at = datetime(2026, 7, 3, tzinfo=UTC)
    plant.agent.observe(at, {"x": "1"})
    assert plant.agent.buffer._latest["x"].timestamp == "2026-07-03T00:00:00.000000Z"
    assert time.time() > at.timestamp()
