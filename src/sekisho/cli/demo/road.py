"""The road: carries a scenario's steps through the HTTP API and the command line, and keeps the account."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sekisho.bootstrap.package import seed_files
from sekisho.cli.demo.account import Account, Entry, Remark
from sekisho.cli.demo.client import Client, Json, RefusedError
from sekisho.cli.demo.scenario import Member, Scenario, Step
from sekisho.domain.casework.table import ROWS
from sekisho.domain.values.finding import Finding, Outcome, Value

#: The deadline each event of the table sets, by the name its text has.
CLOCKS = {row.event: row.deadline for rows in ROWS.values() for row in rows if row.deadline}


#: How much of a hash is shown to people; the whole of it stands in account.json.
SHOWN = 16


class RoadError(Exception):
    """The road cannot go on: a step did not come out as the scenario says it must."""

    def __init__(self, finding: Finding) -> None:
        """Take what went wrong, at which step."""
        super().__init__(f"{finding.code} {finding.place} {dict(finding.facts)}")
        self.finding = finding


@dataclass(slots=True)
class Road:
    """Where a rehearsal stands: who is there, which cases are open, which machines run."""

    scenario: Scenario
    place: Path
    language: str
    clients: Mapping[str, Client]
    machines: Mapping[str, Json]
    account: Account
    program: str
    cases: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)
    now: datetime | None = None

    @property
    def home(self) -> Path:
        """Give the service's home, whose registers the command line reads."""
        return self.place / "home"

    def member(self, person: str) -> Member:
        """Give a person of the cast."""
        return next(member for member in self.scenario.cast if member.id == person)

    def client(self, person: str) -> Client:
        """Give a person's access to the service."""
        return self.clients[person]

    def case_id(self, name: str) -> str:
        """Give the number of a scenario's case, which an ``open`` step has given it."""
        return self.cases[name]

    def office(self) -> Client:
        """Give somebody of the office, for what the system does by itself."""
        return next(self.clients[member.id] for member in self.scenario.cast if member.side == "office")

    def case_file(self, name: str) -> Path:
        """Write a case's file as its people would hand it in."""
        place = self.place / "cases" / f"{name}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        content = self.scenario.cases[name].get("file")
        place.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        return place

    def view(self, name: str, person: str) -> Json:
        """Give a case as one person sees it."""
        return self.client(person).json("GET", f"/cases/{self.case_id(name)}")

    def body(self, answer: Json) -> Json:
        """Give what the newest event of an answer says; the API gives it as JSON beside the exact bytes' digest."""
        events = answer.get("events") or [answer]
        said = events[-1].get("body") or answer.get("body") or {}
        return dict(said) if isinstance(said, dict) else {}

    def keep(self, person: str, text: str) -> str:
        """Keep bytes a command will name; give their digest."""
        return str(self.client(person).json("POST", "/blobs", data=text.encode())["digest"])

    def keep_account(self, person: str, parts: Mapping[str, Value]) -> str:
        """Keep a payee's account; give the digest a claim names it by."""
        return str(self.client(person).json("POST", "/accounts", body=parts)["digest"])

    def seed(self, name: str) -> bytes:
        """Give a file the package ships: an edition as it would be handed to the office."""
        return seed_files(self.program)[name]

    def collector(self, machine: Json) -> Path:
        """Give the collector's folder; its certificate is handed to the machine's operator before the first capture.

        A machine that runs already may name the collector it trusts.
        """
        if machine.get("collector"):
            return Path(str(machine["collector"]))
        folder = self.place / "collector"
        if not folder.exists():
            self.command_line("capture", "enrol", str(folder))
        certificate = (folder / "client.der").read_bytes()
        (Path(str(machine["trusted"])) / "collector.der").write_bytes(certificate)
        return folder

    def command_line(self, *arguments: str) -> tuple[int, Json]:
        """Run the ``sekisho`` command; give its exit code and its JSON. Raises RefusedError for unusable input."""
        called = [sys.executable, "-m", "sekisho.cli.main", *arguments, "--json", "--lang", self.language]
        done = subprocess.run(called, capture_output=True, text=True, check=False, timeout=300)
        try:
            answer = json.loads(done.stdout)
        except ValueError as error:
            facts: dict[str, Value] = {
                "command": " ".join(arguments[:2]),
                "problem": (done.stderr or done.stdout)[-800:],
            }
            raise RoadError(Finding("demo.command_failed", Outcome.NOT_MET, facts=facts)) from error
        if answer.get("refused"):
            raise RefusedError(answer["refused"])
        return done.returncode, answer


