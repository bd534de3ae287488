"""Bars on a terminal: what runs from when to when, one line a step, over the months of one scale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

#: A bar shorter than this shows nothing, however narrow the terminal.
NARROWEST = 24
RUN, CRITICAL, SPARE, END = "▒", "█", "·", "│"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: from a day to another, with the time to spare after it until a third."""

    first: date
    last: date
    spare_until: date
    is_critical: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """The days from the first to the last shown, on so many cells; ``mark`` is the day that must not be passed."""

    first: date
    last: date
    mark: date
    width: int

    def cell(self, day: date) -> int:
        """Give the cell a day falls in; a day outside falls in the nearest."""
        whole = max((self.last - self.first).days, 1)
        return min(max((day - self.first).days * (self.width - 1) // whole, 0), self.width - 1)

    def line(self, bar: Bar) -> str:
        """Draw one bar."""
        cells = [" "] * self.width
        cells[self.cell(self.mark)] = END
        for n in range(self.cell(bar.last), self.cell(bar.spare_until) + 1):
            cells[n] = SPARE if bar.spare_until > bar.last else cells[n]
        for n in range(self.cell(bar.first), self.cell(bar.last) + 1):
            cells[n] = CRITICAL if bar.is_critical else RUN
        return "".join(cells)

    def months(self) -> str:
        """Write the number of each month where it begins, as far as there is room."""
        cells = [" "] * self.width
        for day in _firsts(self.first, self.last):
            at, text = self.cell(day), str(day.month)
            # A blank before each number: 1112 would be no month at all.
            if not "".join(cells[max(at - 1, 0) : at + len(text)]).strip() and at + len(text) <= self.width:
                cells[at : at + len(text)] = text
        return "".join(cells)


def _firsts(first: date, last: date) -> Iterable[date]:
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield day
        day = (day + timedelta(days=31)).replace(day=1)
