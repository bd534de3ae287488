"""Visits end to end: who may go, what was found and answered, second looks, and who is told when."""

from dataclasses import replace

import pytest

from sekisho.application.act import act
from sekisho.application.draw_second_visits import draw_second_visits
from sekisho.application.inspectors import parties_of
from sekisho.application.keep_roster import act_on_roster, show_rosters
from sekisho.application.plan_visits import show_visit_plan
from sekisho.application.ports import Person
from sekisho.application.project import equipment_of, read_case
from sekisho.application.rebuild import rebuild
from sekisho.application.record import decode
from sekisho.application.register_facts import read_registers
from sekisho.application.request import Request
from sekisho.application.run_due import run_due
from sekisho.application.section import content_of
from sekisho.domain.casework.case import Case
from sekisho.domain.inspection.inspector import Inspector
from sekisho.domain.inspection.second_visit import ticket_of
from sekisho.domain.values.finding import Refusal
from sekisho.seal.key import new_key
from tests.application.scene import CHECKLIST, EVIDENCE, MAKER, OTHER, PARTNER, PURCHASE, USER, Office

VISIT = {"visit_on": "2026-10-20", "inspector": "inspector"}
#: What an engine has no part in is tried on one.
ON_MEMORY = pytest.mark.parametrize("office", ["memory"], indirect=True)
FOUND = {"item": "nameplate", "severity": "major", "note": "the plate is covered with paint"}


def declares(office: Office, who: str = "inspector", register: str = "inspector", **said: str) -> Inspector | Refusal:
    """Enter an interest in an inspector's register."""
    details = {"kind": "employment", "organisation": USER, "from_on": "2018-04-01", **said}
    return act_on_roster(office.desk, register, office.people[who], Request("declare_interest", details))


def installed(office: Office) -> str:
    """A case whose machine is commissioned and whose papers are accepted."""
    case = office.opens()
    office.submits(case)
    office.grants(case)
    office.installs(case)
    return case


def equipped(office: Office) -> str:
    """The same case with all its evidence and photos on file and accepted."""
    case = installed(office)
    for kind in EVIDENCE:
        office.files(case, kind, "inspector" if kind == "inspector_observation" else "user")
    for kind in PURCHASE:
        office.files(case, kind)
    office.files(case, "purchase_invoice", amount=19_500_000)
    office.photographs(case)
    office.accepts(case)
    return case


def case_of(office: Office, case: str) -> Case:
    """The case as the journal leaves it."""
    with office.desk.store.read() as tx:
        return read_case(tx, case)


def visits(office: Office, case: str, day: str, who: str = "inspector") -> None:
    """Schedule a visit and let its day come."""
    office.does(case, "officer", "schedule_visit", "L1", visit_on=day, inspector=who)
    office.at(f"{day}T15:00:00+09:00")


@pytest.fixture
def second(office):
    """A second inspector."""
    office.keys["another"], public = new_key()
    office.people["another"] = Person("another", "inspector", "office", "5990000000004", public, rehearsal=True)
    with office.desk.store.write() as tx:
        tx.people.put(office.people["another"])


@ON_MEMORY
def test_applicant_partner_and_exporter_are_parties(office):
    """An interest in any of the three keeps an inspector away; one in somebody else does not."""
    case = installed(office)
    with office.desk.store.read() as tx:
        found = read_case(tx, case)
        assert parties_of(tx, read_registers(tx), found, equipment_of(content_of(tx, found))) == {USER, PARTNER, MAKER}


@ON_MEMORY
@pytest.mark.parametrize("organisation", [USER, PARTNER, MAKER])
def test_an_interest_in_a_party_keeps_the_inspector_away(office, organisation):
    """The refusal names the organisation and the days; after five years and a day the same inspector may go."""
    case = installed(office)
    declares(office, organisation=organisation, until_on="2021-10-19")
    office.does(case, "officer", "schedule_visit", "L1", **VISIT)
    declares(office, organisation=organisation, until_on="2021-10-20")
    refused = office.tries(case, "officer", "schedule_visit", "L1", **VISIT)
    assert isinstance(refused, Refusal)
    [finding] = refused.findings
    assert finding.code == "guard.conflict_of_interest"
    assert (finding.facts["organisation"], finding.facts["until_on"]) == (organisation, "2021-10-20")


