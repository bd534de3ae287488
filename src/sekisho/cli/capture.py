"""``sekisho probe`` and ``sekisho capture``: at the factory, without Django, reading only."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import click

from sekisho.capture.collect import UnusableClientError, run_capture
from sekisho.capture.guide import sheet_facts, values_of
from sekisho.capture.identity import Collector, IdentityError, load_collector, make_collector, save_collector
from sekisho.capture.plan import LARGEST, CapturePlan, parse
from sekisho.capture.probe import ProbeReport
from sekisho.capture.probe import probe as look
from sekisho.capture.problem import Problem, Refused
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
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


def _plan(said: Voice, path: Path) -> CapturePlan | Refusal:
    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        return data
    plan = parse(data)
    return Refusal.of(_planned(said, problem) for problem in plan.problems) if isinstance(plan, Refused) else plan


def _place(out: Path) -> Finding | None:
    """Say what keeps a bundle from being written, before half an hour is spent on it."""
    code = "collect.out_exists" if out.exists() else "" if out.parent.is_dir() else "collect.out_nowhere"
    return Finding(code, Outcome.NOT_MET, facts={"file": str(out)}) if code else None


@click.group(cls=Group)
def capture() -> None:
    """Capture evidence at the factory; nothing is ever written to a machine."""


@capture.command(cls=Command)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--name", cls=Option, default="collector", help="collector_name")
@spoken
def enrol(folder: Path, name: str, lang: str, *, as_json: bool) -> None:
    """Make this collector's keys and the certificate a machine's operator has to trust."""
    said = voice(lang, as_json=as_json)
    if not _NAME.fullmatch(name):
        said.stop("collect.wrong_name", name=name)
    try:
        save_collector(make_collector(name), folder)
    except FileExistsError:
        said.stop("collect.identity_exists", folder=str(folder))
    except OSError as error:
        said.stop("collect.folder_unusable", folder=str(folder), problem=error.strerror or str(error))
    value: dict[str, Value] = {"folder": str(folder), "certificate": str(folder / "client.der")}
    said.answer(value, lambda: said.say("collect.enrolled", folder=str(folder)))


def _seal(said: Voice, plan: CapturePlan, collector: Collector) -> bytes:
    def tell(problem: Problem) -> None:
        said.tell(problem.code, dict(problem.facts))

    work = run_capture(
        plan,
        key=collector.key,
        client_certificate=collector.client_certificate,
        client_key=collector.client_key,
        on_progress=tell,
    )
    try:
        return asyncio.run(work)
    except UnusableClientError as error:
        said.refuse(Refusal.of(_finding(problem) for problem in error.problems))


def _ready(said: Voice, path: Path, identity: Path, out: Path) -> tuple[CapturePlan, Collector]:
    """Give what a capture needs, or leave with everything that is missing."""
    plan, collector, place = _plan(said, path), _collector(identity), _place(out)
    if isinstance(plan, Refusal) or isinstance(collector, Refusal) or place:
        refused = [each for each in (plan, collector) if isinstance(each, Refusal)]
        findings = [finding for refusal in refused for finding in refusal.findings]
        said.refuse(Refusal.of([*findings, *([place] if place else [])]))
    return plan, collector


@capture.command(cls=Command)
@click.argument("path", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--out", cls=Option, type=click.Path(path_type=Path), required=True, help="bundle")
@click.option("--identity", cls=Option, type=click.Path(path_type=Path), required=True, help="identity")
@spoken
def run(path: Path, out: Path, identity: Path, lang: str, *, as_json: bool) -> None:
    """Carry out a capture plan of the office and write the sealed bundle, whatever happens on the way."""
    said = voice(lang, as_json=as_json)
    plan, collector = _ready(said, path, identity, out)
    said.say("collect.begins", machine=plan.machine.device, seconds=plan.duration_s)
    bundle = _seal(said, plan, collector)
    try:
        out.write_bytes(bundle)
    except OSError as error:
        said.stop("collect.not_written", file=str(out), problem=error.strerror or str(error))
    value: dict[str, Value] = {"bundle": str(out), "bytes": len(bundle)}
    said.answer(value, lambda: said.say("collect.written", file=str(out), size=len(bundle)))


@capture.command(cls=Command)
@click.argument("path", metavar="PLAN", type=click.Path(path_type=Path))
@spoken
def action(path: Path, lang: str, *, as_json: bool) -> None:
    """Print the sheet for the operator: what to set at the machine, in which order, within which time."""
    said = voice(lang, as_json=as_json)
    plan = _plan(said, path)
    if isinstance(plan, Refusal):
        said.refuse(plan)
    asked = plan.machine.action
    if asked is None:
        said.stop("collect.no_action", file=str(path))
    facts = sheet_facts(plan, asked)
    values: list[Value] = [*values_of(plan, asked)]
    said.answer({**facts, "values": values}, lambda: _sheet(said, facts, values))


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
        said.text("probe.name.nameplate"): _pairs(facts.get("claims"), "manufacturer", "model", "serial"),
        said.text("probe.name.devices"): _pairs(facts.get("devices"), "name", "manufacturer", "model", "serial"),
        said.text("probe.name.items"): facts.get("items"),
        said.text("probe.name.simulator"): facts.get("markers"),
    }
    for name, value in rows.items():
        if value:
            said.say("probe.row", name=name, value=value)


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
