"""The collectors of an organisation or an inspector: enrolled by the file they sign, retired with a reason."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.application.file_document import obstacles
from sekisho.application.keep_collectors import enrol_collector, retire_collector, show_collectors
from sekisho.domain.casework.field import reason
from sekisho.domain.evidence.collector import Collector
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.portal import tongue
from sekisho.portal.apply.form import Sent, carry_once, sent_by
from sekisho.portal.components.question import Question, answers
from sekisho.portal.components.view import Button
from sekisho.portal.visitor import desk_of, person_of

REFUSED = 422
RETIRE = "retire_collector"


@dataclass(frozen=True, slots=True)
class CollectorCard:
    """A collector and, while it is in use, the form that retires it."""

    collector: Collector
    button: Button | None


@dataclass(frozen=True, slots=True)
class CollectorsPage:
    """The collectors of who looks at them; ``owner`` is the organisation's number or the inspector."""

    owner: str
    cards: tuple[CollectorCard, ...]
    refused: tuple[Finding, ...] = ()
    done: bool = False


def _questions(key: str) -> tuple[Question, ...]:
    return (Question(reason(), "field.reason", prefix=f"{key[:8]}-"),)


def _card(collector: Collector, href: str) -> CollectorCard:
    if collector.is_retired:
        return CollectorCard(collector, None)
    key = collector.public_key
    hidden = (("public_key", key), ("key", f"{RETIRE}-{key}"))
    cite = "practice: a correction names what it corrects"
    return CollectorCard(collector, Button(RETIRE, href, _questions(key), hidden=hidden, citation=cite, place=key[:8]))


def _enrol(request: HttpRequest, sent: Sent) -> Refusal | None:
    upload = request.FILES.get("file")
    if upload is None:
        return Refusal.of([Finding("paper.absent", Outcome.NOT_MET, "file")])
    found = obstacles(upload.name or "file", upload.size or 0)
    if found:
        return Refusal.of(found)
    data = upload.read()
    return carry_once(lambda: enrol_collector(sent.desk(request), sent.person, data))


def _retire(request: HttpRequest, sent: Sent) -> Refusal | None:
    key = request.POST.get("public_key", "")
    given = answers(_questions(key), request.POST)
    if given.findings:
        return Refusal.of(given.findings)
    why = str(given.details.get("reason") or "")
    return carry_once(lambda: retire_collector(sent.desk(request), sent.person, key, why))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def collectors(request: HttpRequest) -> HttpResponse:
    """Show one's own collectors; enrol one, or retire one. Refused, the page says every reason."""
    person, href = person_of(request), reverse("collectors", args=(tongue.of(request).value,))
    refusal = None
    if request.method == "POST":
        sent = sent_by(request, person)
        refusal = _retire(request, sent) if sent.command == RETIRE else _enrol(request, sent)
        if refusal is None:
            return HttpResponseRedirect(f"{href}?done=1")
    register = show_collectors(desk_of(request), person)
    cards = tuple(_card(one, href) for one in register.collectors.values())
    found = refusal.findings if refusal else ()
    page = CollectorsPage(register.owner, cards, found, done="done" in request.GET and not found)
    return render(request, "apply/collectors.html", {"page": page}, status=REFUSED if found else 200)
