"""``sekisho annex import``: a list of models as a ministry or maker sends it, read into an edition file."""

from dataclasses import replace
from pathlib import Path

import click

from sekisho.application.import_edition import Import, Source
from sekisho.cli.annex_diff import print_comparison
from sekisho.cli.annex_edition import editions_held, imported, source_of
from sekisho.cli.casefile import as_of
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.usage import Command, Option
from sekisho.domain.program.annex.comparison import compared
from sekisho.domain.program.annex.sheet import RowKind
from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import day_in_japan

#: Past so many problems nobody reads on in a terminal; JSON gives them all.
SHOWN = 50


def _tally(found: Import) -> dict[str, Value]:
    return {kind.value: found.transcript.tally.get(kind, 0) for kind in RowKind}


def _print_rows(said: Voice, found: Import) -> None:
    tally = found.transcript.tally
    if tally:
        parts = [f"{said.text(f'annex.row.{kind.value}')} {tally[kind]}" for kind in RowKind if tally.get(kind)]
        said.say("annex.rows", count=found.transcript.rows, parts=" · ".join(parts))


def _print_changes(said: Voice, found: Import) -> None:
    edition, before = found.edition, found.transcript.before
    if edition is not None and before is not None:
        said.heading(said.text("annex.compared", before=before.effective_from, after=edition.effective_from))
        print_comparison(said, compared(before, edition))


def _print(said: Voice, found: Import, out: Path | None) -> None:
    problems, notes = found.transcript.problems, found.transcript.notes
    _print_rows(said, found)
    if notes:
        said.heading(said.text("annex.notes"))
        said.findings(notes, placed=False)
    if problems:
        said.heading(said.text("annex.problems", count=len(problems)))
        said.findings(problems[:SHOWN], placed=False)
        if len(problems) > SHOWN:
            said.say("annex.more", count=len(problems) - SHOWN)
    _print_changes(said, found)
    said.heading(said.text(_outcome(found, out), name=found.name, file=str(out or ""), count=len(problems)))
    said.notice()


def _outcome(found: Import, out: Path | None) -> str:
    if found.edition is None:
        return "annex.nothing_written"
    return "annex.written" if out else "annex.not_asked"


def _write(said: Voice, found: Import, out: Path) -> None:
    try:
        with out.open("xb") as kept:
            kept.write(found.data)
    except FileExistsError:
        said.stop("annex.exists", file=str(out))
    except OSError as error:
        said.stop("annex.no_place", file=str(out), problem=error.strerror or str(error))


def _asked(said: Voice, source: Source, on: str | None) -> Source:
    return replace(source, day=day_in_japan(as_of(said, on))) if on else source


@click.command("import", cls=Command)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--on", cls=Option, help="import_on")
@click.option("--out", cls=Option, type=click.Path(path_type=Path), help="import_out")
@click.option("--sheet", cls=Option, default="", help="import_sheet")
@click.option("--encoding", cls=Option, default="", help="import_encoding")
@click.option("--official", cls=Option, default="", help="import_official")
@click.option("--home", cls=Option, type=click.Path(path_type=Path), help="import_home")
@spoken
def import_command(  # noqa: PLR0913, PLR0917 - because every option of the line is one
    path: Path,
    on: str | None,
    out: Path | None,
    sheet: str,
    encoding: str,
    official: str,
    home: Path | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Read a list of models (XLSX, CSV, PDF) into an edition; every cell that cannot be read is named."""
    said = voice(lang, as_json=as_json)
    source = replace(_asked(said, source_of(said, path), on), sheet=sheet, encoding=encoding, reference=official)
    found = imported(said, source, editions_held(said, home))
    edition, before = found.edition, found.transcript.before
    if edition is not None and out is not None:
        _write(said, found, out)
    value: dict[str, Value] = {
        "effective_from": edition.effective_from.isoformat() if edition else None,
        "illustrative": edition.is_illustrative if edition else None,
        "rows": _tally(found),
        "problems": said.said(found.transcript.problems),
        "notes": said.said(found.transcript.notes),
        "changes": compared(before, edition).as_json() if edition and before else None,
        "file": str(out) if edition and out else None,
    }
    said.answer(value, lambda: _print(said, found, out), holds=edition is not None)