@ON_MEMORY
def test_an_interest_declared_after_the_assignment_still_counts(office):
    """Whoever was entrusted with a visit and then declares an interest verifies nothing."""
    case = equipped(office)
    visits(office, case, "2026-10-20")
    declares(office)
    said = {"visited_on": "2026-10-20", "checklist": CHECKLIST}
    assert office.codes(case, "inspector", "verify_line", "L1", **said) == {"guard.conflict_that_lasts"}
    found = {"visited_on": "2026-10-20", "findings": [FOUND]}
    assert office.codes(case, "inspector", "record_visit_findings", "L1", **found) == {"guard.conflict_that_lasts"}


@ON_MEMORY
def test_an_inspector_with_an_interest_does_nothing_in_the_case(office):
    """Neither accepting nor rejecting papers, nor observations, nor orders to correct: each refusal names why."""
    case = equipped(office)
    office.files(case, "delivery_note")
    visits(office, case, "2026-10-20")
    office.does(case, "inspector", "record_visit_findings", "L1", visited_on="2026-10-20", findings=[FOUND])
    declares(office)
    number = list(case_of(office, case).documents)[-1]
    said = {"findings": ["L1-F1"], "reason": "the nameplate has to be legible"}
    tried = (
        office.codes(case, "inspector", "accept_document", document=number),
        office.codes(case, "inspector", "reject_document", document=number, reason="it cannot be read"),
        office.codes(case, "inspector", "order_correction", **said),
        {one.code for one in office.tries_to_file(case, "inspector_observation", "inspector")},
    )
    assert set().union(*tried) == {"guard.conflict_that_lasts"}
    office.does(case, "officer", "accept_document", document=number)


@ON_MEMORY
def test_a_fault_found_on_the_last_days_can_still_be_corrected(office):
    """Found on day 89: fourteen days to answer, a re-visit beyond day 90, a line verified and a gate met (A17)."""
    case = equipped(office)
    visits(office, case, "2026-12-08")
    office.does(case, "inspector", "record_visit_findings", "L1", visited_on="2026-12-08", findings=[FOUND])
    office.does(case, "officer", "order_correction", findings=["L1-F1"], reason="the nameplate has to be legible")
    office.at("2026-12-15T10:00:00+09:00")
    office.does(case, "user", "answer_correction", answers={"L1-F1": {"answer": "the plate was cleaned"}})
    told = office.at("2026-12-24T09:00:00+09:00").reminded
    assert [(one.duty.clock, one.days_left, one.to) for one in told] == [("revisit", 28, ("party", "office"))]
    with office.desk.store.read() as tx:
        [row] = [row for row in tx.views.cases() if row.id == case]
    assert (row.due_what, str(row.due_at)[:10]) == ("revisit", "2027-01-21")
    visits(office, case, "2027-01-12")
    office.does(case, "inspector", "verify_line", "L1", visited_on="2027-01-12", checklist=CHECKLIST)
    office.does(case, "officer", "confirm_verification")


@ON_MEMORY
def test_a_visit_after_the_ninety_days_is_not_dated_back_into_them(office):
    """Scheduled beyond day 90, a visit cannot be told of a day within it, neither verified nor with findings (F16)."""
    case = equipped(office)
    office.at("2027-01-10T10:00:00+09:00")
    visits(office, case, "2027-01-15")
    said = {"visited_on": "2026-12-05", "checklist": CHECKLIST}
    refused = office.tries(case, "inspector", "verify_line", "L1", **said)
    assert isinstance(refused, Refusal)
    [finding] = refused.findings
    assert (finding.code, finding.facts["visit_on"]) == ("guard.visit_not_scheduled", "2027-01-15")
    found = {"visited_on": "2026-12-05", "findings": [FOUND]}
    assert office.codes(case, "inspector", "record_visit_findings", "L1", **found) == {"guard.visit_not_scheduled"}


@ON_MEMORY
def test_a_failed_verification_is_contested_and_taken_up_again(office):
    """Overturned by another officer a failed verification reserves anew, is granted anew and verified (F16)."""
    case = equipped(office)
    why = {"reason": "the machine was not seen in operation"}
    office.does(case, "officer", "fail_verification", **why)
    assert office.balances()["committed"] == 0
    office.does(case, "user", "request_reconsideration", **why)
    assert office.codes(case, "officer", "uphold", **why) == {"guard.same_decider"}
    overturned = office.does(case, "officer2", "overturn", **why)
    assert (overturned.case.state, overturned.case.balance.reserved.yen) == ("submitted", 3_600_000)
    office.grants(case)
    visits(office, case, "2026-10-20")
    office.does(case, "inspector", "verify_line", "L1", visited_on="2026-10-20", checklist=CHECKLIST)
    done = office.does(case, "officer", "confirm_verification")
    assert (done.case.state, done.case.balance.committed.yen) == ("verified", 3_600_000)


