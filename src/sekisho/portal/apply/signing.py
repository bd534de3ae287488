"""What the signing page shows: the sections with their digests, the root, and the bytes that are signed."""

import hashlib

from sekisho.application.ports import CheckpointRow, Person
from sekisho.application.section import digests_of, may_see
from sekisho.application.show_case import Action, CaseView
from sekisho.domain.values.finding import Value
from sekisho.portal.apply.view import Party, SectionRow, SignPage
from sekisho.portal.components.question import Question
from sekisho.portal.components.view import Button, FactRow

#: What of a filing is named on the page, so that people see what they sign.
SHOWN = {"parties": ("applicant", "partner"), "equipment": ("maker", "model", "serial"), "price": ("price",)}


def _named(view: CaseView, section: str) -> tuple[FactRow, ...]:
    if section == "parties":
        parties = (view.case.applicant, view.case.partner)
        return tuple(FactRow(f"side.{p['side']}", _shown(p.get("name"))) for p in parties if p)
    rows = []
    for line in view.equipment.values():
        rows += [FactRow(f"field.{name}", _shown(line.get(name))) for name in SHOWN.get(section, ()) if line.get(name)]
    return tuple(rows)


def _shown(value: Value) -> Value:
    return value if value is not None else ""


def _sections(view: CaseView, person: Person, action: Action) -> tuple[SectionRow, ...]:
    if action.row.command != "sign":
        return ()
    return tuple(
        SectionRow(name, digest, may_see(view.case, person.side, name), _named(view, name))
        for name, digest in digests_of(view.case).items()
    )


def sign_page(
    view: CaseView,
    person: Person,
    action: Action,
    questions: tuple[Question, ...],
    statement: bytes,
    checkpoint: CheckpointRow | None,
) -> SignPage:
    """Give what the signing page shows for a command."""
    signed = {signature.side for signature in view.case.signatures if signature.root == view.case.root}
    found = [party for party in (view.case.applicant, view.case.partner) if party]
    button = Button(action.row.command, "", questions, line=action.line, citation=action.row.cite, is_open=True)
    return SignPage(
        case=view.case.id,
        command=action.row.command,
        side=person.side,
        role=person.role,
        root=view.case.root or hashlib.sha256(statement).hexdigest(),
        sections=_sections(view, person, action),
        statement_sha256=hashlib.sha256(statement).hexdigest(),
        after=f"{checkpoint.size} {checkpoint.root}" if checkpoint else "—",
        parties=tuple(
            Party(str(p["side"]), str(p.get("name")), str(p.get("corporate_number")), p["side"] in signed)
            for p in found
        ),
        button=button,
        case_href="",
    )
