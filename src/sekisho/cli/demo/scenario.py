"""A scenario: who is there, which machines run, which cases there are, and what happens when. Plain data in TOML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sekisho.cli.demo.form import Form, Record
from sekisho.domain.casework.actor import Role, Side
from sekisho.domain.values.finding import Value
from sekisho.domain.values.identifier import is_corporate_number
from sekisho.domain.values.time import JST, TimeError, parse_instant

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


#: Stands for an instant nobody could read, before every other.
EARLIEST = datetime.min.replace(tzinfo=JST)
TOP = ("main_case", "title", "person", "machine", "case", "step")
PERSON = ("id", "name", "role", "side", "organisation")
MACHINE = ("id", "category", "manufacturer", "model", "serial", "cut_after_s", "described_by")
CASE = ("id", "file")
#: What every step may say; whatever else stands in it is a detail of what it does.
STEP = ("at", "do", "by", "case", "expect")


def _member(form: Form, record: Record, place: str) -> Member:
    form.only(record, PERSON, place)
    role, side = form.choice(record, "role", place, [*Role]), form.choice(record, "side", place, [*Side])
    number = form.string(record, "organisation", place)
    if number and not is_corporate_number(number):
        form.wrong("wrong_number", f"{place}.organisation", value=number)
    return Member(form.string(record, "id", place), form.string(record, "name", place), role, side, number)


def _machine(form: Form, record: Record, place: str) -> Machine:
    form.only(record, MACHINE, place)
    described_by = form.string(record, "described_by", place, needed=False)
    if described_by and not Path(described_by).is_file():
        form.wrong("no_file", f"{place}.described_by", file=described_by)
    id_, category, maker, model, serial = (form.string(record, name, place) for name in MACHINE[:5])
    return Machine(id_, category, maker, model, serial, form.seconds(record, "cut_after_s", place), described_by)


def _instant(form: Form, record: Record, place: str) -> datetime | None:
    text = form.string(record, "at", place)
    try:
        return parse_instant(text) if text else None
    except TimeError:
        form.wrong("wrong_instant", f"{place}.at", value=text)
        return None


def _step(form: Form, record: Record, place: str, before: datetime) -> Step:
    """Read a step; one whose instant cannot be read takes that of the step above, so that the rest is checked too."""
    at = _instant(form, record, place) or before
    do, by = form.string(record, "do", place), form.string(record, "by", place)
    case, expect = form.string(record, "case", place, needed=False), form.strings(record, "expect", place)
    details = {name: value for name, value in record.items() if name not in STEP}
    return Step(at, do, by, case, details, expect)


def _steps(form: Form, value: Record) -> tuple[Step, ...]:
    steps: list[Step] = []
    for n, record in enumerate(form.tables(value, "step"), 1):
        steps.append(_step(form, record, f"step.{n}", steps[-1].at if steps else EARLIEST))
    return tuple(steps)


def _each(form: Form, value: Record, name: str, read: Callable[[Form, Record, str], Entry]) -> list[Entry]:
    return [read(form, record, f"{name}.{n}") for n, record in enumerate(form.tables(value, name), 1)]


def _cases(form: Form, value: Record) -> dict[str, Record]:
    records = form.tables(value, "case")
    for n, record in enumerate(records, 1):
        form.only(record, CASE, f"case.{n}")
        form.table(record, "file", f"case.{n}")
    names = [form.string(record, "id", f"case.{n}") for n, record in enumerate(records, 1)]
    form.once(names, "case")
    return dict(zip(names, records, strict=True))


def read_form(form: Form, value: Record) -> Scenario:
    """Read a scenario from plain values, noting every problem of its form."""
    form.only(value, TOP, "")
    cast, machines = _each(form, value, "person", _member), _each(form, value, "machine", _machine)
    form.once([member.id for member in cast], "person")
    # The portal's accounts are told apart by the names they show.
    form.once([member.name for member in cast], "person", "name")
    form.once([machine.id for machine in machines], "machine")
    cases, title = _cases(form, value), value.get("title")
    main = form.string(value, "main_case", "scenario", needed=False) or next(iter(cases), "")
    named = title if isinstance(title, dict) else {}
    return Scenario(named, tuple(cast), tuple(machines), cases, _steps(form, value), main)
