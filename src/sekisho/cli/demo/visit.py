"""At the factory: the office issues a plan with a fresh challenge, the collector captures, the bundle is handed in."""

import base64
import json
import os
import signal
from collections import Counter
from pathlib import Path
from threading import Timer

from sekisho.cli.demo.account import Entry, Remark
from sekisho.cli.demo.client import Json
from sekisho.cli.demo.road import Road, from_answer
from sekisho.cli.demo.scenario import Step
from sekisho.domain.values.finding import Outcome, Value


def _collect(road: Road, step: Step, plan_bytes: bytes, machine: Json) -> Path:
    place = road.place / "captures"
    place.mkdir(parents=True, exist_ok=True)
    stem = f"{step.case}.{step.details['line']}.{step.at:%Y%m%dT%H%M}"
    path, bundle = place / f"{stem}.plan.toml", place / f"{stem}.zip"
    path.write_bytes(plan_bytes)
    identity = road.collector(machine)
    # Killed, not stopped: a machine that loses its power says goodbye to nobody.
    if machine.get("cut_after_s"):
        Timer(float(machine["cut_after_s"]), os.kill, (int(machine["pid"]), signal.SIGKILL)).start()
    declared = _declared(step, place / f"{stem}.topology.toml")
    road.command_line("capture", "run", str(path), "--out", str(bundle), "--identity", str(identity), *declared)
    return bundle


def _declared(step: Step, path: Path) -> tuple[str, ...]:
    """Write the integrator's topology file, where the scenario has one, and give how the collector is told of it."""
    topology = step.details.get("topology")
    if not isinstance(topology, str):
        return ()
    path.write_text(topology, encoding="utf-8")
    return "--topology", str(path)


def _network(road: Road, assessment: Json) -> tuple[Remark, ...]:
    """Say how the network that was observed differs from the one the integrator declared, where he did."""
    topology = assessment.get("topology") or {}
    if not topology.get("declared"):
        return ()
    counted = Counter(str(row["status"]) for row in topology["differences"])
    facts = {name: counted[name] for name in ("agrees", "not_observed", "not_declared", "differs")}
    return (Remark(road.account.text("demo.network", **facts)),)


def _enrol(road: Road, person: str, collector: Path) -> None:
    """Have the collector enrolled for who hands its captures in, once; one that was made elsewhere has no enrolment."""
    enrolment, client = collector / "enrolment.json", road.client(person)
    if not enrolment.is_file():
        return
    known = {one["public_key"] for one in client.json("GET", "/collectors")["collectors"]}
    if json.loads(enrolment.read_bytes())["public_key"] not in known:
        client.json("POST", "/collectors", data=enrolment.read_bytes())


def _observed(road: Road, assessment: Json) -> tuple[Remark, ...]:
    """Say what a capture showed: levels, the challenge, gaps, and how far both protocols agree."""
    agreement = min((signal_["permille"] for signal_ in assessment["agreement"]), default=None)
    agreed = "—" if agreement is None else f"{agreement / 10:g} %"
    bound = "C" in assessment["flags"]
    signed = road.account.text("demo.challenge", bound=bound, key=str(assessment["key_sha256"])[:16])
    seen = road.account.text("demo.observed", levels=", ".join(assessment["reached"]))
    lasting = road.account.text("demo.lasting", gap_ms=assessment["gap_ms"], agreement=agreed)
    told = Remark(signed, Outcome.MET if bound else Outcome.UNDETERMINED)
    return told, Remark(seen), Remark(lasting), *_network(road, assessment)


def capture(road: Road, step: Step) -> Entry:
    """Issue a capture plan, run the collector at the factory, and hand in what it sealed."""
    case, line = road.case_id(step.case), str(step.details["line"])
    machine = road.machines[str(step.details["machine"])]
    officer = road.client(str(step.details["officer"]))
    body: dict[str, Value] = {"machine": machine["machine"]}
    issued = officer.json("POST", f"/cases/{case}/lines/{line}/capture-plan", body=body)
    _enrol(road, step.by, road.collector(machine))
    bundle = _collect(road, step, base64.b64decode(issued["plan"]), machine)
    answer = road.client(step.by).json("POST", f"/cases/{case}/lines/{line}/captures", data=bundle.read_bytes())
    assessment = road.body(answer).get("assessment") or {}
    return from_answer(road, step, answer, facts={"assessment": assessment}, shown=_observed(road, assessment))
