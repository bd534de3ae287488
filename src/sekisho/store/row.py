"""Between rows and plain records: instants come back in Japanese time, records are kept as JSON text."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sekisho.domain.values.finding import Value
from sekisho.domain.values.time import JST, require_zone

Record = TypeVar("Record")


def in_japan(instant: datetime) -> datetime:
    """Give the same instant in Japanese time. Raises TimeError where it carries no zone."""
    return require_zone(instant).astimezone(JST)


def names_of(record: type[Any]) -> list[str]:
    """Give the field names of a record type, which are the column names of its table."""
    return [field.name for field in fields(record)]


def load(record: type[Record], row: Mapping[str, Any]) -> Record:
    """Make a record from a row of the same names."""
    return record(**{name: in_japan(value) if isinstance(value, datetime) else value for name, value in row.items()})


def plain(record: Any) -> dict[str, Any]:
    """Give a record's fields by name, with every instant in Japanese time."""
    row = {name: getattr(record, name) for name in names_of(type(record))}
    return {name: in_japan(value) if isinstance(value, datetime) else value for name, value in row.items()}


def as_text(value: Mapping[str, Value] | Iterable[Any]) -> str:
    """Write JSON in ASCII, in the order given: a text column of PostgreSQL takes no U+0000 and no half characters."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def record_from(text: str) -> dict[str, Value]:
    """Read a JSON record back."""
    record: dict[str, Value] = json.loads(text)
    return record
