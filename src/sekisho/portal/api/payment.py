"""Money out: payees' accounts, batches of transfers with their files, the bank's answers, and the reconciliation."""

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import NonNegativeInt

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.file_document import LARGEST
from sekisho.application.keep_account import keep_account
from sekisho.application.make_transfer_batch import Made, make_transfer_batch, withdraw_transfer_batch
from sekisho.application.ports import Person
from sekisho.application.read_transfer_result import Answer, read_transfer_result
from sekisho.application.reconcile import Reconciliation, reconcile
from sekisho.application.transact import answer_once
from sekisho.application.transfer_batch import TransferBatch, list_batches
from sekisho.application.write_transfer_file import write_transfer_file
from sekisho.domain.casework.actor import Side
from sekisho.domain.values.finding import Refusal, Value
from sekisho.portal.api.answer import plain, private, refused
from sekisho.portal.api.body import BodyError, body_of
from sekisho.portal.api.contract import OFFICE, OFFICE_AND_AUDIT, SIGNED_IN, route
from sekisho.portal.api.door import answer, answer_to, person_of
from sekisho.portal.api.payment_schema import (
    AccountIn,
    AnswerOut,
    BatchesOut,
    BatchOut,
    MadeOut,
    ReconciliationOut,
    TransferIn,
    WithdrawalIn,
)
from sekisho.portal.api.schema import DigestOut

router = Router(tags=["payments"])
BYTES = "application/octet-stream"
_ACCOUNT = (
    "zengin.not_digits",
    "zengin.account_kind",
    "zengin.no_name",
    "zengin.name_too_long",
    "zengin.no_equivalent",
)


@router.post("/accounts", **route("keep_account", SIGNED_IN, DigestOut, sends=True, reasons=_ACCOUNT))
def account(request: HttpRequest, body: AccountIn) -> HttpResponse:
    """Keep a payee's account, checked and salted; gives the digest a claim names it by."""

    def work(desk: Desk) -> dict[str, str] | Refusal:
        kept = keep_account(desk, dict(body))
        return kept if isinstance(kept, Refusal) else {"digest": kept}

    return answer(request, lambda desk, _person: answer_once(desk, lambda: work(desk)))


def _batch(batch: TransferBatch) -> dict[str, Value]:
    answers: Value = {str(n): reason for n, reason in batch.answers.items()} if batch.answers is not None else None
    return {
        "number": batch.number,
        "transfer_on": batch.transfer_on.isoformat(),
        "items": plain(batch.items),
        "total": batch.total.yen,
        "file_sha256": batch.file_sha256,
        "is_open": batch.is_open,
        "answers": answers,
        "withdrawn": batch.withdrawn,
    }


def _made(made: Made) -> Value:
    return {"batch": _batch(made.batch), "held": plain(made.held)}


def _answered(taken: Answer) -> Value:
    return {"batch": _batch(taken.batch), "paid": taken.paid.yen, "returned": taken.returned.yen}


_MAKE = ("transfer.not_yours", "transfer.day_past", "transfer.bank_closed", "transfer.nothing_to_pay")


@router.post("/transfers", **route("make_transfer_batch", OFFICE, MadeOut, sends=True, reasons=_MAKE))
def make(request: HttpRequest, body: TransferIn) -> HttpResponse:
    """Put every approved payment that is in no batch into a new one."""
    return answer(request, lambda desk, person: make_transfer_batch(desk, person, body.transfer_on), shape=_made)


_LIST = ("request.field_wrong",)


@router.get("/transfers", **route("list_transfer_batches", OFFICE_AND_AUDIT, BatchesOut, reasons=_LIST))
def batches(request: HttpRequest, before: NonNegativeInt = 0) -> HttpResponse:
    """List batches of transfers with what the bank answered: the newest, or with ``before`` those below a number."""

    def work(desk: Desk, _person: Person) -> dict[str, Value] | Refusal:
        with desk.store.read() as tx:
            page = list_batches(tx, before)
        return {"batches": [_batch(batch) for batch in page.batches], "before": page.before}

    return answer_to(request, (Side.OFFICE, Side.AUDIT), work)


def _reconciled(made: Reconciliation) -> dict[str, Value]:
    told = plain(made)
    return {**(told if isinstance(told, dict) else {}), "holds": made.holds}


@router.get("/transfers/reconciliation", **route("reconcile_transfers", OFFICE_AND_AUDIT, ReconciliationOut))
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Hold batches, the bank's answers, the cases and the pool against each other."""
    return answer_to(request, (Side.OFFICE, Side.AUDIT), lambda desk, _person: _reconciled(reconcile(desk)))


_FILE = ("transfer.not_yours", "transfer.unknown")


@router.get("/transfers/{int:number}/file", **route("write_transfer_file", OFFICE, BYTES, reasons=_FILE))
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Give the bank's file of a batch, byte for byte as it was made."""
    made = write_transfer_file(bootstrap.desk(), person_of(request), number)
    return refused(request, made) if isinstance(made, Refusal) else private(HttpResponse(made, content_type=BYTES))


_RESULT = (*_FILE, "transfer.answered_already", "transfer.too_early", "zengin.wrong_length", "zengin.other_batch")


@router.post(
    "/transfers/{int:number}/result",
    **route("read_transfer_result", OFFICE, AnswerOut, sends=True, reasons=_RESULT, takes=BYTES),
)
def result(request: HttpRequest, number: int) -> HttpResponse:
    """Take the bank's answer to a batch (the request's body), once and whole."""
    data = body_of(request)
    if len(data) > LARGEST:
        raise BodyError("request.too_long", 413, size=len(data), limit=LARGEST)
    return answer(request, lambda desk, person: read_transfer_result(desk, person, number, data), shape=_answered)


_WITHDRAW = (*_FILE, "transfer.answered_already", "transfer.withdrawn_already", "field.wrong.reason")


@router.post(
    "/transfers/{int:number}/withdrawal",
    **route("withdraw_transfer_batch", OFFICE, BatchOut, sends=True, reasons=_WITHDRAW),
)
def withdraw(request: HttpRequest, number: int, body: WithdrawalIn) -> HttpResponse:
    """Take back a batch that was never sent to the bank; its payments wait for the next one."""

    def work(desk: Desk, person: Person) -> TransferBatch | Refusal:
        return withdraw_transfer_batch(desk, person, number, body.reason)

    return answer(request, work, shape=_batch)
