"""Editions of Annex A: which there are, what a list of models holds, and a list proposed as an edition."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.file_document import LARGEST
from sekisho.application.foresee_edition import foresee_edition
from sekisho.application.import_edition import Source
from sekisho.application.ports import Person
from sekisho.application.show_editions import Look, look_at_edition, propose_source, show_editions
from sekisho.domain.program.annex.sheet import RowKind
from sekisho.domain.values.finding import Finding, Refusal, Value
from sekisho.portal import tongue
from sekisho.portal.api.answer import bytes_of, json_response, said
from sekisho.portal.api.body import BodyError, body_of
from sekisho.portal.api.contract import ANYBODY, OFFICE, route
from sekisho.portal.api.door import answer
from sekisho.portal.api.parameter import ForesightOut
from sekisho.portal.api.schema import EventOut, Json

router = Router(tags=["office"])
BYTES = "application/octet-stream"


class EditionOut(Schema):
    """An edition that holds: from which day, whether it is illustrative, its file and what it was read from."""

    effective_from: date
    models: int
    illustrative: bool
    label: Json
    file: str | None
    source: str | None
    published_at: datetime | None
    changes: Json | None


class EditionsOut(Schema):
    """The editions that hold, newest first."""

    editions: list[EditionOut]


class LookOut(Schema):
    """What a file holds: its rows by what they are, what has to be mended, and what the edition would change."""

    effective_from: date | None
    can_be_proposed: bool
    rows: Json
    problems: list[Json]
    notes: list[Json]
    changes: Json | None


def _editions(desk: Desk) -> dict[str, Value]:
    found = show_editions(desk)
    filed = {one.edition.effective_from: one for one in found.published}
    listed: list[Value] = []
    for edition in found.held:
        one = filed.get(edition.effective_from)
        changes = one.comparison if one else None
        label = edition.label
        listed.append(
            {
                "effective_from": edition.effective_from.isoformat(),
                "models": len(edition.models),
                "illustrative": edition.is_illustrative,
                "label": {"ja": label.ja, "en": label.en, "zh-Hans": label.zh_hans},
                "file": one.digest if one else None,
                "source": (one.source or None) if one else None,
                "published_at": one.published_at.isoformat() if one and one.published_at else None,
                "changes": changes.as_json() if changes else None,
            }
        )
    return {"editions": listed}


@router.get("/editions", **route("list_editions", ANYBODY, EditionsOut))
def editions(request: HttpRequest) -> HttpResponse:
    """List the editions of Annex A with what each changes; public."""
    return json_response(bytes_of(_editions(bootstrap.desk())))


def _body(request: HttpRequest) -> bytes:
    data = body_of(request)
    if len(data) > LARGEST:
        raise BodyError("request.too_long", 413, size=len(data), limit=LARGEST)
    return data


def _look(request: HttpRequest, look: Look) -> Value:
    found = look.found.transcript

    def told(findings: tuple[Finding, ...]) -> list[Value]:
        return [said(one, bootstrap.all_wording(), tongue.of(request)) for one in findings]

    return {
        "effective_from": look.found.edition.effective_from.isoformat() if look.found.edition else None,
        "can_be_proposed": look.is_good,
        "rows": {kind.value: found.tally.get(kind, 0) for kind in RowKind},
        "problems": told((*found.problems, *look.obstacles)),
        "notes": told(found.notes),
        "changes": look.comparison.as_json() if look.comparison else None,
    }


@router.get(
    "/editions/proposals/{digest}/foresight",
    **route("foresee_edition", OFFICE, ForesightOut, reasons=("edition.not_yours", "edition.not_proposed")),
)
def foresight(request: HttpRequest, digest: str) -> HttpResponse:
    """Give what a proposed edition would do to every open case and registered model; nothing is written."""

    def work(desk: Desk, person: Person) -> dict[str, Value] | Refusal:
        seen = foresee_edition(desk, person, digest)
        return seen if isinstance(seen, Refusal) else seen.as_json()

    return answer(request, work)


_LOOK = (
    *("edition.not_yours", "edition.unreadable", "edition.too_large"),
    *("table.locked", "table.damaged", "table.encoding"),
)


@router.post(
    "/editions/lists/{file}/look", **route("look_at_list", OFFICE, LookOut, sends=True, reasons=_LOOK, takes=BYTES)
)
def look_at_list(  # noqa: PLR0913, PLR0917 - because OpenAPI names each parameter of the query
    request: HttpRequest,
    file: str,
    effective_on: date | None = None,
    reference: str = "",
    sheet: str = "",
    encoding: str = "",
    reason: str = "",
) -> HttpResponse:
    """Say what a list of models holds (the request's body: XLSX, CSV, PDF or TOML); nothing is kept."""
    source = Source(file, _body(request), effective_on, reference, sheet, encoding)
    return answer(
        request,
        lambda desk, person: look_at_edition(desk, person, source, reason),
        shape=lambda look: _look(request, look),
    )


_PROPOSE = (
    *_LOOK,
    "edition.published_already",
    "edition.begun",
    "edition.leaves_gap",
    "annex.cell",
    "annex.no_day",
    "field.wrong.reason",
)


@router.post(
    "/editions/lists/{file}", **route("propose_list", OFFICE, EventOut, sends=True, reasons=_PROPOSE, takes=BYTES)
)
def propose_list(  # noqa: PLR0913, PLR0917 - because of the same
    request: HttpRequest,
    file: str,
    effective_on: date | None = None,
    reference: str = "",
    sheet: str = "",
    encoding: str = "",
    reason: str = "",
) -> HttpResponse:
    """Propose the edition a list holds; the list is kept as it came. Another officer publishes it."""
    source = Source(file, _body(request), effective_on, reference, sheet, encoding)
    return answer(request, lambda desk, person: propose_source(desk, person, source, reason))
