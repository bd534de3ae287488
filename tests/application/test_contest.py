"""Ways back into a case: a refusal contested with papers, a filing sent back whose partner fell away."""

import pytest

from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import correct_case
from sekisho.application.ports import Person
from sekisho.application.register import act_on_registration
from sekisho.application.request import Accepted, Request
from sekisho.application.run_due import run_due
from sekisho.application.show_case import open_on_paper, show_case
from sekisho.domain.casework.reminder import to_visit
from sekisho.portal.apply.next_step import next_step
from sekisho.seal.key import new_key
from tests.application.scene import PARTNER

REASON = "the certificate came late from the body"
SECOND = "1990000000008"


def offered(office, case, who):
    """Give the commands a person is offered on a case."""
    view = show_case(office.desk, case, office.people[who])
    return {action.row.command for action in view.actions}


def test_a_refusal_is_contested_with_papers(office):
    """What was missing comes with the request and is accepted meanwhile; machines move only while it is looked at."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "decline", reason="the certificate is missing")
    assert offered(office, case, "user") == {"request_reconsideration"}
    office.files(case, "conformity_certificate")
    office.does(case, "user", "request_reconsideration", reason=REASON)
    assert "order" in offered(office, case, "user")
    office.files(case, "origin_certificate")
    office.does(case, "officer2", "accept_document", document="D004")
    overturned = office.does(case, "officer2", "overturn", reason="the certificate has come")
    assert (overturned.case.state, len(overturned.case.documents)) == ("submitted", 5)


def test_a_failed_verification_is_contested_with_papers_within_its_term(office):
    """What was missing on site comes with the objection; another officer accepts it. After the term nothing is."""
    case, other = office.opens(), office.case()
    for one in (case, other):
        office.submits(one)
        office.grants(one)
        office.does(one, "officer", "fail_verification", reason="no machine stands at the place")
    office.files(case, "delivery_note")
    office.does(case, "user", "request_reconsideration", reason=REASON)
    newest = max(show_case(office.desk, case, office.people["officer2"]).case.documents)
    office.does(case, "officer2", "accept_document", document=newest)
    overturned = office.does(case, "officer2", "overturn", reason="the machine stood in the other hall")
    assert overturned.case.state == "submitted"
    office.at("2026-08-20T09:00:00+09:00")
    assert office.codes(other, "user", "request_reconsideration", reason=REASON) == {"guard.reconsideration_over"}


def test_a_failed_case_has_no_visit_left_to_be_late_for(office):
    """Lists name no day for it, its page the last day to contest it; afterwards nobody has to do anything."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    office.does(case, "officer", "fail_verification", reason="no machine stands at the place")
    view, user = show_case(office.desk, case, office.people["user"]), office.people["user"]
    with office.desk.store.read() as tx:
        row = tx.views.case(case)
    step = next_step(view, user)
    assert (row.due_what, row.due_at) == ("", None)
    assert (step.code, step.is_mine, step.deadline.what) == ("contest", True, "clock.reconsideration")
    assert next_step(view, office.people["officer"]).is_mine is False
    assert list(to_visit(view.case)) == []
    office.at("2027-06-01T09:00:00+09:00")
    ended = next_step(show_case(office.desk, case, user), user)
    assert (ended.code, ended.side, ended.is_mine, ended.deadline) == ("ended", "", False, None)


