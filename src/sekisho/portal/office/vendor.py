"""The vendors page: what each vendor has a hand in, and the switch that holds its cases while it is looked into."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.application.ports import Person
from sekisho.application.request import Request
from sekisho.application.show_scorecards import show_scorecards
from sekisho.application.show_vendors import VendorView, show_vendors
from sekisho.application.vendor import act_on_vendor
from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.casework.table import open_to
from sekisho.domain.casework.transition import Row, Track
from sekisho.domain.casework.vendor import NEW
from sekisho.domain.reporting.scorecard import Card
from sekisho.domain.values.finding import Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.money import Money
from sekisho.portal import tongue
from sekisho.portal.apply.form import Sent, carry_once, sent_by
from sekisho.portal.components.question import Answers, Question, answers, questions_for, refused
from sekisho.portal.components.view import Button
from sekisho.portal.office.signal_panel import Link
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of, person_of

REFUSED = 422
#: What the page knows of a listed vendor itself.
KNOWN = ("vendor", "vendor_name")


@dataclass(frozen=True, slots=True)
class VendorRow:
    """A vendor with its cases, and the button that stops or releases it."""

    number: str
    name: str
    side: str
    state: str
    reason: str
    since: datetime | None
    decided_by: str
    amount: Money
    share: Fraction
    cases: tuple[Link, ...]
    entangled: tuple[str, ...]
    buttons: tuple[Button, ...]
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class VendorsPage:
    """Every vendor, those that are stopped first; ``stop`` stops one that has no case yet.

    ``models`` are the scorecards of the models by name, ``least`` from how many cases on a figure is shown.
    """

    rows: tuple[VendorRow, ...]
    stop: Button
    tried: Answers
    done: bool = False
    models: tuple[tuple[str, Card], ...] = ()
    least: int = 0


def _button(row: Row, action: str, vendor: str, name: str, version: str) -> Button:
    fields = [field for field in row.takes if not vendor or field.name not in KNOWN]
    known = (("vendor", vendor), ("vendor_name", name or vendor), ("key", f"vendor-{vendor}-{version}"))
    return Button(
        row.command,
        action,
        questions_for(fields, f"{row.command}-{vendor}-"),
        hidden=known if vendor else (),
        citation=row.cite,
        is_grave=row.command == "stop_vendor",
        place=vendor,
    )


def _row(view: VendorView, person: Person, language: Language, action: str, card: Card | None) -> VendorRow:
    version = view.since.isoformat() if view.since else NEW
    rows = open_to(Track.VENDOR, view.state, person.actor.who)
    return VendorRow(
        number=view.number,
        name=view.name,
        side=view.side,
        state=view.state,
        reason=view.reason,
        since=view.since,
        decided_by=names().get(view.decided_by, view.decided_by),
        amount=Money(view.amount),
        share=view.share,
        cases=tuple(Link(case, reverse("case", args=(language.value, case))) for case in view.cases),
        entangled=view.entangled,
        buttons=tuple(_button(row, action, view.number, view.name, version) for row in rows),
        card=card,
    )


def _asked(command: str, vendor: str, request: HttpRequest) -> Answers:
    """Read the form of a stop or a release: a vendor of the list is known, another one is asked for."""
    rows = [row for state in (NEW, "stopped") for row in open_to(Track.VENDOR, state, person_of(request).actor.who)]
    takes = next((row.takes for row in rows if row.command == command), ())
    questions: tuple[Question, ...] = questions_for(takes, f"{command}-{vendor}-")
    return answers(questions or (Question(Field("reason", Kind.REASON), "field.reason"),), request.POST)


def _carried(request: HttpRequest, sent: Sent, vendor: str, details: dict[str, Value]) -> Refusal | None:
    wanted = Request(sent.command, details)
    return carry_once(lambda: act_on_vendor(sent.desk(request), vendor, sent.person, wanted))


def _page(request: HttpRequest, given: Answers) -> VendorsPage:
    person, language = person_of(request), tongue.of(request)
    action = reverse("vendors", args=(language.value,))
    found = show_scorecards(desk_of(request))
    cards = {card.key: card for card in found.vendors}
    views = show_vendors(desk_of(request), person)
    rows = tuple(_row(view, person, language, action, cards.get(view.number)) for view in views)
    models = tuple((found.name(card), card) for card in found.models)
    [stop] = open_to(Track.VENDOR, NEW, person.actor.who)
    again = _button(stop, action, "", "", "")
    return VendorsPage(rows, again, given, done="done" in request.GET, models=models, least=found.least)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vendors(request: HttpRequest) -> HttpResponse:
    """List the vendors; stop one, or release one that another officer stopped."""
    given = Answers(())
    if request.method == "POST":
        sent, vendor = sent_by(request, person_of(request)), request.POST.get("vendor", "")
        given = _asked(sent.command, vendor, request)
        result = Refusal.of(given.findings) if given.findings else _carried(request, sent, vendor, dict(given.details))
        if not isinstance(result, Refusal):
            return HttpResponseRedirect(f"{reverse('vendors', args=(tongue.of(request).value,))}?done=1")
        given = replace(refused(given, result), questions=())
    status = REFUSED if given.findings else 200
    return render(request, "office/vendors.html", {"page": _page(request, given)}, status=status)
