"""Read plain values and gather every problem with its place: nothing is repaired, nothing is skipped in silence."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from sekisho.domain.program.specification import Quantity, SpecificationError, ends, quantity
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.time import TimeError, parse_day

SHOWN = 60
Choice = TypeVar("Choice", bound=StrEnum)


def nearest_name(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Give the known name most like another; empty where none is."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=cutoff)), "")


class Reader:
    """Reads the fields of one file; what is wrong with them stands in ``findings``."""

    def __init__(self) -> None:
        """Begin without problems."""
        self.findings: list[Finding] = []

    def wrong(self, code: str, place: str, *, remedy: str = "", **facts: Value) -> None:
        """Note a problem; ``remedy`` names another text than the code's own."""
        told = f"file.{code}.{remedy}" if remedy else ""
        self.findings.append(Finding(f"file.{code}", Outcome.NOT_MET, place, facts=dict(facts), remedy=told))

    def wrong_type(self, place: str, name: str, value: Value, wanted: str) -> None:
        """Note a value of the wrong type."""
        self.wrong("wrong_type", place, field=name, value=str(value)[:SHOWN], wanted=wanted)

    def text(self, record: Mapping[str, Value], name: str, place: str, *, needed: bool = True) -> str:
        """Read a text."""
        value, where = record.get(name), f"{place}.{name}" if place else name
        if value is None or value == "":
            if needed:
                self.wrong("missing", where, field=name)
            return ""
        if not isinstance(value, str):
            self.wrong_type(where, name, value, "text")
            return ""
        return value.strip()

    def day(self, record: Mapping[str, Value], name: str, place: str) -> date | None:
        """Read a day that may be absent."""
        value = record.get(name)
        if value is None or value == "":
            return None
        try:
            return parse_day(value if isinstance(value, str) else "")
        except TimeError:
            self.wrong("wrong_date", f"{place}.{name}", field=name, value=str(value)[:SHOWN])
            return None

    def flag(self, record: Mapping[str, Value], name: str, place: str) -> bool | None:
        """Read a flag that may be absent; "true" in quotes is no flag."""
        value = record.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.wrong_type(f"{place}.{name}", name, value, "flag")
        return None

    def level(self, record: Mapping[str, Value], name: str, place: str) -> int | None:
        """Read a PL or SIL that may be absent: none 0, a or 1 … e or 5."""
        value = record.get(name)
        if value is None or (type(value) is int and 0 <= value <= 5):
            return value if type(value) is int else None
        self.wrong_type(f"{place}.{name}", name, value, "level")
        return None

    def choice(self, record: Mapping[str, Value], name: str, place: str, kind: type[Choice]) -> Choice | None:
        """Read one of a few words that may be absent."""
        text = self.text(record, name, place, needed=False)
        if text and text not in set(kind):
            self.wrong("unknown_value", f"{place}.{name}", field=name, value=text[:SHOWN], known=", ".join(kind))
            return None
        return kind(text) if text else None

    def names(self, record: Mapping[str, Value], name: str, place: str) -> tuple[str, ...]:
        """Read a list of texts that may be absent."""
        value = record.get(name, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(str(item) for item in value)
        self.wrong_type(f"{place}.{name}", name, value, "names")
        return ()

    def quantities(self, record: Mapping[str, Value], name: str, place: str) -> dict[str, Quantity]:
        """Read named quantities."""
        found: dict[str, Quantity] = {}
        for key, value in self.record(record, name, f"{place}.", needed=False).items():
            try:
                stated = quantity(value)
            except SpecificationError:
                stated = None
            # Nothing a machine does is less than nothing; what edges below it is a slip.
            if stated is not None and ends(stated)[0] >= 0:
                found[key] = stated
            else:
                self.wrong("wrong_quantity", f"{place}.{name}.{key}", value=str(value)[:SHOWN])
        return found

    def record(self, record: Mapping[str, Value], name: str, place: str, *, needed: bool = True) -> Mapping[str, Value]:
        """Read a table."""
        value = record.get(name)
        if isinstance(value, dict):
            return value
        if value is not None:
            self.wrong_type(f"{place}{name}", name, value, "table")
        elif needed:
            self.wrong("missing", f"{place}{name}", field=name)
        return {}

    def records(self, record: Mapping[str, Value], name: str, place: str) -> list[Mapping[str, Value]]:
        """Read a list of tables that may be absent."""
        value = record.get(name, [])
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            self.wrong_type(f"{place}{name}", name, value, "tables")
            return []
        return [item for item in value if isinstance(item, dict)]

    def unknown(self, record: Mapping[str, Value], known: Iterable[str], place: str) -> None:
        """Report names nobody knows, with the nearest known one."""
        # A misspelt name passed over would drop a date or a paper, and the applicant would never know why it failed.
        names = list(known)
        for name in sorted(set(record) - set(names)):
            meant = nearest_name(name, names)
            self.wrong("unknown_field", f"{place}{name}", remedy="near" if meant else "", field=name, meant=meant)
