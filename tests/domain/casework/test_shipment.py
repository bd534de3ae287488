"""Split shipments, permits and their columns, importers of record, trial run and acceptance (A18, A19, A20)."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.case import Line
from sekisho.domain.casework.event import Command
from sekisho.domain.casework.evolve import evolve
from sekisho.domain.casework.shipment import check_columns
from tests.domain.casework.scene import (
    AROUND,
    DETAILS,
    MAKER,
    NOW,
    OFFICER,
    PARTNER,
    REASON,
    TERMS,
    USER,
    USER_SIGNS,
    Attempt,
    amid,
    case_in,
    on_line,
)

COLUMN = {"hs_code": "845710000", "customs_value": 20_000_000, "quantity": 1, "origin": "CN"}
GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*COLUMN, "zeal"]), inner),
    max_leaves=6,
)


def carried(case, command, who=USER_SIGNS, around=AROUND, **details):
    """The case after a step of its line."""
    said = {**DETAILS.get(command, {}), **details}
    made = Attempt(case, Command(command, who, NOW, said, "L1"), around).made()
    assert hasattr(made, "events"), made
    return evolve(case, made.events[0])


def tried(case, command, who=USER_SIGNS, around=AROUND, **details):
    """Why a step of the line is refused."""
    return Attempt(case, Command(command, who, NOW, {**DETAILS.get(command, {}), **details}, "L1"), around).codes()


def in_two():
    """A line that comes in two shipments, both on their way."""
    case = case_in("granted", Line("L1", "ordered", {"ordered_on": "2026-05-11"}))
    case = carried(case, "ship", shipments=2)
    return carried(case, "ship", bill_of_lading="BL-2", shipped_on="2026-05-20")


def test_a_line_is_imported_with_its_last_shipment():
    """Two shipments, each with its bill, permit and day: only the second permit completes the import (A19)."""
    case = carried(in_two(), "permit_import", bill_of_lading="BL-2", permit_number="2")
    assert tried(case, "complete_import", SYSTEM) == ["guard.shipment_waits"]
    assert not case.lines["L1"].is_imported
    # The second needs no bill of lading any more: only one is still waiting.
    case = carried(case, "permit_import", permitted_on="2026-06-02", permit_number="1")
    case = carried(case, "complete_import", SYSTEM)
    line = case.lines["L1"]
    assert (line.state, line.is_imported) == ("import_permitted", True)
    assert (line.text("first_permitted_on"), line.text("permitted_on")) == ("2026-05-25", "2026-06-02")
    assert line.facts["customs_value"] == 40_000_000
    assert (line.text("bill_of_lading"), line.text("permit_number")) == ("BL-1, BL-2", "1, 2")


def test_a_permit_names_its_shipment_while_several_wait():
    """Without a bill of lading nobody knows which shipment is meant; an unknown one is named with those there are."""
    assert tried(in_two(), "permit_import") == ["guard.shipment_unnamed"]
    assert tried(in_two(), "permit_import", bill_of_lading="BL-9") == ["guard.shipment_unknown"]


def test_a_shipment_is_permitted_once():
    """A second permit for a shipment that is in the country is refused."""
    case = carried(in_two(), "permit_import", bill_of_lading="BL-1")
    assert tried(case, "permit_import", bill_of_lading="BL-1") == ["guard.shipment_unknown"]


def test_no_more_shipments_come_than_were_announced():
    """A bill of lading is reported once, and a further shipment only with a higher number of them."""
    case = in_two()
    assert tried(case, "ship", bill_of_lading="BL-2", shipments=3) == ["guard.shipment_twice"]
    assert tried(case, "ship", bill_of_lading="BL-3") == ["guard.shipment_unexpected"]
    assert tried(case, "ship", bill_of_lading="BL-3", shipments=3) == []


def test_a_correction_of_a_shipments_day_says_which():
    """Of two shipments the one whose permit was misdated is named, and the line's first and last day follow."""
    case = carried(carried(in_two(), "permit_import", bill_of_lading="BL-1"), "permit_import", bill_of_lading="BL-2")
    said = {"field": "permitted_on", "value": "2026-06-03", "reason": REASON}
    assert tried(case, "amend_line", OFFICER, **said) == ["guard.shipment_unnamed"]
    case = carried(case, "amend_line", OFFICER, **said, bill_of_lading="BL-2")
    line = case.lines["L1"]
    assert (line.text("first_permitted_on"), line.text("permitted_on")) == ("2026-05-25", "2026-06-03")
    assert line.is_imported


def test_a_shipment_nobody_announced_takes_the_line_back():
    """A line that seemed to have come is on its way again until the new shipment is permitted."""
    case = case_in("granted", on_line("ship", "import_permitted", USER_SIGNS).subject.lines["L1"])
    case = carried(case, "ship", bill_of_lading="BL-2", shipments=2)
    assert case.lines["L1"].state == "shipped"
    assert tried(case, "complete_import", SYSTEM) == ["guard.shipment_waits"]


@pytest.mark.parametrize(("reading", "imported"), [("permit", False), ("last_column", False), ("bp_release", True)])
def test_a_release_before_permit_counts_under_its_own_reading_only(reading, imported):
    """BP is no import until the permit follows, unless the program counts the release (A19)."""
    around = replace(AROUND, terms=replace(TERMS, import_event=reading))
    case = case_in("granted", on_line("permit_import", "shipped", USER_SIGNS).subject.lines["L1"])
    case = carried(case, "permit_import", around=around, permit_type="bp")
    assert case.lines["L1"].is_imported is imported
    if not imported:
        case = carried(case, "permit_import", around=around, permitted_on="2026-06-01")
        assert case.lines["L1"].text("permitted_on") == "2026-06-01"


