"""Papers: accepted, filed, absent, rejected; each reading of the PSE question; validity to its last day."""

from dataclasses import dataclass
from datetime import date

import pytest

from sekisho.domain.conformity.judge import is_valid_on, judge_conformity, judge_jis, judge_paper, judge_pse

DAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Paper:
    """A paper as a case file states it."""

    kind: str
    accepted: bool | None = True
    body: str = "Known"
    valid_from: date | None = date(2026, 1, 1)
    valid_until: date | None = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("papers", "truth", "reason"),
    [
        ([], None, "absent"),
        ([Paper("x", accepted=None)], None, "not_accepted"),
        ([Paper("x", accepted=False)], None, "absent"),
        ([Paper("x")], True, ""),
    ],
)
def test_a_paper_counts_when_an_officer_accepted_it(papers, truth, reason):
    """Absent, rejected and unseen papers are unknown; an accepted one is met."""
    found = judge_paper(papers, "x")
    assert (found.truth, found.reason) == (truth, reason)


@pytest.mark.parametrize(
    ("reading", "accepted", "truth"),
    [("officer", None, None), ("officer", True, True), ("law", None, True), ("literal", True, False)],
)
def test_an_out_of_scope_declaration_depends_on_the_reading(reading, accepted, truth):
    """A reasoned declaration is undetermined until an officer accepts it; other readings are switches (A10, T08)."""
    assert judge_pse([Paper("pse_out_of_scope_declaration", accepted)], reading).truth is truth


@pytest.mark.parametrize("reading", ["officer", "law", "literal"])
def test_a_mark_satisfies_every_reading(reading):
    """A marked power unit is met under every reading."""
    assert judge_pse([Paper("pse_certificate")], reading).truth is True


def test_a_component_may_declare_where_a_machine_must_assess():
    """The maker's declaration suffices for a component, not for a machine (A23)."""
    declared = [Paper("jis_b9700_declaration")]
    assert judge_jis(declared, is_machine=False).truth is True
    assert judge_jis(declared, is_machine=True).truth is None


@pytest.mark.parametrize(
    ("paper", "truth", "reason"),
    [
        (Paper("conformity_certificate"), True, ""),
        (Paper("conformity_certificate", accepted=None), None, "not_accepted"),
        (Paper("conformity_certificate", body="Unknown"), False, "body_not_recognised"),
        (Paper("conformity_certificate", valid_until=date(2026, 5, 31)), False, "not_valid"),
        (Paper("conformity_certificate", valid_from=date(2026, 6, 2)), False, "not_valid"),
    ],
)
def test_a_certificate_is_judged_on_the_gates_day(paper, truth, reason):
    """Body, validity on the gate's own day, then acceptance (T14, T15)."""
    found = judge_conformity([paper], ["Known"], DAY)
    assert (found.truth, found.reason) == (truth, reason)


def test_a_second_certificate_carries_the_first():
    """One valid certificate of a recognised body suffices beside an expired one (T17)."""
    expired = Paper("conformity_certificate", valid_until=date(2026, 1, 2))
    assert judge_conformity([expired, Paper("conformity_certificate")], ["Known"], DAY).truth is True


@pytest.mark.parametrize(("day", "valid"), [(31, True), (30, True)])
def test_the_last_day_is_still_valid(day, valid):
    """A certificate is valid through its last day and not on the day after (T09)."""
    assert is_valid_on(Paper("x"), date(2026, 12, day)) is valid
    assert not is_valid_on(Paper("x"), date(2027, 1, 1))
    assert is_valid_on(Paper("x", valid_until=None), date(2099, 1, 1))