@ON_MEMORY
def test_a_number_in_full_width_is_the_same_number(office):
    """A declaration typed in full-width digits with hyphens is found all the same."""
    case = installed(office)
    declares(office, organisation="７１２３-４５６７-８９０１２")
    assert office.codes(case, "officer", "schedule_visit", "L1", **VISIT) == {"guard.conflict_that_lasts"}


@ON_MEMORY
def test_a_withdrawn_entry_keeps_nobody_away(office):
    """What was entered in error and taken out by an officer counts no more; its events stay."""
    case = installed(office)
    declares(office)
    said = {"interest": "I001", "reason": "the inspector has a namesake there"}
    office_says = act_on_roster(office.desk, "inspector", office.people["officer"], Request("withdraw_interest", said))
    assert not isinstance(office_says, Refusal)
    office.does(case, "officer", "schedule_visit", "L1", **VISIT)


@ON_MEMORY
def test_only_an_inspector_has_a_register(office):
    """Nobody declares anything for somebody who is no inspector, nor for another inspector."""
    office.opens_registers()
    refused = declares(office, "officer", "finance")
    assert isinstance(refused, Refusal)
    assert [one.code for one in refused.findings] == ["guard.inspector_unknown"]
    stranger = declares(office, "user")
    assert isinstance(stranger, Refusal)
    assert "guard.not_yours" in {one.code for one in stranger.findings}


@ON_MEMORY
def test_an_inspector_reads_his_own_register_only(office, second):
    """An officer reads every register, an inspector his own."""
    declares(office)
    assert [one.id for one in show_rosters(office.desk, office.people["another"])] == ["another"]
    assert {one.id for one in show_rosters(office.desk, office.people["officer"])} == {"inspector", "another"}


@ON_MEMORY
def test_a_checklist_lacks_nothing_and_has_nothing_strange(office):
    """Each item of the category has to be there, no other may, and each photo asked for has to be on file."""
    case = installed(office)
    visits(office, case, "2026-10-20")
    checklist = {**{k: v for k, v in CHECKLIST.items() if k != "trial_part"}, "control_program": True}
    said = {"visited_on": "2026-10-20", "checklist": checklist}
    refused = office.tries(case, "inspector", "verify_line", "L1", **said)
    assert isinstance(refused, Refusal)
    found = {(one.code, one.facts.get("item")) for one in refused.findings if one.code.startswith("guard.")}
    assert found == {
        ("guard.check_missing", "trial_part"), ("guard.check_unknown", "control_program"),
        ("guard.photo_missing", "nameplate"), ("guard.photo_missing", "power_unit_mark"),
    }  # fmt: skip


def test_a_fault_is_corrected_answered_and_seen_again(office):
    """Found, ordered within fourteen days, answered with a paper, visited again, verified as visit number two."""
    case = equipped(office)
    visits(office, case, "2026-10-20")
    said = {"visited_on": "2026-10-20", "checklist": CHECKLIST}
    office.does(case, "inspector", "record_visit_findings", "L1", visited_on="2026-10-20", findings=[FOUND])
    assert office.codes(case, "inspector", "verify_line", "L1", **said) == {"guard.finding_open"}
    ordered = office.does(
        case, "officer", "order_correction", findings=["L1-F1"], reason="the nameplate has to be legible"
    )
    assert ordered.case.clocks["corrective_action"].date().isoformat() == "2026-11-04"
    assert office.codes(case, "user", "answer_correction", answers={"L1-F2": {"answer": "x"}}) == {
        "guard.finding_unanswered", "guard.finding_not_ordered",
    }  # fmt: skip
    office.does(
        case, "user", "answer_correction", answers={"L1-F1": {"answer": "the plate was cleaned", "papers": ["D001"]}}
    )
    assert office.codes(case, "inspector", "verify_line", "L1", **said) == {"guard.finding_open"}
    visits(office, case, "2026-10-29")
    done = office.does(case, "inspector", "verify_line", "L1", visited_on="2026-10-29", checklist=CHECKLIST)
    assert (done.case.lines["L1"].visit, done.case.lines["L1"].state) == (2, "line_verified")


