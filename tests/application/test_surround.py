"""What a decision knows beyond the case: the day of the grant, the agreement, and the dated terms of the program."""

import pytest

from sekisho.application.project import read_case
from sekisho.application.shown_evidence import evidence_of
from sekisho.application.surround import surround
from sekisho.domain.casework.actor import SYSTEM, Actor, Role, Side
from sekisho.domain.casework.case import Case, Line
from sekisho.domain.casework.event import Command, Event
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.time import parse_instant

INSPECTING = Actor("i", Role.INSPECTOR, Side.OFFICE)
APPLYING = Actor("u", Role.STAFF, Side.END_USER)
ON_MEMORY = pytest.mark.parametrize("office", ["memory"], indirect=True)


def advisory(office, case, rule, at):
    """Give the outcome of an advisory of a case as it stands."""
    with office.desk.store.read() as tx:
        around = surround(office.desk, tx, read_case(tx, case), Command("record_screening", SYSTEM, at, {}))
    return next(finding.outcome for finding in around.advisories if finding.code == f"rule.{rule}")


def granted(office):
    """Give a case that is granted on 19 June."""
    case = office.opens()
    office.at("2026-05-29T10:00:00+09:00")
    office.submits(case)
    office.at("2026-06-19T10:00:00+09:00")
    office.grants(case)
    return case


@ON_MEMORY
@pytest.mark.parametrize(("ordered", "expected"), [("2026-06-18", Outcome.NOT_MET), ("2026-06-19", Outcome.MET)])
def test_an_order_is_held_against_the_day_of_the_grant(office, ordered, expected):
    """The day of the notice decides, not the end of the ten days in which one may withdraw (A5)."""
    case, at = granted(office), parse_instant("2026-06-22T10:00:00+09:00")
    office.at(at.isoformat())
    office.does(case, "user", "order", "L1", ordered_on=ordered, order_number="PO")
    assert advisory(office, case, "V04", at) is expected


@ON_MEMORY
@pytest.mark.parametrize(
    ("agreed", "expected"),
    [("2026-05-31", Outcome.MET), ("2026-06-01", Outcome.NOT_MET), ("soon", Outcome.UNDETERMINED)],
)
def test_an_agreement_counts_by_its_own_day(office, agreed, expected):
    """Dated before June it is early; a day nobody can read says nothing and breaks nothing (F15)."""
    case = office.opens()
    office.files(case, "collaboration_agreement", agreed_on=agreed)
    assert advisory(office, case, "V03", parse_instant("2026-05-29T10:00:00+09:00")) is expected


@ON_MEMORY
@pytest.mark.parametrize(("origin", "expected"), [("CN", Outcome.MET), ("VN", Outcome.NOT_MET)])
def test_the_import_permit_decides_on_the_origin(office, origin, expected):
    """What the permit says of the origin goes before what the applicant declared (A13)."""
    case = granted(office)
    for day, command, details in (
        ("2026-06-22", "order", {"ordered_on": "2026-06-22", "order_number": "PO"}),
        ("2026-08-04", "ship", {"shipped_on": "2026-08-04", "bill_of_lading": "BL"}),
        ("2026-08-19", "permit_import", {"permitted_on": "2026-08-19", "permit_number": "1", "importer": "Aoba",
         "importer_number": "7123456789012", "columns": [{"hs_code": "845710000", "origin": origin,
         "customs_value": 20_000_000, "quantity": 1}]}),
    ):  # fmt: skip
        office.at(f"{day}T10:00:00+09:00")
        office.does(case, "user", command, "L1", **details)
    with office.desk.store.read() as tx:
        at = parse_instant("2026-08-19T10:00:00+09:00")
        around = surround(office.desk, tx, read_case(tx, case), Command("record_screening", SYSTEM, at, {}))
    assert next(gate.outcome for gate in around.gates if gate.code == "rule.R09") is expected


@pytest.mark.parametrize(
    ("actor", "purpose", "is_inspectors"),
    [(INSPECTING, "inspection", True), (INSPECTING, "commissioning", False), (APPLYING, "inspection", False)],
)
def test_who_handed_a_capture_in_is_told_by_the_event(actor, purpose, is_inspectors):
    """An inspector's own capture is one of an inspection that he sent, whatever the assessment says of him (A30)."""
    assessment = {"received_on": "2026-11-20", "role": "inspector", "purpose": purpose}
    body = {"line": "L1", "digest": "d", "assessment": assessment}
    received = Event("capture.received", parse_instant("2026-11-20T10:00:00+09:00"), actor, body)
    case = evolve(Case("C", state="granted", lines={"L1": Line("L1")}), received)
    (capture,) = evidence_of(case, case.lines["L1"]).captures
    assert capture.by_inspector is is_inspectors


@ON_MEMORY
def test_the_pool_opens_with_the_cap_in_force(office):
    """The cap is the program's parameter: 12.8 billion yen (F15)."""
    office.opens()
    with office.desk.store.read() as tx:
        assert tx.pool.balances(office.desk.program_id)["appropriation"] == 12_800_000_000
