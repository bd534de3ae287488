"""``sekisho topology``: check and draw a topology file, alone or held against what a sealed capture observed."""

from pathlib import Path

import click
from rich import box
from rich.table import Table

from sekisho.capture.problem import Refused
from sekisho.capture.sealed.bundle import LARGEST
from sekisho.capture.sealed.opening import open_bundle
from sekisho.capture.topology.compared import Compared, compare
from sekisho.capture.topology.declared import Declared
from sekisho.capture.topology.difference import Status
from sekisho.capture.topology.observed import Observed, observed
from sekisho.capture.topology.svg import draw
from sekisho.cli.output import Voice, spoken, voice
from sekisho.cli.reader import read_bytes
from sekisho.cli.survey import declared_in, finding
from sekisho.cli.usage import Command, Option
from sekisho.domain.values.finding import Refusal, Value

MARKS = {
    Status.AGREES: ("●", ""), Status.NOT_OBSERVED: ("○", "dim"), Status.NOT_DECLARED: ("+", "yellow"),
    Status.DIFFERS: ("≠", "red"),
}  # fmt: skip


def _declared(said: Voice, path: Path) -> Declared:
    read = declared_in(path)
    if isinstance(read, Refusal):
        said.refuse(read)
    return read[1]


def _captured(said: Voice, path: Path) -> tuple[Observed, str]:
    """Give what a capture observed, and of which device."""
    data = read_bytes(path, LARGEST)
    if isinstance(data, Refusal):
        said.refuse(data)
    opened = open_bundle(data, None)
    if isinstance(opened, Refused):
        said.refuse(Refusal.of(map(finding, opened.problems)))
    return observed(opened.records), opened.plan.machine.device


def _differences(said: Voice, compared: Compared) -> None:
    """Print every item with its mark: what was declared, what was observed."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), width=said.width)
    table.add_column("", width=2)
    for head in ("item", "subject", "declared", "observed"):
        table.add_column(said.text(f"topology.head.{head}"), ratio=1 if head == "item" else 2, overflow="fold")
    for row in compared.rows:
        mark, style = MARKS[row.status]
        table.add_row(
            mark, said.text(f"topology.item.{row.item}"), row.subject, row.declared, row.observed, style=style
        )
    said.console.print(table, highlight=False)
    for status, (mark, _) in MARKS.items():
        count = sum(row.status is status for row in compared.rows)
        said.write(
            said.text("topology.count", status=said.text(f"topology.status.{status.value}"), count=count), mark=mark
        )


def _print(said: Voice, declared: Declared, compared: Compared | None, drawn: Path | None) -> None:
    said.say("topology.read", zones=len(declared.zones), nodes=len(declared.nodes), links=len(declared.links))
    if compared is not None:
        _differences(said, compared)
    if drawn is not None:
        said.say("topology.drawn", file=str(drawn))


def _write(said: Voice, path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        said.stop("topology.not_written", file=str(path), problem=error.strerror or str(error))


@click.command(cls=Command)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--bundle", cls=Option, type=click.Path(path_type=Path), help="topology_bundle")
@click.option("--svg", cls=Option, type=click.Path(path_type=Path), help="topology_svg")
@spoken
def topology(path: Path, bundle: Path | None, svg: Path | None, lang: str, *, as_json: bool) -> None:
    """Check a topology file, draw it, and hold it against what a sealed capture observed of the network."""
    said = voice(lang, as_json=as_json)
    declared = _declared(said, path)
    seen, device = _captured(said, bundle) if bundle else (Observed(), "")
    compared = compare(declared, seen, device)
    value = compared.as_json()
    if svg is not None:
        _write(said, svg, draw(value, said.language.value))
    shown: dict[str, Value] = {"topology": value, "svg": str(svg) if svg else None}
    said.answer(shown, lambda: _print(said, declared, compared if bundle else None, svg))
