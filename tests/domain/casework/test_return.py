"""Return for correction: known sections by name, a correction of nothing else, and the history of both."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sekisho.domain.casework.case import Return
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.paper import RETURNABLE
from sekisho.domain.values.time import day_in_japan, parse_instant
from tests.domain.casework.scene import NOW, OFFICER, REASON, SI, USER_SIGNS, amid, of, on_paper, signed


def returned(*sections):
    """A correction of a case of which some sections were sent back."""
    return of(on_paper("correct", "returned", USER_SIGNS), returns=(Return(sections, REASON, NOW),))


def saying(attempt, *changed):
    """The same correction, changing some sections."""
    details = {**attempt.command.details, "changed": list(changed)}
    return replace(attempt, command=replace(attempt.command, details=details))


@pytest.mark.parametrize("section", RETURNABLE)
def test_each_known_section_can_be_sent_back(section):
    """Parties, equipment, prices and papers can each be sent back alone."""
    attempt = on_paper("return", "under_review", OFFICER, sections=[section])
    assert evolve(attempt.subject, attempt.made().events[0]).returned_sections == (section,)


def test_an_unknown_section_is_refused_by_name():
    """Each section nobody knows is named, with those there are."""
    attempt = on_paper("return", "under_review", OFFICER, sections=["price", "prices", 7])
    assert attempt.codes() == ["guard.section_unknown"] * 2
    assert [finding.facts["section"] for finding in attempt.made().findings] == ["prices", "7"]


def test_a_correction_changes_what_was_sent_back():
    """A correction of the returned sections is taken."""
    assert saying(returned("price", "equipment"), "price").codes() == []
    assert returned("price").codes() == []


def test_anything_else_is_refused_by_name():
    """Every section that was not sent back and is changed all the same is named."""
    attempt = saying(returned("documents"), "parties", "price")
    assert attempt.codes() == ["guard.section_not_returned"] * 2
    assert [finding.facts["section"] for finding in attempt.made().findings] == ["parties", "price"]


def test_the_history_keeps_what_was_sent_back_and_what_was_changed():
    """Two corrections after one return are one entry; the next return begins another."""
    case = saying(returned("price", "equipment"), "price").subject
    for changed in ("price", "equipment", "price"):
        attempt = replace(saying(returned("price", "equipment"), changed), subject=case)
        case = evolve(case, attempt.made().events[0])
    assert [(one.sections, one.changed) for one in case.returns] == [(("price", "equipment"), ("price", "equipment"))]
    again = on_paper("return", "under_review", OFFICER, sections=["documents"])
    case = evolve(replace(case, state="under_review"), again.made().events[0])
    assert [one.sections for one in case.returns] == [("price", "equipment"), ("documents",)]
    assert case.returned_sections == ("documents",)


@pytest.mark.parametrize(
    ("since", "codes"),
    [
        ({}, ["guard.nothing_corrected"]),
        ({"changed": ("price",)}, []),
        ({"brought": ("D002",)}, []),
        ({"brought": ("end_user",)}, []),
    ],
    ids=["nothing", "corrected", "paper filed", "declared anew"],
)
def test_a_returned_case_comes_back_only_with_something(since, codes):
    """Signing and submitting the same content again is refused; a change, a paper or a declaration lets it through."""
    sent_back = replace(Return(("price",), REASON, NOW), **since)
    assert of(on_paper("resubmit", "returned", USER_SIGNS), returns=(sent_back,)).codes() == codes


def test_what_comes_while_a_case_is_sent_back_is_kept():
    """Papers filed and declarations made before the return, or after the resubmission, answer nothing."""
    sent_back = (Return(("documents",), REASON, NOW),)
    filed = of(on_paper("file_document", "returned", USER_SIGNS), returns=sent_back)
    assert evolve(filed.subject, filed.made().events[0]).returns[-1].brought == ("D002",)
    later = of(on_paper("file_document", "under_review", USER_SIGNS), returns=sent_back)
    assert evolve(later.subject, later.made().events[0]).returns[-1].brought == ()


def spent(days):
    """A case that was sent back before and used up some days for it."""
    began = NOW - timedelta(days=60)
    return Return(("price",), REASON, began, ("price",), answered_at=began + timedelta(days=days))


@pytest.mark.parametrize(("days", "left"), [((0,), 30), ((12,), 18), ((12, 17), 1)])
def test_the_days_for_corrections_are_given_once(days, left):
    """A second return begins with what the first has left of the thirty days (A28)."""
    attempt = of(on_paper("return", "under_review", OFFICER), returns=tuple(spent(n) for n in days))
    free = amid(attempt, terms=replace(attempt.around.terms, moving_clocks=()))
    assert day_in_japan(parse_instant(free.body()["due_at"])) - day_in_japan(NOW) == timedelta(days=left)


def test_a_case_that_has_used_its_days_is_decided():
    """Nobody sends a case back a fourth time for thirty new days; the office decides on what is there (A28)."""
    attempt = of(on_paper("return", "under_review", OFFICER), returns=(spent(12), spent(18)))
    assert attempt.codes() == ["guard.correction_used_up"]


def test_a_resubmission_ends_the_days():
    """From the resubmission on the days are the office's."""
    attempt = on_paper("resubmit", "returned", USER_SIGNS)
    assert evolve(attempt.subject, attempt.made().events[0]).returns[-1].answered_at == NOW


def test_a_partner_who_falls_away_while_a_case_is_sent_back_is_replaced():
    """Receipt and papers stay, every signature is void, and the parties have to be corrected before anybody signs."""
    sent_back = Return(("documents",), REASON, NOW)
    other = {**SI, "corporate_number": "5990000000004"}
    attempt = of(
        on_paper("replace_partner", "returned", USER_SIGNS, partner=other),
        returns=(sent_back,), receipt=7, signatures=signed("end_user"),
    )  # fmt: skip
    case = evolve(attempt.subject, attempt.made().events[0])
    assert (case.state, case.receipt, case.partner, case.signatures) == ("returned", 7, other, ())
    assert (case.root, case.returned_sections, case.returns[-1].brought) == ("", ("documents", "parties"), ("partner",))
    assert "guard.root_changed" in of(on_paper("sign", "returned", USER_SIGNS), root="").codes()


def test_a_case_that_is_not_returned_has_nothing_to_correct():
    """What was sent back before is history once the case is under review again."""
    case = replace(returned("price").subject, state="under_review")
    assert case.returned_sections == ()
