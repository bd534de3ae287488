"""The plant's gateway beside the machine, on real servers: its lag and wrong values, its key, and who else is there."""

import asyncio
import json
import random
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asyncua import Client

from factory.category import CATEGORIES
from factory.certificate import write_certificate
from factory.cycle import Cycle
from factory.document import Nameplate
from factory.machine import Machine
from sekisho.capture.judge.clients import clients_of
from sekisho.capture.opcua.binary import DataValue, NodeId
from sekisho.capture.plan.capture_plan import parse, render
from sekisho.capture.problem import Refused
from sekisho.capture.replay.history import ENABLED, SESSIONS, Connection, History
from sekisho.capture.replay.player import replay
from sekisho.capture.sealed.bundle import read_bundle
from sekisho.capture.sealed.record import Kind, Record
from sekisho.capture.sealed.segment import read_segment
from tests.capture.conftest import THRESHOLDS, Made, carry_out, history_of, plan_for
from tests.peers.node_opcua import node_opcua_machine

CNC = CATEGORIES["cnc"]
SHOWN = [signal for signal in CNC.signals if signal.name in {"execution", "x", "power"}]
STEP_S = 0.05


def plate(device):
    return Nameplate(device, f"{device}.1", "Example Works", "EX-500", f"{device}-0001")


def _pace(seconds):
    """Give how far the program is: twice as fast as it should be, and every second somewhere else."""
    return 2 * seconds + (int(seconds / 0.9) ** 2 * 37 % 101) / 10


async def driven(machine, gateway, lag_s, wrong):
    """Drive the machine at an uneven pace; the gateway shows the same so much later, a share of it wrong."""
    cycle, past, begun = Cycle(CNC), deque(), asyncio.get_running_loop().time()
    chance = random.Random(1)  # noqa: S311 - because a test repeats
    while True:
        now = asyncio.get_running_loop().time()
        snapshot, at = cycle.at(_pace(now - begun)), datetime.now(UTC)
        values = {signal.name: snapshot.read(signal.source) for signal in SHOWN}
        past.append((now, values))
        await machine.show(at, values)
        while len(past) > 1 and past[1][0] <= now - lag_s:
            past.popleft()
        late = {name: value for name, value in past[0][1].items() if past[0][0] <= now - lag_s}
        spoilt = {name: "X" if isinstance(value, str) else -9000.0 for name, value in late.items()}
        await gateway.show(at, {n: spoilt[n] if chance.random() < wrong else value for n, value in late.items()})
        await asyncio.sleep(STEP_S)


def table(machine, gateway, device):
    """Give the machine's table of a plan with its gateway."""

    def server(one):
        return {"endpoint": one.endpoint, "trust_on_first_use": True}

    def signals(one):
        return [{"name": s.name, "kind": s.kind, "node": one.node_of(s.name)} for s in SHOWN]

    return {
        "device": device,
        "identity": {"manufacturer": "Example Works", "model": "EX-500", "serial": f"{device}-0001"},
        "opcua": server(machine),
        "signals": signals(machine),
        "gateway": {"device": f"{device}-GW", "opcua": server(gateway), "signals": signals(gateway)},
    }


async def captured(place: Path, collector, lag_s, wrong, duration_s):
    """Capture a machine and its gateway."""
    device = f"M{int(1000 * lag_s)}{int(100 * wrong)}"
    servers = [Machine(place / name, plate(f"{device}{name}"), SHOWN) for name in ("", "-GW")]
    for server in servers:
        (server.trust.folder / "collector.der").write_bytes(collector.client_certificate)
        await server.start()
    driving = asyncio.create_task(driven(*servers, lag_s, wrong))
    await asyncio.sleep(lag_s)
    plan = plan_for(table(*servers, device), duration_s=duration_s)
    bundle = await carry_out(plan, collector)
    driving.cancel()
    await asyncio.gather(driving, return_exceptions=True)
    for server in servers:
        await server.stop()
    return Made(plan, bundle, collector, {})


LAGS = [(0.0, 0.0), (0.2, 0.0), (2.0, 0.0), (0.2, 0.05)]


@pytest.fixture(scope="module")
def taken(tmp_path_factory, collector):
    """One capture a lag, side by side."""

    async def every():
        place = tmp_path_factory.mktemp("lag")
        return await asyncio.gather(
            *(captured(place / str(n), collector, lag, wrong, 8) for n, (lag, wrong) in enumerate(LAGS))
        )

    return dict(zip(LAGS, asyncio.run(every()), strict=True))


@pytest.mark.parametrize("case", LAGS, ids=str)
def test_lag_of_a_real_gateway_lies_within_its_error(taken, case):
    """Two real servers, none, 200 and 2,000 ms apart: the lag told is the true one within the error told."""
    judged = taken[case].judge()
    assert not isinstance(judged, Refused), judged
    (comparison,) = judged.integration.comparisons
    assert comparison.sources == ("opcua", "gateway")
    assert abs(comparison.lag.middle_ms - 1000 * case[0]) <= comparison.lag.error_ms + 1000 * STEP_S
    assert comparison.lag.error_ms <= 400
    is_right = case[1] == 0
    assert (comparison.permille >= 980) == is_right
    assert ("L5" in judged.reached) == is_right
    if not is_right:
        assert comparison.permille >= 850
        assert "l5.disagrees" in {reason.code for reason in judged.entries[5].reasons}


