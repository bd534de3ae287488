"""Papers at a gate: accepted, filed, absent, rejected; scope, validity, chain and edition; each reading of PSE."""

from dataclasses import replace
from datetime import date

import pytest

from sekisho.domain.conformity.certificate import Form, Level, Status, StatusEvent
from sekisho.domain.conformity.judge import (
    Terms,
    judge_cnas,
    judge_conformity,
    judge_current_paper,
    judge_jis,
    judge_paper,
    judge_pse,
    judge_pse_scope,
    judge_result,
)
from tests.domain.conformity.scene import BODIES, CHINESE, GATE, TERMS, on, paper

CERTIFICATE = "conformity_certificate"
DECLARATION = "pse_out_of_scope_declaration"


def conformity(*papers, gate=GATE, terms=TERMS):
    """Judge the third party's assessment; give truth and reason."""
    found = judge_conformity(papers, gate, terms)
    return found.truth, found.reason


@pytest.mark.parametrize(
    ("papers", "truth", "reason"),
    [
        ([], None, "absent"),
        ([paper("x", accepted=None)], None, "not_accepted"),
        ([paper("x", accepted=False)], None, "absent"),
        ([paper("x")], True, ""),
    ],
)
def test_a_paper_counts_when_an_officer_accepted_it(papers, truth, reason):
    """Absent, rejected and unseen papers are unknown; an accepted one is met."""
    found = judge_paper(papers, "x")
    assert (found.truth, found.reason) == (truth, reason)


def test_a_judgement_names_the_papers_it_rests_on():
    """What supports a judgement is named by number, so that a later revocation can be traced to it."""
    assert judge_paper([paper("x"), paper("x", number="N-2")], "x").support == ("N-1", "N-2")
    assert judge_paper([paper("x", number="")], "x").support == ("x",)


@pytest.mark.parametrize(
    ("reading", "accepted", "in_scope"),
    [
        ("officer", None, None),
        ("officer", True, False),
        ("law", None, False),
        ("literal", True, True),
        ("officer", False, True),
    ],
)
def test_an_out_of_scope_declaration_depends_on_the_reading(reading, accepted, in_scope):
    """A reasoned declaration is undetermined until an officer accepts it; other readings are switches (A10, T08)."""
    assert judge_pse_scope([paper(DECLARATION, accepted=accepted)], GATE, reading).truth is in_scope


@pytest.mark.parametrize("reading", ["officer", "law"])
def test_a_declaration_for_another_model_changes_nothing(reading):
    """The mark is still asked where the declaration names other models (A10)."""
    other = paper(DECLARATION, models=("HLM-850V",))
    assert judge_pse_scope([other], GATE, reading).truth is True
    own = replace(other, models=("HLM-650V",))
    assert judge_pse_scope([other, own], GATE, reading).support == ("N-1",)


@pytest.mark.parametrize(
    ("changes", "truth", "reason"),
    [
        ({}, True, ""),
        ({"accepted": None}, None, "not_accepted"),
        ({"valid_until": date(2026, 5, 31)}, False, "not_valid"),
        ({"models": ("HLM-850V",)}, False, "not_covered"),
        ({"standard": "ISO 13849-1"}, None, "no_edition"),
    ],
)
def test_a_makers_letter_or_a_rows_own_paper_is_current(changes, truth, reason):
    """A letter that has run out authorises nobody, and a paper for another machine shows nothing of this one (A25)."""
    found = judge_current_paper([paper("authorisation_letter", **changes)], "authorisation_letter", GATE, TERMS)
    assert (found.truth, found.reason) == (truth, reason)


@pytest.mark.parametrize("reading", ["officer", "law", "literal"])
def test_without_a_declaration_the_act_is_asked(reading):
    """Where nobody declares otherwise, the mark is asked under every reading."""
    assert judge_pse_scope([paper("pse_certificate")], GATE, reading).truth is True


