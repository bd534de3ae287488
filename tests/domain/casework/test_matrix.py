"""State by command by role by side, on every track, against cells a policy officer has reviewed."""

from itertools import product

import pytest

from sekisho.domain.casework.decide import Decision
from sekisho.domain.casework.table import ROWS, STATES
from sekisho.domain.casework.transition import Track
from sekisho.domain.values.finding import Refusal
from tests.domain.casework.cells import Cells, reviewed
from tests.domain.casework.scene import ATTEMPT, EVERYBODY, Attempt

REVIEWED = {track: reviewed(track) for track in Track}
COMMANDS = {track: dict.fromkeys(row.command for row in ROWS[track]) for track in Track}
EVERY_COMMAND = [(track, command) for track in Track for command in {**REVIEWED[track], **COMMANDS[track]}]
OUT_OF_TURN = {
    Track.PAPER: "guard.out_of_turn",
    Track.MACHINE: "guard.line_out_of_turn",
    Track.REGISTRATION: "guard.registration_out_of_turn",
    Track.VENDOR: "guard.vendor_out_of_turn",
    Track.INSPECTOR: "guard.inspector_out_of_turn",
    Track.COLLECTOR: "guard.collector_out_of_turn",
}
NOTHING = Cells(frozenset(), frozenset())


def wrong(attempt: Attempt, *, in_turn: bool, theirs: bool, out_of_turn: str) -> str:
    """Say how an attempt came out otherwise than its cell wants; empty where it came out so."""
    made = attempt.made()
    if in_turn and theirs:
        return "" if isinstance(made, Decision) else f"refused: {attempt.codes()}"
    if not isinstance(made, Refusal):
        return "accepted"
    wanted = "guard.not_yours" if in_turn else out_of_turn
    return "" if wanted in attempt.codes() else f"refused otherwise: {attempt.codes()}"


@pytest.mark.parametrize(("track", "command"), EVERY_COMMAND)
def test_each_cell_of_the_matrix_is_as_reviewed(track, command):
    """In each state exactly the persons of the reviewed file may give the command, and then it is accepted."""
    cells = REVIEWED[track].get(command, NOTHING)
    differing = {}
    for state, person in product(STATES[track], EVERYBODY):
        in_turn, theirs = state in cells.states, person.who in cells.persons
        how = wrong(
            ATTEMPT[track](command, state, person), in_turn=in_turn, theirs=theirs, out_of_turn=OUT_OF_TURN[track]
        )
        if how:
            differing[state, person.person] = how
    assert differing == {}


@pytest.mark.parametrize("track", Track)
def test_the_reviewed_file_and_the_table_name_the_same_commands(track):
    """No command of the table lacks its reviewed line, and none was reviewed that does not exist."""
    assert set(REVIEWED[track]) == set(COMMANDS[track])


@pytest.mark.parametrize("track", Track)
def test_the_reviewed_file_names_known_states_only(track):
    """A misspelt state would be a cell nobody can ever reach."""
    named = {state for cells in REVIEWED[track].values() for state in cells.states}
    assert named - set(STATES[track]) == set()


@pytest.mark.parametrize("side", ["audit", "system", "exporter"])
def test_nobody_decides_from_a_side_that_does_not_decide(side):
    """An officer's, inspector's or finance officer's role held on another side than the office opens nothing."""
    persons = {
        who for track in Track for cells in REVIEWED[track].values() for who in cells.persons if who.side == side
    }
    assert {who.role.value for who in persons} & {"officer", "inspector", "finance", "auditor"} == set()


@pytest.mark.parametrize("track", Track)
def test_an_unknown_command_is_refused_by_name(track):
    """A command no track knows is refused as unknown, to everybody, in every state."""
    attempts = [ATTEMPT[track]("teleport", state, person) for state in STATES[track] for person in EVERYBODY]
    assert {code for attempt in attempts for code in attempt.codes()} >= {"guard.unknown_command"}
    assert all("guard.unknown_command" in attempt.codes() for attempt in attempts)
