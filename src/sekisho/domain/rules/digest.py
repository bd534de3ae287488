"""The digest of plain values: one canonical form, so that a decision can be repeated and compared years later."""

import hashlib
import json

from sekisho.domain.values.finding import Value


class DigestError(ValueError):
    """A value that has no canonical form: a float, or something JSON does not know."""


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise DigestError(f"{value!r} is a float; its digits depend on the machine that wrote them")
    items = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for item in items:
        _refuse_floats(item)


def canonical(value: Value) -> bytes:
    """Give plain values as JSON with sorted keys in UTF-8. Raises DigestError for a float."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(value: Value) -> str:
    """Give SHA-256 over the canonical form of plain values. Raises DigestError for a float."""
    return hashlib.sha256(canonical(value)).hexdigest()
