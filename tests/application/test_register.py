"""The life of a registration, and what it means for a filing on each day."""

import pytest

from sekisho.application.fix_content import lock_case
from sekisho.application.register import act_on_registration, apply_for_registration
from sekisho.application.register_facts import partner_outcome
from sekisho.application.request import Request
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.time import parse_day
from tests.application.scene import PARTNER

SI, REASON = f"integrator/{PARTNER}", "the register office was told of a merger"


def codes(refusal):
    """Give the reasons of a refusal."""
    assert isinstance(refusal, Refusal), refusal
    return {finding.code for finding in refusal.findings}


def acts(office, who, command, **details):
    """Carry a command on the integrator's registration."""
    return act_on_registration(office.desk, SI, office.people[who], Request(command, details))


def outcome(office, day):
    """Give what the register says of the integrator on a day."""
    with office.desk.store.read() as tx:
        return partner_outcome(tx, {"corporate_number": PARTNER}, parse_day(day))


def test_a_registration_lives_suspends_and_comes_back(office):
    """Registered, suspended, reinstated, removed, appealed and allowed: each from its own day on."""
    office.opens()
    steps = [
        ("officer", "suspend", {"from_on": "2026-06-01", "reason": REASON}, "suspended"),
        ("officer", "reinstate", {"from_on": "2026-06-10", "reason": REASON}, "registered"),
        ("officer", "remove", {"from_on": "2026-06-20", "reason": REASON}, "removed"),
        ("partner", "appeal", {"reason": REASON}, "appealed"),
        ("officer2", "allow_appeal", {"valid_from": "2026-07-01", "reason": REASON}, "registered"),
    ]
    for who, command, details, state in steps:
        assert acts(office, who, command, **details).state == state
    days = ("2026-05-09", "2026-05-10", "2026-06-01", "2026-06-10", "2026-06-20", "2026-07-01")
    met = [outcome(office, day) is Outcome.MET for day in days]
    assert met == [False, True, False, True, False, True]


def test_a_partner_who_is_suspended_cannot_sign_nor_carry_a_submission(office):
    """From the day of the suspension the joint filing is held; the case itself is not lost."""
    case = office.opens()
    root = lock_case(office.desk, case, office.people["user"]).case.root
    office.does(case, "user", "sign", root=root)
    acts(office, "officer", "suspend", from_on="2026-05-11", reason=REASON)
    assert "guard.partner_not_registered" in office.codes(case, "partner", "sign", root=root)
    acts(office, "officer", "reinstate", from_on="2026-05-11", reason=REASON)
    office.does(case, "partner", "sign", root=root)


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("user", "suspend", "guard.not_yours"),
        ("partner", "remove", "guard.not_yours"),
        ("maker", "appeal", "guard.registration_out_of_turn"),
        ("officer", "register", "guard.registration_out_of_turn"),
        ("officer", "crown", "guard.unknown_command"),
    ],
)
def test_what_a_register_does_not_allow(office, who, command, code):
    """A wrong role, a step out of turn and an unknown command are refused; the register stays as it was."""
    office.opens()
    assert code in codes(acts(office, who, command, from_on="2026-06-01", reason=REASON))
    assert outcome(office, "2026-06-02") is Outcome.MET


def test_an_appeal_belongs_to_its_owner_and_another_officer_decides(office):
    """Only the registered organisation appeals, and who removed it does not decide the appeal."""
    office.opens()
    acts(office, "officer", "remove", from_on="2026-06-01", reason=REASON)
    assert "guard.not_your_registration" in codes(acts(office, "maker", "appeal", reason=REASON))
    acts(office, "partner", "appeal", reason=REASON)
    assert "guard.same_decider" in codes(acts(office, "officer", "dismiss_appeal", reason=REASON))
    assert acts(office, "officer2", "dismiss_appeal", reason=REASON).state == "removed"


def test_a_key_is_registered_once(office):
    """A second application for the same subject and key is refused: the register has one row for it."""
    office.opens()
    details = {"subject": "integrator", "key": PARTNER, "particulars": {"name": "again"}}
    again = apply_for_registration(office.desk, office.people["partner"], Request("apply", details))
    assert "guard.registration_out_of_turn" in codes(again)
