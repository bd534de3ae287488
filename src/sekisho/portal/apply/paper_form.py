"""The form that files a paper: first which kind, then what a paper of that kind says of itself."""

from collections.abc import Mapping

from django.urls import reverse

from sekisho.application.ports import Person
from sekisho.application.show_case import CaseView, open_on_paper
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.guard.line import part_in
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.apply.form_row import form_links
from sekisho.portal.apply.view import FilingPanel
from sekisho.portal.components.question import Answers, Choice, Question
from sekisho.portal.desk import program
from sekisho.portal.words import wording

KEY = "paper-"
FILE = "file_document"
#: What a paper can say of itself, as far as criteria ask for it or papers are held against each other.
ABOUT: Mapping[str, Kind] = {
    **dict.fromkeys(("number", "issuer", "body"), Kind.TEXT),
    **dict.fromkeys(("dated_on", "valid_from", "valid_until", "agreed_on"), Kind.DAY),
    **dict.fromkeys(("buyer", "model"), Kind.TEXT),
    "quantity": Kind.NUMBER,
    "amount": Kind.YEN,
}
#: What the record of an inspector's observation says besides; it has a form of its own.
OBSERVED = ("asked", "seen", "seen_at", "place", "present", "taken_at")
HELP = {"issuer": "page.paper.issuer.help"}
UNITS = {"amount": "page.ask.yen"}

_CERTIFICATE = ("number", "body", "dated_on", "valid_from", "valid_until", "model")
_DELIVERY = ("number", "dated_on", "buyer", "model", "quantity")
_PURCHASE = ("number", "dated_on", "buyer", "model", "quantity", "amount")
_RECORD = ("dated_on", "model")
#: What is asked of a kind; of one that is not named here everything is asked.
SAYS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("pse_certificate", "conformity_certificate", "iso13849_certificate"), _CERTIFICATE),
    **dict.fromkeys(("iec61508_certificate", "origin_certificate", "cnas_declaration"), _CERTIFICATE),
    **dict.fromkeys(("pse_out_of_scope_declaration", "jis_b9700_evidence", "jis_b9700_declaration"), _CERTIFICATE),
    **dict.fromkeys(("quotation", "purchase_order", "payment_proof", "import_permit"), _PURCHASE),
    "purchase_invoice": ("number", "issuer", *_PURCHASE[1:]),
    **dict.fromkeys(("bill_of_lading", "delivery_note", "acceptance_record"), _DELIVERY),
    **dict.fromkeys(("authorisation_letter", "collaboration_agreement"), ("number", "agreed_on", "valid_until")),
    **dict.fromkeys(("installation_log", "network_topology", "training_record", "integration_evidence"), _RECORD),
    **dict.fromkeys(("gateway_configuration", "plc_project", "nameplate_photo", "component_trace"), _RECORD),
    "client_sheet": _RECORD,
    **dict.fromkeys(("independent_attestation", "inspector_observation"), ("body", *_RECORD)),
}
#: What a paper of a kind has to say, or it is refused: one invoice is claimed once, and its amount is the cost.
NEEDED: Mapping[str, tuple[str, ...]] = {"purchase_invoice": ("number", "issuer", "amount")}


def _kinds(view: CaseView, person: Person, language: Language) -> tuple[Choice, ...]:
    offered = paper_kinds_on(program(), day_in_japan(view.now)).of(part_in(view.case, person.actor))
    return tuple(Choice(kind, wording().word("document.kind", kind, language)) for kind in offered)


def _kind(view: CaseView, person: Person, language: Language) -> Question:
    return Question(Field("paper", Kind.TEXT), "page.paper.kind", choices=_kinds(view, person, language), prefix=KEY)


def _said(name: str, kind: str) -> Question:
    asked = Field(name, ABOUT[name], required=name in NEEDED.get(kind, ()))
    return Question(asked, f"page.paper.{name}", HELP.get(name, ""), UNITS.get(name, ""), prefix=KEY)


def filing_questions(view: CaseView, person: Person, language: Language, kind: str) -> tuple[Question, ...]:
    """Ask for which line a paper of a kind is and what it says of itself; the kind stands first, as it was chosen.

    Of a kind that is not this side's to file only the kind is asked.
    """
    offered = _kinds(view, person, language)
    chosen = tuple(one for one in offered if one.value == kind)
    asked = Question(Field("kind", Kind.TEXT), "page.paper.kind", choices=chosen or offered, value=kind, prefix=KEY)
    if not chosen:
        return (asked,)
    lines = tuple(Choice(name, f"{name} {item.get('model', '')}") for name, item in view.equipment.items())
    line = Question(Field("line", Kind.TEXT, required=False), "page.paper.line", choices=lines, prefix=KEY)
    return (asked, line, *(_said(name, kind) for name in SAYS.get(kind, tuple(ABOUT))))


def filing_panel(
    view: CaseView, person: Person, language: Language, refused: Answers | None, kind: str | None
) -> FilingPanel | None:
    """Give the panel that files a paper; None where this person may not file one now.

    ``refused`` is the form as it was refused, ``kind`` what somebody has chosen: none before he opens the panel, empty
    while he chooses.
    """
    if all(row.command != FILE for row in open_on_paper(view.case, person.actor.who)):
        return None
    asked = filing_questions(view, person, language, kind or "")
    return FilingPanel(
        href=reverse("file_paper", args=(language.value, view.case.id)),
        kind=_kind(view, person, language),
        # The kind alone is asked by itself first; what the paper says follows once it is known.
        questions=refused.questions if refused else asked if len(asked) > 1 else (),
        key=f"{view.case.id}-file-{view.case.seq}",
        is_open=refused is not None or kind is not None,
        forms=form_links(view, person, language),
    )
