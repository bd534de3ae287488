"""A case's road through the use cases, on every engine: to payment, to refusal, and what never happens on the way."""

from dataclasses import replace

import pytest

from sekisho.application.act import act
from sekisho.application.desk import Once
from sekisho.application.export_dossier import export_dossier
from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import lock_case
from sekisho.application.keep_blob import keep
from sekisho.application.list_cases import list_cases
from sekisho.application.program_time import advance_clock
from sekisho.application.publish_edition import propose_edition, publish_edition
from sekisho.application.rebuild import rebuild
from sekisho.application.replay_fund import replay_fund
from sekisho.application.request import Accepted, Request
from sekisho.application.seal_journal import seal_journal
from sekisho.application.show_case import show_case
from sekisho.application.transact import AlreadyAnswered
from sekisho.bootstrap.sealing import write_trust_file
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.money import Money
from sekisho.domain.values.time import parse_instant
from sekisho.seal.verify.trust import read_trust
from sekisho.seal.verify.verifier import verify_dossier


def test_a_case_is_paid(office):
    """A case that shows everything is paid what it earned, the pool holds, and its dossier verifies."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    office.verifies(case)
    amount = office.claims(case)
    office.does(case, "finance", "approve_payment")
    office.does(case, "finance2", "approve_payment")
    paid = office.does(case, "finance2", "pay", transfer="T-1")
    assert (paid.case.state, paid.case.balance.paid) == ("paid", Money(amount))
    assert office.balances()["paid"] == amount
    assert replay_fund(office.desk) == ()
    dossier = export_dossier(office.desk, case, office.people["auditor"])
    home = office.desk.notary._home
    trust = read_trust(write_trust_file(home, list(office.people.values())))
    assert verify_dossier(dossier, trust).exit_code == 0


def test_the_shortfall_returns_to_the_pool(office):
    """What was committed and not earned is free again after the amount is fixed."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    before = office.balances()
    assert before["committed"] == 3_600_000
    office.installs(case)
    office.verifies(case)
    office.claims(case)
    assert office.balances()["available"] == before["available"] + 90_000


