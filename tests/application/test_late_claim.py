"""A machine ahead of its papers: commissioned on 20 May, claimed in June, with auditable evidence and without (F18)."""

import pytest

from sekisho.application.fix_content import lock_case
from sekisho.application.replay_fund import replay_fund
from sekisho.application.show_case import show_case
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import day_in_japan
from tests.application.scene import CHECKLIST, PAPERS, PERMIT

STEPS = (
    ("2026-05-11", "order", {"ordered_on": "2026-05-09", "order_number": "PO-9"}),
    ("2026-05-12", "ship", {"shipped_on": "2026-05-10", "bill_of_lading": "BL-9"}),
    ("2026-05-14", "permit_import", {**PERMIT, "permitted_on": "2026-05-13"}),
    ("2026-05-16", "deliver", {"delivered_on": "2026-05-15", "serial": "SN-9"}),
    ("2026-05-20", "commission", {"trial_run_on": "2026-05-17", "commissioned_on": "2026-05-20", "accepted_by": "A"}),
)
WANTING = ["not_sealed", "no_attestation", "no_capture_by_inspector"]


@pytest.fixture
def late(office):
    """A case whose machine has been commissioned before anything was filed, submitted in June and granted."""
    case = office.opens()
    root = lock_case(office.desk, case, office.people["user"]).case.root
    for day, command, details in STEPS:
        office.at(f"{day}T12:00:00+09:00")
        office.does(case, "user", command, "L1", **details)
    office.at("2026-06-10T10:00:00+09:00")
    office.all_declare(case)
    for kind, about in PAPERS:
        office.files(case, kind, **about)
    for who in ("user", "partner"):
        office.does(case, who, "sign", root=root)
    office.does(case, "user", "submit", root=root)
    office.grants(case)
    return office, case


def retrospective(office, case):
    """Give the finding on the claim that came late."""
    view = show_case(office.desk, case, office.people["officer"])
    return next(one for one in view.evidence if one.code == "evidence.retrospective")


def test_until_the_visit_each_missing_kind_of_evidence_is_named(late):
    """A late claim is held, and the finding names each of the three kinds that would bear it out (A30)."""
    found = retrospective(*late)
    assert (found.outcome, found.facts["wanting"]) == (Outcome.UNDETERMINED, WANTING)


def test_an_attestation_nobody_accepted_is_told_as_such(late):
    """What was filed and not accepted is another lack than what was never filed."""
    office, case = late
    office.files(case, "independent_attestation")
    assert retrospective(office, case).facts["wanting"][1] == "attestation_not_accepted"


def test_with_an_independent_attestation_the_claim_stands(late):
    """An accepted attestation of a third party makes the late claim as good as any other (A30)."""
    office, case = late
    office.files(case, "independent_attestation")
    office.accepts(case)
    found = retrospective(office, case)
    assert (found.outcome, found.facts["wanting"]) == (Outcome.MET, [])


def test_without_it_the_line_is_not_verified(late):
    """Everything else shown, the inspector cannot verify the line, and the reason names what is missing."""
    office, case = late
    office.does(case, "officer", "schedule_visit", "L1", visit_on="2026-06-20", inspector="inspector")
    office.at("2026-06-20T15:00:00+09:00")
    refused = office.tries(case, "inspector", "verify_line", "L1", visited_on="2026-06-20", checklist=CHECKLIST)
    assert isinstance(refused, Refusal)
    (found,) = (one for one in refused.findings if one.code == "evidence.retrospective")
    assert found.facts["wanting"] == WANTING


def test_a_late_claim_with_auditable_evidence_is_paid(late):
    """Attested by a third party, visited within 90 days of its commissioning, fixed, claimed and paid like any other.

    The price invoiced is the base (18 % of JPY 19,500,000), the rest of what was committed is free again, and the
    journal's replay agrees with the pool's balances (F18, A30).
    """
    office, case = late
    office.files(case, "independent_attestation")
    office.verifies(case, on="2026-06-20")
    office.pays(case)
    paid = show_case(office.desk, case, office.people["user"]).case
    line = paid.lines["L1"]
    assert (line.text("commissioned_on"), day_in_japan(paid.submitted_at).isoformat()) == ("2026-05-20", "2026-06-10")
    assert (paid.state, paid.balance.paid, office.balances()["paid"]) == ("paid", Money(3_510_000), 3_510_000)
    assert (office.balances()["committed"], office.balances()["payable"]) == (0, 0)
    assert replay_fund(office.desk) == ()


def test_without_auditable_evidence_a_late_claim_binds_nothing_in_the_end(late):
    """Nobody can be paid past the finding: verification fails with its reason, and the whole commitment is released."""
    office, case = late
    before = office.balances()
    done = office.does(case, "officer", "fail_verification", reason="nothing shows what ran on the day of acceptance")
    assert done.case.state == "verification_failed"
    assert office.balances()["available"] == before["available"] + before["committed"]
    assert office.balances()["paid"] == 0
    assert "guard.out_of_turn" in office.codes(case, "officer", "fix_amount", amount=3_510_000)
    assert replay_fund(office.desk) == ()
