"""What a case earns: on its accepted invoices, each once; with the terms of the day it was filed; while they stand."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import correct_case, lock_case
from sekisho.application.library import Library
from sekisho.application.make_transfer_batch import make_transfer_batch
from sekisho.application.register_assets import AssetError, register_assets
from sekisho.application.replay_fund import replay_fund
from sekisho.application.save_draft import save_draft
from sekisho.application.show_case import show_case
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import Money
from tests.application.scene import FILE, LISTED, MAKER

PRICE = 20_000_000
TWO = [{"id": name, **LISTED, "origin": "CN", "price": PRICE, "incoterm": "CIF"} for name in ("L1", "L2")]


def invoices(office, case, *said, line=""):
    """File purchase invoices of one issuer, each with bytes of its own, and accept them."""
    for n, told in enumerate(said):
        about = {"issuer": "maker", **told}
        paper = Paper("purchase_invoice", f"{n}.txt", f"{line} {n} {about}".encode(), line=line, about=about)
        filed = file_document(office.desk, case, office.people["user"], paper)
        assert filed.recorded, filed
    office.accepts(case)


def earned(office, case):
    """Give what the case has earned, as the office sees it."""
    return show_case(office.desk, case, office.people["officer"]).earned


def corrected(office, case, price):
    """Correct the price of a returned case."""
    lines = [{**FILE["lines"][0], "price": price}]
    with office.desk.store.read() as tx:
        version = tx.drafts.get(case).version
    save_draft(office.desk, case, office.people["user"], {**FILE, "lines": lines}, version)
    return correct_case(office.desk, case, office.people["user"])


def granted(office, **changes):
    """Carry a case to its grant."""
    case = office.opens(**changes)
    office.submits(case)
    office.grants(case)
    return case


def test_one_invoice_for_two_lines_is_earned_on_once(memory_office):
    """20 million invoiced for two lines of 20 million earn 3.6 million, where they earned 7.2 million before."""
    case = granted(memory_office, lines=TWO)
    invoices(memory_office, case, {"amount": PRICE, "number": "A"})
    assert earned(memory_office, case) == Money(PRICE * 18 // 100)


def test_invoices_of_instalments_are_earned_on_together(memory_office):
    """6 and 14 million for a machine of 20 million earn 3.6 million, where only the last counted before."""
    case = granted(memory_office)
    invoices(memory_office, case, {"amount": 6_000_000, "number": "A"}, {"amount": 14_000_000, "number": "B"})
    assert earned(memory_office, case) == Money(PRICE * 18 // 100)


def cut_to_fifteen(office, on):
    """Have the rate fall from 18 % to 15 % on a day."""
    held = office.desk.programs
    rate = 'value = "18 %", cite = "article: ¶2; assumption A1, \'up to\' read as flat" },\n'
    text = held.seed()["parameters.toml"].decode()
    assert rate in text
    fallen = rate + f'    {{ from = {on}, value = "15 %", cite = "assumption: A1" }},\n'
    files = {**held.seed(), "parameters.toml": text.replace(rate, fallen).encode()}
    office.desk = replace(office.desk, programs=Library(office.desk.program_id, files))


def test_a_later_rate_reaches_no_submitted_case(memory_office):
    """What a case earns follows the rate of the day it was filed (A16); it fell with the new rate before."""
    cut_to_fifteen(memory_office, "2026-10-10")
    case = granted(memory_office)
    invoices(memory_office, case, {"amount": PRICE, "number": "A"})
    memory_office.at("2026-10-10T00:00:00+09:00")
    assert earned(memory_office, case) == Money(PRICE * 18 // 100)


def test_a_correction_after_a_new_rate_follows_the_old_one(memory_office):
    """Who corrects in June what was filed in May asks at the rate of May (A16); he asked at that of June before."""
    office = memory_office
    cut_to_fifteen(office, "2026-06-01")
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "return", sections=["price"], reason="the price differs from the quotation")
    office.at("2026-06-01T00:00:00+09:00")
    corrected(office, case, 10_000_000)
    assert show_case(office.desk, case, office.people["officer"]).case.balance.requested == Money(1_800_000)
    new = office.case()
    assert lock_case(office.desk, new, office.people["user"]).case.balance.requested == Money(3_000_000)


def invoice_of(office, case):
    """Give the number of the case's only purchase invoice."""
    papers = show_case(office.desk, case, office.people["officer"]).case.documents.values()
    (number,) = (paper.id for paper in papers if paper.kind == "purchase_invoice")
    return number


