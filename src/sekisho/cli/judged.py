"""``sekisho capture check``: what a sealed bundle shows, before anybody leaves the factory."""

from datetime import datetime
from pathlib import Path

import click

from sekisho.bootstrap.judging import judge_alone
from sekisho.capture.judge.assess import Assessment
from sekisho.capture.judge.level import Entry
from sekisho.capture.problem import Problem, Refused
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.usage import Command
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.domain.values.time import JST, day_in_japan

#: What an office takes at most.
LARGEST = 512 * 1024 * 1024


def _finding(problem: Problem, outcome: Outcome) -> Finding:
    return Finding(problem.code, outcome, problem.place, facts=dict(problem.facts))


def _print_level(said: Voice, entry: Entry) -> None:
    """Print a level: observed, or what was not, and what to do."""
    said.write(said.wording.word("page.vector", entry.level, said.language), style="bold")
    if entry.is_met:
        said.findings([Finding(entry.code, Outcome.MET)])
    # Not observed is never failed.
    said.findings(_finding(reason, Outcome.UNDETERMINED) for reason in entry.reasons)


def _print(said: Voice, judged: Assessment) -> None:
    said.heading(said.text("judged.of", device=judged.plan.machine.device))
    for entry in judged.entries:
        _print_level(said, entry)
    said.heading(said.text("judged.level", level=judged.headline) if judged.headline else said.text("judged.no_level"))
    said.say("judged.here")


@click.command(cls=Command)
@click.argument("path", metavar="BUNDLE", type=click.Path(path_type=Path))
@spoken
def check(path: Path, lang: str, *, as_json: bool) -> None:
    """Judge a sealed bundle here, as the office will: which levels it shows, what is missing, what to do."""
    said = voice(lang, as_json=as_json)
    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        said.refuse(data)
    with said.working(said.text("judged.working")):
        judged = judge_alone(data, day_in_japan(datetime.now(JST)))
    if isinstance(judged, Refused):
        said.refuse(Refusal.of(_finding(problem, Outcome.NOT_MET) for problem in judged.problems))
    whole = all(entry.is_met for entry in judged.entries)
    said.answer({"assessment": judged.as_json()}, lambda: _print(said, judged), holds=whole)
