"""File a paper: its bytes are stored and hashed before the event that names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sekisho.application.act import act_within
from sekisho.application.desk import Desk
from sekisho.application.fit import CLIENT_SHEET
from sekisho.application.fit_machine import fits_of
from sekisho.application.observe import picture_faults, with_asked
from sekisho.application.ports import Person, Transaction
from sekisho.application.project import read_case
from sekisho.application.readable import keep_said, paper_kinds
from sekisho.application.request import Accepted, Request
from sekisho.application.transact import transact
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.commissioning import FORM
from sekisho.domain.evidence import observation
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

LARGEST = 32 * 1024 * 1024
#: What a client's sheet keeps beside its bytes: how each machine of the case fitted it when it was filed.
READINESS = "readiness"
#: What of a kind of paper names people: it can be erased, and an event cannot.
NAMES_PEOPLE = {observation.KIND: observation.PRESENT}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper somebody files: kind, name, bytes, the equipment line it belongs to, and what it says of itself."""

    kind: str
    name: str
    data: bytes
    media_type: str = "application/octet-stream"
    line: str = ""
    about: Mapping[str, Value] = field(default_factory=dict)


def obstacles(name: str, size: int) -> list[Finding]:
    """Say what is wrong with a file by its size alone, so that nobody has to read one that is refused anyway."""
    facts: dict[str, Value] = {"name": name, "size": size, "limit": LARGEST}
    if size == 0:
        return [Finding("paper.empty", Outcome.NOT_MET, "file", facts=facts)]
    return [Finding("paper.too_large", Outcome.NOT_MET, "file", facts=facts)] if size > LARGEST else []


def _said(desk: Desk, tx: Transaction, paper: Paper) -> dict[str, Value]:
    """Give what a paper says of itself as its event has it: of a confidential one only where it is kept, and of any
    other where its names of people are kept.
    """
    if not paper.about:
        return {}
    if paper.kind in paper_kinds(desk, tx).confidential:
        return {"said": keep_said(tx, paper.about)}
    named = NAMES_PEOPLE.get(paper.kind, "")
    people = {named: paper.about[named]} if str(paper.about.get(named) or "").strip() else {}
    open_to_all: dict[str, Value] = {name: value for name, value in paper.about.items() if name != named}
    return {"about": open_to_all, **({"said": keep_said(tx, people)} if people else {})}


def _details(desk: Desk, tx: Transaction, paper: Paper, digest: str) -> dict[str, Value]:
    details: dict[str, Value] = {"kind": paper.kind, "name": paper.name, "digest": digest}
    line: dict[str, Value] = {"line": paper.line} if paper.line else {}
    return {**details, **line, **_said(desk, tx, paper)}


def _observed(desk: Desk, tx: Transaction, case: Case, paper: Paper) -> Paper | Refusal:
    """Give an inspector's observation with what was asked of him by the newest challenge of the line."""
    about = with_asked(desk, tx, case.lines.get(paper.line, Line(paper.line)), paper.about, paper.data)
    found = picture_faults(about, paper.name, paper.data)
    return Refusal.of(found) if found else replace(paper, about=about)


def _judged(desk: Desk, tx: Transaction, case: Case, paper: Paper) -> Paper | Refusal:
    """Give a paper as it is kept; a client's sheet is judged here, and nobody's own word of it is taken."""
    about = {name: value for name, value in paper.about.items() if name != READINESS}
    if paper.kind == observation.KIND:
        return _observed(desk, tx, case, replace(paper, about=about))
    if paper.kind != CLIENT_SHEET:
        return replace(paper, about=about)
    wrong = desk.captures.client_problems(paper.data)
    return wrong or replace(paper, about={**about, READINESS: dict(fits_of(desk, tx, case, paper.data))})


def file_within(desk: Desk, tx: Transaction, case_id: str, person: Person, paper: Paper) -> Accepted | Refusal:
    """File a paper in a transaction that is open already."""
    case = read_case(tx, case_id)
    judged = _judged(desk, tx, case, paper)
    if isinstance(judged, Refusal):
        return judged
    digest = tx.blobs.put(paper.data, media_type=paper.media_type, private=True)
    return act_within(desk, tx, case, person, Request("file_document", _details(desk, tx, judged, digest)))


def file_document(desk: Desk, case_id: str, person: Person, paper: Paper) -> Accepted | Refusal:
    """File a paper on a case. Empty and oversized files are refused; nothing is kept of a refused one."""
    found = obstacles(paper.name, len(paper.data))
    # What is a form of commissioning is said by who checked it, never by who sends a file.
    sent = replace(paper, about={name: value for name, value in paper.about.items() if name != FORM})
    return Refusal.of(found) if found else transact(desk, lambda tx: file_within(desk, tx, case_id, person, sent))
