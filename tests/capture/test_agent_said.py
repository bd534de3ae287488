"""What an agent says beside the signals: assets, conditions, its path to the control, and TLS."""

import hashlib
import ssl

import pytest

from factory.certificate import write_certificate
from sekisho.capture.judge.agent_said import agent_of, agent_remarks
from sekisho.capture.plan.capture_plan import CapturePlan, parse, render
from sekisho.capture.problem import Problem, Refused
from sekisho.capture.text import LANGUAGES, describe
from tests.capture.conftest import Made, carry_out, history_of, plan_for
from tests.capture.test_gateway import MACHINE, agent_running, captured


async def test_assets_conditions_and_upstream_are_told(collector):
    """Assets are counted by kind and named, conditions are series, the agent's own path to the control is shown."""

    def happen(agent):
        agent.buffer.add("system", "Fault", "2026-07-03T00:00:00Z")
        agent.add_asset("T-3", "CuttingTool")

    async with agent_running() as agent:
        agent.switches.has_agent_device = True
        agent.buffer.add("system", "Normal", "2026-07-03T00:00:00Z")
        agent.add_asset("T-1", "CuttingTool")
        agent.add_asset("F-1", "File")
        history = history_of((await captured(agent, collector, happen, at=0.5, duration_s=1)).bundle)
    said = agent_of(history)
    assert said["assets"] == {"count": 3, "kinds": {"CuttingTool": 2, "File": 1}, "ids": ["F-1", "T-1", "T-3"]}
    (system,) = [one for one in said["conditions"] if one["item"] == "system"]
    assert (system["type"], system["states"], system["last"]) == ("SYSTEM", ["Normal", "Fault"], "Fault")
    assert said["upstream"]["ConnectionStatus"] == "ESTABLISHED"
    assert said["upstream"]["AdapterUri"] == "shdr://127.0.0.1:7878"
    assert said["heartbeats"] >= 0
    assert said["unavailable_permille"] < 100
    assert agent_remarks(history) == []


async def test_agents_own_uuid_is_flagged(collector):
    """The uuid of the agent's own device follows its address or start, and is no identity."""
    async with agent_running() as agent:
        agent.switches.has_agent_device = True
        plan = plan_for(MACHINE | {"mtconnect": {"agent": agent.address}})
        history = history_of(await carry_out(plan, collector))
    assert [(remark.code, remark.place) for remark in agent_remarks(history)] == [("agent.weak_uuid", "Agent")]


def tls(place):
    """Make a server context with a certificate of its own."""
    certificate, key = write_certificate(place, "urn:test:agent", "agent")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pem = ssl.DER_cert_to_PEM_cert(certificate.read_bytes())
    (place / "certificate.pem").write_text(pem)
    context.load_cert_chain(place / "certificate.pem", key)
    return context, hashlib.sha256(certificate.read_bytes()).hexdigest()


@pytest.mark.parametrize("decision", ["pinned", "first-use", "other"])
async def test_tls_agent_is_an_authentic_channel_only_when_pinned(collector, tmp_path, decision):
    """The certificate shown is recorded; one other than the plan's is not spoken with, and nothing is bound to it."""
    context, digest = tls(tmp_path)
    trust = {
        "pinned": {"server_certificate_sha256": digest},
        "first-use": {"trust_on_first_use": True},
        "other": {"server_certificate_sha256": "0" * 64},
    }[decision]
    async with agent_running(tls=context) as agent:
        plan = plan_for(MACHINE | {"mtconnect": {"agent": agent.address, **trust}})
        made = Made(plan, await carry_out(plan, collector), collector, {})
    (shown,) = history_of(made.bundle).certificates
    assert shown["sha256"] == digest
    judged = made.judge(mode="rehearsal")
    if decision == "other":
        # Nothing was read, so not even the marker of a test was seen.
        assert [problem.code for problem in judged.problems] == ["simulator.missing"]
        return
    assert not isinstance(judged, Refused), judged
    assert "L1" in judged.reached
    assert "C" not in judged.flags
    # Nobody signed the challenge, so nothing may say so.
    (entry,) = [one.as_json() for one in judged.entries if one.level == "L1"]
    assert entry["code"] == "l1.pinned"
    assert all(describe(Problem("l1.pinned"), language) for language in LANGUAGES)


@pytest.mark.parametrize(
    "table",
    [
        {"agent": "http://a:1", "transport": "poll"},
        {"agent": "https://a:1", "server_certificate_sha256": "ab" * 32},
        {"agent": "https://a:1", "device": "M", "trust_on_first_use": True},
    ],
)
def test_plan_of_an_agent_is_written_and_read_again(table):
    """Transport and trust decision survive the way through the plan's text."""
    plan = plan_for(MACHINE | {"mtconnect": table})
    assert parse(render(plan)) == plan
    assert isinstance(plan, CapturePlan)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('agent = "https://a:1"', "plan.no_trust_decision"),
        (
            f'agent = "https://a:1"\ntrust_on_first_use = true\nserver_certificate_sha256 = "{"ab" * 32}"',
            "plan.no_trust_decision",
        ),
        ('agent = "http://a:1"\ntransport = "pigeon"', "plan.not_among"),
    ],
)
def test_plan_without_a_decision_is_refused(lines, code):
    """Over TLS trust is an act; a transport has to be one of two."""
    written = render(plan_for(MACHINE | {"mtconnect": {"agent": "http://a:1"}}))
    read = parse(written.replace(b'agent = "http://a:1"', lines.encode()))
    assert code in {problem.code for problem in read.problems}
