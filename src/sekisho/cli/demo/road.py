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
from sekisho.cli.demo.account import Account, Entry
from sekisho.cli.demo.client import Client, Json, RefusedError
from sekisho.cli.demo.scenario import Member, Scenario, Step
from sekisho.domain.values.finding import Value


class RoadError(Exception):
    """A step did not come out as the scenario says it must."""


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
        """Give the number of a scenario's case. Raises RoadError where it was not opened yet."""
        if name not in self.cases:
            raise RoadError(f"case {name} has not been opened yet; the scenario needs an 'open' step before")
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

    def deadline(self, answer: Json) -> str:
        """Give the deadline the newest event of an answer sets, if any."""
        said = self.body(answer)
        return str(said.get("due_at") or said.get("verify_by") or "")

    def command_line(self, *arguments: str) -> tuple[int, Json]:
        """Run the ``sekisho`` command; give its exit code and its JSON."""
        called = [sys.executable, "-m", "sekisho.cli.main", *arguments, "--json", "--lang", self.language]
        done = subprocess.run(called, capture_output=True, text=True, check=False, timeout=300)
        try:
            return done.returncode, json.loads(done.stdout)
        except ValueError as error:
            raise RoadError(f"sekisho {' '.join(arguments)}: {done.stderr[-1500:] or done.stdout[-500:]}") from error


def entry(road: Road, step: Step, outcome: str, **more: Any) -> Entry:
    """Make an account entry of a step."""
    who = road.member(step.by).name if step.by else ""
    return Entry(step.at, step.case, step.do, who, outcome, **more)


def refused(road: Road, step: Step, error: RefusedError) -> Entry:
    """Make the entry of a refused step; a refusal the scenario does not expect is an error of the rehearsal."""
    if not step.expect:
        raise RoadError(f"{step.at:%Y-%m-%d} {step.case} {step.do}: {error}") from error
    missing = set(step.expect) - error.codes
    if missing:
        raise RoadError(f"{step.case} {step.do}: refused, but not for {', '.join(sorted(missing))}: {error}")
    return entry(road, step, "refused", reasons=tuple(error.findings))


def expected(step: Step, codes: set[str]) -> None:
    """Check that what a step had to be refused for is among the reasons. Raises RoadError."""
    missing = set(step.expect) - codes
    if missing:
        raise RoadError(
            f"{step.case} {step.do}: expected {', '.join(sorted(missing))}, found {', '.join(sorted(codes))}"
        )


def from_answer(road: Road, step: Step, answer: Json, **more: Any) -> Entry:
    """Make the entry of an accepted command from the API's answer: document, yen, and the proof's place."""
    events = answer.get("events") or []
    last: Mapping[str, Value] = events[-1] if events else {}
    proof = f"{last.get('stream')}#{last.get('seq')} {str(last.get('digest'))[:16]}" if last else ""
    more.setdefault("facts", {"state": answer.get("state"), "receipt": answer.get("receipt")})
    return entry(road, step, "done", document=str(answer.get("document") or ""), proof=proof, **more)
