"""Reading tables from outside: every field is checked, every problem is kept, and unknown keys are named."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from sekisho.capture.problem import Problem, Value

LONGEST_TEXT = 1000
#: Control characters in a name could rewrite the terminal line it is shown on.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Fields:
    """A table read field by field; problems gather in a list shared with the tables below it."""

    def __init__(self, table: Mapping[str, Any], place: str, problems: list[Problem]) -> None:
        self._table, self._place, self.problems = table, place, problems
        self._read: set[str] = set()

    def place(self, name: str) -> str:
        """Give where a field stands, as a person would look for it."""
        return f"{self._place}.{name}".lstrip(".")

    def wrong(self, name: str, code: str, /, **facts: Value) -> None:
        """Keep a problem of a field."""
        self.problems.append(Problem(code, self.place(name), facts))

    def has(self, name: str) -> bool:
        """Say whether a field is there; it then counts as read."""
        self._read.add(name)
        return name in self._table

    def raw(self, name: str) -> Any:
        """Give a field as it stands, or None."""
        self._read.add(name)
        return self._table.get(name)

    def text(self, name: str, *, like: str = "", optional: bool = False) -> str:
        """Give a text; ``like`` is the pattern the whole of it must match."""
        value = self.raw(name)
        if value is None and optional:
            return ""
        if value is None:
            self.wrong(name, "plan.missing")
        elif not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT or _CONTROL.search(value):
            self.wrong(name, "plan.not_text", found=str(value)[:80])
        elif like and not re.fullmatch(like, value):
            self.wrong(name, "plan.malformed", found=value[:80])
        else:
            return value
        return ""

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """Give a text that has to be one of some."""
        value = self.text(name)
        if value and value not in allowed:
            self.wrong(name, "plan.not_among", found=value[:80], allowed=", ".join(sorted(allowed)))
        return value

    def whole(self, name: str, least: int, most: int) -> int:
        """Give a whole number within bounds."""
        value = self.raw(name)
        if value is None:
            self.wrong(name, "plan.missing")
        # Not isinstance: TOML's true would pass for 1.
        elif type(value) is not int or not least <= value <= most:
            self.wrong(name, "plan.not_within", found=str(value)[:40], least=least, most=most)
        else:
            return value
        return least

    def yes(self, name: str) -> bool:
        """Give a truth value; absent means no."""
        value = self.raw(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, "plan.not_truth", found=str(value)[:40])
        return value is True

    def table(self, name: str, *, optional: bool = False) -> "Fields | None":
        """Give a table below this one."""
        value = self.raw(name)
        if isinstance(value, Mapping):
            return Fields(value, self.place(name), self.problems)
        if value is not None:
            self.wrong(name, "plan.not_table")
        elif not optional:
            self.wrong(name, "plan.missing")
        return None

    def tables(self, name: str) -> list["Fields"]:
        """Give a list of tables below this one."""
        value = self.raw(name)
        if not isinstance(value, list) or not value:
            self.wrong(name, "plan.missing" if value is None else "plan.not_tables")
            return []
        found = []
        for number, item in enumerate(value, 1):
            if isinstance(item, Mapping):
                found.append(Fields(item, self.place(f"{name}.{number}"), self.problems))
            else:
                self.wrong(f"{name}.{number}", "plan.not_table")
        return found

    def done(self) -> None:
        """Name what nobody asked for."""
        # A misspelt field would else count as left out, and the plan would mean something else than was written.
        for name in sorted(str(key) for key in self._table.keys() - self._read):
            self.wrong(name[:80], "plan.unknown")
