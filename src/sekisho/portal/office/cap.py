"""The cap of the pool: proposed by one person of the office, confirmed by another, beside what the pool holds."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.application.change_cap import FIELDS, CapProposal, confirm_cap, propose_cap, show_cap_proposal
from sekisho.application.ports import Person
from sekisho.domain.values.finding import Refusal
from sekisho.portal import tongue
from sekisho.portal.components.question import Answers, Question, answers, refused
from sekisho.portal.components.view import Gauge
from sekisho.portal.open.pool import pool
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of, person_of

CONFIRM = "confirm"
REFUSED = 422


@dataclass(frozen=True, slots=True)
class CapPage:
    """What the pool holds, the proposal that waits for its second person, and the form that makes one."""

    gauge: Gauge | None
    answers: Answers
    proposal: CapProposal | None = None
    proposer: str = ""
    is_mine: bool = False


def _questions() -> tuple[Question, ...]:
    units = {"cap": "page.ask.yen"}
    return tuple(
        Question(wanted, f"page.cap.{wanted.name}", f"page.cap.{wanted.name}.help", units.get(wanted.name, ""))
        for wanted in FIELDS
    )


def _sent(request: HttpRequest, person: Person, given: Answers) -> Refusal | None:
    """Confirm or propose, as the form asks; None where it was done."""
    desk, digest = desk_of(request), request.POST.get(CONFIRM, "")
    done = confirm_cap(desk, person, digest) if digest else propose_cap(desk, person, given.details)
    return done if isinstance(done, Refusal) else None


def _page(request: HttpRequest, person: Person, given: Answers) -> CapPage:
    proposal = show_cap_proposal(desk_of(request))
    proposer = names().get(proposal.person, proposal.person) if proposal else ""
    is_mine = proposal is not None and proposal.person == person.id
    return CapPage(pool(), given, proposal, proposer, is_mine)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cap(request: HttpRequest) -> HttpResponse:
    """Show the cap and what is proposed; take a proposal or its confirmation."""
    person, given = person_of(request), answers(_questions(), request.POST)
    if given.are_good or request.POST.get(CONFIRM):
        refusal = _sent(request, person, given)
        if refusal is None:
            return redirect(reverse("cap", args=(tongue.of(request).value,)))
        given = refused(given, refusal)
    page = _page(request, person, given)
    return render(request, "office/cap.html", {"page": page}, status=REFUSED if given.findings else 200)
