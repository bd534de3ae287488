"""What is asked of an exporter: his machines' papers and his declaration, case by case, and nothing of others."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from sekisho import bootstrap
from sekisho.application.desk import Desk
from sekisho.application.ports import Person
from sekisho.application.show_supply import Supplied, Wanted, show_supply
from sekisho.domain.casework.actor import Side
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language
from sekisho.portal import tongue
from sekisho.portal.api.answer import plain, said
from sekisho.portal.api.contract import SIGNED_IN, route
from sekisho.portal.api.door import answer
from sekisho.portal.api.schema import Json

router = Router(tags=["cases"])


class SuppliedMachineOut(Schema):
    """A machine of the exporter in a case: papers that stop the case, papers that only help, and why."""

    line: str
    machine: str
    needed: list[str]
    helpful: list[str]
    findings: list[Json]


class HandedOut(Schema):
    """A paper the exporter filed, and what became of it; ``reason`` where it was rejected."""

    kind: str
    name: str
    line: str
    status: str
    filed_at: datetime
    reason: str


class SuppliedOut(Schema):
    """A case as it concerns an exporter. ``declaration``: what he declared, null before; until when it is open."""

    case: str
    state: str
    machines: list[SuppliedMachineOut]
    papers: list[HandedOut]
    declaration: Json | None
    declared_at: datetime | None
    may_declare: bool


class SupplyOut(Schema):
    """The cases the machines of an exporter are on."""

    cases: list[SuppliedOut]


def _machine(wanted: Wanted, language: Language) -> Value:
    findings: list[Value] = [said(one, bootstrap.all_wording(), language) for one in wanted.findings]
    named: dict[str, Value] = {"line": wanted.line, "machine": wanted.machine, "findings": findings}
    return {**named, "needed": list(wanted.needed), "helpful": list(wanted.helpful)}


def _case(supplied: Supplied, language: Language) -> Value:
    declared = supplied.declared
    return {
        "case": supplied.case,
        "state": supplied.state,
        "machines": [_machine(one, language) for one in supplied.machines],
        "papers": plain(supplied.handed),
        "declaration": plain(supplied.content) if declared else None,
        "declared_at": declared.at.isoformat() if declared else None,
        "may_declare": supplied.may_declare,
    }


@router.get("/supply", **route("show_supply", SIGNED_IN, SupplyOut))
def supply(request: HttpRequest) -> HttpResponse:
    """List the cases the exporter's registered machines are on, with what is asked of him; for others there is none."""

    def work(desk: Desk, person: Person) -> dict[str, Value]:
        found = show_supply(desk, person) if person.side == Side.EXPORTER else []
        return {"cases": [_case(one, tongue.of(request)) for one in found]}

    return answer(request, work)