def entry(road: Road, step: Step, outcome: str, **more: Any) -> Entry:
    """Make an account entry of a step."""
    more.setdefault("who", road.member(step.by).name)
    more.setdefault("name", road.account.name(step.do))
    return Entry(step.at, step.case, step.do, outcome=outcome, **more)


def _stumbled(step: Step, code: str, **facts: Value) -> RoadError:
    """Make the error of a step that did not come out as the scenario says."""
    told: dict[str, Value] = {"day": step.at.date().isoformat(), "case": step.case, "step": step.do, **facts}
    return RoadError(Finding(code, Outcome.NOT_MET, facts=told))


def expected(step: Step, codes: set[str], texts: str = "") -> None:
    """Check that what a step had to be refused for is among the reasons. Raises RoadError."""
    missing = sorted(set(step.expect) - codes)
    if missing and codes:
        raise _stumbled(step, "demo.other_reasons", expected=[*missing], found=[*sorted(codes)], problem=texts)
    if missing:
        raise _stumbled(step, "demo.not_refused", expected=[*missing])


def _nothing_moves(road: Road, step: Step) -> tuple[Remark, ...]:
    """Say where a case's money stays while it waits or is refused; only once it has any."""
    if step.case not in road.cases:
        return ()
    held = road.office().json("GET", f"/cases/{road.case_id(step.case)}")["case"]["balance"]
    told = {name: held[name] for name in ("reserved", "committed", "payable", "paid")}
    return (Remark(road.account.text("demo.nothing_moves", **told)),) if any(told.values()) else ()


def refused(road: Road, step: Step, error: RefusedError) -> Entry:
    """Make the entry of a refused step; a refusal the scenario does not expect is an error of the rehearsal."""
    if not step.expect:
        raise _stumbled(step, "demo.refused", problem=str(error)) from error
    expected(step, error.codes, str(error))
    reasons = tuple(error.findings)
    shown = (*road.account.remarks(reasons), *_nothing_moves(road, step))
    return entry(road, step, "refused", name=road.account.name(step.do), reasons=reasons, shown=shown)


def deadline(answer: Json) -> tuple[str, str]:
    """Give the deadline the newest events of an answer set, and its name; empty where there is none."""
    for event in reversed(answer.get("events") or []):
        said = event.get("body") or {}
        due = said.get("verify_by") or said.get("due_at")
        if due and event.get("type") in CLOCKS:
            return str(due), CLOCKS[event["type"]]
    return "", ""


def from_answer(road: Road, step: Step, answer: Json, **more: Any) -> Entry:
    """Make the entry of an accepted command from the API's answer: document, yen, and the proof's place."""
    events = answer.get("events") or []
    last: Mapping[str, Value] = events[-1] if events else {}
    proof = f"{last.get('stream')}#{last.get('seq')}:{str(last.get('digest'))[:SHOWN]}" if last else ""
    due, clock = deadline(answer)
    until = road.account.word("clock", clock) if clock else ""
    facts = {"state": answer.get("state"), "receipt": answer.get("receipt"), "root": answer.get("root")}
    facts["digest"] = last.get("digest")
    more["facts"] = {**facts, **more.get("facts", {})}
    document = str(answer.get("document") or "")
    return entry(road, step, "done", document=document, proof=proof, deadline=due, until=until, **more)
