"""Declarations: what a side must answer, what is wrong with an answer, and what other subsidies do to a submission."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.casework.declaration import (
    MOST,
    PARTS,
    OtherSubsidy,
    check_declaration,
    other_subsidies,
    parts_of,
)
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.values.finding import Finding, Outcome
from sekisho.domain.values.money import Money
from tests.domain.casework.scene import (
    AMOUNT,
    DETAILS,
    OTHER,
    PARTNER,
    SI,
    USER_SIGNS,
    amid,
    declared,
    of,
    on_paper,
    signed,
)

NOTHING = {"related": False, "relations": [], "rebates": [], "commissions": [], "other_subsidies": []}
TIE = {"with": "海岚精机（虚构）", "nature": "capital"}
REBATE = {"with": "Tsubame (fictional)", "direction": "received", "yen": 0}
SUBSIDY = {"line": "L1", "subsidy_name": "ものづくり補助金", "granted_by": "中小企業庁", "yen": 5_000_000}
GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*TIE, *SUBSIDY, "zeal"]), inner),
    max_leaves=6,
)


def faults(*, is_applicant=True, **said):
    """What is wrong with a declaration that says nothing but what is said here, as code and place."""
    content = {name: value for name, value in {**NOTHING, **said}.items() if value != "left out"}
    found = check_declaration(content, is_applicant=is_applicant, lines=["L1"])
    return [(one.code.removeprefix("declaration."), one.place) for one in found]


def test_nothing_is_declared_as_well():
    """Whoever answers every part with none has declared."""
    assert faults() == []


def test_a_whole_declaration_stands():
    """Ties, a rebate of nothing, a commission and another subsidy are all taken as they are said."""
    said = {"related": True, "relations": [TIE], "rebates": [REBATE], "commissions": [{**REBATE, "yen": 1}]}
    assert faults(**said, other_subsidies=[SUBSIDY]) == []


@pytest.mark.parametrize("part", ["related", *PARTS])
def test_every_part_has_to_be_answered(part):
    """A part that is left out is no answer, though none would be one."""
    assert ("unanswered", part) in faults(**{part: "left out"})


def test_everything_is_told_at_once():
    """A declaration with many faults names each by part, entry and field."""
    said = {
        "related": True,
        "rebates": [REBATE, {"with": "", "direction": "sideways", "yen": -1}, "nothing"],
        "commissions": "none",
        "other_subsidies": [{**SUBSIDY, "line": "L9", "yen": 1.5}],
    }
    assert set(faults(**said, zeal=True)) == {
        ("ties_unnamed", "relations"),
        ("missing", "rebates.2.with"),
        ("wrong", "rebates.2.direction"),
        ("wrong", "rebates.2.yen"),
        ("entry_wrong", "rebates.3"),
        ("not_list", "commissions"),
        ("wrong", "other_subsidies.1.yen"),
        ("line_unknown", "other_subsidies.1.line"),
        ("not_asked", "zeal"),
    }


@pytest.mark.parametrize("amount", [-1, 1.5, True, "1000", 10**19, None])
def test_an_amount_is_a_whole_number_of_yen(amount):
    """Neither a fraction, a negative nor an endless amount is declared."""
    found = faults(rebates=[{**REBATE, "yen": amount}])
    assert found in ([("wrong", "rebates.1.yen")], [("missing", "rebates.1.yen")])


@pytest.mark.parametrize(("related", "relations", "code"), [(True, [], "ties_unnamed"), (False, [TIE], "ties_denied")])
def test_the_answer_on_ties_and_the_names_agree(related, relations, code):
    """Yes without a name and no with one are both refused."""
    assert faults(related=related, relations=relations) == [(code, "relations")]


def test_a_tie_is_of_a_known_kind():
    """A kind of tie nobody offers is refused once, whether it is a word or no text at all."""
    assert faults(related=True, relations=[{**TIE, "nature": "friendship"}]) == [("wrong", "relations.1.nature")]
    assert faults(related=True, relations=[{**TIE, "nature": ["capital"]}]) == [("wrong", "relations.1.nature")]


def test_a_field_nobody_asks_for_is_named():
    """A misspelt field is told, not passed over."""
    assert faults(rebates=[{**REBATE, "yne": 1}]) == [("unknown", "rebates.1.yne")]


def test_more_than_anybody_has_is_refused():
    """An endless list is not read entry by entry."""
    assert faults(rebates=[REBATE] * MOST) == []
    assert faults(rebates=["x"] * (MOST + 1)) == [("too_many", "rebates")]


def test_only_the_applicant_is_asked_of_other_subsidies():
    """The partner and the exporter do not know them, and what they say of them is refused."""
    assert "other_subsidies" not in parts_of(is_applicant=False)
    assert faults(is_applicant=False, other_subsidies="left out") == []
    assert faults(is_applicant=False) == [("not_asked", "other_subsidies")]


@given(st.dictionaries(st.sampled_from([*NOTHING, "zeal"]), GARBAGE))
def test_anything_at_all_is_judged(content):
    """Whatever is handed in gives findings that can be written down, never an exception."""
    found = check_declaration(content, is_applicant=True, lines=["L1"])
    assert json.dumps([one.as_json() for one in found], ensure_ascii=False)
    assert all(isinstance(one.amount, Money) for one in other_subsidies(content))


def test_other_subsidies_are_read_from_a_declaration():
    """A checked declaration gives its other subsidies by line."""
    content = {**NOTHING, "other_subsidies": [SUBSIDY]}
    assert other_subsidies(content) == (OtherSubsidy("L1", "ものづくり補助金", Money(5_000_000)),)


@pytest.mark.parametrize(("command", "state"), [("submit", "locked"), ("resubmit", "returned")])
@pytest.mark.parametrize(("sides", "missing"), [((), {"end_user", "integrator"}), (("end_user",), {"integrator"})])
def test_nothing_is_submitted_before_both_have_declared(command, state, sides, missing):
    """Each declaration that is missing is named by its side."""
    attempt = of(on_paper(command, state, USER_SIGNS), declarations=declared(*sides))
    assert attempt.codes() == ["guard.declaration_missing"] * len(missing)
    assert {finding.facts["side"] for finding in attempt.made().findings} == missing


def test_the_exporter_holds_up_nobody():
    """The exporter is asked to declare, and a claim is submitted without it."""
    attempt = on_paper("submit", "locked", USER_SIGNS)
    assert not attempt.subject.declared("exporter")
    assert attempt.codes() == []


def test_the_same_declaration_is_made_once():
    """A declaration that stands is not made again; another one takes its place."""
    attempt = of(on_paper("declare", "draft", USER_SIGNS), declarations=declared("end_user"))
    assert attempt.codes() == ["guard.already_declared"]
    newer = of(on_paper("declare", "draft", USER_SIGNS, declaration=OTHER), declarations=declared("end_user"))
    (one,) = evolve(newer.subject, newer.made().events[0]).declared("end_user")
    assert one.digest == OTHER


def test_what_is_wrong_with_a_declaration_refuses_it():
    """The faults found in the record are the reasons of the refusal."""
    fault = Finding("declaration.absent", Outcome.NOT_MET, "declaration")
    assert amid(on_paper("declare", "draft", USER_SIGNS), declaration_faults=(fault,)).codes() == ["declaration.absent"]


def test_a_new_partner_has_declared_nothing():
    """Replacing the partner voids every signature and the former partner's declaration, and keeps the applicant's."""
    standing = {"signatures": signed("end_user", "integrator"), "declarations": declared("end_user", "integrator")}
    other = {**SI, "corporate_number": "5990000000004"}
    attempt = of(on_paper("replace_partner", "locked", USER_SIGNS, partner=other), **standing)
    after = evolve(attempt.subject, attempt.made().events[0])
    assert (after.signatures, list(after.declarations)) == ((), [USER_SIGNS.organisation])
    assert PARTNER not in after.declarations


@pytest.mark.parametrize(
    ("command", "state", "details"), [("unlock", "locked", {}), ("correct", "returned", DETAILS["correct"])]
)
def test_an_edit_of_the_content_keeps_the_declarations(command, state, details):
    """Ties and rebates do not change because a serial number does; only another party declares anew."""
    attempt = of(on_paper(command, state, USER_SIGNS, **details), declarations=declared("end_user", "integrator"))
    assert len(evolve(attempt.subject, attempt.made().events[0]).declarations) == 2


def test_another_national_subsidy_is_refused_by_name():
    """What the applicant declares on the same equipment keeps the case from being submitted (A34)."""
    others = (OtherSubsidy("L1", "ものづくり補助金", Money(5_000_000)), OtherSubsidy("L2", "省エネ補助金", Money(1)))
    attempt = amid(on_paper("submit", "locked", USER_SIGNS), other_subsidies=others)
    assert attempt.codes() == ["guard.other_subsidy"] * 2
    assert [f.facts for f in attempt.made().findings] == [
        {"line": "L1", "subsidy_name": "ものづくり補助金"},
        {"line": "L2", "subsidy_name": "省エネ補助金"},
    ]


def test_under_the_milder_reading_it_only_has_to_be_taken_off():
    """Where the program reduces, a case that asks for no more than what is left is submitted (A34)."""
    others = (OtherSubsidy("L1", "ものづくり補助金", Money(1)),)
    attempt = on_paper("submit", "locked", USER_SIGNS)
    terms = replace(attempt.around.terms, other_subsidy="reduced")
    enough = amid(attempt, terms=terms, other_subsidies=others, claimable=Money(AMOUNT))
    assert enough.codes() == []
    short = amid(attempt, terms=terms, other_subsidies=others, claimable=Money(AMOUNT - 1))
    assert short.codes() == ["guard.other_subsidy_not_taken_off"]
    assert short.made().findings[0].facts == {"amount": AMOUNT, "limit": AMOUNT - 1}
