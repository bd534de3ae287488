"""Grants taken back: in whole or in part, before payment and after, paid back in parts, charged, waived, recovered."""

from datetime import date

import pytest

from sekisho.application.owed import show_owed
from sekisho.application.rebuild import rebuild
from sekisho.application.register import apply_for_registration
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Request
from sekisho.application.show_case import show_case
from sekisho.domain.casework.register import Registration
from sekisho.domain.fund.debt import Basis
from sekisho.domain.values.money import NOTHING, Money
from tests.application.plays import AMOUNT, approved, paid, two_approved, two_submitted
from tests.application.scene import LISTED, MAKER, PARTNER

WHY = "the machine was never used for production"


def test_a_grant_revoked_after_payment_comes_back_with_its_charge(after):
    """Revoked, ordered, paid back in two parts, charged by the day, paid in part and waived in part, recovered."""
    office, case = after(paid)
    office.does(case, "officer", "revoke", reason=WHY)
    office.does(case, "officer", "order_repayment", due_on="2026-12-21")
    assert office.balances()["receivable"] == AMOUNT
    office.at("2026-12-21T10:00:00+09:00")
    assert office.codes(case, "officer", "assess_charge", charge="additional", amount=1) == {"guard.principal_first"}
    office.does(case, "finance", "record_repayment", amount=2_510_000, received_on="2026-12-20")
    office.at("2026-12-31T10:00:00+09:00")
    assert office.codes(case, "officer", "confirm_recovery") == {"guard.still_owed"}
    office.does(case, "finance", "record_repayment", amount=1_000_000, received_on="2026-12-31")
    # 60 days of 3,510,000 and 11 of 1,000,000 at 0.03 % a day; the last ten days were late.
    additional, late = (60 * 3_510_000 + 11 * 1_000_000) * 3 // 10_000, 10 * 300
    assert office.codes(case, "officer", "confirm_recovery") == {"guard.charge_not_assessed"}
    assert office.codes(case, "officer", "assess_charge", charge="additional", amount=additional - 1) == {
        "guard.charge_differs"
    }
    office.does(case, "officer", "assess_charge", charge="additional", amount=additional)
    office.does(case, "officer", "assess_charge", charge="late", amount=late)
    assert office.codes(case, "officer", "assess_charge", charge="late", amount=late) == {"guard.no_charge"}
    assert office.codes(case, "officer", "confirm_recovery") == {"guard.charge_owed"}
    assert [(one.case, one.debt.principal, one.is_late) for one in show_owed(office.desk)] == [(case, NOTHING, True)]
    for who, command, more in (
        ("finance", "record_charge_payment", {"received_on": "2026-12-31"}),
        ("officer2", "waive_charge", {"reason": WHY}),
    ):
        assert office.codes(case, who, command, charge="late", amount=late + 1, **more) == {"guard.over_charge"}
        assert office.codes(case, who, command, charge="interest", amount=1, **more) == {"guard.unknown_charge"}
    office.does(
        case, "finance", "record_charge_payment", charge="additional", amount=additional, received_on="2026-12-31"
    )
    waiver = {"charge": "late", "amount": late, "reason": "the bank was closed by a flood"}
    assert office.codes(case, "officer", "waive_charge", **waiver) == {"guard.same_assessor"}
    office.does(case, "officer2", "waive_charge", **waiver)
    recovered = office.does(case, "officer", "confirm_recovery").case
    assert (recovered.state, show_owed(office.desk)) == ("recovered", [])
    told = [letter.kind for letter in recovered.letters.values()]
    assert told[-5:] == ["revocation_notice", "repayment_order", "charge_notice", "charge_notice", "charge_waiver"]
    assert (office.balances()["recovered"], office.balances()["receivable"]) == (AMOUNT, 0)
    assert replay_fund(office.desk) == ()


def test_a_part_is_revoked_before_payment_and_returns_to_the_pool(after):
    """A part of what is granted, fixed or claimed goes back at once; the rest is fixed, claimed and approved anew."""
    office, case = after(approved)
    free = office.balances()["available"]
    assert office.codes(case, "officer", "revoke_part", amount=AMOUNT, reason=WHY) == {"guard.not_a_part"}
    reduced = office.does(case, "officer", "revoke_part", amount=510_000, reason=WHY).case
    assert (reduced.state, reduced.balance.payable, reduced.approvals) == ("amount_fixed", Money(3_000_000), ())
    assert office.balances()["available"] == free + 510_000
    office.does(case, "user", "claim", amount=3_000_000, account=office.account())
    office.approves(case)
    office.does(case, "finance", "pay", transfer="T-1")
    assert office.balances()["paid"] == 3_000_000
    assert replay_fund(office.desk) == ()


