"""What an inspector asks for at a plant without OPC UA or MTConnect, and the record of what he saw there."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sekisho.application.file_document import Paper, file_document, obstacles
from sekisho.application.observe import ask_observation
from sekisho.application.show_case import CaseView
from sekisho.domain.evidence.observation import KIND
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal import tongue
from sekisho.portal.apply.form import carry_once, sent_by
from sekisho.portal.apply.page import view_of
from sekisho.portal.components.question import Answers, answers, refused
from sekisho.portal.inspect.observation import OBSERVATION, observation_questions
from sekisho.portal.inspect.page import Tried, line_page
from sekisho.portal.visitor import person_of

LONGEST_NAME = 200


def _view(request: HttpRequest, case: str, line: str) -> CaseView:
    _, view = view_of(request, case)
    if line not in view.case.lines:
        raise Http404
    return view


def _back(request: HttpRequest, case: str, line: str, place: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("inspect_line", args=(tongue.of(request).value, case, line)) + f"#{place}")


@never_cache
@require_POST
def ask(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Issue a challenge for an observation of a line, and show what to ask."""
    _view(request, case, line)
    sent = sent_by(request, person_of(request))
    result = carry_once(lambda: ask_observation(sent.desk(request), case, sent.person, line))
    if result:
        return line_page(request, case, line, Tried(OBSERVATION, refused(Answers(()), result)))
    return _back(request, case, line, OBSERVATION)


def _about(given: Answers) -> dict[str, Value]:
    said: dict[str, Value] = {name: given.details[name] for name in ("how", "seen", "place", "present")}
    return {**said, "seen_at": f"{given.details['seen_on']}T{given.details['seen_time']}:00+09:00"}


def _paper(request: HttpRequest, line: str, given: Answers) -> Paper | Refusal:
    upload = request.FILES.get("file")
    if upload is None:
        return Refusal.of([*given.findings, Finding("paper.absent", Outcome.NOT_MET, "file")])
    name = (upload.name or "photo")[:LONGEST_NAME]
    found = [*given.findings, *obstacles(name, upload.size or 0)]
    if found:
        return Refusal.of(found)
    return Paper(KIND, name, upload.read(), upload.content_type or "application/octet-stream", line, _about(given))


def _placed(found: Finding) -> Finding:
    """Hang what is wrong with the record on the question that asks for it."""
    name = found.place.removeprefix("about.")
    return replace(found, place="seen_time" if name == "seen_at" else name)


@never_cache
@require_POST
def observe(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Record what the inspector saw, with the photo or video of it; refused, what was typed stays."""
    asked = observation_questions(_view(request, case, line), tongue.of(request))
    given, sent = answers(asked, request.POST), sent_by(request, person_of(request))
    paper = _paper(request, line, given)
    result: Refusal | None = paper if isinstance(paper, Refusal) else None
    if isinstance(paper, Paper):
        result = carry_once(lambda: file_document(sent.desk(request), case, sent.person, paper))
    if result:
        placed = Refusal.of([_placed(one) for one in result.findings])
        return line_page(request, case, line, Tried(OBSERVATION, refused(given, placed)))
    return _back(request, case, line, "papers")
