"""The signals of a case as a panel of its page, for the office and the auditor alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from sekisho.application.assess_signal import TAKES
from sekisho.application.ports import Person
from sekisho.application.show_case import INSIDERS
from sekisho.application.show_signals import CaseSignals, Check, show_signals
from sekisho.domain.casework.actor import OFFICER
from sekisho.domain.evidence.signal.signal import Signal
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.components.question import Question
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of

#: From so many points on a signal is shown as heavy, from so many as middling.
HEAVY, MIDDLING = 30, 15


@dataclass(frozen=True, slots=True)
class Link:
    """A case a signal names, and its page."""

    id: str
    href: str


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal: what it says, how heavy it is, the cases it names, what was noted of it, and the form for a note."""

    finding: Finding
    points: int
    weight: str
    place: str
    cases: tuple[Link, ...]
    checks: tuple[Check, ...]
    questions: tuple[Question, ...]
    key: str


@dataclass(frozen=True, slots=True)
class SignalPanel:
    """The signals of one case; ``action`` takes a note and is empty for who only reads."""

    rows: tuple[SignalRow, ...]
    points: int
    action: str
    stopped: Mapping[str, str] = field(default_factory=dict)
    vendors_href: str = ""


def _weight(points: int) -> str:
    return "heavy" if points >= HEAVY else "middling" if points >= MIDDLING else "light"


def note_questions(n: int) -> tuple[Question, ...]:
    """Ask what came of looking at a signal; ``n`` sets the forms of a page apart."""
    return (Question(TAKES[-1], "page.signal.note", "page.signal.note.help", prefix=f"signal-{n}-"),)


def _row(n: int, one: Signal, told: CaseSignals, shown_names: Mapping[str, str], language: Language) -> SignalRow:
    checks = [check for check in told.checks if (check.signal, check.place) == (one.code, one.place)]
    return SignalRow(
        finding=one.finding,
        points=one.points,
        weight=_weight(one.points),
        place=one.place,
        cases=tuple(Link(case, reverse("case", args=(language.value, case))) for case in one.cases),
        checks=tuple(Check(c.signal, c.place, c.note, shown_names.get(c.by, c.by), c.on) for c in checks),
        questions=note_questions(n),
        key=f"{told.case}-signal-{one.code}-{one.place}-{len(told.checks)}",
    )


def signal_panel(request: HttpRequest, case: str, person: Person) -> SignalPanel | None:
    """Give the panel for the office and the auditor; None for a party: it is not even hidden, it is not there."""
    told = show_signals(desk_of(request), case, person) if person.side in INSIDERS else None
    if told is None:
        return None
    language, shown_names = tongue.of(request), names()
    may_note = person.actor.who in OFFICER
    return SignalPanel(
        rows=tuple(_row(n, one, told, shown_names, language) for n, one in enumerate(told.signals, 1)),
        points=told.points,
        action=reverse("assess_signal", args=(language.value, case)) if may_note else "",
        stopped=told.stopped,
        vendors_href=reverse("vendors", args=(language.value,)) if may_note else "",
    )