def test_a_part_revoked_after_payment_leaves_the_rest_standing(after):
    """A part is ordered back, paid late, charged and settled; the case stays paid with what is left of its grant."""
    office, case = after(paid)
    assert office.codes(case, "officer", "order_repayment", due_on="2026-12-01") == {"guard.nothing_paid"}
    office.does(case, "officer", "revoke_part", amount=1_000_000, reason=WHY)
    assert office.codes(case, "officer", "revoke_part", amount=AMOUNT - 1_000_000, reason=WHY) == {"guard.not_a_part"}
    office.does(case, "officer", "order_repayment", due_on="2026-12-01")
    assert (office.balances()["paid"], office.balances()["receivable"]) == (AMOUNT - 1_000_000, 1_000_000)
    office.does(case, "officer", "extend_due", due_on="2026-12-11", reason="the works were flooded")
    assert office.codes(case, "officer", "extend_due", due_on="2026-12-11", reason="once more, please") == {
        "guard.due_day_not_later"
    }
    office.at("2026-12-10T10:00:00+09:00")
    early = {"amount": 1, "received_on": "2026-10-20"}
    assert office.codes(case, "finance", "record_repayment", **early) == {"guard.received_too_early"}
    ahead = {"amount": 1, "received_on": "2026-12-11"}
    assert office.codes(case, "finance", "record_repayment", **ahead) == {"guard.day_lies_ahead"}
    office.does(case, "finance", "record_repayment", amount=1_000_000, received_on="2026-12-10")
    office.does(case, "officer", "assess_charge", charge="additional", amount=50 * 300)
    office.does(case, "finance", "record_charge_payment", charge="additional", amount=15_000, received_on="2026-12-10")
    settled = office.does(case, "officer", "confirm_recovery").case
    assert [letter.kind for letter in settled.letters.values()][-2:] == ["due_extension", "charge_notice"]
    assert (settled.state, settled.debt, settled.balance.paid) == ("paid", None, Money(AMOUNT - 1_000_000))
    assert office.codes(case, "officer", "confirm_recovery") == {"guard.nothing_ordered_back"}
    assert replay_fund(office.desk) == ()


def test_an_overpayment_is_returned_without_the_additional_charge(after):
    """What was paid above the fixed amount is ordered back; in time it costs nothing (art. 18(2))."""
    office, case = after(paid)
    more = {"due_on": "2026-12-01", "reason": "the invoice was lower than paid"}
    assert office.codes(case, "officer", "order_return", amount=AMOUNT + 1, **more) == {"guard.over_payment"}
    assert office.codes(case, "officer", "order_return", amount=1, **{**more, "due_on": "2026-10-21"}) == {
        "guard.due_day_past"
    }
    ordered = office.does(case, "officer", "order_return", amount=10_000, **more).case
    assert (ordered.debt.basis, ordered.debt.due_on) == (Basis.OVERPAYMENT, date(2026, 12, 1))
    office.at("2026-12-01T10:00:00+09:00")
    office.does(case, "finance", "record_repayment", amount=10_000, received_on="2026-12-01")
    assert office.codes(case, "officer", "assess_charge", charge="additional", amount=1) == {"guard.no_charge"}
    assert office.does(case, "officer", "confirm_recovery").case.debt is None


def test_a_whole_revocation_meets_a_part_that_is_being_paid_back(after):
    """The oldest order is paid first; only when every order is whole the grant is recovered."""
    office, case = after(paid)
    office.does(case, "officer", "revoke_part", amount=1_000_000, reason=WHY)
    office.does(case, "officer", "order_repayment", due_on="2026-12-01")
    office.does(case, "officer", "revoke", reason=WHY)
    office.does(case, "officer", "order_repayment", due_on="2026-12-21")
    assert office.codes(case, "finance", "record_repayment", amount=AMOUNT, received_on="2026-10-21") == {
        "guard.over_receivable"
    }
    office.does(case, "finance", "record_repayment", amount=1_000_000, received_on="2026-10-21")
    view = show_case(office.desk, case, office.people["officer"]).case
    assert [debt.principal for debt in view.debts] == [NOTHING, Money(AMOUNT - 1_000_000)]
    assert office.balances()["receivable"] == AMOUNT - 1_000_000
    assert [one.debt.due_on for one in show_owed(office.desk)] == [date(2026, 12, 1), date(2026, 12, 21)]


