"""The pages of a line's captures: ask for a plan, fetch it, hand in what the collector sealed, read what it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sekisho.application.draw_capture import draw_capture
from sekisho.application.ports import Person
from sekisho.application.readable import plans_to
from sekisho.application.serial import is_several, machines_of
from sekisho.application.show_case import CaseView
from sekisho.application.shown_evidence import shown_by
from sekisho.application.take_capture import (
    issue_capture_plan,
    may_issue,
    may_receive,
    read_capture_plan,
    receive_capture,
)
from sekisho.application.upload_capture import LARGEST
from sekisho.domain.casework.case import CapturePlan, Case, Line
from sekisho.domain.evidence.reached import line_level, machine_levels
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.identifier import folded
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.capture_command import commands_of, file_of
from sekisho.portal.apply.capture_form import MOST_MACHINES, at_its_question, machines_from, questions_of
from sekisho.portal.apply.capture_view import CapturesPage, MachineForm, MachineRow, PlanForm, PlanRow
from sekisho.portal.apply.form import carry_once, sent_by
from sekisho.portal.apply.next_step import text_of
from sekisho.portal.apply.page import REFUSED, case_href, crumbs_of, view_of
from sekisho.portal.components.file import download
from sekisho.portal.components.question import Answers, answers, filled, refused
from sekisho.portal.inspect.capture import capture_card, captures_part, owner_names
from sekisho.portal.inspect.problem import Record
from sekisho.portal.inspect.view import CaptureCard
from sekisho.portal.visitor import desk_of, person_of

TOML = "application/toml"


def captures_href(request: HttpRequest, case: str, line: str) -> str:
    """Give the address of a line's captures in the visitor's language."""
    return reverse("captures", args=(tongue.of(request).value, case, line))


def _line(request: HttpRequest, case: str, line: str) -> tuple[Person, CaseView, Line]:
    person, view = view_of(request, case)
    if line not in view.case.lines and line not in view.equipment:
        raise Http404
    return person, view, view.case.lines.get(line, Line(line))


def _plan(request: HttpRequest, case: str, line: Line, plan: CapturePlan) -> PlanRow:
    captured = {str(one.get("device")) for one in line.captures if one.get("challenge") == plan.challenge}
    return PlanRow(
        issued_at=plan.issued_at,
        side=plan.side,
        devices=plan.devices,
        answered=len(captured),
        href=reverse("capture_plan", args=(tongue.of(request).value, case, line.id, plan.challenge)),
        commands=commands_of(request.build_absolute_uri("/"), case, line.id, plan),
    )


def _card(case: Case, line: str, language: Language) -> Callable[[Record], CaptureCard]:
    """Give what makes the card of a capture, with the address of its picture."""
    names = owner_names(case)

    def card(capture: Record) -> CaptureCard:
        made = capture_card(capture, language, names)
        if capture.get("pieces"):
            return made
        return replace(made, picture_href=reverse("capture_picture", args=(language.value, case.id, line, made.digest)))

    return card


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of the form that asks for a plan: what was refused, or typed where one machine more is wanted."""

    tried: Answers | None = None
    refused: tuple[Finding, ...] = ()
    typed: Answers | None = None

    @property
    def given(self) -> Answers | None:
        """Give what stands in the form."""
        return self.tried or self.typed


def _forms(request: HttpRequest, given: Answers | None, count: int) -> tuple[MachineForm, ...]:
    """Ask about so many machines; what was typed before stands in the questions, with what is wrong with it."""
    asked = {question.name: question for question in given.questions} if given else {}
    each = ((n, questions_of(n, tongue.of(request), of_several=count > 1)) for n in range(1, count + 1))
    return tuple(MachineForm(n, tuple(asked.get(one.name, one) for one in questions)) for n, questions in each)


def _count(request: HttpRequest) -> int:
    """Read for how many machines the form is."""
    said = request.POST.get("machines") or request.GET.get("machines", "1")
    return min(max(int(said), 1), MOST_MACHINES) if said.isdecimal() and len(said) <= len(str(MOST_MACHINES)) else 1


def _asking(request: HttpRequest, case: str, line: Line, item: Mapping[str, Value], sending: Sending) -> PlanForm:
    href, count = f"{captures_href(request, case, line.id)}plan/", _count(request)
    count = min(count + 1, MOST_MACHINES) if sending.typed else count
    is_line = is_several(item, line)
    return PlanForm(
        href=href,
        forms=_forms(request, sending.given, count),
        more_href=f"{href}#machine-{count + 1}" if count < MOST_MACHINES and is_line else "",
        # The machines of a line are asked for theirs one by one.
        has_no_serial=not is_line and not line.text("serial") and not text_of(item, "serial"),
        is_open=bool(sending.given) or "machines" in request.GET or not line.plans,
    )


