"""``sekisho demo``: the whole road on one machine, from nothing to a verified dossier, with the portal left open."""

import json
import shutil
import signal
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
import httpx

from sekisho import bootstrap
from sekisho.application.ports import StoreError
from sekisho.bootstrap.package import DEFAULT_PROGRAM
from sekisho.cli.demo import place, stage
from sekisho.cli.demo.account import Account
from sekisho.cli.demo.advance import advance
from sekisho.cli.demo.client import Client, RefusedError, ServiceError
from sekisho.cli.demo.closing import checks_as_json, door_lines, write_closing
from sekisho.cli.demo.page import Page
from sekisho.cli.demo.proof import Check, checked, standings
from sekisho.cli.demo.road import Road, RoadError, expected, refused
from sekisho.cli.demo.scenario import Scenario, Step
from sekisho.cli.demo.script import read_scenario
from sekisho.cli.demo.verb import VERBS, command
from sekisho.cli.home import answering
from sekisho.cli.output import DOES_NOT_HOLD, HOLDS, UNUSABLE, Voice, spoken, voice
from sekisho.cli.reader import read_file
from sekisho.cli.usage import Command, Option
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

SHIPPED = "smart-factory-2026.toml"
#: What a shell reports of a program that Ctrl+C has ended before its time.
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: the scenario, where to keep things, and whether and where to leave the portal open."""

    scenario: Scenario
    out: Path
    once: bool
    port: int
    started: float = field(default_factory=time.monotonic)


def _scenario(said: Voice, path: Path | None) -> Scenario:
    shipped = Path(str(files("sekisho.cli.demo") / "scenario" / SHIPPED))
    value = read_file(path or shipped)
    scenario = value if isinstance(value, Refusal) else read_scenario(value, DEFAULT_PROGRAM)
    if isinstance(scenario, Refusal):
        said.refuse(scenario)
    return scenario


def _people(scenario: Scenario) -> list[bootstrap.NewPerson]:
    return [bootstrap.NewPerson(m.id, m.name, m.role, m.side, m.organisation) for m in scenario.cast]


def _carry(road: Road, step: Step) -> None:
    """Carry one step: move the clock, do it, and keep the entry. Raises RoadError where it does not come out so."""
    advance(road, step)
    verb = VERBS.get(step.do, command)
    try:
        done = verb(road, step)
    except RefusedError as error:
        done = refused(road, step, error)
    else:
        # A study tells its findings itself; anything else that was accepted has no reasons to expect.
        expected(step, {str(reason.get("code")) for reason in done.reasons})
    road.account.add(done)


def _written(said: Voice, wish: Wish, road: Road, checks: tuple[Check, ...], fund: Value) -> dict[str, Value]:
    """Leave the account as JSON, and give it."""
    stand: dict[str, Value] = {one.case: one.as_json() for one in standings(road)}
    account: dict[str, Value] = {
        "rehearsal": True,
        "notice": said.text("demo.notice"),
        "seconds": round(time.monotonic() - wish.started),
        "cases": dict(road.cases),
        "standings": stand,
        "checks": {**checks_as_json(checks), "fund": fund},
        "address": road.office().address,
        "steps": road.account.as_json(),
    }
    text = json.dumps(account, ensure_ascii=False, indent=1)
    (wish.out / "account.json").write_text(text, encoding="utf-8")
    return account


def _walk(said: Voice, wish: Wish, road: Road) -> bool:
    """Carry every step, then show and write what is left. Say whether every check came out as it has to."""
    said.heading(said.text("demo.begins", title=wish.scenario.title.get(said.language.value, "")))
    road.account.note("demo.notice")
    road.account.note("demo.legend")
    for step in wish.scenario.steps:
        _carry(road, step)
    checks, fund = checked(road)
    account = _written(said, wish, road, checks, dict(fund))
    holds = all(check.holds for check in checks)
    if said.as_json:
        said.json({"holds": holds, **account})
    else:
        write_closing(said, road, checks, round(time.monotonic() - wish.started))
    return holds


def _leave_open(said: Voice, road: Road) -> None:
    """Print the portal's address and everybody's link, and wait for Ctrl+C."""
    for line in [] if said.as_json else door_lines(said, road):
        # Printed as it is: a link that is broken over two lines is no link.
        click.echo(line)
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        said.say("demo.stopped")


def _admitted(said: Voice, wish: Wish) -> "dict[str, bootstrap.Access]":
    """Found the rehearsal an hour before its first step and admit the cast; a database that cannot serve is told."""
    # The annotation is quoted because the name loads Django's models, which want a home first.
    home = wish.out / place.HOME
    try:
        bootstrap.found_rehearsal(home, DEFAULT_PROGRAM)
    except ValueError as error:
        said.stop("home.unusable", home=str(home), problem=str(error))
    with answering(said, home):
        try:
            return bootstrap.admit(_people(wish.scenario), wish.scenario.steps[0].at - timedelta(hours=1))
        except StoreError:
            said.stop("demo.database_used")


def _run(said: Voice, wish: Wish) -> int:
    place.clear(wish.out)
    access = _admitted(said, wish)
    home, tongue = wish.out / place.HOME, said.language.value
    with ExitStack() as stack:
        address = stack.enter_context(stage.portal(home, wish.port))
        machines = {m.id: stack.enter_context(stage.machine(home, m)) for m in wish.scenario.machines}
        # One for all: what a new client loads before its first request takes longer than most answers.
        wire = stack.enter_context(httpx.Client())
        clients = {name: Client(address, a.token, a.key, tongue, wire) for name, a in access.items()}
        page = None if said.as_json else Page(said)
        account = Account(said.wording, said.language, page)
        road = Road(wish.scenario, wish.out, tongue, clients, machines, account, DEFAULT_PROGRAM)
        holds = _walk(said, wish, road)
        if not wish.once:
            _leave_open(said, road)
    return HOLDS if holds else DOES_NOT_HOLD


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """End on the first signal; further ones must not disturb the ending."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _stopped(said: Voice, finding: Finding) -> int:
    """Say what stopped the road. Not a refusal of the command: what was done before stays and can be looked at."""
    if said.as_json:
        said.json({"refused": said.said([finding])})
    else:
        said.findings([finding])
    return UNUSABLE


