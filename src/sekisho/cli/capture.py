"""``sekisho probe`` and ``sekisho capture``: at the factory, without Django, reading only."""

import asyncio
import sys
from pathlib import Path

import click

from sekisho.capture.collect import UnusableClientError, run_capture
from sekisho.capture.identity import Collector, IdentityError, load_collector, make_collector, save_collector
from sekisho.capture.plan import CapturePlan, parse
from sekisho.capture.probe import ProbeReport
from sekisho.capture.probe import probe as look
from sekisho.capture.problem import Problem, Refused
from sekisho.cli.output import DOES_NOT_HOLD, HOLDS, Voice, spoken, voice
from sekisho.domain.values.finding import Finding, Outcome, Refusal


def _finding(problem: Problem) -> Finding:
    return Finding(problem.code, Outcome.NOT_MET, problem.place, facts=dict(problem.facts))


def _collector(said: Voice, folder: Path) -> Collector:
    try:
        return load_collector(folder)
    except IdentityError as error:
        said.stop("collect.no_identity", folder=str(folder), problem=str(error))


def _plan(said: Voice, path: Path) -> CapturePlan:
    if not path.is_file():
        said.stop("file.absent", file=str(path))
    plan = parse(path.read_bytes())
    if isinstance(plan, Refused):
        said.refuse(Refusal.of(_finding(problem) for problem in plan.problems))
    return plan


@click.group()
def capture() -> None:
    """Capture evidence at the factory; nothing is ever written to a machine."""


@capture.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="collector", help="Letters, digits, dots and hyphens.")
@spoken
def enrol(folder: Path, name: str, lang: str, *, as_json: bool) -> None:
    """Make this collector's keys and the certificate a machine's operator has to trust."""
    said = voice(lang, as_json=as_json)
    try:
        save_collector(make_collector(name), folder)
    except FileExistsError:
        said.stop("collect.identity_exists", folder=str(folder))
    if as_json:
        said.json({"folder": str(folder), "certificate": str(folder / "client.der")})
    said.say("collect.enrolled", folder=str(folder))
    sys.exit(HOLDS)


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


@capture.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the sealed bundle goes.")
@click.option("--identity", type=click.Path(path_type=Path), required=True, help="The collector's folder (see enrol).")
@spoken
def run(path: Path, out: Path, identity: Path, lang: str, *, as_json: bool) -> None:
    """Carry out a capture plan of the office and write the sealed bundle, whatever happens on the way."""
    said = voice(lang, as_json=as_json)
    plan, collector = _plan(said, path), _collector(said, identity)
    bundle = _seal(said, plan, collector)
    out.write_bytes(bundle)
    if as_json:
        said.json({"bundle": str(out), "bytes": len(bundle)})
    said.say("collect.written", file=str(out), size=len(bundle))
    sys.exit(HOLDS)


def _report(said: Voice, report: ProbeReport) -> None:
    for problem in report.problems:
        said.tell(problem.code, dict(problem.facts))


@click.command()
@click.argument("url")
@click.option(
    "--identity", type=click.Path(path_type=Path), help="The collector's folder; without it nothing is signed."
)
@spoken
def probe(url: str, identity: Path | None, lang: str, *, as_json: bool) -> None:
    """Look at a machine or agent: what is there, what it would reach, what is missing and how to mend it."""
    said = voice(lang, as_json=as_json)
    collector = _collector(said, identity) if identity else None
    report = asyncio.run(look(url, collector))
    if as_json:
        said.json(report.as_json())
    else:
        _report(said, report)
    sys.exit(DOES_NOT_HOLD if report.problems else HOLDS)
