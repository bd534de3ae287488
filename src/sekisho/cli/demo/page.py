"""How the account looks on a terminal: days as headings, one step below the other, nothing wider than the window."""

from datetime import datetime

from sekisho.cli.demo.account import Entry, Remark
from sekisho.cli.output import MARKS, Voice
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.time import JST

#: Where a step's second line begins, and where what is told about it does.
STEP_INDENT, REMARK_INDENT = 7, 7
STEP_MARKS = {"done": ("✓", "green"), "refused": ("✗", "red"), "undetermined": ("?", "yellow")}


class Page:
    """Writes entries and sentences as they come."""

    def __init__(self, said: Voice) -> None:
        """Take the voice of the command."""
        self._said = said
        self._day = ""

    def _heading(self, at: datetime) -> None:
        day = self._said.text("demo.day", day=at.astimezone(JST).date())
        if day != self._day:
            self._said.heading(day)
        self._day = day

    def _parts(self, entry: Entry) -> list[str]:
        return [
            entry.who,
            self._said.text(f"document.{entry.document}") if entry.document else "",
            self._said.text("demo.yen", amount=entry.yen) if entry.yen is not None else "",
            self._said.text("demo.deadline", what=entry.until, due=entry.deadline) if entry.deadline else "",
            entry.proof,
        ]

    def entry(self, entry: Entry) -> None:
        """Write a step: mark, case and name; then person, document, yen, deadline, proof; then what is to be told."""
        self._heading(entry.at)
        mark, colour = STEP_MARKS["undetermined" if entry.waits else entry.outcome]
        lead = f"{mark} {entry.case:<{STEP_INDENT - 4}}"
        self._said.write(entry.name, mark=lead, mark_style=colour, indent=1)
        self._said.write(" · ".join(part for part in self._parts(entry) if part), style="dim", indent=STEP_INDENT)
        for remark in entry.shown:
            self.remark(remark)

    def remark(self, remark: Remark, indent: int = REMARK_INDENT) -> None:
        """Write a remark: mark, text and citation; then its reasons, and the remedy below."""
        mark, colour = MARKS[remark.outcome] if remark.outcome else ("·", "dim")
        cited = f"  ({self._said.cited(remark.citation)})" if remark.citation else ""
        self._said.write(remark.text + cited, mark=mark, mark_style=colour, indent=indent)
        if remark.outcome in {Outcome.NOT_MET, Outcome.UNDETERMINED}:
            for reason in remark.reasons:
                self._said.write(reason, mark="·", indent=indent + 2)
        if remark.remedy:
            self._said.write(remark.remedy, mark="→", indent=indent + 2)

    def sentence(self, text: str) -> None:
        """Write a sentence that is no step."""
        self._said.write(text)
