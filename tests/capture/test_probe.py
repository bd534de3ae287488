"""Probing an address: what is there, which level it could reach, what is missing and how to mend it."""

import pytest

from factory.agent import Agent
from factory.category import CATEGORIES
from factory.document import Nameplate, items_of
from sekisho.capture.collect.probe import probe
from sekisho.capture.identity import make_collector
from sekisho.capture.text import LANGUAGES, describe
from tests.peers.node_opcua import node_opcua_machine


def codes(report):
    assert all(describe(problem, language) for problem in report.problems for language in LANGUAGES)
    return {problem.code for problem in report.problems}


async def test_trusting_machine_could_reach_the_matched_identity(plant, collector):
    """With a trusted collector the probe connects, reads the nameplate and finds nothing missing."""
    report = await probe(plant.machine.endpoint, collector)
    assert (report.protocol, report.level) == ("opcua", "L2")
    assert codes(report) == set()
    assert report.facts["endpoints"] == [{"policy": "Basic256Sha256", "mode": "SignAndEncrypt"}]
    assert report.facts["certificate_sha256"] == plant.told()["machine"]["opcua"]["server_certificate_sha256"]
    assert report.facts["claims"][0]["serial"] == "EX500-0001"


async def test_without_an_identity_the_endpoints_are_read(plant):
    """Nobody has to have an identity to look at the endpoints."""
    report = await probe(plant.machine.endpoint)
    assert report.level == "L0"
    assert codes(report) == {"probe.no_identity"}
    assert "opcua.ApplicationUri" in report.facts["markers"]


async def test_machine_that_does_not_know_the_collector_says_what_to_do(plant):
    """The remedy names the file to be trusted."""
    report = await probe(plant.machine.endpoint, make_collector("stranger"))
    assert report.level == "L0"
    assert codes(report) == {"connect.untrusted"}
    assert "client.der" in describe(report.problems[0], "en")


async def test_machine_without_security_is_told_how_to_get_it(tmp_path, collector):
    """With policy None only, an authentic channel is out of reach until the server is set up."""
    plate = {"manufacturer": "A", "model": "B", "serial": "C"}
    with node_opcua_machine(tmp_path, plate, [], POLICIES="None", MODES="None") as told:
        report = await probe(told["opcua_url"], collector)
    assert report.level == "L0"
    assert codes(report) == {"probe.no_secure_endpoint"}


async def test_agent_is_described_with_what_it_lacks():
    """An agent's devices, its missing nameplate fields, and what plain HTTP cannot show."""
    agent = Agent(Nameplate("CNC-1", "000", "Works", "", "S-1"), items_of(CATEGORIES["cnc"].signals))
    await agent.start()
    report = await probe(agent.address)
    await agent.stop()
    assert (report.protocol, report.level) == ("mtconnect", "L0")
    assert [(problem.code, problem.place) for problem in report.problems] == [
        ("l1.not_observable", ""),
        ("l2.incomplete", "uuid"),
        ("l2.incomplete", "model"),
    ]
    assert report.as_json()["devices"][0]["serial"] == "S-1"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("opc.tcp://127.0.0.1:9/x", "connect.refused"),
        ("http://127.0.0.1:9", "probe.no_answer"),
        ("ftp://127.0.0.1", "probe.scheme"),
    ],
)
async def test_addresses_without_an_answer_are_named(url, code):
    """Nothing there, or nothing we speak: said with a remedy, never raised."""
    report = await probe(url)
    assert report.level == ""
    assert codes(report) == {code}