@ON_MEMORY
def test_nobody_accepts_his_own_paper(office, second):
    """The inspector's own photo is accepted by another inspector or an officer."""
    case = installed(office)
    office.photographs(case)
    number = list(case_of(office, case).documents)[-1]
    assert office.codes(case, "inspector", "accept_document", document=number) == {"guard.own_paper"}
    office.does(case, "another", "accept_document", document=number)


@ON_MEMORY
def test_only_inspectors_file_photos_of_visits(office):
    """A claimant's photo is no photo of a visit."""
    case = installed(office)
    with pytest.raises(AssertionError, match="paper_not_theirs"):
        office.photographs(case, "user")


def chosen(office: Office) -> str:
    """A case whose verified line has enough points for a second visit: claimed late, amended, without a capture."""
    case = equipped(office)
    office.does(
        case, "officer", "amend_line", "L1", field="ordered_on", value="2026-06-20", reason="the order was misdated"
    )
    visits(office, case, "2026-10-20")
    office.does(case, "inspector", "record_visit_findings", "L1", visited_on="2026-10-20", findings=[FOUND])
    office.does(case, "officer", "order_correction", findings=["L1-F1"], reason="the nameplate has to be legible")
    office.does(case, "user", "answer_correction", answers={"L1-F1": {"answer": "the plate was cleaned"}})
    visits(office, case, "2026-12-07")
    office.does(case, "inspector", "verify_line", "L1", visited_on="2026-12-07", checklist=CHECKLIST)
    return case


def drawn(office, case):
    """The event's word on what a line drew, and the private record it names."""
    with office.desk.store.read() as tx:
        said = read_case(tx, case).lines["L1"].facts["draw"]
        return said, decode(tx.blobs.get(said["digest"]))


def test_a_line_with_enough_points_is_seen_by_another(office, second):
    """Confirmation waits for a second inspector; the first may not go, and the first visit keeps its day."""
    case = chosen(office)
    line = case_of(office, case).lines["L1"]
    assert line.state == "second_visit_due"
    said, record = drawn(office, case)
    assert record["points"] == {"without_capture": 20, "corrected": 20, "amended": 20, "late": 10}
    assert set(said) == {"checkpoint", "digest"}
    assert "guard.line_not_verified" in office.codes(case, "officer", "confirm_verification")
    assert office.codes(case, "officer", "schedule_visit", "L1", visit_on="2027-01-12", inspector="inspector") == {
        "guard.same_inspector"
    }
    visits(office, case, "2027-01-12", "another")
    done = office.does(case, "another", "verify_line", "L1", visited_on="2027-01-12", checklist=CHECKLIST)
    facts = done.case.lines["L1"].facts
    assert (facts["visited_on"], facts["second_visited_on"]) == ("2026-12-07", "2027-01-12")
    assert (facts["verified_by"], facts["second_verified_by"]) == ("inspector", "another")
    office.does(case, "officer", "confirm_verification")


@ON_MEMORY
def test_a_draw_can_be_reckoned_from_the_log(office):
    """The seed is the root of the first checkpoint over the verification; nothing draws twice."""
    case = equipped(office)
    visits(office, case, "2026-10-20")
    office.does(case, "inspector", "verify_line", "L1", visited_on="2026-10-20", checklist=CHECKLIST)
    said, draw = drawn(office, case)
    with office.desk.store.read() as tx:
        row = next(row for row in tx.journal.read(f"case/{case}") if row.type == "line.verified")
        covering = [one for one in tx.checkpoints.all() if one.size > row.log_index]
    assert (draw["seed"], said["checkpoint"]) == (covering[0].root, covering[0].size)
    assert draw["ticket"] == ticket_of(draw["seed"], case, "L1")
    assert draw_second_visits(office.desk) == ()


class OutOfReach:
    """A notary whose time-stamp authority does not answer."""

    def __init__(self, notary):
        self._notary = notary

    def __getattr__(self, name):
        return getattr(self._notary, name)

    def checkpoint(self, *_given):
        """Find nobody who stamps."""
        raise OSError("the authority does not answer")


