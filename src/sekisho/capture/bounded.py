"""Plain values of a size that can be kept: long texts and long lists are cut, and how often is counted.

What a machine says goes into the office's journal, and a hostile one says gigabytes. Nothing that is decided rests on
what is cut: levels, flags, totals and identifiers were made before.
"""

from typing import TypeVar

from sekisho.capture.problem import Value

T = TypeVar("T")
LONGEST, MOST = 2000, 5000


class Cutter:
    """Cuts values; ``cut`` counts what was."""

    def __init__(self) -> None:
        self.cut = 0

    def take(self, value: Value) -> Value:
        """Give a value with every text and list in it short enough."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.take(item) for item in self._first(value)]
        if isinstance(value, dict):
            return {self._text(name): self.take(value[name]) for name in self._first([*value])}
        return value

    def _text(self, text: str) -> str:
        self.cut += len(text) > LONGEST
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    def _first(self, items: list[T]) -> list[T]:
        self.cut += len(items) > MOST
        return items[:MOST]
