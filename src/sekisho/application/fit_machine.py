"""Fit a machine to a plant's client: registered models by the sheet their maker filed, the lines of a case by both."""

from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.fit import CLIENT_SHEET, INTERFACE_SHEET, Fit
from sekisho.application.ports import Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import equipment_of, read_registrations
from sekisho.application.register_facts import key_of, read_registers
from sekisho.application.section import content_of
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.registration import Subject
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan


@dataclass(frozen=True, slots=True)
class Declared:
    """A registered model with the interface sheet that was filed last: the registration, who makes it, the bytes."""

    registration: str
    maker: str
    model: str
    digest: str


def _sheet(registration: Registration) -> str:
    """Give the digest of the sheet that was filed last; empty where none was."""
    return next((one.digest for one in reversed(registration.papers) if one.kind == INTERFACE_SHEET), "")


def declared_sheets(desk: Desk, tx: Transaction) -> list[Declared]:
    """Give the models that stand in the register today with an interface sheet, by maker and model."""
    rows = read_registers(tx).of(Subject.MODEL, day_in_japan(program_now(desk, tx)))
    found = [(one, _sheet(one)) for one in read_registrations(tx, [row.id for row in rows])]
    declared = [
        Declared(one.id, str(one.particulars.get("maker", "")), str(one.particulars.get("model", "")), digest)
        for one, digest in found
        if digest
    ]
    return sorted(declared, key=lambda one: (one.maker, one.model, one.registration))


def list_declared(desk: Desk) -> list[Declared]:
    """Give the models whose interface sheet anybody may hold against a client's."""
    with desk.store.read() as tx:
        return declared_sheets(desk, tx)


def read_declared(desk: Desk, registration: str) -> bytes | None:
    """Give the sheet a registered model stands with; None where there is none (any more)."""
    with desk.store.read() as tx:
        found = next((one for one in declared_sheets(desk, tx) if one.registration == registration), None)
        return tx.blobs.get(found.digest) if found else None


def other_model(desk: Desk, sheet: bytes, registration: Registration) -> list[Finding]:
    """Say what keeps bytes from being the interface sheet of a registration: unreadable, or of another machine."""
    named = desk.captures.named(sheet)
    if isinstance(named, Refusal):
        return list(named.findings)
    if key_of({"maker": named.maker, "model": named.model}) == key_of(registration.particulars):
        return []
    facts: dict[str, Value] = {
        "found": f"{named.maker} {named.model}",
        "expected": f"{registration.particulars.get('maker', '')} {registration.particulars.get('model', '')}",
    }
    return [Finding("sheet.other_model", Outcome.NOT_MET, "file", "assumption: F19", facts)]


def fits_of(desk: Desk, tx: Transaction, case: Case, client: bytes) -> Mapping[str, Value]:
    """Give by line how its machine fits a client's sheet; of a model without a sheet nothing is known."""
    sheets = {key_of({"maker": one.maker, "model": one.model}): one.digest for one in declared_sheets(desk, tx)}
    lines = {name: sheets.get(key_of(item), "") for name, item in equipment_of(content_of(tx, case)).items()}
    fits = {name: _fit(desk, tx, digest, client) for name, digest in lines.items() if digest}
    return {name: fit.summary() for name, fit in fits.items() if fit is not None}


def _fit(desk: Desk, tx: Transaction, digest: str, client: bytes) -> Fit | None:
    sheet = tx.blobs.get(digest)
    fit = desk.captures.fit(sheet, client) if sheet else None
    return fit if isinstance(fit, Fit) else None


def captured_fit(
    desk: Desk, tx: Transaction, case: Case, line: str, assessment: Mapping[str, Value]
) -> Mapping[str, Value]:
    """Give how what a capture showed fits the client's sheet of its line; nothing where no sheet was filed."""
    papers = [one for one in case.standing_papers if one.kind == CLIENT_SHEET and one.line in {"", line}]
    client = tx.blobs.get(papers[-1].digest) if papers else None
    fit = desk.captures.fit_captured(assessment, client) if client else None
    return {"readiness": fit.summary()} if isinstance(fit, Fit) else {}
