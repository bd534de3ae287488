"""The account of a rehearsal: each step, who, what document, yen, deadline, and where the proof is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sekisho.application.wording import Wording
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.language import Language


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence below a step: how it came out, where it is written, and what to do."""

    text: str
    outcome: Outcome | None = None
    citation: str = ""
    remedy: str = ""
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Value]:
        """Give the remark as plain JSON values."""
        outcome = self.outcome.value if self.outcome else ""
        told: dict[str, Value] = {"text": self.text, "outcome": outcome, "citation": self.citation}
        return {**told, "remedy": self.remedy, "reasons": [*self.reasons]}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account. ``proof`` names the journal entry (stream, number, digest) where there is one.

    ``name`` is what happened and ``until`` what the deadline is, both in the reader's language.
    """

    at: datetime
    case: str
    do: str
    who: str
    outcome: str
    name: str = ""
    document: str = ""
    yen: int | None = None
    deadline: str = ""
    until: str = ""
    proof: str = ""
    reasons: tuple[Mapping[str, Value], ...] = ()
    shown: tuple[Remark, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Say whether a step was refused only because something has not been shown yet."""
        open_ones = [reason.get("outcome") == Outcome.UNDETERMINED.value for reason in self.reasons]
        return self.outcome == "refused" and bool(open_ones) and all(open_ones)

    def as_json(self) -> dict[str, Value]:
        """Give the entry as plain JSON values."""
        return {
            "at": self.at.isoformat(),
            "case": self.case,
            "do": self.do,
            "name": self.name,
            "who": self.who,
            "outcome": self.outcome,
            "document": self.document,
            "yen": self.yen,
            "deadline": self.deadline,
            "until": self.until,
            "proof": self.proof,
            "reasons": [dict(reason) for reason in self.reasons],
            "shown": [remark.as_json() for remark in self.shown],
            "facts": dict(self.facts),
        }


class Paper(Protocol):
    """What an account is written on as it comes."""

    def entry(self, entry: Entry) -> None:
        """Write one entry."""

    def sentence(self, text: str) -> None:
        """Write a sentence that is no step."""


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
    """Keeps the entries and writes each as it comes, in one language."""

    def __init__(self, wording: Wording, language: Language, paper: Paper | None) -> None:
        """Take the catalogue, the language, and what to write on (None: only keep)."""
        self.entries: list[Entry] = []
        self._wording = wording
        self._language = language
        self._paper = paper

    def text(self, code: str, **facts: object) -> str:
        """Give one text from the catalogue."""
        return self._wording.say(code, self._language, **facts)

    def word(self, family: str, value: str) -> str:
        """Give the word for a value, or the value itself where none is kept."""
        return self._wording.word(family, value, self._language)

    def name(self, do: str) -> str:
        """Give a step's name: a verb's own, or the button's of the table."""
        code = f"demo.step.{do}"
        return self.text(code) if self._wording.has(code) else self.text(f"command.{do}")

    def remark(self, finding: Finding) -> Remark:
        """Give a finding as a remark: text, citation, and what to do where something is to be done."""
        wanting = finding.outcome in {Outcome.NOT_MET, Outcome.UNDETERMINED}
        remedy = self._wording.remedy(finding, self._language) if wanting else ""
        text = self._wording.say_finding(finding, self._language)
        return Remark(text, finding.outcome, finding.citation, remedy)

    def remarks(self, findings: Iterable[Mapping[str, Value]]) -> tuple[Remark, ...]:
        """Give findings that travelled as plain values as remarks, with the reasons that were told along."""
        # The API tells no reasons beside the sentence, the command line does.
        told = ((self.remark(as_finding(finding)), finding.get("reason_texts")) for finding in findings)
        return tuple(replace(one, reasons=tuple(map(str, r))) if isinstance(r, list) else one for one, r in told)

    def tell(self, code: str, facts: Mapping[str, Value]) -> str:
        """Give a text with the facts an event carries; what it does not carry stays open."""
        return self._wording.tell(code, self._language, facts)

    def add(self, entry: Entry) -> None:
        """Keep an entry and write it."""
        self.entries.append(entry)
        if self._paper:
            self._paper.entry(entry)

    def note(self, code: str, **facts: object) -> None:
        """Write a sentence that is no step."""
        if self._paper:
            self._paper.sentence(self.text(code, **facts))

    def as_json(self) -> list[Value]:
        """Give all entries as plain JSON values."""
        return [entry.as_json() for entry in self.entries]
