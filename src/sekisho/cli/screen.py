"""``sekisho screen``: is it eligible? Every criterion with its reason and citation, before anything is bought."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import click

from sekisho.cli.casefile import Setting, as_of, case_file, setting
from sekisho.cli.content import holds_rows
from sekisho.cli.cure import cure_json, print_cure
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.replay import replay
from sekisho.cli.usage import Command, Option
from sekisho.domain.rules.ruleset import Kind, Stage
from sekisho.domain.screening import bind
from sekisho.domain.screening.cure import Cure, cures
from sekisho.domain.screening.near import Gap
from sekisho.domain.screening.request import ScreeningRequest, check_file, usable_request
from sekisho.domain.screening.screen import LineScreening, Screening, as_declared, screen
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan


def _is_due(finding: Finding) -> bool:
    """What has failed already counts, also where it is only due later."""
    return finding.facts["stage"] == Stage.APPLICATION.value or finding.outcome is Outcome.NOT_MET


def _reasons(said: Voice, line: LineScreening, finding: Finding) -> list[str]:
    told = (
        said.wording.tell(reason.code, said.language, reason.facts) for reason in line.reasons.get(finding.code, ())
    )
    # Two leaves of one criterion may want the same paper; a person needs to read it once.
    return list(dict.fromkeys(told))


def _finding_json(said: Voice, line: LineScreening, finding: Finding) -> dict[str, Value]:
    text = said.wording.say_finding(finding, said.language)
    reasons: list[Value] = [*_reasons(said, line, finding)]
    more: dict[str, Value] = {
        "text": text,
        "remedy_text": said.wording.remedy(finding, said.language),
        "reason_texts": reasons,
    }
    return {**finding.as_json(), **more, "kind": finding.facts["kind"], "due": _is_due(finding)}


def _json(said: Voice, screening: Screening, found: Iterable[Cure], notes: Iterable[Finding]) -> dict[str, Value]:
    lines: list[Value] = []
    for line, cure in zip(screening.lines, found, strict=True):
        findings: list[Value] = [_finding_json(said, line, finding) for finding in line.findings]
        nearest: list[Value] = [relative.as_json() for relative in line.nearest]
        cured = cure_json(said, cure)
        lines.append({"line": line.line, "findings": findings, "nearest": nearest, "cure": cured})
    return {**screening.as_json(), "lines": lines, "notes": said.said(notes)}


def _print_findings(said: Voice, line: LineScreening, title: str, wanted: Callable[[Finding], bool]) -> None:
    found = [finding for finding in line.findings if wanted(finding)]
    if found:
        said.write(title)
    for finding in found:
        said.finding(finding, reasons=_reasons(said, line, finding))


def _gap(said: Voice, gap: Gap) -> str:
    name = said.wording.word("specification", gap.name, said.language)
    return said.text("screen.gap", name=name, mine=gap.mine, theirs=gap.theirs)


def _is_gate(finding: Finding) -> bool:
    return finding.facts["kind"] == Kind.GATE.value


def _applies(finding: Finding) -> bool:
    return _is_due(finding) and finding.outcome is not Outcome.NOT_APPLICABLE


def _print_nearest(said: Voice, line: LineScreening) -> None:
    if line.nearest:
        said.say("screen.nearest")
    for relative in line.nearest:
        said.finding(relative.finding, reasons=[_gap(said, gap) for gap in relative.gaps])


def _print_rest(said: Voice, line: LineScreening) -> None:
    left = [f for f in line.findings if _is_due(f) and f.outcome is Outcome.NOT_APPLICABLE]
    if left:
        said.say("screen.not_applicable")
    for finding in left:
        said.write(said.wording.say_finding(finding, said.language), mark="–", style="dim", indent=1)


def _print_line(said: Voice, line: LineScreening, cure: Cure) -> None:
    model = str(line.findings[0].facts["model"]) if line.findings else ""
    said.heading(said.text("screen.line", line=line.line, model=model))
    _print_findings(said, line, said.text("screen.gates"), lambda f: _applies(f) and _is_gate(f))
    _print_nearest(said, line)
    _print_findings(said, line, said.text("screen.advisories"), lambda f: _applies(f) and not _is_gate(f))
    _print_rest(said, line)
    print_cure(said, cure, line.findings)


def _print(said: Voice, screening: Screening, found: Iterable[Cure], notes: tuple[Finding, ...], register: str) -> None:
    said.say("screen.edition", edition_on=screening.edition_on)
    for line, cure in zip(screening.lines, found, strict=True):
        _print_line(said, line, cure)
    if notes:
        said.heading(said.text("screen.notes"))
    said.findings(notes)
    said.heading(said.text(f"screen.outcome.{screening.outcome.value}"))
    said.say("screen.declared")
    if register == "unknown":
        said.say("screen.no_register")
    if register == "assumed":
        said.say("screen.assumed_register")
    said.notice()


def _assumed(held: Setting, request: ScreeningRequest) -> Setting:
    """Take the file's models and partner as registered, as its papers are taken as declared."""
    register = replace(held.register, models=frozenset(line.key for line in request.lines), partner_registered=True)
    return replace(held, register=register)


