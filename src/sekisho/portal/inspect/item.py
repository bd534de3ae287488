"""Feed the items of the checklist: what to look at, the photos on file, what was found, and the form that records."""

from django.urls import reverse

from sekisho.application.show_case import CaseView
from sekisho.domain.casework.case import Line
from sekisho.domain.casework.field import Field, Kind, day
from sekisho.domain.casework.guard.visit import PHOTO
from sekisho.domain.inspection.visit import Severity, VisitFinding
from sekisho.domain.program.checklist import CheckItem
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import day_in_japan
from sekisho.portal.apply.action import checklist_of
from sekisho.portal.components.question import Answers, Choice, Question
from sekisho.portal.inspect.view import FoundRow, ItemCard, PhotoLink
from sekisho.portal.words import wording


def questions_of(view: CaseView, item: str, language: Language) -> tuple[Question, ...]:
    """Ask what was found on an item: nothing has to be said where a photo is all there is to record."""
    weights = tuple(Choice(one.value, wording().word("weight", one.value, language)) for one in Severity)
    prefix, today = f"{item}-", day_in_japan(view.now).isoformat()
    return (
        Question(
            Field("severity", Kind.TEXT, required=False),
            "page.inspect.weight",
            choices=weights,
            few=True,
            prefix=prefix,
        ),
        Question(Field("note", Kind.REASON, required=False), "page.inspect.note", prefix=prefix),
        Question(day("visited_on"), "field.visited_on", value=today, prefix=prefix),
    )


def _photos(view: CaseView, line: str, item: str, language: Language) -> tuple[PhotoLink, ...]:
    papers = [one for one in view.case.documents.values() if one.kind == PHOTO and one.line == line]
    return tuple(
        PhotoLink(one.name, reverse("paper", args=(language.value, view.case.id, one.id)))
        for one in papers
        if one.about.get("item") == item and one.status != "rejected"
    )


def _found(finding: VisitFinding) -> FoundRow:
    return FoundRow(finding.id, finding.severity, finding.note, finding.visit, finding.answer, finding.papers)


def _card(
    view: CaseView, line: Line, item: CheckItem, language: Language, tried: tuple[str, Answers] | None
) -> ItemCard:
    is_tried = tried is not None and tried[0] == item.id
    asked = tried[1].questions if tried and is_tried else questions_of(view, item.id, language)
    return ItemCard(
        id=item.id,
        title=item.title.within(language),
        look=item.look.within(language),
        citation=str(item.citation),
        needs_photo=item.needs_photo,
        photos=_photos(view, line.id, item.id, language),
        found=tuple(_found(one) for one in line.findings if one.item == item.id),
        questions=asked,
        key=f"{view.case.id}-{line.id}-{item.id}-{view.case.seq}",
        is_open=is_tried,
    )


def item_cards(
    view: CaseView, line: Line, language: Language, tried: tuple[str, Answers] | None = None
) -> tuple[ItemCard, ...]:
    """Give the items of a line's category; ``tried`` is the item whose form was refused, with what was typed."""
    return tuple(_card(view, line, item, language, tried) for item in checklist_of(view, line.id))
