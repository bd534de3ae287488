"""What a step's ``do`` means: a few verbs of their own, and every command of the transition table by its name."""

import base64
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Timer

from sekisho.cli.demo.account import Entry
from sekisho.cli.demo.client import Json
from sekisho.cli.demo.road import Road, RoadError, entry, expected, from_answer
from sekisho.cli.demo.scenario import Step
from sekisho.domain.casework.table import rows_of, track_of
from sekisho.domain.values.finding import Value

Verb = Callable[[Road, Step], Entry]


def _text(step: Step, name: str) -> str:
    value = step.details.get(name)
    return value if isinstance(value, str) else ""


def _codes(findings: list[Json], *outcomes: str) -> set[str]:
    return {str(finding["code"]) for finding in findings if finding["outcome"] in outcomes}


def publish(road: Road, step: Step) -> Entry:
    """Propose an edition of Annex A as one officer and publish it as another."""
    name, second = _text(step, "edition"), _text(step, "second")
    data = road.seed(name)
    proposed = road.client(step.by).json("POST", f"/editions/{name}", data=data)
    digest = str(road.body(proposed)["blob"])
    road.client(second).json("POST", f"/editions/{digest}/publish")
    return entry(road, step, "done", facts={"edition": name, "sha256": digest}, proof=f"sha256:{digest[:16]}")


def open_pool(road: Road, step: Step) -> Entry:
    """Open the pool with the cap the program states."""
    answer = road.client(step.by).json("POST", "/pool")
    balances = answer["balances"]
    return entry(road, step, "done", yen=balances["appropriation"], facts=dict(balances))


def register(road: Road, step: Step) -> Entry:
    """Apply for a registration, take it up and register it."""
    details = {name: step.details[name] for name in ("subject", "key", "particulars")}
    applied = road.client(step.by).json("POST", "/registrations", body={"command": "apply", "details": details})
    officer = road.client(_text(step, "officer"))
    name = applied["registration"]
    officer.json("POST", "/registrations", body={"command": "take_up", "registration": name, "details": {}})
    granted = {"valid_from": _text(step, "valid_from") or step.at.date().isoformat()}
    body: dict[str, Value] = {"command": "register", "registration": name, "details": dict(granted)}
    officer.json("POST", "/registrations", body=body)
    return entry(road, step, "done", facts={"registration": name, "valid_from": granted["valid_from"]})


def _stands_in_the_way(finding: Json) -> bool:
    return finding["kind"] == "gate" and finding["due"] and finding["outcome"] in {"not_met", "undetermined"}


def _relatives(road: Road, nearest: list[Json]) -> list[str]:
    """Say which listed models are nearest, and what differs."""
    return [
        road.account.text(
            "screen.near_identical" if relative["identical"] else "screen.near",
            maker=relative["maker"],
            model=relative["model"],
            differences="; ".join(relative["differences"]),
        )
        for relative in nearest
    ]


def screen(road: Road, step: Step) -> Entry:
    """Screen a case's file before anything is bought, with the command line."""
    path = road.case_file(step.case)
    _, answer = road.command_line("screen", str(path), "--as-of", step.at.isoformat(), "--home", str(road.home))
    findings = [finding for line in answer["lines"] for finding in line["findings"]]
    expected(step, _codes(findings, "not_met", "undetermined"))
    outcome = {"met": "done", "not_met": "refused"}.get(answer["outcome"], "undetermined")
    wanted = [finding for finding in findings if _stands_in_the_way(finding)]
    nearest = [relative for line in answer["lines"] for relative in line["nearest"]]
    facts = {"outcome": answer["outcome"], "edition": answer["edition_on"], "nearest": nearest}
    shown = [road.account.reason(finding) for finding in findings if finding["kind"] == "gate" and finding["due"]]
    return entry(road, step, outcome, reasons=tuple(wanted), facts=facts, shown=(*shown, *_relatives(road, nearest)))


def plan(road: Road, step: Step) -> Entry:
    """Plan backwards from the window's end, with the command line."""
    path = road.case_file(step.case)
    code, answer = road.command_line("plan", str(path), "--as-of", step.at.isoformat())
    outcome = "done" if code == 0 else "refused"
    return entry(
        road, step, outcome, deadline=str(answer.get("latest_start", "")), facts={"steps": answer.get("steps", [])}
    )


def quote(road: Road, step: Step) -> Entry:
    """Quote customs value, taxes, landed cost, subsidy and payback, with the command line."""
    path = road.case_file(step.case)
    _, answer = road.command_line("quote", str(path), "--as-of", step.at.isoformat())
    shown = road.account.text("demo.quoted", **answer["totals"])
    return entry(road, step, "done", yen=answer["totals"]["subsidy"], facts=answer["totals"], shown=(shown,))


def open_case(road: Road, step: Step) -> Entry:
    """Open the case with its file as the draft."""
    content = road.scenario.cases[step.case].get("file")
    answer = road.client(step.by).json("POST", "/cases", body=content if isinstance(content, dict) else {})
    road.cases[step.case] = answer["case"]
    return from_answer(road, step, answer)


def lock(road: Road, step: Step) -> Entry:
    """Lock the draft for signing."""
    answer = road.client(step.by).json("POST", f"/cases/{road.case_id(step.case)}/lock")
    return from_answer(road, step, answer, yen=answer["amount"])


def screen_case(road: Road, step: Step) -> Entry:
    """Screen the open case and keep the result on it."""
    answer = road.client(step.by).json("POST", f"/cases/{road.case_id(step.case)}/screen")
    return from_answer(road, step, answer)