def test_nothing_is_paid_once_its_invoice_was_rejected(memory_office):
    """A payment two persons approved goes out neither by hand nor in a batch without its invoice; it did before."""
    office = memory_office
    (case,) = office.approved()
    office.does(case, "officer", "reject_document", document=invoice_of(office, case), reason="the invoice is forged")
    assert office.codes(case, "finance", "pay", transfer="T-1") == {"guard.no_longer_earned"}
    refused = make_transfer_batch(office.desk, office.people["finance"], date(2026, 10, 26))
    assert isinstance(refused, Refusal)
    assert {one.code for one in refused.findings} == {"transfer.nothing_to_pay", "guard.no_longer_earned"}


def test_nobody_approves_a_payment_that_is_earned_no_more(memory_office):
    """An approval is refused while what was fixed lies above what accepted invoices give, and goes once a part is
    revoked.
    """
    office = memory_office
    case = granted(office)
    office.installs(case)
    office.verifies(case)
    office.claims(case)
    invoices(office, case, {"issuer": MAKER, "number": f"INV-{case}", "amount": 10_000_000})
    assert office.codes(case, "finance", "approve_payment") == {"guard.no_longer_earned"}
    office.does(case, "officer", "revoke_part", amount=1_710_000, reason="the machine was cheaper than first told")
    office.does(case, "user", "claim", amount=1_800_000, account=office.account())
    office.approves(case)
    assert office.does(case, "finance", "pay", transfer="T-1").case.balance.paid == Money(1_800_000)


def test_no_invoice_is_rejected_while_the_bank_has_the_money_in_hand(memory_office):
    """What the bank pays is a fact, so what it rests on waits for the bank's answer."""
    office = memory_office
    (case,) = office.approved()
    assert not isinstance(make_transfer_batch(office.desk, office.people["finance"], date(2026, 10, 26)), Refusal)
    paper, why = invoice_of(office, case), "the invoice is forged"
    refused = office.codes(case, "officer", "reject_document", document=paper, reason=why)
    assert refused == {"guard.transfer_under_way"}


def test_a_paid_case_without_a_known_cost_is_an_error(memory_office):
    """Assets nobody knows the cost of are no reason to keep an empty register silently, as it was before."""
    office = memory_office
    (case,) = office.approved()
    paid = office.does(case, "finance", "pay", transfer="T-1").case
    with office.desk.store.read() as tx, pytest.raises(AssetError, match="no cost is known"):
        register_assets(office.desk, tx, replace(paid, documents={}), paid.approved_at)


@pytest.mark.parametrize(
    ("price", "entered"),
    [(600_000, None), (1_000_000, (500_000, 2, 1_000_000)), (1_200_001, (600_000, 2, 1_200_001))],
)
def test_the_limit_of_the_register_is_a_unit_price(memory_office, price, entered):
    """Two machines of 300,000 yen are two small things; they were one asset of 600,000 before (article 22)."""
    office = memory_office
    line = {**FILE["lines"][0], "price": price, "quantity": 2}
    office.invoiced = price
    (case,) = office.approved(lines=[line])
    assets = office.does(case, "finance", "pay", transfer="T-1").case.aftercare.assets.values()
    assert [(one.unit_price.yen, one.quantity, one.cost.yen) for one in assets] == ([entered] if entered else [])


def test_no_payment_is_dated_before_its_approval(memory_office):
    """A payment of the year 2020 would set every clock after it wrong; it was accepted before."""
    office = memory_office
    (case,) = office.approved()
    for day in ("2020-01-01", "2026-10-19"):
        assert office.codes(case, "finance", "pay", transfer="T-1", paid_on=day) == {"guard.paid_too_early"}
    assert office.does(case, "finance", "pay", transfer="T-1", paid_on="2026-10-20").case.paid_on == date(2026, 10, 20)


WHY = "as the law and the file say"


def transferred(office, case):
    """Ask to transfer the machine four years after its payment; give the request."""
    asked = {"asset": "A01", "manner": "transfer", "planned_on": "2030-10-21", "proceeds": 1, "reason": WHY}
    return list(office.does(case, "user", "request_disposal", **asked).case.aftercare.disposals.values())[-1]


def paid(office):
    """Carry a case to its payment of 3,510,000 yen."""
    (case,) = office.approved()
    office.does(case, "finance", "pay", transfer="T-1")
    return case


