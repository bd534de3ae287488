"""Read tables of data files as plain values: texts in three languages, lists of records, days. No float ever enters."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sekisho.domain.rules.problem import DataError, Problem
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText


class TableError(DataError):
    """A data file that cannot be read as tables."""


def _scalar(value: Any) -> Value:
    if isinstance(value, date | datetime):
        return value.isoformat()
    # TOML's floats are binary; a repeatability of 0.1 mm would be another number on the way in.
    if isinstance(value, float):
        raise TableError(f"{value!r}: write decimals in quotes, so that no value is ever rounded")
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def plain(value: Any) -> Value:
    """Give a parsed value as plain values, days as text. Raises TableError for a float."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else _scalar(value)


def read_table(files: Mapping[str, bytes], name: str) -> dict[str, Value]:
    """Read one TOML file by its name. Raises TableError."""
    if name not in files:
        raise TableError([Problem(name, "", "missing")])
    try:
        value = plain(tomllib.loads(files[name].decode()))
    except ValueError as error:
        raise TableError([Problem(name, "", str(error))]) from error
    return value if isinstance(value, dict) else {}


def records(value: Value) -> list[dict[str, Value]]:
    """Give the tables of a list of tables."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def record(value: Value) -> dict[str, Value]:
    """Give a table, empty where there is none."""
    return value if isinstance(value, dict) else {}


def strings(value: Value) -> tuple[str, ...]:
    """Give the texts of a list."""
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def string(value: Value) -> str:
    """Give a text, empty where there is none."""
    return value if isinstance(value, str) else ""


def texts(value: Value) -> LocalizedText:
    """Read a text in three languages. Raises MissingTextError."""
    return LocalizedText.parse({k: str(v) for k, v in value.items()} if isinstance(value, dict) else {})