def test_one_person_never_approves_twice(office):
    """A payment one finance officer approved twice, or only once, is not made."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    office.verifies(case)
    office.claims(case)
    office.does(case, "finance", "approve_payment")
    assert office.codes(case, "finance", "approve_payment") == {"guard.same_person"}
    assert office.codes(case, "finance", "pay", transfer="T") == {"guard.approvals_missing"}


def test_an_unlisted_twin_is_refused_at_the_counter(office):
    """A model identical to a listed one but not listed cannot be filed; nothing is reserved for it."""
    lines = [{"id": "L1", "maker": "Hailan Precision Machinery (fictional)", "model": "HLM-650V2", "category": "cnc",
              "origin": "CN", "price": 20_000_000, "incoterm": "CIF"}]  # fmt: skip
    case = office.opens(lines=lines)
    root = lock_case(office.desk, case, office.people["user"]).case.root
    office.does(case, "user", "sign", root=root)
    office.does(case, "partner", "sign", root=root)
    assert {"rule.R03", "rule.R05"} <= office.codes(case, "user", "submit", root=root)
    assert office.balances()["reserved"] == 0


def test_a_missing_paper_holds_the_grant_and_its_acceptance_releases_it(office):
    """Without the conformity paper the grant is refused as undetermined; filed and accepted, it is given."""
    case = office.opens()
    for kind in ("pse_certificate", "jis_b9700_evidence"):
        office.files(case, kind)
    taken = office.submits(case, papers=False)
    office.does(case, "officer", "take_up")
    office.accepts(case)
    amount = taken.case.balance.reserved.yen
    assert office.codes(case, "officer", "grant", amount=amount) == {"rule.R08"}
    body = {"body": "Toa Anzen Hyoka (fictional)", "valid_from": "2026-01-01", "valid_until": "2029-12-31"}
    office.files(case, "conformity_certificate", **body)
    assert office.codes(case, "officer", "grant", amount=amount) == {"rule.R08"}
    office.accepts(case)
    assert office.does(case, "officer", "grant", amount=amount).case.state == "granted"


def test_an_edit_voids_both_signatures(office):
    """After unlocking, both sides sign anew; the old root is refused."""
    case = office.opens()
    old = lock_case(office.desk, case, office.people["user"]).case.root
    office.does(case, "user", "sign", root=old)
    office.does(case, "user", "unlock", reason="a figure was wrong")
    new = lock_case(office.desk, case, office.people["user"]).case.root
    assert office.codes(case, "partner", "sign", root=old) >= {"guard.root_changed"}
    office.does(case, "partner", "sign", root=new)
    assert "guard.signature_missing" in office.codes(case, "user", "submit", root=new)


def test_a_signature_for_another_command_is_refused(office):
    """An envelope that signs one decision does not carry another."""
    case = office.opens()
    root = lock_case(office.desk, case, office.people["user"]).case.root
    request = office.request(case, "user", "sign", root=root)
    other = Request("sign", {**request.details}, "")
    assert isinstance(act(office.desk, case, office.people["partner"], other), Refusal)


def test_an_envelope_that_is_not_there_is_refused(office):
    """A signed command without its envelope is refused and says so."""
    case = office.opens()
    root = lock_case(office.desk, case, office.people["user"]).case.root
    done = act(office.desk, case, office.people["user"], Request("sign", {"root": root, "envelope": "0" * 64}))
    assert {finding.code for finding in done.findings} == {"statement.absent"}


def test_the_same_request_twice_is_one(office):
    """A submission sent twice under one key is carried out once and answered the same; nothing is bound twice."""
    case = office.opens()
    root = lock_case(office.desk, case, office.people["user"]).case.root
    for kind, about in (("pse_certificate", {}),):
        office.files(case, kind, **about)
    office.does(case, "user", "sign", root=root)
    office.does(case, "partner", "sign", root=root)
    office.all_declare(case)
    once = Once("user", "key-1", "0" * 64, lambda result: result.case.id.encode())
    desk, request = replace(office.desk, once=once), Request("submit", {"root": root})
    assert isinstance(act(desk, case, office.people["user"], request), Accepted)
    with pytest.raises(AlreadyAnswered) as again:
        act(desk, case, office.people["user"], request)
    assert again.value.answer == case.encode()
    assert office.balances()["reserved"] == 3_600_000


def test_a_submission_without_a_key_sent_twice_binds_once(office):
    """Without a key the second submission is refused as out of turn, and the pool is bound once."""
    case = office.opens()
    office.submits(case)
    root = show_case(office.desk, case, office.people["user"]).case.root
    assert "guard.out_of_turn" in office.codes(case, "user", "submit", root=root)
    assert office.balances()["reserved"] == 3_600_000


def test_a_refused_paper_leaves_nothing_behind(office):
    """A paper a stranger files is refused, and not even its bytes are kept."""
    case = office.opens()
    paper = Paper("pse_certificate", "x", b"bytes of a stranger")
    refused = file_document(office.desk, case, office.people["stranger"], paper)
    assert {finding.code for finding in refused.findings} == {"guard.not_your_case"}
    digest = "c3e2d5b8"
    with office.desk.store.read() as tx:
        assert len(tx.journal.read(f"case/{case}")) == 1
        assert tx.blobs.missing([digest]) == [digest]


@pytest.mark.parametrize("data", [b"", b"0" * (32 * 1024 * 1024 + 1)])
def test_an_empty_or_oversized_paper_is_refused(office, data):
    """A paper without bytes or with too many is refused by name."""
    case = office.opens()
    refused = file_document(office.desk, case, office.people["user"], Paper("pse_certificate", "x", data))
    assert isinstance(refused, Refusal)


def test_a_stranger_sees_nothing(office):
    """Somebody of another company sees neither the case nor that it exists."""
    case = office.opens()
    assert show_case(office.desk, case, office.people["stranger"]) is None
    assert list_cases(office.desk, office.people["stranger"]) == []
    assert isinstance(export_dossier(office.desk, case, office.people["stranger"]), Refusal)


def test_a_price_stays_with_its_owner(office):
    """The integrator signs the common root and never sees the price; the office does."""
    case = office.opens()
    office.submits(case)
    seen = show_case(office.desk, case, office.people["partner"])
    assert "price" not in seen.equipment["L1"]
    assert seen.earned is None
    assert show_case(office.desk, case, office.people["officer"]).equipment["L1"]["price"] == 20_000_000


def test_a_partners_dossier_is_redacted_and_still_verifies(office):
    """The integrator's dossier withholds what tells the price, and its chain holds."""
    case = office.opens()
    office.submits(case)
    dossier = export_dossier(office.desk, case, office.people["partner"])
    trust = read_trust(write_trust_file(office.desk.notary._home, list(office.people.values())))
    assert verify_dossier(dossier, trust).exit_code == 0
    assert b"20000000" not in dossier


