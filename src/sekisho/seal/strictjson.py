"""JSON as strictly as evidence needs it: no duplicate keys, no NaN, no broken text, bounded size."""

import json
from typing import Any

LARGEST = 8 * 1024 * 1024


class StrictJsonError(ValueError):
    """Bytes that are not JSON, or JSON that says a thing twice."""


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Python takes the last of two equal keys, other readers the first (sealing.md, Q13): two would read two things.
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise StrictJsonError(f"the key {key!r} stands twice")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise StrictJsonError(f"{name} is no JSON")


def load(data: bytes) -> dict[str, Any]:
    """Read one JSON object. Raises StrictJsonError."""
    if len(data) > LARGEST:
        raise StrictJsonError(f"{len(data)} bytes; at most {LARGEST}")
    try:
        value = json.loads(data.decode(), object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
        if isinstance(value, dict) and b"\\u" in data:
            # Half a surrogate pair can be escaped but not written again: it would break whoever prints or hashes it.
            dump(value)
    except (ValueError, RecursionError) as error:
        raise StrictJsonError(str(error)) from error
    if not isinstance(value, dict):
        raise StrictJsonError("not an object")
    return value


def dump(value: dict[str, Any]) -> bytes:
    """Write JSON once: sorted keys, UTF-8, no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
