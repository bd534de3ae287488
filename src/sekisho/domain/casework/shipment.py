"""Shipments of an equipment line: each with its bill of lading, its import permit and the permit's columns (欄).

A line may come in several shipments; it is imported when each of them is (A19). Under the usual reading the import
permit (輸入許可) counts, and a release before permit (BP 許可前引取) is not yet one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sekisho.domain.casework.field import Field, Kind, check, legible, text
from sekisho.domain.values.finding import Finding, Outcome, Value

PERMIT, RELEASE = "permit", "bp"
TYPES = (PERMIT, RELEASE)
#: A column of an import declaration: the nine-digit code, the customs value in yen, how many, and where from.
COLUMN = (
    Field("hs_code", Kind.HS_CODE),
    Field("customs_value", Kind.YEN),
    Field("quantity", Kind.NUMBER),
    text("origin"),
)
#: Days that each shipment of a line has for itself.
SHIPMENT_DAYS = ("shipped_on", "permitted_on")
CITATION = "assumption: A19"
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Shipment:
    """One shipment. ``imported_on`` is the day that counts as its import; empty as long as none does."""

    bill_of_lading: str
    shipped_on: str
    permit_number: str = ""
    permit_type: str = ""
    permitted_on: str = ""
    imported_on: str = ""
    importer_number: str = ""
    columns: tuple[Mapping[str, Value], ...] = ()

    def on(self, name: str, day: str) -> "Shipment":
        """Give the shipment with one of its days corrected; the day that counts is corrected with the permit's."""
        if name == "shipped_on":
            return replace(self, shipped_on=day)
        return replace(self, permitted_on=day, imported_on=day if self.imported_on else "")

    def _sum(self, name: str) -> int:
        values = [column.get(name) for column in self.columns]
        return sum(value for value in values if type(value) is int)

    @property
    def customs_value(self) -> int:
        """Give the customs value of all its columns in yen."""
        return self._sum("customs_value")

    @property
    def quantity(self) -> int:
        """Give how many pieces all its columns name together."""
        return self._sum("quantity")


def counts(permit_type: str, reading: str) -> bool:
    """Say whether a permit of a type is the import under a reading of the program."""
    return permit_type != RELEASE or reading == "bp_release"


def columns_of(value: Value) -> tuple[Mapping[str, Value], ...]:
    """Give the columns a permit lists."""
    return tuple(column for column in value if isinstance(column, dict)) if isinstance(value, list) else ()


def _wrong(column: Mapping[str, Value]) -> dict[str, Value]:
    """Give the fields of a column that cannot be read, with what stands there."""
    wrong = {found.place: legible(str(column.get(found.place, ""))) for found in check(COLUMN, column)}
    origin = column.get("origin")
    if isinstance(origin, str) and not _COUNTRY.fullmatch(origin.strip()):
        wrong["origin"] = legible(origin)
    if column.get("quantity") == 0:
        wrong["quantity"] = "0"
    return {**wrong}


def _column(n: int, column: Value) -> list[Finding]:
    if not isinstance(column, dict):
        facts: dict[str, Value] = {"n": n, "value": legible(str(column))}
        return [Finding("permit.column_unreadable", Outcome.NOT_MET, "columns", CITATION, facts)]
    return [
        Finding("permit.column_wrong", Outcome.NOT_MET, "columns", CITATION, {"n": n, "field": name, "value": value})
        for name, value in _wrong(column).items()
    ]


def check_columns(columns: Value) -> list[Finding]:
    """Report everything wrong with a permit's columns, by number and field."""
    listed = columns if isinstance(columns, list) else []
    return [finding for n, column in enumerate(listed, 1) for finding in _column(n, column)]


def _each(values: Iterable[Value]) -> str:
    return ", ".join(dict.fromkeys(str(value) for value in values if value))


def told(shipments: Iterable[Shipment]) -> dict[str, Value]:
    """Give what all shipments of a line say together, as the line's facts."""
    every = list(shipments)
    facts: dict[str, Value] = {
        "shipped_on": min(one.shipped_on for one in every),
        "bill_of_lading": _each(one.bill_of_lading for one in every),
        "permit_number": _each(one.permit_number for one in every),
        **_imported(every),
        **_entered(every),
    }
    return {name: value for name, value in facts.items() if value not in ("", None)}


def _imported(every: Sequence[Shipment]) -> dict[str, Value]:
    days = sorted(one.imported_on for one in every if one.imported_on)
    return {"first_permitted_on": days[0], "permitted_on": days[-1]} if days else {}


def _entered(every: Sequence[Shipment]) -> dict[str, Value]:
    """Give what the columns of all permits say."""
    columns = [column for one in every for column in one.columns]
    if not columns:
        return {}
    return {
        "hs_code": _each(column.get("hs_code") for column in columns),
        # Several origins make one text no list of countries has: a line of mixed origin is not of that origin (A36).
        "origin": _each(column.get("origin") for column in columns),
        "customs_value": sum(one.customs_value for one in every),
    }
