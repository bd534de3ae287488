"""What an inspector records at the machine, item by item: photos, and a finding where something is not in order."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sekisho.application.act import act
from sekisho.application.file_document import Paper, file_document, obstacles
from sekisho.application.request import Accepted, Request
from sekisho.domain.casework.guard.visit import PHOTO
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.portal import tongue
from sekisho.portal.apply.form import Sent, carry_once, sent_by
from sekisho.portal.apply.page import view_of
from sekisho.portal.components.question import Answers, answers, refused
from sekisho.portal.inspect.item import questions_of
from sekisho.portal.inspect.page import RECORD, Tried, line_page

LONGEST_NAME = 200
#: More photos of one item than this show nothing the first ones did not.
MOST_PHOTOS = 8


def _photo(line: str, item: str, upload: "UploadedFile[Any]") -> Paper | Refusal:
    name = (upload.name or "photo")[:LONGEST_NAME]
    found = obstacles(name, upload.size or 0)
    if found:
        return Refusal.of(found)
    kind = upload.content_type or "application/octet-stream"
    return Paper(PHOTO, name, upload.read(), kind, line, {"item": item})


def _photos(request: HttpRequest, line: str, item: str) -> list[Paper] | Refusal:
    """Read every photo before any is filed: one that cannot be taken refuses them all."""
    uploads = request.FILES.getlist("photos")
    if len(uploads) > MOST_PHOTOS:
        facts: dict[str, Value] = {"count": len(uploads), "limit": MOST_PHOTOS}
        return Refusal.of([Finding("page.inspect.too_many_photos", Outcome.NOT_MET, "photos", facts=facts)])
    read = [_photo(line, item, upload) for upload in uploads]
    found = [finding for one in read if isinstance(one, Refusal) for finding in one.findings]
    return Refusal.of(found) if found else [one for one in read if isinstance(one, Paper)]


@dataclass(frozen=True, slots=True)
class _Recording:
    """What one form records: of which item of which line, what was typed, and the photos that came with it."""

    case: str
    line: str
    item: str
    given: Answers
    photos: list[Paper]

    def request(self, digests: list[str]) -> Request:
        """Give the request that records the finding, with the photos that show it."""
        said = {name: self.given.details[name] for name in ("severity", "note") if name in self.given.details}
        finding: dict[str, Value] = {"item": self.item, **said, "photos": [*digests]}
        details: dict[str, Value] = {"visited_on": self.given.details.get("visited_on"), "findings": [finding]}
        return Request(RECORD, details, self.line)


def _filed(request: HttpRequest, sent: Sent, recording: _Recording) -> list[str] | Refusal:
    digests = []
    for n, photo in enumerate(recording.photos):
        # Each photo is a request of its own: a form sent again files none of them twice.
        keyed = replace(sent, key=f"{sent.key}-{n}" if sent.key else "")
        filed = file_document(keyed.desk(request), recording.case, sent.person, photo)
        if isinstance(filed, Refusal):
            return filed
        digests.append(list(filed.case.documents.values())[-1].digest)
    return digests


def _carry(request: HttpRequest, sent: Sent, recording: _Recording) -> Accepted | Refusal | None:
    """File the photos, then record the finding that shows them; None where there is none."""
    digests = _filed(request, sent, recording)
    if isinstance(digests, Refusal):
        return digests
    if not recording.given.details.get("severity"):
        return None
    return act(sent.desk(request), recording.case, sent.person, recording.request(digests))


def _nothing(given: Answers, photos: list[Paper]) -> list[Finding]:
    """Say what a form lacks: a photo or a finding, and of a finding both its weight and what was seen."""
    has_weight, has_note = bool(given.details.get("severity")), bool(given.details.get("note"))
    if has_weight and not has_note:
        return [Finding("guard.finding_without_note", Outcome.NOT_MET, "note", facts={"n": 1})]
    if has_note and not has_weight:
        return [Finding("page.inspect.no_weight", Outcome.NOT_MET, "severity")]
    return [] if has_weight or photos else [Finding("page.inspect.nothing", Outcome.NOT_MET, "photos")]


@never_cache
@require_POST
def record(request: HttpRequest, case: str, line: str) -> HttpResponse:
    """Record what an inspector saw of one item; refused, the page says every reason and what was typed stays."""
    person, view = view_of(request, case)
    item, sent = request.POST.get("item", ""), sent_by(request, person)
    if line not in view.case.lines:
        raise Http404
    given = answers(questions_of(view, item, tongue.of(request)), request.POST)
    photos = _photos(request, line, item)
    found = [*given.findings, *(photos.findings if isinstance(photos, Refusal) else _nothing(given, photos))]
    result = Refusal.of(found) if found else None
    if not found and isinstance(photos, list):
        recording = _Recording(case, line, item, given, photos)
        result = carry_once(lambda: _carry(request, sent, recording))
    if result:
        return line_page(request, case, line, Tried(item, refused(given, result)))
    return HttpResponseRedirect(reverse("inspect_line", args=(tongue.of(request).value, case, line)) + f"#item-{item}")
