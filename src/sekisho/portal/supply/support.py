"""Support incidents of a vendor: what went to its organisation, to be answered and resolved on the spot."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.application.request import Request
from sekisho.application.show_support import Support, answer_support, show_support
from sekisho.domain.casework.table import rows_of
from sekisho.domain.casework.transition import Row, Track
from sekisho.domain.values.finding import Finding
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.after import incident_row
from sekisho.portal.apply.form import carry_once, moved_on, sent_by
from sekisho.portal.apply.page import REFUSED
from sekisho.portal.components.question import Answers, Question, answers, questions_for, refused
from sekisho.portal.components.view import Button
from sekisho.portal.desk import in_program, program, today
from sekisho.portal.supply.support_view import SupportPage, SupportRow
from sekisho.portal.visitor import desk_of, person_of

#: What a vendor does with an incident.
COMMANDS = ("answer_incident", "resolve_incident")
#: A form that was refused, by case, incident and command.
Tried = dict[tuple[str, str, str], Answers]


def _row_of(command: str) -> Row:
    return rows_of(Track.PAPER, command)[0]


def _questions(command: str, place: str) -> tuple[Question, ...]:
    return questions_for([field for field in _row_of(command).takes if field.name != "incident"], f"{command}{place}-")


def _button(support: Support, command: str, language: Language, tried: Answers | None) -> Button:
    place = f"{support.case}-{support.incident.number}"
    # What was said last stands in the key: another answer is another request, a button pressed twice is not.
    said = support.incident.answer[:40]
    hidden = (("case", support.case), ("document", support.incident.number), ("key", f"{place}-{command}-{said}"))
    return Button(
        command,
        reverse("support", args=(language.value,)),
        tried.questions if tried else _questions(command, place),
        hidden=hidden,
        citation=_row_of(command).cite,
        is_next=command == COMMANDS[0] and support.incident.answered_at is None,
        is_open=tried is not None,
        place=place,
    )


def _row(support: Support, language: Language, tried: Tried) -> SupportRow:
    about = (support.case, support.incident.number)
    commands = COMMANDS if support.incident.is_open else ()
    buttons = tuple(_button(support, one, language, tried.get((*about, one))) for one in commands)
    return SupportRow(support.case, support.machine, incident_row(support.incident, {}), support.is_late, buttons)


def _shown(request: HttpRequest, tried: Tried, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    found = show_support(desk_of(request), person_of(request))
    rows = tuple(_row(one, tongue.of(request), tried) for one in found)
    done = "done" if "done" in request.GET and not (tried or findings) else ""
    page = SupportPage(rows, program().number("support.answer_hours", in_program(today())), findings, done)
    return render(request, "supply/support.html", {"page": page}, status=REFUSED if tried or findings else 200)


def _sent(request: HttpRequest) -> HttpResponse:
    """Carry an answer or a solution; refused, the form stands open with what was typed."""
    sent, case = sent_by(request, person_of(request)), request.POST.get("case", "")
    if sent.command not in COMMANDS:
        return _shown(request, {}, moved_on().findings)
    given = answers(_questions(sent.command, f"{case}-{sent.document}"), request.POST)
    if not given.findings:
        wanted = Request(sent.command, {**given.details, "incident": sent.document})
        refusal = carry_once(lambda: answer_support(sent.desk(request), case, sent.person, wanted))
        if refusal is None:
            return HttpResponseRedirect(f"{request.path}?done=1")
        given = refused(given, refusal)
    return _shown(request, {(case, sent.document, sent.command): given}, given.elsewhere)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest) -> HttpResponse:
    """List the incidents that went to the visitor's organisation; take an answer or a solution."""
    return _sent(request) if request.method == "POST" else _shown(request, {})