def _attempt(said: Voice, wish: Wish) -> int:
    """Run, and turn whatever can go wrong on the way into one sentence with its remedy."""
    try:
        return _run(said, wish)
    except RoadError as error:
        return _stopped(said, error.finding)
    except ServiceError as error:
        facts: dict[str, Value] = {"request": error.request, "answer": error.answer, "out": str(wish.out)}
        return _stopped(said, Finding("demo.no_answer", Outcome.NOT_MET, facts=facts))
    except stage.StageError as error:
        facts = {"log": str(error.log), "problem": error.problem}
        return _stopped(said, Finding("demo.not_started", Outcome.NOT_MET, facts=facts))
    except KeyboardInterrupt:
        said.say("demo.interrupted", out=str(wish.out))
        return INTERRUPTED


def _prepared(said: Voice, wish: Wish) -> int:
    """Hold the folder, say what becomes of an earlier rehearsal in it, and run."""
    with ExitStack() as stack:
        try:
            stack.enter_context(place.taken(wish.out))
        except place.TakenError:
            said.stop("demo.folder_taken", folder=str(wish.out))
        except OSError as error:
            said.stop("demo.not_writable", folder=str(wish.out), problem=str(error.strerror or error))
        before = place.earlier(wish.out)
        if isinstance(before, Refusal):
            said.refuse(before)
        if before:
            said.say("demo.replaces", out=str(wish.out))
        return _attempt(said, wish)


@click.command(cls=Command)
@click.option("--scenario", "path", cls=Option, type=click.Path(path_type=Path), help="scenario")
@click.option("--out", cls=Option, type=click.Path(path_type=Path), default=Path("var/demo"), help="demo_out")
@click.option("--once", cls=Option, is_flag=True, help="once")
@click.option("--port", cls=Option, type=click.IntRange(0, 65535), default=0, help="port")
@spoken
def demo(path: Path | None, out: Path, port: int, lang: str, *, once: bool, as_json: bool) -> None:
    """Carry six cases from screening to payment on this machine, as a rehearsal."""
    said = voice(lang, as_json=as_json)
    scenario = _scenario(said, path)
    if shutil.which("openssl") is None:
        said.stop("demo.no_openssl")
    try:
        free = stage.usable_port(port)
    except stage.PortError:
        said.stop("demo.port_taken", port=port)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    sys.exit(_prepared(said, Wish(scenario, out.resolve(), once, free)))
