"""What an inspector's own capture of a machine shows otherwise than the capture made before it (A30)."""

from collections.abc import Iterable, Iterator, Mapping

from sekisho.domain.evidence.collector import INSPECTION
from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.values.finding import Value

CITATION = "article: ¶9; assumption: A29, A30"
DIFFERS = "differs"
#: Of keys and fingerprints so many signs are enough to tell two apart by eye.
SHOWN = 16


def _short(value: Value) -> str:
    text = str(value or "")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _differing(capture: Mapping[str, Value]) -> Iterator[Mapping[str, Value]]:
    compared = capture.get("comparison")
    rows = compared.get("rows") if isinstance(compared, Mapping) else None
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and row.get("outcome") == DIFFERS:
            yield row


def inspection_signals(line: str, captures: Iterable[Mapping[str, Value]]) -> list[Signal]:
    """Report each thing the newest inspection of a machine of a line shows otherwise; ``captures`` in their order.

    What one of the two did not show differs from nothing.
    """
    newest = {str(one.get("device")): one for one in captures if one.get("purpose") == INSPECTION}
    return [
        Signal("signal.inspection_differs", _facts(device, row), line, citation=CITATION)
        for device, capture in newest.items()
        for row in _differing(capture)
    ]


def _facts(device: str, row: Mapping[str, Value]) -> dict[str, Value]:
    before, now = _short(row.get("before")), _short(row.get("now"))
    return {"document": device, "what": str(row.get("name")), "claimed": before, "value": now}