def test_a_scan_of_the_foreign_makers_certificate_proves_nothing_yet():
    """The importer's scan is undetermined until the body's own duplicate is at hand (T07)."""
    scan = paper("pse_certificate", form=Form.SCAN)
    assert judge_pse([scan], GATE, TERMS).reason == "scan_only"
    duplicate = paper("pse_certificate", form=Form.DUPLICATE, number="N-2")
    assert judge_pse([scan, duplicate], GATE, TERMS).truth is True


def test_a_component_may_declare_where_a_machine_must_assess():
    """The maker's declaration suffices for a component, not for a machine (A23)."""
    declared = [paper("jis_b9700_declaration")]
    assert judge_jis(declared, GATE, TERMS, is_machine=False).truth is True
    assert judge_jis(declared, GATE, TERMS, is_machine=True).truth is None


def test_a_component_with_a_risk_assessment_needs_no_declaration():
    """The stronger paper is enough for a component as well."""
    assert judge_jis([paper("jis_b9700_evidence")], GATE, TERMS, is_machine=False).truth is True
    assert judge_jis([paper("jis_b9700_evidence", accepted=None)], GATE, TERMS, is_machine=False).truth is None


@pytest.mark.parametrize(
    ("changes", "truth", "reason"),
    [
        ({}, True, ""),
        ({"accepted": None}, None, "not_accepted"),
        ({"body": "Unknown"}, False, "body_not_recognised"),
        ({"valid_until": date(2026, 5, 31)}, False, "not_valid"),
        ({"valid_from": date(2026, 6, 2)}, False, "not_valid"),
        ({"models": ("HLM-850V",)}, False, "not_covered"),
        ({"models": ("hlm-650v",)}, True, ""),
        ({"standard": "ISO 12100"}, None, "no_edition"),
    ],
)
def test_a_certificate_is_judged_on_the_gates_day(changes, truth, reason):
    """Body, scope, validity on the gate's own day, edition, then acceptance."""
    assert conformity(paper(CERTIFICATE, **changes)) == (truth, reason)


def test_a_second_certificate_carries_the_first():
    """One valid certificate of a recognised body suffices beside an expired one (T17)."""
    expired = paper(CERTIFICATE, valid_until=date(2026, 1, 2))
    assert conformity(expired, paper(CERTIFICATE)) == (True, "")


def test_an_open_certificate_keeps_a_failed_one_from_deciding():
    """While one paper is still open, the others do not fail the criterion."""
    assert conformity(paper(CERTIFICATE, body="Unknown"), paper(CERTIFICATE, accepted=None)) == (None, "not_accepted")


def test_a_sampled_machines_certificate_does_not_cover_its_sibling():
    """A certificate for one tested serial covers no other machine of the model (T03)."""
    sampled = paper(CERTIFICATE, serials=("S-1",))
    assert conformity(sampled) == (True, "")
    assert conformity(sampled, gate=replace(GATE, serial="S-2")) == (False, "not_covered")
    assert conformity(sampled, gate=replace(GATE, serial="")) == (None, "serial_unknown")


def test_an_edition_past_its_transition_fails_from_that_day_only():
    """A superseded edition is accepted until the list drops it, and without an edition nobody can say (T05)."""
    old = paper("jis_b9700_evidence", standard="JIS B 9700", standard_edition="2013")
    assert judge_jis([old], GATE, TERMS, is_machine=True).truth is True
    later = Terms(BODIES, ("JIS B 9700:2030",))
    assert judge_jis([old], GATE, later, is_machine=True).reason == "edition_not_accepted"
    assert judge_jis([replace(old, standard_edition="")], GATE, TERMS, is_machine=True).truth is None


