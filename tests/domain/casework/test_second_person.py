"""Two persons: wherever the table wants another person, who acted before is refused, whatever his role is now."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.aftercare import Hold
from sekisho.domain.casework.decide import _VENDOR_GUARDS
from sekisho.domain.casework.guard import GUARDS, SECOND_PERSON
from sekisho.domain.casework.guard.register import REGISTER_GUARDS
from sekisho.domain.casework.table import ROWS
from sekisho.domain.casework.transition import Row, Track
from sekisho.domain.fund.charge import ChargeEntry, Entry
from sekisho.domain.values.money import Money
from tests.domain.casework.scene import ATTEMPT, BACK, DISPOSAL, ERASURE, EVERYBODY, Attempt, of

SAME = "the-same-person"
#: Every row that wants another person, in each of its states: found in the table, so that a new one is tried as well.
WANTING = [
    (track, row, state, guard)
    for track, rows in ROWS.items()
    for row in rows
    for state in row.sources
    for guard in row.guards
    if guard in SECOND_PERSON
]


def _decided(attempt: Attempt, me: str) -> Attempt:
    return of(attempt, **({"deciders": (me,)} if hasattr(attempt.subject, "deciders") else {"decliners": (me,)}))


def _aftercare(**changes: Any) -> Callable[[Attempt, str], Attempt]:
    def with_kept(attempt: Attempt, me: str) -> Attempt:
        kept = {name: {key: make(me) for key, make in items.items()} for name, items in changes.items()}
        return of(attempt, aftercare=replace(attempt.subject.aftercare, **kept))

    return with_kept


def _filed(attempt: Attempt, me: str) -> Attempt:
    papers = {name: replace(paper, person=me) for name, paper in attempt.subject.documents.items()}
    return of(attempt, documents=papers)


def _looked_first(attempt: Attempt, me: str) -> Attempt:
    line = attempt.subject.lines["L1"]
    looked = replace(line, state="second_visit_due", facts={**line.facts, "verified_by": me})
    asked = replace(attempt.command, details={**attempt.command.details, "inspector": SAME})
    return replace(of(attempt, lines={"L1": looked}), command=asked)


#: How the acting person comes to have acted before, by the guard that asks.
ACTED: dict[str, Callable[[Attempt, str], Attempt]] = {
    "person_has_not_approved": lambda attempt, me: of(attempt, approvals=(me,)),
    "another_person_decides": _decided,
    "another_person_waives": lambda attempt, me: of(
        attempt, debts=(BACK.charged(ChargeEntry(Entry.ASSESSED, Money(3_000), person=me)),)
    ),
    "another_person_approves": _aftercare(disposals={"R01": lambda me: replace(DISPOSAL, requested_by=me)}),
    "another_person_lifts": _aftercare(holds={"H01": lambda me: Hold("H01", me)}),
    "another_person_erases": _aftercare(erasures={"E01": lambda me: replace(ERASURE, proposed_by=me)}),
    "another_person_releases": lambda attempt, me: of(attempt, decided_by=me),
    "another_person_registers": lambda attempt, me: of(attempt, side=Side.OFFICE, applied_by=me),
    "another_person_confirms": lambda attempt, me: of(attempt, corrected_by=me),
    "paper_is_anothers": _filed,
    "inspector_is_another": _looked_first,
}
#: What each refusal is called.
CODES = {
    "person_has_not_approved": "guard.same_person",
    "another_person_decides": "guard.same_decider",
    "another_person_waives": "guard.same_assessor",
    "another_person_approves": "guard.same_requester",
    "another_person_lifts": "guard.same_holder",
    "another_person_erases": "guard.same_eraser",
    "another_person_releases": "guard.same_releaser",
    "another_person_registers": "guard.own_application",
    "another_person_confirms": "guard.same_corrector",
    "paper_is_anothers": "guard.own_paper",
    "inspector_is_another": "guard.same_inspector",
}


@pytest.mark.parametrize(
    ("track", "row", "state", "guard"), WANTING, ids=lambda one: one.command if isinstance(one, Row) else str(one)
)
def test_who_acted_before_does_not_act_again(track: Track, row: Row, state: str, guard: str) -> None:
    """In every role on every side the same person is refused as such, and another in his place is not."""
    for somebody in EVERYBODY:
        me = replace(somebody, person=SAME)
        attempt = ATTEMPT[track](row.command, state, me)
        assert CODES[guard] in ACTED[guard](attempt, SAME).codes(), somebody
        assert CODES[guard] not in ACTED[guard](attempt, "another-person").codes(), somebody


def _wants_two(name: str) -> bool:
    """Say whether a guard's own text names the rule of two persons."""
    known = {**GUARDS, **REGISTER_GUARDS, **_VENDOR_GUARDS}
    text = inspect.getsource(known[name])
    return "practice: two persons" in text or "_TWO" in text


def test_every_guard_that_names_the_rule_is_tried() -> None:
    """No guard that rests on two persons is left out; counting and dating approvals compares no persons."""
    found = {name for name in {**GUARDS, **REGISTER_GUARDS, **_VENDOR_GUARDS} if _wants_two(name)}
    assert found == SECOND_PERSON | {"two_persons_approved", "paid_day_has_come"}
    assert {guard for _track, _row, _state, guard in WANTING} == SECOND_PERSON == set(ACTED)


def test_the_table_wants_another_person_where_the_office_can_do_harm_alone() -> None:
    """Payments, objections, waivers, disposals, holds, erasures, releases, papers and second visits want two."""
    assert {row.command for _track, row, _state, _guard in WANTING} == {
        *("approve_payment", "uphold", "overturn", "waive_charge", "approve_disposal", "lift_hold"),
        *("erase_personal_data", "release_vendor", "accept_document", "schedule_visit"),
        *("allow_appeal", "dismiss_appeal", "register", "confirm_correction"),
    }
