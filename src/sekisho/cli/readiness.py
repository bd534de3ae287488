"""``sekisho readiness``: can this machine and this plant's MES or SCADA work together? Before the purchase or after."""

import asyncio
from pathlib import Path

import click

from sekisho.capture.collect.probe import probe as look
from sekisho.capture.identity import Collector, IdentityError, load_collector
from sekisho.capture.judge.interface import Asked, sheet_of, sheet_of_bundle
from sekisho.capture.problem import Problem, Refused
from sekisho.capture.readiness.matrix import Matrix, Row, compare
from sekisho.capture.readiness.sheet import LARGEST, Sheet, read_client, read_machine
from sekisho.capture.readiness.shipped import client_sheets, machine_sheets
from sekisho.capture.readiness.verdict import Verdict
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.usage import Command, Option
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

#: A bundle may be of hours; a sheet is short.
LARGEST_BUNDLE = 512 * 1024 * 1024
SCHEMES = ("opc.tcp", "http", "https")
MARKS = {
    Verdict.BLOCKS: ("✗", "red"),
    Verdict.WARNS: ("!", "yellow"),
    Verdict.UNKNOWN: ("?", "yellow"),
    Verdict.FINE: ("✓", "green"),
}


def _refusal(refused: Refused, place: str) -> Refusal:
    return Refusal.of(_finding(problem, place) for problem in refused.problems)


def _finding(problem: Problem, place: str) -> Finding:
    return Finding(problem.code, Outcome.NOT_MET, problem.place or place, facts=dict(problem.facts))


def _sheet(name: str, shipped: dict[str, bytes], largest: int) -> bytes | Refusal:
    """Give the bytes of a file, or of a sheet the package ships under that name."""
    path = Path(name)
    if path.exists() or name not in shipped:
        is_name = not path.suffix and not path.exists() and path.name == name
        facts: dict[str, Value] = {"name": name, "known": ", ".join(shipped)}
        none = Refusal.of([Finding("ready.no_sheet", Outcome.NOT_MET, name, facts=facts)])
        return none if is_name else read_bytes(path, largest)
    return shipped[name]


def _client(name: str) -> Sheet | Refusal:
    data = _sheet(name, client_sheets(), LARGEST + 1)
    read = data if isinstance(data, Refusal) else read_client(data)
    return _refusal(read, name) if isinstance(read, Refused) else read


def _probed(said: Voice, url: str, identity: Path | None) -> Sheet | Refusal:
    try:
        collector: Collector | None = load_collector(identity) if identity else None
    except IdentityError as error:
        facts: dict[str, Value] = {"folder": str(identity), "problem": str(error)}
        return Refusal.of([Finding("collect.no_identity", Outcome.NOT_MET, facts=facts)])
    with said.working(said.text("probe.working")):
        report = asyncio.run(look(url, collector))
    sheet = sheet_of(report.history, Asked(agent=url if report.protocol == "mtconnect" else ""))
    silent = Refusal.of([Finding("ready.no_answer", Outcome.NOT_MET, url, facts={"url": url})])
    return sheet if sheet.interfaces else silent


def _machine(said: Voice, name: str, identity: Path | None) -> Sheet | Refusal:
    """Read the machine: from an address, a capture bundle, or the sheet its maker declared."""
    if name.partition("://")[0] in SCHEMES:
        return _probed(said, name, identity)
    is_bundle = name.lower().endswith(".zip")
    data = _sheet(name, machine_sheets(), LARGEST_BUNDLE if is_bundle else LARGEST + 1)
    if isinstance(data, Refusal):
        return data
    read = sheet_of_bundle(data) if is_bundle else read_machine(data)
    return _refusal(read, name) if isinstance(read, Refused) else read


def _both(said: Voice, machine: str, client: str, identity: Path | None) -> tuple[Sheet, Sheet]:
    """Give both sheets, or leave with everything that is wrong with either."""
    offered, wanted = _machine(said, machine, identity), _client(client)
    if isinstance(offered, Refusal) or isinstance(wanted, Refusal):
        refused = [one for one in (offered, wanted) if isinstance(one, Refusal)]
        said.refuse(Refusal.of(finding for refusal in refused for finding in refusal.findings))
    return offered, wanted


def _text(said: Voice, value: Value) -> object:
    return said.text("readiness.not_stated") if value is None else value


def _print_row(said: Voice, row: Row) -> None:
    mark, colour = MARKS[row.verdict]
    title, word = said.text(f"readiness.{row.code}"), said.wording.word("readiness.verdict", row.verdict, said.language)
    said.write(f"{title}: {word}", mark=mark, mark_style=colour, indent=1)
    source = said.wording.word("readiness.source", row.source, said.language) if row.source else "–"
    values = {"machine": _text(said, row.offered), "client": _text(said, row.wanted)}
    said.write(said.text("ready.values", **values, source=source), indent=3)
    if row.lacking:
        said.write(said.text("ready.lacking", values=row.lacking), indent=3)
    said.write(said.wording.word("source", row.citation, said.language), style="dim", indent=3)
    said.write(said.text(row.remedy), mark="→", indent=3)


def _print(said: Voice, matrix: Matrix) -> None:
    said.heading(said.text("ready.title", machine=matrix.machine.name or "–", client=matrix.client.name))
    if matrix.machine.is_fictional or matrix.client.is_fictional:
        said.say("ready.fictional")
    for row in matrix.rows:
        if row.verdict is not Verdict.FINE:
            _print_row(said, row)
    said.say("ready.fine", count=matrix.count(Verdict.FINE))
    for way in matrix.ways:
        mark, colour = MARKS[way.verdict]
        name = said.wording.word("readiness.interface", way.interface, said.language)
        word = said.wording.word("readiness.verdict", way.verdict, said.language)
        said.write(f"{name}: {word}", mark=mark, mark_style=colour, indent=1)
    said.heading(said.text(f"readiness.whole.{matrix.verdict}"))


def _spoken(said: Voice, matrix: Matrix) -> dict[str, Value]:
    """Give the matrix as plain values with what each row says, in the reader's language."""
    rows: list[Value] = [
        {
            **row.as_json(),
            "text": said.text(f"readiness.{row.code}"),
            "remedy_text": said.text(row.remedy) if row.remedy else "",
        }
        for row in matrix.rows
    ]
    return {**matrix.as_json(), "rows": rows, "text": said.text(f"readiness.whole.{matrix.verdict}")}


@click.command(cls=Command)
@click.argument("machine", metavar="MACHINE.toml|BUNDLE.zip|URL")
@click.argument("client", metavar="CLIENT.toml")
@click.option("--identity", cls=Option, type=click.Path(path_type=Path), help="probe_identity")
@spoken
def readiness(machine: str, client: str, identity: Path | None, lang: str, *, as_json: bool) -> None:
    """Hold what a machine offers against what a plant's client needs; nothing is written to either."""
    said = voice(lang, as_json=as_json)
    matrix = compare(*_both(said, machine, client, identity))
    said.answer(_spoken(said, matrix), lambda: _print(said, matrix), holds=not matrix.is_blocked)
