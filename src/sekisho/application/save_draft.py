"""Save a draft as people type; it is no part of the journal until it is locked."""

from collections.abc import Mapping

from sekisho.application.desk import Desk
from sekisho.application.ports import DraftRow, Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.application.project import read_case
from sekisho.application.section import may_see, split
from sekisho.application.transact import transact
from sekisho.domain.casework.case import Case
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value

#: States in which the filing is written; of a granted case it is what a change of the plan would leave.
EDITABLE = ("draft", "returned", "granted")


def _obstacles(case: Case, person: Person) -> list[Finding]:
    findings = []
    if case.state not in EDITABLE:
        findings.append(Finding("draft.locked", Outcome.NOT_MET, facts={"state": case.state}))
    if case.party(person.side).get("corporate_number") != person.organisation:
        findings.append(Finding("guard.not_your_case", Outcome.NOT_MET, citation="article: ¶8"))
    return findings


def _merged(case: Case, person: Person, old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Value]:
    """Keep what the person may not see: an integrator's save never wipes the buyer's prices."""
    if may_see(case, person.side, "price"):
        return dict(new)
    prices = split(old)["price"]
    lines = new.get("lines")
    kept: list[Value] = []
    for line in lines if isinstance(lines, list) else []:
        if isinstance(line, dict):
            price = prices.get(str(line.get("id")))
            kept.append({**line, **(price if isinstance(price, dict) else {})})
    return {**new, "lines": kept}


def _save(
    desk: Desk, tx: Transaction, case_id: str, person: Person, content: Mapping[str, Value], expected: int
) -> DraftRow | Refusal:
    case = read_case(tx, case_id)
    obstacles = _obstacles(case, person)
    if obstacles:
        return Refusal.of(obstacles)
    old = tx.drafts.get(case_id)
    merged = _merged(case, person, old.content if old else {}, content)
    return tx.drafts.put(case_id, merged, expected, program_now(desk, tx))


def save_draft(
    desk: Desk, case_id: str, person: Person, content: Mapping[str, Value], expected: int
) -> DraftRow | Refusal:
    """Save a case's draft over version ``expected``. Raises ConflictError where it has moved on meanwhile."""
    return transact(desk, lambda tx: _save(desk, tx, case_id, person, content, expected))
