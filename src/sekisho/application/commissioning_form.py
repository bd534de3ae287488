"""The forms of commissioning: checked against the case, frozen as a private record, filed as the paper they are.

What a form says names people and stands in its record alone; the journal has the record's digest, which those who were
present sign. A scan of the sheet that was signed by hand is filed beside it, and the record names it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.application.desk import Desk
from sekisho.application.file_document import Paper, file_within, obstacles
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import equipment_of, read_case
from sekisho.application.read_paper import read_paper
from sekisho.application.record import BrokenRecordError, as_bytes, decode, sha256
from sekisho.application.request import Accepted
from sekisho.application.section import content_of
from sekisho.application.transact import transact
from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.commissioning import FORM, FORMAT, Known, check_form, days_of, signs_on_paper
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan

SIGN = "sign_form"


@dataclass(frozen=True, slots=True)
class Form:
    """A form as somebody wants to file it: which one, of which line, what it says, and scans of the signed sheet."""

    kind: str
    line: str
    content: Mapping[str, Value]
    scans: tuple[Paper, ...] = ()


def _known(desk: Desk, tx: Transaction, case: Case, person: Person, line: str) -> Known:
    """Give what the case knows of the line; a line it does not know tells nothing."""
    if person.actor.side is Side.EXPORTER:
        # A refusal names the case's own days, and a supplier reads those of his machines alone.
        return Known(day_in_japan(program_now(desk, tx)))
    of_line, filed = case.lines.get(line), equipment_of(content_of(tx, case)).get(line, {})
    said = {name: of_line.text(name) if of_line else "" for name in ("delivered_on", "commissioned_on", "serial")}
    serial = said["serial"] or str(filed.get("serial") or "")
    return Known(day_in_japan(program_now(desk, tx)), said["delivered_on"], said["commissioned_on"], serial)


def _faults(desk: Desk, tx: Transaction, case: Case, person: Person, form: Form) -> list[Finding]:
    found = check_form(form.kind, form.content, _known(desk, tx, case, person, form.line))
    return [*found, *(one for scan in form.scans for one in obstacles(scan.name, len(scan.data)))]


def faults_of_form(desk: Desk, case_id: str, person: Person, form: Form) -> list[Finding]:
    """Report what is wrong with a form before it is printed to be signed; nothing is kept."""
    with desk.store.read() as tx:
        return _faults(desk, tx, read_case(tx, case_id), person, form)


def _record(case: Case, form: Form) -> bytes:
    """Give the frozen record. Salted: names are few enough to be tried until a digest fits."""
    scans: list[Value] = [{"name": scan.name, "sha256": sha256(scan.data)} for scan in form.scans]
    return as_bytes(
        {
            "format": FORMAT, "kind": form.kind, "case": case.id, "line": form.line, "content": dict(form.content),
            "scans": scans, "salt": secrets.token_hex(16),
        }
    )  # fmt: skip


def _about(form: Form) -> dict[str, Value]:
    days = [on for _, on in days_of(form.kind, form.content)]
    return {FORM: FORMAT, "dated_on": max(days)} if days else {FORM: FORMAT}


def _file(desk: Desk, tx: Transaction, case_id: str, person: Person, form: Form) -> Accepted | Refusal:
    case = read_case(tx, case_id)
    found = _faults(desk, tx, case, person, form)
    if signs_on_paper(form.content) and not form.scans:
        found.append(Finding("form.no_scan", Outcome.NOT_MET, "scans", "article: ¶9"))
    if found:
        return Refusal.of(found)
    for scan in form.scans:
        refused = file_within(
            desk, tx, case_id, person, Paper(form.kind, scan.name, scan.data, scan.media_type, form.line)
        )
        if isinstance(refused, Refusal):
            return refused
    record = Paper(form.kind, f"{form.kind}.json", _record(case, form), "application/json", form.line, _about(form))
    return file_within(desk, tx, case_id, person, record)


def file_form(desk: Desk, case_id: str, person: Person, form: Form) -> Accepted | Refusal:
    """File a form as the paper of its kind, with the scans of the signed sheet; or refuse it with every problem."""
    return transact(desk, lambda tx: _file(desk, tx, case_id, person, form))


def form_in(data: bytes) -> Form | None:
    """Read a frozen record; None for bytes that are none."""
    try:
        record = decode(data)
    except BrokenRecordError:
        return None
    content = record.get("content")
    if record.get("format") != FORMAT or not isinstance(content, dict):
        return None
    return Form(str(record.get("kind")), str(record.get("line")), content)


def read_form(desk: Desk, case_id: str, person: Person, document: str) -> Form | None:
    """Give what a form on file says, to those who may read it; None where there is none, or it was erased."""
    found = read_paper(desk, case_id, person, document)
    return form_in(found[1]) if found and found[0].about.get(FORM) else None
