"""What a person signs for a command, and the check that the envelope says exactly that."""

import secrets
from collections.abc import Mapping

from sekisho.application.desk import Content, Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.record import as_bytes
from sekisho.application.request import Request
from sekisho.application.section import digests_of
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.evolve_change import as_changed
from sekisho.domain.values.finding import Finding, Outcome, Refusal

#: Commands by which a side signs the filing itself; every other signed command signs its own details.
FILING = "sign"


def said(case: Case, request: Request) -> bytes:
    """Give the bytes of a decision a person signs: the command and its details on the case as it stands.

    With the root of the filing it is about: decided on one content, it is not carried onto another.
    """
    details = {name: value for name, value in request.details.items() if name != "envelope"}
    about = {"case": case.id, "line": request.line, "root": as_changed(case).root}
    return as_bytes({**about, "command": request.command, "details": details})


def _sections(desk: Desk, case: Case, request: Request, salt: str) -> dict[str, str]:
    if request.command == FILING:
        # While a change of the plan is asked for, what a side signs is the filing as it would be.
        return digests_of(as_changed(case))
    return {request.command: desk.notary.section_digest(salt, said(case, request))}


def _after(tx: Transaction) -> str:
    newest = tx.checkpoints.newest()
    return f"{newest.size} {newest.root}" if newest else ""


def _content(case: Case, person: Person, sections: Mapping[str, str], salt: str, after: str) -> Content:
    return Content(case.id, sections, person.role, person.side, salt, after, person.rehearsal)


def statement_for(desk: Desk, tx: Transaction, case: Case, person: Person, request: Request) -> bytes:
    """Give the bytes a person signs for a command on a case as it stands now."""
    salt = secrets.token_hex(16)
    sections = _sections(desk, case, request, salt)
    return desk.notary.statement(_content(case, person, sections, salt, _after(tx)))


def _finding(code: str, **facts: str) -> Finding:
    return Finding(f"statement.{code}", Outcome.NOT_MET, "envelope", "law: Act 179 of 1955, art. 8", dict(facts))


def _differences(expected: Content, found: Content) -> list[Finding]:
    pairs = {
        "case": (expected.case, found.case),
        "sections": (str(sorted(expected.sections.items())), str(sorted(found.sections.items()))),
        "role": (expected.role, found.role),
        "side": (expected.side, found.side),
    }
    return [_finding("differs", what=what) for what, (wanted, given) in pairs.items() if wanted != given]


def check_envelope(desk: Desk, tx: Transaction, case: Case, person: Person, request: Request) -> list[Finding]:
    """Report what is wrong with the envelope a signed command names: absent, badly signed, saying something else."""
    digest = str(request.details.get("envelope") or "")
    envelope = tx.blobs.get(digest) if digest else None
    if envelope is None:
        return [_finding("absent", digest=digest)]
    opened = desk.notary.open(envelope, person.public_key)
    if isinstance(opened, Refusal):
        return list(opened.findings)
    sections = _sections(desk, case, request, opened.salt)
    expected = _content(case, person, sections, opened.salt, opened.after)
    mode = [] if opened.rehearsal == desk.is_rehearsal else [_finding("mode")]
    return _differences(expected, opened) + mode
