"""The life of a registration, and what it means for a filing on each day."""

import pytest

from sekisho.application.file_document import Paper
from sekisho.application.fix_content import lock_case
from sekisho.application.ports import Person
from sekisho.application.register import act_on_registration, apply_for_registration, file_registration_paper
from sekisho.application.register_facts import read_registers
from sekisho.application.request import Request
from sekisho.application.show_case import show_case
from sekisho.application.show_register import (
    list_registrations,
    read_registration_paper,
    show_public_register,
    show_registration,
)
from sekisho.domain.values.finding import Outcome, Refusal
from sekisho.domain.values.time import parse_day
from tests.application.scene import MAKER, OTHER, PARTNER

LISTED_MODEL = f"model/{MAKER}/hlm-650v"
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
        return read_registers(tx).partner({"corporate_number": PARTNER}, parse_day(day))


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
    days = ("2026-05-10", "2026-05-11", "2026-06-01", "2026-06-10", "2026-06-20", "2026-07-01")
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
        ("user", "suspend", "guard.not_your_registration"),
        ("partner", "remove", "guard.not_yours"),
        ("maker", "appeal", "guard.not_your_registration"),
        ("partner", "appeal", "guard.registration_out_of_turn"),
        ("partner", "apply", "request.own_way"),
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


def test_what_is_taken_away_later_undoes_no_submission(office):
    """A model suspended after a case was submitted, on that day or later, stands for that case (A16, A26)."""
    case = office.opens()
    office.at("2026-05-20T10:00:00+09:00")
    office.submits(case)
    office.at("2026-05-20T15:00:00+09:00")
    suspended = on(office, "officer", LISTED_MODEL, "suspend", from_on="2026-05-20", reason=REASON)
    assert suspended.state == "suspended"
    assert gate(office, case, "R05") is Outcome.MET
    again = on(office, "officer", LISTED_MODEL, "reinstate", from_on="2026-05-19", reason=REASON)
    assert codes(again) == {"guard.day_is_past"}


def test_a_key_is_registered_once(office):
    """A second application for the same subject and key is refused: the register has one row for it."""
    office.opens()
    details = {"subject": "integrator", "key": PARTNER, "particulars": {"name": "again"}}
    again = apply_for_registration(office.desk, office.people["partner"], Request("apply", details))
    assert "guard.registration_out_of_turn" in codes(again)


MODEL, AGREED = f"model/{MAKER}/another", "2026-05-20"


def applies(office, who, subject, key, **particulars):
    """Apply for a registration."""
    details = {"subject": subject, "key": key, "particulars": particulars}
    return apply_for_registration(office.desk, office.people[who], Request("apply", details))


def on(office, who, registration, command, **details):
    """Carry a command on a registration."""
    return act_on_registration(office.desk, registration, office.people[who], Request(command, details))


def test_nobody_finds_out_by_applying_what_others_applied_for(office):
    """Two exporters register one model under one key, and who applies for another's place hears what a blank says."""
    office.opens()
    said = {"name": "HLM", "maker": "Hailan", "model": "HLM-650V"}
    rival = Person("rival", "staff", "exporter", OTHER, b"", rehearsal=True)
    details = {"subject": "model", "key": "hlm-650v", "particulars": said}
    made = apply_for_registration(office.desk, rival, Request("apply", details))
    assert made.id == f"model/{OTHER}/hlm-650v"
    for key in (PARTNER, "9990000000001"):
        given = {"subject": "integrator", "key": key, "particulars": {"name": "ours"}}
        refused = apply_for_registration(office.desk, rival, Request("apply", given))
        assert codes(refused) == {"guard.subject_not_yours"}
    for name in (LISTED_MODEL, "model/nobody/none"):
        for command in ("suspend", "appeal", "take_up", "crown"):
            asked = act_on_registration(office.desk, name, rival, Request(command, {}))
            assert codes(asked) == {"guard.not_your_registration"}
        paper = file_registration_paper(office.desk, name, rival, Paper("parts_list", "x", b"x"))
        assert codes(paper) == {"guard.not_your_registration"}


def test_a_registration_takes_the_papers_the_program_lists(office):
    """A parts list may come beside what is needed; a kind nobody knows is refused and nothing of it is kept."""
    office.opens()
    for kind, found in (("parts_list", None), ("love_letter", {"guard.paper_kind_unknown"})):
        paper = Paper(kind, "x.txt", b"x")
        done = file_registration_paper(office.desk, LISTED_MODEL, office.people["maker"], paper)
        assert (codes(done) if isinstance(done, Refusal) else None) == found


def test_a_model_is_registered_only_with_its_papers(office):
    """Each paper that is missing is named; completed after a return, the model is entered."""
    office.opens()
    applies(office, "maker", "model", "another", name="X-1", maker="Hailan", model="X-1", list_price=9_000_000)
    on(office, "officer", MODEL, "take_up")
    refused = on(office, "officer", MODEL, "register", valid_from="2026-05-12")
    assert [f.facts["kind"] for f in refused.findings] == ["function_sheet", "price_list"]
    on(office, "officer", MODEL, "return", reason="the price list is missing")
    office.completes_registration("maker", MODEL, "model")
    on(office, "officer", MODEL, "take_up")
    assert on(office, "officer", MODEL, "register", valid_from="2026-05-12").state == "registered"


