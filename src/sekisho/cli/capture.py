"""``sekisho probe`` and ``sekisho capture``: at the factory, without Django, reading only."""

import asyncio
import re
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from sekisho.capture.collect.disk import Disk
from sekisho.capture.collect.enrolment import FILE as ENROLMENT
from sekisho.capture.collect.enrolment import make_enrolment
from sekisho.capture.collect.guide import sheet_facts, values_of
from sekisho.capture.collect.network import Survey
from sekisho.capture.collect.probe import ProbeReport
from sekisho.capture.collect.probe import probe as look
from sekisho.capture.collect.several import Outcome as Sealed
from sekisho.capture.collect.several import places, run_captures
from sekisho.capture.collect.spool import pause as ask_to_pause
from sekisho.capture.collect.spool import resume as ask_to_resume
from sekisho.capture.collect.spool import spools_at
from sekisho.capture.identity import Collector, IdentityError, load_collector, make_collector, save_collector
from sekisho.capture.plan.action import ActionPlan
from sekisho.capture.plan.capture_plan import LARGEST, CapturePlan, parse_all
from sekisho.capture.problem import Problem, Refused
from sekisho.cli.analyse import analyse
from sekisho.cli.board import Board
from sekisho.cli.judged import check
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.survey import SurveyWish, survey_of, with_survey
from sekisho.cli.upload import upload
from sekisho.cli.usage import Command, Group, Option
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,58}[A-Za-z0-9])?")
_ADDRESS = re.compile(r"(?:opc\.tcp|https?)://[^\s/?#]+\S*")


def _finding(problem: Problem) -> Finding:
    return Finding(problem.code, Outcome.NOT_MET, problem.place, facts=dict(problem.facts))


def _planned(said: Voice, problem: Problem) -> Finding:
    """A plan is made by the office: what is wrong with it is mended there, unless its own text says more."""
    finding = _finding(problem)
    return finding if said.wording.remedy(finding, said.language) else replace(finding, remedy="collect.ask_office")


def _collector(folder: Path) -> Collector | Refusal:
    try:
        return load_collector(folder)
    except IdentityError as error:
        facts: dict[str, Value] = {"folder": str(folder), "problem": str(error)}
        return Refusal.of([Finding("collect.no_identity", Outcome.NOT_MET, facts=facts)])


def _plans(said: Voice, path: Path) -> tuple[CapturePlan, ...] | Refusal:
    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        return data
    plans = parse_all(data)
    return Refusal.of(_planned(said, problem) for problem in plans.problems) if isinstance(plans, Refused) else plans


def _place(out: Path, plans: Sequence[CapturePlan]) -> list[Finding]:
    """Say what keeps the bundles from being written, before half an hour is spent on them."""
    if not out.parent.is_dir():
        return [Finding("collect.out_nowhere", Outcome.NOT_MET, facts={"file": str(out)})]
    if len(plans) > 1 and out.exists() and not out.is_dir():
        return [Finding("collect.out_no_folder", Outcome.NOT_MET, facts={"file": str(out), "count": len(plans)})]
    there = [place for place in (places(plans, out) if plans else [out]) if place.exists()]
    return [Finding("collect.out_exists", Outcome.NOT_MET, facts={"file": str(place)}) for place in there]


@click.group(cls=Group)
def capture() -> None:
    """Capture evidence at the factory; nothing is ever written to a machine."""


capture.add_command(check)
capture.add_command(upload)
capture.add_command(analyse)


@capture.command(cls=Command)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--name", cls=Option, default="collector", help="collector_name")
@spoken
def enrol(folder: Path, name: str, lang: str, *, as_json: bool) -> None:
    """Make this collector's keys and the certificate a machine's operator has to trust."""
    said = voice(lang, as_json=as_json)
    if not _NAME.fullmatch(name):
        said.stop("collect.wrong_name", name=name)
    collector = make_collector(name)
    try:
        save_collector(collector, folder)
        (folder / ENROLMENT).write_bytes(make_enrolment(collector))
    except FileExistsError:
        said.stop("collect.identity_exists", folder=str(folder))
    except OSError as error:
        said.stop("collect.folder_unusable", folder=str(folder), problem=error.strerror or str(error))
    value: dict[str, Value] = {
        "folder": str(folder), "certificate": str(folder / "client.der"), "enrolment": str(folder / ENROLMENT),
        "public_key": collector.public_key.hex(),
    }  # fmt: skip
    said.answer(value, lambda: said.say("collect.enrolled", folder=str(folder)))


