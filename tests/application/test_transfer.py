"""Money out, on every engine: batches, their files, the bank's answers, and what never happens to the journal."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.application.make_transfer_batch import make_transfer_batch, withdraw_transfer_batch
from sekisho.application.read_transfer_result import read_transfer_result
from sekisho.application.rebuild import rebuild
from sekisho.application.reconcile import reconcile
from sekisho.application.replay_fund import replay_fund
from sekisho.application.show_case import show_case
from sekisho.application.transfer_batch import list_batches, page_of_batches, project_transfers, read_batches
from sekisho.application.write_transfer_file import write_transfer_file
from sekisho.domain.fund.zengin.layout import TRANSFER
from sekisho.domain.fund.zengin.reading import read
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.money import Money
from tests.application.plays import AMOUNT, MONDAY, amount_fixed, approved, batch, sent_to_the_bank, two_approved
from tests.application.scene import Office
from tests.domain.fund.zengin.scene import answered


def codes(made: object) -> set[str]:
    """The reasons of a refusal."""
    assert isinstance(made, Refusal), made
    return {finding.code for finding in made.findings}


def answer(office: Office, number: int, said: dict[int, str]) -> bytes:
    """What the bank sends back about a batch."""
    written = write_transfer_file(office.desk, office.people["finance"], number)
    assert isinstance(written, bytes), written
    return answered(written, said)


def journal(office: Office) -> list[tuple[str, int]]:
    """Every event there is, by stream and number."""
    with office.desk.store.read() as tx:
        return [(row.stream, row.seq) for row in tx.journal.everything()]


def takes(office: Office, number: int, data: bytes, who: str = "finance"):
    """Read an answer."""
    return read_transfer_result(office.desk, office.people[who], number, data)


def test_a_batch_is_paid_in_part_and_the_rest_is_paid_by_the_next_one(after):
    """Two approved payments go out in one file; one comes back, is corrected, approved anew, and paid by the next."""
    office, (good, bad) = after(two_approved)
    made = batch(office).batch
    whole = read(write_transfer_file(office.desk, office.people["finance2"], 1), TRANSFER)
    assert [(item.number("amount"), item.values["name"]) for item in whole.items] == [(AMOUNT, "ｱｵﾊﾞｾｲｷ(ｶｸｳ")] * 2
    assert (made.number, made.total, [item.case for item in made.items]) == (1, Money(2 * AMOUNT), [good, bad])
    office.at("2026-10-26T18:00:00+09:00")
    before = journal(office)
    assert codes(takes(office, 1, answer(office, 1, {1: "0", 2: "7"}))) == {"zengin.unknown_result"}
    assert journal(office) == before
    taken = takes(office, 1, answer(office, 1, {1: "0", 2: "3"}))
    assert (taken.paid, taken.returned) == (Money(AMOUNT), Money(AMOUNT))
    states = {case: show_case(office.desk, case, office.people["officer"]).case for case in (good, bad)}
    assert (states[good].state, states[good].paid_on) == ("paid", MONDAY)
    assert (states[bad].state, states[bad].approvals, states[bad].account_fault) == ("claimed", (), "account_closed")
    assert office.codes(bad, "finance", "approve_payment") == {"guard.account_at_fault"}
    office.does(bad, "user", "correct_account", account=office.account(number="7654322"))
    office.approves(bad)
    batch(office, date(2026, 10, 27))
    office.at("2026-10-27T18:00:00+09:00")
    takes(office, 2, answer(office, 2, {1: "0"}))
    assert office.balances()["paid"] == 2 * AMOUNT
    assert replay_fund(office.desk) == ()
    held = reconcile(office.desk)
    assert held.holds
    assert (held.paid_by_bank, held.returned, held.posted) == (Money(2 * AMOUNT), Money(AMOUNT), Money(2 * AMOUNT))


@pytest.fixture
def sent(after) -> Office:
    """An office whose batch is with the bank, on the day of the transfer."""
    return after(sent_to_the_bank)[0]


def test_an_answer_that_is_none_changes_nothing(sent):
    """A result for another batch, truncated, altered, of an unknown item or sent by nobody's right is refused whole."""
    good, before = answer(sent, 1, {1: "0"}), journal(sent)
    other = good[:211] + b"0000000009" + good[221:]
    wrong = {
        "other batch": (1, other, "finance", "zengin.other_batch"),
        "truncated": (1, good[:360], "finance", "zengin.wrong_order"),
        "cut": (1, good[:-3], "finance", "zengin.wrong_length"),
        "altered": (1, good[:247] + b"000009999999" + good[259:], "finance", "zengin.total_differs"),
        "code": (1, answer(sent, 1, {1: "7"}), "finance", "zengin.unknown_result"),
        "no batch": (2, good, "finance", "transfer.unknown"),
        "empty": (1, b"", "finance", "paper.empty"),
        "officer": (1, good, "officer", "transfer.not_yours"),
    }
    assert {name: code in codes(takes(sent, n, data, who)) for name, (n, data, who, code) in wrong.items()} == (
        dict.fromkeys(wrong, True)
    )
    assert journal(sent) == before
    assert not isinstance(takes(sent, 1, good), Refusal)
    assert codes(takes(sent, 1, good)) == {"transfer.answered_already"}