def _shown(request: HttpRequest, case: str, line_id: str, sending: Sending | None = None) -> HttpResponse:
    """Show the page; with ``typed`` the form stands open for one machine more and nothing was refused."""
    person, view, line = _line(request, case, line_id)
    sent, item, language = sending or Sending(), view.equipment.get(line.id, {}), tongue.of(request)
    serials = [one.serial for one in machines_of(item, line)]
    captured, keys = shown_by(line), [folded(serial) for serial in serials]
    levels = zip(serials, machine_levels(keys, captured), strict=True)
    takes = may_receive(view.case, person) and bool(line.plans)
    page = CapturesPage(
        case=case,
        case_href=case_href(request, case),
        line=line.id,
        name=f"{text_of(item, 'maker')} {text_of(item, 'model')}".strip(),
        level=line_level(keys, captured),
        machines=tuple(MachineRow(serial, one.level, one.captures) for serial, one in levels),
        plans=tuple(_plan(request, case, line, plan) for plan in reversed(plans_to(line, person))),
        captures=captures_part(line.captures, request.GET.get("capture", ""), _card(view.case, line.id, language)),
        asking=_asking(request, case, line, item, sent) if may_issue(view.case, person) else None,
        receive_href=f"{captures_href(request, case, line.id)}receive/" if takes else "",
        key=f"{case}-{line.id}-{view.case.seq}",
        tried=sent.tried,
        refused=sent.refused,
        done="" if sent.refused else request.GET.get("done", ""),
    )
    values = {"page": page, "crumbs": (*crumbs_of(request, case, within=True)[:2],)}
    return render(request, "apply/captures.html", values, status=REFUSED if sent.refused or sent.tried else 200)


@never_cache
@require_safe
def captures(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Show a line's plans and captures."""
    return _shown(request, case, line)


def _there(request: HttpRequest, case: str, line: str, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{captures_href(request, case, line)}?done={done}")


@never_cache
@require_POST
def issue(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Issue a plan for the machines a form describes; refused, everything typed stays."""
    person, _, _ = _line(request, case, line)
    count, language = _count(request), tongue.of(request)
    asked = [question for n in range(1, count + 1) for question in questions_of(n, language, of_several=count > 1)]
    if "more" in request.POST:
        return _shown(request, case, line, Sending(typed=Answers(filled(asked, request.POST))))
    given = answers(asked, request.POST)
    machines = machines_from(given.details, count)
    found = [*given.findings, *(machines.findings if isinstance(machines, Refusal) else ())]
    refusal = Refusal.of(found) if found else None
    if refusal is None and not isinstance(machines, Refusal):
        desk, wanted = sent_by(request, person).desk(request), machines
        refusal = carry_once(lambda: issue_capture_plan(desk, case, person, line, wanted))
    if refusal is None:
        return _there(request, case, line, "issued")
    told = refused(given, Refusal.of([at_its_question(one) for one in refusal.findings]))
    return _shown(request, case, line, Sending(told, told.elsewhere))


@never_cache
@require_POST
def receive(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Take a bundle that was carried here; refused, every reason is said."""
    person, _, _ = _line(request, case, line)
    upload = request.FILES.get("bundle")
    size = (upload.size or 0) if upload else 0
    if upload is None or not 0 < size <= LARGEST:
        facts = {"size": size, "limit": LARGEST}
        unfit = Finding("upload.size", Outcome.NOT_MET, "bundle", facts={**facts})
        return _shown(request, case, line, Sending(refused=(unfit,)))
    desk = sent_by(request, person).desk(request)
    refusal = carry_once(lambda: receive_capture(desk, case, person, line, upload.read()))
    if refusal is None:
        return _there(request, case, line, "received")
    return _shown(request, case, line, Sending(refused=refusal.findings))


@never_cache
@require_safe
def picture(request: HttpRequest, case: str, line: str, digest: str) -> HttpResponse:
    """Show what a capture's signals did."""
    drawn = draw_capture(desk_of(request), case, person_of(request), line, digest)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/svg+xml")


@never_cache
@require_safe
def plan(request: HttpRequest, case: str, line: str, challenge: str) -> HttpResponse:
    """Hand out a plan as the file the collector takes."""
    person, _, at = _line(request, case, line)
    found = next((one for one in plans_to(at, person) if one.challenge == challenge), None)
    text = read_capture_plan(desk_of(request), found) if found else None
    if found is None or text is None:
        raise Http404
    return download(text, TOML, file_of(case, line, found))
