"""``sekisho screen`` on a table: what its rows came to, the commonest reasons, and the files that say it by row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sekisho import bootstrap
from sekisho.application.register_facts import read_registers
from sekisho.batch.many import Order, screen_table
from sekisho.batch.mark import Combination
from sekisho.batch.outcome import Screened
from sekisho.batch.reason import ReasonText
from sekisho.batch.spelling import spelling_of
from sekisho.batch.stream import Terms
from sekisho.batch.table import TableError
from sekisho.cli.home import opened
from sekisho.cli.output import MARKS, Voice
from sekisho.domain.screening.bind_columns import Asked, Registers
from sekisho.domain.values.finding import Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan

#: So many combinations of reasons and problems are printed; the tables hold them all.
SHOWN = 10
KINDS = (".parquet", ".csv")


def _reasons(screened: Screened) -> list[tuple[Combination, int]]:
    found = [item for item in screened.counts.items() if item[0].outcome is not Outcome.MET]
    return sorted(found, key=lambda item: (-item[1], item[0].key))


def _reason_json(said: Voice, one: Combination, count: int) -> dict[str, Value]:
    return {
        "reasons": one.key,
        "rows": count,
        "outcome": one.outcome.value,
        "not_met": [*one.not_met],
        "undetermined": [*one.undetermined],
        "unreadable": one.unreadable,
        "text": ReasonText(said.wording.say).of(one, said.language),
    }


def _json(said: Voice, screened: Screened) -> dict[str, Value]:
    reasons: list[Value] = [_reason_json(said, one, count) for one, count in _reasons(screened)[:SHOWN]]
    outcomes: dict[str, Value] = {outcome.value: count for outcome, count in screened.outcomes.items()}
    return {
        "rows": screened.rows,
        "outcomes": outcomes,
        "subsidy_yen": screened.subsidy_yen,
        "reasons": reasons,
        "combinations": len(_reasons(screened)),
        "problems": dict(screened.problems),
        "first_problems": [{**one, "text": said.text(str(one["problem"]))} for one in screened.first_problems],
        "files": [str(file) for file in screened.files],
        "notes": said.said(screened.notes),
    }


def _print_reasons(said: Voice, screened: Screened) -> None:
    reasons = _reasons(screened)
    if not reasons:
        return
    said.heading(said.text("screen.many.reasons"))
    for one, count in reasons[:SHOWN]:
        mark, colour = MARKS[one.outcome]
        text = said.text("screen.many.reason", count=count, text=ReasonText(said.wording.say).of(one, said.language))
        said.write(text, mark=mark, mark_style=colour, indent=1)
    if len(reasons) > SHOWN:
        said.say("screen.many.more", count=len(reasons) - SHOWN)


def _print_problems(said: Voice, screened: Screened) -> None:
    if not screened.problems:
        return
    said.heading(said.text("screen.many.problems", count=screened.problems.total()))
    for one in screened.first_problems[:SHOWN]:
        text, value = said.text(str(one["problem"])), one["value"] or ""
        told = said.text("screen.many.problem", row=one["row"], column=one["column"], value=value, text=text)
        said.write(told, mark="·", indent=1)


def _print(said: Voice, path: Path, screened: Screened) -> None:
    said.heading(said.text("screen.many.heading", file=path.name, rows=screened.rows))
    for outcome, count in screened.outcomes.items():
        mark, colour = MARKS[outcome]
        said.write(said.text("screen.many.count", outcome=outcome, count=count), mark=mark, mark_style=colour, indent=1)
    said.say("screen.many.subsidy", amount=screened.subsidy_yen)
    _print_reasons(said, screened)
    _print_problems(said, screened)
    for file in screened.files:
        said.say("screen.many.written", file=str(file))
    said.findings(screened.notes)
    said.notice()


@contextmanager
def _progress(text: str, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Count rows on the terminal while work goes on; a pipe and JSON see nothing of it."""
    shown = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TimeElapsedColumn())
    disabled = quiet or not shown.is_terminal
    with Progress(*columns, console=shown, transient=True, disable=disabled, redirect_stdout=False) as progress:
        task = progress.add_task(text, total=None)
        yield lambda rows: progress.advance(task, rows)


@dataclass(frozen=True, slots=True)
class Many:
    """What is asked of a table: when its rows apply, the registers' home, where results go, what runs the rules."""

    at: datetime
    home: Path | None
    out: Path | None
    engine: str
    assumed: bool


def _terms(said: Voice, many: Many) -> Terms:
    """Give the program and, where a home is named, its editions, parameters and registers on the day asked about."""
    if many.home is None:
        program, asked = bootstrap.shipped_program(), Asked(many.at, assumed=many.assumed)
        return Terms(program, spelling_of(program, said.wording), asked)
    day = day_in_japan(many.at)
    with opened(said, many.home) as desk, desk.store.read() as tx:
        registers, program = read_registers(tx), desk.programs.definition(tx)
    partners = frozenset(row.key for row in registers.of("integrator", day))
    held = Registers(registers.models(day), partners, registers.channels(day))
    return Terms(program, spelling_of(program, said.wording), Asked(many.at, held, assumed=many.assumed))


def screen_many(said: Voice, path: Path, many: Many) -> NoReturn:
    """Screen a table, say what it came to, and leave with 0 where every row is met."""
    if many.out is not None and many.out.suffix not in KINDS:
        said.stop("rows.out_kind", file=many.out.name)
    terms = _terms(said, many)
    try:
        with _progress(said.text("screen.many.working", file=path.name), quiet=said.as_json) as progress:
            screened = screen_table(path, terms, said.wording.say, Order(many.engine, many.out, progress))
    except TableError as error:
        said.refuse(Refusal.of(error.findings))
    except OSError as error:
        said.stop("rows.cannot_write", file=str(many.out or path), problem=error.strerror or str(error))
    holds = screened.outcomes[Outcome.MET] == screened.rows
    said.answer(_json(said, screened), lambda: _print(said, path, screened), holds=holds)