#: What may run the rules over a table; the first where nothing is asked for.
ENGINES = ("polars", "sql", "spark")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a line of the command asks beside its file."""

    on: str | None
    decision: str | None
    home: Path | None
    out: Path | None
    engine: str
    assumed: bool


def _many(said: Voice, path: Path, asked: _Asked) -> NoReturn:
    try:
        # One case must not wait for the libraries that read millions.
        from sekisho.cli.many import Many, screen_many  # noqa: PLC0415 - because of that
    except ModuleNotFoundError as error:
        said.stop("rows.not_installed", part=error.name or "?", extra="tables")
    screen_many(said, path, Many(as_of(said, asked.on), asked.home, asked.out, asked.engine, asked.assumed))


def _one(said: Voice, path: Path, asked: _Asked) -> NoReturn:
    content = case_file(said, path)
    held = setting(said, asked.home, content, as_of(said, asked.on))
    request = usable_request(content, held.program, day_in_japan(held.at))
    if isinstance(request, Refusal):
        said.refuse(request)
    held = _assumed(held, request) if asked.assumed else held
    register = "assumed" if asked.assumed else "home" if asked.home else "unknown"
    declared = as_declared(request)
    screening = screen(declared, held.program, held.register, held.at)
    found = cures(bind.Setting(declared, held.program, held.register, held.at), day_in_japan(held.at))
    notes = check_file(content, held.program, day_in_japan(held.at))
    value: dict[str, Value] = {**_json(said, screening, found, notes), "register": register}
    said.answer(value, lambda: _print(said, screening, found, notes, register), holds=screening.outcome is Outcome.MET)


@click.command(cls=Command)
@click.argument("path", metavar="FILE", required=False, type=click.Path(path_type=Path))
@click.option("--as-of", "on", cls=Option, help="as_of")
@click.option("--replay", "decision", metavar="DECISION", cls=Option, help="replay")
@click.option("--home", cls=Option, type=click.Path(path_type=Path), help="register_home")
@click.option("--assume-registered", "assumed", cls=Option, is_flag=True, help="assume_registered")
@click.option("--out", cls=Option, type=click.Path(path_type=Path), help="screen_out")
@click.option("--engine", cls=Option, type=click.Choice(ENGINES), default=ENGINES[0], help="screen_engine")
@spoken
def screen_command(path: Path | None, lang: str, *, as_json: bool, **asked: Any) -> None:
    """Screen a case file or a table of many lines: is it eligible, and what is missing? Or repeat a screening."""
    said, wanted = voice(lang, as_json=as_json), _Asked(**asked)
    if wanted.decision is not None:
        replay(said, wanted.decision, path, wanted.home)
    if path is None:
        said.stop("usage.missing", name="FILE")
    if holds_rows(path):
        _many(said, path, wanted)
    _one(said, path, wanted)
