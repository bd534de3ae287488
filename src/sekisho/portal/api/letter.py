"""The letters of a case: listed, as content for programs, and printed for people."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.reach import unknown_case
from sekisho.application.read_letter import LetterText, Wish, list_letters, print_letter, read_letter
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.portal.api.answer import plain, private, refused
from sekisho.portal.api.contract import PARTIES, route
from sekisho.portal.api.door import answer_on, person_of, reach_of
from sekisho.portal.api.schema import LetterOut, LettersOut

router = Router(tags=["letters"])
PDF = "application/pdf"
Beside = Literal["en", "zh-Hans"]
#: Which copy, if one: the query calls it ``copy``, a name pydantic keeps for itself.
COPY: Any = Query(0, alias="copy", ge=0)  # type: ignore[type-arg]  # a default, not the type of a parameter
_LETTER = ("letter.unknown", "letter.erased")


@router.get("/{case}/letters", **route("list_letters", PARTIES, LettersOut))
def letters(request: HttpRequest, case: str) -> HttpResponse:
    """List the letters of the case in order of issue, with their copies."""

    def work(desk: Desk, person: Person) -> dict[str, Value] | Refusal:
        found = list_letters(desk, case, person)
        return found if isinstance(found, Refusal) else {"letters": plain(found)}

    return answer_on(request, case, work)


@router.get("/{case}/letters/{letter}", **route("read_letter", PARTIES, LetterOut, reasons=_LETTER))
def letter(request: HttpRequest, case: str, letter: str) -> HttpResponse:
    """Give a letter's content in three languages, as far as this person may read it."""

    def work(desk: Desk, person: Person) -> LetterText | Refusal:
        return read_letter(desk, case, person, letter)

    return answer_on(request, case, work)


_PRINT = (*_LETTER, "letter.no_copy", "request.field_wrong")


@router.get("/{case}/letters/{letter}/print", **route("print_letter", PARTIES, PDF, reasons=_PRINT))
def printed(
    request: HttpRequest, case: str, letter: str, beside: Beside = "en", again: int = COPY
) -> HttpResponse:  # fmt: skip
    """Print a letter as tagged PDF in Japanese with English or Chinese beside it; ``copy`` is one issued again."""
    known = reach_of(request, case)
    wish = Wish(letter, Language(beside), again)
    made = print_letter(bootstrap.desk(), case, person_of(request), wish) if known else unknown_case()
    if isinstance(made, Refusal):
        return refused(request, made)
    response = HttpResponse(made, content_type=PDF)
    response["Content-Disposition"] = f'attachment; filename="{letter}.{beside}.pdf"'
    return private(response)
