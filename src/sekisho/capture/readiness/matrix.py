"""The matrix: one row a property, the machine's value against the client's, and what each shared interface comes to."""

from collections.abc import Iterable
from dataclasses import dataclass

from sekisho.capture.problem import Value
from sekisho.capture.readiness.judge import Within
from sekisho.capture.readiness.property import JUDGED, Property, properties_of
from sekisho.capture.readiness.sheet import Sheet, Source
from sekisho.capture.readiness.value import shown
from sekisho.capture.readiness.verdict import WORKING, Verdict, best, worst

FORMAT = "sekisho/readiness/v1"
ASSUMPTION = "assumption"
#: What is done about a value one side does not state, by who has to state it.
UNSAID = {
    (True, True): "readiness.unsaid.both",
    (True, False): "readiness.unsaid.machine",
    (False, True): "readiness.unsaid.client",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One property: both values as people read them (None: not stated), the verdict, and what to do about it.

    ``lacking`` is what keeps it from being fine; ``source`` says where the machine's value comes from.
    """

    interface: str
    code: str
    offered: Value
    wanted: Value
    verdict: Verdict
    remedy: str
    citation: str
    source: str = ""
    lacking: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Value]:
        """Give the row as plain values."""
        return {
            "interface": self.interface, "property": self.code, "machine": self.offered, "client": self.wanted,
            "verdict": str(self.verdict), "lacking": list(self.lacking), "source": self.source,
            "remedy": self.remedy, "citation": self.citation,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """An interface both have, and what its rows come to together."""

    interface: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Matrix:
    """How a machine fits a client: every row, and every way by which the two could speak."""

    machine: Sheet
    client: Sheet
    rows: tuple[Row, ...]
    ways: tuple[Way, ...]

    @property
    def verdict(self) -> Verdict:
        """What all comes to: one way that works is enough."""
        return best(way.verdict for way in self.ways)

    @property
    def is_blocked(self) -> bool:
        """Say whether something blocks and no other way is known to work."""
        return self.verdict not in WORKING and any(row.verdict is Verdict.BLOCKS for row in self.rows)

    def count(self, verdict: Verdict) -> int:
        """Give how many rows have a verdict."""
        return sum(row.verdict is verdict for row in self.rows)

    def as_json(self) -> dict[str, Value]:
        """Give the matrix as plain values."""
        return {
            "format": FORMAT, "verdict": str(self.verdict), "blocked": self.is_blocked,
            "machine": self.machine.as_json(), "client": self.client.as_json(),
            "ways": [{"interface": way.interface, "verdict": str(way.verdict)} for way in self.ways],
            "counts": {str(verdict): self.count(verdict) for verdict in Verdict},
            "rows": [row.as_json() for row in self.rows],
        }  # fmt: skip


def compare(machine: Sheet, client: Sheet) -> Matrix:
    """Hold a machine's sheet against a client's."""
    shared = tuple(name for name in machine.interfaces if name in client.interfaces)
    found = {name: tuple(_rows_of(name, machine, client)) for name in shared}
    ways = tuple(Way(name, worst(row.verdict for row in rows)) for name, rows in found.items())
    rows = [_first(machine, client, shared), *(row for rows in found.values() for row in rows)]
    return Matrix(machine, client, tuple(rows), ways)


def _first(machine: Sheet, client: Sheet, shared: tuple[str, ...]) -> Row:
    offered: list[Value] = list(machine.interfaces)
    wanted: list[Value] = list(client.interfaces)
    verdict = Verdict.FINE if shared else Verdict.BLOCKS
    remedy = "" if shared else "readiness.interfaces.remedy"
    source = str(Source.DECLARED if machine.declared_on else Source.OBSERVED)
    return Row("", "interfaces", offered, wanted, verdict, remedy, ASSUMPTION, source)


def _rows_of(interface: str, machine: Sheet, client: Sheet) -> Iterable[Row]:
    if interface in JUDGED:
        return (_row(one, machine, client) for one in properties_of(interface))
    # A declared fact and no more: nothing of these protocols is read here, so nothing is known to fit.
    remedy = "readiness.declared.remedy"
    return [Row(interface, "declared", interface, interface, Verdict.UNKNOWN, remedy, ASSUMPTION, "declared")]


def _row(one: Property, machine: Sheet, client: Sheet) -> Row:
    offered, wanted = machine.said.get(one.code), client.said.get(one.code)
    verdict, lacking = _judged(one, machine, client)
    return Row(
        interface=one.interface,
        code=one.code,
        offered=shown(offered),
        wanted=shown(wanted),
        verdict=verdict,
        remedy=_remedy(one, verdict, machine, client),
        citation=one.citation,
        source=machine.source(one.code),
        lacking=lacking,
    )


def _judged(one: Property, machine: Sheet, client: Sheet) -> tuple[Verdict, tuple[str, ...]]:
    if _is_settled(one, machine, client):
        return Verdict.FINE, ()
    offered, wanted = machine.said.get(one.code), client.said.get(one.code)
    if offered is None or wanted is None:
        return Verdict.UNKNOWN, ()
    verdict, lacking = one.judge(offered, wanted)
    # Where only part was seen, more may be there: what was not seen cannot be missing.
    is_open = verdict is Verdict.BLOCKS or isinstance(one.judge, Within)
    return (
        Verdict.UNKNOWN if is_open and verdict is not Verdict.FINE and one.code in machine.partial else verdict
    ), lacking


def _is_settled(one: Property, machine: Sheet, client: Sheet) -> bool:
    offered, wanted = machine.said.get(one.code), client.said.get(one.code)
    is_offered = one.fine_if_offered is not None and offered == one.fine_if_offered
    return is_offered or (one.fine_if_asked is not None and wanted == one.fine_if_asked)


def _remedy(one: Property, verdict: Verdict, machine: Sheet, client: Sheet) -> str:
    if verdict is Verdict.FINE:
        return ""
    silent = (one.code not in machine.said, one.code not in client.said)
    if any(silent):
        return UNSAID[silent]
    if verdict is Verdict.UNKNOWN:
        return "readiness.unsaid.seen" if one.code in machine.partial else "readiness.unsaid.zero"
    return f"readiness.{one.code}.remedy"
