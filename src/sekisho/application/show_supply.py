"""Show an exporter which papers of his machines are missing, case by case, and nothing else of his customers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.conceal import conceal_facts
from sekisho.application.desk import Desk
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_cases
from sekisho.application.register_facts import key_of, own_models
from sekisho.application.surround import Standing, screen_standing, standing
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.paper import ALIVE
from sekisho.domain.program.definition import ProgramDefinition
from sekisho.domain.program.edition import model_key
from sekisho.domain.values.finding import Finding, Outcome

#: What a maker or exporter can hand in for a machine; invoices and installation papers are the claimant's.
SUPPLIED = (
    "pse_certificate",
    "pse_out_of_scope_declaration",
    "jis_b9700_evidence",
    "jis_b9700_declaration",
    "conformity_certificate",
    "iso13849_certificate",
    "iec61508_certificate",
    "cnas_declaration",
    "origin_certificate",
    "component_trace",
    "authorisation_letter",
)
OPEN = (Outcome.NOT_MET, Outcome.UNDETERMINED)
DOCUMENT = "document."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A machine of the exporter in a case: the kinds of papers that are missing, and what is found about it."""

    case: str
    line: str
    machine: str
    state: str
    papers: tuple[str, ...]
    findings: tuple[Finding, ...]


def _missing(finding: Finding) -> list[str]:
    named = str(finding.facts.get("missing") or "").split(", ")
    papers = [name.removeprefix(DOCUMENT) for name in named if name.startswith(DOCUMENT)]
    return [paper for paper in papers if paper in SUPPLIED]


def _wanted(stands: Standing, line: str, findings: Iterable[Finding]) -> Wanted:
    about = [one for one in findings if one.place == f"line.{line}" and one.outcome in OPEN and _missing(one)]
    item = stands.equipment[line]
    return Wanted(
        stands.case.id,
        line,
        f"{item.get('maker', '')} {item.get('model', '')}".strip(),
        stands.case.state,
        tuple(dict.fromkeys(paper for one in about for paper in _missing(one))),
        tuple(conceal_facts(one, sees_price=False) for one in about),
    )


def _of_case(tx: Transaction, program: ProgramDefinition, case: Case, own: set[str], now: datetime) -> list[Wanted]:
    stands = standing(tx, case)
    lines = [line for line, item in stands.equipment.items() if key_of(item) in own]
    screening = screen_standing(tx, stands, program, case.submitted_at or now, now) if lines else None
    findings = (*screening.gates, *screening.advisories) if screening else ()
    return [_wanted(stands, line, findings) for line in lines]


def show_supply(desk: Desk, person: Person) -> list[Wanted]:
    """Give the exporter's machines in cases that were locked and can still come to something, with what they lack."""
    with desk.store.read() as tx:
        own = own_models(tx, person.organisation)
        # The lists name the cases, so that nobody's case is read who bought elsewhere.
        rows = [row for row in tx.views.lines() if model_key(row.maker, row.model) in own]
        cases = read_cases(tx, dict.fromkeys(row.case for row in rows))
        program, now = desk.programs.definition(tx), program_now(desk, tx)
        found = [_of_case(tx, program, case, own, now) for case in cases.values() if case.state in ALIVE]
    return [wanted for machines in found for wanted in machines]
