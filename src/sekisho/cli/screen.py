"""``sekisho screen``: is it eligible? Every criterion with its reason and citation, before anything is bought."""

import sys
from pathlib import Path

import click

from sekisho.cli.casefile import case_file, setting
from sekisho.cli.output import DOES_NOT_HOLD, HOLDS, Voice, spoken, voice
from sekisho.domain.rules.ruleset import Stage
from sekisho.domain.screening.request import check_file, usable_request
from sekisho.domain.screening.screen import Screening, as_declared, due, screen
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan


def _json(said: Voice, screening: Screening) -> dict[str, Value]:
    value = screening.as_json()
    lines: list[Value] = []
    for line in screening.lines:
        findings: list[Value] = [_said(said, finding) for finding in line.findings]
        nearest: list[Value] = [relative.as_json() for relative in line.nearest]
        lines.append({"line": line.line, "findings": findings, "nearest": nearest})
    return {**value, "lines": lines}


def _said(said: Voice, finding: Finding) -> dict[str, Value]:
    is_due = finding.facts["stage"] == Stage.APPLICATION.value or finding.outcome is Outcome.NOT_MET
    text = said.wording.say_finding(finding, said.language)
    remedy = said.wording.remedy(finding, said.language)
    kind = finding.facts["kind"]
    return {**finding.as_json(), "text": text, "remedy_text": remedy, "kind": kind, "due": is_due}


def _print_line(said: Voice, screening: Screening, n: int) -> None:
    line = screening.lines[n]
    said.say("screen.line", line=line.line, model=str(line.findings[0].facts["model"]) if line.findings else "")
    said.findings(due(line.findings, Stage.APPLICATION))
    said.findings([f for f in line.findings if f.outcome is Outcome.NOT_MET and f.facts["stage"] != "application"])
    for relative in line.nearest:
        code = "screen.near_identical" if relative.is_identical else "screen.near"
        differs = "; ".join(relative.differences)
        said.say(code, maker=relative.maker, model=relative.model, differences=differs)


def _print(said: Voice, screening: Screening) -> None:
    said.say("screen.edition", edition_on=screening.edition_on)
    for n in range(len(screening.lines)):
        _print_line(said, screening, n)
    said.say(f"screen.outcome.{screening.outcome.value}")
    said.say("screen.declared")


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--as-of", help="A day or an instant with a zone; now if absent.")
@click.option(
    "--home", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Use this home's registers."
)
@spoken
def screen_command(path: Path, as_of: str | None, home: Path | None, lang: str, *, as_json: bool) -> None:
    """Screen a case file: is the equipment eligible, and what is missing?"""
    said = voice(lang, as_json=as_json)
    content = case_file(said, path)
    held = setting(said, home, content, as_of)
    request = usable_request(content, held.program, day_in_japan(held.at))
    if isinstance(request, Refusal):
        said.refuse(request)
    screening = screen(as_declared(request), held.program, held.register, held.at)
    notes = check_file(content, held.program, day_in_japan(held.at))
    if as_json:
        said.json({**_json(said, screening), "notes": [note.as_json() for note in notes]})
    else:
        _print(said, screening)
        said.findings(notes)
    sys.exit(HOLDS if screening.outcome is Outcome.MET else DOES_NOT_HOLD)
