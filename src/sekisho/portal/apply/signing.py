"""What the signing page shows: the sections or details with their digests, the root, and the bytes that are signed."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core import signing
from django.http import HttpRequest, QueryDict

from sekisho.application.ports import CheckpointRow, Person
from sekisho.application.request import Request
from sekisho.application.section import CHANGE, digests_of, may_see
from sekisho.application.show_case import Action, CaseView
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.values.finding import Value
from sekisho.domain.values.money import Money
from sekisho.portal.apply.next_step import parties_of
from sekisho.portal.apply.view import SectionRow, SignPage
from sekisho.portal.components.view import Button, FactRow

#: What of a filing is named on the page, so that people see what they sign.
SHOWN = {
    "equipment": ("maker", "model", "serial", "origin"),
    "price": ("price", "currency", "incoterm", "yearly_saving"),
}
FILING = "sign"
#: Commands whose signature is about the filing itself, section by section.
ABOUT_FILING = (FILING, "approve_change", "refuse_change")
#: What a statement in a form is marked with, so that only what was shown here is signed.
MARK = "statement"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement ready to be signed, the mark by which the form brings it back, and the newest checkpoint seen."""

    request: Request
    statement: bytes
    mark: str
    checkpoint: CheckpointRow | None


def marked(case: str, wanted: Request, statement: bytes) -> str:
    """Mark a statement that is shown to be signed, so that the next step signs these bytes and no others."""
    return signing.dumps([case, wanted.command, wanted.line, base64.b64encode(statement).decode()], salt=MARK)


def shown_statement(request: HttpRequest, case: str, wanted: Request) -> bytes | None:
    """Give the statement that was shown for this command; None where none was, or another."""
    try:
        told = signing.loads(request.POST.get(MARK, ""), salt=MARK)
    except signing.BadSignature:
        return None
    return base64.b64decode(told[3]) if told[:3] == [case, wanted.command, wanted.line] else None


def _named(view: CaseView, section: str) -> tuple[FactRow, ...]:
    if section == "parties":
        parties = (view.case.applicant, view.case.partner)
        return tuple(FactRow(f"side.{p['side']}", p.get("name") or "") for p in parties if p)
    if section == CHANGE and view.case.change:
        return (FactRow("field.change", view.case.change.what), FactRow("field.reason", view.case.change.reason))
    rows: list[FactRow] = []
    for line in view.equipment.values():
        rows += [FactRow(f"field.{name}", _worth(line, name)) for name in SHOWN.get(section, ()) if line.get(name)]
    return tuple(rows)


def _worth(line: Mapping[str, Value], name: str) -> Value | Money:
    """Give a value of a line; whole yen as an amount."""
    value = line[name]
    in_yen = name == "yearly_saving" or (name == "price" and line.get("currency", "JPY") == "JPY")
    return Money(value) if in_yen and type(value) is int else value


def _sections(view: CaseView, person: Person) -> tuple[SectionRow, ...]:
    return tuple(
        SectionRow(name, digest, may_see(view.case, person.side, name), _named(view, name))
        for name, digest in digests_of(view.case).items()
    )


def _detail(name: str, value: Value) -> FactRow:
    if name == "amount" and type(value) is int:
        return FactRow(f"field.{name}", Money(value))
    return FactRow(f"field.{name}", value)


def _details(request: Request) -> tuple[FactRow, ...]:
    """Name what a decision says; a checklist is named item by item."""
    rows: list[FactRow] = []
    for name, value in request.details.items():
        if isinstance(value, dict):
            rows += [FactRow(f"check.{item}", passed) for item, passed in value.items()]
        elif name != "root":
            rows.append(_detail(name, value))
    return tuple(rows)


def asking_page(view: CaseView, person: Person, action: Action, button: Button) -> SignPage:
    """Give the page that asks for the details of what will be signed."""
    return SignPage(
        case=view.case.id,
        command=action.row.command,
        side=person.side,
        role=person.role,
        root="",
        sections=(),
        statement_sha256="",
        after="",
        parties=(),
        button=button,
        case_href="",
    )


def _carrying(button: Button, prepared: Prepared, typed: QueryDict) -> Button:
    """Give the button that signs: it carries the statement and everything typed so far."""
    names = {question.name for question in button.questions}
    again = tuple((name, value) for name in names for value in typed.getlist(name))
    hidden = (*button.hidden, *again, (MARK, prepared.mark))
    return replace(button, questions=(), hidden=hidden, sign_href="", action="", is_next=True)


def sign_page(
    view: CaseView, person: Person, action: Action, button: Button, prepared: Prepared, typed: QueryDict
) -> SignPage:
    """Give the page that shows exactly what is signed."""
    view = replace(view, case=as_changed(view.case), equipment=view.change.equipment) if view.change else view
    is_filing = action.row.command in ABOUT_FILING
    digest = hashlib.sha256(prepared.statement).hexdigest()
    newest = prepared.checkpoint
    return SignPage(
        case=view.case.id,
        command=action.row.command,
        side=person.side,
        role=person.role,
        root=view.case.root if is_filing else "",
        sections=_sections(view, person) if is_filing else (),
        statement_sha256=digest,
        after=f"{newest.size} {newest.root}" if newest else "—",
        parties=parties_of(view) if is_filing else (),
        button=_carrying(button, prepared, typed),
        case_href="",
        details=_details(prepared.request),
        statement=prepared.statement.decode("utf-8", "replace"),
    )
