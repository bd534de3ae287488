"""Foresee: what changes of parameters would do to every open case, before anybody publishes them, or only in thought.

Nothing is written. A proposal is looked at on the day on which all of it holds; a question ("what if A10 were
literal?") is asked of every open case by its own day, as if the value had held from the program's first day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sekisho.application.change_parameter import find_proposal, not_proposed, officer_findings
from sekisho.application.desk import Desk
from sekisho.application.differ import (
    CaseDifference,
    Dated,
    Lens,
    ModelDifference,
    case_difference,
    model_differences,
    open_cases,
)
from sekisho.application.ports import Person, Transaction
from sekisho.application.program_time import program_now
from sekisho.domain.program.change import supposing, value_findings, with_values
from sekisho.domain.values.finding import Outcome, Refusal, Value
from sekisho.domain.values.time import day_in_japan, opening_of

_KINDS = ("better", "worse", "otherwise", "amount", "spared")
#: From worst to best: what does not apply stands in nobody's way.
_ORDER = (Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.MET)


def kind_of(found: CaseDifference) -> str:
    """Say how a case is touched: its outcome for better or worse, a criterion, its amount, or not (``spared``)."""
    if not found.decides:
        return "spared"
    before, after = (_ORDER.index(one) for one in (found.difference.before, found.difference.after))
    if before != after:
        return "better" if after > before else "worse"
    return "otherwise" if found.difference.reasons else "amount"


@dataclass(frozen=True, slots=True)
class Foresight:
    """What would change: ``cases`` and ``models`` are those touched, ``looked_at`` how many open cases were seen."""

    at: datetime
    looked_at: int
    cases: tuple[CaseDifference, ...]
    models: tuple[ModelDifference, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Count the touched cases by how they are touched, and the others."""
        kinds = [kind_of(one) for one in self.cases]
        return {**{kind: kinds.count(kind) for kind in _KINDS}, "same": self.looked_at - len(kinds)}

    def as_json(self) -> dict[str, Value]:
        """Give the whole as plain values."""
        cases: list[Value] = [{"kind": kind_of(one), **one.as_json()} for one in self.cases]
        models: list[Value] = [one.as_json() for one in self.models]
        counts: dict[str, Value] = {**self.counts}
        seen: dict[str, Value] = {"at": self.at.isoformat(), "looked_at": self.looked_at, "counts": counts}
        return {**seen, "cases": cases, "registrations": models}


def _foreseen(desk: Desk, tx: Transaction, digest: str) -> Foresight | Refusal:
    proposal = find_proposal(desk, tx, digest)
    if proposal is None:
        return Refusal.of([not_proposed(digest)])
    program = desk.programs.definition(tx)
    changed = with_values(program, [(change.path, change.dated()) for change in proposal.changes])
    opening = max(opening_of(max(change.from_on for change in proposal.changes)), program_now(desk, tx))
    before, after = (Lens(one, opening, opening) for one in (program, changed))
    dated = Dated(before, after, (Lens(program, opening), Lens(changed, opening)))
    seen, cases = open_cases(tx)
    found = [one for case in cases if (one := dated.of(seen, case))]
    models = model_differences(seen, before, after, day_in_japan(opening))
    return Foresight(opening, len(cases), tuple(found), tuple(models))


def foresee_change(desk: Desk, person: Person, digest: str) -> Foresight | Refusal:
    """Give what a proposed change would do, on the day on which all of it holds."""
    if findings := officer_findings(person):
        return Refusal.of(findings)
    with desk.store.read() as tx:
        return _foreseen(desk, tx, digest)


def _supposed(desk: Desk, tx: Transaction, values: Mapping[str, Value]) -> Foresight | Refusal:
    program, now = desk.programs.definition(tx), program_now(desk, tx)
    if findings := value_findings(program, values):
        return Refusal.of(findings)
    before, after = Lens(program, now), Lens(supposing(program, values), now)
    seen, cases = open_cases(tx)
    found = [one for case in cases if (one := case_difference(seen, case, before, after))]
    models = model_differences(seen, before, after, day_in_japan(now))
    return Foresight(now, len(cases), tuple(found), tuple(models))


def suppose(desk: Desk, values: Mapping[str, Value]) -> Foresight | Refusal:
    """Give what every open case would come out as if parameters had these values; nothing is proposed or kept."""
    with desk.store.read() as tx:
        return _supposed(desk, tx, values)
