"""Feed what stands beside a paper that was written as a form, and which forms may be written."""

from urllib.parse import urlencode

from django.urls import reverse

from sekisho.application.commissioning_form import SIGN
from sekisho.application.ports import Person
from sekisho.application.show_case import CaseView
from sekisho.domain.casework.case import Document
from sekisho.domain.casework.commissioning import FORM, FORMS
from sekisho.domain.casework.guard.line import part_in
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.apply.view import FormLink, FormRow, LetterLink
from sekisho.portal.components.view import FactRow
from sekisho.portal.desk import program

#: What a form is printed in beside Japanese, by the languages' own names.
BESIDE = ((Language.ZH_HANS, "日本語・中文"), (Language.EN, "日本語・English"))


def form_row(view: CaseView, document: Document, language: Language) -> FormRow | None:
    """Give prints, signatures and the place to sign of a form; None for a paper that was sent as a file."""
    if not document.about.get(FORM):
        return None
    place = (language.value, view.case.id)
    prints = tuple(
        LetterLink(name, reverse("printed_form", args=(*place, document.id, beside.value))) for beside, name in BESIDE
    )
    may_sign = document.status != "rejected" and any(action.row.command == SIGN for action in view.actions)
    href = f"{reverse('sign', args=(*place, SIGN))}?{urlencode({FORM: document.digest})}" if may_sign else ""
    return FormRow(prints, tuple(FactRow("page.form.signed", one.side) for one in document.signatures), href)


def form_links(view: CaseView, person: Person, language: Language) -> tuple[FormLink, ...]:
    """Give the forms this person may file, for each line that was delivered or is on its way."""
    offered = paper_kinds_on(program(), day_in_japan(view.now)).of(part_in(view.case, person.actor))
    lines = [name for name, line in view.case.lines.items() if line.text("delivered_on")]
    return tuple(
        FormLink(kind, line, reverse("form", args=(language.value, view.case.id, line, kind)))
        for line in lines
        for kind in FORMS
        if kind in offered
    )