def _ready(
    said: Voice, path: Path, identity: Path, out: Path, wish: SurveyWish
) -> tuple[tuple[CapturePlan, ...], Collector, Survey]:
    """Give what a capture needs, or leave with everything that is missing."""
    plans, collector, survey = _plans(said, path), _collector(identity), survey_of(wish)
    findings = _place(out, () if isinstance(plans, Refusal) else plans)
    if isinstance(plans, Refusal) or isinstance(collector, Refusal) or isinstance(survey, Refusal) or findings:
        refused = [each for each in (plans, collector, survey) if isinstance(each, Refusal)]
        said.refuse(Refusal.of([*(finding for refusal in refused for finding in refusal.findings), *findings]))
    if len(plans) > 1:
        out.mkdir(exist_ok=True)
    return plans, collector, survey


async def _carry_out(
    plans: Sequence[CapturePlan], collector: Collector, outs: list[Path], board: Board, survey: Survey
) -> list[Sealed]:
    """Capture; whoever ends the program by a signal gets what was captured, as with Ctrl-C."""
    work = asyncio.create_task(run_captures(plans, collector, outs, board.tell, survey=survey))
    loop = asyncio.get_running_loop()

    def end(*_: object) -> None:
        loop.call_soon_threadsafe(work.cancel)

    for name in ("SIGTERM", "SIGBREAK", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        # Ctrl-C cancels this task; the captures are told, and seal.
        work.cancel()
        return await work


def _sealed(said: Voice, outcomes: Sequence[Sealed]) -> dict[str, Value]:
    bundles: list[Value] = [
        {
            "machine": outcome.plan.machine.device,
            "bundle": str(outcome.out) if outcome.is_written else None,
            "bytes": outcome.out.stat().st_size if outcome.is_written else 0,
            "problems": said.said(_finding(problem) for problem in outcome.problems),
        }
        for outcome in outcomes
    ]
    first = bundles[0]
    return {"bundles": bundles} | (first if isinstance(first, dict) and len(bundles) == 1 else {})


def _tell(said: Voice, outcome: Sealed) -> None:
    if outcome.is_written:
        said.say("collect.written", file=str(outcome.out), size=outcome.out.stat().st_size)
    said.findings(_finding(problem) for problem in outcome.problems)


@capture.command(cls=Command)
@click.argument("path", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--out", cls=Option, type=click.Path(path_type=Path), required=True, help="bundle")
@click.option("--identity", cls=Option, type=click.Path(path_type=Path), required=True, help="identity")
@with_survey
@spoken
def run(path: Path, out: Path, identity: Path, lang: str, *, wish: SurveyWish, as_json: bool) -> None:
    """Carry out a capture plan of the office and write the sealed bundle, whatever happens on the way.

    The same command again after a loss of power goes on where the capture was cut off.
    """
    said = voice(lang, as_json=as_json)
    plans, collector, survey = _ready(said, path, identity, out, wish)
    _foresee(said, plans, out, collector)
    with Board(said, plans) as board:
        outcomes = asyncio.run(_carry_out(plans, collector, places(plans, out), board, survey))
    if not any(outcome.is_written for outcome in outcomes):
        said.refuse(Refusal.of(_finding(problem) for outcome in outcomes for problem in outcome.problems))

    def show() -> None:
        for outcome in outcomes:
            _tell(said, outcome)

    said.answer(_sealed(said, outcomes), show, holds=all(outcome.is_written for outcome in outcomes))


def _foresee(said: Voice, plans: Sequence[CapturePlan], out: Path, collector: Collector) -> None:
    """Say what begins, and warn where the disk might not hold it, or the office might not know this collector."""
    for plan in plans:
        said.say("collect.begins", machine=plan.machine.device, seconds=plan.duration_s)
    if not plans[0].knows(collector.public_key):
        facts: dict[str, Value] = {"key": collector.public_key.hex()[:16]}
        said.findings([Finding(f"collect.not_enrolled.{plans[0].purpose}", Outcome.UNDETERMINED, facts=facts)])
    problem = Disk().foresight(out.parent, plans)
    if problem is not None:
        said.findings([replace(_finding(problem), outcome=Outcome.UNDETERMINED)])


def _spools(said: Voice, place: Path) -> list[Path]:
    found = spools_at(place)
    if not found:
        said.stop("collect.no_capture", place=str(place))
    return found


def _ask(said: Voice, place: Path, act: Callable[[Path], None]) -> list[Path]:
    """Ask the captures that write a place for something; give their spool folders."""
    folders = _spools(said, place)
    try:
        for folder in folders:
            act(folder)
    except OSError as error:
        said.stop("collect.folder_unusable", folder=str(place), problem=error.strerror or str(error))
    return folders


def _listed(folders: list[Path]) -> dict[str, Value]:
    return {"captures": [str(folder) for folder in folders]}


@capture.command(cls=Command)
@click.argument("place", metavar="OUT", type=click.Path(path_type=Path))
@spoken
def pause(place: Path, lang: str, *, as_json: bool) -> None:
    """Pause the capture that writes OUT (the bundle, or the folder of several); the pause is a gap and says so."""
    said = voice(lang, as_json=as_json)
    folders = _ask(said, place, ask_to_pause)
    said.answer(_listed(folders), lambda: said.say("collect.paused", count=len(folders)))


@capture.command(cls=Command)
@click.argument("place", metavar="OUT", type=click.Path(path_type=Path))
@spoken
def resume(place: Path, lang: str, *, as_json: bool) -> None:
    """Let a paused capture go on."""
    said = voice(lang, as_json=as_json)
    folders = _ask(said, place, ask_to_resume)
    said.answer(_listed(folders), lambda: said.say("collect.resumed", count=len(folders)))


@capture.command(cls=Command)
@click.argument("path", metavar="PLAN", type=click.Path(path_type=Path))
@spoken
def action(path: Path, lang: str, *, as_json: bool) -> None:
    """Print the sheet for the operator: what to set at the machine, in which order, within which time."""
    said = voice(lang, as_json=as_json)
    plans = _plans(said, path)
    if isinstance(plans, Refusal):
        said.refuse(plans)
    sheets = [(sheet_facts(plan, asked), _values(plan, asked)) for plan in plans if (asked := plan.machine.action)]
    if not sheets:
        said.stop("collect.no_action", file=str(path))
    listed: list[Value] = [{**facts, "values": values} for facts, values in sheets]
    first: dict[str, Value] = {**sheets[0][0], "values": sheets[0][1]}

    def show() -> None:
        for facts, values in sheets:
            _sheet(said, facts, values)

    said.answer(first if len(sheets) == 1 else {"sheets": listed}, show)


def _values(plan: CapturePlan, asked: ActionPlan) -> list[Value]:
    return [*values_of(plan, asked)]


def _sheet(said: Voice, facts: dict[str, Value], values: list[Value]) -> None:
    said.heading(said.text("collect.sheet", device=facts["device"], signal=facts["signal"]))
    for number, value in enumerate(values, 1):
        said.say("collect.sheet_value", number=number, value=value)
    said.say("collect.sheet_rules", seconds=facts["seconds"], hold_ms=facts["hold_ms"])


def _about(said: Voice, report: ProbeReport) -> None:
    """Print what stands at the address: its names, endpoints, devices and nameplates, as far as they were told."""
    facts = report.facts
    rows = {
        said.text("probe.name.application"): facts.get("application_name"),
        said.text("probe.name.endpoints"): _pairs(facts.get("endpoints"), "policy", "mode"),
        said.text("probe.name.certificate"): facts.get("certificate_sha256"),
        said.text("probe.name.nameplate"): _pairs(facts.get("claims"), "place", "manufacturer", "model", "serial"),
        said.text("probe.name.models"): _models(facts.get("model")),
        said.text("probe.name.devices"): _pairs(facts.get("devices"), "name", "manufacturer", "model", "serial"),
        said.text("probe.name.items"): facts.get("items"),
        said.text("probe.name.simulator"): facts.get("markers"),
    }
    for name, value in rows.items():
        if value:
            said.say("probe.row", name=name, value=value)


def _models(check: Value) -> list[Value]:
    """Give each companion model that is there: specification, version, and how many mandatory nodes were observed."""
    profiles = check.get("profiles") if isinstance(check, dict) else None
    tables = [one for one in profiles if isinstance(one, dict)] if isinstance(profiles, list) else []
    return [
        f"{one['specification']} v{one['checked_against']} {one['observed']}/{one['of']}" for one in tables if one["of"]
    ]


def _pairs(rows: Value, *names: str) -> list[Value]:
    """Give the named fields of a list of tables, a text each."""
    tables = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [" ".join(str(row[name]) for name in names if row.get(name)) for row in tables]


def _print(said: Voice, report: ProbeReport) -> None:
    _about(said, report)
    said.findings(_finding(problem) for problem in report.problems)
    said.heading(said.text("probe.level", level=report.level) if report.level else said.text("probe.no_level"))


@click.command(cls=Command)
@click.argument("url", metavar="URL")
@click.option("--identity", cls=Option, type=click.Path(path_type=Path), help="probe_identity")
@spoken
def probe(url: str, identity: Path | None, lang: str, *, as_json: bool) -> None:
    """Look at a machine or agent: what is there, what it would reach, what is missing and how to mend it."""
    said = voice(lang, as_json=as_json)
    if not _ADDRESS.fullmatch(url):
        said.stop("probe.address", url=url)
    collector = _collector(identity) if identity else None
    if isinstance(collector, Refusal):
        said.refuse(collector)
    with said.working(said.text("probe.working")):
        report = asyncio.run(look(url, collector))
    findings = said.said(_finding(problem) for problem in report.problems)
    value: dict[str, Value] = {**report.as_json(), "problems": findings}
    said.answer(value, lambda: _print(said, report), holds=not report.problems)
