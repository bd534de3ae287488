"""The transition table as data: whatever it names exists, every state can be reached, every row cites its source."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from sekisho.bootstrap.package import all_wording
from sekisho.domain.casework.actor import Role, Side
from sekisho.domain.casework.case import Balance
from sekisho.domain.casework.chart import page
from sekisho.domain.casework.deadline import due_at
from sekisho.domain.casework.declaration import DIRECTIONS, NATURES, PARTS
from sekisho.domain.casework.gearing import GEAR_GUARDS
from sekisho.domain.casework.guard import GUARDS
from sekisho.domain.casework.guard.register import REGISTER_GUARDS
from sekisho.domain.casework.inspectorate import ROSTER_GUARDS
from sekisho.domain.casework.money import moved
from sekisho.domain.casework.registration import Subject
from sekisho.domain.casework.table import ROWS, STATES, event_types, open_to, rows_of, signed_event_types, track_of
from sekisho.domain.casework.transition import Movement, Row, Track
from sekisho.domain.values.citation import Citation, SourceClass
from sekisho.domain.values.money import Money
from tests.domain.casework.scene import DETAILS, EVERYBODY, INSPECTOR, LINE_CLOCK, NOW, TERMS, on_line

CHART = Path(__file__).parents[3] / "docs" / "reference" / "life-of-a-case.md"
EVERY_ROW = [row for track in Track for row in ROWS[track]]
WORDING = all_wording()
OF_CASES = [row for track in (Track.PAPER, Track.MACHINE) for row in ROWS[track]]
OF_REGISTRATIONS = set(REGISTER_GUARDS)


def reached(rows: Iterable[Row], first: str) -> set[str]:
    """The states some sequence of rows leads to."""
    known, rows = {first}, list(rows)
    while more := {row.target for row in rows if row.target and known & set(row.sources)} - known:
        known |= more
    return known


@pytest.mark.parametrize("row", [row for row in OF_CASES if INSPECTOR.who in row.who], ids=lambda row: row.command)
def test_no_inspector_acts_where_he_has_an_interest(row):
    """Whatever an inspector may do in a case asks for his interests first (practice: last five years)."""
    assert "inspector_is_free_of_interest" in row.guards


@pytest.mark.parametrize("track", Track)
def test_every_state_can_be_reached(track):
    """No state stands in the list that no road leads to, and no row leads out of the list."""
    assert reached(ROWS[track], STATES[track][0]) == set(STATES[track])


@pytest.mark.parametrize("track", Track)
def test_rows_leave_known_states_only(track):
    """A row that starts in a misspelt state could never be taken."""
    assert {source for row in ROWS[track] for source in row.sources} <= set(STATES[track])


@pytest.mark.parametrize("track", Track)
def test_a_command_has_one_row_in_a_state(track):
    """Two rows for one command in one state would leave it to chance which of them decides."""
    pairs = [(row.command, source) for row in ROWS[track] for source in row.sources]
    assert [pair for pair in pairs if pairs.count(pair) > 1] == []


@pytest.mark.parametrize("track", Track)
def test_an_event_leads_from_a_state_to_one_place(track):
    """From a state an event type has one meaning, or a replay could end elsewhere."""
    pairs = [(row.event, source) for row in ROWS[track] for source in row.sources]
    assert [pair for pair in pairs if pairs.count(pair) > 1] == []


def test_a_command_belongs_to_one_track_of_a_case():
    """The same word never moves papers and machines, and the track of each is known."""
    assert {row.command for row in ROWS[Track.PAPER]} & {row.command for row in ROWS[Track.MACHINE]} == set()
    assert all(track_of(row.command) is track for track in (Track.PAPER, Track.MACHINE) for row in ROWS[track])


def test_every_guard_named_exists_and_every_guard_is_named():
    """No row asks for an unknown guard, and no guard stands idle."""
    assert {name for row in OF_CASES for name in row.guards} == set(GUARDS)
    assert {name for row in ROWS[Track.REGISTRATION] for name in row.guards} == OF_REGISTRATIONS
    assert {name for row in ROWS[Track.VENDOR] for name in row.guards} == {"another_person_releases"}
    assert {name for row in ROWS[Track.INSPECTOR] for name in row.guards} == set(ROSTER_GUARDS)
    assert {name for row in ROWS[Track.COLLECTOR] for name in row.guards} == set(GEAR_GUARDS)


@pytest.mark.parametrize("row", [row for row in EVERY_ROW if row.deadline], ids=lambda row: row.command)
def test_every_deadline_named_is_computed(row):
    """A clock a row starts has an end: of the case from the terms, of a line from its commissioning."""
    if row.deadline == LINE_CLOCK:
        assert on_line(row.command, row.sources[0], EVERYBODY[0]).body()["verify_by"]
    else:
        assert due_at(row.deadline, NOW, TERMS) > NOW


def test_every_movement_is_made_by_some_row_and_moves_something():
    """Each movement of the pool has its row, and changes what a case holds."""
    assert {row.movement for row in EVERY_ROW} == set(Movement)
    full = Balance(*(Money(10) for _ in range(7)))
    assert [one for one in Movement if one and moved(full, one, Money(5)) == full] == []


@pytest.mark.parametrize("row", [row for row in EVERY_ROW if row.movement in {"reserve", "commit", "fix", "recover"}])
def test_a_movement_of_a_part_names_its_amount(row):
    """What moves a part of what is held has to be told how much, and is guarded."""
    assert "amount" in {field.name for field in row.takes}
    assert row.guards


@pytest.mark.parametrize("row", EVERY_ROW, ids=lambda row: f"{row.command}-{row.target}")
def test_every_row_says_where_it_is_from(row):
    """A row's citation is of a known class; the demo's own class is not good enough for a right or a duty."""
    cited = [Citation.parse(part.strip()) for part in row.cite.split(";")]
    assert cited
    assert SourceClass.ILLUSTRATIVE not in {one.source_class for one in cited}


@pytest.mark.parametrize(
    "row", [r for r in EVERY_ROW if r.target in {"declined", "revoked", "rejected", "removed", "suspended"}]
)
def test_every_adverse_act_has_reasons(row):
    """Whatever takes something from a party says why (art. 21-2)."""
    assert "reason" in {field.name for field in row.takes if field.required}


def test_every_signed_command_takes_its_envelope():
    """A signature without a place for its envelope would prove nothing, and nobody else sends one."""
    assert [row.command for row in EVERY_ROW if row.signed is not ("envelope" in {f.name for f in row.takes})] == []


def test_what_persons_sign_is_what_the_design_says():
    """Persons sign the filing, decisions, payment approval, inspection, forms; the rest the checkpoint signs."""
    assert set(signed_event_types()) == {
        *("case.signed", "declaration.made", "grant.decided", "case.declined", "decline.upheld", "decline.overturned"),
        *("failure.upheld", "failure.overturned", "change.signed"),
        *("change.approved", "change.refused", "verification.failed", "case.verified", "amount.fixed"),
        *("tax_return.ordered", "disposal.approved", "disposal.refused", "personal_data.erased"),
        *("payment.approved", "grant.revoked", "grant.partly_revoked", "repayment.ordered", "line.verified"),
        *("return.ordered", "due.extended", "charge.assessed", "charge.waived"),
        *("letter.corrected", "form.signed"),
    }


def test_event_types_are_in_the_past_tense_and_closed():
    """Each type reads as thing and participle, and the registry has no other."""
    assert [name for name in event_types() if not name.endswith(("ed", "made", "upheld", "withdrawn"))] == []
    assert len(set(event_types())) == len(event_types())


def test_every_row_has_a_command_that_can_be_tried():
    """The scene knows what each command says, so that no row escapes the matrix."""
    assert {row.command for row in EVERY_ROW} - set(DETAILS) == set()


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda one: one.person)
def test_screens_offer_what_the_table_gives(who):
    """The buttons of a state are exactly the rows that start in it and are this person's."""
    for track in Track:
        for state in STATES[track]:
            expected = [row for row in ROWS[track] if state in row.sources and who.who in row.who]
            assert list(open_to(track, state, who.who)) == expected