def test_gateways_key_is_challenged_under_its_own_name(taken):
    """The gateway signs a nonce of its own; its requests stay apart from the machine's, and its marker is seen too."""
    made = taken[LAGS[0]]
    judged, history = made.judge(), history_of(made.bundle)
    gateway = judged.integration.gateway
    assert (gateway["challenge_bound"], gateway["problems"]) == (True, [])
    ours, theirs = history.sessions[0].request.nonce, history.gateway.sessions[0].request.nonce
    assert ours != theirs
    assert "C" in judged.flags
    assert any(marker.startswith("gateway.") for marker in judged.markers)
    assert json.loads(json.dumps(judged.as_json()["integration"])) == judged.as_json()["integration"]


def test_plan_with_a_gateway_is_written_and_read_again(taken):
    """The gateway's table survives the way through the plan's text."""
    plan = taken[LAGS[0]].plan
    assert parse(render(plan)) == plan


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b'device = "M00-GW"', b'device = "M00"', "plan.twice"),
        (
            b'[[machine.gateway.signals]]\nname = "x"',
            b'[[machine.gateway.signals]]\nname = "other"',
            "plan.signal_unknown",
        ),
        (b"[machine.gateway.opcua]", b"[machine.gateway.opcua]\nsecret = 1", "plan.unknown"),
    ],
)
def test_gateway_that_cannot_be_planned_is_refused(taken, before, after, code):
    """The machine's own name, a signal the machine does not have, an unknown key: each is named."""
    read = parse(render(taken[LAGS[0]].plan).replace(before, after))
    assert code in {problem.code for problem in read.problems}


def test_forged_record_of_a_gateway_is_named():
    """A record that is none, or one within another, is named and left out."""
    history = replay(replace(record, data=data) for record, data in _forged())
    assert [problem.code for problem in history.problems] == ["record.unreadable"] * 3


def _forged():
    one = Record(Kind.GATEWAY, 1, 1, b"")
    return [(one, b""), (one, bytes([Kind.GATEWAY]) + bytes([Kind.BEAT])), (one, b"\xff")]


def test_foreign_client_is_seen_in_the_diagnostics(tmp_path, collector):
    """A second client of another maker's server is named with its application, since when; ours is not among them."""
    plate = {"manufacturer": "Peer Machine Works", "model": "PM-7", "serial": "PM7-0042"}

    async def made(told):
        mes = Client(told["opcua_url"])
        mes.application_uri, mes.name, mes.description = "urn:test:mes", "MES", "MES"
        await mes.set_security_string(f"Basic256Sha256,SignAndEncrypt,{tmp_path}/mes.der,{tmp_path}/mes.pem")
        async with mes:
            plan = plan_for(told["machine"])
            return Made(plan, await carry_out(plan, collector), collector, told)

    certificate = write_mes(tmp_path)
    with node_opcua_machine(tmp_path / "peer", plate, [collector.client_certificate, certificate]) as told:
        judged = asyncio.run(made(told)).judge()
    clients = judged.integration.clients
    assert clients.state == "read"
    (seen,) = clients.foreign
    assert seen.client.application_uri == "urn:test:mes"
    assert seen.times == seen.readings >= 2
    assert seen.client.since is not None
    assert clients.sessions >= 2
    assert "L5" in judged.reached


def write_mes(place):
    certificate, key = write_certificate(place, "urn:test:mes", "mes")
    (place / "mes.der").write_bytes(certificate.read_bytes())
    (place / "mes.pem").write_bytes(key.read_bytes())
    return certificate.read_bytes()


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([], "not_read"),
        ([{ENABLED: DataValue(False, 0, None, None)}], "off"),
        ([{SESSIONS: DataValue(None, 0x801F0000, None, None)}], "not_readable"),
        ([{SESSIONS: DataValue([], 0, None, None)}], "off"),
        ([{SESSIONS: DataValue([(NodeId(0, 867), b"short"), "none"], 0, None, None)}], "off"),
    ],
)
def test_what_cannot_be_read_is_said(said, state):
    """Off, refused, empty, broken: no client is invented, and why none was observed is told."""
    session = Connection({}, 0)
    session.diagnostics = said
    found = clients_of(History(connections=[session]))
    assert (found.state, found.foreign) == (state, ())
    assert len(found.shortfalls()) == 1


def test_thresholds_decide_on_the_gateway(taken):
    """What the edition asks for is what counts: with a stricter number of changes the same capture does not suffice."""
    strict = replace(THRESHOLDS, agreement=replace(THRESHOLDS.agreement, least_changes=10_000))
    judged = taken[LAGS[0]].judge(thresholds=strict)
    assert "l5.too_few_changes" in {reason.code for reason in judged.entries[5].reasons}


def test_bundle_holds_the_gateways_raw_bytes(taken):
    """What the gateway said stands in the sealed segments as records of its own kind."""
    kinds = {record.kind for segment in _segments(taken[LAGS[0]].bundle) for record in segment.records}
    assert Kind.GATEWAY in kinds


def _segments(bundle):
    return [read_segment(part) for part in read_bundle(bundle).segments]