def test_a_permit_of_no_known_type_is_refused():
    """A type nobody knows is named with those there are."""
    assert on_line("permit_import", "shipped", USER_SIGNS, permit_type="IS").codes() == ["guard.permit_type_unknown"]


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ({**COLUMN, "hs_code": "8457.10"}, "hs_code"),
        ({**COLUMN, "customs_value": -1}, "customs_value"),
        ({**COLUMN, "customs_value": "20,000"}, "customs_value"),
        ({**COLUMN, "quantity": 0}, "quantity"),
        ({**COLUMN, "origin": "China"}, "origin"),
        ({name: value for name, value in COLUMN.items() if name != "origin"}, "origin"),
        ({**COLUMN, "colour": "red"}, "colour"),
    ],
)
def test_each_wrong_field_of_a_column_is_named(column, field):
    """A column's number and the field that is wrong are told, and nothing else."""
    attempt = on_line("permit_import", "shipped", USER_SIGNS, columns=[COLUMN, column])
    assert attempt.codes() == ["permit.column_wrong"]
    assert (attempt.made().findings[0].facts["n"], attempt.made().findings[0].facts["field"]) == (2, field)


def test_a_column_that_is_no_record_is_quoted():
    """A line that could not be read as a column comes back as it was typed."""
    attempt = on_line("permit_import", "shipped", USER_SIGNS, columns=["845710000 20000000"])
    assert attempt.codes() == ["permit.column_unreadable"]


@given(st.lists(GARBAGE, max_size=4))
def test_any_columns_at_all_are_judged(columns):
    """Whatever stands for columns gives findings that can be written down, never an exception."""
    assert json.dumps([one.as_json() for one in check_columns(columns)], ensure_ascii=False)


def test_columns_of_several_origins_make_no_single_one():
    """A line of which a part was made elsewhere is not of one origin (A36)."""
    case = case_in("granted", on_line("permit_import", "shipped", USER_SIGNS).subject.lines["L1"])
    case = carried(case, "permit_import", columns=[COLUMN, {**COLUMN, "origin": "DE"}])
    assert case.lines["L1"].text("origin") == "CN, DE"


@pytest.mark.parametrize(("importer", "refused"), [(USER, []), (PARTNER, []), (MAKER, ["guard.importer_not_named"])])
def test_who_imports_is_the_claimant_or_named_in_the_case(importer, refused):
    """The claimant and his SI import; a firm the case does not name does not (A20)."""
    assert on_line("permit_import", "shipped", USER_SIGNS, importer_number=importer).codes() == refused


def test_under_the_strict_reading_the_claimant_alone_imports():
    """Where only the claimant may import, his SI may not (A20)."""
    attempt = amid(on_line("permit_import", "shipped", USER_SIGNS, importer_number=PARTNER), importers=(USER,))
    assert attempt.codes() == ["guard.importer_not_named"]


@pytest.mark.parametrize("began", ["2026-05-28", "2026-06-06"])
def test_the_trial_run_lies_between_delivery_and_acceptance(began):
    """A trial run before the machine came, or after it was accepted, is none (A18)."""
    attempt = on_line("commission", "delivered", USER_SIGNS, trial_run_on=began)
    assert attempt.codes() == ["guard.trial_run_out_of_order"]


@pytest.mark.parametrize(
    ("reading", "day", "by"),
    [("acceptance", "2026-06-05", "2026-09-03"), ("first_operation", "2026-06-01", "2026-08-30")],
)
def test_the_day_that_counts_is_the_programs(reading, day, by):
    """The acceptance counts, or under the other reading the first run; the ninety days go with it (A18)."""
    attempt = amid(on_line("commission", "delivered", USER_SIGNS), terms=replace(TERMS, commissioning_event=reading))
    body = attempt.body()
    assert (body["commissioned_on"], body["accepted_on"], body["verify_by"]) == (day, "2026-06-05", by)


MACHINES = [{"serial": "SN-1", "accepted_on": "2026-06-03"}, {"serial": "SN-2", "accepted_on": "2026-06-05"}]


def test_a_turnkey_line_is_commissioned_with_its_last_machine():
    """Every machine of a turnkey line is named, and the last one's acceptance is the line's (A18)."""
    attempt = amid(on_line("commission", "delivered", USER_SIGNS), category="line")
    assert attempt.codes() == ["guard.machines_missing"]
    twice = [MACHINES[-1], {**MACHINES[-1], "serial": f" {str(MACHINES[-1]['serial']).lower()}"}]
    told = amid(on_line("commission", "delivered", USER_SIGNS, machines=twice), category="line")
    assert told.codes() == ["guard.machine_twice"]
    assert amid(on_line("commission", "delivered", USER_SIGNS, machines=MACHINES), category="line").codes() == []
    early = amid(on_line("commission", "delivered", USER_SIGNS, machines=MACHINES[:1]), category="line")
    assert early.codes() == ["guard.not_the_last_machine"]
    unread = amid(on_line("commission", "delivered", USER_SIGNS, machines=["SN-1", *MACHINES]), category="line")
    assert unread.codes() == ["guard.machine_unreadable"]
