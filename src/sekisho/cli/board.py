"""How a running capture looks: a table that changes on a terminal, plain lines in a file or pipe, nothing in JSON."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rich.live import Live
from rich.table import Table
from rich.text import Text

from sekisho.capture.plan.capture_plan import CapturePlan
from sekisho.capture.problem import Problem
from sekisho.cli.layout import visible
from sekisho.cli.output import Voice

#: Where nobody watches, a line this often is enough to see that it goes on.
LINE_EVERY_S = 10.0
COLUMNS = ("machine", "state", "time", "rate", "gaps", "offset")
STYLES = {"capturing": "green", "paused": "yellow", "connecting": "yellow", "sealed": "dim"}


@dataclass(slots=True)
class _Row:
    """What is known of one machine's capture."""

    state: str = "connecting"
    seconds: int = 0
    planned: int = 0
    values: int = 0
    rate: int = 0
    gaps: int = 0
    offset_ms: int | None = None
    at: float = 0.0
    told_at: float = -LINE_EVERY_S


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


class Board:
    """Shows what the collector reports of each machine."""

    def __init__(self, said: Voice, plans: Sequence[CapturePlan]) -> None:
        self._said = said
        self._rows = {plan.machine.device: _Row(planned=plan.duration_s) for plan in plans}
        is_watched = said.console.is_terminal and not said.as_json
        # Drawn when something is reported, never by a thread of its own.
        self._live = Live(console=said.console, auto_refresh=False, transient=True) if is_watched else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
            self._draw()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def tell(self, device: str, problem: Problem) -> None:
        """Take what the collector reports of a machine."""
        row = self._rows[device]
        before = row.state
        if problem.code == "progress.capturing":
            self._count(row, problem)
        elif problem.code == "progress.sealed":
            row.state = "sealed"
        if problem.code != "progress.capturing":
            told = self._said.wording.tell(problem.code, self._said.language, problem.facts)
            self._said.say("collect.told", machine=device, told=told)
        if self._live:
            self._draw()
        elif problem.code == "progress.capturing":
            self._line(device, row, is_new=row.state != before)

    def _count(self, row: _Row, problem: Problem) -> None:
        facts, now = problem.facts, time.monotonic()
        values, offset = _whole(facts.get("values")), facts.get("offset_ms")
        row.rate = round((values - row.values) / (now - row.at)) if row.at else 0
        row.values, row.at = values, now
        row.seconds, row.gaps = _whole(facts.get("seconds")), _whole(facts.get("gaps"))
        row.offset_ms = offset if isinstance(offset, int) else None
        row.state = "paused" if facts.get("paused") else "capturing" if row.seconds or values else "connecting"

    def _line(self, device: str, row: _Row, *, is_new: bool) -> None:
        now = time.monotonic()
        if is_new or now - row.told_at >= LINE_EVERY_S:
            row.told_at = now
            self._said.say("collect.progress", **dict(zip(COLUMNS, self._cells(device, row), strict=True)))

    def _cells(self, device: str, row: _Row) -> tuple[str, ...]:
        offset = "–" if row.offset_ms is None else f"{row.offset_ms} ms"
        state = self._said.text(f"collect.state.{row.state}")
        return device, state, f"{row.seconds}/{row.planned} s", f"{row.rate}/s", str(row.gaps), offset

    def _draw(self) -> None:
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for name in COLUMNS:
            justify = "left" if name in {"machine", "state"} else "right"
            table.add_column(self._said.text(f"collect.column.{name}"), justify=justify, no_wrap=name != "machine")  # type: ignore[arg-type]
        for device, row in self._rows.items():
            cells = (Text(visible(cell)) for cell in self._cells(device, row))
            table.add_row(*cells, style=STYLES[row.state])
        if self._live:
            self._live.update(table, refresh=True)
