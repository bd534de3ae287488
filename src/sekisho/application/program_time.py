"""Program time: decides deadlines. In live mode it is the wall clock; a rehearsal moves it forward by sealed events."""

from datetime import datetime

from sekisho.application.desk import Desk
from sekisho.application.ports import Transaction
from sekisho.domain.casework.actor import SYSTEM
from sekisho.domain.casework.event import Event
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.domain.values.time import parse_instant

STREAM = "clock"


def _moved_to(tx: Transaction) -> datetime | None:
    move = tx.journal.last(STREAM, "clock.advanced")
    return parse_instant(move.event.text("to")) if move else None


def program_now(desk: Desk, tx: Transaction) -> datetime:
    """Give the present instant of program time."""
    if not desk.is_rehearsal:
        return desk.clock.now()
    return _moved_to(tx) or desk.clock.now()


def _obstacles(desk: Desk, now: datetime | None, to: datetime) -> list[Finding]:
    if not desk.is_rehearsal:
        return [Finding("clock.live", Outcome.NOT_MET, citation="practice: two clocks")]
    if now is not None and to < now:
        facts = {"now": now.isoformat(), "to": to.isoformat()}
        return [Finding("clock.backwards", Outcome.NOT_MET, "to", "practice: two clocks", dict(facts))]
    return []


def advance_clock(desk: Desk, to: datetime) -> Event | Refusal:
    """Move the rehearsal's program clock forward, by an event. Live mode and moving backwards are refused."""
    with desk.store.write() as tx:
        # Before the clock is read: two who move it at once are not to move it back.
        place = tx.journal.length(STREAM)
        obstacles = _obstacles(desk, _moved_to(tx), to)
        if obstacles:
            return Refusal.of(obstacles)
        event = Event("clock.advanced", to, SYSTEM, {"to": to.isoformat()})
        tx.journal.append(STREAM, [event], place)
        return event
