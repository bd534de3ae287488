"""The page of finance: claims and their approvals, batches of transfers, what is owed back, and what the pool holds."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.application.last_day import basis_on
from sekisho.application.make_transfer_batch import approved
from sekisho.application.owed import Owed, show_owed
from sekisho.application.ports import Person
from sekisho.application.program_time import program_now
from sekisho.application.reconcile import Reconciliation, reconcile
from sekisho.application.show_payments import Payment, show_payments
from sekisho.application.transfer_batch import BatchItem, TransferBatch, page_of_batches
from sekisho.domain.casework.deadline import end_of
from sekisho.domain.casework.field import Field, Kind, reason
from sekisho.domain.fund.charge import ChargeKind
from sekisho.domain.fund.zengin.transfer import LARGEST_NUMBER
from sekisho.domain.values.calendar import UnpublishedYearError
from sekisho.domain.values.finding import Finding, Outcome, overall
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.apply.action import buttons_of
from sekisho.portal.apply.next_step import text_of
from sekisho.portal.components.question import Answers, Question
from sekisho.portal.components.view import FactRow
from sekisho.portal.desk import in_program, program, today
from sekisho.portal.office.view import Approval, BatchRow, FinancePage, ItemRow, OwedRow, PaymentRow
from sekisho.portal.open.pool import pool
from sekisho.portal.people import names
from sekisho.portal.visitor import desk_of, person_of

OPEN = (Outcome.NOT_MET, Outcome.UNDETERMINED)
#: A request that could be read and was refused by the rules.
REFUSED = 422
#: Digits of the longest number of a batch.
LONGEST_NUMBER = len(str(LARGEST_NUMBER))


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a form of this page: what was refused, and what was typed where."""

    refused: tuple[Finding, ...] = ()
    making: Answers | None = None
    number: int = 0
    withdrawal: Answers | None = None


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


def _item(batch: TransferBatch, item: BatchItem, language: Language) -> ItemRow:
    answered = (batch.answers or {}).get(item.number)
    href = reverse("case", args=(language.value, item.case))
    return ItemRow(item.number, item.case, href, item.amount, answered or "under_way")


def _state(batch: TransferBatch) -> str:
    if batch.withdrawn:
        return "withdrawn"
    return "under_way" if batch.is_open else "answered"


def reason_questions(number: int) -> tuple[Question, ...]:
    """Ask why a batch is taken back."""
    return (Question(reason(), "field.reason", prefix=f"batch{number}-"),)


def _batch(batch: TransferBatch, language: Language, sending: Sending) -> BatchRow:
    place = (language.value, batch.number)
    tried = sending.withdrawal if sending.number == batch.number else None
    return BatchRow(
        number=batch.number,
        state=_state(batch),
        transfer_on=batch.transfer_on,
        total=batch.total,
        items=tuple(_item(batch, item, language) for item in batch.items),
        file_sha256=batch.file_sha256,
        file_href=reverse("transfer_file", args=place),
        result_href=reverse("transfer_result", args=place),
        withdraw_href=reverse("withdraw_transfer", args=place),
        questions=tried.questions if tried else reason_questions(batch.number),
        is_wrong=tried is not None,
        basis=batch.day_cite,
    )


def _owed(owed: Owed, language: Language) -> OwedRow:
    charges = {one.kind: one.reckoned for one in owed.charges}
    return OwedRow(
        case=owed.case,
        href=reverse("case", args=(language.value, owed.case)),
        principal=owed.debt.principal,
        due_on=owed.debt.due_on,
        is_late=owed.is_late,
        additional=charges[ChargeKind.ADDITIONAL],
        late=charges[ChargeKind.LATE],
        basis=basis_on(program(), "repayment", end_of(owed.debt.due_on)),
    )


def _sums(held: Reconciliation) -> tuple[FactRow, ...]:
    names = ("batched", "paid_by_bank", "returned", "under_way", "paid_in_cases", "posted")
    return tuple(FactRow(f"reconcile.name.{name}", getattr(held, name)) for name in names)


def making_questions(day: date) -> tuple[Question, ...]:
    """Ask for the banking day of the next batch."""
    asked = Field("transfer_on", Kind.DAY)
    return (Question(asked, "page.transfer.on", "page.transfer.on.help", value=day.isoformat(), prefix="make-"),)


def _next_banking_day(day: date) -> date:
    """Offer the day itself or the next on which banks work; in a year nobody knows the holidays of, the day itself."""
    try:
        return program().calendar().banks.on_or_after(day)
    except UnpublishedYearError:
        return day


def _before(request: HttpRequest) -> int:
    """Give the number below which batches are asked for; anything but a number asks for the newest."""
    said = request.GET.get("before", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER else 0


def shown(request: HttpRequest, sending: Sending) -> HttpResponse:
    """Show the page of finance; after a refusal with every reason, and with what was typed."""
    person, language, desk = person_of(request), tongue.of(request), desk_of(request)
    asked, here = request.GET, reverse("payments", args=(language.value,))
    with desk.store.read() as tx:
        waiting = tuple(case.balance.payable for case in approved(desk, tx, program_now(desk, tx)))
        batches = page_of_batches(tx, _before(request))
    # Everything that was ever paid is held against each other: only when somebody asks for it.
    held = reconcile(desk) if "reconcile" in asked else None
    page = FinancePage(
        rows=tuple(_row(payment, person, language) for payment in show_payments(desk, person)),
        gauge=pool(),
        needed=program().number("payment.approvals", in_program(today())),
        refused=sending.refused,
        ready=waiting,
        making=sending.making or Answers(making_questions(_next_banking_day(today()))),
        make_href=reverse("make_transfer", args=(language.value,)),
        batches=tuple(_batch(batch, language, sending) for batch in reversed(batches.batches)),
        sums=_sums(held) if held else (),
        differences=held.findings if held else (),
        owed=tuple(_owed(one, language) for one in show_owed(desk)),
        done="done" in asked,
        reconcile_href=f"{here}?reconcile=1#reconciled" if batches.batches and not held else "",
        older_href=f"{here}?before={batches.before}#transfers" if batches.before else "",
    )
    return render(request, "office/finance.html", {"page": page}, status=REFUSED if sending.refused else 200)


@never_cache
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """List the payments that wait, the batches and what is owed back."""
    return shown(request, Sending())