def test_a_refusal_overturned_too_late_lapses(office):
    """Where another officer overturns a decline after the window no machine can come: what was reserved comes free."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.at("2026-11-30T09:00:00+09:00")
    office.does(case, "officer", "decline", reason="the certificate is missing")
    office.does(case, "user", "request_reconsideration", reason=REASON)
    assert office.at("2027-02-01T09:00:00+09:00").lapsed == ()
    office.does(case, "officer2", "overturn", reason="the certificate has come")
    assert office.balances()["reserved"] == 3_600_000
    assert run_due(office.desk).lapsed == (case,)
    view = show_case(office.desk, case, office.people["user"])
    assert (view.case.state, office.balances()["reserved"]) == ("lapsed", 0)
    assert "lapse_notice" in {letter.kind for letter in view.case.letters.values()}


@pytest.mark.parametrize("refusal", ["decline", "fail_verification"])
def test_a_refusal_is_contested_once(office, refusal):
    """What another officer upheld is final here: nothing offers to contest it, no request and no paper is taken."""
    case = office.opens()
    office.submits(case)
    office.grants(case) if refusal == "fail_verification" else office.does(case, "officer", "take_up")
    office.does(case, "officer", refusal, reason="nothing of it was shown")
    office.does(case, "user", "request_reconsideration", reason=REASON)
    office.does(case, "officer2", "uphold", reason="nothing new was shown")
    view, user = show_case(office.desk, case, office.people["user"]), office.people["user"]
    step = next_step(view, user)
    assert (step.code, step.is_mine, step.deadline) == ("ended", False, None)
    assert "request_reconsideration" not in offered(office, case, "user")
    assert "file_document" not in {row.command for row in open_on_paper(view.case, user.actor.who)}
    assert office.codes(case, "user", "request_reconsideration", reason=REASON) == {"guard.contested_already"}
    late = file_document(office.desk, case, user, Paper("conformity_certificate", "c", b"c"))
    assert {finding.code for finding in late.findings} == {"guard.contested_already"}


def test_a_refusal_stands_after_its_term(office):
    """Three months after the notice, past a holiday, neither a request nor a paper is taken any more."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "decline", reason="the certificate is missing")
    office.at("2026-08-13T09:00:00+09:00")
    assert office.codes(case, "user", "request_reconsideration", reason=REASON) == {"guard.reconsideration_over"}
    late = file_document(office.desk, case, office.people["user"], Paper("conformity_certificate", "c", b"c"))
    assert {finding.code for finding in late.findings} == {"guard.reconsideration_over"}


def test_a_partner_suspended_while_a_case_is_sent_back_is_replaced(office):
    """The case keeps its receipt; the parties are corrected, the new partner signs, and it is submitted again."""
    case = office.opens()
    office.keys["partner2"], public = new_key()
    office.people["partner2"] = Person("partner2", "signatory", "integrator", SECOND, public, rehearsal=True)
    with office.desk.store.write() as tx:
        tx.people.put(office.people["partner2"])
    office.registers("partner2", "integrator", SECOND)
    receipt = office.submits(case).case.receipt
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "return", sections=["documents"], reason="the partner is looked into")
    stop = Request("suspend", {"from_on": "2026-05-11", "reason": "kickbacks are being looked into"})
    act_on_registration(office.desk, f"integrator/{PARTNER}", office.people["officer"], stop)
    root = show_case(office.desk, case, office.people["user"]).case.root
    assert "guard.partner_not_registered" in office.codes(case, "user", "sign", root=root)
    other = {"name": "Second (fictional)", "corporate_number": SECOND, "side": "integrator"}
    office.does(case, "user", "replace_partner", partner=other, reason="the former is suspended")
    assert "guard.root_changed" in office.codes(case, "user", "sign", root=root)
    corrected = correct_case(office.desk, case, office.people["user"])
    assert isinstance(corrected, Accepted), corrected
    office.declares(case, "partner2")
    for who in ("user", "partner2"):
        office.does(case, who, "sign", root=corrected.case.root)
    again = office.does(case, "user", "resubmit", root=corrected.case.root).case
    assert (again.state, again.receipt, again.partner) == ("under_review", receipt, other)


def test_a_case_does_not_come_back_as_it_went(office):
    """Signing the same content anew answers nothing; a paper does."""
    case = office.opens()
    root = office.submits(case).case.root
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "return", sections=["documents"], reason="the origin is not shown")
    for who in ("user", "partner"):
        office.tries(case, who, "sign", root=root)
    assert office.codes(case, "user", "resubmit", root=root) == {"guard.nothing_corrected"}
    office.files(case, "origin_certificate")
    assert office.does(case, "user", "resubmit", root=root).case.state == "under_review"
