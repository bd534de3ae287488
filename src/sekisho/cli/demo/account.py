"""The account of a rehearsal: each step, who, what document, yen, deadline, and where the proof is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console

from sekisho.application.wording import Wording
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.language import Language


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account. ``proof`` names the journal entry (stream, seq, digest) where there is one."""

    at: datetime
    case: str
    do: str
    who: str
    outcome: str
    document: str = ""
    yen: int | None = None
    deadline: str = ""
    proof: str = ""
    reasons: tuple[Mapping[str, Value], ...] = ()
    shown: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)

    def as_json(self) -> dict[str, Value]:
        """Give the entry as plain JSON values."""
        return {
            "at": self.at.isoformat(),
            "case": self.case,
            "do": self.do,
            "who": self.who,
            "outcome": self.outcome,
            "document": self.document,
            "yen": self.yen,
            "deadline": self.deadline,
            "proof": self.proof,
            "reasons": [dict(reason) for reason in self.reasons],
            "facts": dict(self.facts),
        }


MARKS = {"done": "[green]✓[/green]", "refused": "[red]✗[/red]", "undetermined": "[yellow]?[/yellow]"}


FINDING_MARKS = {
    Outcome.MET: "[green]✓[/green]",
    Outcome.NOT_MET: "[red]✗[/red]",
    Outcome.UNDETERMINED: "[yellow]?[/yellow]",
    Outcome.NOT_APPLICABLE: "–",
}


def as_finding(reason: Mapping[str, Value]) -> Finding:
    """Read a finding back from the plain values it travelled as."""
    facts = reason.get("facts")
    return Finding(
        str(reason["code"]),
        Outcome(str(reason["outcome"])),
        str(reason.get("place") or ""),
        str(reason.get("citation") or ""),
        facts if isinstance(facts, dict) else {},
        str(reason.get("remedy") or ""),
    )


class Account:
    """Keeps the entries and prints each as it comes."""

    def __init__(self, wording: Wording, language: Language, console: Console | None) -> None:
        """Take the catalogue, the language, and a console (None: stay silent)."""
        self.entries: list[Entry] = []
        self._wording = wording
        self._language = language
        self._console = console
        self._day = ""

    def _say(self, code: str, **facts: object) -> str:
        return self._wording.say(code, self._language, **facts)

    def _heading(self, at: datetime) -> None:
        day = self._say("demo.day", day=at.date())
        if self._console and day != self._day:
            self._console.print(f"\n[bold]{day}[/bold]", highlight=False)
        self._day = day

    def _tail(self, entry: Entry) -> str:
        parts = [
            self._say(f"document.{entry.document}") if entry.document else "",
            self._say("demo.yen", amount=entry.yen) if entry.yen else "",
            self._say("demo.until", due=entry.deadline) if entry.deadline else "",
            f"[dim]{entry.proof}[/dim]" if entry.proof else "",
        ]
        return " · ".join(part for part in parts if part)

    def _name(self, entry: Entry) -> str:
        """Give a step's name: a verb's own, or the button's of the table."""
        code = f"demo.step.{entry.do}"
        name = self._say(code) if self._wording.has(code) else self._say(f"command.{entry.do}")
        kind = entry.facts.get("kind")
        return f"{name}: {self._wording.word('document.kind', str(kind), self._language)}" if kind else name

    def _print(self, entry: Entry) -> None:
        if not self._console:
            return
        self._heading(entry.at)
        case = f"[cyan]{entry.case}[/cyan] " if entry.case else "  "
        line = f" {MARKS[entry.outcome]} {case}{self._name(entry)}  [dim]{entry.who}[/dim]"
        tail = self._tail(entry)
        self._console.print(f"{line}{'  — ' + tail if tail else ''}", highlight=False)
        for text in entry.shown or [self.reason(reason) for reason in entry.reasons]:
            self._console.print(f"       {text}", highlight=False)

    def reason(self, reason: Mapping[str, Value]) -> str:
        """Give a finding as a line: mark, text, citation, and what to do where something is to be done."""
        finding = as_finding(reason)
        mark, text = FINDING_MARKS[finding.outcome], self._wording.say_finding(finding, self._language)
        wanting = finding.outcome in {Outcome.NOT_MET, Outcome.UNDETERMINED}
        remedy = self._wording.remedy(finding, self._language) if wanting else ""
        return f"{mark} {text}  [dim]{finding.citation}[/dim]" + (f"\n         → {remedy}" if remedy else "")

    def text(self, code: str, **facts: object) -> str:
        """Give one text from the catalogue."""
        return self._say(code, **facts)

    def add(self, entry: Entry) -> None:
        """Keep an entry and print it."""
        self.entries.append(entry)
        self._print(entry)

    def note(self, code: str, **facts: object) -> None:
        """Print a sentence that is no step."""
        if self._console:
            self._console.print(self._say(code, **facts), highlight=False)

    def as_json(self) -> list[Value]:
        """Give all entries as plain JSON values."""
        return [entry.as_json() for entry in self.entries]
