"""Captures in parts over the API, in the words of the IETF's resumable uploads for HTTP.

The headers are its own: ``Upload-Offset``, ``Upload-Length``, ``Upload-Complete``, ``Upload-Limit``, and of RFC 9530
``Content-Digest``, without which no part is taken. Where an upload stands is asked with GET.
"""

import base64
import binascii
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.upload_capture import (
    LARGEST,
    LARGEST_PART,
    Announced,
    Part,
    Standing,
    append_part,
    begin_upload,
    finish_upload,
    give_up_upload,
    show_upload,
)
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal.api.answer import plain
from sekisho.portal.api.body import body_of
from sekisho.portal.api.contract import PARTIES, asking, header, route
from sekisho.portal.api.door import answer_on
from sekisho.portal.api.schema import AcceptedOut, UploadIn, UploadOut

router = Router(tags=["cases"])
PARTIAL = "application/partial-upload"
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")
_OFFSET = re.compile(r"[0-9]{1,12}")
_HEADERS = (
    header("Upload-Offset", "Where the part begins: how many bytes are there before it.", required=True),
    header("Content-Digest", "The part's digest as RFC 9530 writes it: sha-256=:BASE64:", required=True),
)


def _finding(code: str, **facts: Value) -> Finding:
    return Finding(f"upload.{code}", Outcome.NOT_MET, "part", facts=facts)


def _shape(stands: Standing) -> Value:
    said = {name: plain(getattr(stands, name)) for name in ("upload", "line", "offset", "size", "expires_at")}
    return {**said, "complete": stands.is_complete, "largest_part": LARGEST_PART}


def _answer(request: HttpRequest, case: str, work: Callable[[Desk, Person], Standing | Refusal]) -> HttpResponse:
    """Answer where an upload stands, in the body and in the headers of the draft."""
    found: list[Standing] = []

    def shape(stands: Standing) -> Value:
        found.append(stands)
        return _shape(stands)

    response = answer_on(request, case, work, shape=shape)
    for stands in found:
        response["Upload-Offset"], response["Upload-Length"] = str(stands.offset), str(stands.size)
        response["Upload-Complete"] = "?1" if stands.is_complete else "?0"
        response["Upload-Limit"] = f"max-size={LARGEST}, max-append-size={LARGEST_PART}"
    return response


_BEGINNING = (
    *("guard.not_yours", "capture_order.no_plan", "capture_order.received_already"),
    *("upload.size", "upload.digest", "upload.too_many"),
    *("upload.person_quota", "upload.case_quota", "upload.no_room"),
)


@router.post(
    "/{case}/lines/{line}/captures/uploads",
    **route("begin_upload", PARTIES, UploadOut, sends=True, reasons=_BEGINNING),
)
def begin(request: HttpRequest, case: str, line: str, body: UploadIn) -> HttpResponse:
    """Begin to bring a capture bundle for a line in parts; begun again with the same file, it goes on."""
    announced = Announced(body.size, body.sha256)
    return _answer(request, case, lambda desk, person: begin_upload(desk, case, person, line, announced))


@router.get("/{case}/uploads/{upload}", **route("show_upload", PARTIES, UploadOut, reasons=("upload.unknown",)))
def show(request: HttpRequest, case: str, upload: str) -> HttpResponse:
    """Say how many bytes of an upload are there."""
    return _answer(request, case, lambda desk, person: show_upload(desk, case, person, upload))


def _part(request: HttpRequest) -> Part | Refusal:
    offset, digest = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Digest", "")
    said = _DIGEST.search(digest)
    found = [] if _OFFSET.fullmatch(offset) else [_finding("no_offset", found=offset[:80])]
    found += [] if said else [_finding("no_digest", found=digest[:80])]
    if found or said is None:
        return Refusal.of(found)
    try:
        return Part(int(offset), body_of(request), base64.b64decode(said[1], validate=True).hex())
    except binascii.Error:
        return Refusal.of([_finding("no_digest", found=digest[:80])])


_APPENDING = (
    *("upload.unknown", "upload.offset", "upload.part_size", "upload.beyond_end", "upload.part_digest"),
    *("upload.no_offset", "upload.no_digest", "upload.no_room"),
)


@router.patch(
    "/{case}/uploads/{upload}",
    **asking(route("append_part", PARTIES, UploadOut, sends=True, reasons=_APPENDING, takes=PARTIAL), *_HEADERS),
)
def append(request: HttpRequest, case: str, upload: str) -> HttpResponse:
    """Add a part (the request's body) where the upload ends."""

    def work(desk: Desk, person: Person) -> Standing | Refusal:
        part = _part(request)
        return part if isinstance(part, Refusal) else append_part(desk, case, person, upload, part)

    return _answer(request, case, work)


_FINISHING = ("upload.unknown", "upload.incomplete", "upload.other_content", "capture_order.received_already")


@router.post(
    "/{case}/uploads/{upload}/finish",
    **route("finish_upload", PARTIES, AcceptedOut, sends=True, reasons=("guard.not_yours", *_FINISHING)),
)
def finish(request: HttpRequest, case: str, upload: str) -> HttpResponse:
    """Hand in a bundle that has come whole: it is judged as one that came in one piece."""
    return answer_on(request, case, lambda desk, person: finish_upload(desk, case, person, upload))


@router.delete(
    "/{case}/uploads/{upload}", **route("give_up_upload", PARTIES, UploadOut, sends=True, reasons=("upload.unknown",))
)
def give_up(request: HttpRequest, case: str, upload: str) -> HttpResponse:
    """Drop an upload with everything that has come of it."""
    return _answer(request, case, lambda desk, person: give_up_upload(desk, case, person, upload))
