"""Columns of a table of equipment lines, one a row: what each holds, and which the program works out by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.screening.reader import SHOWN, nearest_name
from sekisho.domain.values.cell import alike
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.grid import column_name


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WORD = "word"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"
    LEVEL = "level"
    YEN = "yen"
    QUANTITY = "quantity"


ID, RECEIVED_AT, APPLICATION_ON = "id", "received_at", "application_on"
PARTNER_NUMBER = "partner_number"
#: A quantity's column is headed by its name after this.
SPEC = "spec."
#: A heading that begins so is a remark of whoever wrote the table; nobody reads the column.
REMARK = "#"
_TEXTS = (ID, "maker", "model", "serial", "origin", "channel", PARTNER_NUMBER)
_DAYS = ("ordered_on", "granted_on", "agreement_on", APPLICATION_ON)
#: The enum whose words a column holds.
WORDS: Mapping[str, str] = {"category": "category", "applicant_class": "claimant"}
#: Facts that are worked out of other columns and the program's data. Given by hand, they would say what the table
#: wishes, not what Annex A and the calendar say.
WORKED_OUT: Mapping[str, tuple[str, ...]] = {
    "listed": ("maker", "model", APPLICATION_ON),
    "specification_met": ("maker", "model", "spec.*"),
    "row_asks_papers": ("maker", "model"),
    "origin_eligible": ("origin",),
    "partner_needed": ("applicant_class",),
    "received_in_time": (APPLICATION_ON,),
    "serial_free": ("serial",),
    "channel_approved": ("channel",),
    "agreement_early": ("agreement_on",),
    "ordered_after_decision": ("ordered_on", "granted_on"),
}
_OF_A_FIELD: Mapping[str, Holds] = {"bool": Holds.FLAG, "date": Holds.DAY, "int": Holds.LEVEL}


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the name the program knows it under, and where it stands in the table, counted from 1."""

    name: str
    holds: Holds
    heading: str = ""
    position: int = 0

    @property
    def quantity(self) -> str:
        """Give the quantity a column holds; empty where it holds none."""
        return self.name.removeprefix(SPEC) if self.holds is Holds.QUANTITY else ""


def quantities_of(program: ProgramDefinition) -> tuple[str, ...]:
    """Give the quantities any edition sets a minimum for, in order."""
    editions = program.editions
    names = (m.name for edition in editions for category in edition.categories.values() for m in category.minimum)
    return tuple(dict.fromkeys(names))


def units_of(program: ProgramDefinition) -> dict[str, str]:
    """Give the unit each of those quantities is stated in; the first edition's, for a quantity does not change."""
    editions = reversed(program.editions)
    return {m.name: m.unit for edition in editions for c in edition.categories.values() for m in c.minimum}


def columns_of(program: ProgramDefinition) -> dict[str, Holds]:
    """Give every column a table may have, and what it holds."""
    fields = program.vocabulary.fields
    given = {name: _OF_A_FIELD[kind] for name, kind in fields.items() if kind in _OF_A_FIELD and name not in WORKED_OUT}
    return {
        **dict.fromkeys(_TEXTS, Holds.TEXT),
        **dict.fromkeys(WORDS, Holds.WORD),
        **dict.fromkeys(_DAYS, Holds.DAY),
        RECEIVED_AT: Holds.MOMENT,
        "price": Holds.YEN,
        **given,
        **{f"{SPEC}{name}": Holds.QUANTITY for name in quantities_of(program)},
    }


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table as its headings say, and what is wrong with the headings."""

    columns: tuple[Column, ...]
    findings: tuple[Finding, ...]


def _finding(code: str, heading: str, position: int, *, remedy: str = "", **facts: Value) -> Finding:
    told = f"rows.{code}.{remedy}" if remedy else ""
    said: dict[str, Value] = {"heading": heading[:SHOWN], "column": column_name(position), **facts}
    return Finding(f"rows.{code}", Outcome.NOT_MET, f"column {column_name(position)}", facts=said, remedy=told)


class _Headings:
    """Takes headings one by one and gathers what is wrong with them."""

    def __init__(self, program: ProgramDefinition, aliases: Mapping[str, str]) -> None:
        self._kinds = columns_of(program)
        self._known = {**aliases, **{alike(name): name for name in (*WORKED_OUT, *self._kinds)}}
        self.columns: dict[str, Column] = {}
        self.findings: list[Finding] = []

    def take(self, heading: str, position: int) -> None:
        name = self._known.get(alike(heading), "")
        if not name:
            self._unknown(heading, position)
        elif name in WORKED_OUT:
            self.findings.append(_finding("worked_out", heading, position, needs=", ".join(WORKED_OUT[name])))
        elif name in self.columns:
            first = self.columns[name]
            self.findings.append(_finding("heading_twice", heading, position, first=column_name(first.position)))
        else:
            self.columns[name] = Column(name, self._kinds[name], heading, position)

    def _unknown(self, heading: str, position: int) -> None:
        # A misspelt heading passed over would leave its facts unknown in every row, and nobody would know why.
        near = self._known.get(nearest_name(alike(heading), self._known), "")
        told = "near" if near else ""
        self.findings.append(_finding("unknown_column", heading, position, remedy=told, meant=near))

    def whole(self) -> None:
        if ID not in self.columns:
            self.findings.append(Finding("rows.no_id", Outcome.NOT_MET))
        if RECEIVED_AT in self.columns and APPLICATION_ON in self.columns:
            second = self.columns[RECEIVED_AT]
            self.findings.append(_finding("two_days", second.heading, second.position))


def read_header(headings: Sequence[str], program: ProgramDefinition, aliases: Mapping[str, str]) -> Header:
    """Read the headings of a table. ``aliases`` are other names of columns, folded by ``alike``."""
    read = _Headings(program, aliases)
    for position, heading in enumerate(headings, 1):
        if heading.strip() and not heading.lstrip().startswith(REMARK):
            read.take(heading, position)
    read.whole()
    return Header(tuple(read.columns.values()), tuple(read.findings))


def aliases_of(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give headings people write, folded, with the column each means; parted by a bar where there are several."""
    return {alike(one): name for name, texts in names for one in texts.split("|") if alike(one)}
