"""The cap of the pool: proposed by one person of the office, confirmed by another."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from sekisho.application.change_cap import confirm_cap, propose_cap
from sekisho.domain.values.finding import Value
from sekisho.portal.api.contract import OFFICE, route
from sekisho.portal.api.door import answer
from sekisho.portal.api.schema import PoolOut, Taken

router = Router(tags=["office"])


class CapIn(Taken):
    """A cap somebody proposes: whole yen, why, and its source such as ``law: Act 179 of 1955, art. 6``."""

    cap: int
    reason: str
    citation: str


class CapOut(Schema):
    """A cap that waits for its second person; ``digest`` names it when it is confirmed."""

    digest: str
    cap: int
    reason: str
    citation: str
    person: str
    at: datetime


_CAP = (
    *("cap.not_yours", "cap.uncited", "cap.not_open", "fund.cap_below_bound", "fund.cap_unchanged"),
    *("field.missing", "field.unknown", "field.wrong.yen", "field.wrong.reason", "field.wrong.text"),
)


@router.post("/pool/cap", **route("propose_cap", OFFICE, CapOut, sends=True, reasons=_CAP))
def cap_proposed(request: HttpRequest, body: CapIn) -> HttpResponse:
    """Propose a cap of the pool with its reason and source; another person confirms it."""
    said: dict[str, Value] = {"cap": body.cap, "reason": body.reason, "citation": body.citation}
    return answer(request, lambda desk, person: propose_cap(desk, person, said))


_CONFIRM = ("cap.not_yours", "cap.not_proposed", "cap.same_person", "fund.cap_below_bound")


@router.post("/pool/cap/{digest}/confirm", **route("confirm_cap", OFFICE, PoolOut, sends=True, reasons=_CONFIRM))
def cap_confirmed(request: HttpRequest, digest: str) -> HttpResponse:
    """Confirm a proposed cap; the one who proposed it may not. Cases that wait are promoted in order of receipt."""
    return answer(request, lambda desk, person: confirm_cap(desk, person, digest))
