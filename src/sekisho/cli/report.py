"""``sekisho report``: the disbursement report of a quarter, folded from the journal as of an instant."""

from datetime import datetime
from pathlib import Path

import click

from sekisho import bootstrap
from sekisho.application.report_quarter import Printed, print_report
from sekisho.cli.home import opened
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Group, Option
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.time import TimeError, parse_instant


@click.group(cls=Group)
def report() -> None:
    """Report on the program."""


def _instant(said: Voice, text: str | None) -> datetime | None:
    try:
        return parse_instant(text) if text else None
    except TimeError:
        said.stop("usage.as_of", value=text or "")


def _write(said: Voice, printed: Printed, out: Path) -> list[Path]:
    """Write every file of a report into a folder."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        files = [bootstrap.report_file(printed, said.language, kind) for kind in bootstrap.REPORT_FORMATS]
        for name, data in files:
            (out / name).write_bytes(data)
    except OSError as error:
        said.stop("report.cannot_write", out=str(out), problem=str(error))
    return [out / name for name, _ in files]


def _print(said: Voice, printed: Printed, files: list[Path]) -> None:
    said.say("report.made", quarter=printed.quarter.name, as_of=str(printed.value["as_of"]))
    for path in files:
        said.write(str(path), indent=2)
    said.say("report.holds" if printed.holds else "report.does_not_hold")


@report.command(cls=Command)
@click.argument("name", metavar="QUARTER")
@click.option("--home", cls=Option, type=click.Path(path_type=Path), required=True, help="home")
@click.option("--out", cls=Option, type=click.Path(path_type=Path, file_okay=False), required=True, help="report_out")
@click.option("--as-of", cls=Option, help="report_as_of")
@click.option("--edition", cls=Option, type=click.Choice(["public", "internal"]), default="public", help="edition")
@spoken
def quarter(name: str, home: Path, out: Path, lang: str, *, as_json: bool, **which: str | None) -> None:
    """Write the report of a quarter (such as 2026Q3) as PDF, XLSX, CSV and JSON."""
    said = voice(lang, as_json=as_json)
    instant, edition = _instant(said, which["as_of"]), which["edition"] or "public"
    with opened(said, home) as desk, said.working(said.text("report.working")):
        printed = print_report(desk, said.wording, name, edition, instant)
        files = [] if isinstance(printed, Refusal) else _write(said, printed, out)
    if isinstance(printed, Refusal):
        said.refuse(printed)
    value: dict[str, Value] = {"report": dict(printed.value), "files": [str(path) for path in files]}
    said.answer(value, lambda: _print(said, printed, files), holds=printed.holds)