def test_while_the_bank_has_it_nothing_else_happens_to_a_payment(sent):
    """A payment in a batch is not paid by hand, revoked, corrected or batched again until the bank answers."""
    (case,) = [row.id for row in _claimed(sent)]
    way = {"guard.transfer_under_way"}
    assert sent.codes(case, "finance", "pay", transfer="by hand") == way
    assert sent.codes(case, "finance", "fail_payment", transfer="by hand", cause="other") == way
    assert sent.codes(case, "user", "correct_account", account=sent.account()) == way
    assert sent.codes(case, "officer", "revoke", reason="found out only now") == way
    assert sent.codes(case, "officer", "revoke_part", amount=1, reason="found out only now") == way
    assert codes(make_transfer_batch(sent.desk, sent.people["finance"], date(2026, 10, 27))) == {
        "transfer.nothing_to_pay"
    }
    taken = withdraw_transfer_batch(sent.desk, sent.people["finance"], 1, "the file was never sent")
    assert taken.withdrawn == "the file was never sent"
    assert codes(takes(sent, 1, answer(sent, 1, {1: "0"}))) == {"transfer.withdrawn_already"}
    assert batch(sent, date(2026, 10, 27)).batch.number == 2


def _claimed(office: Office):
    with office.desk.store.read() as tx:
        return tx.views.cases(states=("claimed",))


def test_a_page_of_batches_is_bounded_and_forgets_no_open_one(sent):
    """However many batches there are, the newest are read, and with them each the bank has still to answer."""
    with sent.desk.store.write() as tx:
        made = tx.journal.read("transfer/1")[0].event
        taken_back = replace(made, type="transfer.withdrawn", body={"reason": "never sent"})
        for number in range(2, 48):
            tx.journal.append(
                f"transfer/{number}", [replace(made, body={**made.body, "number": number}), taken_back], 0
            )
            project_transfers(tx, number)
    with sent.desk.store.read() as tx:
        pages = {before: page_of_batches(tx, before) for before in (0, 28, 8, 1)}
        listed = [[one.number for one in list_batches(tx, before).batches] for before in (0, 28, 8, 1)]
        whole = [batch.number for batch in read_batches(tx)]
    assert whole == list(range(1, 48))
    assert {before: [one.number for one in page.batches] for before, page in pages.items()} == {
        0: [1, *range(28, 48)],
        28: [1, *range(8, 28)],
        8: list(range(1, 8)),
        1: [1],
    }
    assert {before: page.before for before, page in pages.items()} == {0: 28, 28: 8, 8: 0, 1: 0}
    assert listed == [list(range(28, 48)), list(range(8, 28)), list(range(1, 8)), []]


@pytest.mark.parametrize(
    ("on", "who", "code"),
    [
        (date(2026, 10, 25), "finance", "transfer.bank_closed"),
        (date(2026, 11, 3), "finance", "transfer.bank_closed"),
        (date(2026, 10, 19), "finance", "transfer.day_past"),
        (date(2100, 1, 4), "finance", "transfer.day_unknown"),
        (MONDAY, "officer", "transfer.not_yours"),
        (MONDAY, "user", "transfer.not_yours"),
        (MONDAY, "finance", "transfer.nothing_to_pay"),
    ],
)
def test_no_batch_on_a_day_without_banks_or_by_somebody_else(office, on, who, code):
    """A Sunday, a holiday, yesterday, a year nobody knows, another role, and nothing to pay: no batch."""
    office.at("2026-10-20T09:00:00+09:00")
    before = journal(office)
    assert code in codes(make_transfer_batch(office.desk, office.people[who], on))
    assert journal(office) == before


