"""Plain JSON as bytes: written one way only, read strictly (no duplicate keys, no floats, bounded)."""

import json
from collections.abc import Mapping
from typing import Any

from sekisho.capture.problem import Value

LARGEST = 4 * 1024 * 1024


class MalformedError(ValueError):
    """Bytes that are not the plain JSON object they should be."""


def as_bytes(value: Mapping[str, Value]) -> bytes:
    """Write plain values: sorted keys, UTF-8, no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def read(data: bytes) -> dict[str, Any]:
    """Read a JSON object. Raises MalformedError."""
    if len(data) > LARGEST:
        raise MalformedError(f"{len(data)} bytes, more than {LARGEST}")
    try:
        value = json.loads(data.decode(), object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
        if isinstance(value, dict) and b"\\u" in data:
            # Half a surrogate pair can be escaped but not written again: it would break whoever compares or prints it.
            as_bytes(value)
    except (ValueError, RecursionError) as error:
        raise MalformedError(str(error)) from error
    if not isinstance(value, dict):
        raise MalformedError("no JSON object")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedError("a key stands twice")
    return found


def _no_float(text: str) -> Any:
    raise MalformedError(f"{text} is no whole number")
