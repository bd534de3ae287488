"""Parties and signatures: who opens, who acts, who signs what; both sides in any order, an edit voids both."""

from dataclasses import replace

import pytest

from sekisho.domain.casework.actor import Side
from sekisho.domain.casework.case import Case
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.values.finding import Outcome
from tests.domain.casework.scene import (
    APPLICANT,
    AROUND,
    DEALER,
    DETAILS,
    DISTRIBUTOR,
    MAKER,
    NOW,
    OTHER,
    PARTNER,
    PARTNER_SIGNS,
    ROOT,
    SI,
    USER,
    USER_SIGNS,
    Attempt,
    actor,
    amid,
    case_in,
    of,
    on_line,
    on_paper,
    signed,
)

DEALER_SIGNS = actor("signatory", "distributor")


def opening(who=USER_SIGNS, **details):
    """An opening with other parties; None leaves one out."""
    return on_paper("open", "new", who, **details)


@pytest.mark.parametrize("who", [USER_SIGNS, PARTNER_SIGNS, actor("staff", "end_user"), actor("staff", "integrator")])
def test_a_case_is_opened_by_either_of_its_parties(who):
    """Applicant and partner may both open their joint case."""
    assert opening(who).codes() == []


@pytest.mark.parametrize(
    "who",
    [
        actor("signatory", "end_user", organisation=DEALER),
        actor("signatory", "integrator", organisation=USER),
        actor("signatory", "end_user", organisation=PARTNER),
        actor("signatory", "end_user", organisation=""),
        DEALER_SIGNS,
    ],
)
def test_a_case_is_not_opened_for_others(who):
    """Neither a stranger nor somebody on a side his organisation has not in the case opens it."""
    attempt = Attempt(Case("C-1"), Command("open", who, NOW, DETAILS["open"]))
    assert attempt.codes() == ["guard.not_your_case"]


@pytest.mark.parametrize("party", [SI, DISTRIBUTOR])
def test_an_integrator_or_distributor_applies_alone(party):
    """Only end users need a partner (A9)."""
    who = actor("signatory", party["side"])
    assert opening(who, applicant=party, partner=None).codes() == []


def test_an_end_user_needs_a_partner():
    """An end user alone is told that he needs a registered SI partner (F14)."""
    assert opening(partner=None).codes() == ["guard.partner_needed"]
    assert opening(partner=None).made().findings[0].facts == {"side": "end_user"}


def test_who_needs_a_partner_is_a_parameter():
    """Where the program asks everybody for a partner, an integrator alone is refused as well (A9)."""
    terms = replace(AROUND.terms, partner_needed_for=("end_user", "integrator", "distributor"))
    attempt = opening(DEALER_SIGNS, applicant=DISTRIBUTOR, partner=None)
    assert amid(attempt, terms=terms).codes() == ["guard.partner_needed"]


@pytest.mark.parametrize(
    "changed",
    [
        {"side": "exporter"},
        {"side": "office"},
        {"side": ["end_user"]},
        {"side": None},
        {"corporate_number": "1234567890123"},
        {"corporate_number": int(USER)},
        {"corporate_number": f"{USER[:4]}-{USER[4:]}"},
        {"corporate_number": ""},
    ],
)
def test_an_applicant_that_cannot_claim_is_refused(changed):
    """An applicant on no claiming side, or without a right corporate number, opens nothing (F2)."""
    assert "guard.party_unusable" in opening(applicant={**APPLICANT, **changed}).codes()


@pytest.mark.parametrize("partner", [DISTRIBUTOR, {**SI, "side": "exporter"}, {"name": "somebody"}])
def test_a_partner_is_an_integrator(partner):
    """Only an SI with its corporate number can be the partner of a joint filing (F14)."""
    assert "guard.party_unusable" in opening(partner=partner).codes()


@pytest.mark.parametrize("partner", [{**SI, "corporate_number": USER}, {**SI, "side": "end_user"}])
def test_nobody_is_his_own_partner(partner):
    """A joint filing joins two organisations on two sides."""
    assert "guard.partner_is_applicant" in opening(partner=partner).codes()


def test_a_partner_is_replaced_under_the_same_conditions():
    """A partner that cannot register gives way to another that can, and to no other."""
    other = {**SI, "corporate_number": "5990000000004"}
    assert on_paper("replace_partner", "locked", USER_SIGNS, partner=other).codes() == []
    refused = on_paper("replace_partner", "draft", USER_SIGNS, partner={**SI, "corporate_number": USER})
    assert refused.codes() == ["guard.partner_is_applicant"]
    assert on_paper("replace_partner", "draft", USER_SIGNS, partner=None).codes() == [
        "field.missing",
        "guard.partner_needed",
    ]


@pytest.mark.parametrize("command", ["lock", "file_document", "record_screening"])
@pytest.mark.parametrize(
    "stranger",
    [
        actor("staff", "end_user", organisation=MAKER),
        actor("signatory", "integrator", organisation=USER),
        actor("signatory", "end_user", organisation=PARTNER),
        actor("staff", "end_user", organisation=""),
        DEALER_SIGNS,
    ],
)
def test_a_person_of_another_organisation_or_side_acts_in_no_case(command, stranger):
    """The right role does not help who is not of the case's organisation on the case's side."""
    attempt = Attempt(case_in("draft"), Command(command, stranger, NOW, DETAILS[command]))
    assert attempt.codes() == ["guard.not_your_case"]


def test_a_stranger_moves_no_machine():
    """The machine track keeps strangers out like the paper track."""
    attempt = on_line("order", "planned", USER_SIGNS)
    stranger = replace(attempt.command, actor=actor("signatory", "end_user", organisation=MAKER))
    assert replace(attempt, command=stranger).codes() == ["guard.not_your_case"]


