"""A scenario: who is there, which machines run, which cases there are, and what happens when. Plain data in TOML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

from sekisho.domain.casework.actor import Role, Side
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.identifier import is_corporate_number
from sekisho.domain.values.time import TimeError, parse_instant

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the cast: an opaque reference, a shown name, a role, a side and the organisation's number."""

    id: str
    name: str
    role: str
    side: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of the loopback factory, by what its nameplate says.

    ``cut_after_s`` stops it so many seconds into a capture; ``described_by`` names the description of a machine that
    runs already, so that a scenario can be carried out against another maker's.
    """

    id: str
    category: str
    manufacturer: str
    model: str
    serial: str
    cut_after_s: int = 0
    described_by: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: when, who, what, on which case, and whether it has to be refused."""

    at: datetime
    do: str
    by: str
    case: str
    details: Mapping[str, Value]
    expect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario."""

    title: Mapping[str, Value]
    cast: tuple[Member, ...]
    machines: tuple[Machine, ...]
    cases: Mapping[str, Mapping[str, Value]]
    steps: tuple[Step, ...]
    main_case: str


class _Reader:
    """Gathers every problem of a scenario file with its place, so that all of them are told at once."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def wrong(self, place: str, problem: str) -> None:
        """Note a problem at a place."""
        facts: dict[str, Value] = {"problem": problem}
        self.findings.append(Finding("scenario.wrong", Outcome.NOT_MET, place, facts=facts))

    def text(self, record: Mapping[str, Value], name: str, place: str, *, needed: bool = True) -> str:
        """Read a text; a missing one is a problem unless it may be absent."""
        value = record.get(name, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            self.wrong(f"{place}.{name}", f"{value!r} is no text")
            return ""
        return value

    def records(self, record: Mapping[str, Value], name: str) -> list[Mapping[str, Value]]:
        """Read a list of tables."""
        value = record.get(name, [])
        items = value if isinstance(value, list) else []
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in items):
            self.wrong(name, f"write [[{name}]] tables")
        return [item for item in items if isinstance(item, dict)]


def _member(reader: _Reader, record: Mapping[str, Value], place: str) -> Member:
    member = Member(*(reader.text(record, name, place) for name in ("id", "name", "role", "side", "organisation")))
    if member.role not in set(Role):
        reader.wrong(f"{place}.role", f"{member.role!r} is none of {', '.join(Role)}")
    if member.side not in set(Side):
        reader.wrong(f"{place}.side", f"{member.side!r} is none of {', '.join(Side)}")
    if not is_corporate_number(member.organisation):
        reader.wrong(f"{place}.organisation", f"{member.organisation!r} is no corporate number; check its first digit")
    return member


def _machine(reader: _Reader, record: Mapping[str, Value], place: str) -> Machine:
    id_, category, maker, model, serial = (
        reader.text(record, name, place) for name in ("id", "category", "manufacturer", "model", "serial")
    )
    cut = record.get("cut_after_s", 0)
    described_by = reader.text(record, "described_by", place, needed=False)
    return Machine(id_, category, maker, model, serial, cut if type(cut) is int else 0, described_by)


KNOWN = ("at", "do", "by", "case", "expect")


def _step(reader: _Reader, record: Mapping[str, Value], place: str) -> Step | None:
    try:
        at = parse_instant(reader.text(record, "at", place))
    except TimeError as error:
        reader.wrong(f"{place}.at", str(error))
        return None
    expect = record.get("expect", [])
    return Step(
        at,
        reader.text(record, "do", place),
        reader.text(record, "by", place, needed=False),
        reader.text(record, "case", place, needed=False),
        {name: value for name, value in record.items() if name not in KNOWN},
        tuple(str(code) for code in expect) if isinstance(expect, list) else (),
    )


def _each(
    reader: _Reader, value: Mapping[str, Value], name: str, read: Callable[[_Reader, Mapping[str, Value], str], Entry]
) -> list[Entry]:
    return [read(reader, record, f"{name}.{n}") for n, record in enumerate(reader.records(value, name), 1)]


def _order(reader: _Reader, steps: tuple[Step, ...]) -> None:
    for n, (before, after) in enumerate(pairwise(steps), 2):
        if after.at < before.at:
            reader.wrong(f"step.{n}.at", "lies before the step above it; the program clock only moves forward")


def _names(reader: _Reader, scenario: Scenario) -> None:
    people = {member.id for member in scenario.cast}
    for n, step in enumerate(scenario.steps, 1):
        if step.by and step.by not in people:
            reader.wrong(f"step.{n}.by", f"{step.by!r} is nobody of the cast")
        if step.case and step.case not in scenario.cases:
            reader.wrong(f"step.{n}.case", f"{step.case!r} is none of the cases")


def read_scenario(value: Mapping[str, Value]) -> Scenario | Refusal:
    """Read a scenario from plain values, or refuse it with every problem and its place."""
    reader = _Reader()
    title = value.get("title")
    steps = tuple(step for step in _each(reader, value, "step", _step) if step)
    cases = {reader.text(case, "id", "case"): case for case in reader.records(value, "case")}
    scenario = Scenario(
        title if isinstance(title, dict) else {},
        tuple(_each(reader, value, "person", _member)),
        tuple(_each(reader, value, "machine", _machine)),
        cases,
        steps,
        reader.text(value, "main_case", "scenario", needed=False) or next(iter(cases), ""),
    )
    _order(reader, steps)
    _names(reader, scenario)
    return Refusal.of(reader.findings) if reader.findings else scenario
