"""``sekisho verify``: a dossier against a trust file, offline."""

import sys
from pathlib import Path

import click

from sekisho.cli.output import Voice, spoken, voice
from sekisho.seal.report import Report, Result
from sekisho.seal.trust import Trust, TrustError, read_trust
from sekisho.seal.verifier import verify_dossier

MARKS = {Result.HOLDS: "[green]✓[/green]", Result.FAILS: "[red]✗[/red]", Result.NOT_CHECKED: "[yellow]–[/yellow]"}


def _trust(said: Voice, path: Path) -> Trust:
    try:
        return read_trust(path.read_bytes())
    except OSError:
        said.stop("file.absent", file=str(path))
    except TrustError as error:
        said.stop("verify.unusable_trust", file=str(path), problem=str(error))


def _print(said: Voice, report: Report) -> None:
    said.say(f"verify.mode.{report.mode}" if report.mode in {"live", "rehearsal"} else "verify.mode.other")
    for check in report.checks:
        text = said.text(f"verify.check.{check.name.replace(' ', '_').lower()}")
        said.console.print(f" {MARKS[check.result]} {text}", highlight=False)
        for problem in check.problems:
            said.console.print(f"     {problem}", highlight=False, style="dim")
    said.say("verify.holds" if report.holds else "verify.does_not_hold", case=report.case or "—")


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option(
    "--trust", type=click.Path(path_type=Path), required=True, help="Keys and roots, from outside the dossier."
)
@spoken
def verify(dossier: Path, trust: Path, lang: str, *, as_json: bool) -> None:
    """Verify a dossier offline: exit 0 where everything holds, 1 where anything fails, 2 where it cannot be read."""
    said = voice(lang, as_json=as_json)
    trusted = _trust(said, trust)
    if not dossier.is_file():
        said.stop("file.absent", file=str(dossier))
    report = verify_dossier(dossier.read_bytes(), trusted)
    if as_json:
        said.json(report.as_json())  # type: ignore[arg-type]  # a report writes as plain values
    else:
        _print(said, report)
    sys.exit(report.exit_code)
