"""What finance does with batches of transfers: make one, take its file, read the bank's answer, take one back."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sekisho.application.file_document import obstacles
from sekisho.application.make_transfer_batch import make_transfer_batch, withdraw_transfer_batch
from sekisho.application.ports import ConflictError
from sekisho.application.read_transfer_result import FILE, read_transfer_result
from sekisho.application.write_transfer_file import write_transfer_file
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.portal import tongue
from sekisho.portal.apply.form import moved_on
from sekisho.portal.components.file import download
from sekisho.portal.components.question import answers, refused
from sekisho.portal.desk import today
from sekisho.portal.office.payment import Sending, making_questions, reason_questions, shown
from sekisho.portal.visitor import desk_of, person_of

BYTES = "application/octet-stream"
Result = TypeVar("Result")


def _done(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('payments', args=(tongue.of(request).value,))}?done=1")


def _tried(work: Callable[[], Result | Refusal]) -> Result | Refusal:
    """Do something to a batch; who was second finds that it has moved on."""
    try:
        return work()
    except ConflictError:
        return moved_on()


@never_cache
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a batch of every approved payment for the banking day given."""
    given = answers(making_questions(today()), request.POST)
    if not given.are_good:
        return shown(request, Sending(given.findings, making=given))
    on = date.fromisoformat(str(given.details["transfer_on"]))
    made = _tried(lambda: make_transfer_batch(desk_of(request), person_of(request), on))
    if isinstance(made, Refusal):
        told = refused(given, made)
        return shown(request, Sending(told.findings, making=told))
    return _done(request)


@never_cache
@require_safe
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the bank's file of a batch as a download."""
    data = write_transfer_file(desk_of(request), person_of(request), number)
    if isinstance(data, Refusal):
        return shown(request, Sending(data.findings))
    return download(data, BYTES, f"zengin-{number:06d}.txt")


def _uploaded(request: HttpRequest) -> bytes | Refusal:
    upload = request.FILES.get("file")
    if upload is None:
        return Refusal.of([Finding("paper.absent", Outcome.NOT_MET, "file")])
    found = obstacles(FILE, upload.size or 0)
    return Refusal.of(found) if found else upload.read()


@never_cache
@require_POST
def result(request: HttpRequest, number: int) -> HttpResponse:
    """Read the bank's answer to a batch; refused, every reason is said and nothing has changed."""
    data = _uploaded(request)
    if isinstance(data, Refusal):
        return shown(request, Sending(data.findings))
    taken = _tried(lambda: read_transfer_result(desk_of(request), person_of(request), number, data))
    return shown(request, Sending(taken.findings)) if isinstance(taken, Refusal) else _done(request)


@never_cache
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a batch that was not sent."""
    given = answers(reason_questions(number), request.POST)
    if not given.are_good:
        return shown(request, Sending(given.findings, number=number, withdrawal=given))
    why = str(given.details["reason"])
    taken = _tried(lambda: withdraw_transfer_batch(desk_of(request), person_of(request), number, why))
    return shown(request, Sending(taken.findings)) if isinstance(taken, Refusal) else _done(request)
