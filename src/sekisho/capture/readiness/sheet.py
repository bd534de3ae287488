"""The two sheets: what a machine offers, declared by its maker before the purchase, and what a plant's client needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sekisho.capture.problem import Problem, Refused, Value
from sekisho.capture.readiness.property import INTERFACES, JUDGED, PROPERTIES, Property, properties_of
from sekisho.capture.readiness.value import Model, Names, Said, SheetFields, models, shown
from sekisho.capture.toml import read_table

MACHINE_FORMAT, CLIENT_FORMAT = "sekisho/interface-sheet/v1", "sekisho/client-sheet/v1"
LARGEST = 64 * 1024
MOST_PROBLEMS = 100


class Source(StrEnum):
    """Where a value of a machine comes from."""

    DECLARED = "declared"
    CLAIMED = "claimed"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one side says: its name, its interfaces, and its values by the code of the property.

    ``sources`` tells of a machine that was looked at which value was seen and which it only claims; ``partial`` names
    what was seen of more there may be.
    """

    maker: str
    product: str
    interfaces: tuple[str, ...]
    said: Mapping[str, Said]
    is_fictional: bool = False
    declared_on: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    partial: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Give the name people know it by."""
        return f"{self.maker} {self.product}".strip()

    def source(self, code: str) -> str:
        """Give where a value comes from; empty where there is none."""
        return str(self.sources.get(code, Source.DECLARED)) if code in self.said else ""

    def as_json(self) -> dict[str, Value]:
        """Give the sheet as plain values."""
        return {
            "maker": self.maker, "product": self.product, "interfaces": list(self.interfaces),
            "fictional": self.is_fictional, "declared_on": self.declared_on,
            "said": {code: shown(value) for code, value in self.said.items()},
            "sources": {code: self.source(code) for code in self.said}, "partial": [*sorted(self.partial)],
        }  # fmt: skip


def restored(told: Mapping[str, Value]) -> Sheet:
    """Read a machine's sheet back from its plain values."""
    said, sources = _table_of(told, "said"), _table_of(told, "sources")
    known = {one.code: one for one in PROPERTIES}
    values = {code: _value(known[code], value) for code, value in said.items() if code in known}
    return Sheet(
        maker=str(told.get("maker", "")),
        product=str(told.get("product", "")),
        interfaces=_texts(told.get("interfaces")),
        said={code: value for code, value in values.items() if value is not None},
        is_fictional=told.get("fictional") is True,
        sources={code: Source(str(source)) for code, source in sources.items()},
        partial=frozenset(_texts(told.get("partial"))),
    )


def _table_of(told: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    value = told.get(name)
    return value if isinstance(value, dict) else {}


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _value(one: Property, value: Value) -> Said | None:
    if not isinstance(value, list):
        return value if isinstance(value, str | int) else None
    texts = _texts(value)
    return tuple(Model(*text.split(" ", 1)) for text in texts) if one.says is models else texts


def read_machine(data: bytes) -> Sheet | Refused:
    """Read the interface sheet of a machine, or say everything that is wrong with it."""
    return _read(data, MACHINE_FORMAT, _machine)


def read_client(data: bytes) -> Sheet | Refused:
    """Read the sheet of a plant's client, or say everything that is wrong with it."""
    return _read(data, CLIENT_FORMAT, _client)


def _read(data: bytes, form: str, read: Callable[[SheetFields], Sheet]) -> Sheet | Refused:
    table = read_table(data, "sheet", LARGEST)
    if isinstance(table, Problem):
        return Refused.of([table])
    problems: list[Problem] = []
    fields = SheetFields(table, "", problems)
    fields.choice("format", {form})
    sheet = read(fields)
    fields.done()
    return Refused.of(problems[:MOST_PROBLEMS]) if problems else sheet


def _machine(fields: SheetFields) -> Sheet:
    maker, model, day = fields.text("maker"), fields.text("model"), fields.raw("declared_on")
    # A TOML day, not a text that looks like one: 2026-02-30 is then refused by the parser, with its line.
    if not isinstance(day, date) or isinstance(day, datetime):
        fields.wrong("declared_on", "sheet.missing" if day is None else "sheet.not_day", found=str(day)[:40])
    said, interfaces = _said(fields, lambda one: one.name, lambda one, below: one.says(below, one.name))
    return Sheet(maker, model, interfaces, said, fields.yes("fictional"), str(day))


def _client(fields: SheetFields) -> Sheet:
    maker, product = fields.text("vendor"), fields.text("product")
    said, interfaces = _said(fields, lambda one: one.asked, lambda one, below: one.asks(below, one.asked))
    return Sheet(maker, product, interfaces, said, fields.yes("fictional"))


def _said(
    fields: SheetFields, name: Callable[[Property], str], read: Callable[[Property, SheetFields], Said | None]
) -> tuple[dict[str, Said], tuple[str, ...]]:
    found = Names(INTERFACES)(fields, "interfaces")
    interfaces = tuple(str(one) for one in found) if isinstance(found, tuple) else ()
    said: dict[str, Said] = {}
    for interface in JUDGED:
        below = fields.below(interface)
        if below is None:
            continue
        # Else one would say of the same interface that it is there and that it is not.
        if found is not None and interface not in interfaces:
            fields.wrong(interface, "sheet.not_listed", interface=interface)
        known = [one for one in properties_of(interface) if below.has(name(one))]
        values = {one.code: read(one, below) for one in known}
        said |= {code: value for code, value in values.items() if value is not None}
        _offered(below, interface, name)
        below.done()
    return said, interfaces


def _offered(below: SheetFields, interface: str, name: Callable[[Property], str]) -> None:
    """Let every name of an interface count as known, so that what a misspelt one meant can be told."""
    for one in properties_of(interface):
        below.has(name(one))