def file(road: Road, step: Step) -> Entry:
    """File a paper."""
    body: dict[str, Value] = {
        name: step.details[name] for name in ("kind", "name", "line", "about") if name in step.details
    }
    text = (
        _text(step, "text")
        or f"{_text(step, 'kind')}: {step.case} ({_text(step, 'name')}) — illustrative rehearsal paper\n"
    )
    body["data"] = base64.b64encode(text.encode()).decode()
    body["media_type"] = "text/plain; charset=utf-8"
    answer = road.client(step.by).json("POST", f"/cases/{road.case_id(step.case)}/documents", body=body)
    return from_answer(road, step, answer, facts={"kind": body["kind"]})


def _document(road: Road, step: Step) -> str:
    view = road.view(step.case, step.by)
    kind, line = _text(step, "kind"), _text(step, "line")
    found = [d for d in view["case"]["documents"].values() if d["kind"] == kind and (not line or d["line"] == line)]
    if not found:
        raise RoadError(f"{step.case}: no paper of the kind {kind} has been filed")
    return str(found[-1]["id"])


def accept(road: Road, step: Step) -> Entry:
    """Accept a paper, as an officer."""
    details: dict[str, Value] = {"document": _document(road, step)}
    answer = road.client(step.by).command(road.case_id(step.case), "accept_document", details)
    return from_answer(road, step, answer, facts={"kind": _text(step, "kind")})


def seal(road: Road, step: Step) -> Entry:
    """Seal what was written so far under a new checkpoint."""
    answer = road.client(step.by).json("POST", "/log/seal")
    checkpoint = answer.get("checkpoint") or {}
    return entry(road, step, "done", proof=f"log {checkpoint.get('size')} {str(checkpoint.get('root'))[:16]}")


def capture(road: Road, step: Step) -> Entry:
    """Issue a capture plan, run the collector at the factory, and hand in what it sealed."""
    case, line = road.case_id(step.case), _text(step, "line")
    machine = road.machines[_text(step, "machine")]
    officer = road.client(_text(step, "officer"))
    body: dict[str, Value] = {"machine": machine["machine"]}
    issued = officer.json("POST", f"/cases/{case}/lines/{line}/capture-plan", body=body)
    bundle = _collect(road, step, base64.b64decode(issued["plan"]), machine)
    answer = road.client(step.by).json("POST", f"/cases/{case}/lines/{line}/captures", data=bundle.read_bytes())
    assessment = road.body(answer).get("assessment") or {}
    return from_answer(road, step, answer, facts={"assessment": assessment}, shown=(_observed(road, assessment),))


def _observed(road: Road, assessment: Json) -> str:
    """Say what a capture showed: levels, the challenge, gaps, and how far both protocols agree."""
    agreement = min((signal["permille"] for signal in assessment["agreement"]), default=0)
    return road.account.text(
        "demo.captured",
        levels=", ".join(assessment["reached"]),
        bound="C" in assessment["flags"],
        gap_ms=assessment["gap_ms"],
        agreement=f"{agreement / 10:g} %",
        key=str(assessment["key_sha256"])[:16],
    )


def _collect(road: Road, step: Step, plan_bytes: bytes, machine: Json) -> Path:
    place = road.place / "captures"
    place.mkdir(parents=True, exist_ok=True)
    path, bundle = place / f"{step.case}.plan.toml", place / f"{step.case}.{step.at:%Y%m%d}.zip"
    path.write_bytes(plan_bytes)
    identity = road.collector(machine)
    if machine.get("cut_after_s"):
        Timer(float(machine["cut_after_s"]), os.kill, (int(machine["pid"]), signal.SIGKILL)).start()
    road.command_line("capture", "run", str(path), "--out", str(bundle), "--identity", str(identity))
    return bundle


def _defaults(road: Road, step: Step) -> dict[str, Value]:
    """Fill in what a person would read off the case page: the root that is signed, the amount at stake."""
    fields = {field.name for row in rows_of(track_of(step.do), step.do) for field in row.takes}
    if not fields & {"root", "amount", "account"}:
        return {}
    view = road.view(step.case, step.by)
    held = view["case"]["balance"]
    amounts = {"grant": held["reserved"], "fix_amount": view["earned"], "claim": held["payable"]}
    filled: dict[str, Value] = {"root": view["case"]["root"], "amount": amounts.get(step.do)}
    if "account" in fields:
        filled["account"] = road.keep(step.by, _text(step, "account_text") or "illustrative account")
    return {name: value for name, value in filled.items() if name in fields and value is not None}


def command(road: Road, step: Step) -> Entry:
    """Carry any command of the transition table."""
    given: Mapping[str, Value] = {k: v for k, v in step.details.items() if k not in {"line", "account_text"}}
    details = {**_defaults(road, step), **given}
    signed = any(row.signed for row in rows_of(track_of(step.do), step.do))
    case = road.case_id(step.case)
    answer = road.client(step.by).command(case, step.do, details, line=_text(step, "line"), signed=signed)
    amount = details.get("amount")
    return from_answer(road, step, answer, yen=amount if type(amount) is int else None, deadline=road.deadline(answer))


VERBS: Mapping[str, Verb] = {
    "publish": publish,
    "open_pool": open_pool,
    "register": register,
    "screen": screen,
    "plan": plan,
    "quote": quote,
    "open": open_case,
    "lock": lock,
    "screen_case": screen_case,
    "file": file,
    "accept": accept,
    "seal": seal,
    "capture": capture,
}