def test_a_disposal_asks_back_of_what_still_stands(memory_office):
    """With half of the grant revoked 936,000 yen come back of a transfer; 1,872,000 were asked before (article 22)."""
    office = memory_office
    case = paid(office)
    office.does(case, "officer", "revoke_part", amount=1_755_000, reason=WHY)
    assert transferred(office, case).repayment == Money(936_000)
    office.does(case, "officer", "order_repayment", due_on="2026-12-01")
    done = office.does(case, "officer", "approve_disposal", disposal="R01", amount=936_000).case
    assert done.aftercare.assets["A01"].standing == Money(1_755_000 - 936_000)
    assert replay_fund(office.desk) == ()


def test_a_revocation_reaches_a_request_that_waits(memory_office):
    """Half of the grant revoked or returned between request and approval halves the repayment."""
    office = memory_office
    case = paid(office)
    assert transferred(office, case).repayment == Money(1_872_000)
    office.does(case, "officer", "order_return", amount=1_755_000, due_on="2026-12-01", reason=WHY)
    assert office.codes(case, "officer", "approve_disposal", disposal="R01", amount=1_872_000) == {
        "guard.repayment_differs"
    }
    office.does(case, "officer", "approve_disposal", disposal="R01", amount=936_000)


def test_a_lease_and_a_transfer_ask_each_yen_back_once(memory_office):
    """What the lease brought back is no grant any more when the machine is sold; it was charged twice before."""
    office = memory_office
    case = paid(office)
    lease = {"asset": "A01", "manner": "lease", "planned_on": "2026-10-21", "proceeds": 15_000_000, "reason": WHY}
    first = office.does(case, "user", "request_disposal", **lease).case.aftercare.disposals["R01"].repayment
    office.does(case, "officer", "approve_disposal", disposal="R01", amount=first.yen)
    second = transferred(office, case).repayment
    assert second.yen == 10_400_000 * (3_510_000 - first.yen) // 19_500_000
    assert first + second <= Money(3_510_000)


def test_a_lower_correction_gives_its_money_back_to_the_pool(memory_office):
    """Half the request given up is free from the resubmission on, and the grant stays within the rest."""
    office = memory_office
    case = office.opens()
    office.submits(case)
    free = office.balances()["available"]
    office.does(case, "officer", "take_up")
    office.does(case, "officer", "return", sections=["price"], reason="the price differs from the quotation")
    root = corrected(office, case, 10_000_000).case.root
    for who in ("user", "partner"):
        office.does(case, who, "sign", root=root)
    assert office.balances()["available"] == free
    office.does(case, "user", "resubmit", root=root)
    assert office.balances()["available"] == free + 1_800_000
    office.accepts(case)
    refused = office.codes(case, "officer", "grant", amount=3_600_000)
    assert refused == {"guard.over_reservation"}
    office.does(case, "officer", "grant", amount=1_800_000)
    assert replay_fund(office.desk) == ()


def test_the_letter_of_a_smaller_grant_says_why(memory_office):
    """A grant of one yen without a reason was accepted before; now it is refused, and the letter prints the reason."""
    office = memory_office
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    office.accepts(case)
    assert office.codes(case, "officer", "grant", amount=1) == {"guard.less_unexplained"}
    done = office.does(case, "officer", "grant", amount=1, reason="only the spindle is eligible")
    issued = next(one for one in done.case.letters.values() if one.kind == "grant_decision")
    with office.desk.store.read() as tx:
        assert "only the spindle is eligible" in tx.blobs.get(issued.digest).decode()


def test_nothing_is_erased_while_money_is_owed_or_an_asset_bound(memory_office):
    """After five years the file was erased though a repayment was open and the machine bound for nine."""
    office = memory_office
    case = paid(office)
    office.does(case, "officer", "revoke_part", amount=1_000_000, reason=WHY)
    office.does(case, "officer", "order_repayment", due_on="2026-12-21")
    office.does(case, "officer", "close")
    office.at("2032-04-01T10:00:00+09:00")
    asked = {"items": ["D001", "section.price"], "basis": "request 12", "reason": WHY}
    refused = office.tries(case, "officer", "propose_erasure", **asked)
    assert isinstance(refused, Refusal)
    told = {one.code: one.facts for one in refused.findings}
    assert told["guard.debt_stands"]["due_on"] == "2026-12-21"
    assert told["guard.asset_bound"] == {"asset": "A01", "until": "2035-09-10"}
