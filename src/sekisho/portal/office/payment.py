"""The approvals page: claimed cases, who has approved, what stands in the way, and what the pool holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.application.ports import Person
from sekisho.application.show_payments import Payment, show_payments
from sekisho.domain.values.finding import Outcome, overall
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.action import buttons_of
from sekisho.portal.apply.next_step import text_of
from sekisho.portal.desk import in_program, program, today
from sekisho.portal.office.view import Approval, FinancePage, PaymentRow
from sekisho.portal.open.pool import pool
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of, person_of

OPEN = (Outcome.NOT_MET, Outcome.UNDETERMINED)


def _row(payment: Payment, person: Person, language: Language) -> PaymentRow:
    view, shown = payment.view, names()
    return PaymentRow(
        id=view.case.id,
        href=reverse("case", args=(language.value, view.case.id)),
        claimant=text_of(view.case.applicant, "name"),
        amount=view.case.balance.payable,
        account_sha256=payment.account,
        outcome=overall(gate.outcome for gate in view.gates).value,
        claimed_at=payment.claimed_at,
        approvals=tuple(
            Approval(shown.get(one.person, one.person), one.at, one.person == person.id) for one in payment.approvals
        ),
        blocking=tuple(gate for gate in view.gates if gate.outcome in OPEN),
        buttons=buttons_of(view, language),
    )


@never_cache
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """List the payments that wait."""
    person, language = person_of(request), tongue.of(request)
    rows = tuple(_row(payment, person, language) for payment in show_payments(desk_of(request), person))
    needed = program().number("payment.approvals", in_program(today()))
    return render(request, "office/finance.html", {"page": FinancePage(rows, pool(), needed)})