@ON_MEMORY
def test_a_verification_stands_where_nobody_stamps_the_log(office, caplog):
    """Without a time stamp the inspector is told that he has verified, the fault is logged, and due work draws."""
    case = equipped(office)
    visits(office, case, "2026-10-20")
    said = office.request(case, "inspector", "verify_line", "L1", visited_on="2026-10-20", checklist=CHECKLIST)
    silent = replace(office.desk, notary=OutOfReach(office.desk.notary))
    done = act(silent, case, office.people["inspector"], said)
    assert done.case.lines["L1"].text("visited_on") == "2026-10-20"
    assert "draw" not in case_of(office, case).lines["L1"].facts
    assert "not drawn" in caplog.text
    run_due(office.desk)
    assert "draw" in case_of(office, case).lines["L1"].facts


@ON_MEMORY
def test_a_draw_that_was_interrupted_is_made_when_due(office, monkeypatch):
    """A crash between the verification and its draw loses nothing: the case is held, and due work draws."""
    case = equipped(office)
    visits(office, case, "2026-10-20")
    with monkeypatch.context() as crash:
        crash.setattr("sekisho.application.act.draw_second_visits", lambda _desk: ())
        office.does(case, "inspector", "verify_line", "L1", visited_on="2026-10-20", checklist=CHECKLIST)
    assert "guard.not_drawn" in office.codes(case, "officer", "confirm_verification")
    office.at("2026-10-20T15:05:00+09:00")
    office.does(case, "officer", "confirm_verification")


@ON_MEMORY
def test_the_plan_groups_what_waits_and_bars_whom_it_must(office, second):
    """Of two inspectors the one without an interest is proposed; what is scheduled is proposed no more."""
    case = installed(office)
    declares(office, organisation=MAKER)
    plan = show_visit_plan(office.desk)
    [trip] = plan.proposal.trips
    assert (trip.inspector, [stop.waiting.case for stop in trip.stops]) == ("another", [case])
    assert (plan.lines[0].escalation.due_on.isoformat(), plan.lines[0].escalation.level) == ("2026-12-09", "calm")
    office.does(case, "officer", "schedule_visit", "L1", visit_on=trip.on.isoformat(), inspector="another")
    after = show_visit_plan(office.desk)
    assert after.proposal.trips == ()
    assert (after.lines[0].inspector, after.lines[0].awaits_visit) == ("another", False)


@ON_MEMORY
def test_whoever_is_away_is_not_proposed(office):
    """Days on which the inspector does not travel are left out; the visit is proposed after them."""
    installed(office)
    said = {"from_on": "2026-09-11", "until_on": "2026-09-30", "visits": 0}
    act_on_roster(office.desk, "inspector", office.people["inspector"], Request("set_availability", said))
    [trip] = show_visit_plan(office.desk).proposal.trips
    assert trip.on.isoformat() == "2026-10-01"


@ON_MEMORY
def test_a_visit_is_scheduled_ahead_for_an_inspector(office):
    """A day that has passed, somebody who is no inspector, and a place nobody knows are each refused."""
    case = installed(office)
    said = {"visit_on": "2026-09-09", "inspector": "finance", "prefecture": "Atlantis"}
    assert office.codes(case, "officer", "schedule_visit", "L1", **said) == {
        "guard.visit_in_the_past", "guard.inspector_unknown", "guard.prefecture_unknown",
    }  # fmt: skip
    office.does(case, "officer", "schedule_visit", "L1", **VISIT, prefecture="愛知", site="第一工場")


@ON_MEMORY
def test_the_end_of_the_ninety_days_is_announced_at_its_thresholds(office):
    """Thirty days before the end the parties and the office are told, once; nothing more after the verification."""
    case = equipped(office)
    told = office.at("2026-11-09T09:00:00+09:00").reminded
    assert [(one.duty.clock, one.duty.line, one.days_left) for one in told] == [("verification", "L1", 30)]
    assert office.at("2026-11-09T10:00:00+09:00").reminded == ()
    visits(office, case, "2026-11-10")
    office.does(case, "inspector", "verify_line", "L1", visited_on="2026-11-10", checklist=CHECKLIST)
    assert office.at("2026-11-26T09:00:00+09:00").reminded == ()


def test_the_lists_are_rebuilt_as_they_were(office):
    """Lines, visits and findings come out of the journal again as they stood."""
    chosen(office)
    with office.desk.store.read() as tx:
        before = tx.views.lines()
    rebuild(office.desk)
    with office.desk.store.read() as tx:
        assert tx.views.lines() == before


@ON_MEMORY
def test_other_organisations_are_not_concerned(office):
    """An interest in somebody who has no part in the case is no conflict."""
    case = installed(office)
    declares(office, organisation=OTHER)
    office.does(case, "officer", "schedule_visit", "L1", **VISIT)
