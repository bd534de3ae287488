"""Return for correction: known sections by name, a correction of nothing else, and the history of both."""

from dataclasses import replace

import pytest

from sekisho.domain.casework.case import Return
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.paper import RETURNABLE
from tests.domain.casework.scene import NOW, OFFICER, REASON, USER_SIGNS, of, on_paper


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


def test_a_case_that_is_not_returned_has_nothing_to_correct():
    """What was sent back before is history once the case is under review again."""
    case = replace(returned("price").subject, state="under_review")
    assert case.returned_sections == ()