def test_the_file_is_finances_and_the_same_every_time(after):
    """Only finance reads the accounts; the file is byte for byte what was made."""
    office, _case = after(approved)
    made = batch(office).batch
    files = {write_transfer_file(office.desk, office.people[who], 1) for who in ("finance", "finance2")}
    assert len(files) == 1
    assert made.file_sha256
    for who in ("officer", "user", "auditor"):
        refused = write_transfer_file(office.desk, office.people[who], 1)
        assert codes(refused) == {"transfer.not_yours"}
    assert codes(write_transfer_file(office.desk, office.people["finance"], 2)) == {"transfer.unknown"}
    # A result read before the day of the transfer is none.
    assert codes(takes(office, 1, answer(office, 1, {1: "0"}))) == {"transfer.too_early"}


def test_a_claim_names_an_account_a_bank_can_pay_to(after):
    """Bytes that are no account, and an account nobody stored, are refused at the claim."""
    office, case = after(amount_fixed)
    with office.desk.store.write() as tx:
        text = tx.blobs.put(b"Example Bank 1234567", private=True)
    assert office.codes(case, "user", "claim", amount=AMOUNT, account=text) == {"zengin.account_unreadable"}
    assert "transfer.account_missing" in office.codes(case, "user", "claim", amount=AMOUNT, account="0" * 64)
    assert office.does(case, "user", "claim", amount=AMOUNT, account=office.account()).case.state == "claimed"


def test_a_payment_whose_gate_failed_stays_out_of_the_batch(after):
    """An approved payment whose machine's papers were rejected meanwhile is held back with its reason; others go."""
    office, (good, bad) = after(two_approved)
    office.does(bad, "officer", "reject_document", document="D001", reason="the certificate is a forgery")
    made = batch(office)
    assert [item.case for item in made.batch.items] == [good]
    assert [held.case for held in made.held] == [bad]
    assert made.held[0].findings[0].code == "rule.R06"


def test_what_the_bank_has_paid_is_paid_whatever_is_found_since(after):
    """A gate that fails between the file and the answer does not make the money come back: the payment is recorded."""
    office, case = after(sent_to_the_bank)
    office.does(case, "officer", "reject_document", document="D001", reason="the certificate is a forgery")
    takes(office, 1, answer(office, 1, {1: "0"}))
    assert office.balances()["paid"] == AMOUNT
    office.does(case, "officer", "revoke", reason="the certificate is a forgery")


def test_reconciling_shows_every_difference(after):
    """A payment by hand needs its voucher, a batch past its day its answer, and a ledger that lost a yen is told."""
    office, (first, second) = after(two_approved)
    office.does(first, "finance", "pay", transfer="T-1")
    batch(office)
    office.at("2026-10-28T09:00:00+09:00")
    held = reconcile(office.desk)
    assert {(f.code, f.outcome.value) for f in held.findings} == {
        ("reconcile.outside", "undetermined"),
        ("reconcile.unanswered", "undetermined"),
    }
    assert (held.holds, held.under_way, held.paid_in_cases) == (True, Money(AMOUNT), Money(AMOUNT))
    with office.desk.store.write() as tx:
        answers = [{"item": 1, "case": second, "reason": "paid"}]
        made = tx.journal.read("transfer/1")[0].event
        tx.journal.append("transfer/1", [replace(made, type="transfer.answered", body={"answers": answers})], 1)
    broken = reconcile(office.desk)
    assert not broken.holds
    assert "reconcile.paid_not_told" in {finding.code for finding in broken.findings}


def test_two_batches_are_never_made_of_one_payment(sent):
    """Whoever makes the same batch a second time finds nothing to pay, also after every list was written again."""
    again = make_transfer_batch(sent.desk, sent.people["finance2"], date(2026, 10, 27))
    assert codes(again) == {"transfer.nothing_to_pay"}
    with sent.desk.store.write() as tx:
        tx.views.clear()
    rebuild(sent.desk)
    again = make_transfer_batch(sent.desk, sent.people["finance2"], date(2026, 10, 27))
    assert codes(again) == {"transfer.nothing_to_pay"}
