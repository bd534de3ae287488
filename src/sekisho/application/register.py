"""Register models, SI partners, distributors, bodies, channels and agreements; each has a life of its own."""

from collections.abc import Mapping

from sekisho.application.desk import Desk
from sekisho.application.file_document import Paper, obstacles
from sekisho.application.fit import INTERFACE_SHEET
from sekisho.application.fit_machine import other_model
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import REGISTRATIONS, project_registration, read_registration
from sekisho.application.register_facts import read_registers
from sekisho.application.request import Request
from sekisho.application.transact import transact
from sekisho.domain.casework.decide_registration import decide_registration
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve_registration import evolve_registration
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.registration import Subject
from sekisho.domain.casework.surroundings import RegisterTerms
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan

LONGEST_ID = 200
#: Commands with a use case of their own: one brings the bytes it names, one the key it is filed under.
OWN_WAY = ("apply", "file_document")
#: Where the program says which papers each kind of registration needs; bodies and channels need none.
PAPERS: Mapping[str, str] = {
    Subject.MODEL: "registration.papers.model",
    Subject.INTEGRATOR: "registration.papers.integrator",
    Subject.DISTRIBUTOR: "registration.papers.distributor",
    Subject.AGREEMENT: "registration.papers.agreement",
}
#: Papers any registration may have beside those it needs.
FURTHER = "registration.papers.further"
#: What several may register under one key: each under his own number, so that nobody finds out what others applied for.
OF_EACH = (Subject.MODEL, Subject.AGREEMENT)


def _registration_id(person: Person, request: Request) -> str:
    subject, key = str(request.details.get("subject", "")), str(request.details.get("key", ""))
    return f"{subject}/{person.organisation}/{key}" if subject in OF_EACH else f"{subject}/{key}"


def papers_needed(desk: Desk, tx: Transaction, subject: str) -> tuple[str, ...]:
    """Give the kinds of papers the program asks of a kind of registration today."""
    program, day = desk.programs.definition(tx), day_in_japan(program_now(desk, tx))
    return program.names(PAPERS[subject], day) if subject in PAPERS else ()


def papers_taken(desk: Desk, tx: Transaction, subject: str) -> tuple[str, ...]:
    """Give the kinds of papers the program takes today for a kind of registration, those it needs first."""
    program, day = desk.programs.definition(tx), day_in_japan(program_now(desk, tx))
    return tuple(dict.fromkeys((*papers_needed(desk, tx, subject), *program.names(FURTHER, day))))


def _integrator(tx: Transaction, registration: Registration, command: Command) -> Outcome:
    if registration.subject != Subject.AGREEMENT:
        return Outcome.NOT_APPLICABLE
    partner = {"corporate_number": registration.particulars.get("integrator")}
    return read_registers(tx).partner(partner, day_in_japan(command.at))


def _around(desk: Desk, tx: Transaction, registration: Registration, command: Command) -> RegisterTerms:
    return RegisterTerms(
        papers_needed=papers_needed(desk, tx, registration.subject),
        paper_kinds=papers_taken(desk, tx, registration.subject),
        integrator_registered=_integrator(tx, registration, command),
        missing_files=tuple(tx.blobs.missing([digest] if (digest := command.text("digest")) else [])),
    )


def _apply(desk: Desk, tx: Transaction, name: str, person: Person, request: Request) -> Registration | Refusal:
    registration = read_registration(tx, name)
    command = Command(request.command, person.actor, program_now(desk, tx), request.details)
    decision = decide_registration(registration, command, _around(desk, tx, registration, command))
    if isinstance(decision, Refusal):
        return decision
    tx.journal.append(REGISTRATIONS + registration.id, decision.events, registration.seq)
    for event in decision.events:
        registration = evolve_registration(registration, event)
    project_registration(tx, registration)
    return registration


def apply_for_registration(desk: Desk, person: Person, request: Request) -> Registration | Refusal:
    """Apply for a registration. A key one has in the register already is refused by the table."""
    registration_id = _registration_id(person, request)
    if len(registration_id) > LONGEST_ID:
        return Refusal.of([Finding("field.wrong.text", Outcome.NOT_MET, "key", facts={"kind": "text"})])
    return transact(desk, lambda tx: _apply(desk, tx, registration_id, person, request))


def act_on_registration(desk: Desk, registration_id: str, person: Person, request: Request) -> Registration | Refusal:
    """Carry a command on a registration: review, register, reject, suspend, remove, appeal.

    Filing a paper is refused here: whoever may name any digest could read what others have stored under it. So is
    applying: whoever may name the place in the register could take another's.
    """
    if request.command in OWN_WAY:
        return Refusal.of([Finding("request.own_way", Outcome.NOT_MET, "command", facts={"command": request.command})])
    return transact(desk, lambda tx: _apply(desk, tx, registration_id, person, request))


def _sheet_problems(desk: Desk, tx: Transaction, registration_id: str, paper: Paper) -> list[Finding]:
    """Say what is wrong with an interface sheet before it is shown to anybody; of other papers nothing is read."""
    if paper.kind != INTERFACE_SHEET:
        return []
    return other_model(desk, paper.data, read_registration(tx, registration_id))


def file_registration_paper(desk: Desk, registration_id: str, person: Person, paper: Paper) -> Registration | Refusal:
    """File a paper with a registration; only its owner and the office read it (a parts list is nobody else's)."""
    found = obstacles(paper.name, len(paper.data))
    if found:
        return Refusal.of(found)

    def work(tx: Transaction) -> Registration | Refusal:
        wrong = _sheet_problems(desk, tx, registration_id, paper)
        if wrong:
            return Refusal.of(wrong)
        digest = tx.blobs.put(paper.data, media_type=paper.media_type, private=True)
        details: dict[str, Value] = {"kind": paper.kind, "name": paper.name, "digest": digest}
        return _apply(desk, tx, registration_id, person, Request("file_document", details))

    return transact(desk, work)
