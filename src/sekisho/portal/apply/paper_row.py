"""Feed the table of papers and the form that files one."""

from datetime import datetime

from django.urls import reverse

from sekisho.application.ports import Person
from sekisho.application.show_case import CaseView
from sekisho.domain.casework.case import Document
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.guard.line import part_in
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.values.finding import Facts, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.apply.action import Tried, paper_buttons
from sekisho.portal.apply.view import PaperRow
from sekisho.portal.components.question import Choice, Question
from sekisho.portal.components.view import FactRow
from sekisho.portal.desk import program
from sekisho.portal.words import wording

#: What a paper says of itself, as far as the criteria ask for it or papers are held against each other.
ABOUT = (
    *("number", "issuer", "body", "dated_on", "valid_from", "valid_until", "agreed_on"),
    *("buyer", "model", "quantity", "amount"),
)
KEY = "paper-"
#: The status of a paper whose bytes were lawfully erased; its digest stays.
ERASED = "erased"


def _said(name: str, value: Value) -> FactRow:
    shown = Money(value) if name == "amount" and type(value) is int else value
    return FactRow(f"page.paper.{name}", shown)


def _about(about: Facts) -> tuple[FactRow, ...]:
    return tuple(_said(name, about[name]) for name in ABOUT if about.get(name))


def _row(view: CaseView, document: Document, at: datetime, language: Language, tried: Tried | None) -> PaperRow:
    # Every paper is named to everybody of the case; only who may read it can open it, or learn what it says.
    is_open = document.id not in view.unreadable
    is_erased = document.digest in view.case.aftercare.erased
    return PaperRow(
        kind=document.kind,
        name=document.name,
        status=ERASED if is_erased else document.status,
        digest=document.digest,
        line=document.line,
        filed_by=document.filed_by,
        filed_at=at,
        href=reverse("paper", args=(language.value, view.case.id, document.id)) if is_open and not is_erased else "",
        id=document.id,
        about=_about(document.about) if is_open else (),
        buttons=paper_buttons(view, document.id, language, tried) if document.status == "filed" else (),
    )


def paper_rows(view: CaseView, language: Language, tried: Tried | None = None) -> tuple[PaperRow, ...]:
    """Give the papers of a case in the order of filing, with what may be done about each."""
    filed_at = [step.occurred_at for step in view.timeline if step.type == "document.filed"]
    papers = zip(view.case.documents.values(), filed_at, strict=False)
    return tuple(_row(view, document, at, language, tried) for document, at in papers)


def filing_questions(view: CaseView, person: Person, language: Language) -> tuple[Question, ...]:
    """Ask which paper it is, of those that are this side's to file, for which line, and what it says of itself."""
    offered = paper_kinds_on(program(), day_in_japan(view.now)).of(part_in(view.case, person.actor))
    kinds = tuple(Choice(kind, wording().word("document.kind", kind, language)) for kind in offered)
    lines = tuple(Choice(name, f"{name} {item.get('model', '')}") for name, item in view.equipment.items())
    return (
        Question(Field("kind", Kind.TEXT), "page.paper.kind", choices=kinds, prefix=KEY),
        Question(Field("line", Kind.TEXT, required=False), "page.paper.line", choices=lines, prefix=KEY),
        Question(Field("number", Kind.TEXT, required=False), "page.paper.number", prefix=KEY),
        Question(Field("issuer", Kind.TEXT, required=False), "page.paper.issuer", "page.paper.issuer.help", prefix=KEY),
        Question(Field("body", Kind.TEXT, required=False), "page.paper.body", prefix=KEY),
        Question(Field("dated_on", Kind.DAY, required=False), "page.paper.dated_on", prefix=KEY),
        Question(Field("valid_from", Kind.DAY, required=False), "page.paper.valid_from", prefix=KEY),
        Question(Field("valid_until", Kind.DAY, required=False), "page.paper.valid_until", prefix=KEY),
        Question(Field("agreed_on", Kind.DAY, required=False), "page.paper.agreed_on", prefix=KEY),
        Question(Field("buyer", Kind.TEXT, required=False), "page.paper.buyer", prefix=KEY),
        Question(Field("model", Kind.TEXT, required=False), "page.paper.model", prefix=KEY),
        Question(Field("quantity", Kind.NUMBER, required=False), "page.paper.quantity", prefix=KEY),
        Question(Field("amount", Kind.YEN, required=False), "page.paper.amount", unit="page.ask.yen", prefix=KEY),
    )
