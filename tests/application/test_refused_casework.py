"""Bad input in casework and money: refused with every reason, and the journal is what it was, byte by byte.

On memory, SQLite and PostgreSQL: a command for the wrong state, role or side; amounts that are negative, fractional or
over the award; the same command twice; two officers deciding at once; a deadline passed by one second; documents
swapped between cases; a bank's answer to another batch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from sekisho.application.act import act
from sekisho.application.declare import declare
from sekisho.application.fix_content import lock_case
from sekisho.application.keep_blob import keep
from sekisho.application.make_transfer_batch import make_transfer_batch, withdraw_transfer_batch
from sekisho.application.ports import ConflictError
from sekisho.application.program_time import advance_clock
from sekisho.application.read_transfer_result import read_transfer_result
from sekisho.application.request import Accepted
from sekisho.application.show_case import show_case
from sekisho.application.write_transfer_file import write_transfer_file
from sekisho.domain.values.finding import Refusal
from sekisho.domain.values.time import parse_instant
from tests.application.plays import AMOUNT, amount_fixed, batch, sent_to_the_bank, two_approved, two_submitted
from tests.application.scene import PAPERS, Office
from tests.contracts.scene import all_at_once, everything_in
from tests.domain.fund.zengin.scene import answered

GRANT = 3_600_000
WHY = "the machine is none of those that were filed"


@contextmanager
def unchanged(office: Office) -> Iterator[None]:
    """Hold that journal, log, pool, lists and notices are afterwards what they were, to the byte."""
    before = everything_in(office.desk.store)
    yield
    assert everything_in(office.desk.store) == before


def reasons(made: object) -> list[str]:
    """Every reason of a refusal, in order of the alphabet."""
    assert isinstance(made, Refusal), made
    return sorted(finding.code for finding in made.findings)


def refused(office: Office, case: str, *tried: tuple[str, str, dict[str, Any], list[str]]) -> None:
    """Try commands that are all refused, each for exactly these reasons."""
    with unchanged(office):
        found = [reasons(office.tries(case, who, command, **details)) for who, command, details, _why in tried]
    assert found == [why for *_, why in tried]


def under_review(office: Office) -> tuple[str, str]:
    """Have one case whose papers are accepted and that waits for its decision, and one that was only submitted."""
    first, second = two_submitted(office)
    office.does(first, "officer", "take_up")
    office.accepts(first)
    return first, second


def two_granted(office: Office) -> list[str]:
    """Have two grants that were decided on one day."""
    cases = two_submitted(office)
    for case in cases:
        office.grants(case)
    return cases


def signed_and_declared(office: Office) -> tuple[str, str]:
    """Have a case that both sides have signed and declared and nobody has submitted, and the root they signed."""
    case = office.opens()
    office.all_declare(case)
    for kind, about in PAPERS:
        office.files(case, kind, **about)
    root = lock_case(office.desk, case, office.people["user"]).case.root
    for who in ("user", "partner"):
        office.does(case, who, "sign", root=root)
    return case, root


def test_the_wrong_state_role_or_side(after):
    """Out of turn, not theirs, not their case, unknown: each is told, and all of it together."""
    office, (_reviewed, case) = after(under_review)
    refused(
        office, case,
        ("officer", "grant", {"amount": 1}, ["guard.out_of_turn"]),
        ("officer", "pay", {"transfer": "T-1"}, ["guard.not_yours", "guard.out_of_turn"]),
        ("user", "grant", {"amount": 1}, ["guard.not_yours", "guard.out_of_turn"]),
        ("partner", "take_up", {}, ["guard.not_yours"]),
        ("auditor", "take_up", {}, ["guard.not_yours"]),
        ("maker", "withdraw", {"reason": "x"}, ["field.wrong.reason", "guard.not_yours"]),
        ("stranger", "withdraw", {}, ["field.missing", "guard.not_your_case"]),
        ("stranger", "claim", {}, ["guard.not_your_case", "guard.out_of_turn"]),
        ("user", "dance", {}, ["guard.unknown_command"]),
    )  # fmt: skip
    with unchanged(office):
        assert reasons(office.tries("SF26-999999", "officer", "take_up")) == ["guard.out_of_turn"]
        assert reasons(office.tries(case, "user", "order", "L9", ordered_on="2026-06-01")) == [
            "guard.line_unknown",
        ]


@pytest.mark.parametrize("amount", [-1, -(10**30), 0.5, 1e9, 10**30, "3600000", True, [1], {"yen": 1}])
def test_an_amount_that_is_no_yen(memory_office, amount):
    """Negative, fractional, without end, in words or in a list: no amount, whoever asks and whatever else is wrong."""
    case = amount_fixed(memory_office)
    refused(
        memory_office, case,
        ("user", "claim", {"amount": amount, "account": memory_office.account()}, ["field.wrong.yen"]),
        ("finance", "claim", {"amount": amount}, ["field.missing", "field.wrong.yen", "guard.not_the_payee",
                                                  "guard.not_yours"]),
        ("officer", "revoke_part", {"amount": amount, "reason": "short"}, ["field.wrong.reason", "field.wrong.yen"]),
    )  # fmt: skip


def test_an_amount_over_the_award(after):
    """A yen more than was reserved is not granted; nor is nothing, less than nothing, half a yen or no amount."""
    office, (case, _other) = after(under_review)
    refused(
        office, case,
        ("officer", "grant", {"amount": GRANT + 1}, ["guard.over_reservation"]),
        ("officer", "grant", {"amount": -1}, ["field.wrong.yen"]),
        ("officer", "grant", {"amount": 0.5}, ["field.wrong.yen"]),
        ("officer", "grant", {"amount": 0}, ["guard.less_unexplained", "guard.over_reservation"]),
        ("officer", "grant", {}, ["field.missing"]),
    )  # fmt: skip


def test_an_amount_beside_the_fixed_one(after):
    """A claim is for what was fixed, to the yen, and a revocation in part leaves something."""
    office, case = after(amount_fixed)
    account = {"account": office.account()}
    refused(
        office, case,
        ("user", "claim", {"amount": AMOUNT + 1, **account}, ["guard.not_fixed_amount"]),
        ("user", "claim", {"amount": AMOUNT - 1, **account}, ["guard.not_fixed_amount"]),
        ("user", "claim", {"amount": -AMOUNT, **account}, ["field.wrong.yen"]),
        ("officer", "revoke_part", {"amount": AMOUNT, "reason": WHY}, ["guard.not_a_part"]),
    )  # fmt: skip


def test_the_same_command_twice(after):
    """A decision that was taken is not taken again, nor is its opposite."""
    office, (case, _other) = after(under_review)
    office.does(case, "officer", "grant", amount=GRANT)
    refused(
        office, case,
        ("officer", "grant", {"amount": GRANT}, ["guard.out_of_turn"]),
        ("officer2", "decline", {"reason": WHY}, ["guard.out_of_turn"]),
    )  # fmt: skip


def test_the_same_claim_and_approval_twice(after):
    """A claim is made once, approved by nobody twice, and paid on two approvals."""
    office, case = after(amount_fixed)
    claim = {"amount": AMOUNT, "account": office.account()}
    office.does(case, "user", "claim", **claim)
    office.does(case, "finance", "approve_payment")
    refused(
        office, case,
        ("user", "claim", claim, ["guard.out_of_turn"]),
        ("finance", "approve_payment", {}, ["guard.same_person"]),
        ("finance2", "pay", {"transfer": "T-1"}, ["guard.approvals_missing"]),
    )  # fmt: skip


def test_the_same_request_twice_is_one_event(after):
    """The very same signed request, sent again: the first is carried out, the second is out of turn."""
    office, (case, _other) = after(under_review)
    request = office.request(case, "officer", "grant", amount=GRANT)
    assert isinstance(act(office.desk, case, office.people["officer"], request), Accepted)
    with unchanged(office):
        assert reasons(act(office.desk, case, office.people["officer"], request)) == ["guard.out_of_turn"]


def test_two_officers_deciding_at_once(after):
    """One grants while the other declines: one decision stands, and the other was refused or told to look anew."""
    office, (case, _other) = after(under_review)
    requests = (
        ("officer", office.request(case, "officer", "grant", amount=GRANT)),
        ("officer2", office.request(case, "officer2", "decline", reason=WHY)),
    )

    def decides(n: int) -> object:
        who, request = requests[n]
        try:
            return act(office.desk, case, office.people[who], request)
        except ConflictError as error:
            return error

    made = all_at_once(2, decides)
    assert sum(isinstance(one, Accepted) for one in made) == 1
    (lost,) = (one for one in made if not isinstance(one, Accepted))
    assert isinstance(lost, ConflictError) or "guard.out_of_turn" in reasons(lost)
    with office.desk.store.read() as tx:
        decided = [
            row.type for row in tx.journal.read(f"case/{case}") if row.type in {"grant.decided", "case.declined"}
        ]
    assert len(decided) == 1
    assert office.balances()["committed"] == (GRANT if decided == ["grant.decided"] else 0)


def moved(office: Office, instant: str) -> None:
    """Move the program's clock, and carry out nothing that is due then."""
    assert not isinstance(advance_clock(office.desk, parse_instant(instant)), Refusal)