def test_a_stranger_out_of_turn_is_told_both():
    """All reasons stand together: the state, the role, and that it is not his case."""
    stranger = actor("staff", "end_user", organisation=MAKER)
    assert Attempt(case_in("paid"), Command("submit", stranger, NOW, {})).codes() == [
        *("guard.out_of_turn", "guard.not_yours", "guard.not_your_case")
    ]


def test_a_stranger_on_an_unknown_line_is_told_all_of_it():
    """The line, the role and the case stand in one refusal."""
    command = Command("schedule_visit", actor("staff", "end_user", organisation=MAKER), NOW, {}, "L9")
    codes = Attempt(case_in("granted"), command).codes()
    assert codes == ["guard.line_unknown", "guard.not_yours", "guard.not_your_case"]


@pytest.mark.parametrize("order", [(USER_SIGNS, PARTNER_SIGNS), (PARTNER_SIGNS, USER_SIGNS)])
def test_both_sides_sign_in_any_order(order):
    """Neither side has to wait for the other, and with both the case can be submitted."""
    case = case_in("locked")
    for who in order:
        for command in ("sign", "declare"):
            attempt = Attempt(case, Command(command, who, NOW, DETAILS[command]))
            case = evolve(case, attempt.made().events[0])
    assert {signature.side for signature in case.signatures} == {"end_user", "integrator"}
    assert Attempt(case, Command("submit", order[0], NOW, DETAILS["submit"])).codes() == []


@pytest.mark.parametrize(("sides", "missing"), [((), 2), (("end_user",), 1), (("integrator",), 1)])
def test_a_case_is_not_submitted_before_both_have_signed(sides, missing):
    """Each signature that is missing is named (F14)."""
    attempt = of(on_paper("submit", "locked", USER_SIGNS), signatures=signed(*sides))
    assert attempt.codes() == ["guard.signature_missing"] * missing
    assert {finding.facts["side"] for finding in attempt.made().findings} == {"end_user", "integrator"} - set(sides)


def test_a_signature_over_another_content_is_none():
    """What was signed before the content changed does not count."""
    attempt = of(on_paper("submit", "locked", USER_SIGNS), signatures=signed("end_user", "integrator", root=OTHER))
    assert attempt.codes() == ["guard.signature_missing"] * 2


def test_one_who_applies_alone_signs_alone():
    """Without a partner one signature suffices."""
    assert of(on_paper("submit", "locked", DEALER_SIGNS), signatures=signed("distributor")).codes() == []


def test_a_side_signs_once():
    """The second signature of a side on the same content is refused, whoever gives it."""
    other = actor("signatory", "end_user", "another signatory")
    assert of(on_paper("sign", "locked", other), signatures=signed("end_user")).codes() == ["guard.already_signed"]


@pytest.mark.parametrize(("command", "state"), [("sign", "locked"), ("submit", "locked"), ("resubmit", "returned")])
def test_what_is_signed_and_submitted_is_what_stands_now(command, state):
    """A root that is not the present one is refused, with both shown."""
    attempt = on_paper(command, state, USER_SIGNS, root=OTHER)
    assert attempt.codes() == ["guard.root_changed"]
    assert attempt.made().findings[0].facts == {"given": OTHER[:16], "current": ROOT[:16]}


@pytest.mark.parametrize(
    ("command", "state", "details"),
    [
        ("unlock", "locked", {}),
        ("replace_partner", "locked", {}),
        ("correct", "returned", {"root": OTHER}),
    ],
)
def test_an_edit_voids_both_signatures(command, state, details):
    """Whatever opens or changes the content leaves no signature behind."""
    attempt = of(on_paper(command, state, USER_SIGNS, **details), signatures=signed("end_user", "integrator"))
    assert evolve(attempt.subject, attempt.made().events[0]).signatures == ()


@pytest.mark.parametrize(("command", "state"), [("sign", "locked"), ("submit", "locked"), ("resubmit", "returned")])
@pytest.mark.parametrize("outcome", [Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE])
def test_the_partner_stands_in_the_register_whenever_it_matters(command, state, outcome):
    """A partner that is not known to be registered holds signing and submission alike."""
    attempt = amid(on_paper(command, state, PARTNER_SIGNS), partner_registered=outcome)
    assert attempt.codes() == ["guard.partner_not_registered"]
    assert attempt.made().findings[0].facts == {"corporate_number": PARTNER}


def test_without_a_partner_no_register_is_asked():
    """Who applies alone needs no SI in the register."""
    attempt = amid(on_paper("sign", "locked", DEALER_SIGNS), partner_registered=Outcome.NOT_APPLICABLE)
    assert attempt.codes() == []


def test_each_side_of_a_case_is_known_by_its_organisation():
    """A case tells which organisation stands on which side, and of no other."""
    case = case_in("draft")
    assert case.sides == (Side.END_USER, Side.INTEGRATOR)
    assert case.party("integrator")["corporate_number"] == PARTNER
    assert not case.party("distributor")


@pytest.mark.parametrize(("command", "state"), [("claim", "amount_fixed"), ("correct_account", "claimed")])
def test_a_partner_never_names_the_account_of_the_payee(command, state):
    """The subsidy is the applicant's: his partner signs the filing and is not the one who is paid."""
    joint = case_in(state, applicant=APPLICANT, partner=SI)
    attempt = replace(on_paper(command, state, PARTNER_SIGNS), subject=joint)
    assert "guard.not_the_payee" in attempt.codes()
    assert "guard.not_the_payee" not in on_paper(command, state, USER_SIGNS).codes()
