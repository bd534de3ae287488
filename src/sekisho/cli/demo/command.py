"""``sekisho demo``: the whole road on one machine, from nothing to a verified dossier, with the portal left open."""

import json
import shutil
import signal
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import click

from sekisho import bootstrap
from sekisho.cli.demo import stage
from sekisho.cli.demo.account import Account, Entry
from sekisho.cli.demo.client import Client, Json, RefusedError, ServiceError
from sekisho.cli.demo.road import Road, RoadError, expected, refused
from sekisho.cli.demo.scenario import Scenario, Step, read_scenario
from sekisho.cli.demo.verb import VERBS, command
from sekisho.cli.output import DOES_NOT_HOLD, UNUSABLE, Voice, spoken, voice
from sekisho.cli.reader import read_file
from sekisho.domain.values.finding import Refusal, Value

SHIPPED = "smart-factory-2026.toml"
PROGRAM = "smart-factory-2026"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a rehearsal keeps its things: the home of the service, and what is left for scripts and auditors."""

    out: Path

    @property
    def home(self) -> Path:
        """Give the service's home."""
        return self.out / "home"


def _scenario(voice_: Voice, path: Path | None) -> Scenario:
    shipped = Path(str(files("sekisho.cli.demo") / "scenario" / SHIPPED))
    value = read_file(path or shipped)
    scenario = value if isinstance(value, Refusal) else read_scenario(value)
    if isinstance(scenario, Refusal):
        voice_.refuse(scenario)
    return scenario


def _fresh(out: Path) -> Places:
    """Begin anew: a rehearsal never goes on with what an earlier one left."""
    places = Places(out)
    for left in (places.home, out / "collector", out / "captures"):
        if left.exists():
            shutil.rmtree(left)
    out.mkdir(parents=True, exist_ok=True)
    return places


def _people(scenario: Scenario) -> list[bootstrap.NewPerson]:
    return [bootstrap.NewPerson(m.id, m.name, m.role, m.side, m.organisation) for m in scenario.cast]


def _carry(road: Road, step: Step) -> None:
    """Carry one step: move the clock, do it, keep the entry, and tell what the clock alone has changed."""
    _advance(road, step)
    verb = VERBS.get(step.do, command)
    try:
        done = verb(road, step)
    except RefusedError as error:
        done = refused(road, step, error)
    else:
        expected(
            step, {str(reason.get("code")) for reason in done.reasons} if step.do == "screen" else set(step.expect)
        )
    road.account.add(done)


def _advance(road: Road, step: Step) -> None:
    if road.now is not None and step.at <= road.now:
        return
    due = road.office().json("POST", "/clock", body={"to": step.at.isoformat()})
    road.now = step.at
    for change in due.get("changes") or []:
        road.account.add(_changed(road, step, change))


def _changed(road: Road, step: Step, change: Json) -> Entry:
    """Make the entry of what a new edition changes for one case, and why."""
    names = {number: name for name, number in road.cases.items()}
    case = names.get(str(change["case"]), str(change["case"]))
    reasons = tuple(change.get("reasons") or ())
    shown = [road.account.text("demo.changes", **{name: change[name] for name in ("before", "after", "edition_on")})]
    shown += [road.account.reason(reason) for reason in reasons]
    shown += [] if change["decides"] else [road.account.text("demo.spared")]
    return Entry(step.at, case, "edition_changes", "", "done", reasons=reasons, shown=tuple(shown), facts=dict(change))


def _finish(road: Road, places: Places) -> dict[str, Value]:
    """Export the main case's dossier and the trust file, verify the one with the other, then a copy one byte off."""
    case = road.case_id(road.scenario.main_case)
    dossier, trust = places.out / "dossier.zip", places.out / "trust.toml"
    dossier.write_bytes(road.office().call("GET", f"/cases/{case}/dossier"))
    trust.write_bytes(road.office().call("GET", "/trust"))
    whole, _ = road.command_line("verify", str(dossier), "--trust", str(trust))
    damaged = places.out / "dossier-one-byte-changed.zip"
    data = bytearray(dossier.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    changed, _ = road.command_line("verify", str(damaged), "--trust", str(trust))
    code, replay = road.command_line("fund", "replay", "--home", str(places.home))
    return {"verify": whole, "verify_one_byte_changed": changed, "fund_replay": code, "fund": replay}


def _write(places: Places, road: Road, checks: dict[str, Value], seconds: float, address: str) -> None:
    account: dict[str, Value] = {
        "rehearsal": True,
        "notice": "rehearsal with fictional makers and illustrative editions of Annex A; not a METI service",
        "seconds": round(seconds),
        "cases": dict(road.cases),
        "checks": checks,
        "address": address,
        "steps": road.account.as_json(),
    }
    text = json.dumps(account, ensure_ascii=False, indent=1)
    (places.out / "account.json").write_text(text, encoding="utf-8")


def _wait_for_end(said: Voice, address: str, road: Road) -> None:
    case = road.case_id(road.scenario.main_case)
    said.say("demo.open", address=address, case=f"{address}/{said.language.value}/cases/{case}/")
    for member, link in bootstrap.sign_in_links(address, said.language.value):
        said.say("demo.sign_in", name=member, link=link)
    said.say("demo.stop")
    stop = signal.sigwait({signal.SIGINT, signal.SIGTERM})
    said.say("demo.stopped", signal=signal.Signals(stop).name)


def _holds(checks: dict[str, Value]) -> bool:
    return checks["verify"] == 0 and checks["verify_one_byte_changed"] == 1 and checks["fund_replay"] == 0


def _run(said: Voice, scenario: Scenario, places: Places, *, once: bool, port: int) -> int:
    started = time.monotonic()
    bootstrap.found_rehearsal(places.home, PROGRAM)
    access = bootstrap.admit(_people(scenario), scenario.steps[0].at - timedelta(hours=1))
    with ExitStack() as stack:
        address = stack.enter_context(stage.portal(places.home, port))
        machines = {m.id: stack.enter_context(stage.machine(places.home, m)) for m in scenario.machines}
        clients = {name: Client(address, a.token, a.key, said.language.value) for name, a in access.items()}
        account = Account(said.wording, said.language, None if said.as_json else said.console)
        road = Road(scenario, places.out, said.language.value, clients, machines, account, PROGRAM)
        account.note("demo.begins", title=scenario.title.get(said.language.value, ""))
        for step in scenario.steps:
            _carry(road, step)
        checks = _finish(road, places)
        _write(places, road, checks, time.monotonic() - started, address)
        said.say("demo.checks", **checks)
        said.say("demo.ended", seconds=round(time.monotonic() - started), out=str(places.out))
        if not once:
            _wait_for_end(said, address, road)
    return 0 if _holds(checks) else DOES_NOT_HOLD


@click.command()
@click.option("--scenario", "path", type=click.Path(path_type=Path), help="A scenario file instead of the shipped one.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("var/demo"), help="Where everything is kept.")
@click.option("--once", is_flag=True, help="Do not leave the portal open.")
@click.option("--port", type=int, default=0, help="The portal's port; 0 takes a free one.")
@spoken
def demo(path: Path | None, out: Path, port: int, lang: str, *, once: bool, as_json: bool) -> None:
    """Carry three cases from screening to payment on this machine, as a rehearsal."""
    said = voice(lang, as_json=as_json)
    scenario = _scenario(said, path)
    try:
        code = _run(said, scenario, _fresh(out.resolve()), once=once, port=port or stage.free_port())
    except (RoadError, ServiceError, stage.StageError) as error:
        click.echo(said.text("demo.failed", problem=str(error)), err=True)
        code = UNUSABLE
    sys.exit(code)