def test_an_invoice_is_claimed_once(after):
    """A second case with the same invoice is refused at its filing; only the office is told where it is claimed."""
    office, (first, second) = after(two_submitted)
    office.files(first, "purchase_invoice", issuer="Ｔ7-9900-0000-0002", number="INV 147", amount=1)
    again = {"issuer": "t7990000000002", "number": "inv-147", "amount": 1}
    refused = office.tries_to_file(second, "purchase_invoice", "user", **again)
    assert [(f.code, dict(f.facts)) for f in refused] == [
        ("guard.invoice_claimed", {"invoice": "7990000000002 inv147"})
    ]
    office.files(second, "purchase_invoice", issuer=again["issuer"], number="INV-148")
    office.files(second, "quotation", **again)
    # An inspector files no invoices, and is told both.
    other, told = office.tries_to_file(second, "purchase_invoice", "inspector", **again)
    assert other.code == "guard.paper_of_others"
    assert (told.code, told.facts["case"]) == ("guard.invoice_claimed_in", first)
    found = office.tries_to_file(second, "installation_invoice", "user", **again)
    assert {f.code for f in found} == {"guard.paper_kind_unknown", "guard.invoice_claimed"}
    office.does(first, "officer", "take_up")
    office.does(first, "officer", "reject_document", document="D004", reason="it is the invoice of another")
    assert office.tries_to_file(second, "purchase_invoice", "user", **again) == ()


def test_an_invoice_without_issuer_or_number_is_not_filed(office):
    """It would be found in no other case, so nothing of it is kept; each missing part is told."""
    case = office.opens()
    (told,) = office.tries_to_file(case, "purchase_invoice", "user", number="INV-1", amount=1)
    assert (told.code, told.place) == ("guard.invoice_without_issuer", "about.issuer")
    (told,) = office.tries_to_file(case, "purchase_invoice", "user", issuer="海岚", number="－", amount=1)
    assert (told.code, told.place) == ("guard.invoice_without_number", "about.number")
    assert show_case(office.desk, case, office.people["officer"]).case.documents == {}


def test_number_and_name_of_an_issuer_are_one(office):
    """One case names the seller by number, another by name: the registers and the parties tell that it is he."""
    first = office.opens()
    office.submits(first)
    office.files(first, "purchase_invoice", issuer="（株）Tsubame (fictional)", number="7")
    second = office.case()
    (told,) = office.tries_to_file(second, "purchase_invoice", "user", issuer=f"T{PARTNER}", number="７", amount=7)
    assert told.code == "guard.invoice_claimed"


@pytest.mark.parametrize(
    "spelled", [(LISTED["maker"], f"T{MAKER}"), (MAKER, "HAILAN  precision MACHINERY (fictional)")]
)
def test_a_maker_s_name_and_the_number_it_is_registered_under_are_one_issuer(memory_office, spelled):
    """What a registered model says of its maker tells one invoice in two spellings: in two cases, and in one."""
    office, (one, other) = memory_office, spelled
    first = office.opens()
    office.submits(first)
    office.files(first, "purchase_invoice", issuer=one, number="7", amount=7)
    second, said = office.case(), {"issuer": other, "number": "７", "amount": 7}
    (told,) = office.tries_to_file(second, "purchase_invoice", "user", **said)
    assert told.code == "guard.invoice_claimed"
    (told,) = office.tries_to_file(first, "purchase_invoice", "user", **said)
    assert told.code == "guard.invoice_filed_twice"
    office.files(first, "purchase_invoice", issuer=one, number="7", amount=8)
    office.files(second, "purchase_invoice", issuer="another maker", number="7", amount=7)


def test_an_application_makes_no_two_names_one(memory_office):
    """Whoever only applied for a model under a maker's name is not that maker: his invoices are his own."""
    office = memory_office
    first = office.opens()
    office.submits(first)
    particulars = {"name": "X", "maker": "Nobody Works", "model": "X-1"}
    details = {"subject": "model", "key": "x", "particulars": particulars}
    made = apply_for_registration(office.desk, office.people["maker"], Request("apply", details))
    assert isinstance(made, Registration)
    office.files(first, "purchase_invoice", issuer="Nobody Works", number="7", amount=7)
    office.files(office.case(), "purchase_invoice", issuer=MAKER, number="7", amount=7)


def test_an_invoice_claimed_in_two_cases_is_not_paid(after):
    """Two papers that came to name one invoice keep both cases from being paid until one of them is rejected."""
    office, (first, second) = after(two_approved)
    office.files(first, "purchase_invoice", issuer="maker", number="INV-1", amount=1)
    with office.desk.store.write() as tx:
        row = tx.views.case(second)
        assert row
        tx.views.put_case(row, tx.views.lines(case=second), ["maker inv1"])
    assert office.codes(first, "finance", "pay", transfer="T-1") == {"guard.invoice_claimed_in"}
    rebuild(office.desk)
    assert office.does(first, "finance", "pay", transfer="T-1").case.state == "paid"