def test_the_waiting_list_is_promoted_in_order(office):
    """When the pool is full the next case waits; money released goes to the head of the list."""
    case = office.opens()
    office.submits(case)
    big = [{**office_line(), "price": 71_000_000_000}]
    second = office.case(lines=[{**big[0], "id": "L1"}])
    office.submits(second)
    third = office.case(lines=[{**office_line(), "price": 10_000_000_000}])
    assert office.submits(third).case.state == "waiting"
    office.does(second, "user", "withdraw", reason="we found another machine")
    assert show_case(office.desk, third, office.people["officer"]).case.state == "submitted"
    assert replay_fund(office.desk) == ()


def office_line():
    """Give the usual equipment line."""
    return {"id": "L1", "maker": "Hailan Precision Machinery (fictional)", "model": "HLM-650V", "category": "cnc",
            "origin": "CN", "incoterm": "CIF"}  # fmt: skip


def test_the_deadline_is_an_instant(office):
    """At 17:00:00 a filing is in time, a second later it is not."""
    case = office.opens()
    root = lock_case(office.desk, case, office.people["user"]).case.root
    office.does(case, "user", "sign", root=root)
    office.does(case, "partner", "sign", root=root)
    office.at("2026-12-31T17:00:00+09:00")
    early = office.request(case, "user", "submit", root=root)
    office.at("2026-12-31T17:00:01+09:00")
    refused = act(office.desk, case, office.people["user"], early)
    assert isinstance(refused, Refusal)
    with office.desk.store.read() as tx:
        assert tx.views.case(case).state == "lapsed"


def test_a_returned_case_lapses_and_frees_its_place(office):
    """A returned case whose thirty days run out lapses by itself and its reservation is free again."""
    case = office.opens()
    office.submits(case)
    office.does(case, "officer", "take_up")
    returned = office.does(case, "officer", "return", sections=["equipment"], reason="the model name is unclear")
    office.at(returned.case.clocks["correction"].isoformat())
    assert show_case(office.desk, case, office.people["officer"]).case.state == "returned"
    due = office.at("2026-06-12T00:00:00+09:00")
    assert due.lapsed == (case,)
    assert office.balances()["reserved"] == 0


def test_every_list_comes_back_from_the_journal(office):
    """Dropping every projection and replaying the journal gives the same lists again."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    with office.desk.store.read() as tx:
        before = (tx.views.cases(), tx.views.lines(), tx.views.registrations())
    rebuild(office.desk)
    with office.desk.store.read() as tx:
        assert (tx.views.cases(), tx.views.lines(), tx.views.registrations()) == before


def test_a_revision_tells_whom_it_touches(office):
    """The edition of 15 July spares the case submitted before it and changes the draft."""
    spared = office.opens()
    office.submits(spared)
    draft = office.case()
    lock_case(office.desk, draft, office.people["user"])
    changes = {change.case: change for change in office.at("2026-07-15T00:00:00+09:00").changes}
    assert (changes[spared].decides, changes[draft].decides) == (False, True)
    assert changes[draft].difference.after is Outcome.NOT_MET
    assert office.at("2026-07-16T00:00:00+09:00").changes == ()


def test_the_program_clock_never_moves_back(office):
    """A rehearsal's clock moves forward only."""
    office.opens()
    refused = advance_clock(office.desk, parse_instant("2026-05-10T00:00:00+09:00"))
    assert {finding.code for finding in refused.findings} == {"clock.backwards"}


def test_an_edition_takes_two_officers(office):
    """Who proposes an edition cannot publish it; a broken or published file is refused."""
    office.opens()
    seed = office.desk.programs.seed()
    name = "annex-a-2026-05-09.toml"
    proposed = propose_edition(office.desk, office.people["officer"], name, seed[name])
    digest = proposed.event.text("blob")
    refused = publish_edition(office.desk, office.people["officer"], digest)
    assert {finding.code for finding in refused.findings} == {"edition.same_person"}
    assert not isinstance(publish_edition(office.desk, office.people["officer2"], digest), Refusal)
    for wrong in (propose_edition(office.desk, office.people["officer"], name, seed[name]),
                  propose_edition(office.desk, office.people["officer"], "annex-a-2027-01-01.toml", b"[edition]"),
                  propose_edition(office.desk, office.people["user"], "annex-a-x.toml", b"")):  # fmt: skip
        assert isinstance(wrong, Refusal)


def test_sealing_twice_signs_once(office):
    """A second sealing without anything new signs nothing."""
    office.opens()
    first = seal_journal(office.desk)
    assert first is not None
    assert seal_journal(office.desk) is None
    keep(office.desk, b"bytes alone are no event")
    assert seal_journal(office.desk) is None
