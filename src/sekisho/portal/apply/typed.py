"""Lists that are typed one entry a line, the parts of each set apart by commas as they stand on the paper."""

import unicodedata
from collections.abc import Sequence

from sekisho.domain.values.finding import Value

#: The parts of a line by the field it stands in: the columns of a permit, the machines of a turnkey line.
PARTS = {"columns": ("hs_code", "customs_value", "quantity", "origin"), "machines": ("serial", "accepted_on")}
WHOLE = ("customs_value", "quantity")


def _entry(line: str, names: Sequence[str]) -> Value:
    """Read a line as a record; one that has not as many parts stays as it was typed, for its refusal to quote."""
    parts = [part.strip() for part in unicodedata.normalize("NFKC", line).split(",")]
    if len(parts) != len(names):
        return line
    named = zip(names, parts, strict=True)
    return {name: int(part) if name in WHOLE and part.isdecimal() else part for name, part in named}


def read_typed(name: str, value: Value) -> Value:
    """Give what a field says: its lines as records where it is such a list, anything else as it is."""
    if name not in PARTS or not isinstance(value, list):
        return value
    return [_entry(str(line), PARTS[name]) for line in value]
