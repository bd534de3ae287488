"""Probing an address before a capture is planned: what is there, which level it could reach, what is missing."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.capture.challenge import POLICY_PREFIX, ServerKey, server_key
from sekisho.capture.collect.agent import Agent, FetchError, client_for
from sekisho.capture.collect.session import LOST, Own, RefusedError, Session, cause_of, choose, discover
from sekisho.capture.companion.model_check import judge_models, shortfalls
from sekisho.capture.identity import Collector, check_client
from sekisho.capture.judge.nameplate import Claim, claims_of, incomplete
from sekisho.capture.judge.simulator import markers
from sekisho.capture.mtconnect.document import Device, Document, is_weak_uuid
from sekisho.capture.opcua.service import Endpoint
from sekisho.capture.plan.capture_plan import AgentPlan, CapturePlan, Identity, MachinePlan, OpcUaPlan
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import History
from sekisho.capture.replay.player import replay
from sekisho.capture.sealed.recorder import Recorder, Subject
from sekisho.capture.sealed.segment import records_in

#: Seconds for browsing the whole server: a probe is over within its minute, and says where it was cut off.
SURVEY_S = 30.0
MODES = {1: "None", 2: "Sign", 3: "SignAndEncrypt"}


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What stands at an address; ``level`` is the highest of L0 to L2 a capture could reach there, empty for none."""

    url: str
    protocol: str
    level: str
    facts: dict[str, Value]
    problems: tuple[Problem, ...]
    #: Everything that was asked and answered, for what else is read from it (readiness).
    history: History = field(default_factory=History, repr=False, compare=False)

    def as_json(self) -> dict[str, Value]:
        """Give the report as plain values."""
        problems: list[Value] = [problem.as_json() for problem in self.problems]
        return {"url": self.url, "protocol": self.protocol, "level": self.level, **self.facts, "problems": problems}


async def probe(url: str, collector: Collector | None = None) -> ProbeReport:
    """Look at an OPC UA endpoint (``opc.tcp``) or an MTConnect agent (``http``, ``https``).

    With a collector's identity a session is tried too, which shows whether the machine trusts it; nothing is written.
    """
    scheme = url.partition("://")[0]
    if scheme == "opc.tcp":
        return await _opcua(url, collector)
    if scheme in {"http", "https"}:
        return await _mtconnect(url)
    return ProbeReport(url, "", "", {}, (Problem("probe.scheme", facts={"url": url}),))


def _recorder() -> Recorder:
    return Recorder(Subject("probe", "probe", ""), Ed25519PrivateKey.generate())


def _history(recorder: Recorder) -> History:
    return replay(records_in(recorder.finish(is_interrupted=False)))


async def _opcua(url: str, collector: Collector | None) -> ProbeReport:
    recorder, plan = _recorder(), OpcUaPlan(url, is_first_use=True)
    problems: list[Problem] = []
    is_connected = False
    try:
        choice = choose(await discover(plan, recorder))
        if choice is None or not choice.is_secure:
            problems.append(Problem("probe.no_secure_endpoint"))
        elif collector is None:
            problems.append(Problem("probe.no_identity"))
        else:
            problems += check_client(collector.client_certificate, collector.client_key, datetime.now(UTC))
            is_connected = not problems and await _try(plan, recorder, collector)
    except (*LOST, RefusedError) as error:
        problems.append(Problem(cause_of(error), facts={"error": f"{type(error).__name__}: {error}"[:300]}))
    history = _history(recorder)
    return replace(_opcua_report(url, history, problems, is_connected=is_connected), history=history)


def _plan(opcua: OpcUaPlan) -> CapturePlan:
    machine = MachinePlan("probe", Identity("", "", ""), (), opcua=opcua)
    return CapturePlan("probe", "probe", "rehearsal", secrets.token_bytes(32), 1, 1000, machine)


async def _try(plan: OpcUaPlan, recorder: Recorder, collector: Collector) -> bool:
    choice = choose(await discover(plan, recorder))
    session = Session(_plan(plan), plan, recorder, attempt=1)
    try:
        if choice is not None:
            await session.connect(choice, Own(collector.client_certificate, collector.client_key), {})
            await session.look()
            await session.read_nameplates()
            await session.survey(SURVEY_S)
    finally:
        await session.leave()
    return choice is not None


