"""``sekisho verify``: a dossier against a trust file, offline."""

from pathlib import Path

import click

from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.usage import Command, Option
from sekisho.domain.values.finding import Refusal, Value
from sekisho.seal.text import say
from sekisho.seal.verify.report import Check, Report, Result
from sekisho.seal.verify.trust import Trust, TrustError, read_trust
from sekisho.seal.verify.verifier import verify_dossier

MARKS = {Result.HOLDS: ("✓", "green"), Result.FAILS: ("✗", "red"), Result.NOT_CHECKED: ("–", "yellow")}
#: A dossier holds captures of half an hour; the verifier bounds what it unpacks itself.
LARGEST = 4 * 1024**3


def _bytes(said: Voice, path: Path, largest: int = LARGEST) -> bytes:
    data = read_bytes(path, largest)
    if isinstance(data, Refusal):
        said.refuse(data)
    return data


def trust_at(said: Voice, path: Path) -> Trust:
    """Read a trust file, or leave with what is wrong with it."""
    try:
        return read_trust(_bytes(said, path))
    except TrustError as error:
        said.stop("verify.unusable_trust", file=str(path), problem=str(error))


def _name(said: Voice, check: Check) -> str:
    return said.text(f"verify.check.{check.name.replace(' ', '_').lower()}")


def print_report(said: Voice, report: Report) -> None:
    """Print every check with what was found."""
    said.say(f"verify.mode.{report.mode}" if report.mode in {"live", "rehearsal"} else "verify.mode.other")
    for check in report.checks:
        mark, colour = MARKS[check.result]
        said.write(_name(said, check), mark=mark, mark_style=colour, indent=1)
        for problem in check.problems:
            said.write(say(problem, said.language.value), style="dim", indent=3)
    said.heading(said.text("verify.holds" if report.holds else "verify.does_not_hold", case=report.case or "—"))


def _problems(said: Voice, check: Check) -> list[Value]:
    return [{"code": p.code, "place": p.place, "text": say(p, said.language.value)} for p in check.problems]


def as_json_of(said: Voice, report: Report) -> dict[str, Value]:
    """Give a report as plain values."""
    checks: list[Value] = [
        {"check": c.name, "text": _name(said, c), "result": c.result.value, "problems": _problems(said, c)}
        for c in report.checks
    ]
    return {"case": report.case, "mode": report.mode, "facts": dict(report.facts), "checks": checks}


@click.command(cls=Command)
@click.argument("dossier", metavar="DOSSIER", type=click.Path(path_type=Path))
@click.option("--trust", cls=Option, type=click.Path(path_type=Path), required=True, help="trust")
@spoken
def verify(dossier: Path, trust: Path, lang: str, *, as_json: bool) -> None:
    """Verify a dossier offline: exit 0 where everything holds, 1 where anything fails, 2 where it cannot be read."""
    said = voice(lang, as_json=as_json)
    trusted, data = trust_at(said, trust), _bytes(said, dossier)
    with said.working(said.text("verify.working")):
        report = verify_dossier(data, trusted)
    said.answer(as_json_of(said, report), lambda: print_report(said, report), holds=report.holds)
