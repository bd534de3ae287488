"""Problems of data files: which file, which line, which entry, and what is wrong. All are found before any is told."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps a data file from being used. ``line`` is where the entry begins; 0: the file itself."""

    file: str
    entry: str
    text: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.entry}: {self.text}" if self.entry else f"{place}: {self.text}"


class DataError(ValueError):
    """Data that cannot be used, with every problem at once."""

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        """Take the problems, or one sentence."""
        self.problems = (Problem("", "", problems),) if isinstance(problems, str) else tuple(problems)
        super().__init__(problems if isinstance(problems, str) else "\n".join(str(one) for one in self.problems))


def line_of(text: str, key: str, value: str) -> int:
    """Give the line on which ``key = "value"`` stands in a file, 0 where it does not: the parser keeps no places."""
    # Blanks are taken out on both sides, because people align their data.
    wanted = "".join(f'{key}="{value}"'.split())
    lines = ("".join(line.split()) for line in text.splitlines())
    return next((n for n, line in enumerate(lines, 1) if line.startswith(wanted)), 0)
