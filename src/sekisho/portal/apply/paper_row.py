"""Feed the table of papers."""

from django.urls import reverse

from sekisho.application.show_case import CaseView
from sekisho.domain.casework.case import Document
from sekisho.domain.values.finding import Facts, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.portal.apply.action import Tried, paper_buttons
from sekisho.portal.apply.form_row import form_row
from sekisho.portal.apply.paper_form import ABOUT, OBSERVED
from sekisho.portal.apply.view import PaperRow
from sekisho.portal.components.view import FactRow

#: The status of a paper whose bytes were lawfully erased; its digest stays.
ERASED = "erased"


def _said(name: str, value: Value) -> FactRow:
    shown = Money(value) if name == "amount" and type(value) is int else value
    return FactRow(f"page.paper.{name}", shown)


def _about(about: Facts) -> tuple[FactRow, ...]:
    return tuple(_said(name, about[name]) for name in (*ABOUT, *OBSERVED) if about.get(name))


def _row(view: CaseView, document: Document, language: Language, tried: Tried | None) -> PaperRow:
    # Every paper is named to everybody of the case; only who may read it can open it, or learn what it says.
    is_open = document.id not in view.unreadable
    after = view.case.aftercare
    # By its number too: whoever may not read a paper is told no digest.
    is_erased = document.digest in after.erased or document.id in after.erased_items
    return PaperRow(
        kind=document.kind,
        name=document.name,
        status=ERASED if is_erased else document.status,
        digest=document.digest,
        line=document.line,
        filed_by=document.filed_by,
        filed_at=document.filed_at,
        href=reverse("paper", args=(language.value, view.case.id, document.id)) if is_open and not is_erased else "",
        id=document.id,
        about=_about(document.about) if is_open else (),
        buttons=paper_buttons(view, document.id, language, tried) if document.status == "filed" else (),
        form=form_row(view, document, language) if is_open and not is_erased else None,
    )


def paper_rows(view: CaseView, language: Language, tried: Tried | None = None) -> tuple[PaperRow, ...]:
    """Give the papers of a case in the order of filing, with what may be done about each."""
    return tuple(_row(view, document, language, tried) for document in view.case.documents.values())
