"""The table as a page people read: for each track a diagram in Mermaid, and every row with all it says."""

from collections.abc import Iterable

from sekisho.domain.casework import paper
from sekisho.domain.casework.actor import Who
from sekisho.domain.casework.guard import SECOND_PERSON
from sekisho.domain.casework.table import ROWS, STATES
from sekisho.domain.casework.transition import Row, Track

HEAD = """# The life of a case

Made from the one transition table (`src/sekisho/domain/casework/table.py`); a test holds this page against it. Write it
again with `.venv/bin/python -c 'from sekisho.domain.casework.chart import page; print(page(), end="")'`.

A command is possible in the states under *from*, for the persons under *who*, if every guard holds; otherwise it is
refused with every reason. Commands marked ✍ are signed by the person; those marked ② want another person than
the one who acted before. An empty *to* leaves the state as it is. How long a deadline lasts is a dated parameter of the
program.
"""
TITLES = {
    Track.PAPER: "The paper track",
    Track.MACHINE: "The machine track, one life for each equipment line",
    Track.INSPECTOR: "Inspectors: declared interests and days",
    Track.COLLECTOR: "Collectors: what captures are sealed with",
    Track.REGISTRATION: "Registrations: models, SI partners, distributors, assessment bodies, channels",
    Track.VENDOR: "The stop switch of a vendor",
}
COLUMNS = ("command", "from", "to", "who", "guards", "document", "deadline", "posting", "source")
#: Long lists of states that have a name of their own.
NAMED = {paper.STATES: "*any, once opened*", paper.ALIVE: "*any that can still come to something*"}


def _edges(rows: Iterable[Row]) -> dict[tuple[str, str], list[str]]:
    """Give the commands by which one state leads to another; steps that stay where they are would only hide them."""
    edges: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for source in row.sources:
            if row.target and row.target != source:
                edges.setdefault((source, row.target), []).append(row.command)
    return edges


def _diagram(track: Track) -> list[str]:
    first = STATES[track][0]
    edges = [f"    {a} --> {b}: {', '.join(commands)}" for (a, b), commands in _edges(ROWS[track]).items()]
    return ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *edges, "```"]


def _persons(who: Iterable[Who]) -> str:
    """Give who may: sides with the same roles stand together."""
    roles: dict[str, list[str]] = {}
    for one in who:
        roles.setdefault(one.side.value, []).append(one.role.value)
    sides: dict[str, list[str]] = {}
    for side, names in roles.items():
        sides.setdefault(", ".join(names), []).append(side)
    return "; ".join(f"{names} of {', '.join(together)}" for names, together in sides.items())


def _cells(row: Row) -> tuple[str, ...]:
    return (
        f"`{row.command}`{' ✍' if row.signed else ''}{' ②' if SECOND_PERSON & set(row.guards) else ''}",
        NAMED.get(row.sources, ", ".join(row.sources)),
        row.target,
        _persons(row.who),
        ", ".join(row.guards),
        row.document,
        row.deadline,
        row.movement.value,
        row.cite,
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _section(track: Track) -> list[str]:
    rows = [_line(_cells(row)) for row in ROWS[track]]
    rule = _line("---" for _ in COLUMNS)
    return [f"## {TITLES[track]}", "", *_diagram(track), "", _line(COLUMNS), rule, *rows, ""]


def page() -> str:
    """Give the whole page."""
    sections = [line for track in Track for line in _section(track)]
    return "\n".join([HEAD, *sections])