def test_a_deadline_passed_by_one_second(after):
    """At 17:00:00 of the last day only the model of an older edition is in the way; a second later the deadline is."""
    office, (case, root) = after(signed_and_declared)
    moved(office, "2026-12-31T17:00:00+09:00")
    refused(office, case, ("user", "submit", {"root": root}, ["rule.R03"]))
    moved(office, "2026-12-31T17:00:01+09:00")
    refused(office, case, ("user", "submit", {"root": root}, ["guard.deadline_over", "rule.R03", "rule.R13"]))


def test_a_period_passed_by_one_second(after):
    """A grant is withdrawn until the last second of its ten days (art. 9), and not one second later."""
    office, (first, second) = after(two_granted)
    last = show_case(office.desk, first, office.people["officer"]).case.clocks["withdrawal"]
    moved(office, last.isoformat())
    assert office.does(first, "user", "withdraw", reason=WHY).case.state == "withdrawn"
    moved(office, (last + timedelta(seconds=1)).isoformat())
    refused(office, second, ("user", "withdraw", {"reason": WHY}, ["guard.withdrawal_over"]))


def test_documents_swapped_between_cases(after):
    """A root, a signature, a paper's number, an invoice and a declaration of another case are none of this one."""
    office, (first, second) = after(two_submitted)
    office.files(first, "purchase_invoice", issuer="maker", number="INV-1", amount=1)
    office.does(second, "officer", "take_up")
    refused(office, second, ("officer", "accept_document", {"document": "D004"}, ["guard.document_unknown"]))
    with unchanged(office):
        invoice = office.tries_to_file(second, "purchase_invoice", "user", issuer="Maker", number="inv 1", amount=1)
        assert [one.code for one in invoice] == ["guard.invoice_claimed"]
    request = office.request(first, "officer", "decline", reason=WHY)
    prepared = office.prepares(first, "user")
    envelope = keep(office.desk, office.desk.notary.sign(prepared.statement, office.keys["user"]))
    with unchanged(office):
        signed_for_another = act(office.desk, second, office.people["officer"], request)
        assert [(one.code, one.facts["what"]) for one in signed_for_another.findings] == [
            ("statement.differs", "case"),
            ("statement.differs", "sections"),
        ]
        assert "declaration.of_another" in reasons(
            declare(office.desk, second, office.people["user"], prepared.declaration, envelope)
        )


