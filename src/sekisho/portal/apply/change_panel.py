"""A change of the plan on the case page: what it would leave otherwise, value by value, and who has signed it."""

from sekisho.application.show_case import CaseView
from sekisho.application.show_change import Difference
from sekisho.domain.casework.case import Change
from sekisho.domain.rules.ruleset import Stage
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.portal.apply.next_step import parties_of
from sekisho.portal.apply.view import OPEN, ChangePanel, ChangeRow
from sekisho.portal.components.view import FactRow
from sekisho.portal.words import wording

#: Values that are words of a list; each is shown as its word.
WORDS = {
    "category": "page.category",
    "origin": "page.ask.made_in",
    "currency": "page.ask.currency",
    "applicant.sector": "report.sector",
    "applicant.prefecture": "report.prefecture",
}
#: Names whose text is asked for by the form in words of its own.
LABELS = {
    "applicant.sector": "page.draft.sector",
    "applicant.employees": "page.draft.employees",
    "applicant.prefecture": "page.draft.prefecture",
    "importer.name": "page.draft.importer",
    "importer.corporate_number": "page.draft.importer.number",
    "costs.yen_per_unit": "field.exchange_rate",
}
NOTHING = "—"
#: So much of a value is shown: enough to see what differs, whatever somebody has pasted.
LONGEST = 400
APPLICATION = Stage.APPLICATION.value


def _label(name: str, language: Language) -> str:
    code = LABELS.get(name, f"field.{name.removeprefix('costs.')}")
    # What people write into a file beside what a form asks for has no text of its own.
    return wording().say(code, language) if wording().has(code) else name


def _shown(name: str, value: Value, language: Language) -> str:
    if value is None or value == "":
        return NOTHING
    if type(value) is int:
        return f"{value:,}"
    said = (", ".join(map(str, value)) if isinstance(value, list) else str(value))[:LONGEST]
    return wording().word(WORDS[name], said, language) if name in WORDS else said


def _row(one: Difference, language: Language) -> ChangeRow:
    before, after = (_shown(one.name, value, language) for value in (one.before, one.after))
    return ChangeRow(one.line, _label(one.name, language), before, after)


def change_panel(view: CaseView, language: Language) -> ChangePanel | None:
    """Give the change that is asked for; None where none is."""
    asked, shown = view.case.change, view.change
    if asked is None or shown is None:
        return None
    rows = tuple(_row(one, language) for one in shown.differences)
    due = (gate for gate in shown.gates if gate.facts.get("stage", APPLICATION) == APPLICATION)
    gates = tuple(gate for gate in due if gate.outcome in OPEN)
    return ChangePanel(asked.what, asked.reason, asked.at, rows, parties_of(view), gates, _money(view, asked))


def _money(view: CaseView, asked: Change) -> tuple[FactRow, ...]:
    """Give what the changed plan asks for, and what the grant would be then: never more than it is."""
    if not view.sees_price:
        return ()
    granted = min(view.case.balance.committed, asked.amount)
    return (FactRow("page.money.requested", asked.amount), FactRow("page.change.grant", granted))