def test_every_command_of_a_case_is_found_by_name():
    """All rows of a command are given, in whatever state they start."""
    assert [row.sources for row in rows_of(Track.PAPER, "lapse")] == [
        ("returned",), ("waiting",), ("draft", "locked"), ("submitted", "under_review"),
        ("granted", "change_requested"), ("amount_fixed",),
    ]  # fmt: skip
    assert rows_of(Track.MACHINE, "lapse") == ()


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("state.machine", STATES[Track.MACHINE]),
        ("state.registration", STATES[Track.REGISTRATION]),
        ("state.vendor", STATES[Track.VENDOR]),
        ("state.inspector", STATES[Track.INSPECTOR]),
        ("state.collector", STATES[Track.COLLECTOR]),
        ("clock", {row.deadline for row in EVERY_ROW if row.deadline}),
        ("track", Track),
        ("role", Role),
        ("side", Side),
        ("subject", Subject),
        ("declaration.part", ["related", *PARTS]),
        ("declaration.nature", NATURES),
        ("declaration.direction", DIRECTIONS),
        ("field", {field.name for fields in PARTS.values() for field in fields}),
    ],
)
def test_what_people_read_of_the_table_has_its_word(family, names):
    """States, clocks, tracks, roles, sides and subjects are called something in three languages."""
    assert [name for name in names if not WORDING.has(f"{family}.{name}")] == []


def test_states_and_commands_say_what_they_mean():
    """Each state of a case and each command is explained, not only named."""
    codes = [f"state.paper.{state}" for state in STATES[Track.PAPER]] + [f"command.{row.command}" for row in EVERY_ROW]
    assert [code for code in codes if not WORDING.has(f"{code}.meaning")] == []


def test_the_page_about_the_life_of_a_case_is_the_table():
    """The reference page shows every row as it stands now."""
    assert CHART.read_text("utf-8") == page()