@pytest.mark.parametrize(
    ("status", "truth"),
    [
        (Status.SUSPENDED, None),
        (Status.PENDING, None),
        (Status.NOT_VISIBLE, None),
        (Status.WITHDRAWN, False),
        (Status.CANCELLED, False),
        (Status.EXPIRED, False),
    ],
)
def test_a_suspension_holds_and_a_withdrawal_fails(status, truth):
    """A suspended, pending or invisible paper is undetermined; a withdrawn or cancelled one does not count (T13)."""
    event = StatusEvent(status, date(2026, 5, 1), date(2026, 5, 1))
    assert conformity(paper(CERTIFICATE, events=(event,))) == (truth, status.value)


def test_a_cancellation_after_the_gate_does_not_reach_back():
    """Giving a certificate up after commissioning leaves the commissioning gate met (T12)."""
    event = StatusEvent(Status.CANCELLED, date(2026, 9, 1), date(2026, 9, 1))
    assert conformity(paper(CERTIFICATE, events=(event,)), gate=on(2026, 8, 31))[0] is True
    assert conformity(paper(CERTIFICATE, events=(event,)), gate=on(2026, 9, 1))[0] is False


def test_a_withdrawal_from_the_beginning_counts_once_it_is_known():
    """What was decided before the withdrawal was known stays as it was; judged again it fails (T11)."""
    event = StatusEvent(Status.WITHDRAWN, date(2026, 11, 1), date(2026, 11, 1), void_ab_initio=True)
    void = paper(CERTIFICATE, events=(event,))
    assert conformity(void, gate=on(2026, 6, 1, known_on=date(2026, 10, 31)))[0] is True
    assert conformity(void, gate=on(2026, 6, 1, known_on=date(2026, 11, 1)))[0] is False


def test_a_chain_is_judged_on_the_issue_date():
    """An accreditation that starts one day after the issue, or ended the day before, leaves no chain (T14)."""
    declared = paper("cnas_declaration", body="Chinese", scheme="robot", issued_on=date(2026, 1, 2))
    assert judge_cnas([declared], GATE, TERMS).truth is True
    assert judge_cnas([replace(declared, issued_on=date(2026, 1, 1))], GATE, TERMS).reason == "not_accredited"
    assert judge_cnas([replace(declared, issued_on=date(2026, 7, 1))], GATE, TERMS).truth is False
    assert judge_cnas([replace(declared, scheme="machinery")], GATE, TERMS).truth is False
    assert judge_cnas([replace(declared, body="Nobody")], GATE, TERMS).reason == "chain_unknown"


def test_cnas_accredited_is_not_recognised_in_japan():
    """A body CNAS accredits meets the CNAS criterion and fails Japan's (T15)."""
    declared = paper("cnas_declaration", body=CHINESE.name, scheme="robot", issued_on=date(2026, 2, 1))
    assert judge_cnas([declared], GATE, TERMS).truth is True
    assert conformity(replace(declared, kind=CERTIFICATE)) == (False, "body_not_recognised")


def test_a_components_result_does_not_speak_for_its_machine():
    """A servo's STO at PL e leaves the machine's level unknown; a machine's own result counts (T06)."""
    servo = paper("iso13849_certificate", pl=5, level=Level.COMPONENT)
    machine = paper("iso13849_certificate", pl=4, level=Level.MACHINE)
    results = [
        judge_result(papers, "iso13849_certificate", GATE, TERMS, is_machine=True, stated=None)
        for papers in ([servo], [servo, machine])
    ]
    assert [result.level for result in results] == [None, 4]
    assert results[0].judged.reason == "component_only"


def test_a_component_shows_its_own_result():
    """For a component the component's result is the one asked for, and a stated level fills what a paper omits."""
    servo = paper("iso13849_certificate", pl=5, level=Level.COMPONENT)
    silent = paper("iec61508_certificate")
    assert judge_result([servo], servo.kind, GATE, TERMS, is_machine=False, stated=None).level == 5
    assert judge_result([silent], silent.kind, GATE, TERMS, is_machine=False, stated=2).level == 2
    assert judge_result([], silent.kind, GATE, TERMS, is_machine=False, stated=2).level is None