def test_a_bank_s_answer_to_another_batch(after):
    """The answer to a batch that was withdrawn, with the same payees, amounts and day, is none to the next one."""
    office, _cases = after(two_approved)
    batch(office)
    answer = answered(write_transfer_file(office.desk, office.people["finance"], 1), {1: "0", 2: "3"})
    withdraw_transfer_batch(office.desk, office.people["finance"], 1, "the file was never sent to the bank")
    batch(office)
    office.at("2026-10-26T18:00:00+09:00")
    with unchanged(office):
        swapped = read_transfer_result(office.desk, office.people["finance"], 2, answer)
        assert reasons(swapped) == ["zengin.other_batch"]
        assert [dict(one.facts) for one in swapped.findings] == [
            {"field": "customer_code_1", "sent": "0000000002", "came": "0000000001"}
        ]
        withdrawn = read_transfer_result(office.desk, office.people["finance"], 1, answer)
        assert reasons(withdrawn) == ["transfer.withdrawn_already"]
        both = read_transfer_result(office.desk, office.people["officer"], 3, answer)
        assert reasons(both) == ["transfer.not_yours", "transfer.unknown"]


def test_hostile_bytes_for_a_bank_s_answer(after):
    """Half a file, CP932 kanji, a spreadsheet, an archive and a flood of bytes: refused by place, nothing changed."""
    office, _case = after(sent_to_the_bank)
    good = answered(write_transfer_file(office.desk, office.people["finance"], 1), {1: "0"})
    hostile = {
        b"": "paper.empty",
        good[:-1]: "zengin.wrong_length",
        good[: len(good) // 2 + 7]: "zengin.wrong_length",
        good + good: "zengin.wrong_order",
        good.replace("ｱｵﾊﾞ".encode("cp932"), "青葉".encode("cp932")): "zengin.wrong_signs",
        "振込結果".encode("cp932") * 60: "zengin.unknown_record",
        good.decode("cp932").encode(): "zengin.wrong_length",
        b"PK\x03\x04" + b"\x00" * 476: "zengin.unknown_record",
        b"\x00" * 4_800: "zengin.unknown_record",
    }
    with unchanged(office):
        found = {data: read_transfer_result(office.desk, office.people["finance"], 1, data) for data in hostile}
    assert {data: code in reasons(found[data]) for data, code in hostile.items()} == dict.fromkeys(hostile, True)
    assert not isinstance(read_transfer_result(office.desk, office.people["finance"], 1, good), Refusal)


def test_a_batch_for_a_sunday_by_an_officer(after):
    """Neither the day nor the person is right: both are told, and no payment is in a batch."""
    office, _cases = after(two_approved)
    with unchanged(office):
        made = make_transfer_batch(office.desk, office.people["officer"], date(2026, 10, 25))
        assert reasons(made) == ["transfer.bank_closed", "transfer.not_yours"]