def test_an_application_that_says_too_little_or_too_much_is_refused_whole(office):
    """Missing, wrong and unknown particulars are told at once, each by its place."""
    office.opens()
    refused = applies(office, "maker", "model", "x", maker=7, colour="blue", list_price=-1)
    told = {(finding.code, finding.place) for finding in refused.findings}
    assert told == {
        ("field.missing", "particulars.name"),
        ("field.wrong.text", "particulars.maker"),
        ("field.missing", "particulars.model"),
        ("field.wrong.yen", "particulars.list_price"),
        ("field.unknown", "particulars.colour"),
    }


def test_nobody_registers_somebody_else(office):
    """An SI applies under its own number, and nobody enters an agreement of two others."""
    office.opens()
    assert codes(applies(office, "partner", "integrator", "9990000000001", name="other")) == {"guard.key_not_yours"}
    others = applies(office, "partner", "agreement", "a", exporter="x", integrator="y", agreed_on=AGREED)
    assert codes(others) == {"guard.agreement_of_others"}


def agreed(office):
    """Enter an agreement between the maker and the partner, as the maker."""
    maker = office.people["maker"].organisation
    made = applies(office, "maker", "agreement", "a-1", exporter=maker, integrator=PARTNER, agreed_on=AGREED)
    office.completes_registration("maker", made.id, "agreement")
    return made.id


def test_an_agreement_stands_when_both_say_so(office):
    """The one who entered it does not confirm it, the other does once, and only then the office registers it."""
    office.opens()
    name = agreed(office)
    assert codes(on(office, "maker", name, "confirm")) == {"guard.own_agreement"}
    on(office, "officer", name, "take_up")
    assert codes(on(office, "officer", name, "register", valid_from=AGREED)) == {"guard.agreement_unconfirmed"}
    on(office, "officer", name, "return", reason="the partner has not confirmed yet")
    on(office, "partner", name, "confirm")
    assert codes(on(office, "partner", name, "confirm")) == {"guard.confirmed_already"}
    on(office, "officer", name, "take_up")
    assert on(office, "officer", name, "register", valid_from=AGREED).state == "registered"


def test_an_agreement_needs_an_integrator_who_is_registered(office):
    """While the SI is suspended no agreement with it is entered (A24)."""
    office.opens()
    name = agreed(office)
    on(office, "partner", name, "confirm")
    on(office, "officer", name, "take_up")
    acts(office, "officer", "suspend", from_on="2026-05-11", reason=REASON)
    assert codes(on(office, "officer", name, "register", valid_from=AGREED)) == {"guard.integrator_unregistered"}


def advised(office, case):
    """Give how the advice on an early agreement stands in a case."""
    view = show_case(office.desk, case, office.people["officer"])
    return next(finding.outcome for finding in view.advisories if finding.code == "rule.V03")


def test_a_registered_agreement_of_the_two_counts_for_their_case(office):
    """Dated before June, it gives earlier processing and no better place (A14); given up, it counts no more."""
    case = office.opens()
    assert advised(office, case) is not Outcome.MET
    name = agreed(office)
    on(office, "partner", name, "confirm")
    on(office, "officer", name, "take_up")
    on(office, "officer", name, "register", valid_from="2026-05-11")
    assert advised(office, case) is Outcome.MET
    on(office, "maker", name, "give_up", from_on="2026-05-11", reason="the two parted ways")
    assert advised(office, case) is not Outcome.MET


def test_what_an_applicant_gave_up_is_not_appealed(office):
    """Nothing was decided against him; and nobody gives up a day others relied on."""
    office.opens()
    past = acts(office, "partner", "give_up", from_on="2026-05-10", reason=REASON)
    assert codes(past) == {"guard.end_is_past"}
    acts(office, "partner", "give_up", from_on="2026-05-11", reason=REASON)
    assert codes(acts(office, "partner", "appeal", reason=REASON)) == {"guard.nothing_to_appeal"}


def test_a_channel_that_is_registered_takes_applications(office):
    """Beside those the program names, a registered intake channel counts, and not before (A27)."""
    case = office.opens(channel="osaka-desk")
    assert gate(office, case, "R12") is Outcome.NOT_MET
    office.registers("officer", "channel", "osaka-desk")
    assert gate(office, case, "R12") is Outcome.MET


def gate(office, case, rule):
    """Give how a gate stands in a case."""
    view = show_case(office.desk, case, office.people["officer"])
    return next(finding.outcome for finding in view.gates if finding.code == f"rule.{rule}")


def test_nobody_reads_what_others_stored_by_naming_its_digest(office):
    """A paper is filed with its bytes: the digest of another's invoice, which stands in the record, opens nothing."""
    case = office.opens()
    office.files(case, "purchase_invoice")
    shown = show_case(office.desk, case, office.people["partner"])
    digest = next(document.digest for document in shown.case.documents.values())
    stolen = acts(office, "partner", "file_document", kind="registry_extract", name="x", digest=digest)
    assert codes(stolen) == {"request.own_way"}


def test_only_the_owner_and_the_office_read_a_registration(office):
    """Papers such as a parts list are shown to no other party; the public register names only what stands."""
    office.opens()
    name = LISTED_MODEL
    assert show_registration(office.desk, name, office.people["maker"]).missing == ()
    assert show_registration(office.desk, name, office.people["partner"]) is None
    assert read_registration_paper(office.desk, name, office.people["partner"], "R001") is None
    assert read_registration_paper(office.desk, name, office.people["officer"], "R001")[1] == b"function_sheet"
    assert {one.registration.id for one in list_registrations(office.desk, office.people["partner"])} == {SI}
    entries = {(entry.subject, entry.key) for entry in show_public_register(office.desk)}
    assert entries == {("integrator", PARTNER), ("model", "hlm-650v")}
