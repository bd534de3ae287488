"""What the sides of a case have declared, read from the private records their events name by digest."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sekisho.application.ports import Person, Transaction
from sekisho.application.project import equipment_of
from sekisho.application.record import BrokenRecordError, decode
from sekisho.domain.casework.actor import Actor, Side
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.declaration import CITATION, OtherSubsidy, check_declaration, other_subsidies
from sekisho.domain.casework.event import Command
from sekisho.domain.values.finding import Finding, Outcome, Value

DECLARE = "declare"
#: Sides that read every declaration; a party reads its own.
READERS = ("office", "audit")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one organisation declared on a case. Only its own side, the office and the auditor may read it."""

    side: str
    organisation: str
    content: Mapping[str, Value]


def bound_to(case: Case, actor: Actor) -> dict[str, Value]:
    """Give what ties a declaration to its case and its side, so that one of another case or side is none."""
    return {"case": case.id, "side": actor.side.value, "organisation": actor.organisation}


def _kept(tx: Transaction, digest: str) -> Mapping[str, Value] | None:
    data = tx.blobs.get(digest) if digest else None
    try:
        return decode(data) if data is not None else None
    except BrokenRecordError:
        return None


def _content(kept: Mapping[str, Value]) -> Mapping[str, Value]:
    content = kept.get("content")
    return content if isinstance(content, dict) else {}


def declarations_of(tx: Transaction, case: Case) -> tuple[Declaration, ...]:
    """Give every declaration that stands on a case; an erased one says nothing any more."""
    return tuple(
        Declaration(one.side, one.organisation, _content(_kept(tx, one.digest) or {}))
        for one in case.declarations.values()
    )


def declared_subsidies(tx: Transaction, case: Case) -> tuple[OtherSubsidy, ...]:
    """Give the other national subsidies the applicant declares (A34)."""
    return subsidies_among(declarations_of(tx, case), case)


def subsidies_among(made: Iterable[Declaration], case: Case) -> tuple[OtherSubsidy, ...]:
    """Give the other national subsidies the applicant declares among declarations read before."""
    number = case.applicant.get("corporate_number")
    theirs = [one for one in made if one.organisation == number]
    return tuple(subsidy for one in theirs for subsidy in other_subsidies(one.content))


def _finding(code: str, **facts: Value) -> Finding:
    return Finding(f"declaration.{code}", Outcome.NOT_MET, "declaration", CITATION, facts)


def prepared_content(tx: Transaction, case: Case, actor: Actor, digest: str) -> Mapping[str, Value]:
    """Give what a prepared declaration of one's own says; nothing where there is none."""
    kept = _kept(tx, digest) or {}
    return _content(kept) if bound_to(case, actor).items() <= kept.items() else {}


def readable_by(person: Person, made: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """Give the declarations a person may read: his organisation's own; the office and the auditor read all."""
    return tuple(one for one in made if person.side in READERS or one.organisation == person.organisation)


def _not_concerned(actor: Actor, supplied: Collection[str]) -> list[Finding]:
    """An exporter declares on cases of machines he registered; parties are known to the table itself."""
    if actor.side is not Side.EXPORTER or supplied:
        return []
    return [Finding("guard.not_your_case", Outcome.NOT_MET, citation="article: ¶8", facts={"side": actor.side.value})]


def faults_of(
    case: Case, content: Mapping[str, Value], actor: Actor, said: Mapping[str, Value], supplied: Collection[str]
) -> list[Finding]:
    """Report everything wrong with what somebody wants to declare; ``content`` is the case's own.

    ``supplied`` are the lines he may speak for as an exporter.
    """
    is_applicant = case.applicant.get("corporate_number") == actor.organisation
    lines = equipment_of(content)
    return [
        *_not_concerned(actor, supplied),
        *check_declaration(said, is_applicant=is_applicant, lines=lines),
    ]


def declaration_faults(
    tx: Transaction, case: Case, content: Mapping[str, Value], command: Command, supplied: Collection[str]
) -> tuple[Finding, ...]:
    """Report what is wrong with the declaration a command names; nothing for any other command."""
    if command.name != DECLARE:
        return ()
    kept = _kept(tx, command.text("declaration"))
    if kept is None:
        return (_finding("absent", digest=command.text("declaration")[:16]),)
    if not bound_to(case, command.actor).items() <= kept.items():
        return (_finding("of_another", digest=command.text("declaration")[:16]),)
    return tuple(faults_of(case, content, command.actor, _content(kept), supplied))