def _key_of(endpoints: tuple[Endpoint, ...], problems: list[Problem]) -> ServerKey | None:
    try:
        return server_key(endpoints[0].certificate)
    except ValueError:
        problems.append(Problem("signature.no_rsa_certificate"))
        return None


def _named(claims: list[Claim]) -> list[Problem]:
    if not claims:
        return [Problem("l2.no_identification")]
    devices = [claim for claim in claims if claim.place]
    told = [claim for claim in claims if not claim.place]
    lacking = [Problem("l2.incomplete", name, {"source": claim.source}) for claim in told for name in claim.missing]
    return lacking + (incomplete(devices) if devices else [])


def _opcua_report(url: str, history: History, problems: list[Problem], *, is_connected: bool) -> ProbeReport:
    endpoints = next((connection.endpoints for connection in history.connections if connection.endpoints), ())
    if not endpoints:
        return ProbeReport(url, "opcua", "", {}, tuple(problems))
    key, claims = _key_of(endpoints, problems), claims_of(history, "")
    facts = _about(endpoints)
    facts |= {"certificate_sha256": key.certificate_sha256, "key_bits": key.key_bits} if key else {}
    models = judge_models(history, _plan(OpcUaPlan(url, is_first_use=True)), "", datetime.now(UTC).date())
    facts |= {"model": models.as_json()} if models.nodes else {}
    facts |= {"claims": [claim.as_json() for claim in claims], "markers": list(markers(history, key))}
    if not is_connected:
        # Without a session nobody was asked for a nameplate, so none is missing.
        return ProbeReport(url, "opcua", "L0", facts, tuple(problems))
    is_identified = any(not claim.missing for claim in claims)
    found = (*problems, *_named(claims), *shortfalls(models))
    return ProbeReport(url, "opcua", "L2" if is_identified else "L1", facts, found)


def _about(endpoints: tuple[Endpoint, ...]) -> dict[str, Value]:
    offers: list[Value] = [
        {"policy": endpoint.policy.removeprefix(POLICY_PREFIX), "mode": MODES.get(endpoint.mode, str(endpoint.mode))}
        for endpoint in endpoints
    ]
    first = endpoints[0]
    return {"application_uri": first.application_uri, "application_name": first.application_name, "endpoints": offers}


async def _mtconnect(url: str) -> ProbeReport:
    recorder = _recorder()
    plan = AgentPlan(url.rstrip("/"), is_first_use=True)
    async with client_for(plan) as client:
        agent = Agent(plan, recorder, client)
        try:
            document = await agent.fetch("probe")
        except (FetchError, httpx.InvalidURL) as error:
            return _no_answer(url, str(error))
    if document.kind != "Devices":
        return _no_answer(url, "; ".join(fault.code for fault in document.faults))
    return replace(_agent_report(url, document), history=_history(recorder))


def _no_answer(url: str, error: str) -> ProbeReport:
    return ProbeReport(url, "mtconnect", "", {}, (Problem("probe.no_answer", facts={"error": error}),))


def _unnamed(device: Device) -> list[Problem]:
    absent = ["uuid"] if is_weak_uuid(device.uuid) else []
    absent += [name for name, said in (("serial", device.serial), ("model", device.model)) if not said]
    return [Problem("l2.incomplete", name, {"source": "mtconnect"}) for name in absent]


def _agent_report(url: str, document: Document) -> ProbeReport:
    unnamed = [problem for device in document.devices for problem in _unnamed(device)]
    # Plain HTTP signs nothing and names nobody: an authentic channel cannot be seen there, whatever the agent says.
    problems = [*([Problem("l1.not_observable")] if url.startswith("http:") else []), *unnamed]
    facts: dict[str, Value] = {
        "schema": document.header.schema,
        "devices": [device.as_json() for device in document.devices],
        "items": len(document.items),
        "markers": ["mtconnect.testIndicator"] if document.header.is_test else [],
    }
    level = "L2" if document.devices and not unnamed else "L0"
    return ProbeReport(url, "mtconnect", level, facts, tuple(problems))
