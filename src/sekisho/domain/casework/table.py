"""The one transition table. Screens, forms, the API, the permission matrix and the diagram all read it.

A program may switch rows off (``switched_off``), never add states.
"""

from collections.abc import Iterable

from sekisho.domain.casework import after, contest, document, gear, machine, paper, registration, roster, vendor
from sekisho.domain.casework.actor import Who
from sekisho.domain.casework.transition import Row, Track

ROWS: dict[Track, tuple[Row, ...]] = {
    Track.PAPER: (*paper.ROWS, *contest.ROWS, *document.ROWS, *after.ROWS),
    Track.MACHINE: machine.ROWS,
    Track.REGISTRATION: registration.ROWS,
    Track.VENDOR: vendor.ROWS,
    Track.INSPECTOR: roster.ROWS,
    Track.COLLECTOR: gear.ROWS,
}
STATES: dict[Track, tuple[str, ...]] = {
    Track.PAPER: (paper.NEW, *paper.STATES),
    Track.MACHINE: machine.STATES,
    Track.REGISTRATION: (registration.NEW, *registration.STATES),
    Track.VENDOR: (vendor.NEW, *vendor.STATES),
    Track.INSPECTOR: (roster.NEW, *roster.STATES),
    Track.COLLECTOR: (gear.NEW, *gear.STATES),
}


def track_of(command: str) -> Track:
    """Give the track of a case a command moves: machine where an equipment line moves, else paper."""
    on_machine = any(row.command == command for row in machine.ROWS)
    return Track.MACHINE if on_machine else Track.PAPER


def row_for(track: Track, command: str, state: str, *, switched_off: Iterable[str] = ()) -> Row | None:
    """Find the row of a command in a state; None where there is none or the program switched it off."""
    if command in set(switched_off):
        return None
    return next((row for row in ROWS[track] if row.fits(command, state)), None)


def rows_of(track: Track, command: str) -> tuple[Row, ...]:
    """Give every row of a command, whatever the state."""
    return tuple(row for row in ROWS[track] if row.command == command)


def open_to(track: Track, state: str, who: Who) -> tuple[Row, ...]:
    """Give the rows one role on one side has in a state: the buttons of a screen."""
    return tuple(row for row in ROWS[track] if state in row.sources and who in row.who)


def event_types() -> tuple[str, ...]:
    """Give the closed registry of event types the table can produce, in table order."""
    return tuple(dict.fromkeys(row.event for rows in ROWS.values() for row in rows))


def signed_event_types() -> tuple[str, ...]:
    """Give the event types whose every row is signed by a person: without an envelope such an event proves nothing."""
    rows = [row for rows in ROWS.values() for row in rows]
    unsigned = {row.event for row in rows if not row.signed}
    return tuple(dict.fromkeys(row.event for row in rows if row.signed and row.event not in unsigned))
