"""Show an exporter what is asked of him, case by case: his machines' papers and his declaration, nothing of others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sekisho.application.declared import DECLARE, declarations_of, readable_by
from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_cases
from sekisho.application.read_ahead import ahead, read_ahead
from sekisho.application.register_facts import key_of, own_models, read_registers, sold_in
from sekisho.application.surround import Standing, screen_standing, standing
from sekisho.domain.casework.case import Case, Declared
from sekisho.domain.casework.paper import ALIVE
from sekisho.domain.casework.register import Registration
from sekisho.domain.casework.table import rows_of
from sekisho.domain.casework.transition import Track
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import model_key
from sekisho.domain.program.paper_kind import paper_kinds_on
from sekisho.domain.values.finding import Finding, Outcome, Value
from sekisho.domain.values.time import day_in_japan

OPEN = (Outcome.NOT_MET, Outcome.UNDETERMINED)
DOCUMENT = "document."
#: What a finding may say to an exporter: his own machine, the edition, and the papers. All else is the buyer's.
TOLD = ("missing", "kind", "stage", "model", "edition", "category")
GATE = "gate"


@dataclass(frozen=True, slots=True)
class Handed:
    """A paper this exporter filed and what became of it; ``reason`` is the office's, where it was rejected."""

    kind: str
    name: str
    line: str
    status: str
    filed_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A machine of the exporter in a case. ``needed`` papers stop the case, ``helpful`` ones stop nothing (F7, F8)."""

    line: str
    machine: str
    needed: tuple[str, ...]
    helpful: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Supplied:
    """A case as it concerns an exporter: his machines on it, the papers he filed, and his declaration.

    ``declared`` is what stands declared for his organisation, ``content`` what it says. ``is_applicant`` says that the
    same organisation claims, which is then asked of other subsidies too.
    """

    case: str
    state: str
    machines: tuple[Wanted, ...]
    handed: tuple[Handed, ...]
    declared: Declared | None
    content: Mapping[str, Value]
    is_applicant: bool

    @property
    def may_declare(self) -> bool:
        """Say whether a declaration is still taken: until the payment."""
        return any(self.state in row.sources for row in rows_of(Track.PAPER, DECLARE))


def _missing(finding: Finding, suppliers: Collection[str], waiting: Collection[str]) -> list[str]:
    named = str(finding.facts.get("missing") or "").split(", ")
    papers = [name.removeprefix(DOCUMENT) for name in named if name.startswith(DOCUMENT)]
    return [paper for paper in papers if paper in suppliers and paper not in waiting]


def _waiting(case: Case, line: str) -> frozenset[str]:
    """Give the kinds of papers that lie with the office: to the rules they are missing until it accepts them."""
    papers = case.documents.values()
    return frozenset(paper.kind for paper in papers if paper.status == "filed" and paper.line in {"", line})


def _told(finding: Finding) -> Finding:
    """Give a finding with the facts an exporter may read; whatever a rule may come to say of the buyer stays away."""
    return replace(finding, facts={name: finding.facts[name] for name in TOLD if name in finding.facts})


def _wanted(stands: Standing, line: str, findings: Iterable[Finding], suppliers: Collection[str]) -> Wanted:
    waiting = _waiting(stands.case, line)
    about = [one for one in findings if one.place == f"line.{line}" and one.outcome in OPEN]
    asked = [(one, papers) for one in about if (papers := _missing(one, suppliers, waiting))]
    item = stands.equipment[line]
    gates = [paper for one, papers in asked if one.facts.get("kind") == GATE for paper in papers]
    others = [paper for _, papers in asked for paper in papers if paper not in gates]
    machine = f"{item.get('maker', '')} {item.get('model', '')}".strip()
    return Wanted(line, machine, _each(gates), _each(others), tuple(_told(one) for one, _ in asked))


def _each(papers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(papers))


def _handed(case: Case, organisation: str) -> tuple[Handed, ...]:
    papers = (paper for paper in case.documents.values() if paper.organisation == organisation)
    return tuple(Handed(one.kind, one.name, one.line, one.status, one.filed_at, one.reason) for one in papers)


def _machines(
    tx: Transaction, program: ProgramDefinition, stands: Standing, own: frozenset[str], now: datetime
) -> tuple[Wanted, ...]:
    lines = [line for line, item in stands.equipment.items() if key_of(item) in own]
    screening = screen_standing(tx, stands, program, stands.case.submitted_at or now, now) if lines else None
    findings = (*screening.gates, *screening.advisories) if screening else ()
    suppliers = paper_kinds_on(program, day_in_japan(now)).exporter
    return tuple(_wanted(stands, line, findings, suppliers) for line in lines)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads, and the registrations of his organisation's models."""

    person: Person
    models: Sequence[Registration]


def _of_case(desk: Desk, tx: Transaction, case: Case, reader: _Reader) -> Supplied | None:
    """Give a case as it concerns an exporter; None where none of his machines is on it."""
    program, now = desk.programs.definition(tx), program_now(desk, tx)
    own = sold_in(case, reader.models, day_in_japan(now))
    machines = _machines(tx, program, standing(tx, case), own, now)
    if not machines:
        return None
    said = [one.content for one in readable_by(reader.person, declarations_of(tx, case))]
    organisation = reader.person.organisation
    return Supplied(
        case=case.id,
        state=case.state,
        machines=machines,
        handed=_handed(case, organisation),
        declared=case.declarations.get(organisation),
        content=said[0] if said else {},
        is_applicant=case.applicant.get("corporate_number") == organisation,
    )


def _supplied(desk: Desk, opened: Transaction, person: Person, case: str = "") -> list[Supplied]:
    """Give the living cases an exporter's machines are on; as many questions for many as for one."""
    tx = ahead(opened)
    reader = _Reader(person, own_models(tx, read_registers(tx), person.organisation))
    models = {key_of(each.particulars) for each in reader.models}
    # The lists name the cases, so that nobody's case is read who bought elsewhere.
    lines = [row for row in tx.views.lines(case=case) if model_key(row.maker, row.model) in models]
    cases = read_cases(tx, dict.fromkeys(row.case for row in lines))
    alive = [each for each in cases.values() if each.state in ALIVE]
    read_ahead(tx, alive)
    found = [_of_case(desk, tx, each, reader) for each in alive]
    return [one for one in found if one is not None]


def show_supply(desk: Desk, person: Person) -> list[Supplied]:
    """Give the cases an exporter's machines are on, from the lock to the payment, with what is asked of him."""
    with desk.store.read() as tx:
        return _supplied(desk, tx, person)


def show_supplied(desk: Desk, case: str, person: Person) -> Supplied | None:
    """Give one case as it concerns an exporter; None where it does not."""
    with desk.store.read() as tx:
        found = _supplied(desk, tx, person, case) if case else []
    return found[0] if found else None
