"""Plain values of a size that can be kept: long texts and long lists are cut, and how often is counted.

What a machine says goes into the office's journal, and a hostile one says gigabytes. Nothing that is decided rests on
what is cut: levels, flags, totals and identifiers were made before.
"""

import unicodedata
from collections.abc import Sequence

from sekisho.capture.problem import Value

LONGEST, MOST = 2000, 5000
#: So many signs and values one part of an assessment may have; a table of so many entries has keys nobody counts on.
LARGEST, MANY = 500_000, 64


#: Signs that steer what shows a text, turn it around or show nothing of their own; a line's end is none of them.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def legible(text: str) -> str:
    """Give a text as it may stand among others: of a sign nobody sees, everybody sees that there is one."""
    if text.isprintable():
        return text
    shown = (sign if sign in "\n\t" or unicodedata.category(sign) not in _HIDDEN else "\ufffd" for sign in text)
    return "".join(shown)


class Cutter:
    """Cuts values; ``cut`` counts what was."""

    def __init__(self) -> None:
        self.cut = 0
        self._left = LARGEST

    def part(self, value: Value) -> Value:
        """Give a part with every text and list in it short enough, and all of them together as well."""
        self._left = LARGEST
        return self._take(value)

    def _take(self, value: Value) -> Value:
        self._left -= 1
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return self._first(value)
        if isinstance(value, dict):
            return self._table(value)
        return value

    def _text(self, text: str) -> str:
        self.cut += len(text) > LONGEST
        self._left -= min(len(text), LONGEST)
        return legible(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")

    def _first(self, items: Sequence[Value]) -> list[Value]:
        kept: list[Value] = []
        for item in items[:MOST]:
            if self._left <= 0:
                break
            kept.append(self._take(item))
        self.cut += len(kept) < len(items)
        return kept

    def _table(self, table: dict[str, Value]) -> dict[str, Value]:
        # A row keeps all its columns, however little room is left: whoever shows it counts on them.
        if len(table) <= MANY:
            return {self._text(name): self._take(value) for name, value in table.items()}
        rows = self._first([[name, value] for name, value in table.items()])
        return {str(row[0]): row[1] for row in rows if isinstance(row, list)}
